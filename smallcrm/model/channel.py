"""How a text reaches a contact: by text message or by e-mail, and what speaks against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from smallcrm.model.contact_row import ContactRow

TEXT, EMAIL = "text", "email"
WAYS = (TEXT, EMAIL)
_MOBILE, _UNKNOWN, _LANDLINE = range(3)


class Way(NamedTuple):
    """A channel and the number or address it goes to, "" where there is none; ``landline`` where it seems to be one."""

    channel: str
    to: str = ""
    landline: bool = False


def way_to(contact: ContactRow, channel: str = "") -> Way:
    """The channel asked for; else the one they prefer and did not refuse, else a text to a mobile, else an e-mail.

    UsageError for a channel that no text goes by.
    """
    if channel and channel not in WAYS:
        raise UsageError(f'a message goes by {" or ".join(WAYS)}, not by "{channel}"')
    ways = {TEXT: _text(contact.phones), EMAIL: _email(contact.emails)}
    if channel:
        return ways[channel]
    wanted = sorted(ways.values(), key=lambda way: _fitness(contact, way))
    return wanted[0]


def _fitness(contact: ContactRow, way: Way) -> tuple[bool, bool, bool, bool]:
    return not way.to, refusal(contact, way.channel) is not None, contact.prefers != way.channel, way.landline


def _text(phones: Sequence[Mapping[str, Any]]) -> Way:
    numbers = [each["value"] for each in phones if "fax" not in (each["label"] or "").lower()]
    kind, _, number = min(
        ((_kind(number), place, number) for place, number in enumerate(numbers)), default=(0, 0, "")
    )
    return Way(TEXT, number, kind == _LANDLINE)


def _email(emails: Sequence[Mapping[str, Any]]) -> Way:
    return Way(EMAIL, emails[0]["value"] if emails else "")


def _kind(number: str) -> int:
    # phonenumbers costs 23 ms, and most commands meet no number.
    import phonenumbers

    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return _UNKNOWN
    mobile = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if kind in mobile:
        return _MOBILE
    return _LANDLINE if kind == phonenumbers.PhoneNumberType.FIXED_LINE else _UNKNOWN


def refusal(contact: ContactRow, channel: str) -> Mapping[str, Any] | None:
    """The consent, the last on that channel, that says no to it; None where there is none."""
    last = next((each for each in reversed(contact.consent) if each["channel"] == channel), None)
    return last if last and not last["given"] else None


def doubts(contact: ContactRow, way: Way) -> Iterator[str]:
    """What speaks against that way. A reminder of their own appointment is no marketing, so nothing of it forbids."""
    refused = refusal(contact, way.channel)
    general = next((each for each in reversed(contact.consent) if each["channel"] is None), None)
    if refused:
        since = f" on {refused['on'][:10]}" if refused["on"] else ""
        yield f"{contact.name} refused to be written to by {way.channel}{since}"
    elif general and not general["given"]:
        yield f"{contact.name} agreed to no marketing: send what concerns their own appointment, and no more"
    if contact.prefers and contact.prefers != way.channel:
        yield f"{contact.name} prefers to be reached by {contact.prefers}"
    if way.landline:
        yield f"{way.to} seems to be a landline, which may take no texts"


def message_link(way: Way, subject: str, text: str) -> str:
    """The message as a link that opens it ready to send: RFC 5724 for a text, RFC 6068 for an e-mail."""
    body = quote(text.replace("\n", "\r\n"), safe="")
    if way.channel == TEXT:
        return f"sms:{way.to}?body={body}"
    return f"mailto:{quote(way.to, safe='@')}?subject={quote(subject, safe='')}&body={body}"

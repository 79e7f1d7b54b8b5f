"""From the lines of one card to a contact: what each property of vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) says.

A property that is taken becomes part of the draft; every other one is kept whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.formats.content_line import split_escaped, unescape_text
from smallcrm.formats.vcard.draft import GROUP_NOTES, NAME_PARTS, CardDraft
from smallcrm.formats.vcard.values import (
    clean_label,
    is_preferred,
    read_birthday,
    read_handle,
    read_phone,
    read_photo,
)
from smallcrm.model.contact import (
    ORGANISATION,
    PERSON,
    AddressDraft,
    ConsentDraft,
    EmailDraft,
    HandleDraft,
    PhoneDraft,
    UrlDraft,
)
from smallcrm.model.incoming import Complaint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from smallcrm.formats.content_line import ContentLine
    from smallcrm.model.contact import ContactDraft

_KINDS = {"individual": PERSON, "org": ORGANISATION, "organization": ORGANISATION}
_NICKNAME_CUSTOM = "vnd.android.cursor.item/nickname"
_GOOGLE_EVERYONE = "myContacts"
_URN = "urn:uuid:"
# What these mean depends on other lines: on the address in their group, on whether there is a TITLE.
_LATE = GROUP_NOTES | {"ROLE"}


def read_card(
    lines: Iterable[tuple[int, str]], encoding: str = ""
) -> tuple[ContactDraft, tuple[Complaint, ...]]:
    """The contact in unfolded, decoded lines with their numbers, and what could not be understood.

    ``encoding`` is the charset of quoted-printable values, whatever they say themselves.
    """
    card = CardDraft(encoding)
    properties: list[tuple[ContentLine, str]] = []
    late: list[tuple[ContentLine, str]] = []
    for number, text in lines:
        line = card.parse(number, text)
        if line is not None:
            (late if line.name in _LATE else properties).append((line, text))
    for line, _ in late:
        if line.name == "X-ABLABEL":
            card.labels[line.group.lower()] = clean_label(unescape_text(line.value))
    for line, text in (*properties, *late):
        _take(card, line, text)
    return card.draft(), tuple(card.complaints)


def _take(card: CardDraft, line: ContentLine, text: str) -> None:
    take = _TAKERS.get(line.name)
    if take is None or not take(card, line):
        card.keep(line, text)
    elif line.group:
        card.taken_groups.add(line.group.lower())


def _text(line: ContentLine) -> str:
    return unescape_text(line.value).replace("\r\n", "\n").strip()


def _parts(line: ContentLine) -> list[str]:
    return [unescape_text(part).replace("\r\n", "\n").strip() for part in split_escaped(line.value, ";")]


def _take_nothing(_card: CardDraft, _line: ContentLine) -> bool:
    return True


def _single(field: str) -> Callable[[CardDraft, ContentLine], bool]:
    return lambda card, line: card.say(field, _text(line))


def _take_name(card: CardDraft, line: ContentLine) -> bool:
    if any(part in card.said for part in NAME_PARTS):
        return False
    card.said.update((part, text) for part, text in zip(NAME_PARTS, _parts(line), strict=False) if text)
    return True


def _take_organisation(card: CardDraft, line: ContentLine) -> bool:
    if "company" in card.said or "department" in card.said:
        return False
    company, *units = _parts(line)
    return card.say("company", company) and card.say("department", ", ".join(filter(None, units)))


def _take_kind(card: CardDraft, line: ContentLine) -> bool:
    """A kind that is neither person nor organisation is kept too; a group is no person."""
    word = line.value.strip().lower()
    if word == "group":
        card.said["kind"] = ORGANISATION
    return word in _KINDS and card.say("kind", _KINDS[word])


def _take_company_flag(card: CardDraft, line: ContentLine) -> bool:
    if line.value.strip().upper() != "COMPANY":
        return False
    card.said["kind"] = ORGANISATION
    return True


def _take_nickname(card: CardDraft, line: ContentLine) -> bool:
    names = (unescape_text(part).strip() for part in split_escaped(line.value, ","))
    return card.say("nickname", ", ".join(filter(None, names)))


def _take_android(card: CardDraft, line: ContentLine) -> bool:
    kind, *values = _parts(line)
    return kind == _NICKNAME_CUSTOM and bool(values) and card.say("nickname", values[0])


def _take_role(card: CardDraft, line: ContentLine) -> bool:
    """A ROLE beside a TITLE is kept: the title is what a contact's role is."""
    return card.say("role", _text(line))


def _take_birthday(card: CardDraft, line: ContentLine) -> bool:
    return card.say("birthday", read_birthday(_text(line), line.params.get("X-APPLE-OMIT-YEAR", ())))


def _take_note(card: CardDraft, line: ContentLine) -> bool:
    note = unescape_text(line.value).replace("\r\n", "\n")
    if note.strip():
        card.notes.append(note)
    return True


def _take_email(card: CardDraft, line: ContentLine) -> bool:
    value = _text(line)
    value = value.removeprefix("mailto:") or value
    if value:
        card.emails.append(EmailDraft(value, card.label(line), is_preferred(line), origin=line.name))
    return True


def _take_phone(card: CardDraft, line: ContentLine) -> bool:
    number, extension = read_phone(_text(line))
    if number:
        typed = next(iter(line.params.get("X-SMALLCRM-RAW", ())), "")
        label, preferred = card.label(line), is_preferred(line)
        card.phones.append(PhoneDraft(number, label, preferred, extension, line.name, typed))
    return True


def _take_address(card: CardDraft, line: ContentLine) -> bool:
    box, extended, street, city, region, postcode, country = (*_parts(line), *[""] * 7)[:7]
    street = "\n".join(filter(None, (box, extended, street)))
    if not any((street, city, region, postcode, country)):
        street = next(iter(line.params.get("LABEL", ())), "")
    if street or city or region or postcode or country:
        preferred = is_preferred(line)
        draft = AddressDraft(
            street, city, region, postcode, country, card.label(line), preferred, origin=line.name
        )
        card.addresses[line.group.lower() or str(line.line)] = draft
    return True


def _take_formatted_address(card: CardDraft, line: ContentLine) -> bool:
    """A LABEL (RFC 2426 3.2.2) is an address only in a card that has no other."""
    if any(draft.origin == "ADR" for draft in card.addresses.values()) or not _text(line):
        return False
    card.addresses[str(line.line)] = AddressDraft(
        street=_text(line), label=card.label(line), origin=line.name
    )
    return True


def _take_country_code(card: CardDraft, line: ContentLine) -> bool:
    """Apple's country code of the address in the same group says the country where the address does not."""
    address = card.addresses.get(line.group.lower())
    if address is None:
        return False
    if not address.country:
        country = _text(line).upper()
        card.addresses[line.group.lower()] = address._replace(country=country)
    return True


def _take_url(card: CardDraft, line: ContentLine) -> bool:
    if value := _text(line):
        card.urls.append(UrlDraft(value, card.label(line), origin=line.name))
    return True


def _take_handle(card: CardDraft, line: ContentLine) -> bool:
    platform, value = read_handle(line, _text(line))
    if platform and value:
        card.handles.append(HandleDraft(platform, value))
    return bool(platform and value)


def _handle_on(platform: str) -> Callable[[CardDraft, ContentLine], bool]:
    def take(card: CardDraft, line: ContentLine) -> bool:
        if value := _text(line):
            card.handles.append(HandleDraft(platform, value))
        return True

    return take


def _take_tags(card: CardDraft, line: ContentLine) -> bool:
    tags = (unescape_text(part).strip() for part in split_escaped(line.value, ","))
    card.tags.update((tag, None) for tag in tags if tag and tag != _GOOGLE_EVERYONE)
    return True


def _take_photo(card: CardDraft, line: ContentLine) -> bool:
    if not line.value.strip():
        return True
    try:
        photo = read_photo(line)
    except ValueError as error:
        card.complaints.append(Complaint(line.line, line.name, line.value[:40], str(error)))
        return True
    return bool(photo) and card.say("photo", photo)


def _take_uid(card: CardDraft, line: ContentLine) -> bool:
    """Every UID is a key, the first one the contact's own; ``urn:uuid:`` is how it is written, not part of it."""
    uid = _text(line)
    uid = uid[len(_URN) :] if uid.lower().startswith(_URN) else uid
    if uid:
        card.say("uid", uid)
        card.keys[("vcard-uid", uid)] = None
    return True


def _take_consent(card: CardDraft, line: ContentLine) -> bool:
    given = line.value.strip().lower()
    if given not in {"yes", "no"}:
        return False
    channel, on, source = (
        next(iter(line.params.get(key, ())), "") for key in ("X-CHANNEL", "X-ON", "X-SOURCE")
    )
    card.consent.append(ConsentDraft(given == "yes", channel, on, source))
    return True


def _take_field(card: CardDraft, line: ContentLine) -> bool:
    name = next(iter(line.params.get("X-NAME", ())), "")
    if name:
        card.fields.append((name, unescape_text(line.value)))
    return bool(name)


_TAKERS: dict[str, Callable[[CardDraft, ContentLine], bool]] = {
    **dict.fromkeys(("BEGIN", "END", "VERSION", "PRODID", "REV", "X-SMALLCRM-CREATED"), _take_nothing),
    **{f"X-SMALLCRM-{name.upper()}": _single(name) for name in ("stage", "prefers", "source")},
    **{
        f"X-{name}": _handle_on(name.lower())
        for name in ("JABBER", "AIM", "ICQ", "MSN", "YAHOO", "QQ", "GTALK", "TWITTER", "TELEGRAM", "SIGNAL")
    },
    "FN": _single("name"),
    "N": _take_name,
    "NICKNAME": _take_nickname,
    "X-ANDROID-CUSTOM": _take_android,
    "KIND": _take_kind,
    "X-ABSHOWAS": _take_company_flag,
    "X-ADDRESSBOOKSERVER-KIND": _take_kind,
    "ORG": _take_organisation,
    "TITLE": _single("role"),
    "ROLE": _take_role,
    "BDAY": _take_birthday,
    "NOTE": _take_note,
    "EMAIL": _take_email,
    "TEL": _take_phone,
    "ADR": _take_address,
    "LABEL": _take_formatted_address,
    "X-ABADR": _take_country_code,
    "URL": _take_url,
    "IMPP": _take_handle,
    "SOCIALPROFILE": _take_handle,
    "X-SOCIALPROFILE": _take_handle,
    "X-SKYPE": _handle_on("skype"),
    "X-SKYPE-USERNAME": _handle_on("skype"),
    "X-GOOGLE-TALK": _handle_on("googletalk"),
    "X-WHATSAPP": _handle_on("whatsapp"),
    "CATEGORIES": _take_tags,
    "PHOTO": _take_photo,
    "UID": _take_uid,
    "X-SMALLCRM-CONSENT": _take_consent,
    "X-SMALLCRM-FIELD": _take_field,
}

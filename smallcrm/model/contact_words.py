"""What a contact's page says of them, in words: for the page on the command line and the one of the dashboard."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from smallcrm.model.calendar_words import say_date, say_day
from smallcrm.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from smallcrm.model.contact_row import ContactRow

Fact = tuple[str, str]
# How much of a value's name stands before the value; those of files people bring can be long.
LONGEST_NAME = 28


def card_facts(
    contact: ContactRow, today: dt.date, owed: Mapping[str, int], last_contact: tuple[str, str] | None
) -> Iterator[Fact]:
    """What stands on the card, ``(name, value)`` each, in order; what nobody knows is left out.

    ``owed`` is in minor units by currency, ``last_contact`` an instant (ISO 8601 with offset) and a channel.
    """
    work = {"role": contact.role, "department": contact.department, "company": contact.company}
    known = {name: text for name, text in work.items() if text}
    pairs = (
        # Headed by the widest of them that is known.
        (next(reversed(known), ""), ", ".join(known.values())),
        ("full name", _full_name(contact)),
        ("known as", contact.nickname),
        *_ways(contact),
        ("tags", ", ".join(contact.tags)),
        ("stage", contact.stage),
        ("birthday", contact.birthday and _birthday(contact.birthday, today)),
        ("prefers", contact.prefers),
        # The last word to each channel is what holds.
        *(
            ("consent", consent_words(each))
            for each in {each["channel"]: each for each in contact.consent}.values()
        ),
        ("source", contact.source),
        ("owes", _owed(owed)),
        ("last contact", last_contact and _last_contact(*last_contact, today)),
        ("about", contact.about),
        *contact.fields.items(),
    )
    return ((name, value) for name, value in pairs if value)


def _full_name(contact: ContactRow) -> str | None:
    """The name made of its parts, where it says more than the name they go by."""
    parts = (contact.prefix, contact.given_name, contact.middle_name, contact.family_name, contact.suffix)
    full = " ".join(part for part in parts if part)
    return full if full not in contact.name else None


def short_name(text: str) -> str:
    """The name of a value, as much of it as stands before the value."""
    name = clean(text)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def wrapped(text: str, width: int) -> Iterator[str]:
    """``text`` in lines of at most ``width``, broken at spaces; a word that is longer is cut.

    The standard library's textwrap costs 3 ms to load.
    """
    start = 0
    # Taking each line off the front would copy the rest each time: a minute for ten million letters.
    while len(text) - start > width:
        cut = text.rfind(" ", start + 1, start + width + 1)
        end = cut if cut > start and text[start:cut].strip() else start + width
        yield text[start:end].rstrip()
        start = end
        while start < len(text) and text[start].isspace():
            start += 1
    yield text[start:]


def as_dialled(phone: dict[str, Any]) -> str:
    """The number as they gave it; one that was mended is shown mended."""
    typed = phone["raw"] or ""
    mended = typed.isdigit() and not typed.startswith("0")
    return phone["value"] if mended or not typed else typed


def _ways(contact: ContactRow) -> Iterator[tuple[str, str]]:
    """How to reach them, in the order to try."""
    for phone in contact.phones:
        extension = phone["extension"]
        number = as_dialled(phone)
        if extension and not number.endswith(extension):
            number += f" ext {extension}"
        name = "fax" if "fax" in (phone["label"] or "") else "phone"
        yield name, number + _marks(phone, but=name)
    for email in contact.emails:
        yield "email", email["value"] + _marks(email)
    for address in contact.addresses:
        yield "address", address["formatted"] + _marks(address)
    for url in contact.urls:
        yield "web", url["value"] + _marks(url)
    for handle in contact.handles:
        yield handle["platform"], handle["value"]


def _marks(way: Mapping[str, Any], but: str = "") -> str:
    marks = [way["label"] if way["label"] != but else None, "preferred" if way.get("preferred") else None]
    said = ", ".join(mark for mark in marks if mark)
    return f" ({said})" if said else ""


def _birthday(text: str, today: dt.date) -> str:
    """``24 May 1979, turns 48``; without its year ``24 May``."""
    # 2000 is a leap year: a birthday without its year may be 29 February.
    day = dt.date.fromisoformat(text if not text.startswith("--") else f"2000{text[1:]}")
    if text.startswith("--"):
        return say_day(day).rpartition(" ")[0]
    age = today.year - day.year + ((day.month, day.day) < (today.month, today.day))
    return f"{say_day(day)}, turns {age}"


def consent_words(consent: Mapping[str, Any]) -> str:
    """``yes, by email, since 14 Sep 2026, web form``."""
    since = consent["on"] and f"since {say_day(dt.date.fromisoformat(consent['on'][:10]))}"
    by = consent["channel"] and f"by {consent['channel']}"
    parts = ("yes" if consent["given"] else "no", by, since, consent["source"])
    return ", ".join(part for part in parts if part)


def _owed(owed: Mapping[str, int]) -> str:
    """``£185.00 and €20.00``."""
    from smallcrm.model.money import money_words

    return " and ".join(money_words(value, currency) for currency, value in owed.items())


def _last_contact(at: str, channel: str, today: dt.date) -> str:
    """``3 days ago by call, Fri 11 Sep 2026``."""
    day = dt.datetime.fromisoformat(at).date()
    return f"{ago((today - day).days)} by {channel}, {say_date(day)}"


def ago(days: int) -> str:
    """``today``, ``yesterday``, ``3 days ago``, ``5 weeks ago``, ``4 months ago``, ``2 years ago``."""
    if days <= 0:
        return "today" if days == 0 else f"in {-days} day{'s' if days < -1 else ''}"
    if days == 1:
        return "yesterday"
    for unit, length in (("year", 365), ("month", 30), ("week", 7)):
        if days >= 2 * length:
            return f"{days // length} {unit}s ago"
    return f"{days} days ago"

"""What to do with a value, by what its column means: each function here makes the one that does it.

Those that are made take the card of the row, the value, which is never empty, and all cells of the row. ``parts``
are the places of the columns that belong together (``label``, ``value``, ``preferred`` ...); in a file of our own
(``own``) a cell is one value, exactly as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.formats.csv.birthdays import UncertainDateError, birthday_of_parts, read_birthday
from smallcrm.formats.csv.cell_values import emails_in, label_in, phones_in, several, tags_in
from smallcrm.formats.csv.spreadsheet import repaired_phone
from smallcrm.model.contact import (
    ORGANISATION,
    PERSON,
    ConsentDraft,
    EmailDraft,
    HandleDraft,
    PhoneDraft,
    UrlDraft,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smallcrm.formats.csv.contact_card import Card

    Cells = list[str]
    Put = Callable[[Card, str, Cells], None]
    Gather = Callable[[Card, Cells], None]
    Labelling = Callable[[Cells], tuple[str, bool]]

_YES = frozenset({"yes", "true", "1", "y"})
_NO = frozenset({"no", "false", "0", "n"})
_ORGANISATIONS = _YES | {"organisation", "organization", "company", "business"}
_PERSONS = _NO | {"person", "individual", "contact"}
_CONSENT = {"subscribed": True, "unsubscribed": False}
_HONORIFICS = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "rev",
        "revd",
        "fr",
        "sir",
        "dame",
        "lady",
        "lord",
    }
)


def single(attribute: str, column: str) -> Put:
    """A value there is one of."""

    def put(card: Card, cell: str, _: Cells) -> None:
        card.say(attribute, column, cell)

    return put


def field(column: str) -> Put:
    """A value nobody knows: kept under its column's name."""

    def put(card: Card, cell: str, _: Cells) -> None:
        card.fields.append((column, cell))

    return put


def emails(column: str, label: str, parts: Mapping[str, int], *, own: bool) -> Put:
    """E-mail addresses."""
    labelling = _labelling(label, parts, own=own)

    def put(card: Card, cell: str, cells: Cells) -> None:
        name, preferred = labelling(cells)
        for value in [cell] if own else emails_in(cell):
            card.emails.append(EmailDraft(value, name, preferred, column))
            preferred = False

    return put


def phones(column: str, label: str, parts: Mapping[str, int], *, own: bool) -> Put:
    """Phone numbers, mended where a spreadsheet made numbers of them and the digits are all there."""
    labelling = _labelling(label, parts, own=own)
    extension, typed = parts.get("extension", -1), parts.get("raw", -1)

    def put(card: Card, cell: str, cells: Cells) -> None:
        name, preferred = labelling(cells)
        for value in [cell] if own else phones_in(cell):
            number, damage = repaired_phone(value)
            if not number:
                if damage:
                    card.keep(column, value, damage)
                continue
            if damage:
                card.complain(column, value, damage)
            apart = cells[extension] if extension >= 0 else ""
            raw = cells[typed] if typed >= 0 else ""
            card.phones.append(PhoneDraft(number, name, preferred, apart, column, raw))
            preferred = False

    return put


def urls(column: str, label: str, parts: Mapping[str, int], *, own: bool) -> Put:
    """Web addresses."""
    labelling = _labelling(label, parts, own=own)

    def put(card: Card, cell: str, cells: Cells) -> None:
        name, _ = labelling(cells)
        card.urls.extend(UrlDraft(value, name, column) for value in ([cell] if own else several(cell)))

    return put


def handles(_column: str, platform: str, parts: Mapping[str, int], *, own: bool) -> Put:
    """Names on a platform, which is the column's or stands in the one beside it."""
    labelling = _labelling(platform, parts, own=own)

    def put(card: Card, cell: str, cells: Cells) -> None:
        name, _ = labelling(cells)
        card.handles.extend(HandleDraft(name or "im", value) for value in ([cell] if own else several(cell)))

    return put


def _labelling(label: str, parts: Mapping[str, int], *, own: bool) -> Labelling:
    """The label of a value and whether it is the preferred one, as the columns beside it say."""
    at, preferred_at = parts.get("label", parts.get("type", -1)), parts.get("preferred", -1)
    if at < 0:
        return lambda _: (label, False)
    if own:
        return lambda cells: (cells[at], preferred_at >= 0 and cells[preferred_at].lower() in _YES)
    return lambda cells: label_in(cells[at])


def tags(*, own: bool) -> Put:
    """Tags."""
    split = several if own else tags_in

    def put(card: Card, cell: str, _: Cells) -> None:
        card.tags.extend(split(cell))

    return put


def labelled(column: str, parts: Mapping[str, int]) -> Put:
    """A custom field whose name stands in the column beside it: "Relation 1 - Label"."""
    at = parts.get("label", -1)

    def put(card: Card, cell: str, cells: Cells) -> None:
        name = cells[at].removeprefix("*").strip() if at >= 0 else ""
        card.fields.extend((name or column, value) for value in several(cell))

    return put


def birthday(column: str, order: Callable[[], str]) -> Put:
    """A birthday where it is certain, else a custom field."""

    def put(card: Card, cell: str, _: Cells) -> None:
        try:
            date = read_birthday(cell, order)
        except UncertainDateError as doubt:
            card.keep(column, cell, str(doubt))
            return
        if date:
            card.say("birthday", column, date)

    return put


def birth_parts(parts: Mapping[str, int], columns: Mapping[str, str]) -> Gather:
    """A birthday whose year, month and day stand in columns of their own."""

    def gather(card: Card, cells: Cells) -> None:
        said = {part: cells[at] for part, at in parts.items() if cells[at]}
        if not said:
            return
        try:
            date = birthday_of_parts(said.get("year", ""), said.get("month", ""), said.get("day", ""))
            card.say("birthday", columns[next(iter(said))], date)
        except UncertainDateError as doubt:
            for part, value in said.items():
                card.keep(columns[part], value, str(doubt))

    return gather


def title(column: str, *, always_prefix: bool) -> Put:
    """A title: "Mrs" goes before the name; "Director" is a role unless roles have a column of their own."""

    def put(card: Card, cell: str, _: Cells) -> None:
        honorific = always_prefix or cell.lower().rstrip(".") in _HONORIFICS
        card.say("prefix" if honorific else "role", column, cell)

    return put


def kind(column: str) -> Put:
    """Whether it is a person or an organisation."""

    def put(card: Card, cell: str, _: Cells) -> None:
        word = cell.lower()
        if word in _ORGANISATIONS:
            card.texts["kind"] = ORGANISATION
        elif word in _PERSONS:
            card.texts["kind"] = PERSON
        else:
            card.fields.append((column, cell))

    return put


def name_elsewhere(column: str, source: str) -> Put:
    """What the contact is called in the program it comes from."""

    def put(card: Card, cell: str, _: Cells) -> None:
        # Jobber numbers a client's properties behind an underscore: 1001_2.
        card.keys.append((source, cell.partition("_")[0] or cell if source == "jobber" else cell))
        if source == "square-reference":
            # This number is the user's own, so they will want to see it.
            card.fields.append((column, cell))

    return put


def profile(column: str, platform: str) -> Put:
    """The address of a profile: it reaches the contact, and names it where it came from."""

    def put(card: Card, cell: str, _: Cells) -> None:
        card.keys.append((platform, cell))
        card.urls.append(UrlDraft(cell, platform, column))
        handle = cell.partition("/in/")[2].strip("/").partition("?")[0]
        if handle:
            card.handles.append(HandleDraft(platform, handle))

    return put


def status(column: str, channel: str) -> Put:
    """Consent by the status of a subscription; a status that says neither yes nor no stays a custom field."""

    def put(card: Card, cell: str, _: Cells) -> None:
        given = _CONSENT.get(cell.lower())
        if given is None:
            card.fields.append((column, cell))
        else:
            card.consent.append(ConsentDraft(given, channel, source=column))

    return put


def consent(column: str, parts: Mapping[str, int]) -> Put:
    """Consent with its channel, date and source in columns of their own."""
    channel, on, source = (parts.get(part, -1) for part in ("label", "on", "source"))

    def put(card: Card, cell: str, cells: Cells) -> None:
        if cell.lower() not in _YES | _NO:
            card.keep(column, cell, "consent is yes or no; kept as a custom field")
            return
        channel_of, on_of, source_of = (cells[at] if at >= 0 else "" for at in (channel, on, source))
        card.consent.append(ConsentDraft(cell.lower() in _YES, channel_of, on_of, source_of))

    return put

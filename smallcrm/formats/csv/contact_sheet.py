"""The layout in which smallcrm writes contacts as CSV, and reads them back to the same contacts.

One row per contact. First the single values: UID, Kind, Name, Prefix ... Tags, About; then numbered groups of
columns, as many as the contact with most of them needs: ``E-mail 1 - Label``, ``E-mail 1 - Value``,
``E-mail 1 - Preferred``, and likewise Phone, Address, Website, Handle and Consent, which is how Google names them,
so that other programs find them; then each custom field in a column of its own name, preceded by ``Field:`` where
the name is one of ours. Flags are ``yes`` or ``no``, tags are parted by ``:::``, dates are ISO 8601, phones E.164
with the extension apart. Cells that a spreadsheet would run are guarded by an apostrophe, which reading takes away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smallcrm.errors import FileError, UsageError
from smallcrm.formats.csv.cell_values import BETWEEN
from smallcrm.formats.csv.columns import Meaning, meaning_of
from smallcrm.formats.guard import guarded, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.model.contact_row import ContactRow

Record = Mapping[str, Any]

_SINGLE = {
    "uid": "UID",
    "kind": "Kind",
    "name": "Name",
    "prefix": "Prefix",
    "given_name": "Given name",
    "middle_name": "Middle name",
    "family_name": "Family name",
    "suffix": "Suffix",
    "nickname": "Nickname",
    "company": "Company",
    "department": "Department",
    "role": "Role",
    "stage": "Stage",
    "birthday": "Birthday",
    "prefers": "Prefers",
    "source": "Source",
    "about": "About",
}
_OF_THIS_STORE = {"id": "ID", "company_id": "Company ID", "created_at": "Created", "updated_at": "Updated"}
_TAGS = "Tags"
_FIELD = "Field: "
_GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "emails": ("E-mail", ("label", "value", "preferred")),
    "phones": ("Phone", ("label", "value", "extension", "preferred", "raw")),
    "addresses": ("Address", ("label", "street", "city", "region", "postcode", "country")),
    "urls": ("Website", ("label", "value")),
    "handles": ("Handle", ("platform", "value")),
    "consent": ("Consent", ("channel", "given", "on", "source")),
}
_NUMBERED = re.compile(r"(E-mail|Phone|Address|Website|Handle|Consent) [1-9]\d* - [A-Z][a-z]+")

_MOST_SHOWN = 24
_LONGEST_SHOWN = 40

COLUMNS = (*_SINGLE, "tags", *_GROUPS, "fields")
"""What is written when nothing is said: all a contact holds but what means something in one store only."""

_MEANINGS = {
    **{header: Meaning(field) for field, header in _SINGLE.items()},
    _SINGLE["kind"]: Meaning("is_company"),
    **{header: Meaning("nothing") for header in _OF_THIS_STORE.values()},
    _TAGS: Meaning("tags"),
}


def is_own(headers: Iterable[str]) -> bool:
    """Whether smallcrm wrote the file: only then is the apostrophe of a guarded cell taken away."""
    return {"UID", "Kind"} <= set(headers)


def own_meaning(header: str) -> Meaning | None:
    """What a column of a file of ours holds; None for a custom field."""
    known = _MEANINGS.get(header)
    return known or (meaning_of(header) if _NUMBERED.fullmatch(header) else None)


def own_field_name(header: str) -> str:
    """The custom field's name in a file of ours."""
    return unguarded(header).removeprefix(_FIELD)


class Sheet:
    """The columns that ``rows`` need; ``columns`` are keys of a contact's JSON, empty for :data:`COLUMNS`.

    Raises:
        UsageError: a column is none of a contact's.
    """

    def __init__(self, rows: Iterable[Record | ContactRow], columns: Sequence[str]) -> None:
        self._columns = _known(columns) if columns else COLUMNS
        self._counts = dict.fromkeys(_GROUPS, 0)
        self._fields: dict[str, None] = {}
        for row in map(as_record, rows):
            for group, most in self._counts.items():
                self._counts[group] = max(most, len(row.get(group) or ()))
            self._fields.update(dict.fromkeys(row.get("fields") or ()))

    def header(self) -> list[str]:
        """The header's cells, guarded like all others."""
        return [guarded(header) for column in self._columns for header in self._headers(column)]

    def cells(self, row: Record | ContactRow) -> list[str]:
        """A contact's cells.

        Raises:
            FileError: the contact has more than the header has columns for, so it changed meanwhile.
        """
        record = as_record(row)
        return [guarded(cell) for column in self._columns for cell in self._values(column, record)]

    def _headers(self, column: str) -> Iterator[str]:
        if column == "fields":
            yield from map(_field_header, self._fields)
        elif column in _GROUPS:
            name, parts = _GROUPS[column]
            for number in range(1, self._counts[column] + 1):
                yield from (f"{name} {number} - {part.capitalize()}" for part in parts)
        else:
            yield _TAGS if column == "tags" else (_SINGLE | _OF_THIS_STORE)[column]

    def _values(self, column: str, row: Record) -> Iterator[str]:
        if column == "fields":
            yield from self._field_values(row.get("fields") or {})
        elif column in _GROUPS:
            yield from self._group_values(column, row.get(column) or ())
        elif column == "tags":
            yield f" {BETWEEN} ".join(row.get("tags") or ())
        else:
            yield _text(row.get(column))

    def _group_values(self, column: str, items: Sequence[Record]) -> Iterator[str]:
        if len(items) > self._counts[column]:
            raise _changed()
        parts = _GROUPS[column][1]
        for item in items:
            yield from (_text(item.get(part)) for part in parts)
        for _ in range(len(parts) * (self._counts[column] - len(items))):
            yield ""

    def _field_values(self, fields: Mapping[str, str]) -> Iterator[str]:
        if not fields.keys() <= self._fields.keys():
            raise _changed()
        for name in self._fields:
            yield _text(fields.get(name))


def as_record(row: Record | ContactRow) -> Record:
    """The contact as a mapping of its JSON's keys."""
    return row if isinstance(row, Mapping) else row._asdict()


def _known(columns: Sequence[str]) -> Sequence[str]:
    every = (*COLUMNS, *_OF_THIS_STORE)
    for column in columns:
        if column not in every:
            raise UsageError(f'there is no column "{column}"{near(column, every)}')
    return columns


def near(name: str, names: Iterable[str]) -> str:
    """``; did you mean ...?``, or which there are when none is near."""
    import difflib

    every = list(names)
    found = difflib.get_close_matches(name, every, 3, 0.5)
    if found:
        return f"; did you mean {' or '.join(found)}?"
    return f"; there are: {', '.join(shortened(every))}"


def shortened(names: Sequence[str]) -> list[str]:
    """The names fit for a message: not too many, none too long."""
    short = [name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}..." for name in names]
    return short if len(short) <= _MOST_SHOWN else [*short[:_MOST_SHOWN], "..."]


def _field_header(name: str) -> str:
    ours = name.startswith(_FIELD) or own_meaning(name) is not None
    return _FIELD + name if ours else name


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _changed() -> FileError:
    return FileError("the contacts changed while they were written; write the file again")

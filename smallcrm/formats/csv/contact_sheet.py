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
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from smallcrm.errors import FileError, UsageError
from smallcrm.formats.csv.cell_values import BETWEEN
from smallcrm.formats.csv.columns import Meaning, meaning_of
from smallcrm.formats.guard import SUSPECT, guarded, unguarded
from smallcrm.model.contact_row import ContactRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.model.extent import Extent

Maker = Callable[["Sequence[Any]"], "Iterable[str | None]"]

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
_FLAGS = {"preferred", "given"}
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
    """The columns of a sheet of that ``extent``; ``columns`` are keys of a contact's JSON, empty for :data:`COLUMNS`.

    Raises:
        UsageError: a column is none of a contact's.
    """

    def __init__(self, extent: Extent, columns: Sequence[str]) -> None:
        self._extent = extent
        self._columns = _known(columns) if columns else COLUMNS
        self._makers = [
            maker
            for single, names in groupby(self._columns, _SINGLE.__contains__)
            for maker in ([_singles(names)] if single else map(self._maker, names))
        ]

    def header(self) -> list[str]:
        """The header's cells, guarded like all others."""
        return [guarded(header) for column in self._columns for header in self._headers(column)]

    def cells(self, row: ContactRow) -> list[str | None]:
        """A contact's cells; None is an empty one.

        Raises:
            FileError: the contact has more than the header has columns for, so it changed meanwhile.
        """
        cells: list[str | None] = []
        for make in self._makers:
            cells += make(row)
        # Hardly any cell is one to guard, which its first letter tells at a tenth of the cost.
        return [guarded(cell) if cell and cell[0] in SUSPECT else cell for cell in cells]

    def _headers(self, column: str) -> Iterator[str]:
        if column == "fields":
            yield from map(_field_header, self._extent.fields)
        elif column in _GROUPS:
            name, parts = _GROUPS[column]
            for number in range(1, self._extent.lists[column] + 1):
                yield from (f"{name} {number} - {part.capitalize()}" for part in parts)
        else:
            yield _TAGS if column == "tags" else (_SINGLE | _OF_THIS_STORE)[column]

    def _maker(self, column: str) -> Maker:
        place = ContactRow._fields.index(column)
        if column == "fields":
            return _fields(place, self._extent.fields)
        if column in _GROUPS:
            return _group(place, _GROUPS[column][1], self._extent.lists[column])
        if column == "tags":
            return lambda row: (f" {BETWEEN} ".join(row[place]),)
        return lambda row: (None if row[place] is None else str(row[place]),)


def _singles(columns: Iterable[str]) -> Maker:
    places = [ContactRow._fields.index(column) for column in columns]
    # Of one place alone it would give the cell, not a row of cells.
    return itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)


def _group(place: int, parts: Sequence[str], most: int) -> Maker:
    """The cells of a list, for ``most`` items; flags are said as yes or no."""
    padding = [(None,) * (len(parts) * missing) for missing in range(most + 1)]

    def make(row: Sequence[Any]) -> Iterable[str | None]:
        items = row[place]
        if not items:
            return padding[most]
        if len(items) > most:
            raise _changed()
        said = [
            item[part] if part not in _FLAGS else "yes" if item[part] else "no"
            for item in items
            for part in parts
        ]
        said += padding[most - len(items)]
        return said

    return make


def _fields(place: int, names: Sequence[str]) -> Maker:
    known = set(names)

    def make(row: Sequence[Any]) -> Iterable[str | None]:
        fields = row[place]
        if not fields.keys() <= known:
            raise _changed()
        return map(fields.get, names)

    return make


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


def _changed() -> FileError:
    return FileError("the contacts changed while they were written; write the file again")

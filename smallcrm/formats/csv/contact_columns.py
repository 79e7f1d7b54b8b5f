"""The plan of a file: for each of its columns what to do with a value, settled once from the header."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from smallcrm.errors import FileError, UsageError
from smallcrm.formats.csv.address_columns import address_of
from smallcrm.formats.csv.column_values import (
    birth_parts,
    birthday,
    consent,
    emails,
    field,
    handles,
    kind,
    labelled,
    name_elsewhere,
    phones,
    profile,
    single,
    status,
    tags,
    title,
    urls,
)
from smallcrm.formats.csv.columns import CORE, MAPPABLE, Meaning, is_ledger, layout_of, meaning_of, squash
from smallcrm.formats.csv.contact_card import Card
from smallcrm.formats.csv.contact_sheet import is_own, near, own_field_name, own_meaning, shortened
from smallcrm.formats.guard import unguarded
from smallcrm.model.incoming import Incoming

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from smallcrm.formats.csv.column_values import Gather, Put
    from smallcrm.formats.csv.table import Row, Table

_OF_SEVERAL = {"email": emails, "phone": phones, "url": urls, "handle": handles}
_BY_LABEL = {"key": name_elsewhere, "profile": profile, "consent": status}


class Plan:
    """How a table's rows become contacts; ``layout`` is the program that wrote it, ``smallcrm`` if it was ours.

    ``column_of`` has the column each single field of a contact stands in.
    """

    def __init__(self, table: Table, mapping: Mapping[str, str], order: Callable[[], str], name: str) -> None:
        self._table = table
        self._width = len(table.columns)
        self._columns = tuple(table.columns)
        self._order = order
        own = is_own(table.headers)
        self.layout = "smallcrm" if own else layout_of(table.headers)
        self._own = own
        self._meanings = _meanings(table.headers, self.layout, mapping)
        _check(self._meanings, table.headers, mapping, name)
        self.column_of: dict[str, str] = {}
        self._puts: list[tuple[int, Put]] = []
        self._gathers: list[Gather] = []
        self._lay_out()

    def incoming(self, row: Row) -> Incoming:
        """The contact of a row, with what is to complain of."""
        cells = row.cells
        card = Card(row.line)
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        cells = [unguarded(cell) for cell in cells] if self._own else [cell.strip() for cell in cells]
        for index, put in self._puts:
            cell = cells[index]
            if cell:
                put(card, cell, cells)
        for gather in self._gathers:
            gather(card, cells)
        columns = self._columns if len(cells) == self._width else self._with_surplus(card, cells)
        complaints = (*row.complaints, *card.complaints)
        return Incoming(card.draft(), row.line, complaints, tuple(row.cells), columns, ours=self._own)

    def _with_surplus(self, card: Card, cells: Sequence[str]) -> tuple[str, ...]:
        """The columns with names for the cells beyond them, which become custom fields of those names."""
        surplus = range(self._width, len(cells))
        card.fields.extend((self._table.column(index), cells[index]) for index in surplus if cells[index])
        return (*self._columns, *map(self._table.column, surplus))

    def _lay_out(self) -> None:
        groups: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for index, meaning in enumerate(self._meanings):
            part = meaning.part if meaning else ""
            if meaning is None or not part:
                self._put(index, meaning)
            elif part in groups[key := (meaning.field, meaning.group or meaning.label)]:
                self._put(index, None)
            else:
                groups[key][part] = index
        for (kind_of, label), parts in groups.items():
            self._lay_out_group(kind_of, label, parts)
        self._puts.sort(key=lambda entry: entry[0])

    def _put(self, index: int, meaning: Meaning | None) -> None:
        column = self._table.columns[index]
        if meaning is None:
            name = own_field_name(column) if self._own else column
            self._puts.append((index, field(name)))
            return
        put = self._maker(meaning, column)
        if put is not None:
            self._puts.append((index, put))

    def _maker(self, meaning: Meaning, column: str) -> Put | None:
        if meaning.field == "nothing":
            return None
        if meaning.field in _OF_SEVERAL:
            return _OF_SEVERAL[meaning.field](column, meaning.label, {}, own=self._own)
        if meaning.field in _BY_LABEL:
            return _BY_LABEL[meaning.field](column, meaning.label)
        match meaning.field:
            case "tags":
                return tags(own=self._own)
            case "birthday":
                return birthday(column, self._order_of_dates)
            case "title":
                return title(
                    column, always_prefix=any(m is not None and m.field == "role" for m in self._meanings)
                )
            case "is_company":
                return kind(column)
        self.column_of.setdefault(meaning.field, column)
        return single(meaning.field, column)

    def _order_of_dates(self) -> str:
        # Square writes a birthday without its year month first, whatever the country.
        return "mdy" if self.layout == "square" else self._order()

    def _lay_out_group(self, kind_of: str, label: str, parts: dict[str, int]) -> None:
        columns = self._table.columns
        if kind_of == "address" and set(parts) - {"label"}:
            formatted = columns[parts["formatted"]] if "formatted" in parts else ""
            origin = columns[min(index for part, index in parts.items() if part != "label")]
            constant = "" if "label" in parts and label != "service" else label
            self._gathers.append(address_of(parts, constant, origin, formatted, own=self._own))
        elif kind_of == "birth":
            self._gathers.append(birth_parts(parts, {part: columns[index] for part, index in parts.items()}))
        elif "value" in parts:
            self._puts.append((parts["value"], self._grouped(kind_of, columns[parts["value"]], parts)))
        else:
            for index in parts.values():
                self._put(index, None)

    def _grouped(self, kind_of: str, column: str, parts: dict[str, int]) -> Put:
        if kind_of == "labelled":
            return labelled(column, parts)
        if kind_of == "consent":
            return consent(column, parts)
        return _OF_SEVERAL[kind_of](column, "", parts, own=self._own)


def is_header(mapping: Mapping[str, str]) -> Callable[[Sequence[str]], bool]:
    """A test for the header of a contacts file: two columns known, one of which can name or reach a contact."""
    mapped = set(map(squash, mapping))

    def test(cells: Sequence[str]) -> bool:
        known = [meaning.field for cell in cells if (meaning := meaning_of(cell))]
        names = set(map(squash, cells))
        return (len(known) > 1 and not CORE.isdisjoint(known)) or (bool(mapped) and mapped <= names)

    return test


def _meanings(headers: Sequence[str], layout: str, mapping: Mapping[str, str]) -> list[Meaning | None]:
    meanings = [
        own_meaning(header) if layout == "smallcrm" else meaning_of(header, layout) for header in headers
    ]
    for column, target in mapping.items():
        if target not in MAPPABLE:
            raise UsageError(f'--map {column}={target}: there is no field "{target}"{near(target, MAPPABLE)}')
        found = [index for index, header in enumerate(headers) if _same(header, column)]
        if not found:
            raise UsageError(
                f'--map {column}={target}: there is no column "{column}"{near(column, filter(None, headers))}'
            )
        for index in found:
            meanings[index] = MAPPABLE[target]
    return meanings


def _same(header: str, column: str) -> bool:
    return header == column.strip() or (squash(header) == squash(column) != "")


def _check(
    meanings: Sequence[Meaning | None], headers: Sequence[str], mapping: Mapping[str, str], name: str
) -> None:
    shown = ", ".join(shortened([header for header in headers if header]))
    if not any(meaning and meaning.field in CORE for meaning in meanings):
        raise FileError(
            f"{name}: no column is known as a name, company, e-mail or phone (there are: {shown}); "
            "say which is with --map COLUMN=name"
        )
    if not mapping and is_ledger(headers):
        raise FileError(
            f"{name}: these look like payments or invoices, not contacts (columns: {shown}); "
            "to make contacts of them all the same, say --map COLUMN=name"
        )

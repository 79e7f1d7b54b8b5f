"""What one change touched, line by line, as people read it: each value once, and the file that gave it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.store.naming import TITLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.read.history import ChangeRow, History, ValueChange

ORIGIN = "provenance"
# What a row says besides its name that means nothing to a person.
UNSAID = {"phone": ("value",), "photo": ("data",), "tagging": ("tag_id",), "relation": ("kind",)}
# What is written as 0 or 1.
FLAGS = frozenset({"given", "preferred", "all_day", "cancelled"})


class Part(NamedTuple):
    """The values of one row in one change: ``name`` as people know the row, ``own`` if it is what was asked for."""

    name: str
    own: bool
    values: Sequence[ValueChange]


def touched(read: History, row: ChangeRow, subject: str = "") -> Iterator[str]:
    """A line for each thing that a change touched; ``subject`` is what was asked for, and goes without saying."""
    for source, values in groupby(row.changes, key=lambda value: value.source):
        told = list(values)
        if source is not None:
            yield _heading(source, told)
        for (table, row_id), parts in groupby(told, key=lambda value: (value.table, value.row_id)):
            if table == ORIGIN:
                yield from (f"otherwise: {value.after}" for value in parts if not _is_place(value))
                continue
            name = read.called(table, row_id).removeprefix("the ").removesuffix(f" of {subject}")
            name = name.replace("tie works_for", "works for", 1) if table == "relation" else name
            yield from _of_part(read, Part(name, name == subject, list(parts)))


def _heading(source: str, values: Iterable[ValueChange]) -> str:
    """``from square.csv line 3``, all the lines of which something came."""
    places = [str(value.after) for value in values if value.table == ORIGIN and _is_place(value)]
    return ", ".join(dict.fromkeys(places)) or f"from {source}"


def _is_place(value: ValueChange) -> bool:
    """Whether an origin says no more than the place; else it has a value that the book did not take over."""
    return str(value.after or value.before).startswith("from ")


def _of_part(read: History, part: Part) -> Iterator[str]:
    values = [value for value in part.values if value.field not in UNSAID.get(value.table, ())]
    if part.own:
        for value in values:
            yield f"{_words(value.field)}: {_change(read, value)}"
    elif all(value.before is None for value in part.values):
        said = [(value, _value(read, value.field, value.after)) for value in values]
        details = [_detail(value, text) for value, text in said if text and text not in part.name]
        yield f"{part.name}: {', '.join(details)}" if details else part.name
    elif all(value.after is None for value in part.values):
        yield f"{part.name}: taken away"
    else:
        changes = (f"{_words(value.field)} {_change(read, value)}" for value in values)
        yield f"{part.name}: {', '.join(changes)}"


def _detail(value: ValueChange, text: str) -> str:
    """The values of a phone or address speak for themselves, those of a contact or job do not."""
    return f"{_words(value.field)} {text}" if value.table in TITLES else text


def _change(read: History, value: ValueChange) -> str:
    before, after = (_value(read, value.field, each) for each in (value.before, value.after))
    return f"{before} → {after or 'nothing'}" if before else after


def _words(field: str) -> str:
    return field.removesuffix("_id").replace("_", " ")


def _value(read: History, field: str, value: object) -> str:
    if value is None:
        return ""
    if field == "preferred":
        return "preferred" if value else "not preferred"
    if field in FLAGS:
        return "yes" if value else "no"
    if isinstance(value, int) and field in {"to_id", "contact_id"}:
        return read.called("contact", value)
    return " ".join(str(value).split())

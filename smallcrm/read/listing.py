"""Lists of things: which, in what order, how many; streamed, and along an index wherever there is one."""

from __future__ import annotations

import contextlib
import itertools
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.errors import UsageError
from smallcrm.model.text import fold
from smallcrm.read.where import Where

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.condition import Condition
    from smallcrm.model.extent import Extent

# The whole of SQLite's integers: no limit.
UNLIMITED = -1
# So many are read at once: beyond that nothing is gained.
BATCH = 256
# A tag that so many have is looked for along the list; one of fewer leads to those who have it.
COMMON = 2000


class Listing(NamedTuple):
    """What is wanted of a kind: ``where`` in the language of conditions, things of a contact, with all the tags.

    ``also`` are conditions of the caller's. Without ``sort`` the order is the kind's own: contacts by name, notes
    and jobs newest first, appointments by start, reminders by due, those done last. None as ``limit`` is no limit.
    """

    where: str = ""
    contact_id: int | None = None
    tags: tuple[str, ...] = ()
    sort: str = ""
    reverse: bool = False
    limit: int | None = None
    offset: int = 0
    also: tuple[Condition, ...] = ()


class Pass(NamedTuple):
    """One walk through a table: those for which ``only`` holds, in this order; ``nullable`` keys come last."""

    keys: tuple[str, ...]
    only: str = ""
    descending: bool = False
    nullable: bool = False

    def order(self, *, reverse: bool) -> str:
        """The ORDER BY clause."""
        direction = " DESC" if self.descending != reverse else ""
        missing = [f"{self.keys[0]} IS NULL"] if self.nullable else []
        return ", ".join([*missing, *(f"{key}{direction}" for key in self.keys)])


# Each walks an index; reminders take two, since the index by due holds those that are open.
OWN_ORDER = {
    "contact": (Pass(("t.name_key", "t.id")),),
    "note": (Pass(("t.at", "t.id"), descending=True),),
    "job": (Pass(("t.id",), descending=True),),
    "appointment": (Pass(("t.starts_utc", "t.id")),),
    "reminder": (
        Pass(("t.due_utc", "t.id"), "t.done_at IS NULL"),
        Pass(("t.done_at", "t.id"), "t.done_at IS NOT NULL", descending=True),
    ),
}
# Columns that are never missing and stand in an index as they are.
INDEXED = {
    ("contact", "t.name_key"), ("note", "t.at"), ("appointment", "t.starts_utc"), ("contact", "t.updated_at"),
}  # fmt: skip


class Listings:
    """Lists of every kind over one connection."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def rows(self, kind: str, listing: Listing, columns: Sequence[str] = ()) -> Iterator[Any]:
        """The kind's Rows, one after the other, all of one moment; UsageError where ``listing`` can't be meant.

        With ``columns``, the others may be empty: to gather everything of a contact costs twice what its name does.
        """
        return self.some(kind, self.ids(kind, listing), columns)

    def some(self, kind: str, ids: Iterable[int], columns: Sequence[str] = ()) -> Iterator[Any]:
        """The Rows of those ids, in that order; missing ones are left out. ``columns`` as for :meth:`rows`."""
        read = self._reader(kind, columns)
        for batch in _batches(ids):
            yield from read(batch)

    def extent(self, contact_ids: Iterable[int]) -> Extent:
        """How wide a sheet of those contacts has to be."""
        from smallcrm.read.gathered import extent

        return extent(self.connection, _batches(contact_ids))

    def _reader(self, kind: str, columns: Sequence[str]) -> Callable[[list[int]], Iterable[Any]]:
        """What reads a batch of the kind."""
        if kind == "contact":
            from smallcrm.read.gathered import gathered

            return lambda batch: gathered(self.connection, batch, columns)
        select, row_of = _viewed(kind, self.desk, columns)
        query = f"{select} WHERE id IN (SELECT value FROM json_each(?))"

        def read(batch: list[int]) -> Iterator[Any]:
            found = {values[0]: values for values in self.connection.execute(query, (json.dumps(batch),))}
            return (row_of(found[thing_id]) for thing_id in batch if thing_id in found)

        return read

    def ids(self, kind: str, listing: Listing) -> Iterator[int]:
        """The ids alone."""
        where = self._where(kind, listing)
        passes = self._sorted(where, listing.sort) if listing.sort else OWN_ORDER[kind]
        return self._walk(where, passes[:: -1 if listing.reverse else 1], listing)

    def count(self, kind: str, listing: Listing) -> int:
        """How many there are, limit and offset aside."""
        where = self._where(kind, listing)
        query = f"SELECT count(*) FROM {kind} t{where.sql}"
        return int(self.connection.execute(query, where.parameters).fetchone()[0])

    def check(self, kind: str, listing: Listing) -> None:
        """UsageError where ``listing`` can't be meant: an unknown field, a value that can't be one of its field's."""
        where = self._where(kind, listing)
        if listing.sort:
            self._sorted(where, listing.sort)

    @contextlib.contextmanager
    def steady(self) -> Iterator[None]:
        """Within, the store stays as it is however often it is asked."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def _walk(self, where: Where, passes: Sequence[Pass], listing: Listing) -> Iterator[int]:
        left, skip = listing.limit, listing.offset
        for number, walk in enumerate(passes, 1):
            limit, offset = where.bind(UNLIMITED if left is None else left), where.bind(skip)
            query = f"{_query(where, walk, reverse=listing.reverse)} LIMIT {limit} OFFSET {offset}"
            found = 0
            for (thing_id,) in self.connection.execute(query, where.parameters):
                found += 1
                yield thing_id
            left = None if left is None else left - found
            if left == 0 or number == len(passes):
                return
            skip = 0 if found else max(0, skip - self._passed(where, walk))

    def _passed(self, where: Where, walk: Pass) -> int:
        query = f"SELECT count(*) FROM {where.kind} t{_narrowed(where, walk)}"
        return int(self.connection.execute(query, where.parameters).fetchone()[0])

    def _where(self, kind: str, listing: Listing) -> Where:
        where = Where(kind, self.connection, self.desk)
        if listing.contact_id is not None:
            where.add(_of_contact(kind, where.bind(listing.contact_id)))
        for tag in listing.tags:
            where.add(_tagged(kind, where.bind(fold(tag)), common=self._is_common(fold(tag))))
        if listing.where:
            from smallcrm.model.condition import parse_condition

            where.hold(parse_condition(listing.where))
        for condition in listing.also:
            where.hold(condition)
        return where

    def _is_common(self, tag: str) -> bool:
        query = "SELECT count(*) FROM (SELECT 1 FROM tagging WHERE tag_id = (SELECT id FROM tag WHERE name_key = ?) LIMIT ?)"
        return bool(self.connection.execute(query, (tag, COMMON)).fetchone()[0] == COMMON)

    def _sorted(self, where: Where, name: str) -> tuple[Pass, ...]:
        try:
            field = where.field(name)
        except UsageError as problem:
            raise UsageError(f"--sort: {problem.message}") from None
        key = field.sort or (f"fold({field.sql})" if field.type in ("text", "custom") else field.sql)
        if key == "t.id":
            return (Pass(("t.id",)),)
        return (Pass((key, "t.id"), nullable=(where.kind, key) not in INDEXED),)


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(ids)
    while batch := list(itertools.islice(left, BATCH)):
        yield batch


def _query(where: Where, walk: Pass, *, reverse: bool) -> str:
    return f"SELECT t.id FROM {where.kind} t{_narrowed(where, walk)} ORDER BY {walk.order(reverse=reverse)}"


def _narrowed(where: Where, walk: Pass) -> str:
    if not walk.only:
        return where.sql
    return f"{where.sql} AND {walk.only}" if where.sql else f" WHERE {walk.only}"


def _of_contact(kind: str, contact: str) -> str:
    """Things of a contact; for contacts themselves, the one and those who work for them."""
    if kind == "contact":
        return f"t.id = {contact} OR t.id IN (SELECT contact_id FROM works_for WHERE company_id = {contact})"
    if kind == "reminder":
        return f"t.contact_id = {contact}"
    return f"t.id IN (SELECT {kind}_id FROM {kind}_contact WHERE contact_id = {contact})"


_TAGGED = (
    "{uid} IN (SELECT g.subject_uid FROM tagging g JOIN tag k ON k.id = g.tag_id WHERE k.name_key = {tag})"
)
# Asked of each in the order of the list, until there are enough.
_CARRIES = (
    "EXISTS (SELECT 1 FROM tagging g "
    "WHERE g.subject_uid = {uid} AND g.tag_id = (SELECT id FROM tag WHERE name_key = {tag}))"
)


def _tagged(kind: str, tag: str, *, common: bool) -> str:
    """Things with a tag; what is never tagged itself goes by its contacts."""
    own = (_CARRIES if common else _TAGGED).format(uid="t.uid", tag=tag)
    if kind in ("contact", "job"):
        return own
    contacts = f"SELECT c.id FROM contact c WHERE {_TAGGED.format(uid='c.uid', tag=tag)}"
    if kind == "reminder":
        return f"{own} OR t.contact_id IN ({contacts})"
    return f"{own} OR t.id IN (SELECT {kind}_id FROM {kind}_contact WHERE contact_id IN ({contacts}))"


def _viewed(kind: str, desk: Desk, columns: Sequence[str]) -> tuple[str, Callable[[Sequence[Any]], Any]]:
    """``(SELECT over the kind's view, what makes a Row of its values)``."""
    # A list of one kind needs one kind's module.
    if kind == "note":
        from smallcrm.read import note

        return note.SELECT, lambda values: note.note_row(values, desk)
    if kind == "job":
        from smallcrm.read import job

        return _narrow_job(columns) if columns else job.SELECT, job.job_row
    if kind == "appointment":
        from smallcrm.read import appointment

        return appointment.SELECT, appointment.appointment_row
    from smallcrm.read import reminder

    return reminder.SELECT, lambda values: reminder.reminder_row(values, desk)


# What the view of jobs gathers from other tables, and what stands in its place when nobody asked for it.
_GATHERED = {"site": "NULL", "stages": "'[]'", "tags": "'[]'"}


def _narrow_job(columns: Sequence[str]) -> str:
    fields = (name if name in columns else _GATHERED.get(name, name) for name in row_fields("job"))
    return f"SELECT {', '.join(fields)} FROM job_row"


def row_fields(kind: str) -> Sequence[str]:
    """The fields of a kind's Row that its JSON has too."""
    if kind == "contact":
        from smallcrm.model.contact_row import ContactRow

        return ContactRow._fields
    if kind == "note":
        from smallcrm.model.note import NoteRow

        return NoteRow._fields
    if kind == "job":
        from smallcrm.model.job import JobRow

        return JobRow._fields
    if kind == "appointment":
        from smallcrm.model.appointment import AppointmentRow

        return [name for name in AppointmentRow._fields if name != "occurrences"]
    from smallcrm.model.reminder import ReminderRow

    return ReminderRow._fields

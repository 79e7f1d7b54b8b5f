"""Bring a whole book in: ids stay where they are free, and follow their uid where they are not."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from smallcrm.config import near
from smallcrm.errors import FileError, UsageError
from smallcrm.model.book_values import check_values
from smallcrm.store.order import BOOK, Shape, shape
from smallcrm.write.row import insert_row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smallcrm.model.book import BookRow
    from smallcrm.write.change import Change

NEW, UPDATED, UNCHANGED, SKIPPED, PART = "new", "updated", "unchanged", "skipped", "part"
# The tables whose rows are counted; the others are parts of theirs.
COUNTED = ("contact", "job", "note", "appointment", "reminder")
# What a row is besides its uid: a tag or a stage of that name may be here already under another uid.
NATURAL = {
    "tag": ("name_key",),
    "stage": ("name",),
    "tagging": ("subject_uid", "tag_id"),
    "external_key": ("source", "key"),
}
# An id beyond this does not stay: what follows it needs ids too, and the store's integers hold several times as much.
HIGHEST_ID = 2**53
# An appointment that takes whole days is dated by days, and every exception of its series too; any other by walls.
MIXED = """SELECT a.id FROM appointment a LEFT JOIN occurrence o ON o.appointment_id = a.id
WHERE a.all_day IN (instr(a.starts, 'T') > 0, instr(a.ends, 'T') > 0, instr(o.recurrence, 'T') > 0, instr(o.starts, 'T') > 0, instr(o.ends, 'T') > 0)
LIMIT 1"""


class BookImport:
    """Writes the rows of one book within a change, and remembers what each id became."""

    def __init__(self, change: Change, mode: str) -> None:
        self.connection = change.connection
        self.mode = mode
        self.became: dict[tuple[str, int], int] = {}
        self.shapes: dict[str, Shape] = {}
        self.used: dict[str, int] = {}
        self.stages: set[int] = set()
        self.jobless = self.connection.execute("SELECT 1 FROM job LIMIT 1").fetchone() is None

    def write(self, row: BookRow) -> str:
        """Write one row; whether it was new, updated, unchanged, skipped, or only part of another.

        UsageError where the row can be none of its table, or points at nothing; FileError where a book has no such
        table, or the table no such column.
        """
        known = self._shape(row.table)
        try:
            _check_types(row, known)
            check_values(row.table, row.columns)
            outcome = self._written(row.table, row.columns, self._moved(row, known))
        except sqlite3.IntegrityError as problem:
            raise UsageError(f"{_called(row)}: {_reason(problem)}") from None
        except UsageError as problem:
            raise UsageError(f"{_called(row)}: {problem.message}") from None
        return outcome if row.table in COUNTED else PART

    def _written(self, table: str, said: dict[str, Any], columns: dict[str, Any]) -> str:
        if table == "calendar_item":
            self._tell_subscribers(columns)
            return PART
        have = self._existing(table, columns)
        if have is None:
            outcome, here = NEW, self._insert(table, columns)
        else:
            outcome, here = self._add_to(table, have, columns), have
        if "id" in said:
            self.became[table, said["id"]] = here
        if table == "stage":
            self.stages.add(here)
        return outcome

    def finish(self) -> None:
        """See that what is there now agrees; FileError where it doesn't.

        Where no job stood before, the book's stages are the stages: those a new store begins with give way.
        """
        mixed = self._id(MIXED)
        if mixed is not None:
            raise FileError(
                f"some times of appointment {mixed} are whole days and some are not; nothing was imported"
            )
        if self.stages and self.jobless:
            self.connection.execute(
                "DELETE FROM stage WHERE id NOT IN (SELECT value FROM json_each(?)) "
                "AND name NOT IN (SELECT stage FROM job UNION SELECT stage FROM job_move)",
                (json.dumps(list(self.stages)),),
            )

    def _shape(self, table: str) -> Shape:
        if table not in BOOK:
            raise FileError(f'a book has no "{table}"{near(table, BOOK)}')
        if table not in self.shapes:
            self.shapes[table] = shape(self.connection, table)
        return self.shapes[table]

    def _moved(self, row: BookRow, known: Shape) -> dict[str, Any]:
        """The columns with every id of another row put as it is here."""
        columns = dict(row.columns)
        for name, target in known.ids_of.items():
            value = columns.get(name)
            if value is None:
                continue
            if (target, value) not in self.became:
                raise UsageError(f"there is no {target} {value} for it")
            columns[name] = self.became[target, value]
        return columns

    def _existing(self, table: str, columns: dict[str, Any]) -> int | None:
        found = self._id(f'SELECT id FROM "{table}" WHERE uid = ?', columns["uid"])
        if found is None and table == "contact":
            found = self._id("SELECT contact_id FROM merged WHERE merged_uid = ?", columns["uid"])
        if found is None and table in NATURAL:
            where = " AND ".join(f'"{name}" IS ?' for name in NATURAL[table])
            found = self._id(
                f'SELECT id FROM "{table}" WHERE {where}', *(columns.get(name) for name in NATURAL[table])
            )
        return found

    def _id(self, query: str, *values: object) -> int | None:
        row = self.connection.execute(query, values).fetchone()
        return int(row[0]) if row else None

    def _insert(self, table: str, columns: dict[str, Any]) -> int:
        """An id stays as it is while none as high was ever given: ids are never used again."""
        if table not in self.used:
            self.used[table] = self._id("SELECT seq FROM sqlite_sequence WHERE name = ?", table) or 0
        if not self.used[table] < (columns.get("id") or 0) <= HIGHEST_ID:
            columns = {name: value for name, value in columns.items() if name != "id"}
        here = insert_row(self.connection, table, columns)
        self.used[table] = here
        return here

    def _add_to(self, table: str, have: int, columns: dict[str, Any]) -> str:
        """What is here stays and what it lacks is added, or with ``replace`` the book's row takes its place."""
        if self.mode == "skip":
            return SKIPPED
        said = {name: value for name, value in columns.items() if name not in ("id", "uid")}
        old = self.connection.execute(
            f'SELECT {_quoted(said)} FROM "{table}" WHERE id = ?', (have,)
        ).fetchone()
        news = {
            name: value
            for (name, value), stands in zip(said.items(), old, strict=True)
            if value != stands and (stands is None or self.mode == "replace")
        }
        if not news:
            return UNCHANGED
        sets = ", ".join(f'"{name}" = ?' for name in news)
        self.connection.execute(f'UPDATE "{table}" SET {sets} WHERE id = ?', (*news.values(), have))
        return UPDATED

    def _tell_subscribers(self, columns: dict[str, Any]) -> None:
        """What subscribers were told is taken over unless they were told more here."""
        names = _quoted(columns)
        sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
        self.connection.execute(
            f"INSERT INTO calendar_item({names}) VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT(uid) DO UPDATE SET {sets} WHERE excluded.sequence >= calendar_item.sequence",
            tuple(columns.values()),
        )


def _called(row: BookRow) -> str:
    return f"{row.table} {row.columns.get('id') or row.columns['uid']}"


def _reason(problem: sqlite3.IntegrityError) -> str:
    """What the store has against a row, in words."""
    kind, _, what = str(problem).partition(" constraint failed")
    name = what.removeprefix(": ")
    if kind == "NOT NULL":
        return f'there is no "{name.partition(".")[2]}"'
    if kind == "CHECK":
        return f"that can be no {name.replace('_', ' ')}"
    if kind == "UNIQUE":
        return f"another row has its {name} already"
    return "it points at something that is not in the book" if kind == "FOREIGN KEY" else str(problem)


def _check_types(row: BookRow, known: Shape) -> None:
    for name, value in row.columns.items():
        wanted = known.columns.get(name)
        if wanted is None:
            raise FileError(f'"{row.table}" has no "{name}"{near(name, known.columns)}')
        if value is None:
            continue
        if not isinstance(value, wanted):
            raise UsageError(f'"{name}" is no {"text" if wanted is str else "whole number"}')
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise UsageError(f'"{name}" is too large a number')


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)

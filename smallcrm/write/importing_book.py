"""Bring a whole book in: ids stay where they are free, and follow their uid where they are not."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from smallcrm.config import near
from smallcrm.errors import FileError
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


class BookImport:
    """Writes the rows of one book within a change, and remembers what each id became."""

    def __init__(self, change: Change, mode: str) -> None:
        self.connection = change.connection
        self.mode = mode
        self.became: dict[tuple[str, int], int] = {}
        self.shapes: dict[str, Shape] = {}
        self.stages: set[str] = set()
        self.jobless = self.connection.execute("SELECT 1 FROM job LIMIT 1").fetchone() is None

    def write(self, row: BookRow) -> str:
        """Write one row; whether it was new, updated, unchanged, skipped, or only part of another.

        FileError where the table or a column is unknown, or the row points at nothing.
        """
        columns = self._moved(row, self._shape(row.table))
        if row.table == "stage":
            self.stages.add(str(columns.get("name")))
        if row.table == "calendar_item":
            self._tell_subscribers(columns)
            return PART
        have = self._existing(row.table, columns)
        if have is None:
            outcome, here = NEW, self._insert(row.table, columns)
        else:
            outcome, here = self._add_to(row.table, have, columns), have
        if "id" in row.columns:
            self.became[row.table, row.columns["id"]] = here
        return outcome if row.table in COUNTED else PART

    def finish(self) -> None:
        """Where no job stood before, the book's stages are the stages: those a new store begins with give way."""
        if self.stages and self.jobless:
            marks = ", ".join("?" * len(self.stages))
            self.connection.execute(
                f"DELETE FROM stage WHERE name NOT IN ({marks}) AND name NOT IN (SELECT stage FROM job)",
                tuple(self.stages),
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
        for name, value in columns.items():
            if name not in known.columns:
                raise FileError(f'"{row.table}" has no "{name}"{near(name, known.columns)}')
            target = known.ids_of.get(name)
            if target is None:
                continue
            if (target, value) not in self.became:
                raise FileError(
                    f"{row.table} {row.columns.get('id')}: there is no {target} {value} in the book"
                )
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
        used = self._id("SELECT seq FROM sqlite_sequence WHERE name = ?", table) or 0
        if not isinstance(columns.get("id"), int) or columns["id"] <= used:
            columns = {name: value for name, value in columns.items() if name != "id"}
        try:
            return insert_row(self.connection, table, columns)
        except sqlite3.IntegrityError as problem:
            raise FileError(f"{table} {columns['uid']}: {problem}") from None

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


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)

"""The reversal of one change, from the journal's images: the rows it touched become what they were before it.

It runs with foreign keys unenforced, so that no cascade takes out a row that belongs elsewhere, and judges by
column: whatever a later change touched, or points at, is refused and named.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.errors import Conflict
from smallcrm.store.naming import called, in_words, named
from smallcrm.write.reversal_references import References

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.store.change import Change

Image = dict[str, Any]
# How many rows are compared at a time.
BATCH = 1_000


class Span(NamedTuple):
    """A row's images around a whole change, as JSON: None where it was not there."""

    before: str | None
    after: str | None


class Revision(NamedTuple):
    """A row to set back: its columns as they are, and those to change."""

    current: Image
    columns: Image


class Reversal:
    """Reverses the change ``of_id`` within the open ``change``; ``refusal`` begins what a Conflict says."""

    def __init__(self, change: Change, of_id: int, refusal: str) -> None:
        self.change = change
        self.connection = change.connection
        self.of_id = of_id
        self.refusal = refusal
        self.references = References(self.connection)
        self.erased = 0

    def carry_out(self) -> None:
        """Set every row back, or raise Conflict; rows erased since are left out, and that is warned of."""
        tables = self.connection.execute(
            "SELECT DISTINCT table_name FROM journal WHERE change_id = ?", (self.of_id,)
        ).fetchall()
        for (table,) in tables:
            self._set_back(table)
        self._refuse_dangling()
        if self.erased:
            self.change.warn(f"{self.erased} rows of contacts erased since were left out")

    def _set_back(self, table: str) -> None:
        removals: list[int] = []
        revisions: list[Revision] = []
        returns: list[Image] = []
        spans = self._spans(table)
        for batch in _batches(list(spans)):
            now = self._rows(table, batch)
            for row_id in batch:
                before, after = (json.loads(text) if text else None for text in spans[row_id])
                self.references.note(table, before, after)
                current = now.get(row_id)
                if after is None:
                    returns.append(self._absent(table, before, current))
                elif before is None:
                    self._refuse_changed(table, row_id, after, current, list(after))
                    removals.append(row_id)
                else:
                    revisions.append(self._revision(table, before, after, current))
        # A statement on a table with many triggers costs a millisecond before it does anything.
        if removals:
            self._remove(table, removals)
        if revisions:
            self._revise(table, revisions)
        self._return(table, returns)

    def _spans(self, table: str) -> dict[int, Span]:
        spans: dict[int, Span] = {}
        erased: set[int] = set()
        rows = self.connection.execute(
            "SELECT row_id, before, after FROM journal_image WHERE change_id = ? AND table_name = ? ORDER BY id",
            (self.of_id, table),
        )
        for row_id, before, after in rows:
            if before is None and after is None:
                erased.add(row_id)
            spans[row_id] = Span(spans[row_id].before if row_id in spans else before, after)
        self.erased += len(erased)
        return {
            row_id: span
            for row_id, span in spans.items()
            if row_id not in erased and span.before != span.after
        }

    def _rows(self, table: str, ids: list[int]) -> dict[int, Image]:
        cursor = self.connection.execute(
            f'SELECT * FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))', (json.dumps(ids),)
        )
        names = [column[0] for column in cursor.description]
        place = names.index("id")
        return {row[place]: dict(zip(names, row, strict=True)) for row in cursor}

    def _absent(self, table: str, before: Image | None, current: Image | None) -> Image:
        if before is None or current is not None:
            raise self._conflict(table, (current or {}).get("id", 0), "is there again")
        return before

    def _revision(self, table: str, before: Image, after: Image, current: Image | None) -> Revision:
        columns = {name: value for name, value in before.items() if value != after.get(name)}
        current = self._refuse_changed(table, before["id"], after, current, list(columns))
        if current.get("updated_at") != after.get("updated_at"):
            # A later change of other columns dated the row; that date stays true.
            columns.pop("updated_at", None)
        return Revision(current, columns)

    def _refuse_changed(
        self, table: str, row_id: int, after: Image, current: Image | None, columns: list[str]
    ) -> Image:
        if current is None:
            raise self._conflict(table, row_id, "was removed since")
        if not after:
            raise self._conflict(table, row_id, "was changed since")
        for name in columns:
            if current[name] != after[name] and name != "updated_at":
                raise self._conflict(table, row_id, f"was changed since ({name.replace('_', ' ')})")
        return current

    def _remove(self, table: str, ids: list[int]) -> None:
        self.connection.execute(
            f'DELETE FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))', (json.dumps(ids),)
        )

    def _revise(self, table: str, revisions: list[Revision]) -> None:
        """Values that must be unique may have changed places; then all rows step aside first."""
        self.connection.execute("SAVEPOINT revisions")
        try:
            for current, columns in revisions:
                if columns:
                    sets = ", ".join(f'"{name}" = ?' for name in columns)
                    self.connection.execute(
                        f'UPDATE "{table}" SET {sets} WHERE id = ?', (*columns.values(), current["id"])
                    )
        except sqlite3.IntegrityError:
            self.connection.execute("ROLLBACK TO revisions")
            self._remove(table, [revision.current["id"] for revision in revisions])
            self._return(table, [{**revision.current, **revision.columns} for revision in revisions])
        self.connection.execute("RELEASE revisions")

    def _return(self, table: str, images: list[Image]) -> None:
        for image in images:
            names = ", ".join(f'"{name}"' for name in image)
            marks = ", ".join("?" * len(image))
            try:
                self.connection.execute(
                    f'INSERT INTO "{table}"({names}) VALUES ({marks})', tuple(image.values())
                )
            except sqlite3.IntegrityError as problem:
                raise self._taken(table, image, problem) from None

    def _taken(self, table: str, image: Image, problem: sqlite3.IntegrityError) -> Conflict:
        """What must be unique is another row's by now."""
        columns = [part.rpartition(".")[2] for part in str(problem).partition("failed: ")[2].split(", ")]
        match = " AND ".join(f'"{name}" IS ?' for name in columns)
        row = self.connection.execute(
            f'SELECT id FROM "{table}" WHERE {match}', tuple(image[name] for name in columns)
        ).fetchone()
        words = called(self.connection, table, image)
        return self._conflict(table, row[0], f"was made since, in place of {words}")

    def _refuse_dangling(self) -> None:
        pointing = self.references.left_pointing(self._is_later)
        if pointing:
            raise self._conflict(*pointing, "was made since and belongs to what would go")
        missing = self.references.missing(self.of_id)
        if missing:
            raise self._conflict(*missing, "was removed since")

    def _is_later(self, table: str, row_id: int) -> bool:
        return self._later(table, row_id) is not None

    def _later(self, table: str, row_id: int) -> int | None:
        row = self.connection.execute(
            "SELECT max(change_id) FROM journal WHERE table_name = ? AND row_id = ? AND change_id > ? AND change_id <> ?",
            (table, row_id, self.of_id, self.change.id),
        ).fetchone()
        return int(row[0]) if row[0] is not None else None

    def _conflict(self, table: str, row_id: int, what: str) -> Conflict:
        words = f"{self.refusal}: {named(self.connection, table, row_id)} {what}"
        later = self._later(table, row_id)
        if later is None:
            return Conflict(words)
        told = self.connection.execute("SELECT words FROM change WHERE id = ?", (later,)).fetchone()[0]
        return Conflict(f"{words}, by change {later} ({in_words(self.connection, told)}); undo that first")


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]

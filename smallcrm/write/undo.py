"""Undo and redo: by change, exactly, or refused."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import Conflict, CrmError, NotFound, StoreMissing, UsageError
from smallcrm.store.change import DO, REDO, UNDO
from smallcrm.store.migrate import SCHEMA_VERSION
from smallcrm.store.naming import in_words
from smallcrm.write.reversal import Reversal

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from smallcrm.write.change import Changes


class OthersChange(CrmError):
    """Another made that change."""

    code = "others_change"


class Step(NamedTuple):
    """A change that could be undone or redone."""

    id: int
    origin: str
    words: str
    kind: str
    of_id: int | None
    undone_by: int | None
    schema_version: int


class Undone(NamedTuple):
    """A change undone or redone: its id, words as :func:`smallcrm.store.naming.in_words` takes them, warnings."""

    change_id: int
    words: str
    warnings: list[str]


SELECT = f"SELECT {', '.join(Step._fields)} FROM change"


class Undo:
    """Takes changes back and makes them again; each taking back is a change of its own."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes

    def undo(self, count: int = 1, *, change_id: int | None = None, others: bool = False) -> list[Undone]:
        """Take back the last ``count`` changes, newest first, or the one named; all of them or none.

        OthersChange where another origin made one of them, unless ``others``; Conflict where a later change stands
        in the way; NotFound where there are not so many.
        """
        with self._transaction("an undo") as connection:
            steps = [_named(connection, change_id)] if change_id is not None else _last(connection, count)
            if not others:
                self._refuse_others(connection, steps)
            return [self._undo(connection, step) for step in steps]

    def redo(self, count: int = 1) -> list[Undone]:
        """Make the last ``count`` changes undone again, last undone first; NotFound where there are not so many."""
        with self._transaction("a redo") as connection:
            return [self._redo(connection, step) for step in _last_undone(connection, count)]

    @contextlib.contextmanager
    def _transaction(self, words: str) -> Iterator[sqlite3.Connection]:
        if self.changes.current is not None:
            raise UsageError("undo and redo can't be part of another change")
        if not self.changes.path.exists():
            raise StoreMissing(self.changes.path)
        # A cascade would take out rows that undo puts elsewhere; it looks after the references itself. Within a
        # transaction the pragma does nothing.
        self.changes.connection.execute("PRAGMA foreign_keys=OFF")
        try:
            with self.changes.transaction(words) as connection:
                yield connection
        finally:
            self.changes.connection.execute("PRAGMA foreign_keys=ON")

    def _undo(self, connection: sqlite3.Connection, step: Step) -> Undone:
        _refuse_behind_migration(connection, step)
        with self.changes.step(f"undid: {step.words}", UNDO, step.id) as change:
            Reversal(change, step.id, f"{_told(connection, step)} can't be undone").carry_out()
            connection.execute("UPDATE change SET undone_by = ? WHERE id = ?", (change.id, step.id))
        return Undone(step.id, change.words, change.warnings)

    def _redo(self, connection: sqlite3.Connection, undoing: Step) -> Undone:
        step = _named_any(connection, undoing.of_id)
        _refuse_behind_migration(connection, undoing)
        with self.changes.step(f"redid: {step.words}", REDO, undoing.id) as change:
            Reversal(change, undoing.id, f"{_told(connection, step)} can't be redone").carry_out()
            connection.execute("UPDATE change SET undone_by = ? WHERE id = ?", (change.id, undoing.id))
            connection.execute("UPDATE change SET undone_by = NULL WHERE id = ?", (step.id,))
        return Undone(step.id, change.words, change.warnings)

    def _refuse_others(self, connection: sqlite3.Connection, steps: list[Step]) -> None:
        for step in steps:
            if step.origin != self.changes.origin:
                raise OthersChange(
                    f"{_told(connection, step)} was made {_by(step.origin)}; to undo it all the same, say --yes"
                )


def _by(origin: str) -> str:
    return {"outside": "by another program", "python": "from Python"}.get(origin, f"by {origin}")


def _told(connection: sqlite3.Connection, step: Step) -> str:
    return f"change {step.id} ({in_words(connection, step.words)})"


def _refuse_behind_migration(connection: sqlite3.Connection, step: Step) -> None:
    if step.schema_version != SCHEMA_VERSION:
        raise Conflict(
            f"{_told(connection, step)} was made before the store came to schema {SCHEMA_VERSION}; undo does not reach behind that"
        )


def _last(connection: sqlite3.Connection, count: int) -> list[Step]:
    query = f"{SELECT} WHERE kind = ? AND undone_by IS NULL ORDER BY id DESC LIMIT ?"
    return _enough([Step(*row) for row in connection.execute(query, (DO, count))], count, "undo")


def _last_undone(connection: sqlite3.Connection, count: int) -> list[Step]:
    """The undoings that no ordinary change came after."""
    query = (
        f"{SELECT} WHERE kind = ? AND undone_by IS NULL AND id > (SELECT coalesce(max(id), 0) FROM change WHERE kind = ?) "
        "ORDER BY id DESC LIMIT ?"
    )
    return _enough([Step(*row) for row in connection.execute(query, (UNDO, DO, count))], count, "redo")


def _enough(steps: list[Step], count: int, act: str) -> list[Step]:
    if count < 1:
        raise UsageError(f"{act} takes a number from 1")
    if not steps:
        raise NotFound(f"there is nothing to {act}")
    if len(steps) < count:
        there = "is only 1 change" if len(steps) == 1 else f"are only {len(steps)} changes"
        raise NotFound(f"there {there} to {act}, not {count}; nothing was changed")
    return steps


def _named(connection: sqlite3.Connection, change_id: int) -> Step:
    step = _named_any(connection, change_id)
    if step.kind != DO:
        raise Conflict(f"{_told(connection, step)} is no ordinary change; see: smallcrm history")
    if step.undone_by is not None:
        raise Conflict(f"{_told(connection, step)} is undone already")
    return step


def _named_any(connection: sqlite3.Connection, change_id: int | None) -> Step:
    row = connection.execute(f"{SELECT} WHERE id = ?", (change_id,)).fetchone()
    if row is None:
        raise NotFound(f"there is no change {change_id}; see: smallcrm history")
    return Step(*row)

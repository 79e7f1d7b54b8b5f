"""One change: one transaction, one undo step.

``with crm.write.change("merge contacts") as change:`` takes the write lock, adopts what a foreign tool wrote since,
and opens a row that the triggers stamp on every image they write; a change within a change joins it. Nothing of a
change that raises is kept, and a change that touched nothing leaves no step behind.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from smallcrm.clock import stamp
from smallcrm.store.connect import begin, open_writer, silent, translated
from smallcrm.store.migrate import SCHEMA_VERSION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

OUTSIDE = "outside"


class Change:
    """The change being made: its id, its instant (UTC), what to warn of when it is done."""

    def __init__(
        self, connection: sqlite3.Connection, words: str, origin: str, kind: str, of_id: int | None
    ) -> None:
        self.connection = connection
        self.at = stamp()
        self.words = words
        self.warnings: list[str] = []
        cursor = connection.execute(
            "INSERT INTO change(at, origin, words, kind, of_id, schema_version) VALUES (?, ?, ?, ?, ?, ?)",
            (self.at, origin, words, kind, of_id, SCHEMA_VERSION),
        )
        self.id = int(cursor.lastrowid or 0)
        connection.execute("INSERT INTO open_change(id, change_id, at) VALUES (1, ?, ?)", (self.id, self.at))

    def say(self, words: str) -> None:
        """What the change did, for `history` and `undo`: things are named ``{contact:12}``, never by their text."""
        self.words = words

    def warn(self, message: str) -> None:
        """Something the user should know once the change is made."""
        self.warnings.append(message)

    def came_from(self, source: str | None) -> None:
        """Stamp what is written from here on with the file it came from."""
        self.connection.execute("UPDATE open_change SET source = ?", (source,))

    def close(self) -> bool:
        """Renew what went stale and keep the step, if anything was touched; returns whether anything was."""
        self.connection.execute("DELETE FROM open_change")
        touched = self.connection.execute(
            "SELECT 1 FROM journal WHERE change_id = ? LIMIT 1", (self.id,)
        ).fetchone()
        if touched:
            self.connection.execute("UPDATE change SET words = ? WHERE id = ?", (self.words, self.id))
        else:
            self.connection.execute("DELETE FROM change WHERE id = ?", (self.id,))
        return touched is not None


class Changes:
    """Opens changes on one store, and holds its writing connection."""

    def __init__(self, path: Path, origin: str, tell: Callable[[str], None] = silent) -> None:
        self.path = path
        self.origin = origin
        self.tell = tell
        self.current: Change | None = None
        self._connection: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        """The writing connection; made, with the store, on first use."""
        if self._connection is None:
            self._connection = open_writer(self.path, self.tell)
        return self._connection

    @contextlib.contextmanager
    def open(self, words: str, kind: str = "do", of_id: int | None = None) -> Iterator[Change]:
        """A change around the block, or the one already open."""
        if self.current is not None:
            yield self.current
            return
        with translated(self.path):
            begin(self.connection, words, self.tell)
            try:
                adopt(self.connection)
                self.current = Change(self.connection, words, self.origin, kind, of_id)
                yield self.current
                self.current.close()
                self.connection.execute("COMMIT")
            except BaseException:
                self.connection.rollback()
                raise
            finally:
                self.current = None

    def close(self) -> None:
        """Let go of the store; the last one out leaves one file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def adopt(connection: sqlite3.Connection) -> None:
    """Make what a foreign tool wrote since the last change a change of its own, so that it can be undone too."""
    if connection.execute("SELECT 1 FROM journal WHERE change_id IS NULL LIMIT 1").fetchone() is None:
        return
    cursor = connection.execute(
        "INSERT INTO change(at, origin, words, schema_version) VALUES (?, ?, 'changed outside smallcrm', ?)",
        (stamp(), OUTSIDE, SCHEMA_VERSION),
    )
    connection.execute("UPDATE journal SET change_id = ? WHERE change_id IS NULL", (cursor.lastrowid,))

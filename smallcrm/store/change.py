"""The change being made, as the store knows it: the row that every image of the journal is stamped with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.clock import stamp
from smallcrm.store.migrate import SCHEMA_VERSION

if TYPE_CHECKING:
    import sqlite3

# Who wrote what no change was open for.
OUTSIDE = "outside"
# What a change can be: something done, the undoing or redoing of another, or an erasure, which stays.
DO, UNDO, REDO, ERASE = "do", "undo", "redo", "erase"


class Change:
    """The change being made: its id, its instant (UTC), what to warn of when it is done."""

    def __init__(
        self, connection: sqlite3.Connection, words: str, origin: str, kind: str, of_id: int | None
    ) -> None:
        self.connection = connection
        self.at = stamp()
        self.words = words
        self.kind = kind
        self.warnings: list[str] = []
        cursor = connection.execute(
            "INSERT INTO change(at, origin, words, kind, of_id, schema_version) VALUES (?, ?, ?, ?, ?, ?)",
            (self.at, origin, words, kind, of_id, SCHEMA_VERSION),
        )
        self.id = int(cursor.lastrowid or 0)
        self._source: str | None = None
        self._open()

    def say(self, words: str) -> None:
        """What the change did, for `history` and `undo`: things are named ``{contact:12}``, never by their text."""
        self.words = words

    def warn(self, message: str) -> None:
        """Something the user should know once the change is made."""
        self.warnings.append(message)

    def came_from(self, source: str | None) -> None:
        """Stamp what is written from here on with the file it came from."""
        self._source = source
        self.connection.execute("UPDATE open_change SET source = ?", (source,))

    def renew(self) -> None:
        """Renew what went stale so far: all of a change of any length at once would take memory without end."""
        if self.connection.execute("SELECT 1 FROM stale LIMIT 1").fetchone() is None:
            return
        self.connection.execute("DELETE FROM open_change")
        self._open()

    def close(self) -> bool:
        """Renew what went stale and keep the step, if anything was touched; returns whether anything was."""
        self.connection.execute("DELETE FROM open_change")
        touched = self.connection.execute(
            "SELECT 1 FROM journal WHERE change_id = ? LIMIT 1", (self.id,)
        ).fetchone()
        if touched or self.kind != DO:
            self.connection.execute("UPDATE change SET words = ? WHERE id = ?", (self.words, self.id))
        else:
            self.connection.execute("DELETE FROM change WHERE id = ?", (self.id,))
        return touched is not None

    def _open(self) -> None:
        self.connection.execute(
            "INSERT INTO open_change(id, change_id, at, source) VALUES (1, ?, ?, ?)",
            (self.id, self.at, self._source),
        )


def adopt(connection: sqlite3.Connection) -> None:
    """Make what a foreign tool wrote since the last change a change of its own, so that it can be undone too."""
    if connection.execute("SELECT 1 FROM journal WHERE change_id IS NULL LIMIT 1").fetchone() is None:
        return
    cursor = connection.execute(
        "INSERT INTO change(at, origin, words, schema_version) VALUES (?, ?, 'changed outside smallcrm', ?)",
        (stamp(), OUTSIDE, SCHEMA_VERSION),
    )
    connection.execute("UPDATE journal SET change_id = ? WHERE change_id IS NULL", (cursor.lastrowid,))

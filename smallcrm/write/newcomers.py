"""New things of calendar files on their way into the store, many rows a statement.

Who looks for one that waits has all written first, and so has who writes anything else: then all is as if one came after
the other.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.write.rows import ManyRows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


class Newcomers:
    """Those that wait: their rows, what they are looked for by, and how far their files have counted their versions."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.rows = ManyRows(connection)
        self._names: set[str] = set()
        self._counts: list[tuple[int, str, int]] = []

    def add(self, uid: str, source: str, key: str, sequence: int) -> None:
        """One whose rows are put in, and which is known from elsewhere by a key."""
        self.rows.put("external_key", source, key, uid)
        # A part of a series is looked for by what stands before the #: the uid of the series.
        self._names |= {uid, uid.rpartition("#")[0], key}
        if sequence:
            self._counts.append((sequence, uid, sequence))

    def meet(self, name: str) -> None:
        """Whoever is known by a uid or a key is in the store from here on."""
        if name in self._names:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        self.rows.flush()
        self.connection.executemany(
            "UPDATE calendar_item SET sequence = ? WHERE uid = ? AND sequence < ?", self._counts
        )
        self._names.clear()
        self._counts.clear()

    @contextlib.contextmanager
    def whole(self) -> Iterator[None]:
        """The block with all that waits written before it; of what it writes nothing stays where it raises UsageError."""
        self.flush()
        self.connection.execute("SAVEPOINT item")
        try:
            yield
        except UsageError:
            self.connection.execute("ROLLBACK TO item")
            raise
        finally:
            self.connection.execute("RELEASE item")

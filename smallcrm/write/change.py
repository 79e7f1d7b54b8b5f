"""One change: one transaction, one undo step.

``with crm.write.change("merge contacts") as change:`` takes the write lock, adopts what a foreign tool wrote since,
and opens a row that the triggers stamp on every image they write; a change within a change joins it. Nothing of a
change that raises is kept, and a change that touched nothing leaves no step behind.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from smallcrm.errors import StoreError
from smallcrm.store.change import DO, Change, adopt
from smallcrm.store.connect import begin, let_write, open_writer, silent, translated

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = ["Change", "Changes"]


class Changes:
    """Opens changes on one store, and holds its writing connection."""

    def __init__(
        self,
        path: Path,
        origin: str,
        tell: Callable[[str], None] = silent,
        *,
        daily: Callable[[sqlite3.Connection], None] | None = None,
        reader: Callable[[], sqlite3.Connection | None] = lambda: None,
        after: Callable[[sqlite3.Connection], None] = lambda _connection: None,
    ) -> None:
        self.path = path
        self.origin = origin
        self.tell = tell
        self._daily = daily
        self._reader = reader
        self._after = after
        self.current: Change | None = None
        # Whether the last transaction was kept, also where Ctrl-C came as it was.
        self.kept = False
        self._connection: sqlite3.Connection | None = None
        # Which file the connection is to.
        self._file: tuple[int, int] | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        """The writing connection; made, with the store, on first use, when what is done daily is due too.

        A reading connection that is open already becomes it.
        """
        if self._connection is None:
            reader = self._reader()
            if reader is None:
                self._connection = open_writer(self.path, self.tell)
            else:
                let_write(reader, self.path)
                self._connection = reader
            self._file = self._identity()
            if self._daily is not None:
                self._daily(self._connection)
        return self._connection

    @contextlib.contextmanager
    def open(self, words: str) -> Iterator[Change]:
        """A change around the block, or the one already open."""
        if self.current is not None:
            yield self.current
            return
        with self.transaction(words), self.step(words) as change:
            yield change

    @contextlib.contextmanager
    def transaction(self, words: str) -> Iterator[sqlite3.Connection]:
        """The write lock around the block, for one or several steps; all or nothing of them is kept.

        What follows from them elsewhere, in published files, follows once they are kept.
        """
        with translated(self.path):
            begin(self.connection, words, self.tell)
            try:
                self._refuse_vanished()
                adopt(self.connection)
                yield self.connection
                self.connection.execute("COMMIT")
                self.kept = True
            except BaseException as problem:
                self.kept = isinstance(problem, KeyboardInterrupt) and not self.connection.in_transaction
                self.connection.rollback()
                raise
        self._after(self.connection)

    def _identity(self) -> tuple[int, int] | None:
        """Which file is at the store's path; None where there is none."""
        try:
            stat = os.stat(self.path)  # noqa: PTH116, quicker, and done with every change
        except OSError:
            return None
        return stat.st_dev, stat.st_ino

    def _refuse_vanished(self) -> None:
        """What is written into a file that was removed is lost when it is closed."""
        if self._identity() != self._file:
            raise StoreError(
                f"the store {self.path} is gone, or another was put in its place; nothing was changed"
            )

    @contextlib.contextmanager
    def step(self, words: str, kind: str = DO, of_id: int | None = None) -> Iterator[Change]:
        """One undo step within a transaction."""
        self.current = Change(self.connection, words, self.origin, kind, of_id)
        try:
            yield self.current
            self.current.close()
        finally:
            self.current = None

    def close(self) -> None:
        """Let go of the store; the last one out leaves one file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

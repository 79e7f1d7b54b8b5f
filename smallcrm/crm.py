"""The one door: everything a face does, it does through ``crm.read`` and ``crm.write``."""

from __future__ import annotations

import contextlib
from functools import cached_property
from typing import TYPE_CHECKING

from smallcrm.store.connect import reading_mode, silent

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from smallcrm.desk import Desk
    from smallcrm.read.reading import Read
    from smallcrm.write.writing import Write


class Crm:
    """One store, as one face sees it.

    ``named`` says that the user named the file, so that a missing one is an error and not an empty book;
    ``origin`` is what `history` calls the face; ``tell`` hears words for a person ("waiting for ...").
    """

    def __init__(
        self,
        path: Path,
        desk: Desk,
        *,
        named: bool = True,
        origin: str = "cli",
        tell: Callable[[str], None] = silent,
    ) -> None:
        self.path = path
        self.desk = desk
        self.named = named
        self.origin = origin
        self.tell = tell

    @cached_property
    def read(self) -> Read:
        """What the store holds; never writes."""
        from smallcrm.read.reading import Read

        return Read(self.path, self.desk, named=self.named, tell=self.tell)

    @cached_property
    def write(self) -> Write:
        """What one can do; makes the store on first use."""
        from smallcrm.write.writing import Write

        return Write(self.path, self.desk, self.origin, self.tell, reader=self._reader)

    def _reader(self) -> sqlite3.Connection | None:
        """The reading connection, if one is open that could write."""
        if "read" not in vars(self) or self.read.empty_book or reading_mode(self.path) != "rw":
            return None
        connection: sqlite3.Connection | None = vars(self.read).get("connection")
        return connection

    @contextlib.contextmanager
    def rehearsal(self) -> Iterator[Write]:
        """What one could do, on a throw-away copy: the store itself, and its folder, stay as they are byte for byte."""
        import tempfile
        from pathlib import Path

        from smallcrm.store.rehearsal import copy_to
        from smallcrm.write.writing import Write

        with tempfile.TemporaryDirectory(prefix="smallcrm-") as folder:
            copy = Path(folder) / self.path.name
            if self.path.exists():
                copy_to(self.path, copy)
            write = Write(copy, self.desk, self.origin, self.tell, daily=False)
            try:
                yield write
            finally:
                write.close()

    @property
    def changed(self) -> bool:
        """Whether the last thing that was done is in the store now."""
        return "write" in self.__dict__ and self.write.changes.kept

    def close(self) -> None:
        """Let go of the store."""
        for room in ("read", "write"):
            if room in self.__dict__:
                self.__dict__.pop(room).close()

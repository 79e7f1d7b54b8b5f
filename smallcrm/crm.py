"""The one door: everything a face does, it does through ``crm.read`` and ``crm.write``."""

from __future__ import annotations

import contextlib
from functools import cached_property
from typing import TYPE_CHECKING

from smallcrm.errors import CrmError
from smallcrm.store.connect import LIMIT, reading_mode, silent, translated

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
    ``origin`` is what `history` calls the face; ``tell`` hears words for a person ("waiting for ...");
    ``patience`` is how many seconds reading waits for who holds the whole file.
    """

    def __init__(
        self,
        path: Path,
        desk: Desk,
        *,
        named: bool = True,
        origin: str = "cli",
        tell: Callable[[str], None] = silent,
        patience: float = LIMIT,
    ) -> None:
        self.path = path
        self.desk = desk
        self.named = named
        self.origin = origin
        self.tell = tell
        self.patience = patience

    @cached_property
    def read(self) -> Read:
        """What the store holds; never writes."""
        from smallcrm.read.reading import Read

        return Read(self.path, self.desk, named=self.named, tell=self.tell, patience=self.patience)

    @cached_property
    def write(self) -> Write:
        """What one can do; makes the store on first use."""
        from smallcrm.write.writing import Write

        return Write(self.path, self.desk, self.origin, self.tell, reader=self._reader, after=self._publish)

    def bring_up_to_date(self) -> None:
        """Bring published files up to date where another program wrote, or a day began, since a change did it last."""
        if "read" not in vars(self) or self.read.empty_book or reading_mode(self.path) != "rw":
            return
        connection: sqlite3.Connection | None = vars(self.read).get("connection")
        # What failed before is tried again at the next change; nothing new is to be said of it.
        query = "SELECT 1 FROM publication WHERE file IS NOT NULL AND problem IS NULL LIMIT 1"
        if connection is None or self.changed or connection.execute(query).fetchone() is None:
            return
        if any(not publication.problem for publication in self.read.publications.behind()):
            self.publish()

    def publish(self) -> None:
        """Bring published files up to date; what can't be is told."""
        from smallcrm.store.connect import open_writer

        try:
            with contextlib.closing(open_writer(self.path, self.tell)) as writer:
                self._publish(writer)
        except CrmError as problem:
            self._unpublished(problem)

    def _publish(self, connection: sqlite3.Connection) -> None:
        """Bring published files up to date with what was just committed, where any are published."""
        try:
            with translated(self.path):
                query = "SELECT 1 FROM publication WHERE file IS NOT NULL LIMIT 1"
                if connection.execute(query).fetchone() is None:
                    return
            from smallcrm.calendars.publishing import Publisher

            Publisher(connection, self.path, self.desk, self.tell).refresh()
        except CrmError as problem:
            self._unpublished(problem)

    def _unpublished(self, problem: CrmError) -> None:
        self.tell(f"warning: the published calendars could not be looked at: {problem.message}")

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

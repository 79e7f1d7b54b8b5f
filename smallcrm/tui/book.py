"""The dashboard's side of the door: what screens read, and what is done in another thread."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from smallcrm.crm import Crm
from smallcrm.errors import StoreError
from smallcrm.store.connect import reading_mode, silent, translated
from smallcrm.store.migrate import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from smallcrm.desk import Desk
    from smallcrm.read.reading import Read
    from smallcrm.write.writing import Write

Answer = TypeVar("Answer")
# How long a read keeps the screen waiting (seconds) for who holds the whole file; then it is tried again later.
PATIENCE = 0.1
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Waiting(StoreError):
    """Another program holds the store; it is read as soon as it is let go."""


class Gone(StoreError):
    """The store is gone."""


class Done(NamedTuple):
    """What became of an act: its ``result``, the ``words`` for it ("" where it changed nothing), and its warnings."""

    result: object
    words: str
    warnings: tuple[str, ...] = ()


class State(NamedTuple):
    """Which file the store is (None while there is none), and SQLite's count of the commits of others.

    A file that can't be written SQLite takes for one that never changes: ``still`` is its time and size.
    """

    file: tuple[int, int] | None
    still: tuple[int, int] | None
    version: int


class Book:
    """One store as the dashboard sees it: a reading connection that stays open, and one to write with per act.

    Between two reads it holds no lock, so whoever else writes is never kept waiting. ``tell`` hears, on the loop,
    what an act in its thread is waiting for.
    """

    def __init__(self, path: Path, desk: Desk, tell: Callable[[str], None] = silent) -> None:
        self.path = path
        self.desk = desk
        self.tell = tell
        self._crm = self._opened(patience=PATIENCE)
        self._seen: State | None = None
        # How many acts that write are on their way.
        self.saving = 0
        # Whether the last time it stirred, it was another file.
        self.replaced = False
        # How many acts are on their way.
        self.busy = 0

    def _opened(self, **options: object) -> Crm:
        return Crm(self.path, self.desk, named=False, origin="tui", **options)  # type: ignore[arg-type]

    @property
    def read(self) -> Read:
        """What the store holds; an empty book where there is no store yet."""
        return self._crm.read

    def look(self, ask: Callable[[Read], Answer]) -> Answer:
        """What ``ask`` reads; StoreError where the store can't be read, Waiting while another program holds it."""
        try:
            with translated(self.path):
                return ask(self._crm.read)
        except StoreError as problem:
            if getattr(problem.__cause__, "sqlite_errorcode", 0) & 0xFF in BUSY:
                raise Waiting(f"waiting to read {self.path}: another program holds it") from problem
            raise
        except OSError as problem:
            raise StoreError(f"the store {self.path} can't be read: {problem.strerror}") from None

    def stirred(self) -> bool:
        """Whether the store is not as it was when this was last asked; a store that was replaced is opened anew.

        Gone while the store that there was is not there; what was read of it can be read on.
        """
        seen, before = self._state(), self._seen
        if seen == before:
            return False
        self.replaced = (
            before is not None and None not in (before.file, seen.file) and seen.file != before.file
        )
        if before is not None and (seen[:2] != before[:2] or self._migrated()):
            self._reopen()
            seen = self._state()
        self._seen = seen
        return True

    @property
    def place(self) -> tuple[int, int] | None:
        """Which file the store was when it was last seen; None while there is none."""
        return self._seen.file if self._seen else None

    @property
    def _here(self) -> bool:
        """Whether the store was there when it was last seen."""
        return self.place is not None

    def _reopen(self) -> None:
        self._let_go()
        self._crm = self._opened(patience=PATIENCE)

    def _migrated(self) -> bool:
        """A schema of another version is read anew, and refused where it is a newer one."""
        version = self.look(lambda read: read.connection.execute("PRAGMA user_version").fetchone()[0])
        return bool(version != SCHEMA_VERSION)

    def _state(self) -> State:
        try:
            stat = os.stat(self.path)  # noqa: PTH116
        except OSError:
            if self._here:
                raise self._gone() from None
            return State(None, None, 0)
        still = (stat.st_mtime_ns, stat.st_size) if reading_mode(self.path) != "rw" else None
        version = self.look(lambda read: read.connection.execute("PRAGMA data_version").fetchone()[0])
        return State((stat.st_dev, stat.st_ino), still, int(version))

    def _gone(self) -> Gone:
        return Gone(
            f"the store {self.path} is gone, moved or removed; what you see is how it was, and nothing can be written"
        )

    async def carry_out(self, words: str, act: Callable[[Write], object]) -> Done:
        """Do ``act`` as one change, in another thread; CrmError where it is refused, and then nothing was done."""
        return await self._saved(lambda tell: self._carried_out(words, act, tell))

    async def reverse(self, act: Callable[[Write], Answer]) -> Answer:
        """Undo or redo, in another thread; CrmError where that is refused."""
        return await self._saved(lambda tell: self._reversed(act, tell))

    async def _saved(self, act: Callable[[Callable[[str], None]], Answer]) -> Answer:
        self.saving += 1
        try:
            return await self.aside(act)
        finally:
            self.saving -= 1

    async def read_aside(self, ask: Callable[[Read], Answer]) -> Answer:
        """What ``ask`` reads, which may take long: in another thread, over a connection of its own."""
        return await self.aside(lambda tell: self._read_apart(ask, tell))

    async def publish(self) -> None:
        """Bring published files up to date with what others wrote, in another thread."""
        await self.aside(self._published)

    async def aside(self, act: Callable[[Callable[[str], None]], Answer]) -> Answer:
        """What ``act`` returns, done in another thread; it gets what tells the person what it waits for."""
        loop = asyncio.get_running_loop()
        self.busy += 1
        try:
            return await asyncio.to_thread(act, lambda words: _pass(loop, self.tell, words))
        finally:
            self.busy -= 1

    def _carried_out(self, words: str, act: Callable[[Write], object], tell: Callable[[str], None]) -> Done:
        with self.writing(tell) as crm:
            with crm.write.change(words) as change:
                result = act(crm.write)
            last = next(crm.read.history.changes(1), None)
            said = last.words if last and last.id == change.id else ""
            return Done(result, said, tuple(change.warnings))

    def _read_apart(self, ask: Callable[[Read], Answer], tell: Callable[[str], None]) -> Answer:
        crm = self._opened(tell=tell)
        try:
            with translated(self.path):
                return ask(crm.read)
        finally:
            crm.close()

    def _published(self, tell: Callable[[str], None]) -> None:
        if reading_mode(self.path) == "rw":
            with self.writing(tell) as crm:
                crm.publish()

    def _reversed(self, act: Callable[[Write], Answer], tell: Callable[[str], None]) -> Answer:
        with self.writing(tell) as crm:
            return act(crm.write)

    @contextlib.contextmanager
    def writing(self, tell: Callable[[str], None]) -> Iterator[Crm]:
        """The store to write to, for one act in its own thread; StoreError where it can't be."""
        if self._here and not self.path.exists():
            # A new store in its place would take what is typed, and the old one, once back, would lack it.
            raise self._gone()
        crm = self._opened(tell=tell)
        try:
            with translated(self.path):
                yield crm
        except OSError as problem:
            raise StoreError(f"the store {self.path} can't be written: {problem.strerror}") from None
        finally:
            crm.close()

    def _let_go(self) -> None:
        # A disk that fails as the store is closed has no more to lose.
        with contextlib.suppress(sqlite3.Error):
            self._crm.close()

    def close(self) -> None:
        """Let go of the store."""
        self._let_go()


def _pass(loop: asyncio.AbstractEventLoop, tell: Callable[[str], None], words: str) -> None:
    loop.call_soon_threadsafe(tell, words)

"""Bringing a file in, in another thread: rehearsed on a copy, then in earnest; either can be cancelled."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import Cancelled, FileError
from smallcrm.exchange import bring, source_of
from smallcrm.model.incoming import ReadOptions
from smallcrm.tui.book import Book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from smallcrm.crm import Crm
    from smallcrm.desk import Desk
    from smallcrm.write.import_report import Report
    from smallcrm.write.writing import Write

KINDS = ("contact", "job", "note", "appointment", "reminder")


class Plan(NamedTuple):
    """What is brought in, and how: ``mode`` is update, skip, replace or create."""

    path: Path
    mode: str = "update"
    strict: bool = False


class Work:
    """How far the work has got; ``cancel`` ends it at the next record, and nothing of it is left."""

    def __init__(self) -> None:
        self.part = "opening"
        self.done = 0
        self.total: int | None = None
        self._waits = ""
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """End it."""
        self._cancelled.set()

    def wait(self, words: str) -> None:
        """It waits for another program, as ``words`` say."""
        self._waits = words

    @property
    def words(self) -> str:
        """How far it has got, or what it waits for."""
        if self._cancelled.is_set():
            return f"stopping; {self._waits}" if self._waits else "stopping"
        of = f" of {self.total:,}" if self.total else ""
        return self._waits or f"{self.part} {self.done:,}{of}"

    def begin(self, part: str, total: int | None) -> Callable[[int], None]:
        """A part of the work begins; what is returned counts its records."""
        self._stop()
        self.part, self.done, self.total = part, 0, total
        return self._count

    def _count(self, records: int) -> None:
        self.done += records
        self._waits = ""
        self._stop()

    def _stop(self) -> None:
        if self._cancelled.is_set():
            raise Cancelled


class Rehearsed:
    """What an import would do: the report, and the copy of the store on which it was tried."""

    def __init__(
        self, book: Book, report: Report, before: dict[str, int], at: str, stack: contextlib.ExitStack
    ) -> None:
        self.book = book
        self.report = report
        self._before = before
        self._at = at
        self._stack = stack

    def new(self) -> list[tuple[str, int]]:
        """Every thing that would be new: its kind and its id on the copy."""
        return [
            (kind, row_id)
            for kind in KINDS
            for row_id in _ids(self.book, kind, "id > ?", self._before.get(kind, 0))
        ]

    def touched_in(self, book: Book) -> list[tuple[str, int]]:
        """Every thing that there is already and that in ``book`` was last changed at the instant of the import."""
        where = "updated_at = ? AND id <= ?"
        return [
            (kind, row_id)
            for kind in KINDS
            for row_id in _ids(book, kind, where, self._at, self._before.get(kind, 0))
        ]

    def close(self) -> None:
        """The copy goes."""
        self.book.close()
        self._stack.close()


def _ids(book: Book, kind: str, where: str, *values: object) -> list[int]:
    query = f"SELECT id FROM {kind} WHERE {where} ORDER BY id"
    return book.look(lambda read: [row[0] for row in read.connection.execute(query, values)])


def rehearse(plan: Plan, crm: Crm, work: Work) -> Rehearsed:
    """Try an import on a copy of the store; CrmError where it can't be done, Cancelled where it was ended."""
    with contextlib.ExitStack() as stack, _told(plan):
        write = stack.enter_context(crm.rehearsal())
        before, changes = _ids_given(write)
        report = _bring(plan, write, work, crm.desk, safely=False)
        at = write.changes.connection.execute(
            "SELECT max(at) FROM change WHERE id > ?", (changes,)
        ).fetchone()[0]
        # SQLite's connections stay in their thread: the screen reads the copy through one of its own.
        write.close()
        return Rehearsed(Book(write.changes.path, crm.desk), report, before, at or "", stack.pop_all())


def carry_out(plan: Plan, crm: Crm, work: Work) -> Report:
    """Bring the file in, as one change; CrmError or Cancelled, and nothing is brought in."""
    with _told(plan):
        return _bring(plan, crm.write, work, crm.desk, safely=True)


def _bring(plan: Plan, write: Write, work: Work, desk: Desk, *, safely: bool) -> Report:
    options = ReadOptions(date_order=desk.date_order or "", own=desk.settings.items("email"))
    source = source_of(plan.path, options, desk.timezone)
    return bring(write, [source], work.begin, mode=plan.mode, strict=plan.strict, safely=safely)


def _ids_given(write: Write) -> tuple[dict[str, int], int]:
    """The highest id that each kind ever had, and that of the last change."""
    connection = write.changes.connection
    given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return given, connection.execute("SELECT coalesce(max(id), 0) FROM change").fetchone()[0]


@contextlib.contextmanager
def _told(plan: Plan) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise FileError(f"{problem.filename or plan.path} can't be used: {problem.strerror}") from None

"""Bring records of files into the store: parsed and checked first, then written in one change."""

from __future__ import annotations

import contextlib
import gc
import json
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.errors import FileError, UsageError
from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.book import BookRow
from smallcrm.model.contact import ContactDraft
from smallcrm.model.incoming import Complaint, Incoming
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.settle import Settled, settle
from smallcrm.store.connect import write_at_length
from smallcrm.write.aside import Aside
from smallcrm.write.contact_match import key_of
from smallcrm.write.import_report import NEW, REJECTED, UPDATED, Ready, Report
from smallcrm.write.importing_book import BookImport
from smallcrm.write.importing_contacts import ContactImport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.write.change import Change, Changes

MODES = ("update", "skip", "replace", "create")
# Beyond this many records a backup is made before they are written.
MANY = 1_000
COLLECT_AFTER = 50_000
# What is rejected is kept until the end, to be told and written to a file: a million would not fit into memory.
MOST_REJECTED = 100_000
# After this many records their search index and what else hangs on them is renewed.
RENEW_AFTER = 5_000


class Source(NamedTuple):
    """A file on its way in: how to call it, and its records."""

    name: str
    records: Iterable[Incoming]


class Import:
    """Imports files into one store."""

    def __init__(self, changes: Changes, desk: Desk, *, mode: str = "update", strict: bool = False) -> None:
        if mode not in MODES:
            raise UsageError(f'--on-duplicate is {", ".join(MODES)}, not "{mode}"')
        self.changes = changes
        self.desk = desk
        self.mode = mode
        self.strict = strict
        self.report = Report()
        self.book: BookImport | None = None

    def check(self, sources: Iterable[Source], progress: Callable[[int], None]) -> Aside:
        """Parse and check every record, and put aside what can be written; no lock is held meanwhile."""
        with _seldom_collected():
            return self._check(sources, progress)

    def _check(self, sources: Iterable[Source], progress: Callable[[int], None]) -> Aside:
        aside = Aside()
        for source in sources:
            counts = self.report.counts.setdefault(source.name, Counter())
            for incoming in source.records:
                ready = self._checked(source.name, incoming)
                if ready is None:
                    counts[REJECTED] += 1
                    self._reject(source.name, incoming)
                else:
                    aside.put(ready)
                progress(1)
        return aside

    def _reject(self, file: str, incoming: Incoming) -> None:
        self.report.rejects.append((file, incoming))
        if len(self.report.rejects) > MOST_REJECTED:
            reason = incoming.complaints[0].reason if incoming.complaints else "nothing can be made of it"
            raise FileError(
                f"{file}: more than {MOST_REJECTED:,} of its records are rejected, so nothing was imported; is that the right "
                f"file? Line {incoming.line}: {reason}"
            )

    def _checked(self, file: str, incoming: Incoming) -> Ready | None:
        complaints = list(incoming.complaints)
        item: Any = incoming.draft
        print_ = ""
        if isinstance(item, ContactDraft):
            try:
                item = settle(item, self.desk.region)
            except UsageError as problem:
                complaints.append(Complaint(incoming.line, "", "", problem.message))
                item = None
            else:
                complaints += [Complaint(incoming.line, *doubt) for doubt in item.doubts]
                self._tell_repairs(file, incoming.line, item)
                print_ = key_of(item)
        self.report.complaints += [(file, complaint) for complaint in complaints]
        if item is None or (self.strict and complaints):
            return None
        return Ready(file, incoming.line, item, print_, incoming.ours)

    def _tell_repairs(self, file: str, line: int, settled: Settled) -> None:
        """A number written without its leading 0, as spreadsheets do, was certain enough to be mended."""
        for number in settled.phones:
            phone = number.phone
            if phone.raw.isdigit() and phone.national.startswith("0") and not phone.raw.startswith("0"):
                words = f"{settled.name}: {phone.raw} had lost its leading 0; read as {phone.value}"
                self.report.tell(file, line, words)

    def write(self, aside: Aside, progress: Callable[[int], None]) -> Report:
        """Write what was put aside, in one change."""
        files = ", ".join(self.report.counts)
        write_at_length(self.changes.connection)
        with _seldom_collected(), self.changes.open(f"import {files}") as change:
            contacts, waiting = ContactImport(change, self.mode, self.report), 0
            for file, run in _runs(aside, change):
                for outcome in self._written(change, contacts, run):
                    self.report.counts[file][outcome] += 1
                    progress(1)
                waiting += len(run)
                if waiting >= RENEW_AFTER:
                    change.renew()
                    waiting = 0
            contacts.finish()
            if self.book is not None:
                self.book.finish()
            change.say(
                f"imported {files}: {self.report.total(NEW)} new, {self.report.total(UPDATED)} updated"
            )
        return self.report

    def _written(self, change: Change, contacts: ContactImport, run: Sequence[Ready]) -> Iterator[str]:
        kind = _kind(run[0].item)
        if kind is Settled:
            return contacts.write(run)
        if kind is BookRow:
            book = self.book = self.book or BookImport(change, self.mode)
            return (self._write_row(book, ready) for ready in run)
        from smallcrm.write.importing_calendar import CalendarImport

        return CalendarImport(change, self.changes, self.desk, self.mode, self.report).write(run)

    def _write_row(self, book: BookImport, ready: Ready) -> str:
        """A row that can be none is rejected, and with it what points at it."""
        try:
            return book.write(ready.item)
        except UsageError as problem:
            complaint = Complaint(ready.line, "", "", problem.message)
            self.report.complaints.append((ready.file, complaint))
            raw = json.dumps(ready.item.columns, ensure_ascii=False)
            self._reject(ready.file, Incoming(None, ready.line, (complaint,), (raw,)))
            return REJECTED


def _kind(item: Any) -> type:  # noqa: ANN401
    """What is written together: all that calendars hold is."""
    return AppointmentDraft if isinstance(item, ReminderDraft) else type(item)


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """Python looks for garbage after every 700 new objects, over and over among records that are none."""
    usual = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _runs(aside: Aside, change: Change) -> Iterator[tuple[str, list[Ready]]]:
    """Records of one file and kind, some at a time; the file is stamped on what is written then."""
    stamped = None
    for batch in aside.batches():
        for (file, _), run in groupby(batch, key=lambda ready: (ready.file, _kind(ready.item))):
            if file != stamped:
                change.came_from(file)
                stamped = file
            yield file, list(run)

"""Bring records of files into the store: parsed and checked first, then written in one change."""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from smallcrm.errors import UsageError
from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.book import BookRow
from smallcrm.model.contact import ContactDraft
from smallcrm.model.incoming import Complaint
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.settle import Settled, settle
from smallcrm.write.contact_match import key_of, match
from smallcrm.write.contact_rows import employ, insert
from smallcrm.write.contact_update import Difference, remember, update
from smallcrm.write.importing_book import BookImport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from smallcrm.desk import Desk
    from smallcrm.model.incoming import Incoming
    from smallcrm.write.change import Change, Changes

MODES = ("update", "skip", "replace", "create")
NEW, UPDATED, UNCHANGED, SKIPPED, REJECTED = "new", "updated", "unchanged", "skipped", "rejected"
OUTCOMES = (NEW, UPDATED, UNCHANGED, SKIPPED, REJECTED)
# Beyond this many records a backup is made before they are written.
MANY = 1_000
# How many records stay in memory before the others are put into a file, and how many at a time.
IN_MEMORY = 5_000
BATCH = 500
# A value that differs is told in one line.
LONGEST_TOLD = 60


class Source(NamedTuple):
    """A file on its way in: how to call it, and its records."""

    name: str
    records: Iterable[Incoming]


class Told(NamedTuple):
    """Something to say of one record: ``file``, 1-based ``line``, and words."""

    file: str
    line: int
    words: str


class Report:
    """What an import did, or would do: counts by file, complaints, rejected records, values that differ."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.complaints: list[tuple[str, Complaint]] = []
        self.rejects: list[tuple[str, Incoming]] = []
        self.told: list[Told] = []

    def total(self, outcome: str) -> int:
        """How many records of all files came out so."""
        return sum(counts[outcome] for counts in self.counts.values())


class Ready(NamedTuple):
    """A record checked and put aside: its file, its line, and what is to be written."""

    file: str
    line: int
    item: Any
    print_: str
    ours: bool


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
        # Who a record of our own making became, and for which organisation they work that may be still to come.
        self._own: set[int] = set()
        self._employed: list[tuple[int, str]] = []

    def check(self, sources: Iterable[Source], progress: Callable[[int], None]) -> Aside:
        """Parse and check every record, and put aside what can be written; no lock is held meanwhile."""
        aside = Aside()
        for source in sources:
            counts = self.report.counts.setdefault(source.name, Counter())
            for incoming in source.records:
                ready = self._checked(source.name, incoming)
                if ready is None:
                    counts[REJECTED] += 1
                    self.report.rejects.append((source.name, incoming))
                else:
                    aside.put(ready)
                progress(1)
        return aside

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

    def write(self, aside: Aside, progress: Callable[[int], None]) -> Report:
        """Write what was put aside, in one change."""
        files = ", ".join(self.report.counts)
        with self.changes.open(f"import {files}") as change:
            current = None
            for ready in aside:
                if ready.file != current:
                    current = ready.file
                    change.came_from(current)
                self.report.counts[ready.file][self._write_one(change, ready)] += 1
                progress(1)
            for contact_id, company in self._employed:
                employ(change, contact_id, company)
            if self.book is not None:
                self.book.finish()
            change.say(
                f"imported {files}: {self.report.total(NEW)} new, {self.report.total(UPDATED)} updated"
            )
        return self.report

    def _write_one(self, change: Change, ready: Ready) -> str:
        if isinstance(ready.item, Settled):
            return self._write_contact(change, ready, ready.item)
        if isinstance(ready.item, AppointmentDraft | ReminderDraft):
            from smallcrm.write.importing_calendar import write_item

            return write_item(change, self.changes, self.desk, ready.item, self.mode)
        if isinstance(ready.item, BookRow):
            self.book = self.book or BookImport(change, self.mode)
            return self.book.write(ready.item)
        raise TypeError(f"nothing imports a {type(ready.item).__name__}")

    def _write_contact(self, change: Change, ready: Ready, settled: Settled) -> str:
        connection = change.connection
        found = match(connection, settled, ready.print_, self._own if ready.ours else ())
        for contact_id, name, value in found.shared:
            self._tell(ready, f"{settled.name} shares {value} with {name} ({contact_id}); both are kept")
        if found.contact_id is None or self.mode == "create":
            contact_id = self._insert(change, ready, settled)
            outcome, differences = NEW, list[Difference]()
        elif self.mode == "skip" or (found.same and self.mode == "update"):
            return UNCHANGED if found.same else SKIPPED
        else:
            contact_id = found.contact_id
            touched, differences = update(change, contact_id, settled, replace=self.mode == "replace")
            outcome = UPDATED if touched else UNCHANGED
        if ready.ours:
            self._own.add(contact_id)
        remember(change, contact_id, (ready.file, ready.line), ready.print_, differences)
        self._tell_differences(ready, settled.name, contact_id, differences)
        return outcome

    def _insert(self, change: Change, ready: Ready, settled: Settled) -> int:
        """In our own files organisations stand among the others, so nobody is employed before all are there."""
        settled = self._with_free_uid(change, settled)
        company = settled.draft.company if ready.ours else ""
        if not company:
            return insert(change, settled)
        contact_id = insert(change, settled._replace(draft=settled.draft._replace(company="")))
        self._employed.append((contact_id, company))
        return contact_id

    def _with_free_uid(self, change: Change, settled: Settled) -> Settled:
        """A uid that is another's already (a contact created anew on purpose) is not given twice."""
        uid = settled.draft.uid
        taken = uid and change.connection.execute("SELECT 1 FROM contact WHERE uid = ?", (uid,)).fetchone()
        return settled._replace(draft=settled.draft._replace(uid="")) if taken else settled

    def _tell_repairs(self, file: str, line: int, settled: Settled) -> None:
        """A number written without its leading 0, as spreadsheets do, was certain enough to be mended."""
        for number in settled.phones:
            phone = number.phone
            if phone.raw.isdigit() and phone.national.startswith("0") and not phone.raw.startswith("0"):
                self.report.told.append(
                    Told(
                        file,
                        line,
                        f"{settled.name}: {phone.raw} had lost its leading 0; read as {phone.value}",
                    )
                )

    def _tell(self, ready: Ready, words: str) -> None:
        self.report.told.append(Told(ready.file, ready.line, words))

    def _tell_differences(
        self, ready: Ready, name: str, contact_id: int, differences: list[Difference]
    ) -> None:
        replaced = self.mode == "replace"
        for what, kept, other in differences:
            kept, other = _short(kept), _short(other)
            words = (
                f'{what} is now "{kept}"; it was "{other}", remembered'
                if replaced
                else f'{what} stays "{kept}"; the other is "{other}", remembered'
            )
            self._tell(ready, f"{name} ({contact_id}): {words}")


def _short(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= LONGEST_TOLD else f"{text[: LONGEST_TOLD - 1]}…"


class Aside:
    """Checked records, put aside in a file of the system's once they are many, so that memory stays flat."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._first: list[Ready] = []
        self._batch: list[Ready] = []
        self.count = 0

    def put(self, ready: Ready) -> None:
        """Put one more aside."""
        self.count += 1
        if len(self._first) < IN_MEMORY:
            self._first.append(ready)
            return
        self._batch.append(ready)
        if len(self._batch) >= BATCH:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115, it lives as long as this
            pickle.dump(self._batch, self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._batch = []

    def __iter__(self) -> Iterator[Ready]:
        """What was put aside, once: the file goes with the last of it."""
        yield from self._first
        if self._file is not None:
            with self._file:
                self._file.seek(0)
                while batch := _next(self._file):
                    yield from batch
        yield from self._batch


def _next(file: IO[bytes]) -> list[Ready]:
    try:
        batch: list[Ready] = pickle.load(file)  # noqa: S301, our own, written a moment ago
    except EOFError:
        return []
    return batch

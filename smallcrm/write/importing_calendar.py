"""Bring appointments and reminders of calendar files into the book.

What the file can't know (job, contacts that are no attendees) stays.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.told import summary
from smallcrm.write.appointment_rows import set_properties
from smallcrm.write.import_report import REJECTED
from smallcrm.write.importing_appointment import Appointments
from smallcrm.write.importing_kind import PHONE, Kind, Known, Told, foreign, untold, untold_rule
from smallcrm.write.newcomers import Newcomers
from smallcrm.write.row import update_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.write.change import Change, Changes
    from smallcrm.write.import_report import Ready, Report
    from smallcrm.write.reminder import Reminders as ReminderRows


class CalendarImport:
    """Writes appointments and reminders within a change; ``mode`` is update, skip, replace or create."""

    def __init__(self, change: Change, changes: Changes, desk: Desk, mode: str, report: Report) -> None:
        self.change = change
        self.changes = changes
        self.desk = desk
        self.mode = mode
        self.report = report
        self.newcomers = Newcomers(change.connection)

    def write(self, batch: Sequence[Ready]) -> Iterator[str]:
        """Write a batch of them of one file; what became of each, in order."""
        for ready in batch:
            yield self._write(ready, ready.item)
        self.newcomers.flush()

    def _write(self, ready: Ready, draft: AppointmentDraft | ReminderDraft) -> str:
        tell = partial(self.report.tell, ready.file, ready.line)
        room = (self.change, self.changes, self.desk, self.newcomers, tell)
        try:
            if isinstance(draft, AppointmentDraft):
                return Appointments(*room).write(draft, self.mode)
            return Reminders(*room).write(draft, self.mode)
        except UsageError as error:
            # One that can't be kept costs no other.
            tell(error.message)
            return REJECTED


class Reminders(Kind[ReminderDraft]):
    """Reminders: VTODO."""

    table = "reminder"

    def is_over(self, draft: ReminderDraft) -> bool:
        """Whether it was done."""
        return bool(draft.done_at)

    def insert(self, draft: ReminderDraft, uid: str) -> None:
        """Make a new one, of the contact it names."""
        found = self.people(draft)
        with self.newcomers.whole():
            self._rows().add(draft._replace(uid=uid, contact_id=found[0] if found else None))

    def update(self, known: Known, draft: ReminderDraft) -> bool:
        """Bring the one in the book up to date; whether that changed it."""
        query = (
            f"SELECT v.text, v.contact, {PHONE}, v.contact_id, r.repeat, r.timezone, r.due "
            "FROM reminder_row v JOIN reminder r ON r.id = v.id WHERE v.id = ?"
        )
        text, contact, phone, contact_id, repeat, timezone, due = self.connection.execute(
            query, (known.id,)
        ).fetchone()
        found = self.people(draft)
        touched = self._rows().edit(
            known.id,
            {
                "text": untold(draft.text, text, summary(text, contact)),
                "due": draft.due,
                "timezone": draft.timezone,
                "repeat": untold_rule(draft, repeat or "", timezone, all_day="T" not in due),
                "contact_id": contact_id or (found[0] if found else None),
            },
        )
        # What is done here is not opened again by a file that has not heard of it.
        done = {"done_at": draft.done_at} if draft.done_at else {}
        closed = update_row(self.connection, "reminder", known.id, done, self.change.at)
        kept = set_properties(self.connection, known.uid, foreign(draft.properties, Told(contact, phone)))
        if kept:
            self.connection.execute(
                "UPDATE reminder SET updated_at = ? WHERE id = ?", (self.change.at, known.id)
            )
        return self.counted(known, draft.sequence, touched=touched or closed or kept)

    def _rows(self) -> ReminderRows:
        from smallcrm.write.reminder import Reminders as ReminderRows

        return ReminderRows(self.changes, self.desk)

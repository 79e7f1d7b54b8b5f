"""Bring appointments and reminders of calendar files into the book.

One is known by its UID, which becomes ours; without one, by all that it says. The file as it was last read is remembered
by its fingerprint, so that the same file again changes nothing, also after a change of one's own; a file that says
something new is followed, except where it is an older copy of our own calendar. What the file can't know (job, contacts
that are no attendees) stays.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeVar

from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.happening import instant
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.told import description, rule, summary, way_to
from smallcrm.write.appointment_rows import checked, insert, load, set_properties, store
from smallcrm.write.row import new_uid, update_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.appointment import OccurrenceDraft
    from smallcrm.model.contact import Property
    from smallcrm.write.change import Change, Changes
    from smallcrm.write.reminder import Reminders

Draft = TypeVar("Draft", AppointmentDraft, ReminderDraft)

NEW, UPDATED, UNCHANGED, SKIPPED = "new", "updated", "unchanged", "skipped"
# What a fingerprint is the external key of.
SOURCE = "ics"


class Known(NamedTuple):
    """What the book has already: ``print_`` is the fingerprint it was last read with, "" for one of our own."""

    id: int
    uid: str
    print_: str


class Told(NamedTuple):
    """What our own calendar adds to a thing from elsewhere in the book."""

    contact: str | None = None
    phone: str | None = None
    location: str | None = None


def write_item(
    change: Change, changes: Changes, desk: Desk, draft: AppointmentDraft | ReminderDraft, mode: str
) -> str:
    """Write one appointment or reminder; ``new``, ``updated``, ``unchanged`` or ``skipped``.

    ``mode`` is update, skip, replace or create, as for contacts. Raises UsageError for what can't be kept.
    """
    if isinstance(draft, AppointmentDraft):
        return _Appointments(change, changes, desk).write(draft, mode)
    return _Reminders(change, changes, desk).write(draft, mode)


class _Kind(ABC, Generic[Draft]):
    """How one kind of thing is matched with the book, made, and brought up to date."""

    table: ClassVar[str]

    def __init__(self, change: Change, changes: Changes, desk: Desk) -> None:
        self.change = change
        self.connection = change.connection
        self.changes = changes
        self.desk = desk

    def write(self, draft: Draft, mode: str) -> str:
        """What became of it."""
        print_ = fingerprint(draft)
        known = _known(self.connection, self.table, draft.uid, print_)
        if known is None and self.is_over(draft) and _removed(self.connection, draft.uid):
            return SKIPPED
        if known is None or mode == "create":
            uid = new_uid() if known else draft.uid or new_uid()
            self.insert(draft, uid)
            _remember(self.connection, uid, print_)
            return NEW
        same = known.print_ == print_
        if mode == "skip" or (same and mode == "update"):
            return UNCHANGED if same else SKIPPED
        if self.is_older(known, draft):
            return SKIPPED
        if not self.update(known, draft):
            return UNCHANGED
        _remember(self.connection, known.uid, print_)
        return UPDATED

    @abstractmethod
    def insert(self, draft: Draft, uid: str) -> None:
        """Make a new one."""

    @abstractmethod
    def update(self, known: Known, draft: Draft) -> bool:
        """Bring the one in the book up to date; whether that changed it."""

    @abstractmethod
    def is_over(self, draft: Draft) -> bool:
        """Whether it was called off or done: what our own calendar says of what was removed here."""

    def is_older(self, known: Known, draft: Draft) -> bool:  # noqa: ARG002
        """Whether it is a copy of one of our own, made before that was changed last."""
        return False


def fingerprint(draft: AppointmentDraft | ReminderDraft) -> str:
    """What stands for all that a file says of one thing."""
    return hashlib.sha256(repr(tuple(draft)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _known(connection: sqlite3.Connection, table: str, uid: str, print_: str) -> Known | None:
    key = "(SELECT key FROM external_key WHERE subject_uid = t.uid AND source = ? LIMIT 1)"
    if uid:
        query, value = f"SELECT id, uid, coalesce({key}, '') FROM {table} t WHERE uid = ?", uid
    else:
        which = "(SELECT subject_uid FROM external_key WHERE source = 'ics' AND key = ?)"
        query, value = f"SELECT id, uid, coalesce({key}, '') FROM {table} t WHERE uid = {which}", print_
    row = connection.execute(query, (SOURCE, value)).fetchone()
    return Known(*row) if row else None


def _removed(connection: sqlite3.Connection, uid: str) -> bool:
    query = "SELECT 1 FROM calendar_item WHERE uid = ? AND removed_at IS NOT NULL"
    return connection.execute(query, (uid,)).fetchone() is not None


def _remember(connection: sqlite3.Connection, uid: str, print_: str) -> None:
    connection.execute("DELETE FROM external_key WHERE subject_uid = ? AND source = ?", (uid, SOURCE))
    connection.execute(
        "INSERT OR IGNORE INTO external_key(uid, source, key, subject_uid) VALUES (?, ?, ?, ?)",
        (new_uid(), SOURCE, print_, uid),
    )


def _people(connection: sqlite3.Connection, attendees: Sequence[str]) -> tuple[int, ...]:
    """The contacts that the e-mail addresses belong to."""
    query = "SELECT min(contact_id) FROM email WHERE key = ?"
    found = (connection.execute(query, (attendee.casefold(),)).fetchone()[0] for attendee in attendees)
    return tuple(dict.fromkeys(contact_id for contact_id in found if contact_id is not None))


def _sequence(connection: sqlite3.Connection, uid: str) -> int:
    row = connection.execute("SELECT sequence FROM calendar_item WHERE uid = ?", (uid,)).fetchone()
    return int(row[0]) if row else 0


class _Appointments(_Kind[AppointmentDraft]):
    table = "appointment"

    def insert(self, draft: AppointmentDraft, uid: str) -> None:
        people = _people(self.connection, draft.attendees)
        insert(self.change, checked(draft._replace(uid=uid, contact_ids=people)))
        self.connection.execute(
            "UPDATE calendar_item SET sequence = max(sequence, ?) WHERE uid = ?", (draft.sequence, uid)
        )

    def is_over(self, draft: AppointmentDraft) -> bool:
        return draft.status == "cancelled"

    def is_older(self, known: Known, draft: AppointmentDraft) -> bool:
        return not known.print_ and draft.sequence < _sequence(self.connection, known.uid)

    def update(self, known: Known, draft: AppointmentDraft) -> bool:
        touched = store(self.change, known.id, checked(self._merged(known, draft)))
        newer = draft.sequence > _sequence(self.connection, known.uid)
        if touched or newer:
            # Said here, with the file's own count, so that closing the change does not raise it once more.
            self.connection.execute(
                "UPDATE calendar_item SET sequence = max(sequence + 1, ?), revised_at = ?, raised_in = ? WHERE uid = ?",
                (draft.sequence, self.change.at, self.change.id, known.uid),
            )
        return touched or newer

    def _merged(self, known: Known, draft: AppointmentDraft) -> AppointmentDraft:
        """What the file says, with what it can't know as the book has it."""
        have = load(self.connection, known.id)
        told = _told_of_appointment(self.connection, known.id)
        people = (*have.contact_ids, *_people(self.connection, draft.attendees))
        text = description(have.description, told.contact, told.phone)
        if _at_the_same_instants(draft, have):
            draft = draft._replace(start=have.start, end=have.end, timezone=have.timezone)
        return draft._replace(
            uid=known.uid,
            title=_untold(draft.title, have.title, summary(have.title, told.contact)),
            description=_untold(draft.description, have.description, text),
            repeat=_untold_rule(draft, have.repeat, have.timezone, all_day=have.all_day),
            location=_untold(draft.location, have.location, have.location or told.location or ""),
            contact_ids=tuple(dict.fromkeys(people)),
            job_id=have.job_id,
            occurrences=tuple(_untold_occurrence(each, have, told) for each in draft.occurrences),
            properties=_foreign(draft.properties, told),
        )


def _at_the_same_instants(said: AppointmentDraft, have: AppointmentDraft) -> bool:
    """Our calendar tells what is once in UTC where the clocks that day leave doubt."""
    if said.all_day or have.all_day or said.repeat or have.repeat:
        return False
    return [instant(moment, said.timezone) for moment in (said.start, said.end)] == [
        instant(moment, have.timezone) for moment in (have.start, have.end)
    ]


def _untold_occurrence(said: OccurrenceDraft, have: AppointmentDraft, told: Told) -> OccurrenceDraft:
    ours = next((each for each in have.occurrences if each.recurrence == said.recurrence), None)
    if said.title is None or ours is None or ours.title is None:
        return said
    return said._replace(title=_untold(said.title, ours.title, summary(ours.title, told.contact)))


def _untold(said: str, have: str, told: str) -> str:
    """What a file says, or what the book has if the file only repeats what our calendar told of it."""
    return have if said == told else said


def _untold_rule(draft: AppointmentDraft | ReminderDraft, have: str, timezone: str, *, all_day: bool) -> str:
    """Our calendar tells the end of a series as an instant, or as a day, whatever it was written as here."""
    return _untold(draft.repeat, have, rule(have, timezone, all_day=all_day)) if have else draft.repeat


def _foreign(properties: Sequence[Property], told: Told) -> tuple[Property, ...]:
    """Without the line that our calendar adds; the book has the contact itself."""
    own = f"CONTACT:{way_to(told.contact, told.phone)}"
    return tuple(kept for kept in properties if kept.line.replace("\\", "") != own)


_PHONE = (
    "(SELECT value || coalesce(' ext. ' || extension, '') FROM phone WHERE contact_id = v.contact_id "
    "AND label IS NOT 'fax' ORDER BY preferred DESC, id LIMIT 1)"
)


def _told_of_appointment(connection: sqlite3.Connection, appointment_id: int) -> Told:
    query = f"SELECT v.contact, {_PHONE}, v.location FROM appointment_row v WHERE v.id = ?"
    return Told(*connection.execute(query, (appointment_id,)).fetchone())


class _Reminders(_Kind[ReminderDraft]):
    table = "reminder"

    def is_over(self, draft: ReminderDraft) -> bool:
        return bool(draft.done_at)

    def insert(self, draft: ReminderDraft, uid: str) -> None:
        people = _people(self.connection, draft.attendees)
        self._rows().add(draft._replace(uid=uid, contact_id=people[0] if people else None))

    def update(self, known: Known, draft: ReminderDraft) -> bool:
        query = (
            f"SELECT v.text, v.contact, {_PHONE}, v.contact_id, r.repeat, r.timezone, r.due "
            "FROM reminder_row v JOIN reminder r ON r.id = v.id WHERE v.id = ?"
        )
        text, contact, phone, contact_id, repeat, timezone, due = self.connection.execute(
            query, (known.id,)
        ).fetchone()
        people = _people(self.connection, draft.attendees)
        touched = self._rows().edit(
            known.id,
            {
                "text": _untold(draft.text, text, summary(text, contact)),
                "due": draft.due,
                "timezone": draft.timezone,
                "repeat": _untold_rule(draft, repeat or "", timezone, all_day="T" not in due),
                "contact_id": contact_id or (people[0] if people else None),
            },
        )
        # What is done here is not opened again by a file that has not heard of it.
        done = {"done_at": draft.done_at} if draft.done_at else {}
        closed = update_row(self.connection, "reminder", known.id, done, self.change.at)
        foreign = set_properties(self.connection, known.uid, _foreign(draft.properties, Told(contact, phone)))
        if foreign:
            self.connection.execute(
                "UPDATE reminder SET updated_at = ? WHERE id = ?", (self.change.at, known.id)
            )
        return foreign or touched or closed

    def _rows(self) -> Reminders:
        from smallcrm.write.reminder import Reminders

        return Reminders(self.changes, self.desk)

"""The one page of a contact: everything known about them, read in one go."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.clock import stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.appointment import AppointmentRow
    from smallcrm.model.contact_row import ContactRow
    from smallcrm.model.job import JobRow
    from smallcrm.model.note import NoteRow
    from smallcrm.model.reminder import ReminderRow

# How far ahead the next time of a series is looked for.
AHEAD = dt.timedelta(days=800)


class Relation(NamedTuple):
    """A tie to another contact, seen from the page's: ``kind`` as stored, ``outward`` if it goes from here."""

    kind: str
    outward: bool
    contact_id: int
    contact: str
    role: str | None
    since: str | None
    until: str | None


class Coming(NamedTuple):
    """The next time of an appointment: local walls in its zone, or dates (the end exclusive) when all day."""

    id: int
    title: str
    start: str
    end: str
    location: str | None
    status: str
    repeat: str | None
    # The occurrence of a series that it is, by its original local start.
    recurrence: str = ""


class Page:
    """The page of one contact; each part is read when it is asked for."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk, contact: ContactRow) -> None:
        self.connection = connection
        self.desk = desk
        self.contact = contact

    def notes(self, limit: int = -1) -> list[NoteRow]:
        """What was said, newest first; at most ``limit``, all if it is negative."""
        from smallcrm.read.note import SELECT, note_row

        query = (
            "SELECT n.id FROM note_contact nc JOIN note n ON n.id = nc.note_id WHERE nc.contact_id = ? "
            "ORDER BY n.at DESC, n.id DESC LIMIT ?"
        )
        return [note_row(values, self.desk) for values in self._rows(SELECT, query, self.contact.id, limit)]

    @cached_property
    def note_count(self) -> int:
        """How many notes there are."""
        query = "SELECT count(*) FROM note_contact WHERE contact_id = ?"
        return int(self.connection.execute(query, (self.contact.id,)).fetchone()[0])

    @cached_property
    def jobs(self) -> list[JobRow]:
        """Their jobs, newest first."""
        from smallcrm.read.job import SELECT, job_row

        query = "SELECT job_id FROM job_contact WHERE contact_id = ? ORDER BY job_id DESC"
        return [job_row(values) for values in self._rows(SELECT, query, self.contact.id)]

    @cached_property
    def appointments(self) -> list[AppointmentRow]:
        """All that was ever booked with them, by start."""
        from smallcrm.read.appointment import SELECT, appointment_row

        query = (
            "SELECT a.id FROM appointment_contact ac JOIN appointment a ON a.id = ac.appointment_id "
            "WHERE ac.contact_id = ? ORDER BY a.starts_utc, a.id"
        )
        return [appointment_row(values) for values in self._rows(SELECT, query, self.contact.id)]

    @cached_property
    def reminders(self) -> list[ReminderRow]:
        """What must not be forgotten, by due; those that are done last."""
        from smallcrm.read.reminder import SELECT, reminder_row

        query = "SELECT id FROM reminder WHERE contact_id = ? ORDER BY done_at IS NOT NULL, due_utc, id"
        return [reminder_row(values, self.desk) for values in self._rows(SELECT, query, self.contact.id)]

    def _rows(self, select: str, ids: str, *values: object) -> Iterator[Sequence[Any]]:
        for (thing_id,) in self.connection.execute(ids, values).fetchall():
            yield self.connection.execute(f"{select} WHERE id = ?", (thing_id,)).fetchone()

    @cached_property
    def relations(self) -> list[Relation]:
        """Their ties to other contacts, in both directions, those that last first."""
        return list(relations(self.connection, self.contact.id))

    @cached_property
    def coming(self) -> list[Coming]:
        """Their appointments that are still to come, each at its next time, the soonest first."""
        return _coming(self.connection, self.desk, self.contact.id)

    @cached_property
    def meanings(self) -> dict[str, str]:
        """What each job stage means: open, quoted, won, done, owed, paid, lost."""
        return dict(self.connection.execute("SELECT name, meaning FROM stage").fetchall())

    @cached_property
    def last_contact(self) -> tuple[str, str] | None:
        """When they were last spoken to (ISO 8601 with offset) and by what channel; None if never."""
        row = self.connection.execute(
            "SELECT n.at, n.channel FROM note_contact nc JOIN note n ON n.id = nc.note_id "
            "WHERE nc.contact_id = ? AND n.channel <> 'note' ORDER BY n.at DESC, n.id DESC LIMIT 1",
            (self.contact.id,),
        ).fetchone()
        return (self.desk.clock.local(row[0]), row[1]) if row else None

    def owed(self) -> dict[str, int]:
        """What they owe, in minor units by currency: the jobs at a stage that means owed."""
        query = (
            "SELECT coalesce(j.currency, ''), sum(j.value) FROM job_contact jc JOIN job j ON j.id = jc.job_id "
            "WHERE jc.contact_id = ? AND j.value IS NOT NULL AND j.stage IN (SELECT name FROM stage WHERE meaning = 'owed') "
            "GROUP BY 1 ORDER BY max(j.id) DESC"
        )
        return dict(self.connection.execute(query, (self.contact.id,)).fetchall())

    def note_ids(self) -> list[int]:
        """The ids of what was said, newest first."""
        return self._ids(
            "note_contact x JOIN note t ON t.id = x.note_id WHERE x.contact_id = ? ORDER BY t.at DESC, t.id DESC"
        )

    def job_ids(self) -> list[int]:
        """The ids of their jobs, those in hand first, the newest first among each."""
        from smallcrm.model.job import CLOSED

        closed = ", ".join(f"'{meaning}'" for meaning in CLOSED)
        return self._ids(
            "job_contact x JOIN job t ON t.id = x.job_id LEFT JOIN stage s ON s.name = t.stage WHERE x.contact_id = ? "
            f"ORDER BY coalesce(s.meaning IN ({closed}), 0), t.id DESC"
        )

    def reminder_ids(self) -> list[int]:
        """The ids of what must not be forgotten and is not done, by due."""
        return self._ids("reminder t WHERE t.contact_id = ? AND t.done_at IS NULL ORDER BY t.due_utc, t.id")

    def past_appointment_ids(self) -> list[int]:
        """The ids of the appointments that are over or were called off, the latest first."""
        coming = ", ".join(str(each.id) for each in self.coming)
        return self._ids(
            "appointment_contact x JOIN appointment t ON t.id = x.appointment_id WHERE x.contact_id = ? "
            f"AND t.id NOT IN ({coming}) ORDER BY t.starts_utc DESC, t.id DESC"
        )

    def _ids(self, source: str) -> list[int]:
        return [row[0] for row in self.connection.execute(f"SELECT t.id FROM {source}", (self.contact.id,))]

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return {
            **self.contact.json(),
            "notes": [row.json() for row in self.notes()],
            "jobs": [row.json() for row in self.jobs],
            "appointments": [row.json() for row in self.appointments],
            "reminders": [row.json() for row in self.reminders],
            "last_contacted_at": self.last_contact and self.last_contact[0],
        }


def relations(connection: sqlite3.Connection, contact_id: int) -> Iterator[Relation]:
    """A contact's ties in both directions, those that last first."""
    query = (
        "SELECT r.kind, r.from_id = ?1, c.id, c.name, coalesce(r.role, CASE WHEN r.from_id <> ?1 THEN c.role END), "
        "r.since, r.until FROM relation r JOIN contact c ON c.id = iif(r.from_id = ?1, r.to_id, r.from_id) "
        "WHERE r.from_id = ?1 OR r.to_id = ?1 ORDER BY r.until IS NOT NULL, c.name_key, r.id"
    )
    for kind, outward, *rest in connection.execute(query, (contact_id,)):
        yield Relation(kind, bool(outward), *rest)


def _coming(connection: sqlite3.Connection, desk: Desk, contact_id: int) -> list[Coming]:
    """The contact's appointments that are still to come, each at its next time, the soonest first."""
    query = (
        'SELECT v.id, v.title, v.start, v."end", v.location, v.status, v.repeat, v.timezone, v.all_day, v.occurrences '
        "FROM appointment a JOIN appointment_row v ON v.id = a.id WHERE a.status <> 'cancelled' "
        "AND a.id IN (SELECT appointment_id FROM appointment_contact WHERE contact_id = ?1) "
        "AND (a.ends_utc >= ?2 OR (a.repeat IS NOT NULL AND (a.last_utc IS NULL OR a.last_utc >= ?2)))"
    )
    now = desk.now()
    rows = connection.execute(query, (contact_id, stamp(now))).fetchall()
    found = (_next(values, now) for values in rows)
    return sorted((each for each in found if each), key=lambda each: (each.start, each.id))


def _next(values: Sequence[Any], now: dt.datetime) -> Coming | None:
    appointment = Coming(*values[:7])
    timezone, all_day, exceptional = values[7:]
    if not appointment.repeat:
        return appointment
    # Expanding a rule loads dateutil, which most pages don't need.
    from smallcrm.model.happening import Plan, times
    from smallcrm.store.happening import exceptions

    plan = Plan(
        appointment.start,
        appointment.end,
        timezone,
        bool(all_day),
        appointment.repeat,
        exceptions(exceptional),
    )
    for time in times(plan, now, now + AHEAD, 20):
        special = time.exception
        if special is None or not special.cancelled:
            title = special and special.title
            location = special and special.location
            return appointment._replace(
                start=time.start,
                end=time.end,
                recurrence=time.recurrence,
                title=title or appointment.title,
                location=location or appointment.location,
            )
    return None

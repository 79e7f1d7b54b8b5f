"""What is coming, by date: appointments, reminders, job due dates and birthdays."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from smallcrm.clock import stamp
from smallcrm.model.agenda import APPOINTMENT, BIRTHDAY, JOB, REMINDER, AgendaItem
from smallcrm.model.ago import near
from smallcrm.model.calendar_words import say_ordinal
from smallcrm.read.moment import moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.happening import Happening

# Work that is done has nothing to be done by its date any more.
UNFINISHED = "SELECT name FROM stage WHERE meaning IN ('open', 'quoted', 'won')"

# The number that `smallcrm phone` prints: a fax is only called when there is nothing else to call.
_PHONE = (
    "SELECT value FROM phone WHERE contact_id = ? "
    "ORDER BY coalesce(label, '') LIKE '%fax%', preferred DESC, id LIMIT 1"
)
_REMINDERS = """
SELECT r.id, r.due, r.due_utc, r.text, c.id, c.name, r.job_id
FROM reminder r LEFT JOIN contact c ON c.id = r.contact_id
WHERE r.done_at IS NULL AND r.due_utc >= ? AND r.due_utc < ? ORDER BY r.due_utc, r.id
"""
_JOBS = f"""
SELECT j.id, j.due, j.title, j.contact_id, j.contact, j.stage, j.site
FROM job_row j WHERE j.id IN (SELECT id FROM job WHERE due >= ? AND due <= ? AND stage IN ({UNFINISHED}))
"""
_BIRTHDAYS = """
SELECT id, name, birthday FROM contact
WHERE birthday IS NOT NULL AND substr(birthday, -5) IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_KINDS = (BIRTHDAY, APPOINTMENT, REMINDER, JOB)
_A_DAY = dt.timedelta(days=1)
_EVER = "0000"


class Agenda:
    """Days of the calendar as the user lives them."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk
        self.now = desk.now()
        self.today = self.now.date()

    def between(self, first: dt.date, last: dt.date, *, cancelled: bool = False) -> list[AgendaItem]:
        """What there is from ``first`` to ``last`` (both included), in order; with today among them, first what is overdue.

        What was called off only with ``cancelled``.
        """
        overdue = first <= self.today <= last
        items = [
            *self.appointments(first, last, cancelled=cancelled),
            *self.reminders(None if overdue else first, last),
            *self.jobs(None if overdue else first, last),
            *self.birthdays(first, last),
        ]
        return self.reachable(sorted(items, key=lambda item: _place(item, first)))

    def appointments(self, first: dt.date, last: dt.date, *, cancelled: bool = False) -> Iterator[AgendaItem]:
        """The appointments that touch those days, series by their occurrences."""
        from smallcrm.store.happening import happening

        frm, to = self._midnight(first), self._midnight(last + _A_DAY)
        for each in happening(self.connection, frm, to, cancelled=cancelled):
            yield self.booked(each, first)

    def booked(self, each: Happening, first: dt.date) -> AgendaItem:
        """One time that an appointment takes place, as seen on ``first`` where it has begun before."""
        start, end = (_written(each_end, self.desk.clock.zone) for each_end in (each.start, each.end))
        day = dt.date.fromisoformat(start[:10])
        return AgendaItem(
            APPOINTMENT, each.id, start, each.title, f"booked {_when(max(day, first), start, self.today)}",
            each.occurrence and moment(each.occurrence, each.timezone), end, each.all_day, each.contact_id, each.contact, each.job_id, each.status,
            each.location,
        )  # fmt: skip

    def reminders(self, first: dt.date | None, last: dt.date) -> Iterator[AgendaItem]:
        """The open reminders due on those days; without ``first``, those overdue too."""
        bounds = stamp(self._midnight(first)) if first else _EVER, stamp(self._midnight(last + _A_DAY))
        now = stamp(self.now)
        for reminder_id, due, due_utc, text, contact_id, contact, job_id in self.connection.execute(
            _REMINDERS, bounds
        ):
            timed = "T" in due
            at = self.desk.clock.local(due_utc) if timed else due
            day = dt.date.fromisoformat(at[:10])
            yield AgendaItem(
                REMINDER, reminder_id, at, text, f"due {_when(day, at, self.today)}", all_day=not timed,
                contact_id=contact_id, contact=contact, job_id=job_id, status="open",
                overdue=due_utc < now if timed else day < self.today,
            )  # fmt: skip

    def jobs(self, first: dt.date | None, last: dt.date) -> Iterator[AgendaItem]:
        """The unfinished jobs due on those days; without ``first``, those overdue too."""
        bounds = first.isoformat() if first else _EVER, last.isoformat()
        for job_id, due, title, contact_id, contact, stage, site in self.connection.execute(_JOBS, bounds):
            day = dt.date.fromisoformat(due)
            yield AgendaItem(
                JOB, job_id, due, title, f"due {near(day, self.today)}", all_day=True, contact_id=contact_id,
                contact=contact, job_id=job_id, status=stage, location=site, overdue=day < self.today,
            )  # fmt: skip

    def birthdays(self, first: dt.date, last: dt.date) -> Iterator[AgendaItem]:
        """The birthdays on those days; one of 29 February is on the 28th where there is no 29th."""
        days = _days_of_year(first, last)
        for contact_id, name, born in self.connection.execute(_BIRTHDAYS, (json.dumps(list(days)),)):
            for day in days[born[-5:]]:
                yield AgendaItem(
                    BIRTHDAY, contact_id, day.isoformat(), _birthday(born, day), f"birthday {near(day, self.today)}",
                    all_day=True, contact_id=contact_id, contact=name,
                )  # fmt: skip

    def reachable(self, items: Sequence[AgendaItem]) -> list[AgendaItem]:
        """The items with the phone of their contact."""
        known: dict[int, str | None] = {}
        for item in items:
            contact_id = item.contact_id
            if contact_id is not None and contact_id not in known:
                row = self.connection.execute(_PHONE, (contact_id,)).fetchone()
                known[contact_id] = row[0] if row else None
        return [item._replace(phone=known.get(item.contact_id or 0)) for item in items]

    def _midnight(self, day: dt.date) -> dt.datetime:
        """The first moment of a day in the user's zone."""
        return dt.datetime.combine(day, dt.time(), self.desk.clock.zone)


def _place(item: AgendaItem, first: dt.date) -> tuple[object, ...]:
    """Where an item stands: what is from before by its date, then by day, the whole day's before the hour's."""
    day, time = item.at[:10], item.at[11:16]
    if item.type == APPOINTMENT and day < first.isoformat():
        day, time = first.isoformat(), ""
    return day, time, _KINDS.index(item.type), item.id


def _when(day: dt.date, at: str, today: dt.date) -> str:
    """The day from today, with its time while that is near: ``today 14:00``, ``on Fri 25 Sep``."""
    timed = len(at) > 10 and at[:10] == day.isoformat() and day >= today
    return f"{near(day, today)} {at[11:16]}" if timed else near(day, today)


def _written(when: dt.date, zone: dt.tzinfo) -> str:
    return when.astimezone(zone).isoformat() if isinstance(when, dt.datetime) else when.isoformat()


def _days_of_year(first: dt.date, last: dt.date) -> dict[str, list[dt.date]]:
    """The days from first to last by ``MM-DD``; the last of February stands for a 29th that is missing."""
    days: dict[str, list[dt.date]] = {}
    day = first
    while day <= last:
        key = day.isoformat()[5:]
        days.setdefault(key, []).append(day)
        if key == "02-28" and (day + _A_DAY).month == 3:
            days.setdefault("02-29", []).append(day)
        day += _A_DAY
    return days


def _birthday(born: str, day: dt.date) -> str:
    """``Birthday``, or the ``47th birthday`` where the year is known."""
    year = born[:-6]
    age = day.year - int(year) if year.isdigit() else 0
    return f"{say_ordinal(age)} birthday" if age > 0 else "Birthday"

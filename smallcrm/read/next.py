"""What to do next, and why: one list, ranked by what matters.

Each rule has a weight, to which the days are added that the thing has waited (at most ``CAP``); the rules, their
settings and their weights are told in ``docs/explanation/next.md``. SQL selects, Python says it in words.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.clock import stamp
from smallcrm.model.agenda import JOB, AgendaItem
from smallcrm.model.ago import ago, near
from smallcrm.read.agenda import UNFINISHED, Agenda

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from smallcrm.desk import Desk
    from smallcrm.model.duration import Duration

# Waiting adds a point a day up to this, so that within a rule what waits longest comes first.
CAP = 40
TODAY = 1000
REMINDER = 900
PAST_DUE = 800
OWED = 750
DONE = 700
QUOTED = 650
OPEN = 600
WON = 550
TOMORROW = 500
BIRTHDAY = 400
FOLLOW_UP = 300

_JOBS = """
WITH candidate AS MATERIALIZED (
  SELECT j.id, j.title, j.stage, j.value, j.currency, j.due, j.created_at, jc.contact_id, coalesce(
    (SELECT on_date FROM job_move WHERE job_id = j.id ORDER BY id DESC LIMIT 1), substr(j.created_at, 1, 10)) AS since
  FROM job j LEFT JOIN job_contact jc ON jc.job_id = j.id AND jc.position = 0
  WHERE {which}
)
SELECT t.id, t.title, t.stage, t.value, t.currency, t.due, t.since, c.id, c.name
FROM candidate t LEFT JOIN contact c ON c.id = t.contact_id WHERE {rule} ORDER BY t.id
"""
_AT = "j.stage IN (SELECT name FROM stage WHERE meaning = :meaning)"
_SPOKEN = (
    "EXISTS (SELECT 1 FROM note_contact nc JOIN note n ON n.id = nc.note_id "
    "WHERE nc.contact_id = t.contact_id AND n.channel <> 'note' AND n.at >= :moved{more})"
)
# A booking that names no job is taken for whatever its contact has going on.
_BOOKED = """
EXISTS (
  SELECT 1 FROM appointment a WHERE a.status <> 'cancelled'
  AND (a.ends_utc >= :now OR (a.repeat IS NOT NULL AND (a.last_utc IS NULL OR a.last_utc >= :now)))
  AND (a.job_id = t.id OR (a.job_id IS NULL AND a.id IN
    (SELECT appointment_id FROM appointment_contact WHERE contact_id = t.contact_id))))
"""
# Whether any contact has a follow_up of their own.
WISHED = (
    "SELECT 1 FROM custom_field INDEXED BY custom_field_follow_up "
    "WHERE lower(replace(replace(name, '_', ' '), '-', ' ')) = 'follow up' LIMIT 1"
)


class Ranked(NamedTuple):
    """An item with the points that say how much it matters."""

    points: float
    item: AgendaItem


class Waiting(NamedTuple):
    """A job that a rule has found: ``since`` is the day it came to its stage."""

    id: int
    title: str
    stage: str
    value: int | None
    currency: str | None
    due: str | None
    since: str
    contact_id: int | None
    contact: str | None

    def item(self, why: str, at: str, *, overdue: bool = False) -> AgendaItem:
        """The line that says so."""
        return AgendaItem(
            JOB, self.id, at, self.title, why, all_day=True, contact_id=self.contact_id, contact=self.contact,
            job_id=self.id, status=self.stage, overdue=overdue,
        )  # fmt: skip

    @property
    def worth(self) -> str:
        """`` £185.00``, or nothing."""
        if self.value is None:
            return ""
        from smallcrm.model.money import money_words

        return f" {money_words(self.value, self.currency or '')}"


class Next:
    """The rules, over one connection, as of now."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk
        self.agenda = Agenda(connection, desk)
        self.now = self.agenda.now
        self.today = self.agenda.today

    def items(self, limit: int | None = None) -> list[AgendaItem]:
        """What there is to do, what matters most first; at most ``limit``."""
        ranked = sorted(self._one_a_job(self._found()), key=_rank)
        return self.agenda.reachable([each.item for each in ranked[:limit]])

    def count(self) -> int:
        """How many there are."""
        return len(self._one_a_job(self._found()))

    def _found(self) -> Iterator[Ranked]:
        yield from self._appointments()
        yield from self._reminders()
        yield from self._due_jobs()
        yield from self._owed()
        yield from self._done()
        yield from self._quoted()
        yield from self._leads()
        yield from self._won()
        yield from self._birthdays()
        yield from self._follow_ups()

    def _appointments(self) -> Iterator[Ranked]:
        """Today's and tomorrow's that are not over, by the hour."""
        for item in self.agenda.appointments(self.today, self.today + dt.timedelta(days=1)):
            start, end = item.at, item.end or item.at
            if item.all_day or dt.datetime.fromisoformat(end) >= self.now:
                weight = TODAY if start[:10] <= self.today.isoformat() else TOMORROW
                yield Ranked(weight + CAP * (1 - _part_of_day(start)), item)

    def _reminders(self) -> Iterator[Ranked]:
        for item in self.agenda.reminders(None, self.today):
            yield Ranked(self._points(REMINDER, item.at), item)

    def _due_jobs(self) -> Iterator[Ranked]:
        which = f"j.due <= :until AND j.stage IN ({UNFINISHED})"
        for job in self._jobs(which, until=self.today.isoformat()):
            day = dt.date.fromisoformat(job.due or "")
            item = job.item(f"due {near(day, self.today)}", day.isoformat(), overdue=day < self.today)
            yield Ranked(self._points(PAST_DUE, item.at), item)

    def _owed(self) -> Iterator[Ranked]:
        """Invoices older than the payment terms: 31 days with terms of 30."""
        until = self._before("payment_terms") - dt.timedelta(days=1)
        for job in self._jobs(_AT, "t.since <= :until", meaning="owed", until=until.isoformat()):
            why = f"{job.stage}{job.worth} {self._ago(job)}, unpaid"
            yield Ranked(self._points(OWED, job.since), job.item(why, job.since, overdue=True))

    def _done(self) -> Iterator[Ranked]:
        for job in self._jobs(_AT, meaning="done"):
            why = f"{job.stage} {self._ago(job)}, not invoiced"
            yield Ranked(self._points(DONE, job.since), job.item(why, job.since))

    def _quoted(self) -> Iterator[Ranked]:
        """Quotes without an answer, once nobody has been in touch for as long as quote_follow_up."""
        until = self._before("quote_follow_up")
        rule = f"t.since <= :until AND NOT {_SPOKEN.format(more='')}"
        values = {"until": until.isoformat(), "moved": self._after(until)}
        for job in self._jobs(_AT, rule, meaning="quoted", **values):
            why = f"{job.stage}{job.worth} {self._ago(job)}, no answer"
            yield Ranked(self._points(QUOTED, job.since), job.item(why, job.since))

    def _leads(self) -> Iterator[Ranked]:
        """Leads with nothing booked, unless one got back to them within quote_follow_up."""
        touched = _SPOKEN.format(more=" AND n.at >= t.created_at AND n.direction = 'out'")
        values = {"moved": self._after(self._before("quote_follow_up")), "now": stamp(self.now)}
        for job in self._jobs(_AT, f"NOT {touched} AND NOT {_BOOKED}", meaning="open", **values):
            why = f"new {job.stage} {self._ago(job)}, not quoted"
            yield Ranked(self._points(OPEN, job.since), job.item(why, job.since))

    def _won(self) -> Iterator[Ranked]:
        for job in self._jobs(_AT, f"NOT {_BOOKED}", meaning="won", now=stamp(self.now)):
            why = f"{job.stage} {self._ago(job)}, nothing booked"
            yield Ranked(self._points(WON, job.since), job.item(why, job.since))

    def _birthdays(self) -> Iterator[Ranked]:
        lead = self._setting("birthday_lead")
        if lead is not None:
            for item in self.agenda.birthdays(self.today, lead.add_to(self.today)):
                ahead = (dt.date.fromisoformat(item.at) - self.today).days
                yield Ranked(BIRTHDAY - min(ahead, CAP), item)

    def _follow_ups(self) -> Iterator[Ranked]:
        every = self._setting("follow_up")
        if every is None and not self.connection.execute(WISHED).fetchone():
            return
        # Costs 2 ms, and most books follow nobody up.
        from smallcrm.read.follow_up import follow_ups

        for over, item in follow_ups(self.connection, self.desk, every):
            yield Ranked(FOLLOW_UP - min(over, CAP), item)

    def _jobs(self, which: str, rule: str = "TRUE", **values: str) -> Iterator[Waiting]:
        query = _JOBS.format(which=which, rule=rule)
        return (Waiting(*row) for row in self.connection.execute(query, values).fetchall())

    def _setting(self, name: str) -> Duration | None:
        from smallcrm.model.duration import parse_duration

        text = self.desk.settings[name]
        return parse_duration(text) if text else None

    def _before(self, name: str) -> dt.date:
        """The day so long ago as the setting says; parts of a day don't count."""
        from smallcrm.model.calendar_words import add_months

        length = self._setting(name)
        if length is None:
            return self.today
        return add_months(self.today, -length.months) - dt.timedelta(
            days=length.days + length.minutes // 1440
        )

    def _after(self, day: dt.date) -> str:
        """The first instant after a day."""
        following = day + dt.timedelta(days=1)
        return stamp(dt.datetime.combine(following, dt.time(), self.desk.clock.zone))

    def _ago(self, job: Waiting) -> str:
        return ago(dt.date.fromisoformat(job.since), self.today)

    def _points(self, weight: int, since: str) -> int:
        days = (self.today - dt.date.fromisoformat(since[:10])).days
        return weight + max(0, min(days, CAP))

    def _one_a_job(self, found: Iterable[Ranked]) -> list[Ranked]:
        """A job that several rules found is one line, with all the reasons."""
        kept: dict[tuple[str, int, str | None, str], Ranked] = {}
        for each in found:
            item = each.item
            key = (item.type, item.id, item.occurrence, "" if item.type == JOB else item.at)
            before = kept.get(key)
            kept[key] = _merged(before, each) if before else each
        return list(kept.values())


def _merged(first: Ranked, second: Ranked) -> Ranked:
    more, less = sorted((first, second), key=lambda each: -each.points)
    why = f"{more.item.why}; {less.item.why}"
    overdue = more.item.overdue or less.item.overdue
    return Ranked(more.points, more.item._replace(why=why, overdue=overdue))


def _rank(each: Ranked) -> tuple[float, str, str, int]:
    return -each.points, each.item.at, each.item.type, each.item.id


def _part_of_day(at: str) -> float:
    return (int(at[11:13]) * 60 + int(at[14:16])) / 1440 if len(at) > 10 else 0.0

"""When appointments take place: pure expansion of a plan into times, and the words for a span of time.

An all-day appointment runs from midnight to midnight in its own zone; its end is exclusive (RFC 5545 3.6.1).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.calendar_words import MONTHS, WEEKDAYS
from smallcrm.model.zone import to_utc, to_wall

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.model.appointment import AppointmentDraft, OccurrenceDraft

_MIDNIGHT = dt.time()


class Plan(NamedTuple):
    """When something is meant to take place: local walls (dates when ``all_day``) in an IANA zone, and an RRULE."""

    start: str
    end: str
    timezone: str
    all_day: bool = False
    repeat: str = ""
    occurrences: Sequence[OccurrenceDraft] = ()


def plan_of(draft: AppointmentDraft) -> Plan:
    """When an appointment is meant to take place."""
    return Plan(draft.start, draft.end, draft.timezone, draft.all_day, draft.repeat, draft.occurrences)


class Time(NamedTuple):
    """One time a plan takes place: local walls (dates when all day), and the exception it is, if it is one."""

    recurrence: str
    start: str
    end: str
    exception: OccurrenceDraft | None = None


class Happening(NamedTuple):
    """One time an appointment takes place.

    ``occurrence`` is the local start first meant, None where nothing repeats; ``start`` and ``end`` are aware
    datetimes, or dates (the end exclusive) when ``all_day``.
    """

    id: int
    uid: str
    occurrence: str | None
    start: dt.date
    end: dt.date
    all_day: bool
    title: str
    contact_id: int | None
    contact: str | None
    job_id: int | None
    location: str | None
    status: str
    timezone: str


class Bounds(NamedTuple):
    """The instants of a plan as the store keeps them (UTC); ``last`` ends a series, None for single or endless ones."""

    starts: str
    ends: str
    last: str | None


def written(wall: dt.date) -> str:
    """A wall time as ``YYYY-MM-DDTHH:MM``, a date as ``YYYY-MM-DD``."""
    return wall.isoformat(timespec="minutes") if isinstance(wall, dt.datetime) else wall.isoformat()


def wall_of(moment: str) -> dt.date:
    """What :func:`written` wrote."""
    return dt.datetime.fromisoformat(moment) if "T" in moment else dt.date.fromisoformat(moment)


def instant(moment: str, zone: str) -> dt.datetime:
    """The UTC instant of a local wall time, of the first moment of a date."""
    wall = wall_of(moment)
    return to_utc(wall if isinstance(wall, dt.datetime) else dt.datetime.combine(wall, _MIDNIGHT), zone)


def stamped(moment: str, zone: str) -> str:
    """The instant of a local wall time as the store keeps it: ``YYYY-MM-DDTHH:MM:SSZ``."""
    return f"{instant(moment, zone).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def aware(moment: str, zone: str) -> dt.date:
    """A local wall time with its offset, one that the clocks skip with that before the gap. A date stays a date."""
    wall = wall_of(moment)
    if not isinstance(wall, dt.datetime):
        return wall
    return wall.replace(tzinfo=dt.timezone(wall - to_utc(wall, zone).replace(tzinfo=None)))


def is_skipped(moment: str, zone: str) -> bool:
    """Whether the clocks skip that wall time."""
    return "T" in moment and to_wall(instant(moment, zone), zone) != wall_of(moment)


def later(moment: str, length: dt.timedelta) -> str:
    """A local wall time so much later on the clock; UsageError beyond the calendar."""
    try:
        return written(wall_of(moment) + length)
    except OverflowError:
        from smallcrm.errors import UsageError

        raise UsageError(f"{moment} cannot be moved that far: it is beyond the calendar") from None


def length_of(start: str, end: str) -> dt.timedelta:
    """How long it lasts on the clock."""
    return wall_of(end) - wall_of(start)


def bounds(plan: Plan) -> Bounds:
    """The instants between which a plan takes place; UsageError for a bad rule or zone.

    A wall time that a clock change turns past its end lasts no time at all.
    """
    starts = stamped(plan.start, plan.timezone)
    ends = max(starts, stamped(plan.end, plan.timezone))
    return Bounds(starts, ends, _last(plan) if plan.repeat else None)


def _last(plan: Plan) -> str | None:
    from smallcrm.model.occurrences import last_occurrence

    last = last_occurrence(wall_of(plan.start), plan.repeat, plan.timezone)
    if last is None:
        return None
    walls = [written(last + length_of(plan.start, plan.end))]
    walls += [time.end for time in _exceptional(plan)]
    return max(stamped(wall, plan.timezone) for wall in walls)


def times(plan: Plan, frm: dt.datetime, to: dt.datetime, limit: int = 10_000) -> list[Time]:
    """The times that touch the instants from ``frm`` up to but without ``to``, in order, at most ``limit``.

    One that ends at ``frm`` or starts at ``to`` does not touch them; one that lasts no time touches its instant.
    """
    if not plan.repeat:
        return [t for t in (Time(plan.start, plan.start, plan.end),) if _touches(t, plan, frm, to)]
    found = [t for t in _regular(plan, frm, to, limit) if _touches(t, plan, frm, to)]
    found += [t for t in _exceptional(plan) if _touches(t, plan, frm, to)]
    return sorted(found, key=lambda time: time.start)[:limit]


def _regular(plan: Plan, frm: dt.datetime, to: dt.datetime, limit: int) -> Iterator[Time]:
    from smallcrm.model.occurrences import occurrences

    length = length_of(plan.start, plan.end)
    apart = {occurrence.recurrence for occurrence in plan.occurrences}
    # A day more, because a clock change may make it longer than its walls say.
    early = _sooner(frm, length + dt.timedelta(days=1))
    for wall in occurrences(
        wall_of(plan.start), plan.repeat, plan.timezone, frm=early, to=to, limit=limit + len(apart)
    ):
        start = written(wall)
        if start not in apart:
            yield Time(start, start, written(_until(wall, length)))


def _sooner(moment: dt.datetime, span: dt.timedelta) -> dt.datetime | None:
    """So much sooner; None before all time."""
    try:
        return moment - span
    except OverflowError:
        return None


def _until(wall: dt.date, length: dt.timedelta) -> dt.date:
    """The end of what lasts so long, at most to the end of time."""
    try:
        return wall + length
    except OverflowError:
        return wall.replace(year=dt.MAXYEAR - 1, month=12, day=31)


def _exceptional(plan: Plan) -> Iterator[Time]:
    length = length_of(plan.start, plan.end)
    for occurrence in plan.occurrences:
        if not is_taken_out(occurrence):
            start = occurrence.start or occurrence.recurrence
            end = occurrence.end or written(_until(wall_of(start), length))
            yield Time(occurrence.recurrence, start, end, occurrence)


def is_taken_out(occurrence: OccurrenceDraft) -> bool:
    """Whether the occurrence is out of the series (EXDATE) rather than changed or called off."""
    return occurrence.cancelled and occurrence[2:] == (None, None, None, None, None, ())


def _touches(time: Time, plan: Plan, frm: dt.datetime, to: dt.datetime) -> bool:
    start = instant(time.start, plan.timezone)
    return start < to and (start >= frm or instant(time.end, plan.timezone) > frm)


def at(plan: Plan, day: dt.date) -> Time | None:
    """The time that starts on a local day; failing that, the one first meant for it; None without any."""
    early = instant(day.isoformat(), plan.timezone)
    around = times(plan, early - dt.timedelta(days=1), early + dt.timedelta(days=2))
    on_day = [t for t in around if t.start[:10] == day.isoformat()]
    meant = [t for t in _exceptional(plan) if t.recurrence[:10] == day.isoformat()]
    return next(iter(on_day + meant), None)


def coming(plan: Plan, now: dt.datetime) -> Time | None:
    """The time that comes next, called off or not; the last one where none comes any more."""
    for days in (40, 400, 4000):
        found = [
            t
            for t in times(plan, now, now + dt.timedelta(days=days), 50)
            if instant(t.start, plan.timezone) >= now
        ]
        if found:
            return found[0]
    return _latest(times(plan, instant(plan.start, plan.timezone) - dt.timedelta(days=1), now))


def _latest(found: Iterable[Time]) -> Time | None:
    return max(found, key=lambda time: time.start, default=None)


def say_span(start: str, end: str) -> str:
    """A span in full: ``Mon 21 Sep 2026, 09:00–10:30``, ``Thu 24 Dec 2026 – Mon 28 Dec 2026`` (both included)."""
    return _span(start, end, year=True)


def say_span_briefly(start: str, end: str) -> str:
    """A span without the year: ``Mon 21 Sep 09:00–10:30``."""
    return _span(start, end, year=False)


def _span(start: str, end: str, *, year: bool) -> str:
    begin, finish = wall_of(start), wall_of(end)
    first = _day(begin, year=year)
    if not isinstance(begin, dt.datetime):
        last = finish - dt.timedelta(days=1)
        return first if last <= begin else f"{first} – {_day(last, year=year)}"
    if start[:10] == end[:10]:
        return f"{first}{',' if year else ''} {start[11:]}" + (f"–{end[11:]}" if end > start else "")
    return f"{first} {start[11:]} – {_day(finish, year=year)} {end[11:]}"


def _day(day: dt.date, *, year: bool) -> str:
    said = f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}"
    return f"{said} {day.year}" if year else said

"""When an appointment is, as people say it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.draft.dates import when_of
from smallcrm.errors import UnclearDate, UsageError
from smallcrm.model.happening import later, length_of, wall_of, written

if TYPE_CHECKING:
    from smallcrm.desk import Desk
    from smallcrm.model.when import When

_A_DAY = dt.timedelta(days=1)


class Span(NamedTuple):
    """From ``start`` to ``end``: local walls, or dates with the end exclusive when ``all_day``."""

    start: str
    end: str
    all_day: bool = False


class Said(NamedTuple):
    """What the options say of a time: WHEN, then ``--until``, ``--for``, ``--all-day`` and the zone it is meant in."""

    at: str
    until: str | None
    length: str | None
    all_day: bool
    zone: str


def new_span(desk: Desk, said: Said) -> Span:
    """When a new appointment is; UsageError where a time is missing or said twice."""
    when = when_in(desk, said.at, said.zone)
    if when.time is None:
        return _days(desk, when, said)
    if said.all_day:
        raise UsageError(f'--all-day takes days; leave the time out of "{said.at}"')
    start = dt.datetime.combine(when.date, when.time)
    if when.end_date is not None and when.end_time is not None:
        _refuse_two_ends(said)
        return Span(written(start), written(dt.datetime.combine(when.end_date, when.end_time)))
    end = _end(desk, start, said) or _added(start, desk.settings["default_duration"], said.zone)
    return Span(written(start), written(end))


def _days(desk: Desk, when: When, said: Said) -> Span:
    if when.end_date is None and not said.all_day:
        raise UnclearDate(
            f'"{said.at}" has no time; say one, as in "{said.at} 9am", or --all-day for the whole day'
        )
    if when.end_date is not None:
        _refuse_two_ends(said)
    last = when.end_date or _last_day(desk, when.date, said)
    return Span(written(when.date), written(last + _A_DAY), all_day=True)


def _last_day(desk: Desk, first: dt.date, said: Said) -> dt.date:
    _refuse_two_ends(said, both=True)
    if said.until:
        until = when_in(desk, said.until, said.zone, dt.datetime.combine(first, dt.time()))
        if until.time is not None or until.end_date is not None:
            raise UnclearDate(f'"{said.until}" should be a day without a time: the last, included')
        return until.date
    return _added(first, said.length, said.zone) - _A_DAY if said.length else first


def _refuse_two_ends(said: Said, *, both: bool = False) -> None:
    given = [said.until, said.length] if both else [said.at, said.until or said.length]
    if all(given):
        raise UsageError("say the end once: in WHEN, with --until or with --for")


def _end(desk: Desk, start: dt.datetime, said: Said) -> dt.datetime | None:
    """The end that ``--until`` or ``--for`` says, if they do."""
    _refuse_two_ends(said, both=True)
    if said.until:
        # Read as said at the start of that day: "mon 9:00" is the Monday on which it starts, not the next.
        until = when_in(desk, said.until, said.zone, dt.datetime.combine(start.date(), dt.time()))
        if until.time is None or until.end_date is not None:
            raise UnclearDate(f'"{said.until}" should be one time, at which it ends')
        return dt.datetime.combine(until.date, until.time)
    if not said.length:
        return None
    end = _added(start, said.length, said.zone)
    return end if isinstance(end, dt.datetime) else None


def _added(start: dt.date, length: str, zone: str) -> dt.date:
    """So much later: months and days on the calendar, minutes on the clock."""
    from smallcrm.model.duration import Duration, parse_duration
    from smallcrm.model.zone import wall_after

    duration = parse_duration(length)
    if not isinstance(start, dt.datetime):
        return duration.add_to(start)
    day = Duration(duration.months, duration.days).add_to(start)
    return wall_after(day, dt.timedelta(minutes=duration.minutes), zone)


def when_in(desk: Desk, text: str, zone: str, seen_from: dt.datetime | None = None) -> When:
    """A phrase understood on the clocks of a zone, from now or from a wall time there."""
    from smallcrm.model.when import parse_when
    from smallcrm.model.zone import to_utc, to_wall

    if zone == desk.timezone and seen_from is None:
        return when_of(desk, text)
    wall = seen_from or to_wall(desk.now(), zone)
    offset = wall - to_utc(wall, zone).replace(tzinfo=None)
    now = wall.replace(tzinfo=dt.timezone(offset))
    return parse_when(text, now=now, order=desk.date_order, week_start=desk.week_start)


def moved_span(desk: Desk, said: Said, was: Span) -> Span:
    """Another time for an appointment: a new time keeps the day, a new day the time, both the duration."""
    if said.all_day and not was.all_day:
        return new_span(desk, said)
    span = _moved(when_in(desk, said.at, said.zone), said, was)
    if not said.until and not said.length:
        return span
    return resized_span(desk, said, span)


def _moved(when: When, said: Said, was: Span) -> Span:
    if when.time is None:
        return _on_day(when, said, was)
    if was.all_day:
        # It had no time to keep the length of, so it becomes as long as WHEN says, or a new one would be.
        raise UsageError('it is all day; to give it a time: smallcrm appointment edit REF --at "mon 9-10:30"')
    day = when.date if when.has_date else wall_of(was.start[:10])
    start = dt.datetime.combine(day, when.time)
    if when.end_date is None or when.end_time is None:
        return Span(written(start), later(written(start), length_of(was.start, was.end)))
    _refuse_two_ends(said)
    return Span(
        written(start), written(dt.datetime.combine(day + (when.end_date - when.date), when.end_time))
    )


def _on_day(when: When, said: Said, was: Span) -> Span:
    if when.end_date is not None and not was.all_day:
        raise UsageError(f'"{said.at}" is several days; say one, or its times as well')
    start = when.date.isoformat() + was.start[10:]
    if when.end_date is not None:
        return Span(start, written(when.end_date + _A_DAY), all_day=True)
    return Span(start, later(start, length_of(was.start, was.end)), was.all_day)


def resized_span(desk: Desk, said: Said, was: Span) -> Span:
    """Another end, by ``--until`` or ``--for``."""
    start = wall_of(was.start)
    if not isinstance(start, dt.datetime):
        return was._replace(end=written(_last_day(desk, start, said) + _A_DAY))
    end = _end(desk, start, said)
    return was._replace(end=written(end)) if end else was


def edited_span(desk: Desk, said: Said, was: Span, *, repeats: bool) -> Span:
    """Another time for an appointment of which any part may be said; what is left out stays."""
    if not said.at and not (said.all_day and not was.all_day):
        return resized_span(desk, said, was)
    if not said.at:
        return new_span(desk, said._replace(at=was.start[:10]))
    if (
        was.all_day
        and not said.all_day
        and not repeats
        and when_in(desk, said.at, said.zone).time is not None
    ):
        # A time makes it one that has its hours; days alone leave it all day.
        return new_span(desk, said)
    return moved_span(desk, said, was)

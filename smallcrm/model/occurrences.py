"""When something that repeats takes place.

The rule is expanded here rather than by dateutil, which is the tests' oracle: dateutil walks from the
start whatever the window, and looks for a rule that never matches up to the year 9999 (4.8 s for
``FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30``) with no way to stop it. Here each period of a rule stands alone,
so a window far from the start costs what a near one does.

Two choices where RFC 5545 leaves one: the start always takes place and counts as the first of COUNT,
also when the rule alone would not give it; the week of a start is a whole week for BYSETPOS.
"""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING

from smallcrm.model.calendar_words import LAST_YEAR
from smallcrm.model.rule import Rule, read_rule
from smallcrm.model.rule_days import days_of_period, period_of
from smallcrm.model.zone import to_utc, to_wall

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_HORIZON = dt.date(LAST_YEAR, 12, 31)
_A_DAY = dt.timedelta(days=1)


def occurrences(
    start: dt.date,
    rrule: str,
    zone: str,
    *,
    frm: dt.date | None = None,
    to: dt.date | None = None,
    exdates: Collection[dt.date] = (),
    limit: int = 10_000,
) -> Iterator[dt.date]:
    """The starts from ``frm`` up to but without ``to``, in order, as wall times (dates for all-day ones).

    ``start`` is a naive wall time in the zone, or a date. A bound is an aware instant, a naive wall time,
    or a date, which means its midnight in the zone; without bounds, from the start to the year 2200.
    ``exdates`` are starts left out (they still count for COUNT), of the type of ``start``. At most
    ``limit`` come. Something long that begins before ``frm`` is not found: subtract its length.
    Raises UsageError for a bad rule or zone.
    """
    rule = read_rule(rrule)
    after = _instant(frm, zone) if frm else None
    before = _instant(to, zone) if to else None
    # A day on each side: at a clock change the order of walls isn't quite that of instants.
    first = to_wall(after, zone).date() - _A_DAY if after else _day(start)
    last = min(to_wall(before, zone).date() + _A_DAY, _HORIZON) if before else _HORIZON
    left, left_out = limit, frozenset(exdates)
    for wall in _walls(start, rule, zone, first, last):
        if left <= 0:
            return
        if wall in left_out or not _within(wall, zone, after, before):
            continue
        left -= 1
        yield wall


def last_occurrence(start: dt.date, rrule: str, zone: str) -> dt.date | None:
    """The last start, in the type of ``start``; None when endless, also when it ends after the year 2200.

    Raises UsageError for a bad rule or zone.
    """
    rule = read_rule(rrule)
    if rule.times:
        return max(_walls(start, rule, zone, _day(start), _HORIZON))
    until = _last_day(rule)
    return None if until > _HORIZON else _last_until(start, rule, zone, until)


def _last_until(start: dt.date, rule: Rule, zone: str, until: dt.date) -> dt.date:
    if until < _day(start):
        return start
    for period in range(period_of(rule, _day(start), until), -1, -1):
        for day in reversed(days_of_period(rule, _day(start), period)):
            wall = _at(day, start)
            if wall > start and not _is_past(wall, rule, zone):
                return wall
    return start


def _walls(start: dt.date, rule: Rule, zone: str, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The starts on the days from first to last, and some before first where COUNT has to be counted."""
    left = rule.times or 0
    if left or first <= _day(start) <= last:
        yield start
    for day in _days(start, rule, first, last):
        left -= 1
        wall = _at(day, start)
        if left == 0 or _is_past(wall, rule, zone):
            return
        yield wall


def _days(start: dt.date, rule: Rule, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """The days the rule gives after the start's own, up to last."""
    begin = _day(start)
    from_period = 0 if rule.times or first <= begin else period_of(rule, begin, first)
    last_period = period_of(rule, begin, last)
    for period in count(from_period):
        if period > last_period:
            return
        for day in days_of_period(rule, begin, period):
            if day > begin and (rule.times or first <= day):
                if day > last:
                    return
                yield day


def _is_past(wall: dt.date, rule: Rule, zone: str) -> bool:
    until = rule.until
    if until is None:
        return False
    if not isinstance(until, dt.datetime):
        return _day(wall) > until
    if until.tzinfo is None:
        return _midnight(wall) > until
    return _instant(wall, zone) > until


def _last_day(rule: Rule) -> dt.date:
    """No start lies after this day, whatever the zone."""
    until = rule.until
    if until is None:
        return dt.date.max
    if not isinstance(until, dt.datetime):
        return until
    return until.date() + _A_DAY if until.tzinfo and until.year < dt.MAXYEAR else until.date()


def _within(wall: dt.date, zone: str, after: dt.datetime | None, before: dt.datetime | None) -> bool:
    instant = _instant(wall, zone)
    return (after is None or instant >= after) and (before is None or instant < before)


def _at(day: dt.date, start: dt.date) -> dt.date:
    return dt.datetime.combine(day, start.time()) if isinstance(start, dt.datetime) else day


def _day(moment: dt.date) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _midnight(moment: dt.date) -> dt.datetime:
    return moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, dt.time())


def _instant(moment: dt.date, zone: str) -> dt.datetime:
    wall = _midnight(moment)
    return wall.astimezone(dt.UTC) if wall.tzinfo else to_utc(wall, zone)

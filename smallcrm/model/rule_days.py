"""The days a recurrence rule gives in one of its periods (a year, month, week or day).

A rule's periods are numbered from that of its start, 0, in steps of INTERVAL. Each can be expanded
without the ones before it, since every BY part, BYSETPOS included, looks at one period only
(RFC 5545 section 3.3.10).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.model.calendar_words import days_in_month, nth_weekday

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smallcrm.model.rule import Rule


def period_of(rule: Rule, start: dt.date, day: dt.date) -> int:
    """The number of the last period that begins on or before a day; negative before the start's."""
    if rule.freq == "YEARLY":
        steps = day.year - start.year
    elif rule.freq == "MONTHLY":
        steps = (day.year - start.year) * 12 + day.month - start.month
    elif rule.freq == "WEEKLY":
        steps = (day.toordinal() - _week_begin(rule, start)) // 7
    else:
        steps = day.toordinal() - start.toordinal()
    return steps // rule.interval


def days_of_period(rule: Rule, start: dt.date, period: int) -> list[dt.date]:
    """The days, in order, of a period no later than the year 9998; also those before the start."""
    step = period * rule.interval
    if rule.freq == "YEARLY":
        days = _of_year(rule, start, start.year + step)
    elif rule.freq == "MONTHLY":
        year, month = divmod(start.year * 12 + start.month - 1 + step, 12)
        days = _of_month(rule, start, year, month + 1)
    elif rule.freq == "WEEKLY":
        days = _of_week(rule, start, _week_begin(rule, start) + 7 * step)
    else:
        days = _of_day(rule, start + dt.timedelta(days=step))
    return _at_positions(sorted(days), rule.by_set_pos) if rule.by_set_pos else sorted(days)


def _at_positions(days: list[dt.date], positions: tuple[int, ...]) -> list[dt.date]:
    places = {place - 1 if place > 0 else len(days) + place for place in positions}
    return [day for place, day in enumerate(days) if place in places]


def _week_begin(rule: Rule, day: dt.date) -> int:
    return day.toordinal() - (day.weekday() - rule.week_start) % 7


def _of_day(rule: Rule, day: dt.date) -> list[dt.date]:
    by_weekday = not rule.by_day or (0, day.weekday()) in rule.by_day
    by_month_day = not rule.by_month_day or day.day in _month_days(rule, day.year, day.month)
    return [day] if by_weekday and by_month_day and _in_months(rule, day) else []


def _of_week(rule: Rule, start: dt.date, begin: int) -> list[dt.date]:
    weekdays = [weekday for _, weekday in rule.by_day] or [start.weekday()]
    days = (dt.date.fromordinal(begin + (weekday - rule.week_start) % 7) for weekday in weekdays)
    return [day for day in days if _in_months(rule, day)]


def _of_month(rule: Rule, start: dt.date, year: int, month: int) -> list[dt.date]:
    if rule.by_month and month not in rule.by_month:
        return []
    if rule.by_day:
        days = _weekdays_within(
            rule, dt.date(year, month, 1), dt.date(year, month, days_in_month(year, month))
        )
        kept = _month_days(rule, year, month) if rule.by_month_day else None
        return [day for day in days if kept is None or day.day in kept]
    if rule.by_month_day:
        return [dt.date(year, month, day) for day in _month_days(rule, year, month)]
    return [dt.date(year, month, start.day)] if start.day <= days_in_month(year, month) else []


def _of_year(rule: Rule, start: dt.date, year: int) -> Iterable[dt.date]:
    if rule.by_week_no or rule.by_year_day:
        return _of_numbered(rule, year)
    if rule.by_day and not rule.by_month:
        days = _weekdays_within(rule, dt.date(year, 1, 1), dt.date(year, 12, 31))
        return [day for day in days if not rule.by_month_day or day.day in _month_days(rule, year, day.month)]
    months = rule.by_month or (range(1, 13) if rule.by_month_day else (start.month,))
    return [day for month in months for day in _of_month(rule, start, year, month)]


def _of_numbered(rule: Rule, year: int) -> set[dt.date]:
    """The days of numbered weeks and numbered days, less what the other parts exclude."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    days = {dt.date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)}
    if rule.by_year_day:
        length = len(days)
        numbers = {number if number > 0 else length + 1 + number for number in rule.by_year_day}
        days = {day for day in days if day.timetuple().tm_yday in numbers}
    if rule.by_week_no:
        days = {day for day in days if _in_weeks(rule, day)}
    if rule.by_day:
        days &= set(_weekdays_within(rule, first, last))
    if rule.by_month_day:
        days = {day for day in days if day.day in _month_days(rule, year, day.month)}
    return {day for day in days if _in_months(rule, day)}


def _in_weeks(rule: Rule, day: dt.date) -> bool:
    """Whether a day lies in a numbered week of its own calendar year, weeks beginning at WKST."""
    first_week = _first_week(rule, day.year)
    weeks = (_first_week(rule, day.year + 1) - first_week) // 7
    number = (day.toordinal() - first_week) // 7 + 1
    if number < 1:
        earlier = (first_week - _first_week(rule, day.year - 1)) // 7
        return -1 in rule.by_week_no or earlier in rule.by_week_no
    return (1 if number > weeks else number) in rule.by_week_no or (number - weeks - 1) in rule.by_week_no


def _first_week(rule: Rule, year: int) -> int:
    """The ordinal of the day on which week 1 begins: the week with at least four days in the year."""
    return _week_begin(rule, dt.date(year, 1, 4))


def _weekdays_within(rule: Rule, first: dt.date, last: dt.date) -> set[dt.date]:
    days: set[dt.date] = set()
    for nth, weekday in rule.by_day:
        if nth == 0:
            begin = first.toordinal() + (weekday - first.weekday()) % 7
            days.update(map(dt.date.fromordinal, range(begin, last.toordinal() + 1, 7)))
        elif day := nth_weekday(first, last, weekday, nth):
            days.add(day)
    return days


def _month_days(rule: Rule, year: int, month: int) -> set[int]:
    length = days_in_month(year, month)
    days = {day if day > 0 else length + 1 + day for day in rule.by_month_day}
    return {day for day in days if 1 <= day <= length}


def _in_months(rule: Rule, day: dt.date) -> bool:
    return not rule.by_month or day.month in rule.by_month

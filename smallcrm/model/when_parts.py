"""Parts of weeks, months and years: ``end of month``, ``3rd friday of november``, ``next week``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.errors import UnclearDate
from smallcrm.model.calendar_words import (
    MONTHS,
    WEEKDAYS,
    add_months,
    days_in_month,
    nth_weekday,
    say_ordinal,
)
from smallcrm.model.when_point import (
    Day,
    Period,
    Standpoint,
    as_period,
    exact_date,
    first_day,
    full_year,
    on_side,
)

if TYPE_CHECKING:
    from smallcrm.model.when_point import DayRule


def _this_or_begin(point: Standpoint, period: Period) -> Day:
    return Day(point.today if period.shift == 0 and not point.past else first_day(point, period))


def _edge(point: Standpoint, edge: str, period: Period | str) -> Day:
    if edge == "start":
        return Day(first_day(point, period))
    unit, shift = as_period(period)
    return Day(first_day(point, Period(unit, shift + 1)) - dt.timedelta(1))


def _edge_of_month(point: Standpoint, edge: str, month: int) -> Day:
    """``end of november``: of this year if it is not over yet, looking back if it has been."""
    for shift in (0, -1) if point.past else (0, 1):
        date = _edge_in(edge, point.today.year + shift, month)
        if on_side(point, date):
            break
    return Day(date)


def _edge_of_month_year(_point: Standpoint, edge: str, month: int, year: int) -> Day:
    exact_date(year, month, 1)
    return Day(_edge_in(edge, year, month))


def _edge_in(edge: str, year: int, month: int) -> dt.date:
    return dt.date(year, month, 1 if edge == "start" else days_in_month(year, month))


def _nth(point: Standpoint, nth: int, weekday: int) -> Day:
    """``3rd friday``: of this month, or of the nearest on the right side of today that has one."""
    step = -1 if point.past else 1
    for shift in range(0, 5 * step, step):
        date = _nth_of(add_months(point.today.replace(day=1), shift), nth, weekday)
        if date and (on_side(point, date)):
            return Day(date)
    raise UnclearDate(f"no month has a {say_ordinal(nth)} {WEEKDAYS[weekday]}")


def _nth_of(first: dt.date, nth: int, weekday: int) -> dt.date | None:
    return nth_weekday(first, first.replace(day=days_in_month(first.year, first.month)), weekday, nth)


def _nth_in(first: dt.date, nth: int, weekday: int) -> Day:
    date = _nth_of(first, nth, weekday)
    if date is None:
        raise UnclearDate(
            f"{MONTHS[first.month - 1]} {first.year} has no {say_ordinal(nth)} {WEEKDAYS[weekday]}"
        )
    return Day(date)


def _nth_of_period(point: Standpoint, nth: int, weekday: int, period: Period | str) -> Day:
    if as_period(period).unit != "month":
        raise UnclearDate('weekdays are counted in months; write for example "3rd friday of next month"')
    return _nth_in(first_day(point, period), nth, weekday)


def _nth_of_month(point: Standpoint, nth: int, weekday: int, month: int) -> Day:
    step = -1 if point.past else 1
    for year in range(point.today.year, point.today.year + 13 * step, step):
        date = _nth_of(dt.date(year, month, 1), nth, weekday)
        if date and (on_side(point, date)):
            return Day(date)
    raise UnclearDate(f"{MONTHS[month - 1]} has no {say_ordinal(nth)} {WEEKDAYS[weekday]}")


def _nth_of_month_year(_point: Standpoint, nth: int, weekday: int, month: int, year: int) -> Day:
    return _nth_in(exact_date(full_year(year), month, 1), nth, weekday)


def _last_day(point: Standpoint, nth: int, unit: str, period: Period | str) -> Day:
    if (nth, unit) != (-1, "day"):
        raise UnclearDate('only the last day is counted so; write for example "last day of the month"')
    return _edge(point, "end", period)


def _last_day_of_month(point: Standpoint, nth: int, unit: str, month: int) -> Day:
    _last_day(point, nth, unit, "month")
    return _edge_of_month(point, "end", month)


PART_SHAPES: dict[str, DayRule] = {
    "PERIOD": _this_or_begin,
    "EDGE UNIT": _edge,
    "EDGE PERIOD": _edge,
    "EDGE MONTH": _edge_of_month,
    "EDGE MONTH NUM": _edge_of_month_year,
    "ORD WEEKDAY": _nth,
    "ORD WEEKDAY UNIT": _nth_of_period,
    "ORD WEEKDAY PERIOD": _nth_of_period,
    "ORD WEEKDAY MONTH": _nth_of_month,
    "ORD WEEKDAY MONTH NUM": _nth_of_month_year,
    "ORD UNIT UNIT": _last_day,
    "ORD UNIT PERIOD": _last_day,
    "ORD UNIT MONTH": _last_day_of_month,
}

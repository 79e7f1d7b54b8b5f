"""Dates by their numbers and names: ``3 apr``, ``apr 3rd, 2027``, ``3/4/2027``, ``the 5th``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.errors import UnclearDate
from smallcrm.model.calendar_words import MONTHS, WEEKDAYS, add_months, days_in_month, say_day, say_ordinal
from smallcrm.model.when_point import (
    Day,
    Period,
    Standpoint,
    as_int,
    as_period,
    exact_date,
    first_day,
    full_year,
    on_side,
)

if TYPE_CHECKING:
    from smallcrm.model.when_point import DayRule


def _iso(_point: Standpoint, date: dt.date) -> Day:
    return Day(date)


def _in_some_year(point: Standpoint, month: int, day: int) -> Day:
    """The next such date, today included; looking back the most recent."""
    exact_date(2000, month, day)
    step = -1 if point.past else 1
    for year in range(point.today.year, point.today.year + 9 * step, step):
        if day <= days_in_month(year, month):
            date = dt.date(year, month, day)
            if on_side(point, date):
                return Day(date)
    raise UnclearDate(f"there is no {day} {MONTHS[month - 1]} near")


def _day_month(point: Standpoint, day: int, month: int) -> Day:
    return _in_some_year(point, month, day)


def _month_day(point: Standpoint, month: int, day: int) -> Day:
    return _in_some_year(point, month, day)


def _day_month_year(_point: Standpoint, day: int, month: int, year: int) -> Day:
    return Day(exact_date(_worded_year(year), month, day))


def _month_day_year(point: Standpoint, month: int, day: int, year: int) -> Day:
    return _day_month_year(point, day, month, year)


def _worded_year(year: int) -> int:
    """The year after a month's name: two digits only when they can't be an hour."""
    if year < 24:
        raise UnclearDate(f'"{year}" could be a year or an hour; write {2000 + year} or {year}:00')
    return full_year(year)


def _day_of_month(point: Standpoint, day: int) -> Day:
    """``the 5th``: of this month, or of the nearest that has one on the right side of today."""
    step = -1 if point.past else 1
    for shift in range(0, 14 * step, step):
        first = add_months(point.today.replace(day=1), shift)
        if 1 <= day <= days_in_month(first.year, first.month):
            date = first.replace(day=day)
            if on_side(point, date):
                return Day(date)
    raise UnclearDate(f"no month has a {say_ordinal(day)}")


def _day_of_period(point: Standpoint, day: int, period: Period | str) -> Day:
    where = as_period(period)
    if where.unit != "month":
        raise UnclearDate(
            f'"{say_ordinal(day)} of the {where.unit}" is not understood; write a day and a month'
        )
    first = first_day(point, where)
    return Day(exact_date(first.year, first.month, day))


def _numeric(point: Standpoint, text: str) -> Day:
    """``3/4``, ``3/4/2027``, ``3.4.2027``, ``2027/4/3``: by the date order where both readings exist."""
    parts = [part for part in text.replace(".", "/").replace("-", "/").split("/") if part]
    if len(parts[0]) > 2:
        if len(parts) < 3:
            raise UnclearDate(f'"{text}" is no date; write for example 2026-10-23')
        return Day(exact_date(*map(int, parts)))
    if len(parts) == 3 and len(parts[2]) != 4 and point.order == "ymd":
        year, month, day = map(int, parts)
        return Day(exact_date(full_year(year), month, day))
    month, day = _ordered(point, text, int(parts[0]), int(parts[1]))
    if len(parts) == 2:
        return _in_some_year(point, month, day)
    if len(parts[2]) not in {2, 4}:
        raise UnclearDate(f'the year in "{text}" needs two or four digits')
    return Day(exact_date(full_year(int(parts[2])), month, day))


def _ordered(point: Standpoint, text: str, one: int, two: int) -> tuple[int, int]:
    """Month and day of two numbers of which either could be the month."""
    if one > 12 or two > 12 or one == two:
        return (two, one) if one > 12 else (one, two)
    if point.order == "dmy":
        return two, one
    if point.order == "mdy" or (point.order == "ymd" and text.count("/") < 2):
        return one, two
    raise UnclearDate(
        f'"{text}" could be {one} {MONTHS[two - 1]} or {two} {MONTHS[one - 1]}; '
        "say which comes first with: smallcrm config set date_order dmy"
    )


DATE_SHAPES: dict[str, DayRule] = {
    "ISO": _iso,
    "NUMDATE": _numeric,
    "NUM MONTH": _day_month,
    "ORD MONTH": _day_month,
    "MONTH NUM": _month_day,
    "MONTH ORD": _month_day,
    "NUM MONTH NUM": _day_month_year,
    "ORD MONTH NUM": _day_month_year,
    "MONTH NUM NUM": _month_day_year,
    "MONTH ORD NUM": _month_day_year,
    "ORD": _day_of_month,
    "ORD UNIT": _day_of_period,
    "ORD PERIOD": _day_of_period,
}


def agreeing(weekday: object, day: Day | None) -> Day | None:
    """The day itself; raises UnclearDate when it is another weekday than the one written before it."""
    if day and day.date.weekday() != weekday:
        right, wrong = WEEKDAYS[day.date.weekday()], WEEKDAYS[as_int(weekday)]
        raise UnclearDate(f"{say_day(day.date)} is a {right}, not a {wrong}")
    return day

"""From where a date phrase is read, and the dates its rules have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from smallcrm.errors import UnclearDate
from smallcrm.model.calendar_words import FIRST_YEAR, LAST_YEAR, MONTHS, add_months, days_in_month

# Months and days.
Length = tuple[int, int]

PERIOD_UNITS = frozenset({"week", "month", "quarter", "year"})


class Standpoint(NamedTuple):
    """From where a phrase is read.

    ``now`` is aware and in the user's zone, ``order`` dmy, mdy, ymd or None when unknown, ``week_start`` 0 for
    Monday; ``past`` looks back from now.
    """

    now: dt.datetime
    order: str | None
    week_start: int
    past: bool

    @property
    def today(self) -> dt.date:
        """The user's local day."""
        return self.now.date()


class Day(NamedTuple):
    """The day meant; ``otherwise`` the one meant if the time of day then lies on the wrong side of now."""

    date: dt.date
    otherwise: dt.date | None = None
    time: dt.time | None = None


class Period(NamedTuple):
    """A week, month, quarter or year, so many from the present one."""

    unit: str
    shift: int


def exact_date(year: int, month: int, day: int) -> dt.date:
    """The date; raises UnclearDate ("there is no 30 February") when the calendar lacks it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnclearDate(f"the year {year} is out of reach; dates go from {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise UnclearDate(f"there is no month {month}")
    if day > 999:
        raise UnclearDate(
            f'"{MONTHS[month - 1]} {day}" lacks its day; write for example 1 {MONTHS[month - 1]} {day}'
        )
    if not 1 <= day <= days_in_month(year, month):
        only_then = f" {year}" if (day, month) == (29, 2) else ""
        raise UnclearDate(f"there is no {day} {MONTHS[month - 1]}{only_then}")
    return dt.date(year, month, day)


def on_side(point: Standpoint, date: dt.date) -> bool:
    """Whether a date lies where the phrase looks, today included."""
    return date == point.today or (date < point.today) == point.past


def checked(day: Day) -> Day:
    """The day itself; raises UnclearDate when its year is out of reach."""
    if not FIRST_YEAR <= day.date.year <= LAST_YEAR:
        raise UnclearDate(
            f"the year {day.date.year} is out of reach; dates go from {FIRST_YEAR} to {LAST_YEAR}"
        )
    return day


def shifted(date: dt.date, length: Length, times: int) -> dt.date:
    """The date so many lengths later, earlier when negative; raises UnclearDate beyond the calendar."""
    try:
        return add_months(date, length[0] * times) + dt.timedelta(length[1] * times)
    except (ValueError, OverflowError):
        raise UnclearDate(f"that is out of reach; dates go from {FIRST_YEAR} to {LAST_YEAR}") from None


def full_year(year: int) -> int:
    """The year meant; two digits are 20xx."""
    return year if year > 99 else 2000 + year


def as_period(period: Period | str) -> Period:
    """The present week, month, quarter or year when only the unit was written."""
    return Period(period, 0) if isinstance(period, str) else period


def as_int(value: object) -> int:
    """The number of a NUM, ORD, REL, RELDAY or WEEKDAY token."""
    return value if isinstance(value, int) else 0


def first_day(point: Standpoint, period: Period | str) -> dt.date:
    """The first day of a period."""
    unit, shift = as_period(period)
    today = point.today
    if unit == "week":
        return shifted(today, (0, 1), 7 * shift - (today.weekday() - point.week_start) % 7)
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        raise UnclearDate(f'the start or end of a {unit} is no date; write for example "end of month"')
    first = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    return shifted(first, (months, 0), shift)


# A rule gets the standpoint and the values of its tokens.
DayRule = Callable[..., Day]

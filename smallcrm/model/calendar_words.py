"""The names of days and months as people write them and as smallcrm says them, and how long months are."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

Moment = TypeVar("Moment", dt.date, dt.datetime)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

FIRST_YEAR = 1900
LAST_YEAR = 2200

_OTHER_WEEKDAYS = {
    "mondays": 0, "tues": 1, "tuesdays": 1, "weds": 2, "wednesdays": 2, "thur": 3, "thurs": 3,
    "thursdays": 3, "fridays": 4, "saturdays": 5, "sundays": 6,
}  # fmt: skip

WEEKDAY_NUMBERS = (
    {name.lower(): number for number, name in enumerate(WEEKDAYS)}
    | {name[:3].lower(): number for number, name in enumerate(WEEKDAYS)}
    | _OTHER_WEEKDAYS
)
MONTH_NUMBERS = (
    {name.lower(): number for number, name in enumerate(MONTHS, 1)}
    | {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
    | {"sept": 9}
)
NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
ORDINAL_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}


def say_date(day: dt.date) -> str:
    """A date with its weekday: ``Fri 23 Oct 2026``."""
    return f"{WEEKDAYS[day.weekday()][:3]} {say_day(day)}"


def say_day(day: dt.date) -> str:
    """A date without its weekday: ``23 Oct 2026``."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def say_ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def days_in_month(year: int, month: int) -> int:
    """28 to 31 (the calendar module knows too, for 3 ms of import)."""
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in {4, 6, 9, 11} else 31


def nth_weekday(first: dt.date, last: dt.date, weekday: int, nth: int) -> dt.date | None:
    """The nth (1 is the first, -1 the last) such weekday from first to last, None when there are fewer."""
    if nth > 0:
        day = first.toordinal() + (weekday - first.weekday()) % 7 + 7 * (nth - 1)
    else:
        day = last.toordinal() - (last.weekday() - weekday) % 7 + 7 * (nth + 1)
    within = first.toordinal() <= day <= last.toordinal()
    return dt.date.fromordinal(day) if within else None


def add_months(moment: Moment, months: int) -> Moment:
    """The same day so many months later (earlier when negative), or the last one of a shorter month.

    Raises ValueError beyond the years 1 to 9999.
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, days_in_month(year, month + 1))
    return moment.replace(year=year, month=month + 1, day=day)

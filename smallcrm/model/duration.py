"""Lengths of time in words: ``90m``, ``1h30``, ``2 days``, ``6 months``."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import NamedTuple, NoReturn

from smallcrm.errors import UsageError
from smallcrm.model.calendar_words import NUMBER_WORDS, Moment, add_months

_DAY = 24 * 60
_LONGEST_MONTHS = 12 * 100
_LONGEST_DAYS = 366 * 100

# Months, days and minutes of one of each unit.
_UNITS = {
    (0, 0, 1): "m min mins minute minutes",
    (0, 0, 60): "h hr hrs hour hours",
    (0, 1, 0): "d day days",
    (0, 7, 0): "w wk wks week weeks",
    (0, 14, 0): "fortnight fortnights",
    (1, 0, 0): "mo mth mths month months",
    (12, 0, 0): "y yr yrs year years",
}
_HOUR = (0, 0, 60)
_MINUTE = (0, 0, 1)


class Duration(NamedTuple):
    """A length of time: calendar months, calendar days and minutes, none negative.

    Months and days are counted on the calendar (a day is 23 hours long when the clocks go forward),
    minutes on the clock.
    """

    months: int = 0
    days: int = 0
    minutes: int = 0

    @property
    def total_minutes(self) -> int | None:
        """Its length in minutes, a day being 24 hours; None with months, which have no one length."""
        return None if self.months else self.days * _DAY + self.minutes

    @property
    def iso(self) -> str:
        """How it is stored: ISO 8601, ``P6M``, ``P14D``, ``PT1H30M``."""
        hours, minutes = divmod(self.minutes, 60)
        day_part = _lettered((self.months, "M"), (self.days, "D"))
        time_part = _lettered((hours, "H"), (minutes, "M"))
        return f"P{day_part}T{time_part}" if time_part else f"P{day_part}" if day_part else "PT0M"

    def add_to(self, moment: Moment) -> Moment:
        """The date or wall time this much later; months clamp (31 Aug + 6 months = 28 Feb).

        Raises UsageError for part of a day added to a date, or a result beyond the calendar.
        """
        if not isinstance(moment, dt.datetime) and self.minutes % _DAY:
            raise UsageError(f"{self} is no whole number of days")
        try:
            return add_months(moment, self.months) + dt.timedelta(days=self.days, minutes=self.minutes)
        except (OverflowError, ValueError):
            raise UsageError(f"{self} after {moment:%d %b %Y} is beyond the calendar") from None

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        weeks, days = (0, self.days) if self.days % 7 else (self.days // 7, 0)
        hours, minutes = divmod(self.minutes, 60)
        counted = [
            _counted(years, "year"),
            _counted(months, "month"),
            _counted(weeks, "week"),
            _counted(days, "day"),
        ]
        clock = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
        return " ".join(word for word in counted + clock if word) or "0 min"


def parse_duration(text: str) -> Duration:
    """The length of time that words (``1h30``, ``half an hour``, bare minutes) or ISO 8601 say.

    ``m`` is minutes, ``mo`` months. Raises UsageError when any part isn't understood, and for more than
    a hundred years.
    """
    words = " ".join(text.lower().split())
    found = _read_iso(words) if words.startswith("p") else _read_clock(words) or _read_words(words)
    if found is None:
        _refuse(text)
    if found.months > _LONGEST_MONTHS or found.days + found.minutes // _DAY > _LONGEST_DAYS:
        raise UsageError(f'"{text}" is longer than a hundred years')
    return found


def next_after_completion(done_on: dt.date, every: Duration) -> dt.date:
    """When something done on a day falls due again: 24 Sep + 6 months = 24 Mar.

    Raises UsageError when ``every`` is no whole number of days, or none at all.
    """
    if every == Duration():
        raise UsageError("a repeat after completion needs at least a day; write for example 6 months")
    return every.add_to(done_on)


def _refuse(text: str) -> NoReturn:
    raise UsageError(
        f'"{" ".join(text.split())[:60]}" is no length of time that can be understood; '
        'write for example 90m, 1h30, "2 days" or "6 months"'
    )


def _lettered(*parts: tuple[int, str]) -> str:
    return "".join(f"{number}{letter}" for number, letter in parts if number)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}" if number else ""


def _read_iso(words: str) -> Duration | None:
    """ISO 8601 without seconds other than 0 (RFC 5545 section 3.3.6, with years and months besides)."""
    number = r"(?:([0-9]{1,9})%s)?"
    day_part = "".join(number % unit for unit in "ymwd")
    found = re.fullmatch(f"p{day_part}(?:t{number % 'h'}{number % 'm'}(?:0+s)?)?", words)
    if found is None or words[-1] in "pt":
        return None
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    return Duration(years * 12 + months, weeks * 7 + days, hours * 60 + minutes)


def _read_clock(words: str) -> Duration | None:
    """``45`` is minutes, ``1:30`` hours and minutes."""
    found = re.fullmatch(r"(?:([0-9]{1,4}):(?=[0-5][0-9]$))?([0-9]{1,9})", words)
    return Duration(minutes=int(found[1] or 0) * 60 + int(found[2])) if found else None


def _read_words(words: str) -> Duration | None:
    pieces = re.findall(r"[0-9]+(?:[.,][0-9]+)?|[a-z]+|[^\s,]", words.replace("half hour", "half an hour"))
    months = days = minutes = 0.0
    place = 0
    last: tuple[int, int, int] | None = None
    while place < len(pieces):
        step = _read_amount(pieces, place, last)
        if step is None:
            return None
        amount, last, place = step
        months, days, minutes = months + amount * last[0], days + amount * last[1], minutes + amount * last[2]
    return _whole(months, days, minutes) if pieces else None


def _read_amount(
    pieces: list[str], place: int, last: tuple[int, int, int] | None
) -> tuple[float, tuple[int, int, int], int] | None:
    """One amount from a place on: how many, of what (months, days, minutes), and where the next begins."""
    if pieces[place : place + 3] == ["and", "a", "half"] and last:
        return 0.5, last, place + 3
    if pieces[place] == "and" and last:
        place += 1
    number, place = _read_number(pieces, place)
    if number is None:
        return None
    if place == len(pieces):
        return (number, _MINUTE, place) if last == _HOUR and number == int(number) and number < 60 else None
    unit = _units().get(pieces[place])
    return (number, unit, place + 1) if unit else None


def _read_number(pieces: list[str], place: int) -> tuple[float | None, int]:
    """A number in digits or words, and where it ends: ``2``, ``1.5``, ``a``, ``half an``, ``a quarter of an``."""
    words = pieces[place : place + 4]
    for fraction, size in (("half", 0.5), ("quarter", 0.25)):
        if fraction in words[:2] and words[: words.index(fraction)] in ([], ["a"]):
            place += words.index(fraction) + 1
            while pieces[place : place + 1] in (["of"], ["a"], ["an"]):
                place += 1
            return size, place
    word = words[0] if words else ""
    if word.isascii() and word[:1].isdigit() and len(word) <= 9:
        return float(word.replace(",", ".")), place + 1
    return NUMBER_WORDS.get(word), place + 1


@cache
def _units() -> dict[str, tuple[int, int, int]]:
    return {name: size for size, names in _UNITS.items() for name in names.split()}


def _whole(months: float, days: float, minutes: float) -> Duration | None:
    """The amounts in whole months, days and minutes; None when a fraction of a month or minute is left."""
    whole_days = int(days + 1e-9)
    minutes += (days - whole_days) * _DAY
    if abs(months - round(months)) > 1e-6 or abs(minutes - round(minutes)) > 1e-6:
        return None
    return Duration(round(months), whole_days, round(minutes))

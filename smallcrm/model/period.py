"""Spans of the calendar by name: ``last month``, ``this week``, ``2026``, ``2026-09``."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from smallcrm.model.calendar_words import FIRST_YEAR, LAST_YEAR

_NAMED = re.compile(r"(this|last|next)\s+(week|month|quarter|year)", re.IGNORECASE)
_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_SHIFTS = {"last": -1, "this": 0, "next": 1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class Period(NamedTuple):
    """From ``start`` to ``end``, which no longer belongs to it."""

    start: dt.date
    end: dt.date


def parse_period(text: str, today: dt.date, week_start: int = 0) -> Period | None:
    """The span that ``text`` names, seen from ``today``; None where it names none. Weeks begin on ``week_start`` (0 is Monday)."""
    text = text.strip()
    if named := _NAMED.fullmatch(text):
        return _named(_SHIFTS[named[1].lower()], named[2].lower(), today, week_start)
    written = _WRITTEN.fullmatch(text)
    if not written or not 1 <= int(written[2] or 1) <= 12:
        return None
    year, month = int(written[1]), int(written[2] or 1)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return _months(year * 12 + month - 1, 1 if written[2] else 12)


def _named(shift: int, unit: str, today: dt.date, week_start: int) -> Period:
    if unit == "week":
        first = today - dt.timedelta(days=(today.weekday() - week_start) % 7) + dt.timedelta(weeks=shift)
        return Period(first, first + dt.timedelta(weeks=1))
    length = _MONTHS[unit]
    return _months((today.year * 12 + today.month - 1) // length * length + shift * length, length)


def _months(first: int, length: int) -> Period:
    """``length`` months from the one that is the ``first`` since the year 0."""
    return Period(_month(first), _month(first + length))


def _month(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)

"""Working hours in words: ``mon-fri 09:00-17:00, sat 9-12``."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise

from smallcrm.errors import UsageError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"(\d{1,2})(?::(\d{2}))?"
_SPAN = re.compile(rf"{_TIME}\s*-\s*{_TIME}")
_DAY = "|".join(DAYS)
_PART = re.compile(rf"((?:{_DAY})(?:[a-z]*)(?:\s*-\s*(?:{_DAY})[a-z]*)?)\s+(.+)")
Hours = dict[int, list[tuple[dt.time, dt.time]]]


def parse_work_hours(text: str) -> Hours:
    """The spans of work by weekday (0 is Monday), in order; ``{}`` for an empty text. A span may not cross midnight.

    Parts are separated by commas; a part without days adds to the days before it. 24:00 is written 23:59.
    Raises UsageError naming the part that isn't understood.
    """
    hours: Hours = {}
    days: list[int] = []
    for part in filter(None, (part.strip() for part in text.lower().split(","))):
        found = _PART.fullmatch(part)
        if found:
            days = _days(found[1])
        if not days:
            raise _unclear(part)
        span = _span(found[2].strip() if found else part, part)
        for day in days:
            hours.setdefault(day, []).append(span)
    return {day: _in_order(spans, text) for day, spans in sorted(hours.items())}


def _days(text: str) -> list[int]:
    ends = [DAYS.index(name.strip()[:3]) for name in text.split("-")]
    first, last = ends[0], ends[-1]
    # "fri-mon" goes round the weekend.
    return [day % 7 for day in range(first, last + (7 if last < first else 0) + 1)]


def _span(text: str, part: str) -> tuple[dt.time, dt.time]:
    found = _SPAN.fullmatch(text)
    if not found:
        raise _unclear(part)
    try:
        start = dt.time(int(found[1]), int(found[2] or 0))
        end = dt.time(int(found[3]), int(found[4] or 0))
    except ValueError:
        raise _unclear(part) from None
    if end <= start:
        raise UsageError(f'"{part}" ends before it starts; write the hours as 09:00-17:00')
    return start, end


def _in_order(spans: list[tuple[dt.time, dt.time]], text: str) -> list[tuple[dt.time, dt.time]]:
    spans = sorted(spans)
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise UsageError(f'the hours in "{text}" overlap')
    return spans


def _unclear(part: str) -> UsageError:
    return UsageError(
        f'"{part}" is no working time that can be understood; write for example mon-fri 09:00-17:00, sat 9-12'
    )

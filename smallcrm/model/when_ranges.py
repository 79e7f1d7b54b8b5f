"""Ranges of a date phrase: ``mon 9-10:30``, ``24-28 dec``, ``1-3pm``."""

from __future__ import annotations

import datetime as dt

from smallcrm.errors import UnclearDate
from smallcrm.model.calendar_words import say_day
from smallcrm.model.when_tokens import Clock, Token, clock_at

_LONGEST_NIGHT = 12 * 60  # minutes
_NUMBERS = frozenset({"NUM", "ORD"})
_MONTH_YEAR = (["MONTH"], ["MONTH", "NUM"])


def shared_month(left: list[Token], right: list[Token]) -> tuple[list[Token], list[Token]] | None:
    """Both ends of ``24-28 dec [2026]`` or ``dec 24-28`` as whole dates; None when it isn't one."""
    kinds, other = [token.kind for token in left], [token.kind for token in right]
    if kinds[-1] in _NUMBERS and "MONTH" not in kinds and other[0] in _NUMBERS and other[1:] in _MONTH_YEAR:
        return left + right[1:], right
    if _ends_in_day_of_month(left) and other in (["NUM"], ["ORD"], ["NUM", "NUM"]):
        return left + right[1:], [left[-2], *right]
    return None


def _ends_in_day_of_month(tokens: list[Token]) -> bool:
    """``dec 24`` is a day, ``24 dec 9`` a day and an hour."""
    number, month, day = (["", "", ""] + [token.kind for token in tokens])[-3:]
    return day in _NUMBERS and month == "MONTH" and number not in _NUMBERS


def time_range(left: list[Token], right: list[Token]) -> tuple[list[Token], dt.time, dt.time] | None:
    """The tokens of the day (none when only times stand), the first and the last time; None when it isn't one.

    A bare hour counts where a day is named or the other end is clearly a time. Raises UnclearDate when
    the end lies before the beginning and isn't the morning after.
    """
    day = left[:-1] + right[1:]
    begin, end = _clock(left[-1]), _clock(right[0])
    bare = (left[-1].kind, right[0].kind) == ("NUM", "NUM")
    if begin is None or end is None or (left[:-1] and right[1:]) or (bare and not left[:-1]):
        return None
    if bare and _ends_in_day_of_month(left):
        return None
    first, last = _halves(begin, end)
    _check_order(left[-1], right[0], first, last)
    return day, first, last


def check_ends(begin: dt.date, begin_time: dt.time | None, end: dt.date, end_time: dt.time | None) -> None:
    """Raises UnclearDate unless the ends of a range are of one sort and in order."""
    if (begin_time is None) != (end_time is None):
        raise UnclearDate("one end of that range has a time and the other has none; give both or neither")
    if (end, end_time or dt.time()) < (begin, begin_time or dt.time()):
        raise UnclearDate(f"that range ends on {say_day(end)}, before it begins on {say_day(begin)}")


def _clock(token: Token) -> Clock | None:
    if isinstance(token.value, Clock):
        return token.value
    return clock_at(token.value) if token.kind == "NUM" and isinstance(token.value, int) else None


def _halves(begin: Clock, end: Clock) -> tuple[dt.time, dt.time]:
    """Both times, the one without am or pm taking the other's where that keeps them in order.

    ``1-3pm`` is 13:00-15:00, ``11-1pm`` 11:00-13:00, ``3pm-4:30`` 15:00-16:30.
    """
    first, last = begin.time, end.time
    if end.meridiem and not begin.meridiem and 1 <= first.hour <= 12:
        same = clock_at(first.hour, first.minute, first.second, end.meridiem)
        if same and same.time < last:
            first = same.time
    if begin.meridiem and not end.meridiem and last <= first and last.hour < 12:
        last = last.replace(hour=last.hour + 12)
    return first, last


def _check_order(begin: Token, end: Token, first: dt.time, last: dt.time) -> None:
    minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
    overnight = "NUM" not in {begin.kind, end.kind} and minutes + 24 * 60 <= _LONGEST_NIGHT
    if last <= first and not overnight:
        raise UnclearDate(
            f"{first:%H:%M} to {last:%H:%M} ends before it begins; write for example 9:00-17:00 or 9am-5pm"
        )

"""Dates and times in words: ``next tue 3pm``, ``in 2 weeks``, ``3/4/2027``, ``mon 9-10:30``.

Strict: a phrase is understood whole or refused. A time of day stands at the beginning or the end of a
phrase; which day a phrase means is told in ``when_days``. ``midnight`` begins its day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from smallcrm.errors import UnclearDate
from smallcrm.model.calendar_words import say_date
from smallcrm.model.when_days import find_day
from smallcrm.model.when_point import Day, Standpoint
from smallcrm.model.when_ranges import check_ends, shared_month, time_range
from smallcrm.model.when_tokens import Clock, Token, tokenise, vocabulary

_LONGEST_PHRASE = 120  # characters; trying every split of a much longer one would take seconds


@dataclass(frozen=True)
class When:
    """A moment or a range in the user's wall time.

    ``time`` is None for a whole day. ``end_date`` and ``end_time`` are None unless a range was written;
    the end of a range of days is its last day, included. ``has_date`` is False when only a time was
    written: ``date`` is then the day on which that time comes next (looking back, came last).
    """

    date: dt.date
    time: dt.time | None = None
    end_date: dt.date | None = None
    end_time: dt.time | None = None
    has_date: bool = True


def parse_when(
    text: str, *, now: dt.datetime, order: str | None, week_start: int = 0, past: bool = False
) -> When:
    """What a phrase means, seen from ``now`` (aware, in the user's zone).

    ``order`` is dmy, mdy, ymd, or None when unknown: ``3/4`` is then refused. ``week_start`` is 0 for
    Monday. ``past`` looks back: ``tue`` is the last one, ``3d`` three days ago. Raises UnclearDate.
    """
    if len(text) > _LONGEST_PHRASE:
        raise _unclear(f'"{" ".join(text.split())[:60]}…" is too long for a date')
    point = Standpoint(now, order, week_start, past)
    tokens = tokenise(text, now.tzinfo)
    unknown = next((token.text for token in tokens if token.kind == "OTHER"), None)
    if unknown:
        raise _unclear(f'"{unknown}" was not understood as part of a date{_near(unknown)}')
    found = _range(tokens, point) or _moment(tokens, point)
    if found is None:
        phrase = " ".join(text.split())
        raise _unclear(f'"{phrase}" is no date that can be understood as a whole')
    return found


def describe(moment: When | dt.date, now: dt.datetime) -> str:
    """Words to say back: ``Fri 23 Oct 2026 14:00``, ``Mon 21 Sep 2026, 09:00–10:30``.

    An aware datetime is told in the zone of ``now``.
    """
    if isinstance(moment, When):
        return _describe_when(moment)
    if not isinstance(moment, dt.datetime):
        return say_date(moment)
    wall = moment.astimezone(now.tzinfo) if moment.tzinfo else moment
    return f"{say_date(wall)} {wall:%H:%M}"


def _describe_when(when: When) -> str:
    day = say_date(when.date)
    if when.end_date is None:
        return f"{day} {when.time:%H:%M}" if when.time else day
    if when.time is None or when.end_time is None:
        return day if when.end_date == when.date else f"{day} – {say_date(when.end_date)}"
    if when.end_date == when.date:
        return f"{day}, {when.time:%H:%M}–{when.end_time:%H:%M}"
    return f"{day} {when.time:%H:%M} – {say_date(when.end_date)} {when.end_time:%H:%M}"


def _unclear(why: str) -> UnclearDate:
    return UnclearDate(
        f'{why}; write for example "tomorrow 9am", "fri 23 oct 14:00", "in 2 weeks" or 2026-10-23'
    )


def _near(word: str) -> str:
    import difflib

    near = difflib.get_close_matches(word, [known for known in vocabulary() if len(known) > 2], n=1)
    return f", did you mean {near[0]}?" if near else ""


def _moment(tokens: list[Token], point: Standpoint) -> When | None:
    """A day, a time, or both, the time first or last."""
    clocks = [place for place, token in enumerate(tokens) if token.kind == "CLOCK"]
    if not clocks:
        day = find_day(tokens, point)
        return When(day.date, day.time) if day else None
    place = clocks[0]
    clock = tokens[place].value
    if len(clocks) > 1 or place not in {0, len(tokens) - 1} or not isinstance(clock, Clock):
        return None
    rest = tokens[:place] + tokens[place + 1 :]
    if rest:
        day = find_day(rest, point)
        return _timed(day, clock.time, point) if day and day.time is None else None
    if clock.plain:
        raise UnclearDate(
            f'"{tokens[0].text}" could be a time or a date; write {clock.time:%H:%M} or name the month'
        )
    return When(_day_of(clock.time, point), clock.time, has_date=False)


def _timed(day: Day, time: dt.time, point: Standpoint) -> When:
    wrong_side = (time > _clock(point)) if point.past else (time <= _clock(point))
    return When(day.otherwise if day.otherwise and wrong_side else day.date, time)


def _day_of(time: dt.time, point: Standpoint) -> dt.date:
    """The day on which a time comes next, or came last."""
    if point.past:
        return point.today - dt.timedelta(days=time > _clock(point))
    return point.today + dt.timedelta(days=time <= _clock(point))


def _clock(point: Standpoint) -> dt.time:
    return point.now.time()


def _range(tokens: list[Token], point: Standpoint) -> When | None:
    for place, token in enumerate(tokens):
        left, right = tokens[:place], tokens[place + 1 :]
        if token.kind == "SEP" and left and right:
            found = _times(left, right, point) or _days(*(shared_month(left, right) or (left, right)), point)
            if found:
                return found
    return None


def _times(left: list[Token], right: list[Token], point: Standpoint) -> When | None:
    """``mon 9-10:30``, ``9am to 10:30 on tuesday``, ``11:00-12:30``."""
    found = time_range(left, right)
    if found is None:
        return None
    day_tokens, begin, end = found
    if day_tokens:
        day = find_day(day_tokens, point)
        start = _timed(day, begin, point) if day and day.time is None else None
    else:
        start = When(_day_of(begin, point), begin, has_date=False)
    return replace(start, end_date=start.date + _overnight(begin, end), end_time=end) if start else None


def _overnight(begin: dt.time, end: dt.time) -> dt.timedelta:
    return dt.timedelta(days=end <= begin)


def _days(left: list[Token], right: list[Token], point: Standpoint) -> When | None:
    """``24 dec - 28 dec``, ``mon 9am - tue 5pm``: the end is the first such moment from the beginning on."""
    start = _moment(left, point)
    if start is None or not start.has_date:
        return None
    begin = dt.datetime.combine(start.date, start.time or dt.time(), point.now.tzinfo)
    end = _moment(right, point._replace(now=begin, past=False))
    if end is None or not end.has_date:
        return None
    check_ends(start.date, start.time, end.date, end.time)
    return replace(start, end_date=end.date, end_time=end.time)

"""The days that a command looks at, as the user says them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from smallcrm.cli.face import Face
    from smallcrm.model.when import When

# How many days there are without saying.
WEEK = 7
# Days that are the same wherever one counts from.
NAMED = ("today", "tomorrow")


class Window(NamedTuple):
    """The days from ``first`` to ``last``, both included."""

    first: dt.date
    last: dt.date


def window(face: Face, when: str | None, first: str | None, last: str | None) -> Window:
    """The days meant by ``today``, ``tomorrow``, ``week`` (seven days), a day, a range, or by ``--from`` and ``--to``.

    Seven days from today, or from ``first``, where nothing ends them. UsageError where they end before they begin.
    """
    if when is not None:
        if first is not None or last is not None:
            raise UsageError("say the days either in words or with --from and --to, not both")
        return _in_words(face, when)
    begin = _day(face.when(first), first).date if first is not None else face.crm.desk.today()
    if last is None:
        return _days_from(begin)
    end = _last_day(face, last, begin)
    if end < begin:
        raise UsageError(f"--to {end} is before --from {begin}")
    return Window(begin, end)


def _in_words(face: Face, words: str) -> Window:
    from smallcrm.model.period import parse_period

    desk = face.crm.desk
    if words.strip().lower() == "week":
        return _days_from(desk.today())
    period = parse_period(words, desk.today(), desk.week_start)
    if period is not None:
        return Window(period.start, period.end - dt.timedelta(days=1))
    said = _day(face.when(words), words)
    return Window(said.date, said.end_date or said.date)


def _last_day(face: Face, words: str, begin: dt.date) -> dt.date:
    """The day that words mean; where that is past already, as seen from the first: ``--from "1 oct" --to "end of month"``."""
    said = _day(face.when(words), words)
    day = said.end_date or said.date
    if day >= begin or words.strip().lower() in NAMED:
        return day
    from smallcrm.model.when import parse_when

    desk = face.crm.desk
    point = dt.datetime.combine(begin, dt.time(), desk.clock.zone)
    later = parse_when(words, now=point, order=desk.date_order, week_start=desk.week_start)
    return later.end_date or later.date


def _day(said: When, words: str) -> When:
    if said.time is not None:
        raise UsageError(f'"{words}" names a time; say whole days')
    return said


def _days_from(begin: dt.date) -> Window:
    return Window(begin, begin + dt.timedelta(days=WEEK - 1))

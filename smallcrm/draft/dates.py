"""Dates in words, and the words in which they are said back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from smallcrm.desk import Desk
    from smallcrm.model.when import When


class Said(NamedTuple):
    """What a date was understood as: ``value`` as the store keeps it, ``words`` for the person; "" where none was said."""

    value: str = ""
    words: str = ""


def when_of(desk: Desk, text: str, *, past: bool = False) -> When:
    """What a date or time in words means; UnclearDate where it means none."""
    from smallcrm.model.when import parse_when

    return parse_when(text, now=desk.now(), order=desk.date_order, week_start=desk.week_start, past=past)


def past_instant(desk: Desk, text: str | None) -> Said:
    """An instant (UTC) looking back; a day without a time is its noon, today is now; one to come is said to be one."""
    if not text:
        return Said()
    from smallcrm.clock import stamp
    from smallcrm.model.zone import to_utc

    when = when_of(desk, text, past=True)
    if when.time is None and when.date == desk.today():
        return Said(stamp(), describe(desk, desk.now()))
    wall = dt.datetime.combine(when.date, when.time or dt.time(12))
    instant, words = stamp(to_utc(wall, desk.timezone)), describe(desk, wall)
    return Said(instant, f"{words}, which is still to come" if instant > stamp() else words)


def past_date(desk: Desk, text: str | None) -> Said:
    """A date ``YYYY-MM-DD`` looking back; of a range its first day."""
    return _date(desk, when_of(desk, text, past=True)) if text else Said()


def coming_date(desk: Desk, text: str | None) -> Said:
    """A date ``YYYY-MM-DD`` looking forward; of a range its first day."""
    return _date(desk, when_of(desk, text)) if text else Said()


def coming_moment(desk: Desk, text: str) -> Said:
    """A date, or a local wall time ``YYYY-MM-DDTHH:MM``, looking forward; UnclearDate for a range."""
    when = when_of(desk, text)
    if when.end_date is not None:
        from smallcrm.errors import UnclearDate

        raise UnclearDate(f'"{text}" is a range; say one day, or one time')
    if when.time is None:
        return _date(desk, when)
    wall = dt.datetime.combine(when.date, when.time)
    return Said(wall.isoformat(timespec="minutes"), describe(desk, wall))


def describe(desk: Desk, moment: dt.date) -> str:
    """A date or time in words, an aware one in the user's zone: ``Fri 23 Oct 2026 14:00``."""
    from smallcrm.model.calendar_words import (
        say_date,
    )  # the whole grammar of dates costs 4 ms, which a page spares

    if not isinstance(moment, dt.datetime):
        return say_date(moment)
    wall = moment.astimezone(desk.clock.zone) if moment.tzinfo else moment
    return f"{say_date(wall)} {wall:%H:%M}"


def _date(desk: Desk, when: When) -> Said:
    return Said(when.date.isoformat(), describe(desk, when.date))

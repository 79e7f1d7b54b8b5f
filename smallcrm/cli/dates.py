"""Dates on the command line, with the words in which they are said back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from smallcrm.cli.face import Face
    from smallcrm.model.when import When


class Said(NamedTuple):
    """What a date was understood as: ``value`` as the store keeps it, ``words`` for the person; "" where none was said."""

    value: str = ""
    words: str = ""


def past_instant(face: Face, text: str | None) -> Said:
    """An instant (UTC) looking back; a day without a time is its noon, today is now."""
    if not text:
        return Said()
    from smallcrm.clock import stamp
    from smallcrm.model.zone import to_utc

    desk = face.crm.desk
    when = face.when(text, past=True)
    if when.time is None and when.date == desk.today():
        return Said(stamp(), describe(face, desk.now()))
    wall = dt.datetime.combine(when.date, when.time or dt.time(12))
    return Said(stamp(to_utc(wall, desk.timezone)), describe(face, wall))


def past_date(face: Face, text: str | None) -> Said:
    """A date ``YYYY-MM-DD`` looking back; of a range its first day."""
    return _date(face, face.when(text, past=True)) if text else Said()


def coming_date(face: Face, text: str | None) -> Said:
    """A date ``YYYY-MM-DD`` looking forward; of a range its first day."""
    return _date(face, face.when(text)) if text else Said()


def coming_moment(face: Face, text: str) -> Said:
    """A date, or a local wall time ``YYYY-MM-DDTHH:MM``, looking forward; UnclearDate for a range."""
    when = face.when(text)
    if when.end_date is not None:
        from smallcrm.errors import UnclearDate

        raise UnclearDate(f'"{text}" is a range; say one day, or one time')
    if when.time is None:
        return _date(face, when)
    wall = dt.datetime.combine(when.date, when.time)
    return Said(wall.isoformat(timespec="minutes"), describe(face, wall))


def describe(face: Face, moment: dt.date) -> str:
    """A date or time in words, an aware one in the user's zone: ``Fri 23 Oct 2026 14:00``."""
    from smallcrm.model.calendar_words import (
        say_date,
    )  # the whole grammar of dates costs 4 ms, which a page spares

    if not isinstance(moment, dt.datetime):
        return say_date(moment)
    wall = moment.astimezone(face.crm.desk.clock.zone) if moment.tzinfo else moment
    return f"{say_date(wall)} {wall:%H:%M}"


def _date(face: Face, when: When) -> Said:
    return Said(when.date.isoformat(), describe(face, when.date))

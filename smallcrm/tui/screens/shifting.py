"""Shifting an appointment by a key, with the cursor staying on it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.model.agenda import APPOINTMENT
from smallcrm.model.zone import to_utc, to_wall
from smallcrm.tui.thing import thing_of

if TYPE_CHECKING:
    from smallcrm.tui.screens.calendar import Calendar
    from smallcrm.tui.widgets.diary import Diary, Entry

A_DAY = dt.timedelta(days=1)


async def shift(view: Calendar, *, days: int = 0, minutes: int = 0, longer: int = 0) -> None:
    """Shift or resize the appointment under the cursor, and go where it went."""
    from smallcrm.tui import acts

    chosen = view.chosen
    if chosen is None or chosen.item.type != APPOINTMENT:
        view.app.tell("put the cursor on an appointment; m moves the rest", bad=True)
        return
    if await acts.shift(view, thing_of(chosen.item), days=days, minutes=minutes, longer=longer):
        view.read()
        found = _found(view.diary, chosen, _expected(chosen, view.app.desk.timezone, days, minutes))
        if found:
            view.stand_on(found)


def _expected(entry: Entry, zone: str, days: int, minutes: int) -> dt.date:
    """When it is to begin: a day later is the same time by the clock, minutes are those that pass."""
    if entry.start is None:
        return entry.first + A_DAY * days
    wall = to_wall(entry.start, zone) + A_DAY * days
    return to_utc(wall, zone) + dt.timedelta(minutes=minutes)


def _found(diary: Diary, entry: Entry, start: dt.date) -> Entry | None:
    """What the appointment is in the book now: where a series was split, it has another id."""
    day = start.astimezone(diary.desk.clock.zone).date() if isinstance(start, dt.datetime) else start
    diary.reach(day, day)
    same = [
        each
        for each in diary.on(day)
        if each.first == day
        and (each.start is None) == (entry.start is None)
        and (each.item.type, each.item.title, each.item.contact_id)
        == (entry.item.type, entry.item.title, entry.item.contact_id)
    ]
    return min(same, key=lambda each: _apart(each, start), default=None)


def _apart(entry: Entry, start: dt.date) -> dt.timedelta:
    if entry.start is None or not isinstance(start, dt.datetime):
        return dt.timedelta()
    return abs(entry.start - start)

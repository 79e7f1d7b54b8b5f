"""Gaps in the working hours, as the setting ``work_hours`` has them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.errors import UsageError
from smallcrm.model.duration import parse_duration
from smallcrm.model.work_hours import parse_work_hours
from smallcrm.model.zone import to_utc

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from smallcrm.desk import Desk

_A_DAY = dt.timedelta(days=1)


class Gap(NamedTuple):
    """Time that is free: aware, in the user's zone."""

    start: dt.datetime
    end: dt.datetime

    @property
    def minutes(self) -> int:
        """How long it lasts, also while the clocks change."""
        return int((self.end.astimezone(dt.UTC) - self.start.astimezone(dt.UTC)).total_seconds()) // 60

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat(), "minutes": self.minutes}


class Free:
    """Where there is room, as of now."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def gaps(self, first: dt.date, last: dt.date, minutes: int) -> list[Gap]:
        """The gaps of at least so many minutes from ``first`` to ``last`` (both included), from now on, in order.

        An all-day appointment takes its whole days; around any other the setting travel_time stays free.
        UsageError for a setting that can't be understood.
        """
        zone = self.desk.clock.zone
        now = self.desk.now().astimezone(dt.UTC)
        hours = [(max(start, now), end) for start, end in self._working(first, last)]
        if not hours:
            return []
        busy = sorted(self._busy(hours[0][0], hours[-1][1]))
        free = (Gap(start.astimezone(zone), end.astimezone(zone)) for start, end in _left(hours, busy))
        return [gap for gap in free if gap.minutes >= max(minutes, 1)]

    def _working(self, first: dt.date, last: dt.date) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        hours = parse_work_hours(self.desk.settings["work_hours"])
        day = first
        while day <= last:
            for start, end in hours.get(day.weekday(), []):
                yield self._instant(day, start), self._instant(day, end)
            day += _A_DAY

    def _instant(self, day: dt.date, time: dt.time) -> dt.datetime:
        return to_utc(dt.datetime.combine(day, time), self.desk.timezone)

    def _busy(self, frm: dt.datetime, to: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        from smallcrm.store.happening import happening

        travel = dt.timedelta(minutes=self._travel())
        for each in happening(self.connection, frm - travel, to + travel):
            if isinstance(each.start, dt.datetime) and isinstance(each.end, dt.datetime):
                yield each.start.astimezone(dt.UTC) - travel, each.end.astimezone(dt.UTC) + travel
            else:
                midnight = dt.time()
                yield (
                    to_utc(dt.datetime.combine(each.start, midnight), each.timezone),
                    to_utc(dt.datetime.combine(each.end, midnight), each.timezone),
                )

    def _travel(self) -> int:
        travel = parse_duration(self.desk.settings["travel_time"] or "0m").total_minutes
        if travel is None:
            raise UsageError(
                "travel_time is a number of hours or minutes; mend it with: smallcrm config set travel_time 20m"
            )
        return travel


def _left(
    hours: Iterable[tuple[dt.datetime, dt.datetime]], busy: list[tuple[dt.datetime, dt.datetime]]
) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """What of the hours no appointment takes; both in order of their starts."""
    for start, end in hours:
        for taken, until in busy:
            if taken >= end:
                break
            if taken > start:
                yield start, taken
            start = max(start, until)
        if start < end:
            yield start, end

"""The hours of days as rows, quarter by quarter, also on days when the clocks are changed.

Where clocks go back, a day has rows that the others have not; where they go forward, it lacks some that the others have.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.tui.widgets.diary import Entry

QUARTER = dt.timedelta(minutes=15)


class Slot(NamedTuple):
    """A minute of the day as clocks show it, ``fold`` 1 where they show it for the second time."""

    minute: int
    fold: int = 0

    @property
    def words(self) -> str:
        """``09:30``."""
        return f"{self.minute // 60:02}:{self.minute % 60:02}"


def midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """The first instant of a day, in UTC."""
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


@lru_cache(maxsize=256)
def quarters(day: dt.date, zone: dt.tzinfo) -> tuple[Slot, ...]:
    """The quarters of an hour that a day has: 96, or fewer or more where the clocks are changed."""
    begin, end = midnight(day, zone), midnight(day + dt.timedelta(days=1), zone)
    walls = ((begin + QUARTER * each).astimezone(zone) for each in range((end - begin) // QUARTER))
    return tuple(Slot(wall.hour * 60 + wall.minute, wall.fold) for wall in walls)


def hours_of(day: dt.date, zone: dt.tzinfo) -> int:
    """How many hours a day has: 24, 23 or 25."""
    return len(quarters(day, zone)) // 4


class Hours:
    """The rows that some days have together, ``step`` minutes each."""

    def __init__(self, days: Sequence[dt.date], zone: dt.tzinfo, step: int) -> None:
        self.step = step
        self.zone = zone
        self._slots = {day: [self._row_of(quarter) for quarter in quarters(day, zone)] for day in days}
        every = {slot for slots in self._slots.values() for slot in slots}
        twice = [slot.minute for slot in every if slot.fold]
        # The second time round comes when the first is over.
        over = max(twice, default=0) + step - 0.5
        self.rows = sorted(every, key=lambda slot: (over if slot.fold else slot.minute, slot.minute))
        self._place = {slot: place for place, slot in enumerate(self.rows)}
        self._own = {day: frozenset(slots) for day, slots in self._slots.items()}

    def _row_of(self, quarter: Slot) -> Slot:
        return Slot(quarter.minute // self.step * self.step, quarter.fold)

    def has(self, day: dt.date, row: int) -> bool:
        """Whether the day has the time of that row."""
        return self.rows[row] in self._own[day]

    def row(self, day: dt.date, minute: int, fold: int = 0) -> int:
        """The row of a time of the day; of one that the clocks skip, the next that there is."""
        wanted = self._row_of(Slot(minute, fold))
        if wanted in self._own[day]:
            return self._place[wanted]
        later = [self._place[slot] for slot in self._slots[day] if slot.minute >= minute]
        return later[0] if later else self._place[self._slots[day][-1]]

    def span(self, day: dt.date, start: dt.datetime, end: dt.datetime) -> tuple[int, int]:
        """The rows that something takes on a day, from the first up to but without the last; one at least."""
        begin, slots = midnight(day, self.zone), self._slots[day]
        first = max(0, (start - begin) // QUARTER)
        last = min(len(slots), -((begin - end) // QUARTER))
        first = min(first, len(slots) - 1)
        top = self._place[slots[first]]
        return top, max(top, self._place[slots[max(first, last - 1)]]) + 1


class Block(NamedTuple):
    """An appointment on a day of the grid: its rows, and which of how many lanes side by side it stands in."""

    entry: Entry
    top: int
    bottom: int
    lane: int = 0
    lanes: int = 1
    # Every second one looks a little different, so that neighbours are told apart.
    odd: bool = False


def arranged(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a day in lanes, so that none hides another; those that share no row take the whole width."""
    done: list[Block] = []
    cluster: list[Block] = []
    free: list[int] = []
    for block in sorted(blocks, key=lambda each: (each.top, each.entry.minute, -each.bottom)):
        if cluster and block.top >= max(free):
            done += _closed(cluster, len(free))
            cluster, free = [], []
        lane = next((lane for lane, bottom in enumerate(free) if bottom <= block.top), len(free))
        free[lane : lane + 1] = [block.bottom]
        cluster.append(block._replace(lane=lane))
    done += _closed(cluster, len(free))
    return [block._replace(odd=place % 2 == 1) for place, block in enumerate(done)]


def _closed(cluster: list[Block], lanes: int) -> list[Block]:
    return [block._replace(lanes=lanes) for block in cluster]

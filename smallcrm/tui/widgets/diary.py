"""What days hold: read from the book a stretch at a time, and kept until the book changes."""

from __future__ import annotations

import datetime as dt
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.agenda import APPOINTMENT, AgendaItem
from smallcrm.model.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from smallcrm.desk import Desk
    from smallcrm.read.reading import Read

A_DAY = dt.timedelta(days=1)
# More days than that are forgotten before others are read.
MOST_DAYS = 500
# How many days are read at once, and for how many seconds a key waits for more of them.
AHEAD = dt.timedelta(days=6)
PATIENCE = 0.015
# When something new is proposed.
MORNING, EVENING = 9 * 60, 18 * 60
# What it is, its id, and which time of a series.
Key = tuple[str, int, str]


class Entry(NamedTuple):
    """One thing of the diary: ``first`` and ``last`` are the days it touches, ``start`` and ``end`` the user's time.

    Whole days have neither start nor end.
    """

    item: AgendaItem
    first: dt.date
    last: dt.date
    start: dt.datetime | None = None
    end: dt.datetime | None = None

    @property
    def key(self) -> Key:
        """What it is known by, however often it is read; a birthday comes every year."""
        return (
            self.item.type,
            self.item.id,
            self.item.occurrence or ("" if self.item.type == APPOINTMENT else self.item.at),
        )

    @property
    def has_hours(self) -> bool:
        """Whether it takes up hours of its day; what is only due takes none."""
        return self.end is not None

    @property
    def is_off(self) -> bool:
        """Whether it was called off."""
        return self.item.status == "cancelled"

    @property
    def minute(self) -> int:
        """Its place in its first day; the whole day's come first."""
        return self.start.hour * 60 + self.start.minute if self.start else -1


def entry_of(item: AgendaItem) -> Entry:
    """An item with its times read; each keeps its offset, so that they compare as instants."""
    if item.all_day or not item.end:
        first = dt.date.fromisoformat(item.at[:10])
        last = dt.date.fromisoformat(item.end[:10]) - A_DAY if item.end else first
        start = dt.datetime.fromisoformat(item.at) if len(item.at) > 10 else None
        return Entry(item, first, max(first, last), start)
    start, end = dt.datetime.fromisoformat(item.at), dt.datetime.fromisoformat(item.end)
    # One that ends at midnight does not touch the day that begins there.
    last = (end - dt.timedelta(microseconds=1)).date() if end > start else start.date()
    return Entry(item, start.date(), max(start.date(), last), start, end)


class Diary:
    """The days of the book as the user lives them.

    ``cancelled`` shows what was called off too; ``words`` narrows it to what has all of them.
    """

    def __init__(
        self, look: Callable[[Callable[[Read], list[AgendaItem]]], list[AgendaItem] | None], desk: Desk
    ) -> None:
        self._look = look
        self.desk = desk
        self.cancelled = False
        self.words = ""
        # Counts up with all that can change what a day shows.
        self.edition = 0
        # What could not be read anew is shown as it was.
        self._days: dict[dt.date, list[Entry]] = {}
        self._fresh: set[dt.date] = set()
        self._clashes: dict[dt.date, dict[Key, list[Entry]]] = {}

    def forget(self) -> None:
        """Read again what is asked for next."""
        self._fresh.clear()
        self._clashes.clear()
        self.edition += 1

    def narrow(self, words: str) -> None:
        """Show only what has these words."""
        self.words = words
        self._clashes.clear()
        self.edition += 1

    def has(self, first: dt.date, last: dt.date) -> bool:
        """Whether all of those days have been read."""
        return all(day in self._fresh for day in days_between(first, last))

    def reach(self, first: dt.date, last: dt.date) -> None:
        """Have those days read, but where that takes long, only as many of the first of them as are quick to read."""
        if len(self._days) > MOST_DAYS and not self.has(first, last):
            self._days.clear()
            self.forget()
        until = perf_counter() + PATIENCE
        while perf_counter() < until and self.ahead(first, last):
            pass

    def ahead(self, first: dt.date, last: dt.date) -> bool:
        """Have a few of those days read that have not been yet; whether any were."""
        missing = [day for day in days_between(first, last) if day not in self._fresh]
        if not missing or len(self._days) > 2 * MOST_DAYS:
            return False
        self._read(missing[0], min(missing[-1], missing[0] + AHEAD))
        return not self._fresh.isdisjoint(missing)

    def on(self, day: dt.date) -> list[Entry]:
        """What touches a day that was read, in order: the whole day's, then by the hour."""
        entries = self._days.get(day, [])
        if not self.words:
            return entries
        wanted = fold(self.words).split()
        return [entry for entry in entries if all(word in _told(entry) for word in wanted)]

    def clashes(self, day: dt.date, key: Key) -> list[Entry]:
        """The appointments of that day that something overlaps."""
        if day not in self._clashes:
            self._clashes[day] = _clashing(self.on(day))
        return self._clashes[day].get(key, [])

    def find(self, key: Key, day: dt.date) -> Entry | None:
        """Something by its key on a day, if it is there."""
        return next((entry for entry in self.on(day) if entry.key == key), None)

    def whereabouts(self, key: Key) -> Entry | None:
        """Something by its key on any of the days that were read."""
        return next((entry for day in self._fresh for entry in self._days[day] if entry.key == key), None)

    def free_minute(self, day: dt.date) -> int:
        """The minute at which the first free hour of working time begins, from now on if that day is today."""
        now = self.desk.now()
        least = now.hour * 60 + now.minute if day == now.date() else 0
        taken = [each for each in self.on(day) if each.start and each.end and not each.is_off]
        spans = [(each.minute if each.first == day else 0, _end_minute(each, day)) for each in taken]
        for minute in range(MORNING, EVENING, 30):
            if minute >= least and not any(begin < minute + 60 and minute < end for begin, end in spans):
                return minute
        return MORNING

    def _read(self, first: dt.date, last: dt.date) -> None:
        items = self._look(lambda read: list(_items(read, self.desk, first, last, cancelled=self.cancelled)))
        if items is None:
            return
        days: dict[dt.date, list[Entry]] = {day: [] for day in days_between(first, last)}
        for entry in map(entry_of, items):
            for day in days_between(max(first, entry.first), min(last, entry.last)):
                days[day].append(entry)
        for day, entries in days.items():
            entries.sort(
                key=lambda entry: (entry.minute if entry.first == day else -1, entry.start is not None)
            )
        self._days.update(days)
        self._fresh.update(days)


def _items(read: Read, desk: Desk, first: dt.date, last: dt.date, *, cancelled: bool) -> Iterable[AgendaItem]:
    """What there is on those days; what is overdue stands on the day it was due."""
    # Made anew, because it knows what the time was when it was made.
    from smallcrm.read.agenda import Agenda

    agenda = Agenda(read.connection, desk)
    yield from agenda.birthdays(first, last)
    yield from agenda.appointments(first, last, cancelled=cancelled)
    yield from agenda.reminders(first, last)
    yield from agenda.jobs(first, last)


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The days from first to last, both included."""
    return [first + dt.timedelta(days=each) for each in range((last - first).days + 1)]


def _end_minute(entry: Entry, day: dt.date) -> int:
    """The minute of the day at which it is over."""
    if entry.end is None or entry.last > day:
        return 24 * 60
    return entry.end.hour * 60 + entry.end.minute or 24 * 60


def _told(entry: Entry) -> str:
    item = entry.item
    return fold(" ".join(part for part in (item.title, item.contact, item.location, item.status) if part))


def _clashing(entries: list[Entry]) -> dict[Key, list[Entry]]:
    """Which appointments share time with which; ends count, and what was called off clashes with nothing."""
    found: dict[Key, list[Entry]] = {}
    running: list[Entry] = []
    timed = [each for each in entries if each.start and each.end and not each.is_off]
    for entry in sorted(timed, key=lambda each: each.start.timestamp() if each.start else 0):
        running = [other for other in running if other.end and entry.start and other.end > entry.start]
        for other in running:
            found.setdefault(entry.key, []).append(other)
            found.setdefault(other.key, []).append(entry)
        running.append(entry)
    return found

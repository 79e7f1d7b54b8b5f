"""Days beside each other as slots of hours: what stands in which, and where the cursor goes."""

from __future__ import annotations

import datetime as dt

from smallcrm.tui.widgets.diary import Diary, Entry, days_between
from smallcrm.tui.widgets.grid import Grid, Place, spread
from smallcrm.tui.widgets.hours import Block, Hours, arranged

GUTTER = 7
# At most so many lines above the hours for what takes whole days.
MOST_ABOVE = 4
# What begins before belongs to the night, which is looked at by going there.
DAWN = 5 * 60


class Slots(Grid):
    """Some days, the cursor on a slot of one of them."""

    DAYS = 7

    def __init__(self, diary: Diary, *, id: str) -> None:  # noqa: A002
        super().__init__(diary, id=id)
        self.top = -1
        self._laid: tuple[object, ...] = ()
        self.hours = Hours([self.place.day], diary.desk.clock.zone, 30)
        self._blocks: dict[dt.date, list[Block]] = {}
        self._above: dict[dt.date, list[Entry]] = {}
        self._worked = _worked(diary.desk.settings["work_hours"])

    @property
    def days(self) -> list[dt.date]:
        """The days in view."""
        return days_between(*self.reach(self.place.day))

    @property
    def step(self) -> int:
        """How many minutes a row is."""
        rows = self.size.height - 2
        return 15 if rows >= 80 else 30 if rows >= 8 else 60

    def prepare(self) -> None:
        """Find what stands where, and scroll the hours to the cursor."""
        self._lay_out()
        self._in_sight()

    def on_resize(self) -> None:
        """Other rows fit."""
        self.prepare()
        self.refresh()

    def frame(self) -> tuple[object, ...]:
        """The hours in sight too."""
        return self.top, self.step, self.head, *super().frame()

    def touched(self) -> set[int]:
        """The lines above the hours, that of the slot, and those of what is chosen."""
        blocks = self._blocks.get(self.place.day, [])
        rows = {self.row} if self.place.day in self.days else set()
        rows |= {
            row for each in blocks if each.entry.key == self.place.key for row in range(each.top, each.bottom)
        }
        return {*range(self.head), *(row - self.top + self.head for row in rows if row >= self.top)}

    def _lay_out(self) -> None:
        """Find the rows, and in which lanes the blocks stand, once for all lines."""
        laid = (self.reach(self.place.day), self.step, self.diary.edition)
        if laid == self._laid:
            return
        if self._laid and self._laid[:2] != laid[:2] and self._laid[1] != self.step:
            self.top = -1
        self._laid = laid
        self.hours = Hours(self.days, self.diary.desk.clock.zone, self.step)
        self._blocks = {day: self._arranged(day) for day in self.days}
        self._above = {day: [each for each in self.diary.on(day) if not each.has_hours] for day in self.days}

    def _arranged(self, day: dt.date) -> list[Block]:
        timed = [(entry, entry.start, entry.end) for entry in self.diary.on(day)]
        return arranged(
            [Block(entry, *self.hours.span(day, start, end)) for entry, start, end in timed if start and end]
        )

    @property
    def head(self) -> int:
        """How many lines stand above the hours."""
        most = max((len(entries) for entries in self._above.values()), default=0)
        return 1 + min(most, MOST_ABOVE, max(1, self.size.height // 5))

    @property
    def row(self) -> int:
        """The row under the cursor."""
        place = self.place
        return self.hours.row(place.day, place.minute, place.fold)

    def _in_sight(self) -> None:
        rows = self.size.height - self.head
        if rows <= 0:
            return
        if self.top < 0:
            self.top = self._morning()
        highest = max(0, len(self.hours.rows) - rows)
        self.top = min(max(0, min(self.top, self.row)), highest)
        if self.row >= self.top + rows:
            self.top = self.row - rows + 1

    def _morning(self) -> int:
        """The row at which a day begins to be of interest: an hour before work, or what comes early in the morning."""
        begins = min((minute for spans in self._worked.values() for minute, _ in spans), default=540)
        early = [each.entry.minute for blocks in self._blocks.values() for each in blocks]
        first = min([begins - 60, *(minute for minute in early if minute >= DAWN)])
        return self.hours.row(self.place.day, max(0, first))

    def settled(self, place: Place) -> Place:
        """What takes that slot is chosen; above the hours, what was."""
        entry = self.diary.find(place.key, place.day) if place.key else None
        if entry is None:
            block = next(iter(self._at(place)), None)
            return place._replace(key=block.entry.key if block else None)
        if entry.has_hours and not any(block.entry.key == entry.key for block in self._at(place)):
            return self.at_entry(entry, place.day)
        return place

    def at_entry(self, entry: Entry, day: dt.date) -> Place:
        """The place of an entry on a day."""
        block = next((each for each in self._blocks.get(day, []) if each.entry.key == entry.key), None)
        if block is None:
            return Place(day, self.place.minute, entry.key)
        slot = self.hours.rows[block.top]
        return Place(day, slot.minute, entry.key, slot.fold)

    def _at(self, place: Place) -> list[Block]:
        """The blocks at a slot, by lane."""
        row = self.hours.row(place.day, place.minute, place.fold)
        found = [block for block in self._blocks.get(place.day, []) if block.top <= row < block.bottom]
        return sorted(found, key=lambda block: block.lane)

    def action_cursor(self, rows: int) -> None:
        """Some slots on, past what the clocks skip; beyond the end of the day is the next."""
        row, step = self.row + rows, 1 if rows > 0 else -1
        while 0 <= row < len(self.hours.rows) and not self.hours.has(self.place.day, row):
            row += step
        if 0 <= row < len(self.hours.rows):
            self._go_row(row)

    def _go_row(self, row: int) -> None:
        slot = self.hours.rows[row]
        self.go(Place(self.place.day, slot.minute, None, slot.fold))

    def sideways(self, days: int) -> None:
        """To the block beside this one in the same slot, else some days on."""
        blocks = [block.entry.key for block in self._at(self.place)]
        if self.place.key in blocks:
            beside = blocks.index(self.place.key) + days
            if 0 <= beside < len(blocks):
                self.go(self.place._replace(key=blocks[beside]))
                return
        self.go(Place(self.place.day + dt.timedelta(days=days), self.place.minute))

    def action_first(self) -> None:
        """To the beginning of the day."""
        self._go_row(self.hours.row(self.place.day, 0))

    def action_last(self) -> None:
        """To its end."""
        self._go_row(self.hours.row(self.place.day, 24 * 60 - 1))

    def columns(self) -> list[tuple[int, int]]:
        """Where each day stands, and how wide it is."""
        return spread(self.size.width, self.DAYS, GUTTER)

    def pointed(self, x: int, y: int) -> Place | None:
        """The slot there, and the block on it."""
        columns = self.columns()
        column = max((place for place, (begin, _) in enumerate(columns) if begin <= x), default=0)
        day, (begin, width) = self.days[column], columns[column]
        if y < self.head:
            above = self._above[day]
            key = above[y - 1].key if 0 < y <= len(above) else None
            return Place(day, self.place.minute, key)
        row = self.top + y - self.head
        if row >= len(self.hours.rows) or not self.hours.has(day, row):
            return None
        slot = self.hours.rows[row]
        found = [each for each in self._blocks[day] if each.top <= row < each.bottom]
        hit = next((each for each in found if each.lane == (x - begin) * each.lanes // max(1, width)), None)
        return Place(day, slot.minute, hit.entry.key if hit else None, slot.fold)


def _worked(text: str) -> dict[int, list[tuple[int, int]]]:
    """The minutes of work by weekday; none where the setting can't be understood."""
    from smallcrm.errors import UsageError
    from smallcrm.model.work_hours import parse_work_hours

    try:
        hours = parse_work_hours(text)
    except UsageError:
        return {}
    return {
        day: [(begin.hour * 60 + begin.minute, end.hour * 60 + end.minute) for begin, end in spans]
        for day, spans in hours.items()
    }

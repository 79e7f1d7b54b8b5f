"""A week: seven days beside each other, their hours going down."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.model.calendar_words import MONTHS, WEEKDAYS
from smallcrm.tui.widgets.block_words import block_line
from smallcrm.tui.widgets.diary import days_between
from smallcrm.tui.widgets.entry_words import cut, marked
from smallcrm.tui.widgets.hours import hours_of
from smallcrm.tui.widgets.slots import GUTTER, Slots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

    from smallcrm.tui.widgets.diary import Entry
    from smallcrm.tui.widgets.grid import Parts


class Week(Slots):
    """From the start of a week to its end."""

    def reach(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """From the start of the week of ``day`` to its end."""
        first = day - dt.timedelta(days=(day.weekday() - self.diary.desk.week_start) % 7)
        return first, first + dt.timedelta(days=6)

    def title(self) -> str:
        """``14 – 20 September 2026 · week 38``."""
        first, last = self.reach(self.place.day)
        begin = str(first.day) if first.month == last.month else f"{first.day} {MONTHS[first.month - 1][:3]}"
        if first.year != last.year:
            begin += f" {first.year}"
        # The number is that of the week's Thursday, whatever day it starts with.
        number = next(day for day in days_between(first, last) if day.weekday() == 3).isocalendar().week
        return f"{begin} – {last.day} {MONTHS[last.month - 1]} {last.year} · week {number}"

    def turned(self, pages: int) -> dt.date:
        """The same day of another week."""
        return self.place.day + dt.timedelta(days=self.DAYS * pages)

    def line(self, y: int) -> Parts:
        """The days, what takes them whole, then the hours."""
        columns = [room for _, room in self.columns()]
        if y == 0:
            return self._names(columns)
        if y < self.head:
            return self._whole_days(y - 1, columns)
        row = self.top + y - self.head
        return self._hour(row, columns) if row < len(self.hours.rows) else []

    def _names(self, columns: Sequence[int]) -> Parts:
        parts: Parts = [(" " * GUTTER, self.look("head"))]
        for day, width in zip(self.days, columns, strict=True):
            here = day == self.place.day and self.DAYS > 1
            style = self.look("here" if here else "today" if day == self.today else "head")
            words = self._day_words(day, brief=width < 14)
            # What is too long by one is not cut for a space in front.
            parts += [
                (cut(words if len(words) == width else f" {words}", width), style),
                (" ", self.look("head")),
            ]
        return parts

    def _day_words(self, day: dt.date, *, brief: bool) -> str:
        words = f"{WEEKDAYS[day.weekday()][:3]} {day.day}"
        words += " today" if day == self.today and not brief else ""
        hours = hours_of(day, self.hours.zone)
        return words if hours == 24 else f"{words} {hours}h"

    def _whole_days(self, row: int, columns: Sequence[int]) -> Parts:
        parts: Parts = [(cut("", GUTTER), self.plain)]
        for day, width in zip(self.days, columns, strict=True):
            entries = self._above[day]
            last = row == self.head - 2 and len(entries) > row + 1
            if row >= len(entries):
                text, style = "", self.plain
            elif last:
                text, style = f"+{len(entries) - row} more", self.look("dim")
            else:
                text, style = marked(entries[row]), self._whole_day_look(entries[row], day)
            parts += [(cut(text, width), style), (" ", self.plain)]
        return parts

    def _whole_day_look(self, entry: Entry, day: dt.date) -> Style:
        if entry.key == self.place.key and day == self.place.day:
            return self.look("chosen")
        ground = self.look("band") if entry.item.type == "appointment" else self.plain
        return self.ink(self.look_of(entry, day) or "mark", ground)

    def _hour(self, row: int, columns: Sequence[int]) -> Parts:
        parts: Parts = [self._label(row)]
        for day, width in zip(self.days, columns, strict=True):
            parts += self._slot(day, row, width)
            parts.append((" ", self.plain))
        return parts

    def _is_now(self, row: int) -> bool:
        day = self.today
        return day in self._blocks and row == self.hours.row(
            day, self.now.hour * 60 + self.now.minute, self.now.fold
        )

    def _label(self, row: int) -> tuple[str, Style]:
        """The time of a row, at the rows of a full hour; the time it is, at the row of now."""
        slot = self.hours.rows[row]
        if self._is_now(row):
            return f"{self.now:%H:%M}▸ ", self.look("now")
        if row == self.row and self.has_focus:
            return f"{slot.words}  ", self.look("today")
        if slot.minute % 60:
            return " " * GUTTER, self.look("dim")
        # The hour that comes twice says which it is.
        zone = f"{self._moment(slot.minute, slot.fold):%Z}" if self._comes_twice(row) else ""
        return cut(f"{slot.words[:2]} {zone}" if zone else slot.words, GUTTER), self.look(
            "now" if zone else "dim"
        )

    def _comes_twice(self, row: int) -> bool:
        slot = self.hours.rows[row]
        return slot.fold == 1 or slot._replace(fold=1) in self.hours.rows

    def _moment(self, minute: int, fold: int) -> dt.datetime:
        """The time on the day, of those in view, that has it twice."""
        day = next(day for day in self.days if hours_of(day, self.hours.zone) > 24)
        wall = dt.datetime.combine(day, dt.time(minute // 60, minute % 60, fold=fold))
        return wall.replace(tzinfo=self.hours.zone)

    def _slot(self, day: dt.date, row: int, width: int) -> Parts:
        blocks = sorted(
            (each for each in self._blocks[day] if each.top <= row < each.bottom), key=lambda each: each.lane
        )
        if not blocks:
            return [self._empty(day, row, width)]
        lanes = blocks[0].lanes
        edges = [width * lane // lanes for lane in range(lanes + 1)]
        by_lane = {block.lane: block for block in blocks}
        parts: Parts = []
        for lane in range(lanes):
            room = edges[lane + 1] - edges[lane]
            block = by_lane.get(lane)
            parts += block_line(self, block, day, row, room) if block else [self._empty(day, row, room)]
        return parts

    def _empty(self, day: dt.date, row: int, width: int) -> tuple[str, Style]:
        if not self.hours.has(day, row):
            return "╱" * width, self.look("none")
        slot = self.hours.rows[row]
        if day == self.place.day and row == self.row and self.place.key is None:
            return cut(f" {slot.words}", width), self.look("slot" if self.has_focus else "resting")
        if day == self.today and self._is_now(row):
            return "─" * width, self.look("now")
        spans = self._worked.get(day.weekday(), ())
        ground = self.look("work") if any(a <= slot.minute < b for a, b in spans) else self.plain
        return ("·" if not slot.minute % 60 else " ").ljust(width), self.ink("faint", ground)

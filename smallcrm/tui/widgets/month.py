"""A month: a line of days a week, each with what it holds in short."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from rich.cells import cell_len

from smallcrm.model.agenda import APPOINTMENT
from smallcrm.model.calendar_words import MONTHS, WEEKDAYS, days_in_month
from smallcrm.tui.widgets.entry_words import MARKS, cut, fitting, name
from smallcrm.tui.widgets.grid import Grid, Parts, Place, months_on, spread

if TYPE_CHECKING:
    from rich.style import Style

    from smallcrm.tui.widgets.diary import Entry

WEEK = dt.timedelta(days=7)
# A day's cell has a line for its number; where it has no other, it only says how much there is.
HEAD = 1


class Month(Grid):
    """The weeks of one month, those of its neighbours that touch them included."""

    def reach(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """From the start of the week of the 1st to the end of the week of the last."""
        first = day.replace(day=1)
        last = day.replace(day=days_in_month(day.year, day.month))
        return self._week_of(first), self._week_of(last) + WEEK - dt.timedelta(days=1)

    def _week_of(self, day: dt.date) -> dt.date:
        return day - dt.timedelta(days=(day.weekday() - self.diary.desk.week_start) % 7)

    def title(self) -> str:
        """``September 2026``."""
        return f"{MONTHS[self.place.day.month - 1]} {self.place.day.year}"

    def turned(self, pages: int) -> dt.date:
        """The same day of another month."""
        return months_on(self.place.day, pages)

    def settled(self, place: Place) -> Place:
        """The first of the day's is chosen."""
        entries = self.diary.on(place.day)
        keys = [entry.key for entry in entries]
        if place.key in keys:
            return place
        return place._replace(
            key=next((each.key for each in entries if each.has_hours), next(iter(keys), None))
        )

    def action_cursor(self, rows: int) -> None:
        """Some weeks on."""
        self.sideways(7 * rows)

    def sideways(self, days: int) -> None:
        """Some days on."""
        self.go(Place(self.place.day + dt.timedelta(days=days), self.place.minute))

    def action_first(self) -> None:
        """To the 1st."""
        self.go(Place(self.place.day.replace(day=1), self.place.minute))

    def action_last(self) -> None:
        """To the last day of the month."""
        day = self.place.day
        self.go(Place(day.replace(day=days_in_month(day.year, day.month)), self.place.minute))

    @property
    def weeks(self) -> int:
        """How many weeks the month touches."""
        first, last = self.reach(self.place.day)
        return ((last - first).days + 1) // 7

    def _tops(self) -> list[int]:
        """The line at which each week begins, and that after the last."""
        room = max(self.weeks, self.size.height - HEAD)
        return [HEAD + room * week // self.weeks for week in range(self.weeks + 1)]

    def frame(self) -> tuple[object, ...]:
        """The month too, as that of which two months show the same weeks."""
        return self.place.day.month, *super().frame()

    def touched(self) -> set[int]:
        """The lines of the week."""
        tops = self._tops()
        week = (self.place.day - self.reach(self.place.day)[0]).days // 7
        return set(range(tops[week], tops[week + 1]))

    def pointed(self, x: int, y: int) -> Place | None:
        """The day there, and the line of it."""
        tops = self._tops()
        week = next((week for week in range(self.weeks) if tops[week] <= y < tops[week + 1]), None)
        if week is None:
            return None
        columns = spread(self.size.width, 7)
        column = max((place for place, (begin, _) in enumerate(columns) if begin <= x), default=0)
        day = self.reach(self.place.day)[0] + dt.timedelta(days=7 * week + column)
        shown = self._shown(day, tops[week + 1] - tops[week] - 1)
        line = y - tops[week] - 1
        return Place(day, self.place.minute, shown[line].key if 0 <= line < len(shown) else None)

    def line(self, y: int) -> Parts:
        """The names of the days, then the weeks."""
        columns = spread(self.size.width, 7)
        if y == 0:
            return self._names(columns)
        tops = self._tops()
        week = next((week for week in range(self.weeks) if tops[week] <= y < tops[week + 1]), None)
        if week is None:
            return []
        parts: Parts = []
        first = self.reach(self.place.day)[0] + week * WEEK
        for place, (_, room) in enumerate(columns):
            day = first + dt.timedelta(days=place)
            parts += self._cell(day, y - tops[week], tops[week + 1] - tops[week], room)
            parts.append((" ", self.plain))
        return parts

    def _names(self, columns: list[tuple[int, int]]) -> Parts:
        style = self.look("head")
        start = self.diary.desk.week_start
        names = [WEEKDAYS[(start + place) % 7] for place in range(7)]
        return [
            (cut(f" {day if room > 12 else day[:3]}", room) + " ", style)
            for day, (_, room) in zip(names, columns, strict=True)
        ]

    def _cell(self, day: dt.date, row: int, height: int, width: int) -> Parts:
        if row == 0:
            return self._number(day, height - 1, width)
        shown = self._shown(day, height - 1)
        ground = self._ground(day)
        if row > len(shown):
            return [(" " * width, ground)]
        return self._entry(shown[row - 1], day, width, ground)

    def _ground(self, day: dt.date) -> Style:
        if day != self.place.day:
            return self.plain
        return self.look("cell" if self.has_focus else "resting")

    def _shown(self, day: dt.date, room: int) -> list[Entry]:
        """What there is room for: appointments before what is due, the chosen one among them."""
        entries = sorted(self.diary.on(day), key=lambda entry: entry.item.type != APPOINTMENT)
        shown = entries[:room]
        chosen = next((entry for entry in entries[room:] if entry.key == self.place.key), None)
        return [*shown[:-1], chosen] if shown and chosen and day == self.place.day else shown

    def _number(self, day: dt.date, room: int, width: int) -> Parts:
        """The day's number at the left, at the right how much more there is than is shown."""
        here = day == self.place.day
        style = self.look("here" if here and self.has_focus else "today" if day == self.today else "band")
        if here and not self.has_focus and day != self.today:
            style = self.look("resting")
        if day.month != self.place.day.month:
            style = self.ink("dim", style)
        more = len(self.diary.on(day)) - room
        count = "" if more <= 0 else f"+{more} " if room else f"•{more} "
        number = f" {day.day}"
        if day.day == 1 and width >= 12:
            number += f" {MONTHS[day.month - 1][:3]}"
        if day == self.today and cell_len(number) + len(count) + 6 <= width:
            number += " today"
        return [(cut(number, max(0, width - len(count))) + count, style)]

    def _entry(self, entry: Entry, day: dt.date, width: int, ground: Style) -> Parts:
        """``09:00 Maya`` as far as there is room."""
        if day.month != self.place.day.month:
            ground = self.ink("dim", ground)
        look = self.look_of(entry, day)
        time = self._time(entry, day)
        clash = look == "alert" and entry.has_hours
        if day == self.place.day and entry.key == self.place.key:
            ground = self.look("chosen") if self.has_focus else ground + self.ink("here", ground)
            look = "off" if look == "off" else ""
        lead = f"{time}!" if clash else f"{time} "
        text = fitting(entry, width - len(lead)) if entry.has_hours else cut(name(entry), width - len(lead))
        style = self.ink(look, ground) if look else ground
        return [
            (lead, style),
            (cut(text, width - len(lead)), self.ink("off", ground) if look == "off" else ground),
        ]

    def _time(self, entry: Entry, day: dt.date) -> str:
        if entry.start is None or entry.end is None:
            return MARKS[entry.item.type]
        return f"{entry.start:%H:%M}" if entry.first == day else "→    "

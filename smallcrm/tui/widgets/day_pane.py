"""The selected day in full: what it holds line by line, and below all there is to know about what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from smallcrm.model.calendar_words import say_date
from smallcrm.tui.plain import Words, words
from smallcrm.tui.widgets.entry_details import details, free_words
from smallcrm.tui.widgets.entry_words import hours_words, told
from smallcrm.tui.widgets.hours import Slot, hours_of
from smallcrm.tui.widgets.panes import Pane
from smallcrm.tui.widgets.window import Column, Window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Sequence

    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.widgets.diary import Diary, Entry
    from smallcrm.tui.widgets.grid import Grid, Place
    from smallcrm.tui.widgets.window import Row

_LOOKS = {"off": "dim", "alert": "alert", "tentative": "dim"}
_SIGNS = {"tentative": "? ", "cancelled": "✗ "}


class DayPane(Pane):
    """The day under the cursor of a grid."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.items = Window(
            (Column(13), Column()), self._rows, empty="nothing on this day · b books", id="list"
        )
        self.told = Words(id="details")
        super().__init__("Day", self.items, self.told, id="day-pane")
        self._grid: Grid | None = None
        self._listed: tuple[dt.date, int] | None = None

    def show(self, grid: Grid, *, hours: bool) -> None:
        """Show the day of the grid's cursor, and what is chosen on it; with ``hours`` how long a free slot is free."""
        self._grid = grid
        place = grid.place
        listed = (place.day, self.diary.edition)
        if listed != self._listed:
            self._listed = listed
            self.items.show([entry.key for entry in self.diary.on(place.day)], at=place.key)
        elif place.key is not None:
            self.items.go_to(place.key)
        self.say(grid, hours=hours)

    def say(self, grid: Grid, *, hours: bool) -> None:
        """Tell of what is chosen."""
        place, zone = grid.place, self.diary.desk.clock.zone
        today = " · today" if place.day == grid.today else ""
        length = hours_of(place.day, zone)
        clocks = "" if length == 24 else f" · {length} hours"
        self.border_title = words(f"{say_date(place.day)}{today}{clocks}")
        self.told.say(self._details(place, hours=hours))

    def _details(self, place: Place, *, hours: bool) -> object:
        chosen = self.diary.find(place.key, place.day) if place.key else None
        if chosen is None:
            return free_words(Slot(place.minute), place.day, self.diary.on(place.day)) if hours else ""
        clashes = self.diary.clashes(place.day, chosen.key)
        return cast("Dashboard", self.app).look(lambda read: details(read, chosen, clashes)) or ""

    def _rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        grid = self._grid
        if grid is None:
            return {}
        day = grid.place.day
        wanted = frozenset(keys)
        return {each.key: self._row(grid, each, day) for each in self.diary.on(day) if each.key in wanted}

    def _row(self, grid: Grid, entry: Entry, day: dt.date) -> Row:
        look = grid.look_of(entry, day)
        sign = "! " if look == "alert" and entry.has_hours else _SIGNS.get(entry.item.status or "", "")
        text = sign + told(entry)
        return (hours_words(entry, day), _LOOKS.get(look, "strong")), (text, "dim" if look == "off" else "")

"""The calendar: a month, a week or a day, and beside it what the selected day holds."""

from __future__ import annotations

import asyncio
import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.widgets import Input

from smallcrm.tui.keys import bindings
from smallcrm.tui.plain import Entry as Typing
from smallcrm.tui.plain import words
from smallcrm.tui.screens.shifting import shift
from smallcrm.tui.screens.view import View
from smallcrm.tui.thing import thing_of
from smallcrm.tui.widgets.day import Day
from smallcrm.tui.widgets.day_pane import DayPane
from smallcrm.tui.widgets.diary import Diary
from smallcrm.tui.widgets.entry_words import hours_words, marked, told
from smallcrm.tui.widgets.grid import Grid, Place
from smallcrm.tui.widgets.hours import Slot
from smallcrm.tui.widgets.month import Month
from smallcrm.tui.widgets.panes import Pane
from smallcrm.tui.widgets.week import Week
from smallcrm.tui.widgets.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from smallcrm.tui.thing import Thing
    from smallcrm.tui.widgets.diary import Entry

VIEWS = ("month", "week", "day")
# How often it looks at the clock, and how long after a key it reads what may be wanted next.
CLOCK, IDLE, BREATH = 5.0, 0.4, 0.05
QUARTER = 15


class GridPane(Pane):
    """The pane of the three views, of which one is seen."""

    @property
    def heart(self) -> Widget | None:
        """The view that is seen."""
        return next((each for each in self.query(Grid) if each.display), None)


class Calendar(View):
    """What is booked, and when there is time."""

    NAME = "calendar"
    HINTS = ("book", "view", "go_today", "later_day", "later", "longer", "move", "edit", "cancel")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("calendar")]

    def __init__(self) -> None:
        super().__init__()
        self.seen = VIEWS[0]
        self._one_at_a_time = asyncio.Lock()
        self._listed: tuple[dt.date, int] | None = None

    @cached_property
    def diary(self) -> Diary:
        """What the days hold."""
        return Diary(self.app.look, self.app.desk)

    def panes(self) -> Iterable[Widget]:
        """The days, and the selected one in full."""
        yield GridPane(
            "Calendar",
            Month(self.diary, id="month"),
            Week(self.diary, id="week"),
            Day(self.diary, id="one-day"),
            Typing(id="narrowing", placeholder="words of what to show", classes="-gone"),
            id="days",
        )
        yield DayPane(self.diary)

    def on_mount(self) -> None:
        """Begin with this month, and watch the clock."""
        self._ahead = self.set_timer(IDLE, self._look_ahead)
        self._switch()
        super().on_mount()
        self.set_interval(CLOCK, self._tick)

    @property
    def grid(self) -> Grid:
        """The view that is seen."""
        return self.query_one("#one-day" if self.seen == "day" else f"#{self.seen}", Grid)

    @property
    def day_pane(self) -> DayPane:
        """What the selected day holds."""
        return self.query_one(DayPane)

    @property
    def chosen(self) -> Entry | None:
        """What is under the cursor."""
        place = self.grid.place
        return self.diary.find(place.key, place.day) if place.key else None

    def read(self) -> None:
        """Read what is in view anew; the cursor goes where what it stood on went."""
        self.diary.forget()
        place = self.grid.place
        self.diary.reach(place.day, place.day)
        if place.key and not self.diary.find(place.key, place.day):
            while self.diary.ahead(*self.grid.reach(place.day)):
                pass
            moved = self.diary.whereabouts(place.key)
            place = place._replace(day=moved.first) if moved else place
        self.go(place)

    def stand_on(self, entry: Entry) -> None:
        """Put the cursor on something, on the day on which it begins."""
        self.go(Place(entry.first, self.grid.place.minute, entry.key))

    def things(self) -> Sequence[Thing]:
        """What is chosen."""
        return [thing_of(self.chosen.item)] if self.chosen else []

    def default_new(self) -> str:
        """An appointment."""
        return "appointment"

    def new_day(self) -> str:
        """The day under the cursor with the hour; in the month, the first hour of work that is free."""
        place = self.grid.place
        minute = self.diary.free_minute(place.day) if self.seen == "month" else place.minute
        return f"{place.day.isoformat()} {Slot(minute).words}"

    def go(self, place: Place) -> None:
        """Stand somewhere, and show it in every part of the screen."""
        self.grid.show(place)
        self.day_pane.show(self.grid, hours=self.seen != "month")
        self._entitle()
        self._ahead.stop()
        whole = self.diary.has(*self.grid.reach(self.grid.place.day))
        self._ahead = self.set_timer(IDLE if whole else BREATH, self._look_ahead)

    def _entitle(self) -> None:
        """The title of what is in view, and what is chosen where its details are not beside it."""
        notes = ["what was called off too"] if self.diary.cancelled else []
        notes += [f"only “{self.diary.words}”"] if self.diary.words else []
        pane = self.query_one(GridPane)
        pane.border_title = words(" · ".join((self.grid.title(), *notes)))
        pane.border_subtitle = words(self._in_short())

    def _in_short(self) -> str:
        """What is chosen, where its details are not beside it."""
        chosen = self.chosen
        if chosen is None or not self.has_class("-narrow"):
            return ""
        return (
            f"{hours_words(chosen, self.grid.place.day)} {told(chosen)}"
            if chosen.has_hours
            else marked(chosen)
        )

    def _look_ahead(self) -> None:
        """Read the rest of what is in view, then what the next and the last page hold, a little at a time."""
        grid = self.grid
        here = grid.reach(grid.place.day)
        lacking = not self.diary.has(*here)
        beside = (here, *(grid.reach(grid.turned(pages)) for pages in (1, -1)))
        if not any(self.diary.ahead(*days) for days in beside):
            return
        if lacking and self.diary.has(*here):
            self.diary.edition += 1
            self.go(grid.place)
        else:
            self._ahead = self.set_timer(BREATH, self._look_ahead)

    def _tick(self) -> None:
        """Midnight passes while one looks, and so does the time."""
        if self.app.view is not self:
            return
        if self.app.desk.today() != self.grid.today:
            self.read()
        elif self.app.desk.now() >= self.grid.now + dt.timedelta(minutes=1):
            self.go(self.grid.place)

    def on_screen_resume(self) -> None:
        """It may be another day by now."""
        self._tick()

    def on_resize(self) -> None:
        """What is chosen is told where there is room for it."""
        self.call_after_refresh(self._entitle)

    def on_descendant_focus(self) -> None:
        """Whoever goes into the list stands on one of its lines."""
        if self.day_pane.items.has_focus and self.chosen is None:
            self._chose()

    @on(Grid.Went)
    def _went(self, message: Grid.Went) -> None:
        self.origin = ""
        self.go(message.place)

    @on(Window.Moved, "#list")
    def _chose(self) -> None:
        key = self.day_pane.items.key
        if self.day_pane.items.has_focus and isinstance(key, tuple) and key != self.grid.place.key:
            self.grid.show(self.grid.place._replace(key=key))
            self.day_pane.say(self.grid, hours=self.seen != "month")
            self._entitle()

    @on(Grid.Opened)
    def _opened(self) -> None:
        if self.chosen is None:
            self.action_book()
        elif self.seen == "month":
            self.all_panes.bring(self.day_pane)
        else:
            self._open_chosen()

    @on(Window.Opened, "#list")
    def _open_chosen(self) -> None:
        chosen = self.chosen
        if chosen and chosen.item.type == "birthday":
            self.open_contact(chosen.item.id)
        elif chosen:
            self.action_edit()

    def action_sideways(self, days: int) -> None:
        """A day on or back."""
        self.grid.sideways(days)

    def action_item(self, step: int) -> None:
        """The next thing of the day, or the one before."""
        keys = [entry.key for entry in self.diary.on(self.grid.place.day)]
        if not keys:
            return
        place = self.grid.place
        now = keys.index(place.key) if place.key in keys else -1 if step > 0 else 0
        self.go(place._replace(key=keys[(now + step) % len(keys)]))

    def action_go_today(self) -> None:
        """To today, now."""
        now = self.app.desk.now()
        self.go(Place(now.date(), now.hour * 60 + now.minute, None, now.fold))

    def action_view(self) -> None:
        """Month, week, day, and the month again."""
        place = self.grid.place
        self.seen = VIEWS[(VIEWS.index(self.seen) + 1) % len(VIEWS)]
        self._switch()
        self.go(place)
        self.all_panes.bring(self.query_one(GridPane))

    def _switch(self) -> None:
        for each in self.query(Grid):
            each.display = each is self.grid

    def action_called_off(self) -> None:
        """Show what was called off, or hide it again."""
        self.diary.cancelled = not self.diary.cancelled
        self.read()
        self.app.tell(
            "what was called off is shown" if self.diary.cancelled else "what was called off is hidden"
        )

    def action_narrow(self) -> None:
        """Show only what has the words that are typed."""
        typing = self.query_one("#narrowing", Typing)
        typing.set_class(False, "-gone")
        typing.focus()

    @on(Input.Changed, "#narrowing")
    def _narrow(self, event: Input.Changed) -> None:
        self.diary.narrow(event.value.strip())
        self.go(self.grid.place)

    @on(Input.Submitted, "#narrowing")
    def _narrowed(self) -> None:
        self.query_one("#narrowing").set_class(not self.diary.words, "-gone")
        self.grid.focus()

    def action_back(self) -> None:
        """From the list to the days; from a narrowed view to the whole."""
        typing = self.query_one("#narrowing", Typing)
        if typing.has_class("-gone"):
            if not self.went_back():
                super().action_back()
            return
        typing.value = ""
        typing.set_class(True, "-gone")
        self.grid.focus()

    @work
    async def action_shift(self, unit: str, steps: int) -> None:
        """Put the appointment under the cursor a day, or a quarter of an hour, earlier or later."""
        async with self._one_at_a_time:
            days, minutes = (steps, 0) if unit == "day" else (0, QUARTER * steps)
            await shift(self, days=days, minutes=minutes)

    @work
    async def action_resize(self, steps: int) -> None:
        """Make the appointment under the cursor a quarter of an hour longer or shorter, whole days by a day."""
        async with self._one_at_a_time:
            await shift(self, longer=QUARTER * steps)

    @work
    async def action_cancel(self) -> None:
        """Call the appointment under the cursor off."""
        from smallcrm.tui.acts import cancel

        await cancel(self)

"""Today: the day, what to do next, the jobs by stage, and what was changed last."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import SuspendNotSupported

from smallcrm.read.listing import Listing
from smallcrm.tui.keys import bindings
from smallcrm.tui.screens.opening import open_change, open_stage, open_thing, thing_by_id
from smallcrm.tui.screens.today_lines import (
    CHANGES,
    DAY,
    NEXT,
    STAGES,
    change_details,
    change_row,
    day_counts,
    day_details,
    day_keys,
    day_row,
    in_hand,
    next_details,
    next_row,
    spot_of,
    stage_row,
)
from smallcrm.tui.screens.view import View
from smallcrm.tui.thing import Thing, thing_of
from smallcrm.tui.told import worth_words
from smallcrm.tui.widgets.masthead import Masthead
from smallcrm.tui.widgets.panes import Pane
from smallcrm.tui.widgets.welcome import Welcome
from smallcrm.tui.widgets.window import Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from textual.binding import BindingType
    from textual.widget import Widget

    from smallcrm.model.agenda import AgendaItem
    from smallcrm.read.history import ChangeRow
    from smallcrm.read.job import Column as Stage
    from smallcrm.read.reading import Read
    from smallcrm.tui.widgets.window import Row

# Nobody does more in a day, nor remembers more changes.
MOST_NEXT = 100
MOST_CHANGES = 30
A_DAY = dt.timedelta(days=1)


class Today(View):
    """The day as it stands, kept right as time goes on."""

    NAME = "today"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("today")]
    HINTS = ("done", "snooze", "move", "log", "book", "remind", "new", "edit", "open")

    def __init__(self) -> None:
        super().__init__()
        self.day: Mapping[Hashable, AgendaItem] = {}
        self.next: Mapping[Hashable, AgendaItem] = {}
        self.totals: Mapping[Hashable, Stage] = {}
        self.changes: Mapping[Hashable, ChangeRow] = {}

    def panes(self) -> Iterable[Widget]:
        """The day, what is next, jobs, changes; and what stands in their place in an empty book."""
        self.day_list = Window(DAY, self._day_rows, id="today-day-list")
        self.next_list = Window(NEXT, self._next_rows, id="today-next-list")
        self.stage_list = Window(STAGES, self._stage_rows, id="today-stage-list")
        self.change_list = Window(CHANGES, self._change_rows, id="today-change-list")
        yield Pane("Today", self.day_list, id="today-day-pane")
        yield Pane("Next", self.next_list, id="today-next-pane")
        yield Pane("Jobs", self.stage_list, id="today-stage-pane")
        yield Pane("Recent", self.change_list, id="today-change-pane")
        yield Pane("Welcome", Welcome(), id="welcome", classes="-off")

    def read(self) -> None:
        """All four, as of now; what can't be read stays as it was shown."""
        empty = self.app.look(_is_empty)
        if empty is None:
            return
        self._welcome(shown=empty)
        if not empty:
            self._read_day()
            self._read_next()
            self._read_stages()
            self._read_changes()

    def things(self) -> Sequence[Thing]:
        """What the lines chosen in the pane in front speak of; a stage is nothing that could be changed here."""
        window = self._front
        if window in (self.day_list, self.next_list):
            items = self.day if window is self.day_list else self.next
            return [thing_of(items[key]) for key in window.chosen]
        if window is self.change_list:
            return [thing for key in window.chosen for thing in self._named_in(cast("int", key))]
        return ()

    async def action_find(self) -> None:
        """Find somebody, on the screen of the contacts."""
        await self.app.switch_mode("contacts")
        if self.app.view is not None:
            self.app.view.action_narrow()

    def action_demo(self) -> None:
        """Have the demo, a book of its own, in the place of this one; whoever leaves it is back here."""
        try:
            with self.app.suspend():
                # -P: nothing of the current folder is run.
                subprocess.run([sys.executable, "-P", "-m", "smallcrm", "demo"], check=False)
        except SuspendNotSupported:
            self.app.tell("the demo is a book of its own: leave with q, then type smallcrm demo")

    @property
    def _front(self) -> Window | None:
        pane = self.all_panes.front
        heart = pane.heart if pane else None
        return heart if isinstance(heart, Window) else None

    def _welcome(self, *, shown: bool) -> None:
        """Show the welcome instead of the four, or the four."""
        welcome = self.query_one("#welcome", Pane)
        if shown != welcome.has_class("-off"):
            return
        for pane in self.query(Pane):
            pane.set_class((pane is welcome) != shown, "-off")
        self.all_panes.bring(self.all_panes.all[0])

    def _read_day(self) -> None:
        today = self.app.desk.today()
        items = self.app.look(lambda read: read.agenda.between(today, today + A_DAY))
        if items is None:
            return
        self.day = {spot_of(item): item for item in items}
        self.day_list.empty = "nothing today or tomorrow: b books, r reminds"
        self.day_list.show(day_keys(items, today))
        self._entitle("today-day-pane", "Today", *day_counts(items, today))

    def _read_next(self) -> None:
        items = self.app.look(lambda read: read.next.items(MOST_NEXT))
        if items is None:
            return
        self.next = {spot_of(item): item for item in items}
        self.next_list.empty = "nothing is waiting for you"
        self.next_list.show(list(self.next))
        count = len(self.next)
        self._entitle(
            "today-next-pane", "Next", f"the first {count}" if count == MOST_NEXT else str(count or "")
        )

    def _read_stages(self) -> None:
        totals = self.app.look(lambda read: read.jobs.columns())
        if totals is None:
            return
        self.totals = {total.name: total for total in totals}
        self.stage_list.show(list(self.totals))
        self._entitle("today-stage-pane", "Jobs", in_hand(totals))

    def _read_changes(self) -> None:
        changes = self.app.look(lambda read: list(read.history.changes(MOST_CHANGES)))
        if changes is None:
            return
        self.changes = {change.id: change for change in changes}
        self.change_list.show(list(self.changes))

    def _entitle(self, pane_id: str, *parts: str) -> None:
        self.query_one(f"#{pane_id}", Pane).entitle(*parts)

    def _day_rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        today = self.app.desk.today()
        return {key: day_row(self.day[key], today) for key in keys}

    def _next_rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        return {key: next_row(self.next[key]) for key in keys}

    def _stage_rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        return {key: stage_row(self.totals[key]) for key in keys}

    def _change_rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        now = self.app.desk.now()
        return {key: change_row(self.changes[key], now) for key in keys}

    def _named_in(self, change_id: int) -> list[Thing]:
        """What a change is about and is still there, first of all."""
        found = self.app.look(lambda read: read.history.things(change_id)) or []
        return [thing_by_id(self.app, kind, thing_id) for kind, thing_id in found[:1]]

    @on(Masthead.Ticked)
    def _go_on(self) -> None:
        """Another minute: something may be overdue by now, or tomorrow be today."""
        self.turn_stale()

    @on(Window.Moved)
    def _detail(self, message: Window.Moved) -> None:
        """Say below a pane what its line under the cursor had no room for."""
        key = message.key
        said = ""
        if key in self.day and message.window is self.day_list:
            said = day_details(self.day[key])
        elif key in self.next and message.window is self.next_list:
            said = next_details(self.next[key])
        elif key in self.totals and message.window is self.stage_list:
            said = worth_words(self.totals[key].sums.items())
        elif key in self.changes and message.window is self.change_list:
            said = change_details(self.changes[key], self.app.desk.now())
        message.window.query_ancestor(Pane).say_below(said)

    @on(Window.Opened, "#today-day-list, #today-next-list")
    def _open_item(self, message: Window.Opened) -> None:
        items = self.day if message.window is self.day_list else self.next
        open_thing(self, thing_of(items[message.key]))

    @on(Window.Opened, "#today-stage-list")
    def _open_stage(self, message: Window.Opened) -> None:
        open_stage(self, str(message.key))

    @on(Window.Opened, "#today-change-list")
    def _open_change(self, message: Window.Opened) -> None:
        change_id = cast("int", message.key)
        thing = next(iter(self._named_in(change_id)), None)
        open_thing(self, thing) if thing else open_change(self, change_id)


def _is_empty(read: Read) -> bool:
    return (
        next(read.history.changes(1), None) is None
        and next(iter(read.listings.ids("contact", Listing(limit=1))), None) is None
    )

"""Reminders: what is overdue, due and done, in one list; beside it all about the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Input

from smallcrm.model.reminder_words import repeat_words
from smallcrm.tui.keys import bindings
from smallcrm.tui.plain import Entry, Words
from smallcrm.tui.screens.opening import open_thing
from smallcrm.tui.screens.reminder_lines import COLUMNS, about, about_text, reminder_keys, reminder_row
from smallcrm.tui.screens.view import View
from smallcrm.tui.thing import Thing
from smallcrm.tui.widgets.masthead import Masthead
from smallcrm.tui.widgets.panes import Pane
from smallcrm.tui.widgets.window import Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.widget import Widget

    from smallcrm.model.reminder import ReminderRow
    from smallcrm.read.reminder import Sections
    from smallcrm.tui.widgets.window import Row

EMPTY = "no reminders: r sets one, x marks it done, z puts it off"
# How long the cursor rests before all about a reminder is read, in seconds.
REST = 0.08


class Narrowing(Entry):
    """The words by which the list is narrowed; Enter and the arrow down go back to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "submit", show=False)]


class Reminders(View):
    """Every reminder by when it is due; those done at the end, the newest first."""

    NAME = "reminders"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("reminders")]
    HINTS = ("done", "snooze", "move", "new", "edit", "remove", "narrow")

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[Hashable, ReminderRow] = {}
        self._resting: Timer | None = None

    def panes(self) -> Iterable[Widget]:
        """The list, with the line that narrows it; and the one under the cursor."""
        self.window = Window(COLUMNS, self._rows, id="reminder-list")
        self.narrowing = Narrowing(
            placeholder="words of it, or of whom it is about", id="narrowing", classes="-off"
        )
        yield Pane("Reminders", self.window, self.narrowing, id="list")
        yield Pane("About it", VerticalScroll(Words(id="about-text")), id="about")

    def read(self) -> None:
        """The ids; their rows when they come into sight."""
        self.rows.clear()
        words = self.narrowing.value
        found = self.app.look(lambda read: read.reminders.sections(words))
        if found is not None:
            self.window.empty = f"no reminder has: {words}" if words else EMPTY
            self.window.show(reminder_keys(found))
            self._entitle(found)

    def things(self) -> Sequence[Thing]:
        """Those marked, else the one under the cursor."""
        keys = self.window.chosen
        self._rows([key for key in keys if key not in self.rows])
        found = [self.rows[key] for key in keys if key in self.rows]
        return [Thing("reminder", row.id, row.contact_id, row.text) for row in found]

    def default_new(self) -> str:
        """A reminder."""
        return "reminder"

    def action_narrow(self) -> None:
        """Narrow the list by words as they are typed."""
        self.narrowing.remove_class("-off")
        self.all_panes.bring(self.query_one("#list", Pane), focus=False)
        self.narrowing.focus()

    def action_back(self) -> None:
        """First the words go that narrow the list, then back to the list."""
        if self.narrowing.has_class("-off"):
            super().action_back()
            return
        self.narrowing.value = ""
        self.narrowing.add_class("-off")
        self.window.focus()

    def _entitle(self, found: Sections) -> None:
        due = len(found.overdue) + len(found.today)
        still = due + len(found.this_week) + len(found.later)
        words = self.narrowing.value
        self.query_one("#list", Pane).entitle(
            "Reminders",
            f"{due:,} due" if due else "",
            f"{still:,} open" if still else "",
            f"with {words}" if words else "",
        )

    def _rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        ids = cast("Sequence[int]", keys)
        found = self.app.look(lambda read: list(read.reminders.some(ids))) or []
        self.rows.update({row.id: row for row in found})
        now = self.app.desk.now()
        return {row.id: reminder_row(row, now, self.window.size.width) for row in found}

    def _tell_about(self) -> None:
        key = self.window.key
        text = self.query_one("#about-text", Words)
        told = self.app.look(lambda read: about(read, key)) if isinstance(key, int) else None
        text.say(about_text(told, self.app.desk.now(), text.size.width) if told else "")

    @on(Masthead.Ticked)
    def _go_on(self) -> None:
        """Another minute: something may be overdue by now."""
        self.turn_stale()

    @on(Window.Moved, "#reminder-list")
    def _moved(self) -> None:
        """Say how it repeats; while the cursor runs, nothing more is read about what it passes."""
        row = self.rows.get(self.window.key)
        repeats = repeat_words(row.repeat, row.repeat_after) if row else ""
        self.query_one("#list", Pane).say_below(repeats)
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST, self._tell_about)

    @on(Window.Opened, "#reminder-list")
    def _open(self) -> None:
        if self.thing is not None:
            open_thing(self, self.thing)

    @on(Input.Changed, "#narrowing")
    def _narrow(self) -> None:
        self.read()

    @on(Input.Submitted, "#narrowing")
    def _keep(self) -> None:
        """Go on with the narrowed list; without words it is the whole one."""
        self.narrowing.set_class(not self.narrowing.value, "-off")
        self.window.focus()

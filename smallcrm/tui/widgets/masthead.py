"""The first line: the five screens, and the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.containers import Horizontal
from textual.message import Message

from smallcrm.model.ago import short_date
from smallcrm.model.calendar_words import say_date
from smallcrm.tui.keys import KEYS, SCREENS, shown
from smallcrm.tui.plain import Words, line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from smallcrm.tui.app import Dashboard

# How often it looks at the clock, in seconds.
LOOK = 5
# From so many columns on there is a space on both sides of a tab's name.
ROOMY = 72


class Tab(Words):
    """The name of a screen, to click on."""

    def __init__(self, name: str, words: str, *, here: bool) -> None:
        super().__init__(classes="tab -here" if here else "tab")
        self.screen_name = name
        self.words = words

    def fit(self, *, roomy: bool) -> int:
        """Show the name with the spaces that there is room for; how wide that is."""
        text = f" {self.words} " if roomy else f" {self.words}"
        self.say(text)
        return cell_len(text)

    def on_click(self) -> None:
        """Go there."""
        cast("Dashboard", self.app).action_show(self.screen_name)


class Masthead(Horizontal):
    """The screens by number, the one in view standing out; at the right the day."""

    class Ticked(Message):
        """Another minute has begun; what is due or over by now is not what it was."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here = here
        self.minute = ""

    def compose(self) -> ComposeResult:
        """A tab a screen, then the day."""
        own = cast("Dashboard", self.app).own_keys
        for key in (key for key in KEYS if key.name in SCREENS):
            yield Tab(key.name, f"{shown(key, own).split()[0]} {key.words}", here=key.name == self.here)
        yield Words(id="day")

    def on_mount(self) -> None:
        """The clock goes on."""
        self.renew()
        self.set_interval(LOOK, self.renew)

    def on_resize(self) -> None:
        """As much of the day as there is room for."""
        self._show()

    def renew(self) -> None:
        """Show the time as it is."""
        minute = f"{self._now():%Y-%m-%dT%H:%M}"
        if minute != self.minute:
            first, self.minute = not self.minute, minute
            self._show()
            if not first:
                self.post_message(self.Ticked())

    def _now(self) -> dt.datetime:
        return cast("Dashboard", self.app).desk.now()

    def _show(self) -> None:
        if not self.query("#day"):
            return
        width = self.app.size.width
        room = width - sum(tab.fit(roomy=width >= ROOMY) for tab in self.query(Tab))
        fitting = (said for said in self._sayings() if cell_len(said) <= room)
        self.query_one("#day", Words).say(next(fitting, ""))

    def _sayings(self) -> Iterator[str]:
        """What could be said, the fullest first; that a book is not kept is said before the time of day."""
        now, notice = self._now(), line(cast("Dashboard", self.app).notice)
        days = (
            f"{say_date(now.date())} {now:%H:%M}",
            f"{short_date(now.date())} {now:%H:%M}",
            f"{now:%H:%M}",
        )
        brief = notice.rsplit(", ", 1)[-1]
        for before in dict.fromkeys((notice, brief)):
            yield from (f"  {before}  {day} " if before else f"  {day} " for day in days)
        yield f" {brief}" if brief else f" {now:%H:%M}"

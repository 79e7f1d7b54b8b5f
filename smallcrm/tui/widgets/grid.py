"""What the month, the week and the day have in common: the day and the hour under the cursor, keys and mouse."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from smallcrm.tui.keys import list_bindings

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.events import Click, MouseScrollDown, MouseScrollUp

    from smallcrm.tui.widgets.diary import Diary, Entry, Key

Parts = list[tuple[str, Style]]


class Place(NamedTuple):
    """Where the cursor stands: a day, a minute of it as clocks show it, and what is chosen there."""

    day: dt.date
    minute: int = 9 * 60
    key: Key | None = None
    fold: int = 0


class Grid(Widget, can_focus=True):
    """Days drawn line by line; what they hold comes from the diary, where the cursor stands from the screen.

    A move is only asked for (``Went``): the screen decides, and shows the new place to all that stand beside.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*list_bindings()]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--head", "grid--today", "grid--band", "grid--work", "grid--slot", "grid--cell", "grid--resting", "grid--here", "grid--dim",
        "grid--faint", "grid--block", "grid--other", "grid--tentative", "grid--chosen", "grid--off", "grid--alert", "grid--mark", "grid--now",
        "grid--none", "grid--plain",
    }  # fmt: skip

    class Went(Message):
        """The cursor is to stand at ``place``."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    class Opened(Message):
        """Enter was pressed at the place under the cursor, or it was clicked twice."""

    def __init__(self, diary: Diary, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.diary = diary
        self.place = Place(diary.desk.today())
        self.now = diary.desk.now()
        # What all lines hung on when they were painted last.
        self._framed: tuple[object, ...] = ()

    @property
    def today(self) -> dt.date:
        """The day that is marked."""
        return self.now.date()

    def reach(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """The first and last of the days in view with ``day``."""
        raise NotImplementedError

    def title(self) -> str:
        """What is in view, in words."""
        raise NotImplementedError

    def turned(self, pages: int) -> dt.date:
        """The day that many pages away."""
        raise NotImplementedError

    def sideways(self, days: int) -> None:
        """To what is beside the cursor: another day, or another block of the slot."""
        raise NotImplementedError

    def settled(self, place: Place) -> Place:
        """The place with what is chosen there, where it does not say that itself."""
        raise NotImplementedError

    def pointed(self, x: int, y: int) -> Place | None:
        """What is at a point of it."""
        raise NotImplementedError

    def line(self, y: int) -> Parts:
        """One line of it."""
        raise NotImplementedError

    def show(self, place: Place) -> None:
        """Show this place, and what there is around it."""
        was = self.touched()
        self.now = self.diary.desk.now()
        self.diary.reach(place.day, place.day)
        self.diary.reach(*self.reach(place.day))
        self.place = place
        self.prepare()
        self.place = self.settled(place)
        self.prepare()
        before, self._framed = self._framed, self.frame()
        if before == self._framed:
            width = self.size.width
            self.refresh(*(Region(0, y, width, 1) for y in sorted(was | self.touched())))
        else:
            self.refresh()

    def frame(self) -> tuple[object, ...]:
        """What all lines depend on."""
        return self.reach(self.place.day), self.diary.edition, self.size, f"{self.now:%x %H:%M}"

    def touched(self) -> set[int]:
        """The lines that the place under the cursor has a part in."""
        raise NotImplementedError

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001
        """No style of the days hangs on the keyboard; to find them all anew, as Textual does, takes 10 ms."""

    def on_focus(self) -> None:
        """The cursor shows who has the keyboard."""
        self.refresh()

    def on_blur(self) -> None:
        """As on focus."""
        self.refresh()

    def prepare(self) -> None:
        """Find what stands where, before it is drawn."""

    def go(self, place: Place) -> None:
        """Ask to stand there."""
        self.post_message(self.Went(place))

    def action_page(self, pages: int) -> None:
        """Turn the page."""
        self.go(Place(self.turned(pages), self.place.minute))

    def action_enter(self) -> None:
        """Open what is under the cursor."""
        self.post_message(self.Opened())

    def action_mark(self) -> None:
        """Nothing is marked here."""

    def on_click(self, event: Click) -> None:
        """Stand where the mouse points; twice opens."""
        place = self.pointed(event.x, event.y)
        if place is None:
            return
        if event.chain == 2:
            self.action_enter()
        else:
            self.go(place)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel turns pages."""
        event.stop()
        self.action_page(1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel turns pages back."""
        event.stop()
        self.action_page(-1)

    def render_line(self, y: int) -> Strip:
        """One line, as wide as the grid."""
        width = self.size.width
        parts = self.line(y)
        return Strip([Segment(text, style) for text, style in parts]).adjust_cell_length(width, self.plain)

    def look(self, name: str) -> Style:
        """One of the looks in full, with what is behind it."""
        return self.get_component_rich_style(f"grid--{name}")

    def ink(self, name: str, on: Style) -> Style:
        """The letters of one look on the ground of another."""
        return _inked(self.look(name), on)

    @property
    def plain(self) -> Style:
        """The look of what is nothing special; Textual finds its own out anew each time it is asked."""
        return self.look("plain")

    def look_of(self, entry: Entry, day: dt.date) -> str:
        """How an entry is to look: that it was called off, clashes, is overdue, tentative, or none of it."""
        if entry.is_off:
            return "off"
        if entry.item.overdue or self.diary.clashes(day, entry.key):
            return "alert"
        return "tentative" if entry.item.status == "tentative" else "mark" if not entry.has_hours else ""


@lru_cache(maxsize=512)
def _inked(style: Style, on: Style) -> Style:
    return on + Style(color=style.color, bold=style.bold, strike=style.strike)


@lru_cache(maxsize=32)
def spread(width: int, columns: int, left: int = 0) -> list[tuple[int, int]]:
    """``columns`` of nearly the same width, one cell apart: where each begins, and how wide it is."""
    room = max(columns, width - left - (columns - 1))
    widths = [room // columns + (place < room % columns) for place in range(columns)]
    begins = [left + sum(widths[:place]) + place for place in range(columns)]
    return list(zip(begins, widths, strict=True))


def months_on(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last of a month that is too short for it."""
    from smallcrm.model.calendar_words import days_in_month

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, days_in_month(year, month + 1)))

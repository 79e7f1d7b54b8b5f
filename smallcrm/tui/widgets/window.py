"""A list of any length of which only the rows in sight are read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from smallcrm.tui.keys import list_bindings
from smallcrm.tui.plain import line

if TYPE_CHECKING:
    from rich.style import Style
    from textual.binding import BindingType
    from textual.events import Click

GAP = 1
# So many rows below those in sight are read with them, and so many are held.
AHEAD = 8
HELD = 2000


class Heading(str):
    """A line between others that says what follows; the cursor passes over it."""

    __slots__ = ()


class Under(Heading):
    """A further line of the row above it, which it is shown with as one."""

    __slots__ = ()


class Column(NamedTuple):
    """A column: ``width`` in cells, 0 for a share of what is left; shown where the list is ``least`` cells wide."""

    width: int = 0
    least: int = 0
    right: bool = False


# A cell is a text, or a text and its look: "dim", "strong", "alert", "good".
Cell = str | tuple[str, str]
Row = Sequence[Cell]
Reader = Callable[[Sequence[Hashable]], Mapping[Hashable, Row]]


class Window(ScrollView, can_focus=True):
    """A list that holds keys and asks ``read`` for the rows of those in sight.

    The cursor and the marks stay with their keys when the list is shown anew.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*list_bindings()]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "window--cursor", "window--resting", "window--marked", "window--heading", "window--dim", "window--strong",
        "window--alert", "window--good",
    }  # fmt: skip

    class Moved(Message):
        """The cursor stands on another row; ``key`` is None in an empty list."""

        def __init__(self, window: Window, key: Hashable | None) -> None:
            super().__init__()
            self.window = window
            self.key = key

        @property
        def control(self) -> Window:
            """The list."""
            return self.window

    class Opened(Moved):
        """Enter was pressed on a row, or it was clicked twice."""

    def __init__(
        self,
        columns: Sequence[Column],
        read: Reader,
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.columns = columns
        self.empty = empty
        self.keys: Sequence[Hashable] = ()
        self.place = 0
        self.marked: set[Hashable] = set()
        self._read = read
        self._rows: dict[Hashable, Row] = {}

    @property
    def key(self) -> Hashable | None:
        """The key under the cursor."""
        return self.keys[self.place] if self.place < len(self.keys) else None

    @property
    def chosen(self) -> list[Hashable]:
        """The marked keys in their order, else the one under the cursor."""
        if self.marked:
            return [key for key in self.keys if key in self.marked]
        return [] if self.key is None or isinstance(self.key, Heading) else [self.key]

    def show(self, keys: Sequence[Hashable], *, at: Hashable | None = None) -> None:
        """Show these rows, read anew; the cursor goes to ``at``, else stays with its key, else where it stood."""
        wanted = self.key if at is None else at
        self.keys = keys
        self._rows.clear()
        self.marked.intersection_update(keys) if self.marked else None
        self.place = self._place_of(wanted)
        self._measure()
        self._in_sight()
        self.refresh()
        self.post_message(self.Moved(self, self.key))

    def renew(self) -> None:
        """Read the rows in sight anew."""
        self._rows.clear()
        self.refresh()

    def unmark(self) -> None:
        """Take all marks away."""
        self.marked.clear()
        self.refresh()

    def go(self, place: int) -> None:
        """Put the cursor on a row, or the next one that is no heading."""
        if not self.keys:
            return
        place = max(0, min(place, len(self.keys) - 1))
        step = 1 if place >= self.place else -1
        place = self._selectable(place, step)
        if place == self.place:
            return
        self._refresh_row(self.place)
        self.place = place
        self._refresh_row(place)
        self._in_sight()
        self.post_message(self.Moved(self, self.key))

    def go_to(self, key: Hashable) -> bool:
        """Put the cursor on the row of ``key``; whether there is one."""
        if key not in self.keys:
            return False
        self.go(self.keys.index(key))
        return True

    def action_cursor(self, rows: int) -> None:
        """Move the cursor."""
        self.go(self.place + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is in sight."""
        self.go(self.place + pages * max(1, self.size.height - 1))

    def action_first(self) -> None:
        """To the first row."""
        self.go(0)

    def action_last(self) -> None:
        """To the last row."""
        self.go(len(self.keys) - 1)

    def action_enter(self) -> None:
        """Open the row under the cursor."""
        if self.key is not None and not isinstance(self.key, Heading):
            self.post_message(self.Opened(self, self.key))

    def action_mark(self) -> None:
        """Mark the row, or take its mark away, and go on."""
        if self.key is None or isinstance(self.key, Heading):
            return
        self.marked ^= {self.key}
        self._refresh_row(self.place)
        self.go(self.place + 1)

    def action_mark_all(self) -> None:
        """Mark every row, or where all are marked none."""
        every = {key for key in self.keys if not isinstance(key, Heading)}
        self.marked = self.marked - every if every <= self.marked else self.marked | every
        self.refresh()
        self.post_message(self.Moved(self, self.key))

    def render_line(self, y: int) -> Strip:
        """One line of what is in sight."""
        index = y + self.scroll_offset.y
        width = self.size.width
        if index >= len(self.keys):
            text = f" {self.empty}" if not self.keys and y == 0 else ""
            return self._strip([(text, "dim")], width, self.rich_style)
        key = self.keys[index]
        if isinstance(key, Under):
            first = self._first_line(index)
            return self._strip([(line(key), "")], width, self._style(self.keys[first], first))
        if isinstance(key, Heading):
            style = self.get_component_rich_style("window--heading")
            return self._strip([(f" {line(key)}", "")], width, style)
        return self._strip(self._laid_out(key, width), width, self._style(key, index))

    def on_click(self, event: Click) -> None:
        """Put the cursor where the mouse points; twice opens."""
        index = event.y + int(self.scroll_offset.y)
        if index < len(self.keys):
            self.go(self._first_line(index))
            if event.chain == 2:
                self.action_enter()

    def on_resize(self) -> None:
        """The lines are as wide as the list."""
        self._measure()
        self._in_sight()

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001
        """No style of a list hangs on the keyboard; to find them all anew, as Textual does, takes 5 ms."""

    def on_focus(self) -> None:
        """The cursor shows who has the keyboard."""
        self.refresh()

    def on_blur(self) -> None:
        """As on focus."""
        self.refresh()

    def columns_of(self, key: Hashable) -> Sequence[Column]:
        """The columns of a row; those of the list, unless a list has rows of several kinds."""
        del key
        return self.columns

    def _first_line(self, index: int) -> int:
        """Where the row begins that has a line there."""
        while index and isinstance(self.keys[index], Under):
            index -= 1
        return index

    def _last_line(self, place: int) -> int:
        """Where the row that begins there ends."""
        while place + 1 < len(self.keys) and isinstance(self.keys[place + 1], Under):
            place += 1
        return place

    def _refresh_row(self, place: int) -> None:
        for index in range(place, self._last_line(place) + 1):
            self.refresh_line(index)

    def _place_of(self, key: Hashable | None) -> int:
        found = self.keys.index(key) if key is not None and key in self.keys else self.place
        return self._selectable(max(0, min(found, len(self.keys) - 1)), 1)

    def _selectable(self, place: int, step: int) -> int:
        """The next place from here, that way or else the other, that is no heading."""
        for direction in (step, -step):
            found = place
            while 0 <= found < len(self.keys):
                if not isinstance(self.keys[found], Heading):
                    return found
                found += direction
        return 0

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.keys))

    def _in_sight(self) -> None:
        """Scroll until the cursor is in sight, with the heading above it."""
        height = self.scrollable_content_region.height
        if not height:
            return
        top = int(self.scroll_target_y)
        above = self.place
        while (
            above
            and isinstance(self.keys[above - 1], Heading)
            and not isinstance(self.keys[above - 1], Under)
        ):
            above -= 1
        # Of a row that is higher than the list, the beginning is shown.
        below = min(self._last_line(self.place), self.place + height - 1)
        if above < top:
            self.scroll_to(y=above, animate=False, immediate=True, force=True)
        elif below >= top + height:
            self.scroll_to(y=below - height + 1, animate=False, immediate=True, force=True)

    def _row(self, key: Hashable) -> Row:
        if key not in self._rows:
            if len(self._rows) > HELD:
                self._rows.clear()
            top = int(self.scroll_offset.y)
            sight = self.keys[top : top + self.size.height + AHEAD]
            wanted = [each for each in sight if each not in self._rows and not isinstance(each, Heading)]
            wanted = wanted if key in wanted else [*wanted, key]
            # What could not be read is not asked for again with every line.
            self._rows.update(dict.fromkeys(wanted, ()) | {**self._read(wanted)})
        return self._rows.get(key, ())

    def _laid_out(self, key: Hashable, width: int) -> list[tuple[str, str]]:
        """The row's texts, each at its column's width, with its look."""
        mark = "●" if key in self.marked else " "
        cells = [cell if isinstance(cell, tuple) else (cell, "") for cell in self._row(key)]
        shown = [
            (column, cell)
            for column, cell in zip(self.columns_of(key), cells, strict=False)
            if width >= column.least
        ]
        left = width - 1 - sum(column.width + GAP for column, _ in shown)
        shares = [column for column, _ in shown if not column.width]
        laid = [(mark, "strong")]
        for column, (text, look) in shown:
            room = column.width or max(1, left // len(shares))
            laid.append((_fitted(line(text), room, right=column.right) + " " * GAP, look))
        return laid

    def _style(self, key: Hashable, index: int) -> Style:
        if index == self.place:
            return self.get_component_rich_style("window--cursor" if self.has_focus else "window--resting")
        if key in self.marked:
            return self.get_component_rich_style("window--marked")
        return self.rich_style

    def _strip(self, parts: list[tuple[str, str]], width: int, style: Style) -> Strip:
        segments = [Segment(text, self._looked(look, style)) for text, look in parts]
        return Strip(segments).adjust_cell_length(width, style)

    def _looked(self, look: str, style: Style) -> Style:
        if not look:
            return style
        wanted = self.get_component_rich_style(f"window--{look}", partial=True)
        return style + wanted


def _fitted(text: str, width: int, *, right: bool = False) -> str:
    """``text`` in exactly ``width`` cells; what is cut ends in an ellipsis."""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…" if width > 1 else set_cell_size(text, width)
    return " " * (width - length) + text if right else text + " " * (width - length)

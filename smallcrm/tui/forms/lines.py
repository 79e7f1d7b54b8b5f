"""The lines of a form as they stand there: the labels, what is typed, and what that was understood as."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Click

    from smallcrm.tui.forms.field import Line

# Cells of the label, and of what is typed where there is room for more beside it, as the styles have it.
LABEL = 13
TYPING = 49
# Fewest and most rows of what is typed.
SHORT, LONG, LISTED = (1, 1), (3, 10), (1, 6)
# A text as it stands on one row, and its look.
Cell = tuple[str, str]


class Lines(Widget):
    """Draws them all: a widget for each would cost ten times as much in a form of twenty fields."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--label", "lines--typed", "lines--hint", "lines--meant", "lines--wrong",
    }  # fmt: skip

    class Pointed(Message):
        """The mouse pointed at a line."""

        def __init__(self, line: Line) -> None:
            super().__init__()
            self.line = line

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._rows: list[tuple[Line, int]] = []

    def show(self, lines: Sequence[Line]) -> None:
        """Draw these lines, as high as what stands in them."""
        self._lines = lines
        self._rows = [(line, row) for line in lines for row in range(self._height(line))]
        self.styles.height = len(self._rows)
        self.refresh()

    def place(self, line: Line) -> tuple[int, int]:
        """The row where that line begins, and how many rows what is typed in it takes."""
        return self._rows.index((line, 0)), self._typed_height(line)

    def render_line(self, y: int) -> Strip:
        """One row: the first has the label, one on a narrow terminal what the text was understood as."""
        if y >= len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        line, row = self._rows[y]
        cells = [(_cut(line.field.label if not row else "", LABEL), "label")]
        meant = (line.said, "wrong" if line.bad else "meant")
        if row < self._typed_height(line):
            text, look = self._typed(line, row)
            cells.append((_cut(text, self._room), look))
            if not self._narrow:
                cells += [(" ", "label"), meant if not row else ("", "meant")]
        else:
            cells.append(meant)
        return self._strip(cells)

    def on_click(self, event: Click) -> None:
        """Go to the field that the mouse points at."""
        if event.y < len(self._rows):
            self.post_message(self.Pointed(self._rows[event.y][0]))

    def on_resize(self) -> None:
        """What is said stands beside the fields, or below them."""
        self.show(self._lines)

    @property
    def _narrow(self) -> bool:
        return self.screen.has_class("-narrow")

    @property
    def _room(self) -> int:
        return max(self.size.width - LABEL, 1) if self._narrow else TYPING

    def _height(self, line: Line) -> int:
        return self._typed_height(line) + bool(line.said and self._narrow)

    def _typed_height(self, line: Line) -> int:
        least, most = LONG if line.field.long else LISTED if line.field.listed else SHORT
        return max(least, min(len(self._wrapped(line)), most)) if line.several else least

    def _wrapped(self, line: Line) -> Sequence[str]:
        # Where one types there is room for the cursor behind the last letter.
        return [each.plain for each in Content(line.shown.expandtabs(4)).wrap(max(self._room - 1, 1))]

    def _typed(self, line: Line, row: int) -> Cell:
        if not line.shown:
            return (line.field.hint if not row else "", "hint")
        rows = self._wrapped(line) if line.several else (line.shown,)
        return (rows[row] if row < len(rows) else "", "typed")

    def _strip(self, cells: Sequence[Cell]) -> Strip:
        segments = [Segment(text, self.get_component_rich_style(f"lines--{look}")) for text, look in cells]
        width = self.size.width
        strip = Strip(segments)
        if strip.cell_length > width:
            text, style, _ = segments.pop()
            left = width - sum(each.cell_length for each in segments)
            segments.append(Segment(_cut(text, left), style))
            strip = Strip(segments)
        return strip.adjust_cell_length(width, self.rich_style)


def _cut(text: str, width: int) -> str:
    """``text`` in exactly ``width`` cells; what is cut ends in an ellipsis."""
    if cell_len(text) > width > 1:
        return set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)

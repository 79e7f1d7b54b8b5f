"""What is asked on top of a screen, which shows through it, dimmed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.screen import ModalScreen
from textual.strip import Strip

from smallcrm.tui.dressed import Dressed

if TYPE_CHECKING:
    from rich.color import Color as RichColor
    from textual.geometry import Region

About = TypeVar("About")
Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer], Dressed[Answer], Generic[About, Answer]):
    """Asked about one thing after the other: it is laid once, and filled anew each time, at a third of the cost."""

    def __init__(self) -> None:
        super().__init__()
        self.about: About | None = None
        self.busy = False
        self._below: list[Strip] = []

    def put(self, about: About) -> None:
        """Be about that from now on, until it is answered."""
        self.about, self.busy = about, True
        if self.is_mounted:
            self.fill(about)

    def on_mount(self) -> None:
        """What it was asked about before it was laid."""
        if self.about is not None:
            self.fill(self.about)

    def fill(self, about: About) -> None:
        """Show what it is about."""
        raise NotImplementedError

    def answer(self, answer: Answer | None) -> None:
        """Give an answer (None for leaving), and be free for the next question."""
        self.busy = False
        self.dismiss(answer)

    def action_leave(self) -> None:
        """Go back without an answer."""
        self.answer(None)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines around what is asked."""
        self._below.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A line of the screen below, dimmed.

        Textual does it by way of Rich, blending each colour of each word anew; that takes 15 ms.
        """
        veil = self.styles.background
        if veil.a == 1:
            return super().render_line(y)
        if not self._below:
            stack = self.app.screen_stack
            # There is no public way to what a screen shows.
            self._below = stack[stack.index(self) - 1]._compositor.render_strips()  # noqa: SLF001
        strip = self._below[y] if y < len(self._below) else Strip.blank(self.size.width)
        dimmed = [Segment(text, _dimmed(style or Style.null(), veil)) for text, style, _ in strip]
        return Strip(dimmed, strip.cell_length)


@lru_cache(2048)
def _dimmed(style: Style, veil: Color) -> Style:
    def mixed(color: RichColor | None) -> RichColor | None:
        return (Color.from_rich_color(color) + veil).rich_color if color else None

    return style.clear_meta_and_links() + Style.from_color(mixed(style.color), mixed(style.bgcolor))

"""How the dashboard looks: dark, light, with high contrast, or without colour.

Every colour that a text is written in, or that stands behind one, is named here; the styles only use the names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.filter import LineFilter
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.color import Color

# The theme that says everything by letters, signs and reversed lines.
PLAIN = "plain"
# The terminals of sixteen colours: TERM is xterm or linux, or it is an old console of Windows.
FEW = ("standard", "windows")

THEMES = {
    "dark": Theme(
        name="dark", primary="#7aa2f7", secondary="#9ece6a", accent="#e0af68", warning="#e0af68", error="#ff8fa3",
        success="#9ece6a", foreground="#d5d9e8", background="#16161e", surface="#1a1b26", panel="#24283b", dark=True,
        variables={
            "dim": "#a0a8c4", "hint": "#a0a8c4", "alert": "#ff8fa3", "good": "#9ece6a", "heading": "#e0af68", "rim": "#3b4261",
            "cursor": "#2b3b66", "marked": "#3a3222",
        },
    ),
    "light": Theme(
        name="light", primary="#2a5db0", secondary="#2d6115", accent="#7a4f00", warning="#7a4f00", error="#a81c14",
        success="#2d6115", foreground="#1d1f24", background="#f7f7f4", surface="#ffffff", panel="#e6e6e0", dark=False,
        variables={
            "dim": "#55585f", "hint": "#5a5d64", "alert": "#a81c14", "good": "#2d6115", "heading": "#7a4f00", "rim": "#b9bac0",
            "cursor": "#cddcf7", "marked": "#f4e6c4",
        },
    ),
    "contrast": Theme(
        name="contrast", primary="#00ffff", secondary="#60ff60", accent="#ffff00", warning="#ffff00",
        error="#ff9650", success="#60ff60", foreground="#ffffff", background="#000000", surface="#000000",
        panel="#202020", dark=True, text_alpha=1.0,
        variables={
            "dim": "#e4e4e4", "hint": "#b8b8b8", "alert": "#ff9650", "good": "#60ff60", "heading": "#ffff00", "rim": "#c0c0c0",
            "cursor": "#0038a8", "marked": "#4a4000",
        },
    ),
    PLAIN: Theme(
        name=PLAIN, primary="#ffffff", secondary="#ffffff", accent="#ffffff", warning="#ffffff", error="#ffffff",
        success="#ffffff", foreground="#ffffff", background="#000000", surface="#000000", panel="#000000", dark=True,
        text_alpha=1.0,
        variables={
            "dim": "#ffffff", "hint": "#ffffff", "alert": "#ffffff", "good": "#ffffff", "heading": "#ffffff", "rim": "#ffffff",
            "cursor": "#000000", "marked": "#000000",
        },
    ),
}  # fmt: skip


def after(name: str) -> str:
    """The theme that follows ``name``, the first after the last."""
    names = list(THEMES)
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]


def fitting(name: str, colours: str | None) -> str:
    """The theme in which ``name`` is shown by a terminal of ``colours``, as rich calls them.

    Of sixteen, dark becomes shades of grey, and light has a cursor as white as what is around it.
    """
    return "contrast" if colours in FEW and name != PLAIN else name


class Uncoloured(LineFilter):
    """Takes every colour away, so that a terminal's own two are left; bold, underlined and reversed stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """The segments without colour."""
        return [Segment(text, style and style.without_color, control) for text, style, control in segments]

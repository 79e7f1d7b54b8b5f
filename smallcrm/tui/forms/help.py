"""The keys of a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.containers import Vertical

from smallcrm.tui.forms.dialog import Dialog
from smallcrm.tui.keys import LIST_KEYS, of_screen, shown
from smallcrm.tui.plain import Words
from smallcrm.tui.widgets.window import Column, Heading, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.keys import Key
    from smallcrm.tui.widgets.window import Row


class Help(Dialog[str, None]):
    """Every key that works on the screen of that name, by what it is for."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,question_mark", "leave", "Back")]

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, Key] = {}

    def compose(self) -> ComposeResult:
        """A line a key."""
        with Vertical(classes="dialog tall"):
            yield Window((Column(16), Column()), self._rows, id="keys")
            yield Words(
                "esc goes back   : finds an action   [keys] in the settings rebinds",
                classes="keys",
            )

    def fill(self, about: str) -> None:
        """In groups."""
        self.query_one(".dialog").border_title = f"Keys: {about}"
        self.keys = {key.name: key for key in (*of_screen(about), *LIST_KEYS)}
        lines: list[Hashable] = []
        for group in dict.fromkeys(key.group for key in self.keys.values()):
            lines += [Heading(group), *(name for name, key in self.keys.items() if key.group == group)]
        window = self.query_one(Window)
        window.show(lines)
        window.action_first()
        window.focus()

    def _rows(self, names: Sequence[Hashable]) -> dict[Hashable, Row]:
        own = cast("Dashboard", self.app).own_keys
        rows: dict[Hashable, Row] = {}
        for name in names:
            key = self.keys[str(name)]
            rows[name] = ((shown(key, own), "strong"), key.words)
        return rows

"""What one change touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.containers import Vertical

from smallcrm.read.touched import touched
from smallcrm.tui.forms.dialog import Dialog
from smallcrm.tui.plain import Words
from smallcrm.tui.widgets.window import Column, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from smallcrm.read.reading import Read
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.widgets.window import Row

# An import touches thousands of rows; the first of them say what it was.
MOST_ROWS = 500


class Touched(Dialog[int, None]):
    """A line for each thing that the change of that id touched, with its values before and after."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "leave", "Back")]

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def compose(self) -> ComposeResult:
        """The change's words, and the lines."""
        with Vertical(classes="dialog tall"):
            yield Words(id="changed")
            yield Window((Column(),), self._rows, empty="it touched nothing", id="touched")
            yield Words("esc goes back   u on the screen undoes the last change", classes="keys")

    def fill(self, about: int) -> None:
        """Read them."""
        self.query_one(".dialog").border_title = f"Change {about}"
        said, self.lines = cast("Dashboard", self.app).look(lambda read: _read(read, about)) or ("", [])
        self.query_one("#changed", Words).say(said)
        window = self.query_one(Window)
        window.show(range(len(self.lines)))
        window.action_first()
        window.focus()

    def _rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        return {key: (self.lines[cast("int", key)],) for key in keys}


def _read(read: Read, change_id: int) -> tuple[str, list[str]]:
    change = read.history.change(change_id, MOST_ROWS)
    return change.words, list(touched(read.history, change))

"""What one change touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from smallcrm.read.touched import touched
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


class Touched(ModalScreen[None]):
    """A line for each thing that a change touched, with its values before and after."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "leave", "Back")]

    def __init__(self, change_id: int) -> None:
        super().__init__()
        self.change_id = change_id
        self.lines: list[str] = []

    def compose(self) -> ComposeResult:
        """The change's words, and the lines."""
        with Vertical(classes="dialog tall") as dialog:
            dialog.border_title = f"Change {self.change_id}"
            yield Words(id="changed")
            yield Window((Column(),), self._rows, empty="it touched nothing", id="touched")
            yield Words("esc goes back   u on the screen undoes the last change", classes="keys")

    def on_mount(self) -> None:
        """Read them."""
        window = self.query_one(Window)
        window.focus()
        found = cast("Dashboard", self.app).look(self._read)
        if found is not None:
            said, self.lines = found
            self.query_one("#changed", Words).say(said)
            window.show(range(len(self.lines)))

    def _read(self, read: Read) -> tuple[str, list[str]]:
        change = read.history.change(self.change_id, MOST_ROWS)
        return change.words, list(touched(read.history, change))

    def _rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        return {key: (self.lines[cast("int", key)],) for key in keys}

    def action_leave(self) -> None:
        """Back to the screen."""
        self.dismiss(None)

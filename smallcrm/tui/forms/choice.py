"""One of a few things to choose, by its number or with the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding
from textual.containers import Vertical

from smallcrm.tui.forms.dialog import Dialog
from smallcrm.tui.plain import Words, line, words
from smallcrm.tui.widgets.window import Column, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key

    from smallcrm.tui.widgets.window import Row


class Choices(NamedTuple):
    """What can be chosen; ``at`` is where the cursor stands first."""

    title: str
    words: Sequence[str]
    at: int = 0


class Choice(Dialog[Choices, int]):
    """Returns the place of what was chosen, None for nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", "Back")]

    def compose(self) -> ComposeResult:
        """The choices, each with its number."""
        with Vertical(classes="dialog"):
            yield Window((Column(2, right=True), Column()), self._rows, id="choices")
            yield Words("enter takes it   1-9 at once   esc goes back", classes="keys")

    def fill(self, about: Choices) -> None:
        """As high as there are choices."""
        self.query_one(".dialog").border_title = words(line(about.title) or " ")
        self.choices = about.words
        window = self.query_one(Window)
        window.styles.height = min(len(self.choices), 12)
        window.show(range(len(self.choices)), at=about.at)
        window.focus()

    def _rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        return {key: (str(int(str(key)) + 1), self.choices[int(str(key))]) for key in keys}

    @on(Window.Opened)
    def _take(self, message: Window.Opened) -> None:
        self.answer(int(str(message.key)))

    def on_key(self, event: Key) -> None:
        """A digit chooses at once."""
        if event.character and event.character.isdigit() and 0 < int(event.character) <= len(self.choices):
            event.stop()
            self.answer(int(event.character) - 1)

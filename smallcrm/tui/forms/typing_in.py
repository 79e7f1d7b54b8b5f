"""Where one types: the field of a form that has the keyboard, one line or several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input, TextArea
from textual.widgets.input import Selection

from smallcrm.errors import UsageError
from smallcrm.model.text import clean_lines
from smallcrm.tui.forms.field import Suggestions, picked
from smallcrm.tui.plain import Entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Key

    from smallcrm.tui.forms.field import Line


class OneLine(Entry):
    """For a field of one line; where that takes one of a few words, space goes to the next."""

    choices: Sequence[str] = ()

    def __init__(self) -> None:
        super().__init__(classes="typing", select_on_focus=False)

    @property
    def typed(self) -> str:
        """What is typed."""
        return self.value

    def begin(self, line: Line) -> None:
        """Type into that field: what ends in a space is to be gone on with, anything else is written over."""
        self.choices = line.field.choices
        self.placeholder = line.field.hint
        self.suggester = None
        with self.prevent(Input.Changed):
            self.value = line.shown
        self.suggester = Suggestions(line.field.suggest) if line.field.suggest else None
        end = len(self.value)
        self.selection = Selection(end if line.was.endswith(" ") else 0, end)

    async def _on_key(self, event: Key) -> None:
        if event.key != "space" or not self.choices:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        try:
            place = list(self.choices).index(picked(self.value, self.choices))
        except (UsageError, ValueError):
            place = -1
        self.value = self.choices[(place + 1) % len(self.choices)]
        self.cursor_position = len(self.value)


class SeveralLines(TextArea):
    """For a field of several lines; no control sequence gets into it."""

    def __init__(self) -> None:
        super().__init__(classes="typing", soft_wrap=True, tab_behavior="focus", compact=True)

    @property
    def typed(self) -> str:
        """What is typed."""
        return self.text

    def begin(self, line: Line) -> None:
        """Type into that field, behind what is there, where one goes on."""
        self.placeholder = line.field.hint
        with self.prevent(TextArea.Changed):
            self.load_text(line.shown)
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: object) -> None:
        text = getattr(event, "text", "")
        event.text = clean_lines(text)  # type: ignore[attr-defined]
        await super()._on_paste(event)  # type: ignore[arg-type]

    async def _on_key(self, event: Key) -> None:
        row, last = self.cursor_location[0], self.document.line_count - 1
        step = -1 if event.key == "up" and not row else 1 if event.key == "down" and row == last else 0
        if not step:
            await super()._on_key(event)
            return
        # The form goes on to the next field.
        event.stop()
        event.prevent_default()
        await self.run_action(f"screen.go({step})")

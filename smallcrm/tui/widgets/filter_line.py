"""A line to type in that narrows a list as one types; the arrows go on moving the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from smallcrm.tui.plain import Entry, Words

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class FilterLine(Horizontal):
    """Hidden until it is opened; stays in sight while it narrows."""

    class Narrowed(Message):
        """``text`` is what is looked for now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The keyboard goes back to the list; with ``keep`` it stays narrowed."""

        def __init__(self, *, keep: bool) -> None:
            super().__init__()
            self.keep = keep

    class Stepped(Message):
        """The list's cursor is to move by ``rows``, or with ``pages`` by what is in sight."""

        def __init__(self, rows: int, *, pages: bool) -> None:
            super().__init__()
            self.rows = rows
            self.pages = pages

    def __init__(self, hint: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="filter-line")
        self.hint = hint

    def compose(self) -> ComposeResult:
        """A slash, and what is typed behind it."""
        yield Words("/", classes="slash")
        yield Narrowing(placeholder=self.hint, select_on_focus=False)

    def on_mount(self) -> None:
        """Nothing is looked for yet."""
        self._typing.can_focus = False
        self.display = False

    @property
    def _typing(self) -> Narrowing:
        return self.query_one(Narrowing)

    def open(self) -> None:
        """Take the keyboard; what was typed before can be typed on."""
        self.display = True
        self._typing.can_focus = True
        self._typing.focus()

    def close(self, *, keep: bool) -> None:
        """Give the keyboard back; without ``keep`` nothing is looked for any more."""
        self._typing.can_focus = False
        if not keep:
            with self._typing.prevent(Input.Changed):
                self._typing.value = ""
        self.display = bool(self._typing.value)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Narrowed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Left(keep=True))


class Narrowing(Entry):
    """What is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Everybody again", show=False),
        Binding("down", "step(1)", "Down", show=False),
        Binding("up", "step(-1)", "Up", show=False),
        Binding("pagedown", "step(1, True)", "A page down", show=False),
        Binding("pageup", "step(-1, True)", "A page up", show=False),
        Binding("tab", "keep", "Into the list", show=False),
    ]

    def action_leave(self) -> None:
        """Look for nothing any more."""
        self.post_message(FilterLine.Left(keep=False))

    def action_keep(self) -> None:
        """Into what was found."""
        self.post_message(FilterLine.Left(keep=True))

    def action_step(self, rows: int, pages: bool = False) -> None:  # noqa: FBT001, FBT002
        """Move the list's cursor."""
        self.post_message(FilterLine.Stepped(rows, pages=pages))

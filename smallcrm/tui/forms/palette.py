"""The palette: every action of the screen in view, with its key, found by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.fuzzy import Matcher
from textual.widgets import Input

from smallcrm.tui.forms.dialog import Dialog
from smallcrm.tui.keys import KEYS, LIST_KEYS, Key, of_screen, shown
from smallcrm.tui.plain import Entry
from smallcrm.tui.widgets.window import Column, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.screens.view import View
    from smallcrm.tui.widgets.window import Row

# How wide the words of the longest action are, so that the keys stand below each other.
WIDTH = max(len(key.words) for key in (*KEYS, *LIST_KEYS)) + 3


class Found(Window, can_focus=False):
    """The actions that match, with the letters that do standing out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"window--match"}

    matcher: Matcher | None = None

    def _laid_out(self, key: Hashable, width: int) -> list[tuple[str, str]]:
        mark, (said, _), *keys = super()._laid_out(key, width)
        found = self.matcher.highlight(said).spans if self.matcher else ()
        matched = {place for span in found for place in range(span.start, span.end)}
        return [
            mark,
            *((letter, "match" if place in matched else "") for place, letter in enumerate(said)),
            *keys,
        ]


class Palette(Dialog["View", Key]):
    """Returns the action that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("down,ctrl+n", "list('cursor', 1)", "Down"),
        Binding("up,ctrl+p", "list('cursor', -1)", "Up"),
        Binding("pagedown", "list('page', 1)", "A page down"),
        Binding("pageup", "list('page', -1)", "A page up"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.actions: dict[Hashable, Key] = {}

    def compose(self) -> ComposeResult:
        """What one types, and what that finds."""
        with Vertical(classes="dialog"):
            yield Entry(placeholder="what you want to do, in words")
            yield Found((Column(WIDTH), Column()), self._rows, empty="there is no such action", id="found")

    def fill(self, about: View) -> None:
        """Every action, before anything is typed."""
        lists = LIST_KEYS if isinstance(about.focused, Window) else ()
        self.actions = {key.name: key for key in (*of_screen(about.NAME), *lists)}
        entry = self.query_one(Entry)
        entry.value = ""
        entry.focus()
        self._find("")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._find(event.value)

    def _find(self, typed: str) -> None:
        """The actions whose words match, the best first."""
        matcher = Matcher(typed) if typed.strip() else None
        scores = {name: matcher.match(key.words) if matcher else 1 for name, key in self.actions.items()}
        found = sorted((name for name, score in scores.items() if score > 0), key=lambda name: -scores[name])
        window = self.query_one(Found)
        window.matcher = matcher
        window.styles.height = max(len(found), 1)
        window.show(found)
        window.action_first()

    def _rows(self, names: Sequence[Hashable]) -> dict[Hashable, Row]:
        own = cast("Dashboard", self.app).own_keys
        return {name: (self.actions[name].words, (shown(self.actions[name], own), "dim")) for name in names}

    def action_list(self, action: str, by: int) -> None:
        """Move the cursor of the list, while one types."""
        window = self.query_one(Found)
        window.action_cursor(by) if action == "cursor" else window.action_page(by)

    @on(Input.Submitted)
    @on(Window.Opened)
    def _take(self, event: Input.Submitted | Window.Opened) -> None:
        event.stop()
        key = self.query_one(Found).key
        if key is not None:
            self.answer(self.actions[key])

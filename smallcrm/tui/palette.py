"""The palette: every action of the screen in view, with its key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from smallcrm.tui.keys import KEYS, LIST_KEYS, Key, of_screen, shown
from smallcrm.tui.plain import words
from smallcrm.tui.screens.view import View
from smallcrm.tui.widgets.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# How wide the words of the longest action are, so that the keys stand below each other.
WIDTH = max(len(key.words) for key in (*KEYS, *LIST_KEYS)) + 3


class Actions(Provider):
    """Finds actions by their words."""

    async def discover(self) -> Hits:
        """Every action, before anything is typed."""
        for key, run in self._actions():
            yield DiscoveryHit(self._line(key, Content(key.words)), run, key.words)

    async def search(self, query: str) -> Hits:
        """The actions whose words match."""
        matcher = self.matcher(query)
        for key, run in self._actions():
            score = matcher.match(key.words)
            if score > 0:
                yield Hit(score, self._line(key, matcher.highlight(key.words)), run, key.words)

    def _line(self, key: Key, said: Content) -> Content:
        keys = shown(key, getattr(self.app, "own_keys", {}))
        return said.pad_right(WIDTH - len(key.words)) + words(keys, "$dim")

    def _actions(self) -> Iterator[tuple[Key, Callable[[], object]]]:
        view = self.screen
        if isinstance(view, View):
            for key in of_screen(view.NAME):
                yield key, partial(_run, view, key)
            if isinstance(view.focused, Window):
                for key in LIST_KEYS:
                    yield key, partial(_run, view.focused, key)


async def _run(where: View | Window, key: Key) -> None:
    await where.run_action(key.action)

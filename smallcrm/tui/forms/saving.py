"""What was typed is being saved, and that takes long: the person waits for it, or goes on meanwhile."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding
from textual.containers import Vertical

from smallcrm.tui.forms.dialog import Dialog
from smallcrm.tui.plain import Words, line, words
from smallcrm.tui.screens.view import View

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from smallcrm.tui.app import Dashboard

# How long (seconds) it may take before anything is said.
SOON = 0.3


class Act(NamedTuple):
    """What is being saved, by the title of its form."""

    title: str
    task: asyncio.Task[None]


class Saving(Dialog[Act, bool]):
    """Returns whether the person stayed until it was over; goes by itself then."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "leave", "Go on meanwhile")]

    def compose(self) -> ComposeResult:
        """That it is being saved, what for it waits, and the keys."""
        with Vertical(classes="dialog"):
            yield Words("it is being saved …")
            yield Words(id="waiting")
            yield Words("esc goes on meanwhile; what you typed is not lost", classes="keys")

    def fill(self, about: Act) -> None:
        """Wait for it."""
        self.query_one(".dialog").border_title = words(line(about.title) or " ")
        self.hear("")
        about.task.add_done_callback(lambda _task: self._over(about))

    def hear(self, sentence: str) -> None:
        """Say what is being waited for."""
        self.query_one("#waiting", Words).say(sentence)

    def _over(self, about: Act) -> None:
        # Not where the dashboard has ended meanwhile.
        if self.busy and self.about is about and self.app.screen_stack[-1:] == [self]:
            self.answer(True)


async def stayed(app: Dashboard, act: Act) -> bool:
    """Wait for an act, and say so where it takes long; whether the person waited too, and did nothing else."""
    while not act.task.done():
        await asyncio.wait({act.task}, timeout=SOON)
        # Something else in front is what the act asks, or what the person has turned to.
        if not act.task.done() and isinstance(app.screen, View) and not await app.ask(Saving, act):
            await asyncio.wait({act.task})
            return False
    return isinstance(app.screen, View)

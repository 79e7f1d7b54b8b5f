"""A question that is answered by yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical

from smallcrm.tui.forms.dialog import Dialog
from smallcrm.tui.plain import Words

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class Question(Dialog[tuple[str, str], bool]):
    """About what it is and the question; returns whether the answer was yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Yes"),
        Binding("n,escape,q", "answer(False)", "No"),
    ]

    def compose(self) -> ComposeResult:
        """What it is about, the question, and the keys."""
        with Vertical(classes="dialog"):
            yield Words(id="what")
            yield Words(id="question")
            yield Words("y yes   n no", classes="keys")

    def fill(self, about: tuple[str, str]) -> None:
        """Ask it."""
        what, question = about
        self.query_one("#what", Words).say(what)
        self.query_one("#question", Words).say(question)

    def action_answer(self, yes: bool) -> None:  # noqa: FBT001
        """Take the answer."""
        self.answer(yes)

"""A question that is answered by yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from smallcrm.tui.plain import Words

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class Question(ModalScreen[bool]):
    """Returns whether the answer was yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "answer(True)", "Yes"),
        Binding("n,escape,q", "answer(False)", "No"),
    ]

    def __init__(self, what: str, question: str) -> None:
        super().__init__()
        self.what = what
        self.question = question

    def compose(self) -> ComposeResult:
        """What it is about, the question, and the keys."""
        with Vertical(classes="dialog"):
            yield Words(self.what)
            yield Words(self.question, classes="question")
            yield Words("y yes   n no", classes="keys")

    def action_answer(self, yes: bool) -> None:  # noqa: FBT001
        """Take the answer."""
        self.dismiss(yes)

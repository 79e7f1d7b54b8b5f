"""A list of contacts whose marks outlast what the list is narrowed to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.message import Message

from smallcrm.tui.widgets.window import Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual.binding import BindingType


class People(Window):
    """Who is marked stays marked while others are looked for; ``chosen`` are all of these, in sight or not."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("right", "screen.into", show=False)]

    class Marked(Message):
        """Others are marked than were."""

    @property
    def chosen(self) -> list[Hashable]:
        """The marked, those of the list in its order first; else the one under the cursor."""
        in_sight = super().chosen if self.marked or self.keys else []
        return [*in_sight, *sorted(self.marked.difference(in_sight), key=str)] if self.marked else in_sight

    def show(self, keys: Sequence[Hashable], *, at: Hashable | None = None) -> None:
        """As any list, but that the marks of those who are not shown are kept."""
        marked = set(self.marked)
        super().show(keys, at=at)
        self.marked = marked

    def forget_all_but(self, known: Sequence[Hashable]) -> None:
        """Take the marks away of those who are not there any more."""
        if self.marked:
            self.marked.intersection_update(known)

    def action_mark(self) -> None:
        """Mark the contact, or take the mark away, and go on."""
        super().action_mark()
        self.post_message(self.Marked())

    def action_mark_all(self) -> None:
        """Mark everybody in the list, or nobody."""
        super().action_mark_all()
        self.post_message(self.Marked())

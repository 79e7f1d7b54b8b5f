"""The parts of a screen: side by side where there is room, one at a time below 100 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container

from smallcrm.tui.plain import line, words

if TYPE_CHECKING:
    from textual.widget import Widget


class Pane(Container):
    """One part of a screen, with its title in its border; ``heart`` is what takes the keyboard."""

    def __init__(self, title: str, *children: Widget, id: str, classes: str = "") -> None:  # noqa: A002
        super().__init__(*children, id=id, classes=f"pane {classes}".strip())
        self.border_title = title

    def entitle(self, *parts: str) -> None:
        """Another title: what it shows, and how much of it."""
        self.border_title = words(line(" · ".join(part for part in parts if part)))

    def say_below(self, text: str) -> None:
        """Something about the line under the cursor, in the lower border."""
        self.border_subtitle = words(line(text))

    def wear(self, name: str, *, on: bool) -> None:
        """Take a class, or lay it off; what is in the pane keeps its styles, which would take 5 ms to find anew."""
        if self.has_class(name) != on:
            self.set_class(on, name, update=False)
            self.app.stylesheet.apply(self)

    @property
    def heart(self) -> Widget | None:
        """The first widget in it that takes the keyboard."""
        return next((each for each in self.query("*") if each.can_focus), None)


class Panes(Container):
    """Panes between which Tab goes round; the one in front is the one that is seen on a narrow terminal."""

    @property
    def all(self) -> list[Pane]:
        """The panes in their order."""
        return [each for each in self.query(Pane) if not each.has_class("-off")]

    @property
    def front(self) -> Pane | None:
        """The pane that has the keyboard, or had it last."""
        return next((each for each in self.all if each.has_class("-front")), None)

    def on_mount(self) -> None:
        """The first pane stands in front."""
        if self.all and self.front is None:
            self.all[0].add_class("-front")

    def bring(self, pane: Pane, *, focus: bool = True) -> None:
        """Put a pane in front, and the keyboard into it."""
        for each in self.query(Pane):
            each.wear("-front", on=each is pane)
        if focus and pane.heart is not None:
            pane.heart.focus(scroll_visible=False)

    def turn(self, step: int) -> None:
        """The next pane, or the one before."""
        panes = self.all
        if not panes:
            return
        place = panes.index(self.front) if self.front in panes else 0
        self.bring(panes[(place + step) % len(panes)])

    def on_descendant_focus(self) -> None:
        """The pane that the mouse put the keyboard into comes to the front."""
        for each in self.all:
            if each.has_focus_within and not each.has_class("-front"):
                self.bring(each, focus=False)

"""The last lines: what was done or went wrong, and the keys that are used most."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.containers import Vertical

from smallcrm.tui.keys import of_screen, shown
from smallcrm.tui.plain import Words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from smallcrm.tui.app import Dashboard

# What works on every screen, and is named as long as there is room for it.
ALWAYS = ("undo", "palette", "help", "quit")
# Where only one pane is in view, the others are named first; what undoes an act is said by the act itself.
ALONE = ("next_pane", "palette", "help", "quit")
GAP = "  "


class Status(Vertical):
    """A sentence about the last act, and the keys of this screen."""

    def __init__(self, screen_name: str, hints: Sequence[str]) -> None:
        super().__init__()
        self.screen_name = screen_name
        self.hints = hints
        self._said = ""

    def compose(self) -> ComposeResult:
        """The sentence and the keys."""
        yield Words(id="said")
        yield Words(id="hints")

    def on_resize(self) -> None:
        """The keys that the screen names, as many as there is room for beside those that always work."""
        room = self.size.width - 2
        always = self._named(ALONE if self.screen.has_class("-narrow") else ALWAYS)
        kept = self._named(self.hints)
        while kept and cell_len(GAP.join([*kept, *always])) > room:
            kept.pop()
        self.query_one("#hints", Words).say(GAP.join([*kept, *always]))

    def _named(self, names: Sequence[str]) -> list[str]:
        own = cast("Dashboard", self.app).own_keys
        keys = {key.name: key for key in of_screen(self.screen_name)}
        found = [keys[name] for name in names if name in keys]
        return [f"{shown(key, own).split()[0]} {key.name.replace('_', ' ')}" for key in found]

    def tell(self, sentence: str, *, bad: bool = False) -> None:
        """Say ``sentence`` until there is another to say; what is ``bad`` has a sign that no theme takes away."""
        self._said = sentence
        said = words(f"! {sentence}" if bad else sentence, "$alert" if bad else "$good")
        self.query_one("#said", Words).say(said)

    @property
    def said(self) -> str:
        """The sentence that is shown."""
        return self._said

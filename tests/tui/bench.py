"""A screen on which a test says what is under the cursor: the acts are the same on all of them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, ClassVar

from textual import work

from smallcrm.tui.acts import cancel
from smallcrm.tui.keys import bindings
from smallcrm.tui.plain import Words
from smallcrm.tui.screens.view import View
from smallcrm.tui.thing import Thing
from smallcrm.tui.widgets.panes import Pane

if TYPE_CHECKING:
    from textual.binding import BindingType

# Who stands on one thing after the other goes from bench to bench.
BENCHES = itertools.count()


class Bench(View):
    """Everything under the cursor at once."""

    NAME = "calendar"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("calendar")]

    under: ClassVar[tuple[Thing, ...]] = ()
    kind: ClassVar[str] = "contact"
    day: ClassVar[str] = ""

    def panes(self):
        yield Pane("Bench", Words("bench"), id="bench")

    def read(self):
        """It shows nothing."""

    def things(self):
        return self.under

    def default_new(self):
        return self.kind

    def new_day(self):
        return self.day

    @work
    async def action_cancel(self):
        await cancel(self)


async def stand_on(hands, *things: Thing, new: str = "contact", day: str = "") -> None:
    """Have the cursor stand on ``things``; ``n`` makes a ``new`` one, on ``day``."""

    class Here(Bench):
        under = things
        kind = new

    Here.day = day
    name = f"bench {next(BENCHES)}"
    hands.app.add_mode(name, Here)
    await hands.app.switch_mode(name)
    await hands.settle()

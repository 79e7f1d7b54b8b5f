"""The dashboard over a fresh book, driven as a person drives it: by keys."""

from __future__ import annotations

import asyncio
import contextlib
import time
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key

from smallcrm.config import load
from smallcrm.crm import Crm
from smallcrm.desk import Desk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from textual.pilot import Pilot
    from textual.screen import Screen

    from smallcrm.tui.app import Dashboard
    from tests.conftest import Terminal


class Hands:
    """Somebody at the keyboard of the dashboard."""

    def __init__(self, app: Dashboard, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys (Textual's names), and wait after each until what it began is done."""
        for key in keys:
            self._strike(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text into what has the keyboard, quickly."""
        for letter in text:
            self._strike(letter)
        await self.settle()

    def _strike(self, key: str) -> None:
        """One key, as the terminal sends it; the pilot's own way waits 40 ms for each."""
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        try:
            character: str | None = unicodedata.lookup(
                _get_unicode_name_from_key(REPLACED_KEYS.get(name, name))
            )
        except KeyError:
            character = key if len(key) == 1 else None
        self.app.post_message(Key(name, character))

    async def settle(self) -> None:
        """Wait until no act is on its way, but for those that wait for an answer, and all is drawn."""
        settled = 0
        for _ in range(500):
            due = [screen for screen in self.app.screen_stack if _has_to_draw(screen)]
            for screen in due:
                # What is drawn at the next beat of the screen is drawn now; the pilot waits 20 ms or more for that.
                screen._on_timer_update()
            await self.app.animator.wait_for_idle()
            await self._still()
            # A screen is painted a moment after one has gone to it.
            if self.app.book.busy or self.app.keyboard.busy or self.app._batch_count:
                settled = 0
                await asyncio.sleep(0.005)
            elif due:
                settled = 0
            elif (settled := settled + 1) == 2:
                return

    async def until(self, holds: Callable[[], object], seconds: float) -> None:
        """Wait for what comes in its own time, such as what another process does; AssertionError where it doesn't."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, "it did not come in time"
            await asyncio.sleep(0.02)
            await self.settle()

    async def _still(self) -> None:
        """Wait until nobody has anything to do at once: all wait for a time or for the keyboard."""
        ready = asyncio.get_running_loop()._ready
        await asyncio.sleep(0)
        while ready:
            await asyncio.sleep(0)

    @property
    def said(self) -> str:
        """The sentence on the status line."""
        view = self.app.view
        return view.status.said if view else ""

    @property
    def screen_text(self) -> str:
        """All that stands on the screen, line by line."""
        width, height = self.app.size
        console_lines = self.app.screen._compositor.render_strips()
        lines = ["".join(segment.text for segment in strip) for strip in console_lines]
        return "\n".join(line.rstrip() for line in lines[:height])[: width * height * 4]


def _has_to_draw(screen: Screen[Any]) -> bool:
    """Whether something is laid out, scrolled, painted or called at the next beat of a screen."""
    drawn = screen._layout_required or screen._scroll_required or screen._repaint_required
    return bool(screen._callbacks or (screen is screen.app.screen and (drawn or screen._dirty_widgets)))


class Sitting:
    """Opens the dashboard on the book of the ``crm`` fixture."""

    def __init__(self, crm: Terminal) -> None:
        self.crm = crm

    @contextlib.asynccontextmanager
    async def open(self, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Hands]:
        """The dashboard at a size, as long as the block lasts."""
        from smallcrm.tui.app import Dashboard

        door = Crm(self.crm.db, Desk(load(self.crm.config)), named=False, origin="tui")
        app = Dashboard(door)
        async with app.run_test(size=size) as pilot:
            hands = Hands(app, pilot)
            await hands.settle()
            yield hands

    def __call__(
        self, story: Callable[[Hands], Coroutine[Any, Any, None]], *, size: tuple[int, int] = (120, 40)
    ) -> None:
        """Live a story: an async function that gets the hands."""

        async def live() -> None:
            async with self.open(size) as hands:
                await story(hands)

        asyncio.run(live())


@pytest.fixture
def dashboard(crm: Terminal) -> Sitting:
    """The dashboard over the book of the test, filled by commands: ``crm("add", "Maya O'Connor")``."""
    return Sitting(crm)

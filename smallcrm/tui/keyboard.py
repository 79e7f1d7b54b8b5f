"""Keys one after the other, however quickly they come.

Textual hands a key to what has the keyboard, and looks at the bindings of screen and application only when it comes
back up. What was typed ahead meanwhile (on a slow line, by a script, by quick fingers) would go to the wrong place:
the letters after Tab into the field before it, those after the key of a form into the list below it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from textual.app import ScreenStackError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.events import Event
    from textual.message_pump import MessagePump

# Seconds for one part of the screen to come to its turn; what takes longer is not waited for.
PATIENCE = 0.5
# How often all are given their turn, for a screen that is being laid.
ROUNDS = 3


class Keyboard:
    """Hands each key (or paste) on when the one before has done all that it does at once."""

    def __init__(self, app: App[None], hand_on: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._hand_on = hand_on
        self._waiting: deque[Event] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether there are keys that have not been handed on."""
        return self._task is not None

    def take(self, event: Event) -> None:
        """A key was pressed."""
        self._waiting.append(event)
        if self._task is None:
            self._task = asyncio.create_task(self._all())

    async def _all(self) -> None:
        try:
            while self._waiting:
                event = self._waiting.popleft()
                way = self._way_up()
                await self._hand_on(event)
                for node in way:
                    await turn(node)
                if self._waiting:
                    await self._settled()
        finally:
            self._task = None

    def _way_up(self) -> list[MessagePump]:
        """What a key passes, from what has the keyboard up to the application."""
        try:
            return list((self._app.focused or self._app.screen).ancestors_with_self)
        except ScreenStackError:
            return [self._app]

    async def _settled(self) -> None:
        """What the key began has begun: another screen is there, with the keyboard where it belongs."""
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
            for node in reversed(self._way_up()):
                await turn(node)


async def turn(node: MessagePump) -> None:
    """Wait until a part of the screen has done what it was told before."""
    done = asyncio.Event()
    if not node.is_running or not node.call_later(done.set):
        return
    try:
        async with asyncio.timeout(PATIENCE):
            await done.wait()
    except TimeoutError:
        return

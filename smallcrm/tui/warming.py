"""Lays the screens that have not been seen yet while nobody types, so that the first look at one costs no more than the next."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

from smallcrm.tui.screens import SCREENS

if TYPE_CHECKING:
    from smallcrm.tui.app import Dashboard

# Seconds without a key before a screen is laid, and how often that is looked at.
REST = 3.0
LOOK = 0.25


class Warming:
    """One screen at a time, each in a pause."""

    def __init__(self, app: Dashboard) -> None:
        self._app = app
        self._left = list(SCREENS)
        self._touched = time.monotonic()
        self._timer = app.set_interval(LOOK, self._look)

    @property
    def over(self) -> bool:
        """Whether every screen is laid."""
        return not self._left

    def touch(self) -> None:
        """A key was pressed: not now."""
        self._touched = time.monotonic()

    def _look(self) -> None:
        rested = time.monotonic() - self._touched >= REST
        if not rested or self._app.keyboard.busy or not self._app.is_running:
            return
        self._app.lay(self._left.pop(0))
        if self.over:
            self._timer.stop()
            # What is laid stays all day; to look through it for garbage again and again would cost a key 100 ms.
            gc.collect()
            gc.freeze()

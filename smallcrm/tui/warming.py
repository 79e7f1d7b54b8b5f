"""Lays what has not been seen yet while nobody types, so that the first look at it costs no more than the next."""

from __future__ import annotations

import gc
import time
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from smallcrm.tui.screens import SCREENS

if TYPE_CHECKING:
    from smallcrm.tui.app import Dashboard

# The dialogs, and the forms that these show, each by its module.
DIALOGS = {
    "form": "FormDialog",
    "palette": "Palette",
    "help": "Help",
    "choice": "Choice",
    "question": "Question",
}
PARTS = (*DIALOGS, "note_form", "contact_form", "appointment_form", "job_form", "reminder_form")
# Seconds without a key before something is laid, and how often that is looked at.
REST = 3.0
LOOK = 0.25


class Warming:
    """One at a time, each in a pause."""

    def __init__(self, app: Dashboard) -> None:
        self._app = app
        self._left = [
            *(partial(app.lay, name) for name in SCREENS),
            *(partial(_lay, app, part) for part in PARTS),
        ]
        self._touched = time.monotonic()
        self._timer = app.set_interval(LOOK, self._look)

    @property
    def over(self) -> bool:
        """Whether all is laid."""
        return not self._left

    def touch(self) -> None:
        """A key was pressed: not now."""
        self._touched = time.monotonic()

    def _look(self) -> None:
        rested = time.monotonic() - self._touched >= REST
        if not rested or self._app.keyboard.busy or not self._app.is_running:
            return
        self._left.pop(0)()
        if self.over:
            self._timer.stop()
            # What is laid stays all day; to look through it for garbage again and again would cost a key 100 ms.
            gc.collect()
            gc.freeze()


def _lay(app: Dashboard, part: str) -> None:
    module = import_module(f"smallcrm.tui.forms.{part}")
    if part in DIALOGS:
        app.lay_dialog(getattr(module, DIALOGS[part]))

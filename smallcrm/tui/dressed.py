"""A screen that keeps its styles while another is in front."""

from __future__ import annotations

from textual import on
from textual.events import Mount, ScreenResume
from textual.screen import Screen, ScreenResultType


class Dressed(Screen[ScreenResultType]):
    """Textual finds all styles of a screen anew whenever it comes back, at up to 40 ms; only another theme needs that."""

    _worn = ""

    @on(Mount)
    def _dress(self) -> None:
        self._worn = self.app.theme

    @on(ScreenResume)
    def _stay_dressed(self, event: ScreenResume) -> None:
        event.refresh_styles = self._worn != self.app.theme
        self._worn = self.app.theme

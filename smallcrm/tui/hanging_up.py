"""The terminal goes (its window is closed, the line to it is cut), or the process is to end: the store is let go of first."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver

    from smallcrm.tui.app import Dashboard

# Not every system knows both.
SIGNALS = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name))


def leave_when_told(app: Dashboard) -> None:
    """Have the dashboard end as with `quit` at either signal; what is being saved by then is saved."""
    loop = asyncio.get_running_loop()
    for each in SIGNALS:
        try:
            loop.add_signal_handler(each, _leave, app, 128 + each)
        except (NotImplementedError, RuntimeError):
            # Not in the main thread, or a system whose loop knows of no signals.
            return


def _leave(app: Dashboard, code: int) -> None:
    app.exit(return_code=code)


class Terminal:
    """A terminal that may go: what is written to it then is lost, and nobody waits for it.

    Textual's thread that writes would end at the first error, and what writes to it wait for ever.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if there still is a terminal."""
        with contextlib.suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Have all written, if there still is a terminal."""
        with contextlib.suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """The descriptor of the terminal."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is one."""
        return self._file.isatty()


def outliving(driver: type[Driver]) -> type[Driver]:
    """A driver that outlives its terminal."""

    class Outliving(driver):  # type: ignore[valid-type, misc]
        def start_application_mode(self) -> None:
            file = getattr(self, "_file", None)
            if file and not isinstance(file, Terminal):
                self._file = Terminal(file)
            super().start_application_mode()

    return Outliving

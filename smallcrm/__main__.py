"""The composition root: builds the command line, and hands it the arguments and what opens the dashboard."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from smallcrm.crm import Crm


def main() -> None:
    """Run the command that the arguments name, and leave with its exit code."""
    # A command is over before its cycles would matter, and looking for them costs a tenth of its start.
    gc.disable()
    try:
        from smallcrm.cli.run import run

        code = run(sys.argv[1:], _dashboard)
    except KeyboardInterrupt:
        # Before a command has begun, or after it has ended, there is nothing to tell.
        code = 130
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End the process at once: taking the interpreter down in order, module by module, is a tenth of a command."""
    threading = sys.modules.get("threading")
    if threading and threading.active_count() > 1:
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _dashboard(crm: Crm, notice: str) -> int:
    from smallcrm.tui.launch import open_dashboard

    return open_dashboard(crm, notice)


if __name__ == "__main__":
    main()

"""One at a time, where the store itself must stay free for others to write."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BETWEEN = 0.05


@contextlib.contextmanager
def turn(folder: Path, patience: float) -> Iterator[bool]:
    """Whether it is ours: False where another process kept it for ``patience`` seconds. It ends with the block or the process.

    The lock is on the folder, so that no file is left behind; where the system has none, it is everybody's turn.
    """
    try:
        import fcntl

        held = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield True
        return
    try:
        yield _got(lambda: fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB), time.monotonic() + patience)
    finally:
        os.close(held)


def _got(attempt: Callable[[], None], end: float) -> bool:
    while True:
        try:
            attempt()
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(BETWEEN)
        except OSError:
            # A file system that knows no such locks: better told twice than never.
            return True
        else:
            return True

"""The terminal is closed, or the line to it is cut, while one works: the dashboard ends, and the store is whole."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import sqlite3
import struct
import sys
import termios
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Terminal

PATIENCE = 20


class Window:
    """A window in which the dashboard runs."""

    def __init__(self) -> None:
        self.pid, self.terminal = pty.fork()
        if not self.pid:
            os.execve(sys.executable, [sys.executable, "-m", "smallcrm"], {**os.environ, "TERM": "xterm"})
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.set_blocking(self.terminal, False)
        self.shown = ""

    def sees(self, text: str) -> None:
        """Wait until ``text`` is written; what comes after it is looked at next."""
        until = time.monotonic() + PATIENCE
        while text not in self.shown:
            assert time.monotonic() < until, f'"{text}" was never shown: {self.shown[-2000:]!r}'
            with contextlib.suppress(BlockingIOError):
                self.shown += os.read(self.terminal, 1 << 16).decode(errors="replace")
            time.sleep(0.02)
        self.shown = self.shown.partition(text)[2]

    def type(self, text: str) -> None:
        """Type a text."""
        os.write(self.terminal, text.encode())

    def close(self) -> None:
        """Close the window."""
        os.close(self.terminal)

    def ends(self) -> int:
        """Wait until the dashboard has ended; its exit code, or the signal that ended it, negative."""
        until = time.monotonic() + PATIENCE
        while not (ended := os.waitpid(self.pid, os.WNOHANG))[0]:
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
                pytest.fail("the dashboard went on without a terminal")
            time.sleep(0.02)
        return os.waitstatus_to_exitcode(ended[1])


@pytest.fixture
def book(built):
    return built(lambda crm: crm.ok("contact", "add", "Maya"))


def left(crm: Terminal) -> list[str]:
    """The files that are left of the store."""
    return sorted(path.name for path in crm.db.parent.glob(f"{crm.db.name}*"))


def test_a_window_that_is_closed_ends_the_dashboard_and_leaves_one_whole_file(book):
    window = Window()
    window.sees("Contacts")
    window.type("2")
    window.sees("Maya")
    window.type("c")
    window.sees("Log with Maya")
    window.close()
    assert window.ends() == 128 + signal.SIGHUP
    assert left(book) == [book.db.name]
    assert book.ok("contact", "list", "--json").json[0]["name"] == "Maya"


def test_what_is_being_saved_as_the_window_is_closed_is_saved(book):
    window = Window()
    window.sees("Contacts")
    window.type("2")
    window.sees("Maya")
    window.type("c")
    window.sees("Log with Maya")
    window.type("wants the loft done")
    with contextlib.closing(sqlite3.connect(book.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        window.type("\x13")
        window.sees("it is being saved")
        window.close()
        time.sleep(0.3)
    assert window.ends() == 128 + signal.SIGHUP
    assert left(book) == [book.db.name]
    assert [row["body"] for row in book.ok("note", "list", "--json").json] == ["wants the loft done"]


def test_being_told_to_end_is_leaving(book):
    window = Window()
    window.sees("Contacts")
    os.kill(window.pid, signal.SIGTERM)
    # What the terminal was like before is given back.
    window.sees("\x1b[?1049l")
    assert window.ends() == 128 + signal.SIGTERM
    window.close()
    assert left(book) == [book.db.name]

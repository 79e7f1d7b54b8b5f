"""A plumber's morning in the dashboard, through a real terminal: tmux types, and what it shows is read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Terminal

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
PATIENCE = 20


class Tmux:
    """A tmux server of its own with one window, in which a command runs."""

    def __init__(self, folder: Path, width: int, height: int) -> None:
        self.socket = str(folder / "tmux")
        self.environment = {**os.environ, "TERM": "xterm-256color"}
        shell = ["env", "-u", "TMUX", "sh"]
        self._run("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), *shell)

    def _run(self, *arguments: str) -> str:
        command = ["tmux", "-S", self.socket, *arguments]
        return subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True, timeout=PATIENCE
        ).stdout

    def type(self, text: str) -> None:
        """Type a text."""
        self._run("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self._run("send-keys", *keys)

    def shows(self) -> str:
        """All that stands on the terminal."""
        return self._run("capture-pane", "-p")

    def sees(self, text: str) -> str:
        """Wait until ``text`` is shown; the whole screen."""
        until = time.monotonic() + PATIENCE
        while text not in (shown := self.shows()):
            assert time.monotonic() < until, f'"{text}" was never shown:\n{shown}'
            time.sleep(0.05)
        return shown

    def end(self) -> None:
        """Stop the server."""
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], check=False, capture_output=True)


@pytest.fixture(params=[(80, 24), (120, 40)], ids=["80x24", "120x40"])
def tmux(
    request: pytest.FixtureRequest, crm: Terminal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tmux]:
    """A terminal, where the environment is that of the book."""
    server = Tmux(tmp_path_factory.mktemp("t"), *request.param)
    yield server
    server.end()


def test_a_call_comes_in_is_logged_booked_and_taken_back(crm: Terminal, tmux: Tmux) -> None:
    crm.ok("add", "Maya O'Connor", "07700900142", "--job", "Leaking cylinder valve")
    tmux.type(f"{sys.executable} -m smallcrm; echo left with $?\n")
    tmux.sees("1 Today")
    tmux.type("2")
    tmux.sees("Maya O'Connor")
    tmux.type("c")
    tmux.sees("esc")
    tmux.type("valve still drips")
    tmux.press("C-s")
    tmux.sees("u undoes it")
    tmux.type("b")
    tmux.sees("esc")
    tmux.type("Fit new valve")
    tmux.press("Tab")
    tmux.type("mon 9-10:30")
    tmux.sees("Mon 14 Sep 2026, 09:00–10:30")
    tmux.press("Enter")
    tmux.sees("booked")
    tmux.type("u")
    tmux.sees("undid:")
    tmux.press("C-r")
    tmux.sees("redid:")
    tmux.type("q")
    tmux.sees("left with 0")
    (appointment,) = crm.ok("appointment", "list", "--json").json
    assert (appointment["start"], appointment["contact"]) == ("2026-09-14T09:00:00+01:00", "Maya O'Connor")
    (note,) = crm.ok("note", "list", "--json").json
    assert (note["channel"], note["body"]) == ("call", "valve still drips")
    assert crm.ok("doctor").code == 0
    assert sorted(path.name for path in crm.db.parent.glob("book.db*")) == ["book.db"]

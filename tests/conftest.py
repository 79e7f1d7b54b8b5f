"""A store, a clock and a zone of its own for every test; nothing of the developer's machine shines through."""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from smallcrm.store import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = "2026-09-14T08:12:00+01:00"
# Run in the background, a shell's children ignore Ctrl-C, and so would every command that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Some ten thousand commits would each wait for the disk, a minute and more; no test needs what it wrote to outlive it.
MEMORY = Path("/dev/shm")
if (
    "TMPDIR" not in os.environ
    and os.access(MEMORY, os.W_OK)
    and shutil.disk_usage(MEMORY).free > 2_000_000_000
):
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look through it for garbage again and again took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="Run the long forms of the tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long forms are left out unless they are asked for."""
    if config.getoption("--long"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if not item.get_closest_marker("long")]


@dataclass
class Result:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def id(self) -> int:
        return int(self.out.split()[0])


class Terminal:
    """The real command over a fresh store, in Europe/London, GBP, at a fixed time that a test may set."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.db = folder / "book.db"
        self.config = folder / "config.toml"
        self.config.write_text(
            'region = "GB"\ntimezone = "Europe/London"\ncurrency = "GBP"\ndate_order = "dmy"\n'
        )
        self._monkeypatch = monkeypatch
        self._capfd = capfd
        for name in ("NO_COLOR", "PAGER", "EDITOR", "VISUAL", "COLUMNS", "LC_ALL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("SMALLCRM_DB", str(self.db))
        monkeypatch.setenv("SMALLCRM_CONFIG", str(self.config))
        monkeypatch.setenv("LANG", "en_GB.UTF-8")
        monkeypatch.setenv("TZ", "Europe/London")
        monkeypatch.setenv("HOME", str(folder))
        self.at(NOW)

    def at(self, now: str) -> None:
        """Set the clock: ISO 8601 with offset."""
        self._monkeypatch.setenv("SMALLCRM_NOW", now)

    def __call__(self, *arguments: object, stdin: str = "") -> Result:
        """Run a command in this process (quick); its exit code and what it printed."""
        from smallcrm.cli.run import run

        hook, mask = sys.excepthook, os.umask(0o077)
        self._capfd.readouterr()
        saved = os.dup(0)
        with tempfile.TemporaryFile() as file:
            file.write(stdin.encode())
            file.seek(0)
            os.dup2(file.fileno(), 0)
        try:
            self._monkeypatch.setattr(sys, "stdin", open(0, encoding="utf-8", closefd=False))
            code = run([str(argument) for argument in arguments])
        finally:
            os.dup2(saved, 0)
            os.close(saved)
            sys.excepthook = hook
            os.umask(mask)
        captured = self._capfd.readouterr()
        return Result(code, captured.out, captured.err)

    def ok(self, *arguments: object, stdin: str = "") -> Result:
        """Run a command that must succeed."""
        result = self(*arguments, stdin=stdin)
        assert result.code == 0, result.err
        return result

    def process(
        self, *arguments: object, stdin: str | bytes = "", env: dict[str, str] | None = None
    ) -> Result:
        """Run a command as a process of its own (slow, real)."""
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "smallcrm", *map(str, arguments)],
            input=raw, capture_output=True, env={**os.environ, **(env or {})}, check=False, timeout=120,
        )  # fmt: skip
        return Result(
            done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        )


@pytest.fixture
def crm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Terminal:
    """The command line, over a store of this test's own."""
    return Terminal(tmp_path, monkeypatch, capfd)


@pytest.fixture
def samples() -> Path:
    """Files of the kinds that people bring."""
    return Path(__file__).parent / "data"


@pytest.fixture(scope="session", autouse=True)
def _laid_once() -> Iterator[None]:
    """A new store is a copy of the first that this process made: to lay one takes ten times as long as to copy it."""
    lay = connect._create
    empty = sqlite3.connect(":memory:", check_same_thread=False)

    def create(connection: sqlite3.Connection, tell: Callable[[str], None]) -> None:
        if empty.execute("PRAGMA user_version").fetchone()[0]:
            empty.backup(connection)
        else:
            lay(connection, tell)
            connection.backup(empty)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connect, "_create", create)
        yield
    empty.close()


_BUILT: dict[str, bytes] = {}


@pytest.fixture
def built(crm: Terminal) -> Callable[[Callable[[Terminal], None]], Terminal]:
    """The command line over a store that a function fills: filled once a process, copied for every other test."""

    def lay(fill: Callable[[Terminal], None]) -> Terminal:
        if fill.__module__ in _BUILT:
            crm.db.write_bytes(_BUILT[fill.__module__])
            crm.db.chmod(0o600)
        else:
            fill(crm)
            _BUILT[fill.__module__] = crm.db.read_bytes()
        crm.at(NOW)
        return crm

    return lay

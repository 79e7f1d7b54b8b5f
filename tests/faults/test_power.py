"""Power may go at any moment: no store is damaged by it, and nothing that a command said was done is lost."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from ground import Ground, lay_small, look_over, state_of
from power import Disk, Event, record

from smallcrm.store.connect import open_writer

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="what is written is recorded with strace"
)

# One command after the other, in one process; after each it says what the store holds.
DAY = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from ground import state_of
from smallcrm.cli.run import run
store = Path(os.environ["SMALLCRM_DB"])
for line in LINES:
    assert run(line) == 0, line
    os.write(1, f"ack {state_of(store)}\\n".encode())
"""
LINES = [
    ["add", "Lena Novak", "07700900555", "--quiet"],
    ["note", "add", "1", "what a day " * 400],
    ["contact", "merge", "1", "2", "--quiet"],
    ["undo", "--quiet"],
    ["import", "more.csv", "--quiet"],
    ["contact", "remove", "5", "6", "7", "--quiet"],
    ["appt", "add", "1", "Visit", "--at", "tue 9-10", "--quiet"],
    ["backup"],
    ["restore", "old.db", "--yes", "--quiet"],
    ["contact", "add", "Tom", "--quiet"],
    ["contact", "erase", "1", "--yes", "--backups", "--quiet"],
    ["contact", "add", "Iris", "--quiet"],
]
FIRST = [["contact", "add", name] for name in ("Maya", "Tom", "Lena")]


class Day:
    """What was written on a day, and what may be left of it."""

    def __init__(self, crm: Any, folder: Path, lines: list[list[str]]) -> None:
        self.crm = crm
        self.folder = folder
        self.before = crm.folder / "before"
        shutil.copytree(folder, self.before)
        self.first = not (folder / "book.db").exists()
        self.start = state_of(an_empty_store(crm.folder)) if self.first else state_of(folder / "book.db")
        crm._monkeypatch.chdir(folder)
        command = [sys.executable, "-c", DAY.replace("LINES", repr(lines)), str(Path(__file__).parent)]
        self.events = record(
            command, folder, crm.folder / "trace", {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        )
        shutil.rmtree(folder)
        shutil.copytree(self.before, folder)
        self.states = [self.start, *(told for event in self.events if (told := acknowledged(event)))]
        assert len(self.states) == len(lines) + 1
        self.ground = crm.folder / "after"

    def cuts(self, moments: set[int], luck: random.Random) -> int:
        """Cut the power at these moments, each in two ways; how many cuts there were."""
        disk, safe, count, said = Disk(self.folder), 0, 0, False
        for moment, event in enumerate(self.events):
            disk.happen(event)
            if event.kind == "ack":
                # A command says what it did before it lets go of the store.
                safe += not said and not acknowledged(event)
                said = not acknowledged(event)
            if moment in moments:
                for keep in (0.0, luck.random()):
                    self._laid(disk.after_a_cut(luck, keep))
                    self._look(safe)
                    count += 1
        return count

    def _laid(self, files: dict[str, bytes]) -> None:
        shutil.rmtree(self.ground, ignore_errors=True)
        for path, content in files.items():
            file = self.ground / os.path.relpath(path, self.folder)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            file.chmod(0o600)

    def _look(self, safe: int) -> None:
        """What was acknowledged is there; what was on its way is there wholly, or not at all."""
        store = self.ground / "book.db"
        if not store.exists() or not store.stat().st_size or not laid(store):
            assert self.first
            assert safe == 0
            return
        assert state_of(store) in self.states[safe : safe + 2]
        look_over(store)
        for file in self.ground.glob("book.db.backups/*.db"):
            assert sound(file)
        calendar = self.ground / "work.ics"
        if calendar.exists():
            assert calendar.read_bytes().endswith(b"END:VCALENDAR\r\n")


def acknowledged(event: Event) -> str:
    """The state that was reached, if that is said here."""
    words = event.data.decode(errors="replace").split() if event.kind == "ack" else []
    return words[1] if words[:1] == ["ack"] else ""


def laid(store: Path) -> bool:
    """Whether there is a schema yet."""
    connection = sqlite3.connect(store)
    try:
        return bool(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    finally:
        connection.close()


def an_empty_store(folder: Path) -> Path:
    open_writer(folder / "empty.db").close()
    return folder / "empty.db"


def sound(store: Path) -> bool:
    connection = sqlite3.connect(store)
    try:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        connection.close()


def moments_of(day: Day, most: int, luck: random.Random) -> set[int]:
    """Those at which something is said, and some others."""
    said = {moment for moment, event in enumerate(day.events) if event.kind == "ack"}
    return said | set(luck.sample(range(len(day.events)), min(most, len(day.events))))


def a_day(built: Any, mode: str, lines: list[list[str]]) -> Day:
    ground = Ground(built(lay_small), 60)
    connection = sqlite3.connect(ground.db)
    # DELETE is as on a file system without shared memory.
    connection.execute(f"PRAGMA journal_mode={mode}")
    connection.close()
    return Day(ground.crm, ground.folder, lines)


@pytest.mark.parametrize(("mode", "lines"), [("WAL", [*LINES[:4], LINES[8]]), ("DELETE", LINES[:2])])
def test_a_power_cut_loses_nothing_that_was_done(built: Any, mode: str, lines: list[list[str]]) -> None:
    day, luck = a_day(built, mode, lines), random.Random(1)
    assert day.cuts(moments_of(day, len(lines), luck), luck) > 4 * len(lines)


def test_a_power_cut_of_the_first_day_loses_nothing(crm: Any) -> None:
    folder = crm.folder / "first"
    folder.mkdir()
    crm._monkeypatch.setenv("SMALLCRM_DB", str(folder / "book.db"))
    day, luck = Day(crm, folder, FIRST), random.Random(2)
    assert day.cuts(moments_of(day, 10, luck), luck) > 20


@pytest.mark.long
@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_power_cut_at_every_write_loses_nothing(built: Any, mode: str) -> None:
    day, luck = a_day(built, mode, LINES), random.Random(3)
    print(f"{mode}: {day.cuts(set(range(len(day.events))), luck)} cuts")


@pytest.mark.long
def test_a_power_cut_at_every_write_of_the_first_day_loses_nothing(crm: Any) -> None:
    folder = crm.folder / "first"
    folder.mkdir()
    crm._monkeypatch.setenv("SMALLCRM_DB", str(folder / "book.db"))
    day, luck = Day(crm, folder, FIRST), random.Random(4)
    print(f"first: {day.cuts(set(range(len(day.events))), luck)} cuts")

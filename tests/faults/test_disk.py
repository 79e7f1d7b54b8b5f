"""Disks that are full, gone, read-only or strange: one clear line, nothing lost, and the clock may say what it likes."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from typing import Any

import pytest
from ground import ACTS, Ground, lay_book, lay_small, look_over

from smallcrm.config import load
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.errors import CrmError
from smallcrm.model.note import NoteDraft

# The files of the process may not grow beyond a limit, which they meet as they would meet a full disk.
LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from smallcrm.cli.run import run
sys.exit(run(sys.argv[2:]))
"""
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="faults are injected with strace")


def full(ground: Ground, act: str, limits: list[int]) -> int:
    """Do an act with no room for more than so many bytes; how often it was refused."""
    before, refused = ground.state(), 0
    subprocess.run(ground.command(act), cwd=ground.folder, capture_output=True, check=True)
    states = before, ground.state()
    for limit in limits:
        ground.renew()
        done = subprocess.run(
            [sys.executable, "-c", LIMITED, str(limit), *ACTS[act]], cwd=ground.folder, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), done
        assert "Traceback" not in done.stderr
        assert "something went wrong inside" not in done.stderr
        after = ground.look(act, states) == states[1]
        assert after == (done.returncode == 0), done
        refused += not after
    return refused


@pytest.mark.parametrize("act", ["import", "erase"])
def test_a_full_disk_refuses_or_does_not_matter(built: Any, act: str) -> None:
    assert full(Ground(built(lay_small), 300), act, [40_000]) == 1


@pytest.mark.long
@pytest.mark.parametrize("act", [act for act in ACTS if act != "migrate"])
def test_a_disk_that_is_full_at_any_stage_refuses_or_does_not_matter(crm: Any, act: str) -> None:
    lay_book(crm, 200)
    ground = Ground(crm, 2_000)
    most = 4 * ground.db.stat().st_size
    refused = full(ground, act, [most * step // 25 for step in range(1, 26)])
    print(f"{act}: refused {refused} of 25")


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("act", ["import", "restore", "publish"])
def test_a_read_only_file_or_folder_is_said(built: Any, act: str) -> None:
    ground = Ground(built(lay_small), 10)
    before = ground.state()
    for path, mode in ((ground.db, 0o400), (ground.folder, 0o500)):
        usual = path.stat().st_mode
        path.chmod(mode)
        done = subprocess.run(
            ground.command(act), cwd=ground.folder, capture_output=True, text=True, check=False
        )
        path.chmod(usual)
        assert done.returncode == 1, done
        assert "smallcrm: " in done.stderr
        assert ground.state() == before


def door(crm: Any) -> Crm:
    return Crm(crm.db, Desk(load(crm.config)))


def test_a_store_that_vanishes_is_not_written_to_unseen(crm: Any) -> None:
    crm.ok("contact", "add", "Maya")
    open_door = door(crm)
    open_door.write.notes.add(NoteDraft("kept", (1,)))
    crm.db.unlink()
    with pytest.raises(CrmError) as refused:
        open_door.write.notes.add(NoteDraft("where would it go?", (1,)))
    assert str(crm.db) in refused.value.message
    open_door.close()
    assert crm("contact", "list").code == 3


def test_a_folder_that_vanishes_is_said(crm: Any) -> None:
    crm.ok("contact", "add", "Maya")
    gone = crm.folder / "nowhere" / "book.db"
    for line in (("contact", "list"), ("doctor",), ("undo",), ("contact", "erase", "1", "-y")):
        refused = crm("--db", gone, *line)
        assert refused.code == 3
        assert not gone.parent.exists()


def test_a_clock_that_goes_back_costs_nothing(crm: Any) -> None:
    crm.ok("contact", "add", "Maya")
    crm.at("2031-01-01T12:00:00Z")
    crm.ok("contact", "add", "Lena")
    for day in range(15, 18):
        crm.at(f"2026-09-{day}T08:00:00+01:00")
        crm.ok("contact", "add", f"Person {day}")
        crm.ok("today")
        crm.ok("next")
    rows = crm.ok("restore", "--list", "--json").json
    assert [(row["at"][:10], row["contacts"]) for row in rows] == [
        ("2026-09-17", 4), ("2026-09-16", 3), ("2026-09-15", 2), ("2031-01-01", 1),
    ]  # fmt: skip
    assert len(crm.ok("contact", "list", "--json").json) == 5
    assert [row["id"] for row in crm.ok("history", "--json").json] == [5, 4, 3, 2, 1]
    crm.ok("undo", "5")
    look_over(crm.db)


def test_a_store_behind_a_link_is_written_where_it_is(crm: Any) -> None:
    real = crm.folder / "elsewhere" / "real.db"
    real.parent.mkdir()
    crm.db.symlink_to(real)
    crm.ok("contact", "add", "Maya")
    crm.ok("backup", crm.folder / "copy.db")
    crm.ok("contact", "remove", "maya")
    crm.ok("restore", crm.folder / "copy.db", "-y")
    crm.ok("contact", "erase", "maya", "-y", "--backups")
    assert crm.db.is_symlink()
    assert [path.name for path in real.parent.iterdir()] == ["real.db"]
    assert crm.ok("--db", real, "contact", "list", "--json").json == []
    look_over(real)


@pytest.mark.parametrize("name", ["book.db", "book.db-wal", "book.db-journal", "book.db.backups"])
def test_something_else_in_the_place_of_a_file_is_said(crm: Any, name: str) -> None:
    crm.ok("contact", "add", "Maya")
    connection = sqlite3.connect(crm.db)
    if name.endswith("journal"):
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    if name == "book.db":
        crm.db.rename(crm.folder / "aside.db")
    path = crm.folder / name
    path.write_text("in the way") if name.endswith("backups") else path.mkdir()
    for line in (("contact", "list"), ("contact", "add", "Lena"), ("backup",), ("doctor",)):
        done = crm(*line)
        assert done.code in (0, 1), (line, done)
        assert "something went wrong" not in done.err
        if done.code:
            assert done.err.splitlines()[-1].startswith("smallcrm: ")
    path.unlink() if path.is_file() else path.rmdir()
    if name == "book.db":
        (crm.folder / "aside.db").rename(crm.db)
    assert "Maya" in {row["name"] for row in crm.ok("contact", "list", "--json").json}
    look_over(crm.db)


def without_shared_memory(crm: Any, call: str, *line: str) -> subprocess.CompletedProcess[str]:
    """Run a command where the memory that processes share can't be had."""
    injected = ["-e", f"trace={call.partition(':')[0]}", "-P", f"{crm.db}-shm", "-e", f"inject={call}"]
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", *injected, sys.executable, "-m", "smallcrm", *line],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@needs_strace
@pytest.mark.parametrize("call", ["mmap:error=ENODEV", "openat:error=EOPNOTSUPP", "fcntl:error=ENOLCK"])
def test_where_a_log_can_not_be_kept_a_journal_is_and_that_is_said(crm: Any, call: str) -> None:
    made = without_shared_memory(crm, call, "contact", "add", "Maya")
    assert (made.returncode, made.stdout) == (0, "1\n"), made.stderr
    assert "has no shared memory" in made.stderr
    again = without_shared_memory(crm, call, "contact", "add", "Lena")
    assert (again.stdout, again.stderr) == ("2\n", "")
    connection = sqlite3.connect(crm.db)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    # A store that comes from a disk where a log works.
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    moved = without_shared_memory(crm, call, "contact", "list", "--json")
    assert [row["name"] for row in json.loads(moved.stdout)] == ["Lena", "Maya"]
    assert "has no shared memory" in moved.stderr
    look_over(crm.db)

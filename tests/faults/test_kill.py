"""A command that is killed at any moment did all it had to do, or nothing; the store is whole, and the next command works."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time

import pytest

ROWS = 1_500
# How often each command is killed.
KILLS = 3


def lay(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor", "--tag", "keep")
    crm.ok("contact", "add", "Maya Connor", "--email", "maya@oconnor.example")
    for i in range(30):
        crm.ok("note", "add", "2", f"note {i}")
    rows = "".join(f"Person {i},p{i}@x.example,Company {i % 50},about {i}\n" for i in range(ROWS))
    crm.ok("import", "-", "--input-format", "csv", stdin=f"Name,Email,Company,Notes\n{rows}")


@pytest.fixture
def full(built):
    crm = built(lay)
    rows = "".join(f"Other {i},o{i}@y.example,Firm {i % 50},about {i}\n" for i in range(ROWS))
    (crm.folder / "other.csv").write_text(f"Name,Email,Company,Notes\n{rows}")
    return crm


def held(crm) -> tuple[int, int, int]:
    """How many contacts, notes of the first contact, and steps of the history there are."""
    contacts = crm.ok("contact", "list", "-f", "ids").out.count("\n")
    notes = crm.ok("note", "list", "--contact", "1", "-f", "ids").out.count("\n")
    return contacts, notes, crm.ok("history", "-f", "ids").out.count("\n")


@pytest.mark.parametrize(
    "line", [("import", "other.csv"), ("contact", "merge", "1", "2"), ("undo",)], ids=lambda line: line[0]
)
def test_what_is_killed_did_all_or_nothing(full, line: tuple[str, ...]) -> None:
    process = [sys.executable, "-m", "smallcrm", *line]
    before, store = held(full), full.folder / "before.db"
    shutil.copy(full.db, store)
    start = time.monotonic()
    subprocess.run(process, cwd=full.folder, capture_output=True, check=True)
    length, after = time.monotonic() - start, held(full)
    assert after != before
    moments = random.Random(line[0])
    for _ in range(KILLS):
        for file in full.folder.glob("book.db*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        shutil.copy(store, full.db)
        with subprocess.Popen(
            process, cwd=full.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as killed:
            time.sleep(length * moments.uniform(0.3, 1))
            killed.kill()
        assert held(full) in (before, after)
        full.ok("doctor")
        full.ok("contact", "add", "Next")
        assert not full.db.with_name("book.db-wal").exists()


def test_what_a_killed_backup_left_is_swept_up_a_day_later(crm) -> None:
    crm.ok("contact", "add", "Maya")
    crm.ok("backup")
    folder = crm.db.with_name("book.db.backups")
    old, new = folder / "20260901T000000Z-daily.db.77.part", folder / "20260914T000000Z-daily.db.78.part"
    for part in (old, new):
        part.write_bytes(b"half a backup")
    os.utime(old, (0, 0))
    crm.ok("backup")
    assert not old.exists()
    assert new.exists()

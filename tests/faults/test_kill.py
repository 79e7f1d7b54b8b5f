"""A command that is killed at any moment did all it had to do, or nothing; the store is whole, and the next command works."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections import Counter
from typing import Any

import pytest
from ground import ACTS, Ground, lay_book, lay_small

# How often each act is killed at length, and the rows of its import.
KILLS, ROWS = 20, 10_000


def killed(ground: Ground, act: str, kills: int) -> list[str]:
    """The states that an act leaves that is killed at random moments, each looked over."""
    before, command, env = ground.state(), ground.command(act), ground.surroundings(act)
    subprocess.run(command, cwd=ground.folder, env=env, capture_output=True, check=True)
    ground.renew()
    start = time.monotonic()
    subprocess.run(command, cwd=ground.folder, env=env, capture_output=True, check=True)
    length, after = time.monotonic() - start, ground.state()
    assert after != before
    moments, found = random.Random(act), []
    for _ in range(kills):
        ground.renew()
        with subprocess.Popen(
            command, cwd=ground.folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            # Before a third of the time Python is still on its way in.
            time.sleep(length * moments.uniform(0.3, 1))
            process.kill()
        found.append("after" if ground.look(act, (before, after)) == after else "before")
    return found


@pytest.mark.parametrize("act", ["import", "undo"])
def test_what_is_killed_did_all_or_nothing(built: Any, act: str) -> None:
    assert len(killed(Ground(built(lay_small), 600), act, 2)) == 2


@pytest.mark.long
@pytest.mark.parametrize("act", ACTS)
def test_what_is_killed_at_length_did_all_or_nothing(crm: Any, act: str) -> None:
    lay_book(crm, ROWS)
    found = killed(Ground(crm, ROWS), act, KILLS)
    print(f"{act}: killed {KILLS} times; {Counter(found)}")


def test_what_a_killed_backup_left_is_swept_up_a_day_later(crm: Any) -> None:
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

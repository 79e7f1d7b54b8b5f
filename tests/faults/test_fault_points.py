"""A fault at every system call that writes, syncs or removes: the act did all or nothing, and what it says is true."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from ground import ACTS, Ground, lay_book, lay_small

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="faults are injected with strace")

CALLS = "pwrite64", "write", "fdatasync", "fsync", "ftruncate", "unlink", "unlinkat", "rename", "mkdir"
KILL, FULL, BROKEN = "signal=KILL", "error=ENOSPC", "error=EIO"
FAULTS = KILL, FULL, BROKEN
# Of the many writes of a large import so many are tried, evenly spread; of all else each.
MOST, ROWS = 40, 10_000


class Point(NamedTuple):
    """The ``number``-th call of a kind that an act makes."""

    call: str
    number: int


def traced(ground: Ground, act: str, *options: str) -> subprocess.CompletedProcess[str]:
    # With its quicker way of tracing (--seccomp-bpf) strace kills nobody.
    line = [
        "strace",
        "-f",
        "-qq",
        "-e",
        f"trace={','.join(CALLS)}",
        *options,
        *ground.command(act),
    ]
    env = {**ground.surroundings(act), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        line, cwd=ground.folder, env=env, capture_output=True, text=True, check=False, timeout=120
    )


def points_of(ground: Ground, act: str) -> list[Point]:
    """Every such call that the act makes when nothing is wrong."""
    file: Path = ground.crm.folder / "trace"
    done = traced(ground, act, "-o", str(file))
    assert done.returncode == 0, done.stderr
    counts = Counter(line.split(maxsplit=1)[1].partition("(")[0] for line in file.read_text().splitlines())
    return [Point(call, number) for call in CALLS for number in range(1, counts[call] + 1)]


def spread(points: list[Point], most: int) -> list[Point]:
    """Of each kind of call at most so many, the first and the last among them."""
    found: list[Point] = []
    for call in CALLS:
        of_kind = [point for point in points if point.call == call]
        steps = range(min(most, len(of_kind)))
        found += [of_kind[step * (len(of_kind) - 1) // max(len(steps) - 1, 1)] for step in steps]
    return found


class Attack:
    """One act, its two states, and all points at which a fault can meet it."""

    def __init__(self, ground: Ground, act: str) -> None:
        self.ground = ground
        self.act = act
        before = ground.state()
        self.points = points_of(ground, act)
        self.states = before, ground.state()
        assert before != self.states[1]

    def strike(self, point: Point, fault: str) -> str:
        """Whether the act was done in spite of the fault, and what was said is so."""
        self.ground.renew()
        injected = f"inject={point.call}:{fault}:when={point.number}"
        done = traced(self.ground, self.act, "-o", "/dev/null", "-e", injected)
        state = self.ground.look(self.act, self.states)
        assert "Traceback" not in done.stderr
        assert "something went wrong inside" not in done.stderr, done.stderr
        if fault != KILL:
            self._told(done, done_it=state == self.states[1])
        elif done.returncode == 0:
            # One run makes a call more or less than another: this point was never reached.
            assert state == self.states[1]
            return "unreached"
        return "after" if state == self.states[1] else "before"

    def _told(self, done: subprocess.CompletedProcess[str], *, done_it: bool) -> None:
        assert done.returncode in (0, 1), done
        if done.returncode == 0:
            assert done_it, done
        else:
            last = done.stderr.splitlines()[-1:]
            assert not (done_it and any("nothing was" in line for line in last)), done


@pytest.mark.parametrize("act", ["merge", "restore", "publish", "erase"])
def test_a_fault_anywhere_leaves_all_or_nothing(built: Any, act: str) -> None:
    attack = Attack(Ground(built(lay_small), 300), act)
    luck = random.Random(act)
    assert attack.strike(luck.choice(attack.points), luck.choice(FAULTS)) != "unreached"


@pytest.mark.long
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("act", ACTS)
def test_a_fault_at_every_point_leaves_all_or_nothing(crm: Any, act: str, fault: str) -> None:
    count = ROWS if act in ("import", "undo") else 200
    lay_book(crm, count)
    attack = Attack(Ground(crm, count), act)
    points = spread(attack.points, MOST)
    found = Counter(attack.strike(point, fault) for point in points)
    assert found["unreached"] < len(points) / 10
    print(f"{act}, {fault}: {len(points)} of {len(attack.points)} calls; {found}")

"""Times the dashboard: the first paint, and what each key costs, in CPU of the process, with Textual's pilot.

``python tests/benchmarks/dashboard.py [--contacts 100000] [--db FILE] [--json]``. Without ``--db`` a book is made
first, which takes minutes. The budget is a second to the first paint, 50 ms a key, 150 MB.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands import once
from textual.events import Key

if TYPE_CHECKING:
    from textual.app import App

SIZE = (120, 40)
# What is pressed, and what one calls it; each is pressed one after the other, and timed on its own.
SCENES: dict[str, list[str]] = {
    "to contacts": ["2"],
    "down": ["j"] * 12,
    "page down": ["pagedown"] * 5,
    "last, first": ["G", "g"],
    "mark": ["space"] * 3,
    "search: a letter": ["slash", "m"],
    "search: more letters": ["a", "y", "a"],
    "search: a letter less": ["backspace"] * 3,
    "search: a number": ["backspace", "0", "7", "4", "0"],
    "search cleared": ["escape"],
    "to jobs": ["escape", "3"],
    "along the board": ["l", "l", "j", "j", "h"],
    "to the calendar": ["4"],
    "days": ["right", "down", "down", "left"],
    "months": ["pagedown", "pagedown", "pageup"],
    "week, day": ["v", "v", "v"],
    "to reminders": ["5"],
    "down reminders": ["j"] * 3,
    "to today": ["1"],
    "through its panes": ["tab", "j", "tab", "j", "tab"],
    "help": ["question_mark", "escape"] * 3,
    "the palette": ["colon", "m", "a", "escape"] * 3,
    "the smallest form": ["2", *["c", "escape"] * 3],
    "the largest form": ["n", "escape"] * 3,
    "a contact to edit": ["e", "escape"] * 3,
    "through the fields": ["n", *["tab"] * 12, "escape"],
    "a question": ["d", "escape"] * 3,
    "a job's page": ["3", *["enter", "escape"] * 3],
}
LETTERS = {"slash": "/", "question_mark": "?", "colon": ":", "space": " "}


async def strike(app: App[None], key: str) -> None:
    """One key, as the terminal sends it, until what it began is over, a page that waits for the cursor included.

    The pilot's own way asks every widget several times whether it has come to rest, at 10 ms that no person spends.
    """
    app.post_message(Key(key, LETTERS.get(key, key if len(key) == 1 else None)))
    await asyncio.sleep(0.4)


async def sit(db: Path, config: Path) -> dict[str, Any]:
    """Open the dashboard, press everything; milliseconds of CPU by scene, and the peak in MB."""
    from smallcrm.config import load
    from smallcrm.crm import Crm
    from smallcrm.desk import Desk
    from smallcrm.tui.app import Dashboard

    app = Dashboard(Crm(db, Desk(load(config)), origin="tui"))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        figures: dict[str, Any] = {"first paint": [time.process_time() * 1000]}
        while not app.warming.over:
            await asyncio.sleep(0.3)
        await asyncio.sleep(1)
        for scene, keys in SCENES.items():
            figures[scene] = []
            for key in keys:
                start = time.process_time()
                await strike(app, key)
                figures[scene].append((time.process_time() - start) * 1000)
    figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def sat(db: Path, config: Path) -> dict[str, Any]:
    """As :func:`sit`, in a process of its own, so that the first paint counts from nothing; bare Python beside it."""
    bare = [once([sys.executable, "-c", "pass"], dict(os.environ)).cpu for _ in range(9)]
    command = [sys.executable, __file__, "--sit", str(db), "--config", str(config)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return {"bare python": bare, **json.loads(done.stdout)}


def table(figures: dict[str, Any]) -> None:
    """A line a scene: the median and the worst key."""
    print(f"{'':24}{'median ms':>10}{'worst ms':>10}")
    for scene, each in figures.items():
        if scene != "peak":
            print(f"{scene:24}{statistics.median(each):10.1f}{max(each):10.1f}")
    print(f"peak {figures['peak']:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--contacts", type=int, default=100_000)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--sit", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.sit:
        print(json.dumps(asyncio.run(sit(given.sit, given.config))))
        return
    with tempfile.TemporaryDirectory() as folder:
        from commands import SETTINGS, Store

        config = Path(folder) / "settings.toml"
        config.write_text(SETTINGS)
        db = given.db
        if db is None:
            store = Store(Path(folder))
            store.fill(given.contacts, Path(folder))
            db = store.path
        figures = sat(db, config)
    print(json.dumps(figures, indent=2)) if given.json else table(figures)


if __name__ == "__main__":
    main()

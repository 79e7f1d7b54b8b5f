"""The same questions put to khard, khal, todoman and Taskwarrior, where these are installed, over the same book."""

from __future__ import annotations

import json
import os
import shutil
import statistics
from typing import TYPE_CHECKING, NamedTuple

from commands import Measure, once

if TYPE_CHECKING:
    from pathlib import Path

    from commands import Store

KHARD = """[addressbooks]
[[book]]
path = {folder}/vdir/contacts
[general]
default_action = list
"""
KHAL = """[calendars]
[[book]]
path = {folder}/vdir/calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
default_timezone = Europe/London
local_timezone = Europe/London
[sqlite]
path = {folder}/khal.db
"""
TODOMAN = 'path = "{folder}/vdir/calendar"\ncache_path = "{folder}/todo.db"\ndate_format = "%Y-%m-%d"\n'


class Question(NamedTuple):
    """What one wants to know or do, by smallcrm and by a peer."""

    words: str
    ours: list[str]
    program: str
    theirs: list[str]


def questions(folder: Path) -> list[Question]:
    """Each peer's own everyday commands."""
    khard, khal = ["khard", "-c", f"{folder}/khard.conf"], ["khal", "-c", f"{folder}/khal.conf"]
    todo, task = ["todo", "--config", f"{folder}/todo.py"], ["task", f"rc:{folder}/taskrc"]
    return [
        Question("list contacts", ["contact", "list"], "khard", [*khard, "list"]),
        Question("find a contact", ["find", "walsh 7", "--type", "contact"], "khard", [*khard, "list", "walsh 7"]),
        Question("a week's agenda", ["agenda", "week"], "khal", [*khal, "list", "2026-09-14", "7d"]),
        Question("add an appointment", ["appointment", "add", "-", "Visit", "--at", "2026-09-20 9:00"], "khal",
                 [*khal, "new", "-a", "book", "2026-09-20", "09:00", "10:00", "Visit"]),
        Question("list reminders", ["reminder", "list"], "todo", [*todo, "list"]),
        Question("add a reminder", ["reminder", "add", "Ring back", "--due", "2026-09-20"], "todo",
                 [*todo, "new", "-d", "2026-09-20", "-l", "smallcrm", "Ring back"]),
        Question("list reminders", ["reminder", "list"], "task", [*task, "list"]),
        Question("add a reminder", ["reminder", "add", "Ring back", "--due", "2026-09-20"], "task",
                 [*task, "add", "Ring back", "due:2026-09-20"]),
    ]  # fmt: skip


def peers(store: Store, folder: Path, runs: int) -> list[tuple[Question, Measure, Measure]]:
    """Medians of ``runs`` runs, ours and theirs in turn, after one that does not count (their caches are warm)."""
    _furnish(store, folder)
    environment = {**store.environment, "HOME": str(folder), "LANG": "C.UTF-8"}
    found = []
    for question in questions(folder):
        if shutil.which(question.program) is None:
            continue
        pairs = [
            (once(store.command(question.ours), environment), once(question.theirs, environment))
            for _ in range(runs + 1)
        ][1:]
        ours, theirs = (
            Measure(*(statistics.median(part) for part in zip(*each, strict=True)))
            for each in zip(*pairs, strict=True)
        )
        found.append((question, ours, theirs))
    return found


def _furnish(store: Store, folder: Path) -> None:
    """The same book for each: a vdir by our own sync, tasks by import."""
    for number in range(200):
        due = f"2026-09-{number % 28 + 1:02}"
        once(store.command(["reminder", "add", f"Service {number}", "--due", due]), store.environment)
    once(store.command(["calendar", "sync", str(folder / "vdir")]), store.environment)
    for name, text in (("khard.conf", KHARD), ("khal.conf", KHAL), ("todo.py", TODOMAN)):
        (folder / name).write_text(text.format(folder=folder))
    (folder / "taskrc").write_text(f"data.location={folder}/tasks\nconfirmation=no\n")
    if shutil.which("task"):
        tasks = folder / "tasks.json"
        listed = [
            {"description": f"Service {n}", "due": f"202609{n % 28 + 1:02}T090000Z"} for n in range(200)
        ]
        tasks.write_text(json.dumps(listed))
        (folder / "tasks").mkdir(exist_ok=True)
        once(["task", f"rc:{folder}/taskrc", "import", str(tasks)], dict(os.environ))

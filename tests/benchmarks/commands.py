"""Times whole commands against bare Python in the same loop, and prints a table.

``python tests/benchmarks/commands.py [--contacts 10000] [--runs 9] [--json]``. Compile first, with
``python -m compileall -q .`` and PYTHONDONTWRITEBYTECODE unset; a busy machine shows in the spread, not in the ratio.
Each contact has three notes, a job and an appointment.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from book import write_contacts

# How many contacts get their life in one change: a larger one would not fit the cache.
BATCH = 1_000
# Over how many days the appointments are spread.
DAYS = 2_557
# A sole trader has some dozens of jobs in hand, however long the book.
OPEN = {1: "lead", 2: "quoted", 3: "accepted", 4: "invoiced"}
SETTINGS = 'region = "GB"\ntimezone = "Europe/London"\ncurrency = "GBP"\ndate_order = "dmy"\n'
COMMANDS = {
    "bare python": [],
    "--help": ["--help"],
    "contact add --help": ["contact", "add", "--help"],
    "complete a name": ["--complete-words", "bash", "show", "may"],
    "contact list -n 50": ["contact", "list", "-n", "50"],
    "contact list --json": ["contact", "list", "-n", "50", "--json"],
    "show by id": ["show", "7"],
    "show by phone": ["show", "07400000003"],
    "find": ["find", "walsh"],
    "today": ["today"],
    "next": ["next"],
    "agenda week": ["agenda", "week"],
    "note list -n 50": ["note", "list", "-n", "50"],
    "note add": ["note", "add", "7", "rang about the boiler"],
    "reminder add": ["reminder", "add", "Ring back", "--due", "tomorrow"],
    "contact add NAME": ["contact", "add", "Xavier Example"],
    "contact add, checked": ["contact", "add", "X", "--phone", "07700900999", "--email", "x@example.org", "--allow-duplicate"],
    "book": ["book", "7", "tomorrow 9am", "Visit"],
    "undo": ["undo", "-y"],
}  # fmt: skip


class Measure(NamedTuple):
    """Medians of the runs: CPU and wall in milliseconds, peak memory in MB."""

    cpu: float
    wall: float
    peak: float


class Store:
    """A throw-away store, and the environment that its commands run in."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "book.db"
        config = folder / "config.toml"
        config.write_text(SETTINGS)
        self.environment = {
            **os.environ, "SMALLCRM_DB": str(self.path), "SMALLCRM_CONFIG": str(config), "TZ": "Europe/London",
            "SMALLCRM_NOW": "2026-09-14T08:12:00+01:00",
        }  # fmt: skip
        os.environ.update(self.environment)

    def command(self, arguments: list[str]) -> list[str]:
        return [sys.executable, "-m", "smallcrm", *arguments] if arguments else [sys.executable, "-c", "pass"]

    def fill(self, contacts: int, folder: Path) -> Measure:
        """Import the contacts, as a command, and give each its notes, job and appointment."""
        file = folder / "contacts.csv"
        write_contacts(file, contacts)
        imported = once(self.command(["import", "-q", str(file)]), self.environment)
        # In a process of its own: what this one holds would count as the memory of those that it starts.
        life = [sys.executable, __file__, "--live", str(self.path), "--contacts", str(contacts)]
        subprocess.run(life, env=self.environment, check=True)
        return imported


def live(path: Path, contacts: int) -> None:
    """Give every contact three notes, a job and an appointment, in one change."""
    from smallcrm.config import config_path, load
    from smallcrm.desk import Desk
    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.job import JobDraft
    from smallcrm.model.note import NoteDraft
    from smallcrm.store.connect import silent
    from smallcrm.write.writing import Write

    write = Write(path, Desk(load(config_path(None))), "cli", silent)
    query = "SELECT id FROM contact WHERE kind = 'person' ORDER BY id LIMIT ?"
    ids = [row[0] for row in write.changes.connection.execute(query, (contacts,))]
    for start in range(0, len(ids), BATCH):
        with write.change("a life"):
            for number, contact in enumerate(ids[start : start + BATCH], start):
                for note in range(3):
                    at = f"2026-0{note + 3}-{number % 28 + 1:02d}T10:00:00Z"
                    write.notes.add(NoteDraft(f"spoke about job {number}", (contact,), "call", "in", at))
                stage = OPEN.get(number % 400, "paid" if number % 9 else "lost")
                job = JobDraft(
                    f"Job {number}", (contact,), value=18500, currency="GBP", stage=stage, on="2026-08-01"
                )
                write.jobs.add(job)
                start = dt.datetime(2022, 1, 1, 8) + dt.timedelta(
                    days=number % DAYS, minutes=15 * (number // DAYS)
                )
                times = (
                    start.isoformat()[:16],
                    f"{start + dt.timedelta(minutes=15):%Y-%m-%dT%H:%M}",
                    "Europe/London",
                )
                write.appointments.add(AppointmentDraft("Visit", *times, contact_ids=(contact,)))
    write.close()


def once(command: list[str], environment: dict[str, str]) -> Measure:
    """One run of a process of its own, by the system's own account of it."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{command} failed: {errors.read().decode()}")
    return Measure((used.ru_utime + used.ru_stime) * 1000, wall * 1000, used.ru_maxrss / 1024)


def measured(store: Store, runs: int) -> dict[str, Measure]:
    """The medians of ``runs`` runs of every command, in turn, after one that does not count."""
    found: dict[str, list[Measure]] = {name: [] for name in COMMANDS}
    for number in range(runs + 1):
        for name, arguments in COMMANDS.items():
            measure = once(store.command(arguments), store.environment)
            if number:
                found[name].append(measure)
    return {
        name: Measure(*(statistics.median(part) for part in zip(*those, strict=True)))
        for name, those in found.items()
    }


def main() -> None:
    """Build a store, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--live", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.live:
        live(options.live, options.contacts)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(folder)
        imported = store.fill(options.contacts, folder)
        rate = options.contacts / (imported.cpu / 1000)
        results = measured(store, options.runs)
    bare = results["bare python"].cpu
    if options.json:
        figures = {
            name: {**measure._asdict(), "ratio": measure.cpu / bare} for name, measure in results.items()
        }
        print(
            json.dumps(
                {"contacts": options.contacts, "import_per_second": rate, "commands": figures}, indent=2
            )
        )
        return
    print(
        f"{options.contacts:,} contacts; import {rate:,.0f} contacts a second of CPU, {imported.peak:.0f} MB"
    )
    print(f"{'command':24}{'CPU ms':>8}{'ratio':>8}{'wall ms':>9}{'MB':>6}")
    for name, measure in results.items():
        print(f"{name:24}{measure.cpu:8.1f}{measure.cpu / bare:7.1f}x{measure.wall:9.1f}{measure.peak:6.0f}")


if __name__ == "__main__":
    main()

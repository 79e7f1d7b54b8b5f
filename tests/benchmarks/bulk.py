"""What goes through the whole book: import, export, calendars, duplicates, a batch; things a second."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from commands import Measure, once

if TYPE_CHECKING:
    from commands import Store

BATCH = 2_000


class Work(NamedTuple):
    """A command, and how many things it does."""

    arguments: list[str]
    things: int


def works(folder: Path, contacts: int) -> dict[str, Work]:
    """What is timed on a book of so many contacts, with three notes, a job and an appointment each."""
    return {
        "import again": Work(["import", "-q", str(folder / "contacts.csv")], contacts),
        "export contacts, CSV": Work(["export", "contacts", "-o", str(folder / "out.csv")], contacts),
        "export contacts, vCard": Work(["export", "contacts", "-o", str(folder / "out.vcf")], contacts),
        "export all, JSON": Work(["export", "all", "-o", str(folder / "out.json")], contacts * 6),
        "calendar export": Work(["calendar", "export", "-o", str(folder / "out.ics")], contacts),
        "duplicates": Work(["contact", "duplicates", "--json"], contacts),
        "a batch of notes": Work(["batch", str(_batch(folder, contacts))], BATCH),
    }


def _batch(folder: Path, contacts: int) -> Path:
    file = folder / "batch.jsonl"
    lines = (json.dumps(["note", "add", str(number % contacts + 1), "rang back"]) for number in range(BATCH))
    file.write_text("\n".join(lines))
    return file


def bulk(store: Store, folder: Path, contacts: int, runs: int) -> dict[str, tuple[Measure, float]]:
    """Medians of ``runs`` runs of each, and how many things it does in a second of CPU."""
    found = {}
    for name, work in works(folder, contacts).items():
        each = [once(store.command(work.arguments), store.environment) for _ in range(runs)]
        middle = Measure(*(statistics.median(part) for part in zip(*each, strict=True)))
        found[name] = middle, work.things / (middle.cpu / 1000)
    return found

"""Everything that is timed, at several sizes of the book and beside other programs, in one go.

``python tests/benchmarks [--contacts 10 1000 10000 100000] [--runs 9] [--json] [--against FILE]`` prints tables in
Markdown, or JSON that a later run compares itself with. Compile first, with ``python -m compileall -q .`` and
PYTHONDONTWRITEBYTECODE unset. Each contact has three notes, a job and an appointment; CPU is that of the whole process,
and a ratio is to ``python -c pass`` in the same loop. Where khard, khal, todoman or Taskwarrior are on the PATH they are
asked the same.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from bulk import bulk
from commands import Store, measured
from dashboard import sat
from peers import peers

# Of what takes seconds, a few runs are enough.
FEW = 3
PEERS = 1_000


def book(contacts: int, runs: int) -> dict[str, Any]:
    """The figures of a book of so many contacts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(folder)
        imported = store.fill(contacts, folder)
        each = measured(store, runs)
        figures: dict[str, Any] = {
            "import": {"cpu": imported.cpu, "peak": imported.peak, "rate": contacts / (imported.cpu / 1000)},
            "commands": {name: measure._asdict() for name, measure in each.items()},
            "bulk": {
                name: {**measure._asdict(), "rate": rate}
                for name, (measure, rate) in bulk(store, folder, contacts, FEW).items()
            },
            "dashboard": sat(store.path, folder / "config.toml"),
        }
        if contacts == PEERS:
            figures["peers"] = [
                {
                    "question": question.words,
                    "program": question.program,
                    "ours": ours.cpu,
                    "theirs": theirs.cpu,
                }
                for question, ours, theirs in peers(store, folder, FEW)
            ]
    return figures


def ratios(figures: dict[str, Any]) -> dict[str, float]:
    """Each command's CPU over that of bare Python."""
    commands = figures["commands"]
    return {name: each["cpu"] / commands["bare python"]["cpu"] for name, each in commands.items()}


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def told(books: dict[str, Any]) -> str:
    """All figures, as tables."""
    sizes = list(books)
    every = {size: ratios(books[size]) for size in sizes}
    heads = ["", *(f"{int(size):,} contacts" for size in sizes)]
    parts = [
        table(
            ["CPU over bare Python; wall ms; MB", *heads[1:]],
            [
                [name, *(_command(books[size], every[size], name) for size in sizes)]
                for name in every[sizes[0]]
            ],
        ),
        table(
            ["things a second of CPU; MB", *heads[1:]],
            [
                [
                    "import",
                    *(f"{books[s]['import']['rate']:,.0f}; {books[s]['import']['peak']:.0f}" for s in sizes),
                ],
                *(
                    [
                        name,
                        *(
                            f"{books[s]['bulk'][name]['rate']:,.0f}; {books[s]['bulk'][name]['peak']:.0f}"
                            for s in sizes
                        ),
                    ]
                    for name in books[sizes[0]]["bulk"]
                ),
            ],
        ),
        table(
            ["dashboard: median and worst key, CPU ms", *heads[1:]],
            [
                [scene, *(_scene(books[size]["dashboard"][scene]) for size in sizes)]
                for scene in books[sizes[0]]["dashboard"]
            ],
        ),
    ]
    asked = [peer for size in sizes for peer in books[size].get("peers", ())]
    if asked:
        rows = [[p["question"], p["program"], f"{p['ours']:.0f}", f"{p['theirs']:.0f}"] for p in asked]
        parts.append(table([f"CPU ms at {PEERS:,} contacts", "beside", "smallcrm", "the other"], rows))
    return "\n".join(parts)


def _command(figures: dict[str, Any], ratio: dict[str, float], name: str) -> str:
    each = figures["commands"][name]
    return f"{ratio[name]:.1f}; {each['wall']:.0f}; {each['peak']:.0f}"


def _scene(each: list[float] | float) -> str:
    return f"{statistics.median(each):.0f}, {max(each):.0f}" if isinstance(each, list) else f"{each:.0f}"


def compared(books: dict[str, Any], before: dict[str, Any]) -> str:
    """How the ratios moved since an earlier run, in percent."""
    sizes = [size for size in books if size in before]
    now, then = ({size: ratios(each[size]) for size in sizes} for each in (books, before))
    rows = [
        [name, *(f"{100 * (now[size][name] / then[size][name] - 1):+.0f}%" for size in sizes)]
        for name in now[sizes[0]]
    ]
    return table(["since then", *(f"{int(size):,} contacts" for size in sizes)], rows)


def main() -> None:
    """Build the books, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, nargs="+", default=[10, PEERS, 10_000, 100_000])
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--against", type=Path, metavar="FILE", help="The JSON of an earlier run")
    options = parser.parse_args()
    books = {str(contacts): book(contacts, options.runs) for contacts in options.contacts}
    print(json.dumps(books, indent=1) if options.json else told(books))
    if options.against:
        print(compared(books, json.loads(options.against.read_text())))


if __name__ == "__main__":
    main()

"""Times calendars of many events, and 200 who poll for one, and prints a table.

``python tests/benchmarks/calendars.py [--events 50000] [--pollers 200]``. An event's own rate is by the CPU that the
process took beyond one that says its version; the machine's load shows in the wall time.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from smallcrm.store.connect import open_writer

NOW = "2026-09-14T08:12:00+01:00"
CONTACTS = 2_000
SETTINGS = 'region = "GB"\ntimezone = "Europe/London"\ncurrency = "GBP"\ndate_order = "dmy"\n'
ROUNDS = 5


class Measure(NamedTuple):
    """One run of a process: seconds of CPU and of wall, peak memory in MB."""

    cpu: float
    wall: float
    peak: float


def write_book(store: Path, events: int) -> None:
    """A book of so many appointments, each with a contact who has a phone and an address, booked in no order."""
    connection = open_writer(store)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO open_change(id, at) VALUES (1, '2026-09-14T07:12:00Z')")
    for number in range(1, CONTACTS + 1):
        name = f"Contact Number {number}"
        connection.execute("INSERT INTO contact(name, name_key) VALUES (?, ?)", (name, name.lower()))
        connection.execute(
            "INSERT INTO phone(contact_id, value) VALUES (?, ?)", (number, f"+44770090{number:04}")
        )
        connection.execute(
            "INSERT INTO address(contact_id, street, city, postcode) VALUES (?, ?, 'Bristol', 'BS6 5JA')",
            (number, f"{number} Park Row"),
        )
    order = list(range(events))
    random.Random(1).shuffle(order)
    for number in order:
        _book(connection, number)
    connection.execute("DELETE FROM open_change")
    connection.execute("COMMIT")
    connection.close()


def _book(connection, number: int) -> None:
    start = dt.datetime(2020, 1, 1, 9) + dt.timedelta(minutes=75 * number)
    end = start + dt.timedelta(hours=1)
    walls = [moment.isoformat(timespec="minutes") for moment in (start, end)]
    values = (
        f"Visit {number} for the boiler", "Bring the long ladder and the flue liner; ring first", *walls, "Europe/London",
        *(f"{wall}:00Z" for wall in walls),
    )  # fmt: skip
    cursor = connection.execute(
        "INSERT INTO appointment(title, description, starts, ends, timezone, starts_utc, ends_utc) VALUES (?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    connection.execute(
        "INSERT INTO appointment_contact(appointment_id, contact_id) VALUES (?, ?)",
        (cursor.lastrowid, number % CONTACTS + 1),
    )


def run(folder: Path, *line: str) -> Measure:
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "smallcrm", *line], cwd=folder, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, line
    return Measure(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)


def feeds(folder: Path, events: int) -> None:
    bare = run(folder, "--version").cpu
    print(f"{'':<34}{'CPU':>8}{'wall':>8}{'peak':>8}{'events/s':>12}")
    for words, line in (
        ("export, cold", ("calendar", "export", "--all", "-o", "work.ics")),
        ("export, nothing changed", ("calendar", "export", "--all", "-o", "work.ics")),
        ("move an appointment", ("move", "100", "1 oct 2026 9:00", "-q")),
        ("export, one changed", ("calendar", "export", "--all", "-o", "work.ics")),
        ("publish", ("calendar", "publish", "published.ics", "--all", "-q")),
        ("move one, file brought up to date", ("move", "200", "1 oct 2026 9:00", "-q")),
        ("note add, file as it is", ("note", "add", "1", "rang", "-q")),
    ):
        took = run(folder, *line)
        rate = f"{events / (took.cpu - bare):>12,.0f}" if "export" in line or "publish" in line else ""
        print(f"{words:<34}{took.cpu:>7.2f}s{took.wall:>7.2f}s{took.peak:>5.0f} MB{rate}")


async def poll(url: str, pollers: int) -> list[float]:
    """Milliseconds of each answer: all ask at once, and again, with the tag of the first answer."""
    parts = urlsplit(url)
    ask = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=2**27)
    writer.write(f"{ask}Connection: close\r\n\r\n".encode())
    tag = (await reader.read()).split(b'ETag: "')[1].split(b'"')[0].decode()
    writer.close()
    question = f'{ask}If-None-Match: "{tag}"\r\n\r\n'.encode()

    async def subscriber() -> list[float]:
        took = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.write(question)
            answer = await reader.readuntil(b"\r\n\r\n")
            took.append((time.perf_counter() - start) * 1000)
            assert b" 304 " in answer, answer
            writer.close()
        return took

    answers = await asyncio.gather(*(subscriber() for _ in range(pollers)))
    return sorted(time for took in answers for time in took)


def served(folder: Path, pollers: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "smallcrm", "-q", "calendar", "serve", "--port", "0"],
        cwd=folder, stdout=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout
        url = next(line.strip() for line in server.stdout if line.startswith("http:"))
        took = asyncio.run(poll(url, pollers))
        peak = next(
            int(line.split()[1]) // 1024
            for line in Path(f"/proc/{server.pid}/status").read_text().splitlines()
            if line.startswith("VmHWM")
        )
        server.terminate()
    rank = [took[min(len(took) - 1, int(len(took) * share))] for share in (0.5, 0.99, 1)]
    print(
        f"\n{pollers} pollers, {len(took)} answers 304: median {rank[0]:.0f} ms, p99 {rank[1]:.0f} ms, longest {rank[2]:.0f} ms; "
        f"the server's peak {peak} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--pollers", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.toml").write_text(SETTINGS)
        os.environ |= {
            "SMALLCRM_DB": str(folder / "book.db"), "SMALLCRM_CONFIG": str(folder / "config.toml"), "SMALLCRM_NOW": NOW,
            "TZ": "Europe/London",
        }  # fmt: skip
        # In a process of its own: what this one holds would count as the memory of those that it starts.
        building = multiprocessing.get_context("spawn").Process(
            target=write_book, args=(folder / "book.db", options.events)
        )
        building.start()
        building.join()
        feeds(folder, options.events)
        served(folder, options.pollers)


if __name__ == "__main__":
    main()

"""Many at once: nothing is lost, nobody is told of a lock, and what must be unique is."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import pytest
from ground import look_over

from smallcrm.config import load
from smallcrm.crm import Crm
from smallcrm.desk import Desk

WRITERS = 8
WRITER = """
import sys
from pathlib import Path
from smallcrm.config import load
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.errors import Conflict
from smallcrm.model.contact import ContactDraft, EmailDraft
store, config, who, adds = sys.argv[1:]
crm = Crm(Path(store), Desk(load(Path(config))), tell=lambda said: print(said, file=sys.stderr))
for i in range(int(adds)):
    crm.write.contacts.add(ContactDraft(name=f"Writer {who} no {i}"))
    if i % 5 == 0:
        try:
            crm.write.contacts.add(ContactDraft(name=f"One {i}", emails=(EmailDraft(f"one{i}@x.example"),)))
        except Conflict:
            print("taken")
    if i % 7 == 0:
        # As a command does: gone, and here again.
        crm.close()
        crm = Crm(Path(store), Desk(load(Path(config))), tell=lambda said: print(said, file=sys.stderr))
crm.close()
"""


def writers(crm: Any, adds: int) -> list[subprocess.Popen[str]]:
    return [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(crm.db), str(crm.config), str(who), str(adds)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for who in range(WRITERS)
    ]  # fmt: skip


async def dashboard_meanwhile(crm: Any, processes: list[subprocess.Popen[str]]) -> list[str]:
    """Sit at the dashboard until all processes have ended; what it said."""
    from smallcrm.tui.app import Dashboard

    app, said = Dashboard(Crm(crm.db, Desk(load(crm.config)), named=False, origin="tui")), []
    async with app.run_test(size=(100, 30)) as pilot:
        while any(process.poll() is None for process in processes):
            await pilot.press("2", "j", "1")
            await pilot.pause(0.2)
            said.append(app.view.status.said if app.view else "")
    return said


def all_at_once(crm: Any, adds: int) -> None:
    crm.ok("contact", "add", "First")
    reader = sqlite3.connect(crm.db, isolation_level=None)
    reader.execute("BEGIN")
    before = reader.execute("SELECT count(*) FROM contact").fetchone()
    processes = writers(crm, adds)
    said = asyncio.run(dashboard_meanwhile(crm, processes))
    assert reader.execute("SELECT count(*) FROM contact").fetchone() == before
    reader.close()
    told = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0] * WRITERS, told
    assert not [words for words in (*said, *(err for _, err in told)) if "locked" in words or "busy" in words]
    names = Counter(row["name"] for row in crm.ok("contact", "list", "--json").json)
    shared = range(0, adds, 5)
    assert names == Counter(
        [
            "First",
            *(f"Writer {who} no {i}" for who in range(WRITERS) for i in range(adds)),
            *(f"One {i}" for i in shared),
        ]
    )
    assert sum(out.count("taken") for out, _ in told) == (WRITERS - 1) * len(shared)
    look_over(crm.db)
    assert [path.name for path in crm.folder.glob("book.db*")] == ["book.db"]


def test_writers_a_reader_and_the_dashboard_at_once_lose_nothing(crm: Any) -> None:
    all_at_once(crm, 8)


@pytest.mark.long
def test_eight_writers_of_two_hundred_at_once_lose_nothing(crm: Any) -> None:
    start = time.monotonic()
    all_at_once(crm, 200)
    print(f"8 x 200 adds in {time.monotonic() - start:.0f} s")


def test_two_who_edit_one_contact_at_once_lose_neither_field(crm: Any) -> None:
    crm.ok("contact", "add", "Maya")
    edits = [
        ("--about", "one"),
        ("--source", "two"),
        ("--role", "three"),
        ("--tag", "four"),
        ("--set", "five=six"),
    ]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "smallcrm", "contact", "edit", "1", *edit], stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, text=True,
        )
        for edit in edits
    ]  # fmt: skip
    told = [(process.communicate()[1], process.returncode) for process in running]
    assert [code for _, code in told] == [0] * len(edits), told
    (maya,) = crm.ok("contact", "list", "--json").json
    assert (maya["about"], maya["source"], maya["role"], maya["tags"], maya["fields"]) == (
        "one", "two", "three", ["four"], {"five": "six"},
    )  # fmt: skip
    assert len(crm.ok("history", "--json").json) == 1 + len(edits)


def test_an_import_and_others_at_once_lose_nothing(crm: Any) -> None:
    crm.ok("contact", "add", "First")
    (crm.folder / "more.csv").write_text("Name\n" + "".join(f"Row {i}\n" for i in range(1_500)))
    line = [sys.executable, "-m", "smallcrm", "import", str(crm.folder / "more.csv")]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as importing:
        added = 0
        while importing.poll() is None:
            crm.ok("contact", "add", f"Between {added}")
            added += 1
        assert importing.communicate()[1] == ""
    assert len(crm.ok("contact", "list", "--json").json) == 1 + 1_500 + added
    look_over(crm.db)

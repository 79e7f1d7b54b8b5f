"""Bringing a file in from the dashboard: seen first, then done, cancelled or undone."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from smallcrm.store import connect

DATA = Path(__file__).parent.parent / "data"
LATER = "2026-09-15T10:00:00+01:00"


@pytest.fixture
def downloads(crm, monkeypatch) -> Path:
    """A home with files as people download them."""
    folder = crm.folder / "Downloads"
    folder.mkdir()
    shutil.copy(DATA / "google.csv", folder)
    monkeypatch.setenv("HOME", str(crm.folder))
    return folder


def counts(db: Path) -> dict[str, int]:
    with sqlite3.connect(db) as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'"
            )
        ]
        found = {
            table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables
        }
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()
    return found


async def choose(hands, path: str) -> None:
    """Type the path of a file and take it, and wait for the preview."""
    await hands.press("2", "I")
    await hands.type(path)
    await hands.press("enter")


async def settled(hands) -> None:
    for _ in range(300):
        if getattr(hands.app.screen, "doing", None) is None:
            break
        await asyncio.sleep(0.02)
    await hands.settle()


def test_the_preview_says_what_is_new_and_then_it_is_imported_and_undone(crm, downloads, dashboard):
    crm.ok("contact", "add", "Maya")
    crm.at(LATER)

    async def story(hands):
        await choose(hands, "~/Downloads/google.csv")
        await settled(hands)
        shown = hands.screen_text
        assert "new " in shown
        assert "Iris Köhler" in shown
        assert "updated 0" in shown
        await hands.press("enter")
        await settled(hands)
        assert hands.said.startswith("imported ")
        assert hands.said.endswith("contacts from google.csv · u undoes it")
        assert "Iris Köhler" in hands.screen_text
        await hands.press("u")
        assert "Iris Köhler" not in hands.screen_text

    dashboard(story)
    assert [row["name"] for row in crm.ok("contact", "list", "--json").json] == ["Maya"]


def test_looking_at_the_preview_changes_nothing(crm, downloads, dashboard):
    crm.ok("contact", "add", "Maya")
    before = counts(crm.db)

    async def story(hands):
        await choose(hands, "~/Downloads/google.csv")
        await settled(hands)
        await hands.press("tab", "l", "h", "j", "k", "escape")
        assert hands.said == "nothing was imported"

    dashboard(story)
    assert counts(crm.db) == before


def test_what_would_change_is_shown_value_by_value(crm, downloads, dashboard):
    crm.ok("contact", "add", "Iris Köhler", "--email", "iris.koehler@example.org", "--role", "Owner")
    crm.at(LATER)

    async def story(hands):
        await choose(hands, "~/Downloads/google.csv")
        await settled(hands)
        assert "updated 1" in hands.screen_text
        await hands.press("tab")
        assert "phones: + 07700 900 163" in hands.screen_text

    dashboard(story)


def test_what_was_changed_in_the_same_second_and_stays_as_it_is_does_not_count(crm, downloads, dashboard):
    crm.ok("contact", "add", "Iris Köhler", "--email", "iris.koehler@example.org", "--role", "Owner")
    crm.ok("contact", "add", "Maya")

    async def story(hands):
        await choose(hands, "~/Downloads/google.csv")
        await settled(hands)
        assert "updated 1" in hands.screen_text
        await hands.press("tab")
        assert "Iris Köhler" in hands.screen_text
        assert "Maya" not in hands.screen_text

    dashboard(story)


def test_the_same_file_again_is_unchanged(crm, downloads, dashboard):
    crm.ok("import", str(downloads / "google.csv"))
    crm.at(LATER)

    async def story(hands):
        await choose(hands, "~/Downloads/google.csv")
        await settled(hands)
        assert "new 0" in hands.screen_text
        assert "say nothing that is not in the book already" in hands.screen_text
        await hands.press("enter")
        await settled(hands)
        assert hands.said == "there was nothing new in google.csv"

    dashboard(story)


def test_rejected_records_and_complaints_say_why_and_strict_rejects_more(crm, downloads, dashboard):
    (downloads / "list.csv").write_text(
        "Name,Email,Phone\nMaya,not-an-address,\n,,\n ,n/a,\nTom,tom@example.org,\n"
    )

    async def story(hands):
        await choose(hands, "~/Downloads/list.csv")
        await settled(hands)
        assert "new 2" in hands.screen_text
        assert "not-an-address" not in hands.screen_text.split("new 2")[0]
        while "complaints" not in (hands.app.screen.section.name):
            await hands.press("tab")
        assert "not-an-address" in hands.screen_text
        assert "Email" in hands.screen_text
        await hands.press("s")
        await settled(hands)
        assert "new 1" in hands.screen_text
        while hands.app.screen.section.name != "rejected":
            await hands.press("tab")
        assert "not-an-address" in hands.screen_text

    dashboard(story)


def test_what_becomes_of_those_that_are_there_can_be_chosen(crm, downloads, dashboard):
    crm.ok("contact", "add", "Iris Köhler", "--email", "iris.koehler@example.org")
    crm.at(LATER)

    async def story(hands):
        await choose(hands, "~/Downloads/google.csv")
        await settled(hands)
        await hands.press("o")
        await settled(hands)
        assert "skip, leaves it as it is" in hands.screen_text
        assert "updated 0" in hands.screen_text

    dashboard(story)


def test_an_import_that_waits_for_another_program_says_so_and_can_be_stopped(
    crm, downloads, dashboard, monkeypatch
):
    crm.ok("contact", "add", "Maya")
    monkeypatch.setattr(connect, "PATIENCE", 0.05)
    monkeypatch.setattr(connect, "LIMIT", 3.0)

    async def story(hands):
        await choose(hands, "~/Downloads/google.csv")
        await settled(hands)
        with contextlib.closing(sqlite3.connect(crm.db, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            hands._strike("enter")
            await asyncio.sleep(0.4)
            assert "another program is writing to the store" in shown(hands)
            hands._strike("escape")
            await asyncio.sleep(0.2)
            assert "stopping; waiting to write" in shown(hands)
        await settled(hands)
        assert "stopped; nothing was brought in" in hands.screen_text

    dashboard(story)
    assert [row["name"] for row in crm.ok("contact", "list", "--json").json] == ["Maya"]


def shown(hands) -> str:
    """All that stands on the screen, without its lines."""
    return " ".join(hands.screen_text.replace("│", " ").split())


@pytest.fixture
def long_file(downloads) -> Path:
    """Enough records to be cancelled between."""
    path = downloads / "long.csv"
    rows = "".join(f"Person {n},person{n}@example.org,07700 {900000 + n % 1000}\n" for n in range(6000))
    path.write_text(f"Name,Email,Phone\n{rows}")
    return path


def test_an_import_that_is_cancelled_leaves_nothing(crm, long_file, dashboard):
    crm.ok("contact", "add", "Maya")
    before, told = counts(crm.db), crm.ok("history").out

    async def story(hands):
        await choose(hands, "~/Downloads/long.csv")
        await settled(hands)
        hands.app.screen.action_bring()
        for _ in range(500):
            await asyncio.sleep(0.005)
            doing = hands.app.screen.doing
            if doing is not None and doing.part == "writing" and doing.done > 1000:
                break
        assert "writing" in hands.app.screen.doing.part
        await hands.pilot.press("escape")
        await settled(hands)
        assert "stopped; nothing was brought in" in hands.screen_text

    dashboard(story)
    assert counts(crm.db) == before
    assert crm.ok("history").out == told


def test_reading_can_be_stopped_and_the_screen_lives_meanwhile(crm, long_file, dashboard):
    with long_file.open("a") as file:
        file.writelines(f"Other {n},other{n}@example.org,\n" for n in range(60_000))

    async def story(hands):
        await hands.press("2", "I")
        await hands.type("~/Downloads/long.csv")
        await hands.pilot.press("enter")
        for _ in range(200):
            await asyncio.sleep(0.005)
            doing = getattr(hands.app.screen, "doing", None)
            if doing is not None and doing.done:
                break
        assert "esc stops it" in hands.screen_text
        await hands.pilot.press("escape")
        await hands.settle()
        assert hands.said == "nothing was imported"

    dashboard(story)
    assert not crm.db.exists()


def test_files_are_suggested_as_one_types(crm, downloads, dashboard):
    async def story(hands):
        await hands.press("2", "I")
        assert "~/Downloads/google.csv" in hands.screen_text
        await hands.type("~/Down")
        assert "~/Downloads/" in hands.screen_text
        await hands.press("tab", "tab", "enter")
        await settled(hands)
        assert "Import google.csv" in hands.screen_text

    dashboard(story, size=(80, 24))


def test_a_file_that_can_not_be_imported_is_refused_and_stays_typed(crm, downloads, dashboard):
    for name in ("picture.png", "google.xlsx"):
        (downloads / name).write_bytes(b"\x89PNG")

    async def story(hands):
        await hands.press("2", "I")
        for name, words in (
            ("nothing.csv", "there is no file"),
            ("picture.png", "can't tell the format"),
            ("google.xlsx", "can't tell the format"),
        ):
            hands.app.focused.value = ""
            await hands.type(f"~/Downloads/{name}")
            await hands.press("enter")
            assert words in hands.screen_text, name
            assert name in hands.screen_text
            await hands.press("escape", "I")
            assert name in hands.screen_text

    dashboard(story)


def test_a_file_that_is_no_text_is_told_in_the_preview(crm, downloads, dashboard):
    (downloads / "book.csv").write_bytes(b"PK\x03\x04" + bytes(200))

    async def story(hands):
        await choose(hands, "~/Downloads/book.csv")
        await settled(hands)
        assert "spreadsheet or zip file" in hands.screen_text
        await hands.press("enter", "tab", "o", "escape")

    dashboard(story)


def test_names_in_a_file_show_safely(crm, downloads, dashboard):
    (downloads / "evil.csv").write_text("Name,Email\n[red]Evil\x1b]52;c;aGk=\x07[/nope],[b]\x1b[2J\n")

    async def story(hands):
        await choose(hands, "~/Downloads/evil.csv")
        await settled(hands)
        for _ in range(6):
            assert "\x1b" not in hands.screen_text
            await hands.press("tab")
        assert "[red]Evil" in hands.screen_text

    dashboard(story)


def test_a_calendar_is_previewed_too(crm, downloads, dashboard):
    shutil.copy(DATA / "meetings.ics", downloads)

    async def story(hands):
        await choose(hands, "~/Downloads/meetings.ics")
        await settled(hands)
        assert "appointment" in hands.screen_text
        await hands.press("ctrl+s")
        await settled(hands)
        assert "from meetings.ics · u undoes it" in hands.said

    dashboard(story)

"""Published calendars follow what others write while the dashboard is open."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SOON = 4.0


async def says(file: Path, words: str) -> bool:
    """Whether the file says so soon."""
    for _ in range(int(SOON / 0.05)):
        if words in file.read_text():
            return True
        await asyncio.sleep(0.05)
    return False


def retitle(db: Path, title: str) -> None:
    """What a notebook or another program writes: it publishes nothing."""
    with closing(sqlite3.connect(db)) as other, other:
        other.execute("UPDATE appointment SET title = ? WHERE id = 1", (title,))


def test_what_another_program_writes_is_published_while_the_dashboard_is_open(
    crm, dashboard, tmp_path
) -> None:
    crm.ok("book", "-", "21 sep 9:00", "Fix valve")
    file = tmp_path / "work.ics"
    crm.ok("calendar", "publish", str(file))

    async def story(hands):
        retitle(crm.db, "Replace valve")
        assert await says(file, "SUMMARY:Replace valve")
        retitle(crm.db, "Replace tap")
        assert await says(file, "SUMMARY:Replace tap")

    dashboard(story)


def test_what_was_left_behind_is_published_when_the_dashboard_opens(crm, dashboard, tmp_path) -> None:
    crm.ok("book", "-", "21 sep 9:00", "Fix valve")
    file = tmp_path / "work.ics"
    crm.ok("calendar", "publish", str(file))
    retitle(crm.db, "Replace valve")

    async def story(hands):
        assert await says(file, "SUMMARY:Replace valve")

    dashboard(story)


def test_a_file_that_cant_be_written_is_told_once_and_harms_nothing(crm, dashboard, tmp_path) -> None:
    crm.ok("book", "-", "21 sep 9:00", "Fix valve")
    folder = tmp_path / "gone"
    folder.mkdir()
    crm.ok("calendar", "publish", str(folder / "work.ics"))
    (folder / "work.ics").unlink()
    folder.rmdir()

    async def story(hands):
        retitle(crm.db, "Replace valve")
        for _ in range(80):
            if "not up to date" in hands.said:
                break
            await asyncio.sleep(0.05)
        assert "the calendar work is not up to date" in hands.said
        hands.app.tell("something else")
        await hands.pilot.pause(1.2)
        assert hands.said == "something else"
        await hands.press("2")

    dashboard(story)

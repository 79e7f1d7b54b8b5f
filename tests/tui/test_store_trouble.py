"""A store that goes, is replaced, locked, full, damaged or too new under the dashboard: a sentence, and nothing lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

import pytest

from smallcrm.config import load
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.errors import CrmError
from smallcrm.model.note import NoteDraft
from smallcrm.store import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOON = 0.9


def fill(crm):
    """Two people and a job."""
    crm.ok("contact", "add", "Maya")
    crm.ok("contact", "add", "Zoë")
    crm.ok("job", "add", "Maya", "Leaking valve")


@pytest.fixture
def full(built):
    return built(fill)


@contextlib.contextmanager
def other_program(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        yield connection
    finally:
        connection.close()


async def refused(hands) -> str:
    """Log a note; what is said of it being refused."""
    try:
        await hands.app.carry_out("add a note", lambda write: write.notes.add(NoteDraft("hello", (1,))))
    except CrmError as problem:
        return problem.message
    return ""


def test_an_idle_dashboard_holds_no_lock_and_leaves_one_file(full, dashboard):
    async def story(hands):
        await hands.press("3", "enter", "2", "3")
        await hands.pilot.pause(0.6)
        with other_program(full.db) as other:
            assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
            other.execute("BEGIN EXCLUSIVE")
            other.execute("UPDATE contact SET about = 'x' WHERE id = 1")
            other.execute("COMMIT")
            assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0

    dashboard(story)
    assert [path.name for path in full.folder.iterdir() if path.name.startswith("book.db")] == ["book.db"]


def test_a_store_that_disappears_is_told_shown_as_it_was_and_never_made_anew(full, dashboard):
    aside = full.folder / "aside.db"

    async def story(hands):
        await hands.press("3")
        full.db.rename(aside)
        await hands.pilot.pause(SOON)
        assert "is gone, moved or removed" in hands.said
        assert "Leaking valve" in hands.screen_text
        assert "is gone" in await refused(hands)
        await hands.press("L", "2", "3", "1", "3")
        assert not full.db.exists()
        aside.rename(full.db)
        await hands.pilot.pause(SOON)
        assert hands.said == "the store can be read again"
        await hands.press("L")
        assert hands.said == 'moved job "Leaking valve" (1) to quoted · u undoes it'

    dashboard(story)


def test_another_store_in_its_place_is_shown_and_told(full, dashboard, tmp_path):
    other = tmp_path / "other.db"
    shutil.copy(full.db, other)
    with other_program(other) as connection:
        connection.execute("UPDATE job SET title = 'Other job'")

    async def story(hands):
        await hands.press("3")
        other.replace(full.db)
        await hands.pilot.pause(SOON)
        assert "another store was put in the place" in hands.said
        assert "Other job" in hands.screen_text

    dashboard(story)


def test_a_store_that_is_locked_is_waited_for_aloud_and_then_given_up(full, dashboard, monkeypatch):
    monkeypatch.setattr(connect, "PATIENCE", 0.05)
    monkeypatch.setattr(connect, "LIMIT", 2.0)

    async def story(hands):
        await hands.press("3")
        with other_program(full.db) as other:
            other.execute("BEGIN IMMEDIATE")
            note = asyncio.create_task(refused(hands))
            for _ in range(100):
                await asyncio.sleep(0.02)
                if hands.said:
                    break
            assert "waiting to write" in hands.said
            await hands.pilot.press("2")
            assert hands.app.view.NAME == "contacts"
            assert "another program holds it" in await note
            other.execute("ROLLBACK")
        assert await refused(hands) == ""

    dashboard(story)


def test_a_store_that_nobody_may_read_for_a_while_keeps_what_is_shown(full, dashboard):
    """Without a write-ahead log who writes keeps readers out."""
    with other_program(full.db) as other:
        other.execute("PRAGMA journal_mode=DELETE")

    async def story(hands):
        await hands.press("3")
        with other_program(full.db) as other:
            other.execute("BEGIN EXCLUSIVE")
            other.execute("UPDATE job SET title = 'Mended valve'")
            await hands.pilot.pause(SOON)
            await hands.press("j", "k", "2", "3")
            assert "waiting to read" in hands.said
            assert "Leaking valve" in hands.screen_text
            other.execute("COMMIT")
        await hands.pilot.pause(SOON)
        assert "Mended valve" in hands.screen_text

    dashboard(story)


def test_a_full_disk_refuses_and_what_was_typed_stays(full, dashboard, monkeypatch):
    def no_room(*_words):
        problem = sqlite3.OperationalError("database or disk is full")
        problem.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise problem

    async def story(hands):
        await hands.press("3", "n")
        await hands.type("Maya")
        typed = hands.app.screen
        monkeypatch.setattr(connect, "let_write", no_room)
        monkeypatch.setattr("smallcrm.write.change.begin", no_room)
        assert "is full; nothing was changed" in await refused(hands)
        assert hands.app.screen is typed

    dashboard(story)


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_not_be_written_is_told(full, dashboard):
    async def story(hands):
        await hands.press("3")
        full.folder.chmod(0o500)
        try:
            assert "can't be written" in await refused(hands)
        finally:
            full.folder.chmod(0o700)

    dashboard(story)


def test_a_store_that_a_newer_smallcrm_migrated_is_told_and_not_written(full, dashboard):
    async def story(hands):
        await hands.press("3")
        with other_program(full.db) as other:
            other.execute("PRAGMA user_version = 99")
        await hands.pilot.pause(SOON)
        assert "was written by a newer smallcrm (schema 99" in hands.said
        assert "newer smallcrm" in await refused(hands)
        await hands.press("L", "1", "2", "3", "4", "5")

    dashboard(story)


def test_a_damaged_page_is_told(full, dashboard):
    async def story(hands):
        await hands.press("3")
        with other_program(full.db) as other:
            page = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'job'").fetchone()[0]
            size = other.execute("PRAGMA page_size").fetchone()[0]
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with full.db.open("r+b") as file:
            file.seek((page - 1) * size)
            file.write(b"\xff" * size)
        with other_program(full.db) as other:
            other.execute("UPDATE contact SET about = 'x' WHERE id = 1")
        await hands.pilot.pause(SOON)
        await hands.press("3", "a", "l")
        assert "is damaged; see: smallcrm doctor" in hands.said

    dashboard(story)


def test_a_crash_is_raised_by_who_opened_the_dashboard_and_prints_no_traceback(full, monkeypatch, capfd):
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.launch import open_dashboard

    def broken(_app: Dashboard) -> None:
        raise ZeroDivisionError("should never happen")

    run = Dashboard.run
    monkeypatch.setattr(Dashboard, "on_ready", broken, raising=False)
    monkeypatch.setattr(Dashboard, "run", lambda app: run(app, headless=True))
    with pytest.raises(ZeroDivisionError):
        open_dashboard(Crm(full.db, Desk(load(full.config))))
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_refusal_that_nobody_caught_is_told_and_the_dashboard_stays(full, dashboard):
    from textual.worker import WorkerFailed

    from smallcrm.errors import NotFound

    async def story(hands):
        hands.app._handle_exception(WorkerFailed(NotFound("there is no job 7")))
        await hands.settle()
        assert hands.said == "there is no job 7"

    dashboard(story)


def test_where_there_is_no_store_yet_the_first_act_makes_it(crm, dashboard):
    async def story(hands):
        await hands.press("3", "2")
        assert not crm.db.exists()
        from smallcrm.model.contact import ContactDraft

        await hands.app.carry_out("add", lambda write: write.contacts.add(ContactDraft(name="Maya")))
        await hands.settle()
        assert "Maya" in hands.screen_text

    dashboard(story)

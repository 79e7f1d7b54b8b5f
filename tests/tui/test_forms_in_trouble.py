"""A form that is open or being saved while its store is locked, goes, turns read-only or is replaced: nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import time
from typing import TYPE_CHECKING

import pytest

from smallcrm.config import load
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.model.contact import ContactDraft
from smallcrm.store import connect
from smallcrm.tui.forms.form import FormDialog
from smallcrm.tui.forms.saving import Saving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def people(crm):
    """Two to ring."""
    crm.ok("contact", "add", "Maya")
    crm.ok("contact", "add", "Zoë")


@pytest.fixture
def book(built, monkeypatch):
    """Their store; whoever finds it locked is told after a moment and gives up in a second."""
    monkeypatch.setattr(connect, "PATIENCE", 0.05)
    monkeypatch.setattr(connect, "LIMIT", 1.0)
    return built(people)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program is writing."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def strike(hands, *keys: str) -> None:
    """Press keys without waiting for what they began."""
    for key in keys:
        hands._strike(key)
        await asyncio.sleep(0.05)


async def comes(holds: Callable[[], object]) -> None:
    """Wait for what comes in its own time."""
    end = time.monotonic() + 3
    while not holds():
        assert time.monotonic() < end, "it did not come in time"
        await asyncio.sleep(0.02)


async def log_a_call(hands) -> None:
    """Type what Maya said."""
    await hands.press("2", "c")
    await hands.type("wants the loft done")


def bodies(crm) -> list[str]:
    """What is in the book of what was said."""
    return [row["body"] for row in crm.ok("note", "list", "--json").json]


def waits(hands) -> bool:
    """Whether it is said that something is being saved."""
    return isinstance(hands.app.screen, Saving)


def test_who_waits_for_a_store_that_is_locked_sees_why_and_is_not_bothered_further(book, dashboard):
    async def story(hands):
        await log_a_call(hands)
        with locked(book.db):
            await strike(hands, "ctrl+s")
            await comes(lambda: waits(hands))
            await comes(lambda: "another program is writing" in " ".join(hands.screen_text.split()))
        await comes(lambda: not waits(hands))
        await hands.settle()
        assert hands.said.startswith("added note")

    dashboard(story)
    assert bodies(book) == ["wants the loft done"]


def test_who_waits_until_it_is_given_up_has_the_form_again(book, dashboard):
    async def story(hands):
        await log_a_call(hands)
        with locked(book.db):
            await strike(hands, "ctrl+s")
            await comes(lambda: waits(hands))
            await comes(lambda: isinstance(hands.app.screen, FormDialog))
            await hands.settle()
            assert "wants the loft done" in hands.screen_text
            assert "another program holds it" in " ".join(hands.screen_text.split())
        await hands.press("ctrl+s")
        assert hands.said.startswith("added note")

    dashboard(story)
    assert bodies(book) == ["wants the loft done"]


def test_who_goes_on_meanwhile_is_told_that_it_was_saved(book, dashboard):
    async def story(hands):
        await log_a_call(hands)
        with locked(book.db):
            await strike(hands, "ctrl+s")
            await comes(lambda: waits(hands))
            await strike(hands, "escape", "down")
            assert hands.app.view.thing.id == 2
        await comes(lambda: hands.said.startswith("added note"))
        await hands.press("up", "c")
        assert hands.app.focused.text == ""

    dashboard(story)
    assert bodies(book) == ["wants the loft done"]


def test_what_is_given_up_while_one_goes_on_is_in_the_form_when_that_is_opened_again(book, dashboard):
    async def story(hands):
        await log_a_call(hands)
        with locked(book.db):
            await strike(hands, "ctrl+s")
            await comes(lambda: waits(hands))
            await strike(hands, "escape", "3", "n")
            await hands.type("Maya")
            await comes(lambda: "what you typed is kept; the same key brings it back" in hands.said)
            assert "another program holds it" in hands.said
            assert hands.app.focused.value == "Maya"
        await hands.press("ctrl+x", "2", "c")
        assert "wants the loft done" in hands.screen_text
        await hands.press("ctrl+s")
        assert hands.said.startswith("added note")

    dashboard(story)
    assert bodies(book) == ["wants the loft done"]


def test_what_is_given_up_does_not_push_out_what_was_typed_there_since(book, dashboard):
    async def story(hands):
        await log_a_call(hands)
        with locked(book.db):
            await strike(hands, "ctrl+s")
            await comes(lambda: waits(hands))
            await strike(hands, "escape", "c", *"and later", "escape")
            await comes(lambda: "another program holds it" in hands.said)
        for text in ("wants the loft done", "and later"):
            await hands.press("c")
            assert text in hands.screen_text
            await hands.press("ctrl+s")

    dashboard(story)
    assert sorted(bodies(book)) == ["and later", "wants the loft done"]


def test_leaving_waits_for_what_is_being_saved(book, dashboard):
    async def story(hands):
        await log_a_call(hands)
        with locked(book.db):
            await strike(hands, "ctrl+s")
            await comes(lambda: waits(hands))
            await strike(hands, "escape", "q")
            assert hands.said == "leaving as soon as what you did last is saved"
            assert hands.app.is_running
        await comes(lambda: hands.app._exit)

    dashboard(story)
    assert bodies(book) == ["wants the loft done"]


def test_who_wants_to_leave_before_it_is_refused_stays_and_has_it_still(book, dashboard):
    async def story(hands):
        await log_a_call(hands)
        with locked(book.db):
            await strike(hands, "ctrl+s")
            await comes(lambda: waits(hands))
            await strike(hands, "escape", "q")
            await comes(lambda: "another program holds it" in hands.said)
        assert not hands.app._exit
        await hands.press("c")
        assert "wants the loft done" in hands.screen_text

    dashboard(story)


def test_a_store_that_goes_under_an_open_form_is_told_in_it_and_saved_into_when_it_is_back(book, dashboard):
    aside = book.folder / "aside.db"

    async def story(hands):
        await log_a_call(hands)
        book.db.rename(aside)
        await hands.press("ctrl+s")
        assert "is gone" in " ".join(hands.screen_text.split())
        assert "wants the loft done" in hands.screen_text
        await hands.press("escape")
        assert not book.db.exists()
        aside.rename(book.db)
        await hands.press("c")
        assert "wants the loft done" in hands.screen_text
        await hands.press("ctrl+s")
        assert hands.said.startswith("added note")

    dashboard(story)
    assert bodies(book) == ["wants the loft done"]


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_store_that_turns_read_only_under_an_open_form_is_told_in_it(book, dashboard):
    async def story(hands):
        await log_a_call(hands)
        book.db.chmod(0o400)
        await hands.press("ctrl+s")
        assert "is read-only" in hands.screen_text
        assert "wants the loft done" in hands.screen_text
        assert "another store" not in hands.screen_text
        book.db.chmod(0o600)
        await hands.press("ctrl+s")
        assert hands.said.startswith("added note")

    dashboard(story)


def test_what_was_typed_about_somebody_is_never_saved_about_another_in_another_store(book, dashboard):
    other = book.folder / "other.db"
    with contextlib.closing(Crm(other, Desk(load(book.config)))) as crm:
        crm.write.contacts.add(ContactDraft(name="Somebody Else"))

    async def story(hands):
        await hands.press("2", "e", "ctrl+a", "backspace")
        await hands.type("Maya O'Connor")
        other.replace(book.db)
        await hands.press("ctrl+s")
        assert "another store was put in the place of this one" in " ".join(hands.screen_text.split())
        assert "Maya O'Connor" in hands.screen_text
        await hands.press("escape", "home", "e")
        assert "Somebody Else" in hands.screen_text
        assert "Maya O'Connor" not in hands.screen_text

    dashboard(story)
    assert [row["name"] for row in book.ok("contact", "list", "--json").json] == ["Somebody Else"]

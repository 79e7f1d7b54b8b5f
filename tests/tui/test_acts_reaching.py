"""Ringing, writing, finding; copying."""

from __future__ import annotations

import os

import pytest

from smallcrm.tui.thing import Thing
from tests.tui.bench import stand_on


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A desktop that writes down what it is given: (what it was asked to open, what it was asked to keep)."""
    opened, kept = tmp_path / "opened", tmp_path / "kept"
    (tmp_path / "xdg-open").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {opened}\n')
    (tmp_path / "xclip").write_text(f"#!/bin/sh\ncat > {kept}\n")
    for name in ("xdg-open", "xclip"):
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    return opened, kept


def test_o_offers_every_way_and_opens_the_one_that_is_chosen(crm, dashboard, desk):
    maya = crm.ok(
        "contact", "add", "Maya", "--phone", "07700900142", "--email", "maya@example.org", "--address",
        "12 Dock St, Bristol", "--url", "maya.example/a b", "--url", "javascript:alert(1)", "--handle", "instagram=@maya",
    ).id  # fmt: skip
    opened, _ = desk

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("o")
        assert "javascript" not in hands.screen_text, "a script is no way to reach anybody"
        await hands.press("escape")
        for place in "12345":
            await hands.press("o", place)
            await hands.pilot.pause(0.1)
        assert "opened https://www.instagram.com/maya" in hands.said

    dashboard(story)
    assert opened.read_text().splitlines() == [
        "tel:+447700900142",
        "mailto:maya@example.org",
        "https://www.openstreetmap.org/search?query=12%20Dock%20St%2C%20Bristol",
        "https://maya.example/ab",
        "https://www.instagram.com/maya",
    ]


def test_without_a_way_it_says_so(crm, dashboard, desk):
    maya = crm.ok("add", "Maya").id

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("o")
        assert "e adds one" in hands.said

    dashboard(story)


def test_y_copies_what_is_chosen_to_the_desktop_and_the_terminal(crm, dashboard, desk):
    maya = crm.ok("contact", "add", "Maya", "--phone", "07700900142", "--handle", "signal=ma\x1bya").id
    _, kept = desk

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("y", "2")
        await hands.pilot.pause(0.1)
        assert "copied +447700900142" in hands.said
        assert hands.app.clipboard == "+447700900142"
        assert kept.read_text() == "+447700900142"
        await hands.press("y", "3")
        assert hands.app.clipboard == "ma\u241bya"

    dashboard(story)


def test_the_place_of_an_appointment_and_its_time_are_there_too(crm, dashboard, desk):
    maya = crm.ok("add", "Maya", "07700900142").id
    made = crm.ok("book", maya, "mon 21 sep 9-10:30", "Fix", "--location", "3 Park Row").id

    async def story(hands):
        await stand_on(hands, Thing("appointment", made, maya, "Fix"))
        await hands.press("y")
        for text in ("Fix", "Mon 21 Sep 2026, 09:00–10:30", "3 Park Row", "+447700900142"):
            assert text in hands.screen_text
        await hands.press("2")
        assert hands.app.clipboard == "Mon 21 Sep 2026, 09:00–10:30"

    dashboard(story)


def test_the_emails_of_all_that_are_marked(crm, dashboard, desk):
    things = [Thing("contact", crm.ok("add", name, f"{name}@example.org").id) for name in ("maya", "lena")]

    async def story(hands):
        await stand_on(hands, *things)
        await hands.press("y", "2")
        assert hands.app.clipboard == "maya@example.org\nlena@example.org"

    dashboard(story)

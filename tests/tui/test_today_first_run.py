"""What somebody sees who has no contacts yet."""

from __future__ import annotations

import contextlib

from textual.app import App


def test_an_empty_book_says_how_to_begin(dashboard):
    async def story(hands):
        for words in ("add your first contact", "import a file", "try the demo"):
            assert words in hands.screen_text
        assert "Recent" not in hands.screen_text

    dashboard(story)


def test_it_says_aloud_in_which_world_it_stands(crm, dashboard):
    async def story(hands):
        for words in ("Europe/London", "GB", "GBP", "3/4 is 3 April", str(crm.config), str(crm.db)):
            assert words in hands.screen_text

    dashboard(story, size=(200, 60))


def test_d_shows_the_demo_and_comes_back(crm, dashboard, monkeypatch, capfd):
    monkeypatch.setattr(App, "suspend", lambda _: contextlib.nullcontext())

    async def story(hands):
        await hands.press("D")
        assert "add your first contact" in hands.screen_text

    dashboard(story)
    told = capfd.readouterr()
    assert "NOT KEPT" in told.err
    assert "Cylinder valve" in told.out
    assert not crm.db.exists()


def test_where_the_terminal_can_not_be_given_away_d_says_how_the_demo_is_seen(dashboard):
    async def story(hands):
        await hands.press("D")
        assert "smallcrm demo" in hands.said

    dashboard(story)


def test_the_first_contact_makes_it_the_day(crm, dashboard):
    async def story(hands):
        crm.process("add", "Maya O'Connor")
        await hands.pilot.pause(0.9)
        assert "add your first contact" not in hands.screen_text
        assert "Maya O'Connor" in hands.screen_text

    dashboard(story)


def test_undoing_the_first_contact_does_not_bring_it_back(crm, dashboard):
    crm("add", "Maya O'Connor")
    crm("undo")

    async def story(hands):
        assert "add your first contact" not in hands.screen_text

    dashboard(story)

"""Going from screen to screen and through lists."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("key", "screen"),
    [("1", "today"), ("2", "contacts"), ("3", "jobs"), ("4", "calendar"), ("5", "reminders")],
)
def test_a_digit_goes_to_its_screen(dashboard, key, screen):
    async def story(hands):
        await hands.press("2", key)
        assert hands.app.view.NAME == screen

    dashboard(story)


def test_another_process_adds_a_contact_and_the_list_shows_it_within_a_second(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        await hands.press("2")
        assert "Zoë" not in hands.screen_text
        crm.process("add", "Zoë Lindqvist")
        await hands.pilot.pause(0.9)
        assert "Zoë Lindqvist" in hands.screen_text

    dashboard(story)


def test_what_is_typed_ahead_goes_where_it_is_meant(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        # All at once, as a script or a slow line brings them: contacts, log a call, its text, save.
        await hands.pilot.press(
            "2", "c", *"drips", "ctrl+s", "b", *"Valve", "tab", *"mon", "space", *"9am", "enter"
        )
        await hands.settle()
        await hands.pilot.pause(0.3)

    dashboard(story)
    assert [note["body"] for note in crm.ok("note", "list", "--json").json] == ["drips"]
    assert [each["title"] for each in crm.ok("appointment", "list", "--json").json] == ["Valve"]

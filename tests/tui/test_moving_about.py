"""Going from screen to screen and through lists."""

from __future__ import annotations

import pytest


def test_a_digit_goes_to_its_screen(dashboard):
    async def story(hands):
        for screen, key in (
            ("contacts", "2"),
            ("jobs", "3"),
            ("calendar", "4"),
            ("reminders", "5"),
            ("today", "1"),
        ):
            await hands.press(key)
            assert hands.app.view.NAME == screen

    dashboard(story)


def test_another_process_adds_a_contact_and_the_list_shows_it_within_a_second(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        await hands.press("2")
        assert "Zoë" not in hands.screen_text
        crm.process("add", "Zoë Lindqvist")
        await hands.until(lambda: "Zoë Lindqvist" in hands.screen_text, 1)

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


def fill(crm):
    """Somebody with a job, an appointment and a reminder, and somebody else."""
    crm.ok("contact", "add", "Maya O'Connor")
    crm.ok("contact", "add", "Zoë Lindqvist")
    crm.ok("job", "add", "maya", "Leaking valve", "--due", "2026-09-10")
    crm.ok("appointment", "add", "maya", "Survey", "--at", "2026-09-20 9:00", "--for", "1h")
    crm.ok("reminder", "add", "Ring her", "--due", "today", "--contact", "maya")


@pytest.fixture
def busy(built):
    return built(fill)


def test_escape_goes_back_to_where_one_opened_it(busy, dashboard):
    async def story(hands):
        for keys, there, back in (
            (("1", "enter"), "jobs", "today"),
            (("j", "enter"), "contacts", "today"),
            (("5", "enter"), "contacts", "reminders"),
            (("3", "enter", "j", "enter"), "contacts", "jobs"),
        ):
            await hands.press(*keys)
            assert hands.app.view.NAME == there, keys
            await hands.press("escape")
            assert hands.app.view.NAME == back, keys

    dashboard(story)


def test_escape_goes_back_step_by_step(busy, dashboard):
    async def story(hands):
        await hands.press("5", "enter")
        contacts = hands.app.view
        page = contacts.page
        page.go(next(place for place, key in enumerate(page.keys) if getattr(key, "kind", "") == "job"))
        await hands.press("enter")
        await hands.pilot.pause(0.1)
        assert hands.app.view.NAME == "jobs"
        await hands.press("escape")
        assert hands.app.view is contacts
        assert contacts.in_page
        await hands.press("escape")
        assert hands.app.view.NAME == "reminders"
        await hands.press("3")
        assert hands.app.view.opened is None

    dashboard(story)


def test_who_goes_on_in_the_list_is_not_sent_back(busy, dashboard):
    async def story(hands):
        await hands.press("5", "enter", "h", "l")
        assert hands.app.view.NAME == "contacts"
        await hands.press("escape")
        assert hands.app.view.NAME == "contacts"

    dashboard(story)


def test_an_appointment_opened_from_a_page_is_left_to_the_page_until_one_goes_on(busy, dashboard):
    async def story(hands):
        for keys, screen in (((), "contacts"), (("right",), "calendar")):
            await hands.press("2", "l")
            page = hands.app.view.page
            page.go(
                next(place for place, key in enumerate(page.keys) if getattr(key, "kind", "") == "coming")
            )
            await hands.press("enter")
            await hands.pilot.pause(0.1)
            assert hands.app.view.NAME == "calendar"
            await hands.press(*keys, "escape")
            assert hands.app.view.NAME == screen

    dashboard(story)

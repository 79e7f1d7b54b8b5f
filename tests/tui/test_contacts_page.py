"""The one page of a customer beside the list: what it shows, and what its lines do."""

from __future__ import annotations

import pytest

from smallcrm.config import load
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.model.note import NoteDraft
from smallcrm.tui.forms.form import FormDialog


def fill(crm):
    crm.ok("contact", "add", "Ridley Lettings", "--kind", "organisation")
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "mobile=07700900142", "--birthday", "1979-05-24", "-t", "vip",
           "--company", "Ridley Lettings", "--role", "Landlady", "--consent", "--set", "boiler=Worcester 30i",
           "--about", "Prefers mornings. Two dogs. " * 6)  # fmt: skip
    crm.ok("contact", "add", "Tom Novak", "--phone", "07700900150")
    crm.ok(
        "log", "maya", "Rang about the boiler.\nThe flue rattles in the wind and " + "it keeps her awake " * 8
    )
    crm.ok("job", "add", "maya", "Leaking tap", "--value", "85", "--stage", "invoiced")
    crm.ok("book", "maya", "tomorrow 9am", "Look at boiler")
    crm.ok("appointment", "add", "maya", "First visit", "--at", "2026-08-03 10:00")
    crm.ok("reminder", "add", "Chase quote", "--due", "in 2 days", "--contact", "maya")


@pytest.fixture
def book(built):
    return built(fill)


def title(hands):
    return hands.app.view.query_one("#page").border_title.replace("\\", "")


async def to_line(hands, kind):
    """Put the page's cursor on the first line of a kind."""
    page = hands.app.view.page
    page.go_to(next(key for key in page.keys if getattr(key, "kind", "") == kind))
    await hands.settle()


def test_the_page_tells_all_that_is_known(book, dashboard):
    async def story(hands):
        await hands.press("2")
        text = hands.screen_text
        assert title(hands) == "Maya O'Connor (2)"
        for said in (
            "Landlady, Ridley Lettings", "07700900142 (mobile)", "vip", "24 May 1979, turns 48", "£85.00",
            "Prefers mornings", "Worcester 30i", "today by call", "Coming 1", "Look at boiler", "Jobs 1", "Leaking tap",
            "Reminders 1", "Chase quote", "Notes 1", "The flue rattles", "Past appointments 1", "First visit",
        ):  # fmt: skip
            assert said in text, said

    dashboard(story, size=(120, 50))


def test_long_notes_are_broken_and_nothing_of_them_is_lost(book, dashboard):
    async def story(hands):
        await hands.press("2")
        assert hands.screen_text.count("awake") == 8

    dashboard(story, size=(120, 50))


def test_a_contact_of_whom_nothing_is_known_is_told_how_to_begin(book, dashboard):
    async def story(hands):
        await hands.press("2", "G")
        await hands.pilot.pause(0.2)
        assert title(hands) == "Tom Novak (3)"
        assert "c logs a call" in hands.screen_text

    dashboard(story)


def test_the_page_follows_the_cursor_when_it_rests(book, dashboard):
    async def story(hands):
        await hands.press("2", "j", "j")
        await hands.pilot.pause(0.2)
        assert title(hands) == "Tom Novak (3)"

    dashboard(story)


def test_on_a_narrow_terminal_enter_shows_the_page_and_escape_the_list(book, dashboard):
    async def story(hands):
        await hands.press("2", "G")
        assert "Contacts 3" in hands.screen_text
        await hands.press("enter")
        assert "Tom Novak (3)" in hands.screen_text
        assert "Contacts 3" not in hands.screen_text
        await hands.press("escape")
        assert "Contacts 3" in hands.screen_text

    dashboard(story, size=(80, 24))


SPEAKS_OF = {
    "note": ("note", 1),
    "job": ("job", 1),
    "coming": ("appointment", 1),
    "past": ("appointment", 2),
    "reminder": ("reminder", 1),
    "contact": ("contact", 2),
    "company": ("contact", 2),
}


def test_a_line_of_the_page_speaks_of_its_thing(book, dashboard):
    async def story(hands):
        await hands.press("2", "enter")
        for kind, thing in SPEAKS_OF.items():
            await to_line(hands, kind)
            found = hands.app.view.thing
            assert (found.kind, found.id, found.contact_id) == (*thing, 2), kind

    dashboard(story)


def test_a_coming_time_of_a_series_is_known_by_the_occurrence_it_is(book, dashboard):
    book.ok("appointment", "add", "tom", "Service", "--at", "2026-08-03 10:00", "--repeat", "every 4 weeks")

    async def story(hands):
        await hands.press("2", "G", "enter")
        await to_line(hands, "coming")
        assert hands.app.view.thing.recurrence == "2026-09-28T10:00"

    dashboard(story)


def test_a_reminder_is_done_from_the_page(book, dashboard):
    async def story(hands):
        await hands.press("2", "enter")
        await to_line(hands, "reminder")
        await hands.press("x")
        assert "Reminders 1" not in hands.screen_text
        await hands.press("u")
        assert "Reminders 1" in hands.screen_text

    dashboard(story, size=(120, 50))


def test_enter_on_an_appointment_goes_to_its_day_in_the_calendar(book, dashboard):
    async def story(hands):
        await hands.press("2", "enter")
        for kind, day in (("coming", "2026-09-15"), ("past", "2026-08-03")):
            await hands.press("2")
            await to_line(hands, kind)
            await hands.press("enter")
            assert hands.app.view.NAME == "calendar"
            assert hands.app.view.grid.place.day.isoformat() == day

    dashboard(story)


def test_enter_on_a_job_goes_to_the_board(book, dashboard):
    async def story(hands):
        await hands.press("2", "enter")
        await to_line(hands, "job")
        await hands.press("enter")
        assert hands.app.view.NAME == "jobs"
        assert hands.app.view.thing.id == 1

    dashboard(story)


def test_keys_lead_into_the_page_and_back(book, dashboard):
    async def story(hands):
        await hands.press("2")
        for there, back in (("l", "h"), ("right", "left"), ("tab", "tab"), ("enter", "escape")):
            await hands.press(there)
            assert hands.app.focused is hands.app.view.page, there
            await hands.press(back)
            assert hands.app.focused is hands.app.view.people, back

    dashboard(story)


def test_enter_on_a_note_opens_it_to_edit(book, dashboard):
    async def story(hands):
        await hands.press("2", "enter")
        await to_line(hands, "note")
        await hands.press("enter")
        assert isinstance(hands.app.screen, FormDialog)
        assert "Rang about the boiler." in hands.screen_text

    dashboard(story)


def test_enter_on_the_company_goes_to_it_and_to_its_people_and_escape_goes_back_the_way(book, dashboard):
    async def story(hands):
        await hands.press("2", "enter", "enter")
        assert title(hands) == "Ridley Lettings (1, organisation)"
        await to_line(hands, "person")
        await hands.press("enter")
        assert title(hands) == "Maya O'Connor (2)"
        await hands.press("escape")
        assert title(hands) == "Ridley Lettings (1, organisation)"
        await hands.press("escape")
        assert title(hands) == "Maya O'Connor (2)"
        assert hands.app.view.page.key.kind == "company"
        await hands.press("escape")
        assert hands.app.focused is hands.app.view.people

    dashboard(story)


def test_another_screen_opens_somebody_whom_the_list_leaves_out(book, dashboard):
    async def story(hands):
        await hands.press("2", "slash")
        await hands.type("tom")
        await hands.press("enter", "1")
        hands.app.view.open_contact(2)
        await hands.settle()
        assert title(hands) == "Maya O'Connor (2)"
        assert hands.app.focused is hands.app.view.page
        assert len(hands.app.view.people.keys) == 3

    dashboard(story)


def test_another_screen_opens_somebody_before_the_contacts_were_ever_shown(book, dashboard):
    async def story(hands):
        hands.app.view.open_contact(3)
        await hands.settle()
        assert title(hands) == "Tom Novak (3)"
        assert hands.app.focused is hands.app.view.page

    dashboard(story)


def test_the_page_keeps_its_place_when_another_process_adds_a_note(book, dashboard):
    async def story(hands):
        await hands.press("2", "enter")
        await to_line(hands, "reminder")
        book.process("log", "maya", "Rang once more")
        await hands.until(lambda: "Rang once more" in hands.screen_text, 1)
        assert hands.app.view.page.key.kind == "reminder"

    dashboard(story, size=(120, 50))


def test_somebody_taken_away_elsewhere_gives_place_to_whoever_is_under_the_cursor(book, dashboard):
    async def story(hands):
        await hands.press("2", "enter")
        book.process("contact", "remove", "2")
        await hands.until(lambda: title(hands) == "Ridley Lettings (1, organisation)", 1)

    dashboard(story)


def test_a_page_with_very_many_notes_reads_those_in_sight(book, dashboard):
    door = Crm(book.db, Desk(load(book.config)))
    with door.write.change("notes"):
        for number in range(60):
            door.write.notes.add(NoteDraft(f"word {number}", (3,), at=f"2026-01-01T10:{number:02}:00Z"))
    door.close()

    async def story(hands):
        await hands.press("2", "G", "enter")
        page = hands.app.view.page
        assert "Notes 60" in hands.screen_text
        assert sum(1 for key in page._rows if key.kind == "note") < 60
        await hands.press("G")
        assert "word 0" in hands.screen_text

    dashboard(story, size=(80, 24))

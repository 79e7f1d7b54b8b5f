"""The calendar as one lives in it: looking about, booking, shifting, resizing, calling off."""

from __future__ import annotations

import pytest

MONTH_LINE = "September 2026"


def book(crm, contact: str, when: str, title: str, *more: str) -> int:
    return crm.ok("appointment", "add", contact, title, "--at", when, *more).id


def appointment(crm, number: int) -> dict:
    return crm.ok("appointment", "show", str(number), "--json").json


@pytest.fixture
def people(crm):
    """Two people to have appointments with."""
    crm.ok("add", "Maya O'Connor", "07700 900142", "-a", "12 Elm Road, Bristol BS6 5QA")
    crm.ok("add", "Bob Hill")


def test_the_month_shows_what_is_booked_and_marks_today(crm, dashboard, people):
    book(crm, "maya", "2026-09-16 09:00", "Boiler service")

    async def story(hands):
        await hands.press("4")
        assert MONTH_LINE in hands.screen_text
        assert "14 today" in hands.screen_text
        assert "09:00 Maya" in hands.screen_text

    dashboard(story)


def test_the_selected_day_is_told_in_full(crm, dashboard, people):
    book(crm, "maya", "2026-09-14 09:00", "Boiler service", "--status", "tentative")

    async def story(hands):
        await hands.press("4")
        text = hands.screen_text
        for told in (
            "09:00–10:00",
            "Boiler service",
            "Maya O'Connor",
            "+447700900142",
            "12 Elm Road",
            "tentative",
        ):
            assert told in text

    dashboard(story)


def test_a_day_with_more_than_fits_says_how_much_more(crm, dashboard, people):
    for hour in range(8, 16):
        book(crm, "bob", f"2026-09-16 {hour:02}:00", "Tap")

    async def story(hands):
        await hands.press("4")
        assert "+6" in hands.screen_text

    dashboard(story, size=(80, 24))


def test_the_cursor_goes_by_days_weeks_and_months(dashboard):
    async def story(hands):
        await hands.press("4", "l", "j", "k", "h", "right", "down")
        assert str(hands.app.view.grid.place.day) == "2026-09-22"
        await hands.press("pagedown", "G")
        assert str(hands.app.view.grid.place.day) == "2026-10-31"
        await hands.press("pagedown", "g", "t")
        assert str(hands.app.view.grid.place.day) == "2026-09-14"

    dashboard(story)


def test_the_month_turns_at_the_end_of_the_year(crm, dashboard):
    crm.at("2026-12-31T09:00:00+00:00")

    async def story(hands):
        await hands.press("4", "l")
        assert "January 2027" in hands.screen_text
        await hands.press("h")
        assert "December 2026" in hands.screen_text
        await hands.press("v", "l")
        assert "28 Dec 2026 – 3 January 2027 · week 53" in hands.screen_text

    dashboard(story)


def test_the_week_begins_as_the_settings_say(crm, dashboard):
    crm.ok("config", "set", "week_start", "sunday")

    async def story(hands):
        await hands.press("4")
        names = next(line for line in hands.screen_text.splitlines() if "Mon" in line and "Sat" in line)
        assert names.index("Sun") < names.index("Mon")

    dashboard(story)


def test_v_goes_from_month_to_week_to_day_and_keeps_the_appointment(crm, dashboard, people):
    book(crm, "bob", "2026-09-14 14:00", "Tap washer")

    async def story(hands):
        await hands.press("4", "v")
        assert "14 – 20 September 2026 · week 38" in hands.screen_text
        assert [thing.title for thing in hands.app.view.things()] == ["Tap washer"]
        await hands.press("v")
        assert "Monday 14 September 2026" in hands.screen_text
        assert "14:00–15:00 Bob Hill · Tap washer" in hands.screen_text
        await hands.press("v")
        assert MONTH_LINE in hands.screen_text

    dashboard(story)


def test_booking_proposes_the_day_and_hour_under_the_cursor(crm, dashboard, people):
    async def story(hands):
        await hands.press("4", "l", "v", "j", "j")
        assert hands.app.view.new_day() == "2026-09-15 10:00"
        assert "free from 10:00" in hands.screen_text
        await hands.press("b")
        assert "Tue 15 Sep 2026, 10:00–11:00" in hands.screen_text

    dashboard(story)


def test_in_the_month_the_first_free_hour_is_proposed(crm, dashboard, people):
    book(crm, "bob", "2026-09-16 9-10:30", "Tap")

    async def story(hands):
        await hands.press("4", "l", "l")
        assert hands.app.view.new_day() == "2026-09-16 10:30"

    dashboard(story)


def test_an_appointment_is_shifted_and_resized_by_keys(crm, dashboard, people):
    number = book(crm, "bob", "2026-09-14 14:00", "Tap washer")

    async def story(hands):
        await hands.press("4", "L", "J", "J", "K", "plus")
        assert [thing.id for thing in hands.app.view.things()] == [number]
        assert "14:15–15:30" in hands.screen_text
        await hands.press("minus", "H")

    dashboard(story)
    shown = appointment(crm, number)
    assert (shown["start"], shown["end"]) == ("2026-09-14T14:15:00+01:00", "2026-09-14T15:15:00+01:00")


def test_each_shift_is_undone_by_itself_and_the_cursor_goes_back_along(crm, dashboard, people):
    number = book(crm, "bob", "2026-09-14 14:00", "Tap washer")

    async def story(hands):
        await hands.press("4", "L", "L", "u")
        assert str(hands.app.view.grid.place.day) == "2026-09-15"
        assert [thing.id for thing in hands.app.view.things()] == [number]

    dashboard(story)
    assert appointment(crm, number)["start"] == "2026-09-15T14:00:00+01:00"


def test_keys_pressed_quickly_each_count(crm, dashboard, people):
    number = book(crm, "bob", "2026-09-14 14:00", "Tap washer")

    async def story(hands):
        await hands.press("4")
        await hands.pilot.press("J", "J", "J", "J")
        for _ in range(20):
            await hands.settle()

    dashboard(story)
    assert appointment(crm, number)["start"] == "2026-09-14T15:00:00+01:00"


def test_a_whole_day_grows_by_days_and_has_no_quarters(crm, dashboard, people):
    number = book(crm, "maya", "2026-09-14", "Trade fair", "--all-day")

    async def story(hands):
        await hands.press("4", "plus", "L")
        assert "until" in hands.screen_text
        await hands.press("J")
        assert "all day" in hands.said

    dashboard(story)
    shown = appointment(crm, number)
    assert (shown["start"], shown["end"]) == ("2026-09-15", "2026-09-17")


def test_one_of_a_series_is_moved_and_the_others_stay(crm, dashboard, people):
    number = book(crm, "bob", "2026-09-14 14:00", "Weekly check", "--repeat", "every week")

    async def story(hands):
        await hands.press("4", "L", "1")
        assert str(hands.app.view.grid.place.day) == "2026-09-15"
        assert "repeats weekly" in hands.screen_text or "repeats every week" in hands.screen_text

    dashboard(story)
    days = [
        item["at"][:10]
        for item in crm.ok("agenda", "--from", "2026-09-14", "--to", "2026-09-28", "--json").json
    ]
    assert days == ["2026-09-15", "2026-09-21", "2026-09-28"]
    assert appointment(crm, number)["start"].startswith("2026-09-14")


def test_a_series_moved_from_here_on_keeps_the_cursor(crm, dashboard, people):
    book(crm, "bob", "2026-09-14 14:00", "Weekly check", "--repeat", "every week")

    async def story(hands):
        await hands.press("4", "j", "J", "2")
        thing = hands.app.view.thing
        assert thing.recurrence == "2026-09-21T14:15"

    dashboard(story)


def test_one_of_a_series_is_called_off_and_shown_only_when_asked(crm, dashboard, people):
    book(crm, "bob", "2026-09-14 14:00", "Weekly check", "--repeat", "every week")

    async def story(hands):
        await hands.press("4", "j", "C", "1")
        assert hands.app.view.things() == []
        await hands.press("a")
        assert "cancelled" in hands.screen_text
        await hands.press("a", "j")
        assert [thing.title for thing in hands.app.view.things()] == ["Weekly check"]

    dashboard(story)


def test_overlaps_are_told_and_stand_side_by_side(crm, dashboard, people):
    book(crm, "maya", "2026-09-14 09:00", "Boiler service", "--for", "2h")
    book(crm, "bob", "2026-09-14 10:00", "Tap washer")

    async def story(hands):
        await hands.press("4")
        assert "overlaps 10:00–11:00 Bob Hill" in hands.screen_text
        await hands.press("v", "v")
        assert any("Boiler" in line and "10:00" in line for line in hands.screen_text.splitlines())
        await hands.press("j", "j", "l")
        assert [thing.title for thing in hands.app.view.things()] == ["Tap washer"]

    dashboard(story)


def test_what_touches_is_no_overlap(crm, dashboard, people):
    book(crm, "maya", "2026-09-14 09:00", "Boiler service")
    book(crm, "bob", "2026-09-14 10:00", "Tap washer")

    async def story(hands):
        await hands.press("4")
        assert "overlaps" not in hands.screen_text

    dashboard(story)


def test_brackets_go_through_the_appointments_of_the_day(crm, dashboard, people):
    book(crm, "maya", "2026-09-14 09:00", "Boiler service")
    book(crm, "bob", "2026-09-14 11:00", "Tap washer")

    async def story(hands):
        await hands.press("4", "right_square_bracket")
        assert hands.app.view.thing.title == "Tap washer"
        await hands.press("v", "left_square_bracket")
        assert hands.app.view.thing.title == "Boiler service"
        assert hands.app.view.new_day() == "2026-09-14 09:00"

    dashboard(story)


def test_tab_goes_into_the_list_of_the_day_and_escape_back(crm, dashboard, people):
    book(crm, "maya", "2026-09-14 09:00", "Boiler service")
    book(crm, "bob", "2026-09-14 11:00", "Tap washer")

    async def story(hands):
        await hands.press("4", "tab", "j")
        assert hands.app.view.thing.title == "Tap washer"
        assert "Mon 14 Sep 2026 · today" in hands.screen_text
        await hands.press("escape")
        assert hands.app.view.grid.has_focus
        assert hands.app.view.thing.title == "Tap washer"

    dashboard(story, size=(80, 24))


def test_slash_narrows_to_words_and_escape_shows_all_again(crm, dashboard, people):
    book(crm, "maya", "2026-09-14 09:00", "Boiler service")
    book(crm, "bob", "2026-09-14 11:00", "Tap washer")

    async def story(hands):
        await hands.press("4", "slash")
        await hands.type("tap")
        assert "09:00 Maya" not in hands.screen_text
        await hands.press("enter")
        assert hands.app.view.thing.title == "Tap washer"
        await hands.press("escape")
        assert "09:00 Maya" in hands.screen_text

    dashboard(story)


def test_birthdays_and_what_is_due_stand_on_their_days(crm, dashboard, people):
    crm.ok("contact", "edit", "maya", "--birthday", "1984-09-14")
    crm.ok("reminder", "add", "ring the supplier", "--due", "2026-09-14")
    crm.ok("job", "add", "bob", "New bathroom", "--due", "2026-09-14")

    async def story(hands):
        await hands.press("4", "v")
        for told in ("★", "○", "◆", "42nd birthday", "ring the supplier", "New bathroom"):
            assert told in hands.screen_text

    dashboard(story)


def test_a_click_selects_and_the_wheel_turns_the_page(crm, dashboard, people):
    book(crm, "maya", "2026-09-16 09:00", "Boiler service")

    async def story(hands):
        await hands.press("4")
        rows = hands.screen_text.splitlines()
        y = next(place for place, row in enumerate(rows) if "09:00 Maya" in row)
        await hands.pilot.click(offset=(rows[y].index("09:00 Maya") + 2, y))
        await hands.settle()
        assert hands.app.view.thing.title == "Boiler service"
        await hands.pilot._post_mouse_events([_wheel()], hands.app.view.grid)
        await hands.settle()
        assert "October 2026" in hands.screen_text

    dashboard(story)


def _wheel() -> type:
    from textual.events import MouseScrollDown

    return MouseScrollDown


def test_a_name_with_control_sequences_and_markup_is_shown_as_text(crm, dashboard):
    crm.ok("add", "[red]Ann[/red]\x1b]52;c;eA==\x07")
    book(crm, "1", "2026-09-14 09:00", "[@click=app.quit]x[/]")

    async def story(hands):
        await hands.press("4", "v", "v")
        assert "[red]Ann[/red]" in hands.screen_text
        assert "[@click=app.quit]x[/]" in hands.screen_text
        assert "\x1b" not in hands.screen_text

    dashboard(story)


def test_what_is_booked_in_another_week_is_shown_at_once(crm, dashboard, people):
    async def story(hands):
        await hands.press("4", "b")
        await hands.type("bob")
        await hands.press("tab")
        await hands.type("Tap")
        await hands.press("tab")
        await hands.type("22 sep 10-11")
        await hands.press("enter")
        assert hands.said.startswith("booked")
        assert "10:00 Bob" in hands.screen_text
        await hands.press("u")
        assert "10:00 Bob" not in hands.screen_text

    dashboard(story)

"""The calendar and the clocks: days of 23 and 25 hours, other zones, midnight."""

from __future__ import annotations

import pytest


def book(crm, when: str, title: str, *more: str) -> int:
    return crm.ok("appointment", "add", "maya", title, "--at", when, *more).id


def start(crm, number: int) -> str:
    return crm.ok("appointment", "show", str(number), "--json").json["start"]


@pytest.fixture
def maya(crm):
    """Somebody to have appointments with."""
    crm.ok("add", "Maya O'Connor")


def rows_of(text: str, *labels: str) -> list[str]:
    return [line for line in text.splitlines() if any(f"│{label}" in line for label in labels)]


def test_the_day_on_which_clocks_go_back_has_25_hours(crm, dashboard, maya):
    crm.at("2026-10-25T12:00:00+00:00")
    book(crm, "2026-10-25 00:30", "Night shift", "--until", "2026-10-25 03:00")

    async def story(hands):
        await hands.press("4", "v", "v", "g")
        text = hands.screen_text
        assert "25 hours: the clocks go back" in text
        assert "01 BST" in text
        assert "01 GMT" in text
        assert "3h30" in text or await told(hands)

    async def told(hands) -> bool:
        await hands.press("j")
        return "3h30" in hands.screen_text

    dashboard(story, size=(120, 60))


def test_the_day_on_which_clocks_go_forward_has_23_hours(crm, dashboard, maya):
    crm.at("2026-03-28T12:00:00+00:00")
    book(crm, "2026-03-29 00:30", "Night shift", "--until", "2026-03-29 03:00")

    async def story(hands):
        await hands.press("4", "l", "v", "v", "g")
        text = hands.screen_text
        assert "23 hours: the clocks go forward" in text
        assert rows_of(text, "02:00")
        assert not rows_of(text, "01:00")
        await hands.press("j")
        assert "1h30" in hands.screen_text
        await hands.press("j", "j")
        assert hands.app.view.new_day() == "2026-03-29 02:30"

    dashboard(story, size=(120, 60))


def test_in_the_week_the_other_days_lack_the_hour_that_comes_twice(crm, dashboard, maya):
    crm.at("2026-10-24T12:00:00+01:00")

    async def story(hands):
        await hands.press("4", "v", "g")
        twice = next(line for line in hands.screen_text.splitlines() if "01 GMT" in line)
        assert twice.count("╱╱") > 6
        await hands.press("j", "j", "j", "j")
        assert hands.app.view.new_day() == "2026-10-24 02:00"

    dashboard(story, size=(120, 60))


def test_a_day_later_keeps_the_time_on_the_clock(crm, dashboard, maya):
    crm.at("2026-10-24T08:00:00+01:00")
    number = book(crm, "2026-10-24 09:00", "Boiler")

    async def story(hands):
        await hands.press("4", "L")
        assert hands.app.view.thing.id == number

    dashboard(story)
    assert start(crm, number) == "2026-10-25T09:00:00+00:00"


def test_a_quarter_of_an_hour_passes_also_where_the_clocks_go_forward(crm, dashboard, maya):
    crm.at("2026-03-28T12:00:00+00:00")
    number = book(crm, "2026-03-29 00:45", "Night", "--for", "30m")

    async def story(hands):
        await hands.press("4", "l", "J")

    dashboard(story)
    assert start(crm, number) == "2026-03-29T02:00:00+01:00"

    async def back(hands):
        await hands.press("4", "l", "K")

    dashboard(back)
    assert start(crm, number) == "2026-03-29T00:45:00+00:00"


def test_what_is_booked_on_other_clocks_stands_at_the_time_here(crm, dashboard, maya):
    number = book(crm, "2026-09-14 09:00", "Call", "--timezone", "America/New_York")

    async def story(hands):
        await hands.press("4")
        assert "14:00 Maya" in hands.screen_text
        assert "America/New_York" in hands.screen_text
        await hands.press("J")
        assert "14:15 Maya" in hands.screen_text

    dashboard(story)
    assert start(crm, number) == "2026-09-14T09:15:00-04:00"


def test_what_crosses_midnight_stands_on_both_days(crm, dashboard, maya):
    book(crm, "2026-09-14 22:00", "Night shift", "--until", "2026-09-15 02:00")

    async def story(hands):
        await hands.press("4")
        assert "22:00 →" in hands.screen_text
        await hands.press("l")
        assert "→ 02:00" in hands.screen_text
        await hands.press("l")
        assert "nothing on this day" in hands.screen_text

    dashboard(story)


def test_what_ends_at_midnight_does_not_touch_the_next_day(crm, dashboard, maya):
    book(crm, "2026-09-14 22:00", "Evening", "--until", "2026-09-15 00:00")

    async def story(hands):
        await hands.press("4", "l")
        assert "nothing on this day" in hands.screen_text

    dashboard(story)


def test_whole_days_end_before_the_day_they_end_on(crm, dashboard, maya):
    book(crm, "2026-09-14", "Trade fair", "--until", "2026-09-15", "--all-day")

    async def story(hands):
        await hands.press("4", "l")
        assert "all day" in hands.screen_text
        await hands.press("l")
        assert "nothing on this day" in hands.screen_text

    dashboard(story)


def test_today_moves_on_at_midnight(crm, dashboard):
    crm.at("2026-09-14T23:59:50+01:00")

    async def story(hands):
        await hands.press("4")
        assert "14 today" in hands.screen_text
        crm.at("2026-09-15T00:00:10+01:00")
        await hands.press("1", "4")
        assert "15 today" in hands.screen_text
        assert "14 today" not in hands.screen_text

    dashboard(story)


def test_the_time_it_is_stands_beside_its_hour(crm, dashboard):
    async def story(hands):
        await hands.press("4", "v", "v")
        assert "08:12▸" in hands.screen_text

    dashboard(story)

"""Booking, moving, changing and calling off appointments."""

from __future__ import annotations

import pytest

from smallcrm.tui.acts import shift
from smallcrm.tui.thing import Thing
from tests.tui.bench import stand_on


def booked(crm):
    return [
        (each["title"], each["at"][:16], each["end"][:16])
        for each in crm.ok("agenda", "--from", "14 sep 2026", "--to", "31 dec 2026", "--json").json
        if each["type"] == "appointment"
    ]


@pytest.fixture
def series(crm):
    """A weekly tuning on Mondays at 10, with Iris: its Thing at the second occurrence."""
    iris = crm.ok("add", "Iris Chen").id
    made = crm.ok("book", iris, "mon 21 sep 10-11", "Tuning", "--repeat", "every week until 12 oct").id
    return Thing("appointment", made, iris, "Tuning", "2026-09-28T10:00")


def test_b_books_in_words_says_what_they_mean_and_whom_it_overlaps_before_saving(crm, dashboard):
    maya = crm.ok("add", "Maya O'Connor").id
    crm.ok("book", crm.ok("add", "Lena Novak").id, "mon 21 sep 10-11", "Boiler")

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("b")
        await hands.type("Fix valve")
        await hands.press("tab")
        await hands.type("mon 21 sep 9-10:30")
        await hands.pilot.pause(0.25)
        assert "Mon 21 Sep 2026, 09:00–10:30" in hands.screen_text
        assert "overlaps Lena Novak, Boiler, Mon 21 Sep 10:00–11:00" in hands.screen_text
        assert booked(crm) == [("Boiler", "2026-09-21T10:00", "2026-09-21T11:00")]
        await hands.press("enter")
        assert "overlaps Lena Novak" in hands.said

    dashboard(story)
    assert ("Fix valve", "2026-09-21T09:00", "2026-09-21T10:30") in booked(crm)


def test_the_day_in_view_is_proposed_and_a_time_alone_will_do(crm, dashboard):
    async def story(hands):
        await stand_on(hands, new="appointment", day="2026-09-22")
        await hands.press("n", "tab")
        await hands.type("Choir")
        await hands.press("tab")
        assert "Tue 22 Sep 2026" in hands.screen_text
        await hands.type("18:00")
        await hands.press("tab", "tab")
        await hands.type("1h30")
        assert "Tue 22 Sep 2026, 18:00–19:30" in hands.screen_text
        await hands.press("tab", "tab", "tab", "tab")
        await hands.type("every 4 weeks, 3 times")
        await hands.press("enter")

    dashboard(story)
    assert booked(crm) == [
        ("Choir", f"2026-{day}T18:00", f"2026-{day}T19:30") for day in ("09-22", "10-20", "11-17")
    ]


def test_a_wrong_end_is_said_at_its_field_in_the_forms_own_words(crm, dashboard):
    async def story(hands):
        await stand_on(hands, new="appointment")
        await hands.press("n", "tab")
        await hands.type("Choir")
        await hands.press("tab")
        await hands.type("mon 9-10")
        await hands.press("tab", "tab")
        await hands.type("2h")
        await hands.press("enter")
        assert 'say the end once: in WHEN, with "until" or with "for"' in hands.screen_text
        assert hands.app.focused.value == "2h"

    dashboard(story)
    assert not crm.db.exists()


def test_whole_days(crm, dashboard):
    async def story(hands):
        await stand_on(hands, new="appointment")
        await hands.press("n", "tab")
        await hands.type("Closed")
        await hands.press("tab")
        await hands.type("24-28 dec")
        assert "Thu 24 Dec 2026 – Mon 28 Dec 2026" in hands.screen_text
        await hands.press("enter")

    dashboard(story)
    assert booked(crm) == [("Closed", "2026-12-24", "2026-12-29")]


def test_m_moves_and_keeps_what_is_left_out(crm, dashboard):
    maya = crm.ok("add", "Maya").id
    thing = Thing("appointment", crm.ok("book", maya, "mon 21 sep 9-10:30", "Fix").id, maya, "Fix")

    async def story(hands):
        await stand_on(hands, thing)
        await hands.press("m")
        assert "Move Fix: Mon 21 Sep 2026, 09:00–10:30" in hands.screen_text
        await hands.type("next tue")
        assert "Tue 22 Sep 2026, 09:00–10:30" in hands.screen_text
        await hands.press("enter", "m")
        await hands.type("11:00")
        await hands.press("enter")
        assert "moved" in hands.said

    dashboard(story)
    assert booked(crm) == [("Fix", "2026-09-22T11:00", "2026-09-22T12:30")]


def test_one_of_a_series_is_edited_and_the_others_stay(crm, dashboard, series):
    async def story(hands):
        await stand_on(hands, series)
        await hands.press("e")
        assert "only that of Mon 28 Sep 2026" in hands.screen_text
        await hands.press("1")
        assert "Tuning, this one" in hands.screen_text
        assert "repeat" not in hands.screen_text, "one alone has no repeat of its own"
        await hands.type("Tuning and voicing")
        await hands.press("tab")
        await hands.type("11:00")
        assert "Mon 28 Sep 2026, 11:00–12:00" in hands.screen_text
        await hands.press("enter")

    dashboard(story)
    assert booked(crm) == [
        ("Tuning", "2026-09-21T10:00", "2026-09-21T11:00"),
        ("Tuning and voicing", "2026-09-28T11:00", "2026-09-28T12:00"),
        ("Tuning", "2026-10-05T10:00", "2026-10-05T11:00"),
        ("Tuning", "2026-10-12T10:00", "2026-10-12T11:00"),
    ]


def test_one_of_a_series_and_those_after_it_move(crm, dashboard, series):
    async def story(hands):
        await stand_on(hands, series)
        await hands.press("m", "2")
        await hands.type("14:00")
        await hands.press("enter")

    dashboard(story)
    assert [at for _, at, _ in booked(crm)] == [
        "2026-09-21T10:00", "2026-09-28T14:00", "2026-10-05T14:00", "2026-10-12T14:00",
    ]  # fmt: skip


def test_one_of_a_series_is_called_off_and_one_removed(crm, dashboard, series):
    async def story(hands):
        await stand_on(hands, series)
        await hands.press("C", "1")
        type(hands.app.view).under = (series._replace(recurrence="2026-10-05T10:00"),)
        await hands.press("d", "1")

    dashboard(story)
    assert [at for _, at, _ in booked(crm)] == ["2026-09-21T10:00", "2026-10-12T10:00"]


def test_an_edit_sends_only_what_changed(crm, dashboard):
    maya, lena = crm.ok("add", "Maya").id, crm.ok("add", "Lena").id
    title = "Fix \x1b[31mvalve"
    made = crm.ok("book", maya, "mon 21 sep 9-10:30", title, "--remind", "1 day", "--location", "Dock\x07").id
    before = crm.ok("appointment", "show", made, "--json").json

    async def story(hands):
        await stand_on(hands, Thing("appointment", made, maya, title))
        await hands.press("e", "tab", "tab", "tab")
        await hands.type("2h")
        assert "09:00–11:00" in hands.screen_text
        await hands.press("shift+tab", "shift+tab", "shift+tab", "shift+tab", "end")
        await hands.type("; Lena")
        await hands.press("enter")

    dashboard(story)
    after = crm.ok("appointment", "show", made, "--json").json
    assert after["end"][:16] == "2026-09-21T11:00"
    for key in ("title", "location", "start", "alarms", "status", "contact_id"):
        assert after[key] == before[key], key
    assert crm.ok("show", lena, "--json").json["appointments"][0]["id"] == made


def test_nothing_typed_changes_nothing(crm, dashboard, series):
    async def story(hands):
        await stand_on(hands, series)
        for part in "123":
            await hands.press("e", part, "enter")
            assert "nothing changed" in hands.said

    dashboard(story)


def test_the_calendar_moves_and_resizes_by_steps(crm, dashboard, series):
    maya = crm.ok("add", "Maya").id
    fix = Thing("appointment", crm.ok("book", maya, "mon 21 sep 13-14", "Fix").id, maya, "Fix")
    off = Thing("appointment", crm.ok("book", "-", "24-25 sep", "Closed").id, None, "Closed")

    async def story(hands):
        await stand_on(hands, fix)
        view = hands.app.view
        assert await shift(view, fix, days=1, minutes=15)
        assert await shift(view, fix, longer=30)
        assert not await shift(view, fix, longer=-120), "it does not end before it starts"
        assert await shift(view, off, days=1)
        assert await shift(view, off, longer=15)

    dashboard(story)
    assert ("Fix", "2026-09-22T13:15", "2026-09-22T14:45") in booked(crm)
    assert ("Closed", "2026-09-25", "2026-09-28") in booked(crm)

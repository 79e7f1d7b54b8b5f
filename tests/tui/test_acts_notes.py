"""Logging what was said, and changing it."""

from __future__ import annotations

from smallcrm.tui.thing import Thing
from tests.tui.bench import stand_on


def test_c_logs_a_call_with_whom_is_under_the_cursor(crm, dashboard):
    maya = crm.ok("add", "Maya O'Connor").id

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("c")
        await hands.type("Valve still drips")
        await hands.press("ctrl+s")
        assert "u undoes it" in hands.said

    dashboard(story)
    (note,) = crm.ok("note", "list", "--json").json
    assert (note["contact"], note["channel"], note["direction"]) == ("Maya O'Connor", "call", "in")
    assert note["body"] == "Valve still drips"
    assert note["at"].startswith("2026-09-14T08:12")


def test_a_call_of_yesterday_with_a_reminder_to_ring_back_is_one_step(crm, dashboard):
    maya = crm.ok("add", "Maya O'Connor").id

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("c")
        await hands.type("Asks for a quote")
        await hands.press("tab", "tab", "space", "tab")
        await hands.type("yesterday 3pm")
        await hands.press("tab", "tab")
        await hands.type("fri 9am")
        assert "Sun 13 Sep 2026 15:00" in hands.screen_text
        assert "Fri 18 Sep 2026 09:00" in hands.screen_text
        await hands.press("enter")
        await hands.press("u")

    dashboard(story)
    assert crm.ok("note", "list", "--json").json == []
    assert crm.ok("reminder", "list", "--json").json == []
    crm.ok("redo")
    (note,) = crm.ok("note", "list", "--json").json
    (reminder,) = crm.ok("reminder", "list", "--json").json
    assert (note["direction"], note["at"][:16]) == ("out", "2026-09-13T15:00")
    assert (reminder["text"], reminder["due"][:16]) == ("Ring Maya O'Connor", "2026-09-18T09:00")


def test_where_nobody_is_under_the_cursor_one_says_who_called(crm, dashboard):
    crm.ok("add", "Maya O'Connor")
    crm.ok("add", "Lena Novak")

    async def story(hands):
        await stand_on(hands)
        await hands.press("c")
        await hands.type("May")
        assert "Maya O'Connor" in hands.screen_text, "the name is offered"
        await hands.press("right")
        await hands.type("; lena")
        await hands.pilot.pause(0.2)
        assert "Maya O'Connor; Lena Novak" in hands.screen_text, "and whom it means is said"
        await hands.press("tab")
        await hands.type("Both rang")
        await hands.press("ctrl+s")

    dashboard(story)
    (note,) = crm.ok("note", "list", "--json").json
    assert note["contact"] == "Maya O'Connor"
    assert "Lena Novak" in crm.ok("note", "show", note["id"]).out


def test_a_name_that_could_be_two_is_chosen_on_saving(crm, dashboard):
    crm.ok("add", "Maya O'Connor")
    lin = crm.ok("add", "Maya Lin").id

    async def story(hands):
        await stand_on(hands)
        await hands.press("c")
        await hands.type("maya")
        await hands.pilot.pause(0.2)
        assert "which? Maya O'Connor, Maya Lin" in hands.screen_text
        await hands.press("tab")
        await hands.type("Hello")
        await hands.press("ctrl+s")
        assert '"maya" could be' in hands.screen_text
        await hands.press("2")

    dashboard(story)
    (note,) = crm.ok("note", "list", "--json").json
    assert note["contact_id"] == lin


def test_nobody_of_that_name_is_said_beside_the_field_and_nothing_is_lost(crm, dashboard):
    crm.ok("add", "Maya O'Connor")

    async def story(hands):
        await stand_on(hands)
        await hands.press("c")
        await hands.type("Mya")
        await hands.press("tab")
        await hands.type("Wants a quote")
        await hands.press("ctrl+s")
        text = hands.screen_text
        assert 'no contact matches "Mya"; did you mean Maya O\'Connor (1)?' in text
        assert "Wants a quote" in text

    dashboard(story)


def test_escape_keeps_what_was_typed_for_this_contact_and_ctrl_x_throws_it_away(crm, dashboard):
    maya, lena = crm.ok("add", "Maya").id, crm.ok("add", "Lena").id

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("c")
        await hands.type("half a sent")
        await hands.press("escape")
        assert "kept" in hands.said
        await hands.press("c")
        assert "half a sent" in hands.screen_text
        assert "here again" in hands.screen_text
        await hands.press("escape")
        type(hands.app.view).under = (Thing("contact", lena, lena),)
        await hands.press("c")
        assert "half a sent" not in hands.screen_text
        await hands.press("escape")
        type(hands.app.view).under = (Thing("contact", maya, maya),)
        await hands.press("c", "ctrl+x", "c")
        assert "half a sent" not in hands.screen_text

    dashboard(story)


def test_an_edited_note_keeps_what_was_not_touched_byte_for_byte(crm, dashboard):
    maya, lena = crm.ok("add", "Maya").id, crm.ok("add", "Lena").id
    body = "first\x1b[31m line\n  second\tline\nthird"
    note = crm.ok("note", "add", maya, body, "--with", lena, "--at", "2 sep 2026 11:30").id

    async def story(hands):
        await stand_on(hands, Thing("note", note, maya))
        await hands.press("e")
        await hands.type("!")
        await hands.press("tab", "v", "ctrl+s")

    dashboard(story)
    after = crm.ok("note", "show", note, "--json").json
    assert after["body"] == "first\x1b[31m line\n  second\tline\nthird!"
    assert after["channel"] == "visit"
    assert after["at"][:16] == "2026-09-02T11:30"
    assert "Lena" in crm.ok("note", "show", note).out

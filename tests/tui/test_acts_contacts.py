"""Adding, changing and removing contacts."""

from __future__ import annotations

import pytest

from smallcrm.tui.thing import Thing
from tests.tui.bench import stand_on


def test_a_new_caller_in_ten_seconds(crm, dashboard):
    async def story(hands):
        await stand_on(hands, new="contact")
        await hands.press("n")
        await hands.type("Maya O'Connor")
        await hands.press("tab")
        await hands.type("07700 900142")
        await hands.press("enter")
        await hands.type("home=0117 946 0123")
        await hands.press("tab")
        await hands.type("maya@example.org")
        await hands.press("ctrl+s")
        assert "added Maya O'Connor" in hands.said

    dashboard(story)
    contact = crm.ok("show", "maya", "--json").json
    assert [(each["label"], each["value"]) for each in contact["phones"]] == [
        (None, "+447700900142"),
        ("home", "+441179460123"),
    ]
    assert contact["emails"][0]["value"] == "maya@example.org"


def test_what_cannot_be_a_number_is_said_beside_it(crm, dashboard):
    async def story(hands):
        await stand_on(hands, new="contact")
        await hands.press("n")
        await hands.type("Maya")
        await hands.press("tab")
        await hands.type("12")
        await hands.press("ctrl+s")
        assert '"12"' in hands.screen_text
        assert "Maya" in hands.screen_text

    dashboard(story)
    assert not crm.db.exists()


def test_a_number_of_somebody_else_is_asked_about_refused_and_allowed(crm, dashboard):
    crm.ok("add", "Lena Novak", "07700900142")

    async def story(hands):
        await stand_on(hands, new="contact")
        await hands.press("n")
        await hands.type("Maya")
        await hands.press("tab")
        await hands.type("07700900142")
        await hands.press("ctrl+s")
        assert "Lena Novak (1) has 07700900142 already" in hands.screen_text
        await hands.press("n")
        assert "Lena Novak (1) has 07700900142 already" in hands.screen_text, "the form says why"
        assert "Maya" in hands.screen_text, "and holds what was typed"
        await hands.press("ctrl+s", "y")
        assert "added Maya" in hands.said

    dashboard(story)
    assert [each["name"] for each in crm.ok("contact", "list", "--json").json] == ["Lena Novak", "Maya"]


def test_values_come_go_and_change_and_the_rest_keeps_its_place(crm, dashboard):
    maya = crm.ok(
        "contact", "add", "Maya O'Connor", "--email", "work=maya@work.example", "--email", "maya@home.example",
        "--phone", "07700900142", "--tag", "bristol", "--set", "boiler=Worcester", "--company", "Harbour Lettings",
        "--address", "12 Dock St, Bristol", "--handle", "instagram=mayaoc",
    ).id  # fmt: skip
    before = crm.ok("show", maya, "--json").json

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("e", "tab", "tab", "enter")
        await hands.type("new@maya.example")
        await hands.press("up", "up", "home", "ctrl+k", "delete")
        await hands.press("ctrl+s")
        assert "u undoes it" in hands.said

    dashboard(story)
    after = crm.ok("show", maya, "--json").json
    assert {each["value"] for each in after["emails"]} == {"maya@home.example", "new@maya.example"}
    for key in ("phones", "tags", "fields", "company", "addresses", "handles", "name", "given_name"):
        assert after[key] == before[key], key
    crm.ok("undo", "--yes")
    assert [each["value"] for each in crm.ok("show", maya, "--json").json["emails"]] == [
        "maya@work.example",
        "maya@home.example",
    ]


HOSTILE = (
    "Mallory \x1b]52;c;ZXZpbA==\x07\x1b[2J",
    "[red]Bold[/red] [@click=app.quit]name",
    "Zoë 👩‍👩‍👧 Œuvre",
    "שלום \u202egnirts",
    "x" * 500,
)


def harmless(hands) -> bool:
    """Whether nothing stands on the screen that a terminal would obey."""
    return not {"\x1b", "\x07", "\u202e"} & set(hands.screen_text)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_hostile_name_shows_safely_and_survives_an_edit_of_something_else(crm, dashboard, size):
    more = ("--role", "boss\x1b[1m", "--about", "one\x1b[31m\ntwo\x07", "--tag", "a\x1b]0;t\x07")
    contacts = {crm.ok("contact", "add", name, *more).id: name for name in HOSTILE}
    before = {contact: crm.ok("show", contact, "--json").json for contact in contacts}

    async def story(hands):
        for contact, name in contacts.items():
            await stand_on(hands, Thing("contact", contact, contact, name))
            await hands.press("e", "tab")
            await hands.type(f"0770090014{contact}")
            assert harmless(hands), name
            await hands.press("ctrl+s")
            assert f"0770090014{contact}" not in hands.screen_text, "the form has gone"
            assert harmless(hands), name
            await hands.press("d")
            assert "Remove it?" in hands.screen_text
            assert harmless(hands), name
            await hands.press("escape", "y")
            assert harmless(hands), name

    dashboard(story, size=size)
    for contact, was in before.items():
        after = crm.ok("show", contact, "--json").json
        assert after["phones"][0]["value"] == f"+44770090014{contact}"
        for key in ("name", "role", "about", "tags", "given_name", "family_name"):
            assert after[key] == was[key], (key, was["name"])


def test_removing_says_what_goes_along_and_undo_brings_it_back(crm, dashboard):
    maya, lena = crm.ok("add", "Maya").id, crm.ok("add", "Lena").id
    crm.ok("log", maya, "rang")
    crm.ok("note", "add", maya, "both", "--with", lena)
    crm.ok("reminder", "add", "Ring", "--due", "fri", "--contact", maya)

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya, "Maya"))
        await hands.press("d")
        assert "Contact: Maya" in hands.screen_text
        assert "with 1 note, 1 reminder" in hands.screen_text, "the shared note stays"
        await hands.press("n")
        assert crm.ok("contact", "list", "--json").json[1]["name"] == "Maya"
        await hands.press("d", "y")
        assert "u undoes it" in hands.said
        assert [each["name"] for each in crm.ok("contact", "list", "--json").json] == ["Lena"]
        await hands.press("u")

    dashboard(story)
    assert [each["name"] for each in crm.ok("contact", "list", "--json").json] == ["Lena", "Maya"]
    assert len(crm.ok("note", "list", "--json").json) == 2


def test_several_go_at_once_as_one_step(crm, dashboard):
    things = [Thing("contact", crm.ok("add", name).id, None, name) for name in ("Maya", "Lena", "Iris")]

    async def story(hands):
        await stand_on(hands, *things[:2])
        await hands.press("d")
        assert "Maya, Lena" in hands.screen_text
        assert "Remove these 2?" in hands.screen_text
        await hands.press("y")

    dashboard(story)
    assert [each["name"] for each in crm.ok("contact", "list", "--json").json] == ["Iris"]
    crm.ok("undo", "--yes")
    assert len(crm.ok("contact", "list", "--json").json) == 3


def test_consent_and_birthday_in_words_and_stage_by_its_beginning(crm, dashboard):
    async def story(hands):
        await stand_on(hands, new="contact")
        await hands.press("n")
        await hands.type("Maya")
        for _ in range(8):
            await hands.press("tab")
        await hands.type("cust")
        assert "customer" in hands.screen_text
        await hands.press("tab", "tab", "space", "tab")
        await hands.type("24 may 1979")
        assert "1979-05-24" in hands.screen_text
        await hands.press("ctrl+s")

    dashboard(story)
    contact = crm.ok("show", "maya", "--json").json
    assert (contact["stage"], contact["birthday"]) == ("customer", "1979-05-24")
    assert contact["consent"][0]["given"] is True

"""The reminders: in sections, narrowed by words, with all about one beside them."""

from __future__ import annotations

from smallcrm.tui.widgets.masthead import Masthead


def a_list(crm) -> None:
    """One of every kind; the 14th of September 2026 is a Monday."""
    crm("add", "Maya O'Connor", "07700 900123")
    crm("reminder", "add", "Ring the bank", "--due", "2026-09-10")
    crm(
        "reminder",
        "add",
        "Service Bechstein",
        "--due",
        "today 14:00",
        "--contact",
        "maya",
        "--repeat-after",
        "6 months",
    )
    crm("reminder", "add", "Water the yucca", "--due", "thu", "--repeat", "every week")
    crm("reminder", "add", "VAT return", "--due", "7 nov", "--repeat", "every 3 months")
    crm("reminder", "add", "Send the certificate", "--due", "today")
    crm("reminder", "done", "certificate")


def lines(hands) -> list[str]:
    """The lines of the list, without its frame."""
    return [line[1:78].strip() for line in hands.screen_text.splitlines()]


def test_they_stand_under_when_they_are_due(crm, dashboard):
    a_list(crm)

    async def story(hands):
        await hands.press("5")
        said = [line for line in lines(hands) if " · 1" in line[:14]]
        assert [line.split(" · ")[0] for line in said] == ["Overdue", "Today", "This week", "Later", "Done"]
        assert "2 due · 4 open" in hands.screen_text

    dashboard(story)


def test_when_they_are_due_and_how_they_repeat_is_said_in_words(crm, dashboard):
    a_list(crm)

    async def story(hands):
        await hands.press("5")
        for words in (
            "! Thu 10 Sep",
            "today 14:00",
            "6 months after it is done",
            "every week",
            "every 3 months",
        ):
            assert words in hands.screen_text

    dashboard(story, size=(200, 60))


def test_slash_narrows_by_words_of_it_or_of_its_contact_and_escape_widens(crm, dashboard):
    a_list(crm)

    async def story(hands):
        await hands.press("5", "slash")
        await hands.type("MAYA serv")
        assert "Service Bechstein" in hands.screen_text
        assert "VAT return" not in hands.screen_text
        await hands.press("enter")
        assert "VAT return" not in hands.screen_text
        await hands.press("escape")
        assert "VAT return" in hands.screen_text

    dashboard(story)


def test_words_that_nothing_has_are_said_so(crm, dashboard):
    a_list(crm)

    async def story(hands):
        await hands.press("5", "slash")
        await hands.type("o'con%")
        assert "no reminder has: o'con%" in hands.screen_text

    dashboard(story)


def test_beside_the_list_stands_all_about_the_one_under_the_cursor(crm, dashboard):
    a_list(crm)

    async def story(hands):
        await hands.press("5", "j")
        await hands.pilot.pause(0.2)
        for words in ("6 months after it is done", "+447700900123", 'set reminder "Service'):
            assert words in hands.screen_text

    dashboard(story)


def test_enter_opens_the_page_of_whom_it_is_about(crm, dashboard):
    a_list(crm)

    async def story(hands):
        await hands.press("5", "j", "enter")
        assert hands.app.view.NAME == "contacts"

    dashboard(story)


def test_the_place_stays_when_another_process_adds_one_above(crm, dashboard):
    a_list(crm)

    async def story(hands):
        await hands.press("5", "j", "j")
        crm.process("reminder", "add", "Older still", "--due", "2026-09-01")
        await hands.until(lambda: "Older still" in hands.screen_text, 1)
        assert hands.app.view.thing.title == "Water the yucca"

    dashboard(story)


def test_marked_ones_are_what_an_act_is_about(crm, dashboard):
    a_list(crm)

    async def story(hands):
        await hands.press("5", "space", "space")
        assert [thing.title for thing in hands.app.view.things()] == ["Ring the bank", "Service Bechstein"]

    dashboard(story)


def test_what_becomes_overdue_moves_up(crm, dashboard):
    a_list(crm)

    async def story(hands):
        await hands.press("5")
        crm.at("2026-09-14T14:01:00+01:00")
        hands.app.view.query_one(Masthead).renew()
        await hands.settle()
        assert "Overdue · 2" in hands.screen_text

    dashboard(story)


def test_without_reminders_it_says_how_one_is_set(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        await hands.press("5")
        assert "r sets one" in hands.screen_text

    dashboard(story)

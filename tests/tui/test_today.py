"""The first screen: the day, what is next, the jobs by stage, what was changed; and how it stays right."""

from __future__ import annotations

from smallcrm.tui.widgets.masthead import Masthead
from smallcrm.tui.widgets.panes import Pane


def a_day(crm) -> None:
    """A morning with something of every kind."""
    crm("add", "Maya O'Connor", "07700 900123")
    crm("add", "Tom Ridley")
    crm("book", "maya", "today 14:00", "Measure the flue", "--for", "45m", "--location", "5 Elm Grove")
    crm("book", "tom", "tomorrow 9am", "Tuning")
    crm("reminder", "add", "Order flue liner", "--due", "today", "--contact", "maya")
    crm("job", "add", "maya", "Oven flue", "--value", "640", "--stage", "accepted")
    crm("job", "add", "tom", "Piano", "--value", "EUR 90", "--stage", "accepted")


def title(hands, pane: str) -> str:
    """What stands in the upper border of a pane."""
    return str(hands.app.view.query_one(f"#today-{pane}-pane", Pane).border_title)


def test_the_day_stands_there_with_time_place_and_phone(crm, dashboard):
    a_day(crm)

    async def story(hands):
        line = next(line for line in hands.screen_text.splitlines() if "14:00–14:45" in line)
        assert "Measure the flue, Maya O'Connor" in line
        assert "+447700900123" in line
        assert "5 Elm Grove" in line
        assert "Tomorrow" in hands.screen_text

    dashboard(story, size=(200, 60))


def test_what_is_next_says_why(crm, dashboard):
    a_day(crm)

    async def story(hands):
        assert "booked today 14:00" in hands.screen_text
        assert title(hands, "next") == "Next · 3"

    dashboard(story)


def test_each_stage_says_how_many_jobs_and_how_much_money_by_currency(crm, dashboard):
    a_day(crm)

    async def story(hands):
        line = next(line for line in hands.screen_text.splitlines() if "accepted" in line and "£" in line)
        assert "€90.00 + £640.00" in line
        assert "2 in hand" in title(hands, "stage")

    dashboard(story)


def test_the_last_changes_are_told_in_words_with_how_long_ago(crm, dashboard):
    a_day(crm)
    crm.at("2026-09-14T10:30:00+01:00")

    async def story(hands):
        line = next(line for line in hands.screen_text.splitlines() if 'added job "Piano"' in line)
        assert "2 h" in line

    dashboard(story)


def test_an_overdue_reminder_has_a_sign_besides_its_colour(crm, dashboard):
    crm("reminder", "add", "Ring the bank", "--due", "2026-09-14T08:00")

    async def story(hands):
        line = next(line for line in hands.screen_text.splitlines() if "Ring the bank" in line)
        assert "!" in line
        assert "1 overdue" in title(hands, "day")

    dashboard(story)


def test_an_hour_that_goes_by_makes_a_reminder_overdue_without_a_key(crm, dashboard):
    crm("reminder", "add", "Ring the bank", "--due", "today 9am")

    async def story(hands):
        assert "overdue" not in title(hands, "day")
        crm.at("2026-09-14T09:01:00+01:00")
        hands.app.view.query_one(Masthead).renew()
        await hands.settle()
        assert "1 overdue" in title(hands, "day")
        assert "09:01" in hands.screen_text

    dashboard(story)


def test_after_midnight_tomorrow_is_today(crm, dashboard):
    crm("book", "-", "tomorrow 9am", "Tuning")

    async def story(hands):
        assert "Tomorrow" in hands.screen_text
        crm.at("2026-09-15T00:00:10+01:00")
        hands.app.view.query_one(Masthead).renew()
        await hands.settle()
        assert "Tomorrow" not in hands.screen_text
        assert title(hands, "day") == "Today · 1 today"

    dashboard(story)


def test_enter_on_a_reminder_opens_the_page_of_whom_it_is_about(crm, dashboard):
    crm("add", "Zoë Lindqvist")
    crm("reminder", "add", "Ring Zoë", "--due", "today", "--contact", "zoë")

    async def story(hands):
        await hands.press("enter")
        assert hands.app.view.NAME == "contacts"
        assert "Zoë Lindqvist" in hands.screen_text

    dashboard(story)


def test_enter_on_a_stage_goes_to_the_board(crm, dashboard):
    a_day(crm)

    async def story(hands):
        await hands.press("tab", "tab", "j", "j", "enter")
        assert hands.app.view.NAME == "jobs"

    dashboard(story)


def test_enter_on_a_change_opens_what_it_is_about(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        await hands.press("tab", "tab", "tab", "enter")
        assert hands.app.view.NAME == "contacts"

    dashboard(story)


def test_enter_on_a_change_of_what_is_gone_shows_what_it_touched(crm, dashboard):
    crm("add", "Maya O'Connor", "07700 900123")
    crm("contact", "remove", "maya")

    async def story(hands):
        await hands.press("tab", "tab", "tab", "enter")
        assert "Change 2" in hands.screen_text
        assert "taken away" in hands.screen_text
        await hands.press("escape")
        assert hands.app.view.NAME == "today"
        assert "Change 2" not in hands.screen_text

    dashboard(story)


def test_below_100_columns_tab_goes_from_pane_to_pane(crm, dashboard):
    a_day(crm)

    async def story(hands):
        assert "Measure the flue" in hands.screen_text
        assert "in hand" not in hands.screen_text
        await hands.press("tab", "tab")
        assert "in hand" in hands.screen_text
        await hands.press("escape")
        assert "Today ·" in hands.screen_text

    dashboard(story, size=(80, 24))


def test_names_with_markup_and_control_sequences_are_shown_as_they_are(crm, dashboard):
    crm("add", "Eve [red]x[/red] \x1b]52;c;aGk=\x07")
    crm("reminder", "add", "[@click=app.quit]Ring[/] \x1b[2J", "--due", "today", "--contact", "1")

    async def story(hands):
        assert "[@click=app.quit]Ring[/]" in hands.screen_text
        assert "\x1b" not in hands.screen_text
        await hands.press("tab", "tab", "tab", "k", "j")
        assert "\x1b" not in hands.screen_text

    dashboard(story)


def test_a_reminder_that_is_done_leaves_the_day_and_the_change_is_told(crm, dashboard):
    crm("reminder", "add", "Ring the bank", "--due", "today")

    async def story(hands):
        await hands.press("x")
        assert title(hands, "day") == "Today"
        assert "Ring the bank is done" in hands.said
        assert "nothing today or tomorrow" in hands.screen_text
        await hands.press("u")
        assert title(hands, "day") == "Today · 1 today"

    dashboard(story)


def test_slash_finds_somebody_however_quickly_one_types(crm, dashboard):
    for name in ("Maya", "Rosa Petrov"):
        crm.ok("contact", "add", name)

    async def story(hands):
        await hands.type("/rosa")
        assert hands.app.view.NAME == "contacts"
        assert "/ rosa" in hands.screen_text
        assert "Maya" not in hands.screen_text
        await hands.press("escape")
        assert "Maya" in hands.screen_text

    dashboard(story, size=(80, 24))

"""From the smallest terminal on: what fits, what is said where nothing fits, and that nothing is lost by shrinking."""

from __future__ import annotations

SENTENCE = "smallcrm needs a terminal of at least 60 x 15 characters"


def only_the_sentence(hands) -> bool:
    """Whether nothing else stands on the screen."""
    return " ".join(hands.screen_text.split()) == SENTENCE


def test_below_60_by_15_there_is_a_message_and_nothing_else(crm, dashboard):
    crm("reminder", "add", "Ring the bank", "--due", "today")

    async def story(hands):
        assert only_the_sentence(hands)
        for width, height in ((59, 24), (80, 14)):
            await resize(hands, width, height)
            assert only_the_sentence(hands), (width, height)
            await resize(hands, max(width, 60), max(height, 15))
            assert "Ring the bank" in hands.screen_text
            assert SENTENCE not in hands.screen_text

    dashboard(story, size=(30, 8))


async def resize(hands, width: int, height: int) -> None:
    """Pull the window to a size."""
    await hands.pilot.resize_terminal(width, height)
    await hands.settle()


def test_growing_again_gives_everything_back(crm, dashboard):
    for text in ("Ring the bank", "Water the yucca"):
        crm("reminder", "add", text, "--due", "today")

    async def story(hands):
        await hands.press("5", "j")
        await hands.pilot.resize_terminal(40, 10)
        await hands.settle()
        assert only_the_sentence(hands)
        await hands.pilot.resize_terminal(80, 24)
        await hands.settle()
        assert SENTENCE not in hands.screen_text
        assert hands.app.view.thing.title == "Water the yucca"
        await hands.press("k")
        assert hands.app.view.thing.title == "Ring the bank"

    dashboard(story, size=(80, 24))


def test_what_is_asked_gives_way_too_and_comes_back_with_what_was_typed(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        await hands.press("2", "r")
        await hands.type("Ring Maya")
        typed = hands.app.focused.value
        await hands.pilot.resize_terminal(50, 12)
        await hands.settle()
        assert only_the_sentence(hands)
        await hands.pilot.resize_terminal(80, 24)
        await hands.settle()
        assert hands.app.focused.value == typed
        assert "Ring Maya" in hands.screen_text

    dashboard(story, size=(80, 24))


def test_help_gives_way_too(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        await hands.press("question_mark")
        await hands.pilot.resize_terminal(50, 12)
        await hands.settle()
        assert only_the_sentence(hands)
        await hands.pilot.resize_terminal(80, 24)
        await hands.settle()
        assert "Keys: today" in hands.screen_text

    dashboard(story, size=(80, 24))


DAYS = {60: "08:12", 70: "Mon 14 Sep 08:12", 80: "Mon 14 Sep 2026 08:12", 120: "Mon 14 Sep 2026 08:12"}


def test_the_screens_and_as_much_of_the_day_as_fits_stand_in_the_first_line(dashboard):
    async def story(hands):
        for width, day in DAYS.items():
            await resize(hands, width, 15)
            first = hands.screen_text.splitlines()[0]
            for name in ("1 Today", "2 Contacts", "3 Jobs", "4 Calendar", "5 Reminders"):
                assert name in first, width
            assert first.endswith(day), width

    dashboard(story, size=(100, 15))


def test_that_a_book_is_not_kept_is_said_at_every_width(dashboard):
    async def story(hands):
        hands.app.notice = "demo: a throw-away book, NOT KEPT"
        for width in (60, 61, 80, 120):
            await resize(hands, width, 20)
            assert "NOT KEPT" in hands.screen_text.splitlines()[0], width

    dashboard(story, size=(90, 20))


def test_help_and_quit_are_named_however_narrow_it_is(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        for width in (60, 80, 99):
            await resize(hands, width, 20)
            last = hands.screen_text.splitlines()[-1]
            assert "tab next pane" in last, width
            assert last.endswith("? help  q quit"), width

    dashboard(story, size=(70, 20))


def test_a_long_sentence_on_the_status_line_is_not_cut(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        hands.app.tell("the store " + "very " * 20 + "far away can't be read", bad=True)
        await hands.settle()
        assert "far away can't be read" in " ".join(hands.screen_text.split())
        assert "! the store" in hands.screen_text

    dashboard(story, size=(80, 24))


def test_ctrl_c_says_how_one_leaves_and_leaves_nothing_behind(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        await hands.press("ctrl+c")
        assert hands.said == "press q to leave"
        assert hands.app.is_running

    dashboard(story)

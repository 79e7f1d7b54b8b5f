"""Every action by its words and by its key, the user's own keys among them."""

from __future__ import annotations

import pytest

from smallcrm.errors import UsageError
from smallcrm.tui.keys import KEYS, LIST_KEYS, SCREENS, of_screen, rebound


def test_help_lists_the_keys_of_the_screen_in_view_and_of_its_lists(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        for number, screen in enumerate(SCREENS, 1):
            await hands.press(str(number), "question_mark")
            shown = hands.app.screen.query_one("#keys")
            names = {key for key in shown.keys if key in {each.name for each in (*KEYS, *LIST_KEYS)}}
            assert names == {key.name for key in (*of_screen(screen), *LIST_KEYS)}, screen
            assert "Screens" in hands.screen_text
            await hands.press("escape")
            assert hands.app.view.NAME == screen

    dashboard(story)


def test_the_palette_opens_while_a_list_has_the_keyboard_and_runs_what_is_chosen(crm, dashboard):
    crm("reminder", "add", "Ring the bank", "--due", "today")

    async def story(hands):
        await hands.press("5")
        for key in ("colon", "ctrl+p"):
            before = hands.app.theme
            await hands.press(key)
            await hands.type("next theme")
            await hands.until(lambda: "Next theme" in hands.screen_text, 1)
            await hands.press("enter")
            await hands.until(lambda before=before: hands.app.theme != before, 1)
        assert hands.said == f"theme {hands.app.theme}"

    dashboard(story)


def test_the_palette_lists_every_action_with_its_key_in_every_screen(crm, dashboard):
    crm("add", "Maya O'Connor")

    async def story(hands):
        for number, screen in enumerate(SCREENS, 1):
            await hands.press(str(number), "colon")
            await hands.until(lambda: "Quit " in hands.screen_text, 1)
            lines = [line.strip(" │▁▂▃▄▅▆▇█▔") for line in hands.screen_text.splitlines()]
            for key in of_screen(screen):
                assert any(f"{key.words}  " in line for line in lines), (screen, key.words)
            assert any(line.split()[-2:] == ["Quit", "q"] for line in lines)
            await hands.press("escape")

    dashboard(story, size=(120, 80))


def test_the_palette_marks_in_the_list(crm, dashboard):
    crm("reminder", "add", "Ring the bank", "--due", "today")

    async def story(hands):
        await hands.press("5", "colon")
        await hands.type("mark")
        await hands.until(lambda: "Mark" in hands.screen_text, 1)
        await hands.press("enter")
        await hands.until(lambda: "●" in hands.screen_text, 1)

    dashboard(story)


def test_a_key_that_is_bound_anew_does_it_and_the_old_one_no_more(crm, dashboard):
    crm("add", "Maya O'Connor")
    with crm.config.open("a") as file:
        file.write('\n[keys]\nhelp = "f1"\nquit = "Q"\n')

    async def story(hands):
        await hands.press("question_mark")
        assert "Keys: today" not in hands.screen_text
        assert "f1 help" in hands.screen_text
        assert "Q quit" in hands.screen_text
        await hands.press("f1")
        assert "Keys: today" in hands.screen_text
        await hands.press("escape", "ctrl+c")
        assert hands.said == "press Q to leave"

    dashboard(story)


def test_a_key_of_a_list_can_be_bound_anew(crm, dashboard):
    for text in ("Ring the bank", "Water the yucca"):
        crm("reminder", "add", text, "--due", "today")
    with crm.config.open("a") as file:
        file.write('\n[keys]\ndown = "w"\n')

    async def story(hands):
        await hands.press("5", "w")
        assert hands.app.view.thing.title == "Water the yucca"

    dashboard(story)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"lgo": "l"}, 'there is no action "lgo"; did you mean log'),
        ({"log": "banana"}, '"banana" is no key'),
        ({"log": "x"}, 'x would be both "log" and "done"; give one of them another key'),
        ({"log": "f5", "book": "f5"}, 'f5 would be both "log" and "book"'),
    ],
)
def test_keys_that_cannot_be_bound_are_told_in_a_line_before_the_screen_opens(own, said):
    with pytest.raises(UsageError) as told:
        rebound(own)
    assert "[keys] in the settings: " in told.value.message
    assert said in told.value.message
    assert told.value.exit_code == 2


def test_two_actions_can_change_their_keys():
    assert rebound({"log": "x", "done": "c"}) == {"log": "x", "done": "c"}


def test_who_has_several_keys_gives_one_away():
    assert rebound({"log": "j"}) == {"log": "j", "down": "down"}


@pytest.mark.parametrize(
    ("written", "named"), [("?", "question_mark"), ("esc", "escape"), ("ctrl+l", "ctrl+l"), ("L", "L")]
)
def test_keys_are_written_as_people_write_them(written, named):
    own = {"log": written, "help": "f1", "back": "f2", "stage_on": "f3", "later_day": "f4"}
    assert rebound(own)["log"] == named


def test_no_two_actions_of_a_screen_share_a_key():
    for screen in SCREENS:
        keys = [each for key in of_screen(screen) for each in key.keys.split(",")]
        assert len(keys) == len(set(keys)), screen

"""Forms: what is typed into them, and what they make of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.text import clean_lines, storable
from smallcrm.tui.forms.field import in_form, picked, restored
from smallcrm.tui.forms.tags import tags_in, tags_text
from smallcrm.tui.thing import Thing
from tests.tui.bench import stand_on


@given(st.text().map(storable))
def test_what_was_not_touched_comes_back_whatever_of_it_could_be_shown(text):
    assert restored(clean_lines(text), text) == text


@given(st.lists(st.text(st.characters(exclude_characters="\n\r")).map(storable), min_size=1))
def test_a_line_added_leaves_the_others_as_they_were(lines):
    text = "\n".join(lines)
    assert restored(clean_lines(text) + "\nnew here", text) == text + "\nnew here"


@given(st.lists(st.sampled_from(["gas", "Bristol", "a, b", "long\x1bone", "x y"]), unique=True))
def test_tags_on_a_line_are_the_same_tags(tags):
    assert tags_in(tags_text(tags), tags) == tags


@pytest.mark.parametrize(("typed", "means"), [("c", "call"), ("EM", "email"), ("text", "text"), ("", "")])
def test_the_beginning_of_a_word_will_do(typed, means):
    assert picked(typed, ("call", "email", "text")) == means


def test_what_begins_two_words_is_none():
    with pytest.raises(UsageError, match='"me" is none of meeting, message'):
        picked("me", ("meeting", "message"))


def test_an_option_in_a_message_is_the_field_of_that_name():
    said = 'say one, as in "fri 9am", or --all-day for the whole day'
    assert in_form(said) == 'say one, as in "fri 9am", or "all day" for the whole day'


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
def test_every_form_fits_with_its_keys_in_sight(crm, dashboard, size):
    maya = crm.ok("add", "Maya O'Connor", "07700900142").id
    made = {
        "contact": maya,
        "job": crm.ok("job", "add", maya, "Valve").id,
        "appointment": crm.ok("book", maya, "mon 21 sep 9-10", "Fix").id,
        "reminder": crm.ok("reminder", "add", "Ring", "--due", "fri", "--contact", maya).id,
        "note": crm.ok("note", "add", maya, "Rang about the valve\n" * 9).id,
    }

    async def story(hands):
        for kind in made if size == (60, 15) else ("contact",):
            await stand_on(hands, Thing(kind, made[kind], maya, "it"))
            # As when one has only just gone to this screen, and it is not painted yet.
            hands.app.delay_update()
            await hands.press("e")
            assert "esc keeps it" in hands.screen_text, kind
            assert "ctrl+x drops it" in hands.screen_text, kind
            for _ in hands.app.screen.lines:
                await hands.press("tab")
                seen = hands.app.screen.region.contains_region(hands.app.focused.region)
                assert seen, f"{kind}: the field that is typed into is seen"
            await hands.press("ctrl+x")

    dashboard(story, size=size)


def test_space_goes_round_the_choices(crm, dashboard):
    maya = crm.ok("add", "Maya").id

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya))
        await hands.press("c", "tab")
        assert hands.app.focused.value == "call"
        await hands.press("space")
        assert hands.app.focused.value == "email"
        for _ in range(8):
            await hands.press("space")
        assert hands.app.focused.value == "call"

    dashboard(story)


def test_what_was_wrong_is_not_said_any_longer_than_it_is(crm, dashboard):
    maya = crm.ok("add", "Maya").id

    async def story(hands):
        await stand_on(hands, Thing("contact", maya, maya), new="reminder")
        await hands.press("n", "enter")
        await hands.type("Ring")
        await hands.press("enter")
        assert hands.screen_text.count("due is needed") == 2
        await hands.type("fri")
        assert "due is needed" not in hands.screen_text

    dashboard(story)


def test_ctrl_q_does_not_throw_away_what_is_typed(crm, dashboard):
    crm.ok("add", "Maya")

    async def story(hands):
        await hands.press("2", "c")
        await hands.type("half a note")
        await hands.press("ctrl+q")
        assert hands.app.is_running
        assert "half a note" in hands.screen_text
        await hands.press("escape", "ctrl+q")
        assert hands.app._exit

    dashboard(story)

"""The contacts screen: finding people, narrowing the list, and acting on several at once."""

from __future__ import annotations

import json
import threading

import pytest
from rich.cells import cell_len

from smallcrm.read.listing import Listings
from smallcrm.tui.forms.filter_form import Filter
from smallcrm.tui.forms.form import FormDialog


def fill(crm):
    crm.ok("contact", "add", "Ridley Lettings", "--kind", "organisation", "--phone", "01179460123")
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700900142", "--email", "maya@oconnor.example", "-t", "vip",
           "--stage", "customer", "--company", "Ridley Lettings")  # fmt: skip
    crm.ok("contact", "add", "Tom Novak", "--phone", "07700900150", "-t", "vip", "-t", "old")
    crm.ok("contact", "add", "Zoë Lindqvist", "--stage", "lead")
    crm.ok("note", "add", "zoe", "the valve drips")
    crm.ok("job", "add", "tom", "New boiler")
    crm.ok("reminder", "add", "Chase deposit", "--due", "tomorrow", "--contact", "tom")
    crm.ok("book", "zoe", "tomorrow 9am", "Radiators")


@pytest.fixture
def book(built):
    return built(fill)


def title(hands, pane="list"):
    return hands.app.view.query_one(f"#{pane}").border_title.replace("\\", "")


def names(hands):
    people = hands.app.view.people
    return [people._row(key)[0] for key in people.keys]


def tags(crm, name):
    return crm.ok("contact", "show", name, "--json").json["tags"]


def test_the_list_shows_everybody_by_name_and_says_how_many(book, dashboard):
    async def story(hands):
        await hands.press("2")
        assert title(hands) == "Contacts 4"
        assert names(hands) == ["Maya O'Connor", "Ridley Lettings", "Tom Novak", "Zoë Lindqvist"]

    dashboard(story)


FOUND_BY = {
    "maya": ["Maya O'Connor"],
    "m": ["Maya O'Connor"],
    "ridl": ["Ridley Lettings", "Maya O'Connor"],
    "oconnor.example": ["Maya O'Connor"],
    "0142": ["Maya O'Connor"],
    "+44 7700 900142": ["Maya O'Connor"],
    "valve": ["Zoë Lindqvist"],
    "boil": ["Tom Novak"],
    "radiat": ["Zoë Lindqvist"],
    "deposit": ["Tom Novak"],
    "tom boiler": ["Tom Novak"],
    "old": ["Tom Novak"],
    "zoe": ["Zoë Lindqvist"],
    "nobody at all": [],
}


def test_typing_finds_people_by_all_that_is_known_of_them(book, dashboard):
    async def story(hands):
        await hands.press("2")
        for words, found in FOUND_BY.items():
            await hands.press("slash")
            hands.app.focused.value = words[:-1]
            hands.app.focused.cursor_position = len(words)
            await hands.type(words[-1])
            assert sorted(names(hands)) == sorted(found), words
            assert title(hands) == f"Contacts {len(found)} of 4", words
            await hands.press("escape")
            assert title(hands) == "Contacts 4", words

    dashboard(story)


def test_those_found_by_name_come_first(book, dashboard):
    book.ok("note", "add", "maya", "knows Zoë Lindqvist")

    async def story(hands):
        await hands.press("2", "slash")
        await hands.type("lindq")
        assert names(hands) == ["Zoë Lindqvist", "Maya O'Connor"]

    dashboard(story)


def test_enter_keeps_the_list_narrowed_and_escape_shows_everybody_where_one_was(book, dashboard):
    async def story(hands):
        await hands.press("2", "slash")
        await hands.type("vip")
        await hands.press("down", "enter")
        assert hands.app.focused is hands.app.view.people
        assert names(hands)[hands.app.view.people.place] == "Tom Novak"
        assert title(hands) == "Contacts 2 of 4"
        await hands.press("escape")
        assert title(hands) == "Contacts 4"
        assert names(hands)[hands.app.view.people.place] == "Tom Novak"

    dashboard(story)


def test_escape_while_typing_clears_the_search_at_once(book, dashboard):
    async def story(hands):
        await hands.press("2", "slash")
        await hands.type("zoe")
        await hands.press("escape")
        assert title(hands) == "Contacts 4"
        assert hands.app.focused is hands.app.view.people

    dashboard(story)


async def fill_in(hands, **values):
    form = hands.app.screen
    for line in form.lines:
        if line.field.name in values:
            form.go_to(line)
            hands.app.focused.value = values[line.field.name]
            await hands.settle()


def test_a_filter_by_tag_stage_company_or_condition_is_told_below_the_list(book, dashboard):
    async def story(hands):
        await hands.press("2", "f")
        await fill_in(hands, tags="vip", where="phone ~ 0142")
        await hands.press("enter")
        assert names(hands) == ["Maya O'Connor"]
        assert "tag vip · phone ~ 0142" in hands.app.view.query_one("#list").border_subtitle
        await hands.press("f")
        await fill_in(hands, tags="", where="", company="ridley", stage="customer", reverse="yes")
        await hands.press("enter")
        assert names(hands) == ["Maya O'Connor"]
        await hands.press("escape")
        assert title(hands) == "Contacts 4"

    dashboard(story)


def test_a_search_within_a_filter_and_escape_takes_first_the_one_then_the_other(book, dashboard):
    async def story(hands):
        await hands.press("2", "f")
        await fill_in(hands, tags="vip")
        await hands.press("enter", "slash")
        await hands.type("o")
        assert names(hands) == ["Maya O'Connor", "Tom Novak"]
        await hands.press("enter", "escape")
        assert title(hands) == "Contacts 2 of 4"
        await hands.press("escape")
        assert title(hands) == "Contacts 4"

    dashboard(story)


def test_a_condition_that_cannot_be_meant_is_said_and_the_form_stays(book, dashboard):
    async def story(hands):
        await hands.press("2", "f")
        await fill_in(hands, where="shoe = 3")
        assert 'unknown field "shoe"' in hands.screen_text
        await hands.press("enter")
        assert isinstance(hands.app.screen, FormDialog)
        await hands.press("escape")
        assert title(hands) == "Contacts 4"

    dashboard(story)


def test_the_list_is_sorted_by_last_contact(book, dashboard):
    book.ok("log", "tom", "rang", "--at", "yesterday")
    book.ok("log", "maya", "rang", "--at", "today")

    async def story(hands):
        await hands.press("2", "f")
        await fill_in(hands, sort="last contacted", reverse="yes")
        await hands.press("enter")
        assert names(hands)[:2] == ["Maya O'Connor", "Tom Novak"]

    dashboard(story)


def test_marks_outlast_a_search_and_tags_go_to_all_marked_in_one_undo_step(book, dashboard):
    async def story(hands):
        await hands.press("2", "slash")
        await hands.type("tom")
        await hands.press("enter", "space", "escape", "slash")
        await hands.type("maya")
        await hands.press("enter", "space")
        assert title(hands) == "Contacts 1 of 4 · 2 marked"
        await hands.press("plus")
        await hands.type("winter -vip")
        assert "adds winter; takes vip away" in hands.screen_text
        await hands.press("enter")
        assert tags(book, "tom") == ["old", "winter"]
        assert tags(book, "maya") == ["winter"]
        await hands.press("u")
        assert tags(book, "tom") == ["old", "vip"]
        assert tags(book, "maya") == ["vip"]

    dashboard(story)


def test_a_tag_is_taken_only_from_those_who_have_it(book, dashboard):
    async def story(hands):
        await hands.press("2", "asterisk", "plus")
        await hands.type("-old")
        await hands.press("enter")
        assert "tagged 4 contacts" in hands.said
        assert tags(book, "tom") == ["vip"]

    dashboard(story)


def test_the_marked_are_put_at_a_stage(book, dashboard):
    async def story(hands):
        await hands.press("2", "space", "space", "s", "3")
        stages = {row["name"]: row["stage"] for row in book.ok("contact", "list", "--json").json}
        assert stages["Maya O'Connor"] == stages["Ridley Lettings"] == "past"
        assert stages["Zoë Lindqvist"] == "lead"

    dashboard(story)


def test_merging_says_who_stays_and_what_moves_and_is_one_undo_step(book, dashboard):
    async def story(hands):
        await hands.press("2", "space", "j", "space", "k", "k", "M")
        assert "Maya O'Connor (2) stays" in hands.screen_text
        assert "Tom Novak (3) goes into it, with 1 phone, 1 job, 1 reminder" in hands.screen_text
        await hands.press("y")
        assert title(hands) == "Contacts 3"
        assert book.ok("contact", "show", "maya", "--json").json["jobs"]
        await hands.press("u")
        assert title(hands) == "Contacts 4"

    dashboard(story)


def test_merging_nobody_is_refused_in_words(book, dashboard):
    async def story(hands):
        await hands.press("2", "M")
        assert "mark those that are the same" in hands.said

    dashboard(story)


def test_the_marked_are_exported_in_the_format_of_the_files_ending_for_the_user_alone(book, dashboard):
    files = [book.folder / f"out.{ending}" for ending in ("csv", "vcf", "json")]

    async def story(hands):
        await hands.press("2", "space")
        for file in files:
            await hands.press("X")
            await fill_in(hands, file=str(file))
            await hands.press("enter")
            assert "wrote 1 contact into" in hands.said
            assert file.name in hands.said

    dashboard(story)
    for file in files:
        assert file.stat().st_mode & 0o777 == 0o600, file
        alone = book.ok("export", "contacts", "--where", "id = 2", "--format", file.suffix[1:]).out
        assert file.read_text(encoding="utf-8").replace("\r\n", "\n") == alone.replace("\r\n", "\n"), file


def test_without_marks_all_that_the_list_shows_is_exported(book, dashboard):
    file = book.folder / "vips.json"

    async def story(hands):
        await hands.press("2", "slash")
        await hands.type("vip")
        await hands.press("enter", "X")
        await fill_in(hands, file=str(file))
        await hands.press("enter")

    dashboard(story)
    assert [row["name"] for row in json.loads(file.read_text())] == ["Maya O'Connor", "Tom Novak"]


def test_a_file_that_cannot_be_written_leaves_the_form_with_the_reason(book, dashboard):
    async def story(hands):
        await hands.press("2", "X")
        await fill_in(hands, file=str(book.folder / "none" / "out.csv"))
        await hands.press("enter")
        assert "can't be written" in hands.screen_text

    dashboard(story)


def test_place_and_marks_stay_when_another_process_changes_the_store(book, dashboard):
    async def story(hands):
        await hands.press("2", "j", "space")
        before = names(hands)[hands.app.view.people.place]
        book.process("add", "Aaron First")
        await hands.until(lambda: title(hands) == "Contacts 5 · 1 marked", 1)
        assert names(hands)[hands.app.view.people.place] == before

    dashboard(story)


def test_an_empty_book_says_how_to_begin(crm, dashboard):
    async def story(hands):
        await hands.press("2")
        assert "nobody yet: n adds a contact" in hands.screen_text

    dashboard(story)


ANY_NAMES = (
    "[bold red]Mark[/]", "[@click=app.quit]x", "Evil \x1b]52;c;aGk=\x07", ("Long " * 100).strip(),
    "José 🎹", "محمد", "\u202egnp",
)  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_any_name_shows_safely_and_leaves_the_columns_aligned(crm, dashboard, size):
    people = {crm.ok("contact", "add", name, "--company", "Firm").id: name for name in ANY_NAMES}

    def aligned(hands):
        shown = hands.screen_text
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        assert {cell_len(line) for line in shown.split("\n") if line.startswith(("│", "╭", "╰"))} == {size[0]}
        return shown

    async def story(hands):
        await hands.press("2")
        aligned(hands)
        for number, name in people.items():
            hands.app.view.people.go_to(number)
            await hands.press("enter")
            assert "Firm" in aligned(hands), name
            assert hands.app.view.thing.id == number
            await hands.press("escape")

    dashboard(story, size=size)


def test_a_filter_that_takes_long_keeps_nobody_waiting(book, dashboard, monkeypatch):
    """What is dear to find out is read beside the keys."""
    find_out = Listings.ids
    slow = threading.Event()

    def ids(listings, kind, listing):
        if listing.where:
            assert slow.wait(5)
        return find_out(listings, kind, listing)

    monkeypatch.setattr(Listings, "ids", ids)

    async def story(hands):
        await hands.press("2")
        hands.app.view.show_filtered(Filter(where="name ~ maya"))
        await hands.pilot.pause(0.05)
        assert "… of" in hands.screen_text
        under = hands.app.view.people.key
        await hands.pilot.press("j")
        await hands.pilot.pause(0.05)
        assert hands.app.view.people.key != under
        slow.set()
        await hands.settle()
        assert "Contacts 1 of" in hands.screen_text

    dashboard(story)

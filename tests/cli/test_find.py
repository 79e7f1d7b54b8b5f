from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smallcrm.read.find import TYPES, Finder, excerpt
from smallcrm.store.connect import open_reader


def fill(crm) -> None:
    crm.ok(
        "contact",
        "add",
        "Maya O'Connor",
        "--phone",
        "07700 900 142",
        "--tag",
        "bristol",
        "--company",
        "Harbour Lettings",
    )
    crm.ok(
        "contact",
        "add",
        "Łukasz Køhler",
        "--email",
        "lk@example.org",
        "--about",
        "knows Maya from the Straße",
    )
    crm.ok("contact", "add", "박지성")
    crm.ok("note", "add", "lukasz", "the boiler was old", "--at", "2026-09-02 10:00")
    crm.ok("note", "add", "lukasz", "the new boiler is in", "--at", "2026-09-01 10:00")
    crm.ok(
        "job",
        "add",
        "maya",
        "Boiler valve",
        "--description",
        "under the stairs, behind the cupboard door of oak",
    )
    crm.ok("appointment", "add", "maya", "Fit boiler", "--at", "2026-09-15 9:00")
    crm.ok("reminder", "add", "Order boiler parts", "--due", "2026-09-15")


@pytest.fixture
def book(built):
    return built(fill)


def found(book, *words) -> list[tuple[str, str]]:
    return [(hit["type"], hit["title"]) for hit in book.ok("find", *words, "--json").json]


MAYA = ("contact", "Maya O'Connor")
LUKASZ = ("contact", "Łukasz Køhler")


@pytest.mark.parametrize(
    "words",
    [
        "0142",
        "900142",
        "07700 900 142",
        "07700900142",
        "+44 7700 900142",
        "0044 7700",
        "(07700) 900-142",
        "maya 0142",
        "07700 may",
    ],
)
def test_digits_find_a_phone_by_its_beginning_and_its_end(book, words) -> None:
    assert found(book, words) == [MAYA]


@pytest.mark.parametrize("words", ["0143", "0142 07700", "7700 maya lukasz"])
def test_other_digits_find_nobody(book, words) -> None:
    assert found(book, words) == []


@pytest.mark.parametrize(
    "words", ["lukasz", "LUKASZ kohl", "Łukasz", "køhler luk", "lk@exam", "strasse", "Straße", "lu"]
)
def test_letters_are_folded_on_both_sides(book, words) -> None:
    assert found(book, words, "--type", "contact") == [LUKASZ]


def test_other_scripts(book) -> None:
    assert found(book, "박지") == [("contact", "박지성")]


def test_all_words_must_match_and_only_the_last_is_a_beginning(book) -> None:
    assert found(book, "maya brist") == [MAYA]
    assert found(book, "brist", "maya") == []
    assert found(book, "harb maya") == []
    assert MAYA in found(book, "harbour", "o'con")


def test_names_rank_first(book) -> None:
    assert found(book, "maya")[:2] == [MAYA, LUKASZ]


def test_notes_come_last_the_newest_first(book) -> None:
    assert found(book, "boil") == [
        ("job", "Boiler valve"),
        ("appointment", "Fit boiler"),
        ("reminder", "Order boiler parts"),
        ("note", "the boiler was old"),
        ("note", "the new boiler is in"),
    ]
    assert found(book, "boil", "--type", "note,job", "--limit", 2) == [
        ("job", "Boiler valve"),
        ("note", "the boiler was old"),
    ]


def test_keys(book) -> None:
    (hit,) = book.ok("find", "cupboard", "--json").json
    assert hit == {
        "type": "job", "id": 1, "title": "Boiler valve", "contact_id": 1, "contact": "Maya O'Connor",
        "snippet": "under the stairs, behind the cupboard door of oak",
    }  # fmt: skip
    hit = book.ok("find", "bristol", "--json").json[0]
    assert hit["contact_id"] == hit["id"]
    assert hit["snippet"] == "Harbour Lettings, 07700 900 142, bristol"


def test_what_is_changed_is_found_anew(book) -> None:
    book.ok("contact", "edit", "maya", "--name", "Mia Brown")
    assert found(book, "brown") == [("contact", "Mia Brown")]
    assert found(book, "connor") == []


def test_more_than_asked_for_is_said(book) -> None:
    limited = book.ok("find", "boil", "--limit", 1, "-f", "ids")
    assert limited.out == "1\n"
    assert "the first 1; more with --limit" in limited.err
    assert "first" not in book.ok("find", "boil", "--limit", 0).err


def test_nothing_found_is_no_error(book) -> None:
    nothing = book.ok("find", "xyzzy")
    assert (nothing.out, nothing.err) == ("", "nothing found\n")
    wrong = book("find", "x", "--type", "jobbs")
    assert wrong.code == 2
    assert "did you mean job" in wrong.err


@pytest.mark.parametrize(
    "words", ['"', "*", "AND", "OR NOT", "(", "name:maya", "NEAR(a b)", "a^b", "-x", "'", "\\", "", "{x}:y"]
)
def test_nothing_of_the_index_language_leaks(book, words) -> None:
    assert book("find", "--", words).code == 0


@pytest.fixture
def finder(book):
    connection = open_reader(book.db)
    yield Finder(connection)
    connection.close()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("\udcff")
@example("a\0b")
@example("٣ ²")
@example("x " * 500)
@given(st.text())
def test_any_text_is_safe(finder, text) -> None:
    assert all(hit.type in TYPES for hit in finder.find(text, limit=3))


@pytest.mark.parametrize("word", ["m", "ma", "Ł", "o", "co"])
def test_short_words_go_by_name(finder, word) -> None:
    by_name = [hit.title for hit in finder.find(word, ["contact"]) if "about" not in hit.snippet]
    starts = {
        "m": "Maya O'Connor",
        "ma": "Maya O'Connor",
        "Ł": "Łukasz Køhler",
        "o": "Maya O'Connor",
        "co": "Maya O'Connor",
    }
    assert by_name[0] == starts[word]


def test_an_excerpt_stands_around_the_word() -> None:
    text = " ".join(f"w{number}" for number in range(40)) + " Końcówka"
    assert excerpt(text, ["w20"]).startswith("… w15 w16")
    assert excerpt(text, ["koncow"]).endswith("w39 Końcówka")
    assert excerpt(text, ["nothing"]).startswith("w0 w1")
    assert excerpt(text, ["nothing"], always=False) == ""


def test_words_of_a_thing_and_of_its_contact_find_it_together(crm) -> None:
    crm.ok("add", "Maya O'Connor", "--job", "Leaking cylinder valve")
    crm.ok("add", "Lena Novak", "--job", "Valve of the boiler")
    crm.ok("book", "maya", "tue 9:00", "Fix valve")
    crm.ok("reminder", "add", "Order the valve", "--due", "tue", "--contact", "maya")
    crm.ok("note", "add", "maya", "the valve drips")
    crm.ok("note", "add", "lena", "a valve as Maya has")
    for words in ("maya valve", "valve o'connor", "valve may", "maya o'connor val"):
        found = crm.ok("find", words, "--json").json
        assert [(hit["type"], hit["id"]) for hit in found if hit["contact_id"] == 1] == [
            ("job", 1), ("appointment", 1), ("reminder", 1), ("note", 1),
        ], words  # fmt: skip
    assert [hit["id"] for hit in crm.ok("find", "maya valve", "--type", "note", "--json").json] == [2, 1]
    assert len(crm.ok("find", "maya valve", "--limit", "1", "--json").json) == 1
    assert crm.ok("find", "maya boiler", "--json").json == []
    assert [hit["type"] for hit in crm.ok("find", "maya lena", "--json").json] == ["note"], "hers, of Maya"


def test_a_name_is_found_without_its_apostrophe(crm):
    crm.ok("add", "Maya O'Connor")
    crm.ok("add", "Niamh O’Brien")
    assert [hit["title"] for hit in crm.ok("find", "oconnor", "--json").json] == ["Maya O'Connor"]
    assert [hit["title"] for hit in crm.ok("find", "obri", "--json").json] == ["Niamh O’Brien"]
    assert [hit["title"] for hit in crm.ok("find", "o'connor", "--json").json] == ["Maya O'Connor"]

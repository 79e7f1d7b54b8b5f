"""Tables on a terminal: what is empty takes no room, and what is cut short is of use."""

from __future__ import annotations

import re

import pytest
from pty_screen import STYLE, on_terminal

HARBOUR = "Harbour Lettings of Bristol"


def lay(crm) -> None:
    crm.ok(
        "contact", "add", HARBOUR, "--phone", "029 2018 0100", "--phone", "029 2018 0101", "--fax", "029 2018 0102",
        "--email", "repairs-and-more@harbour.example",
    )  # fmt: skip
    crm.ok("contact", "add", "Tom Ridley", "--phone", "020 7946 0958", "--company", "Ridley Studio Limited")
    crm.ok("book", "tom", "mon 21 sep 9:00", "Look at the boiler in the cellar", "--repeat", "every 4 weeks")


@pytest.fixture
def book(built):
    return built(lay)


def shown(*line: str, columns: int = 80) -> list[str]:
    ((code, text),) = on_terminal([line], columns=columns)
    assert code == 0
    return STYLE.sub("", text).replace("\r", "").splitlines()


def test_a_column_without_anything_in_it_is_left_out(book) -> None:
    assert shown("contact", "list", columns=200)[0].split() == ["ID", "NAME", "COMPANY", "PHONES", "EMAILS"]
    assert shown("contact", "list", "--where", "name ~ harbour", columns=200)[0].split() == [
        "ID", "NAME", "PHONES", "EMAILS",
    ]  # fmt: skip


def test_a_column_that_was_asked_for_stays(book) -> None:
    assert shown("contact", "list", "--columns", "id,stage,name")[0].split() == ["ID", "STAGE", "NAME"]


def test_elsewhere_the_columns_are_always_the_same(book) -> None:
    assert book.ok("contact", "list").out.split("\n")[0].split() == [
        "ID", "NAME", "COMPANY", "PHONES", "EMAILS", "TAGS", "STAGE",
    ]  # fmt: skip


def test_names_and_first_numbers_stay_whole_while_others_give_way(book) -> None:
    lines = shown("contact", "list")
    assert max(map(len, lines)) <= 80
    assert re.search(rf"{HARBOUR} +\+442920180100,…", lines[1])
    assert re.search(r"\+442079460958\b(?!…)", lines[3])
    assert "repairs-and-…" in lines[1]


def test_times_stay_whole_on_a_small_terminal(book) -> None:
    (line,) = shown("appointment", "list", columns=78)[1:]
    assert "2026-09-21 09:00  10:00  " in line
    assert len(line) <= 78
    assert "Look at the boil…" in line


def test_a_terminal_too_small_for_all_still_gets_a_line_a_row(book) -> None:
    lines = shown("contact", "list", columns=30)
    assert len(lines) == 4
    assert [line.split()[0] for line in lines[1:]] == ["1", "3", "2"]

"""Columns that stay where they are, whatever cells a terminal takes for a letter."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from smallcrm.tui.anchored import TOKEN, anchored

# Names as people have them, with whatever terminals are at odds about.
ODD = [
    "❤️", "1️⃣", "👨‍👩‍👧", "🇬🇧", "👍🏽", "Zoe\u0308", "محمد", "שלום", "田中", "राम प्रिया", "நித்யா", "ก็่", "한", "ㅤ", "🏳️‍🌈", "™️",
    "Z" + "\u0301" * 30, "Maya", " ", "…", "\U0001fae9",
]  # fmt: skip
names = st.lists(st.sampled_from(ODD), max_size=12).map("".join)
WIDTH = 30


def narrow(letter: str) -> int:
    """A terminal that knows of no variation selectors, nor of vowel signs of their own."""
    return 0 if unicodedata.category(letter) in ("Mn", "Me", "Mc", "Cf", "Sk", "Cn") else cell_len(letter)


def wide(letter: str) -> int:
    """One that joins nothing, and gives whatever is not above or below a letter cells of its own."""
    if letter in "🏻🏼🏽🏾🏿":
        return 2
    if letter == "\ufe0f" or unicodedata.category(letter) == "Mc":
        return 1
    return cell_len(letter)


def painted(output: str, width) -> list[str]:
    """The cells of the first row, on a terminal for which a letter has ``width`` cells."""
    cells, at = ["?"] * 60, 0
    for token in TOKEN.finditer(output):
        if token[1]:
            at = int(token[2]) - 1
        elif not token[0].startswith("\x1b"):
            for letter in token[0]:
                for cell in range(width(letter)):
                    cells[at + cell] = letter if not cell else ""
                at += width(letter)
    return cells


@given(names, st.integers(0, 3))
@example("👨‍👩‍👧" * 4, 0)
@example("நித்யா" * 6, 2)
def test_what_follows_a_name_and_what_is_beside_it_is_where_it_belongs(name, blanks):
    shown = set_cell_size(name, WIDTH) if cell_len(name) > WIDTH else name + " " * (WIDTH - cell_len(name))
    line = f"\x1b[1;1H\x1b[1m│{shown}\x1b[0m│{' ' * blanks}0117 496 0006│"
    for width in (narrow, wide):
        cells = painted(anchored(line), width)
        end = 1 + WIDTH + 1 + blanks + 14
        assert cells[0] == cells[1 + WIDTH] == cells[end - 1] == "│"
        assert "".join(cells[1 + WIDTH : end]) == f"│{' ' * blanks}0117 496 0006│"
        assert "?" not in cells[1 : 1 + WIDTH]
        assert cells[end:] == ["?"] * (60 - end)


@given(
    st.lists(st.sampled_from(["Maya", "│", "Köhler", " ", "\x1b[1;3H", "\x1b[0m", "\n", "田中", "…"])).map(
        "".join
    )
)
def test_what_all_terminals_agree_on_is_written_as_it_is(output):
    assert anchored(output) == output


def test_what_has_no_place_is_written_as_it_is():
    assert anchored("\x1b]2;❤️\x07") == "\x1b]2;❤️\x07"


@given(names)
def test_no_letter_gets_lost_where_there_is_room(name):
    said = re.sub(r"\x1b\[[\d;]*H", "", anchored(f"\x1b[1;1H{name}{' ' * 60}│"))
    assert "".join(name.split()) in "".join(said.split())

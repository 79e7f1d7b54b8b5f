"""What is written to the terminal, so that no column moves whatever cells the terminal takes for a letter.

Terminals don't agree on how wide an emoji with a variation selector, a family, a skin tone, or a vowel sign of Hindi or
Tamil is. A text that has one is written onto blanks of as many cells as it was counted to have, cut to what fits even
where all of it is wide, and what follows it is written where it belongs.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from textual.driver import Driver

# Whatever is none of what every terminal takes for as many cells: Latin, Greek, Cyrillic, lines, kana, hanzi, hangul.
UNSURE = re.compile(
    "[^\x00-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u2400-\u2426\u2500-\u25fc"
    "\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\ufffd]"
)
# What goes to a place (row, column), any other sequence, a new line, and text.
TOKEN = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*|\n|[^\x1b\n]+|\x1b")
# A text with the blanks behind it, into which one that the terminal takes for wider may run.
PART = re.compile(" +|[^ ].*?(?: {2,}|$)")
WIDENS = "\ufe0f"
SKIN = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def anchored(output: str) -> str:
    """The same for the eye, with every text after an unsure one at its place."""
    if not UNSURE.search(output):
        return output
    row = column = 0
    said = []
    for token in TOKEN.finditer(output):
        text = token[0]
        if token[1]:
            row, column = int(token[1]), int(token[2])
        elif text == "\n":
            row = 0
        elif row and not text.startswith("\x1b"):
            text, column = _placed(text, row, column)
        said.append(text)
    return "".join(said)


def _placed(text: str, row: int, column: int) -> tuple[str, int]:
    """A text that begins at a place, and the column behind it."""
    said = []
    for part in PART.findall(text):
        begins, column = column, column + cell_len(part)
        if UNSURE.search(part):
            room = column - begins
            said.append(
                f"{' ' * room}\x1b[{row};{begins}H{_fitting(part.rstrip(' '), room)}\x1b[{row};{column}H"
            )
        else:
            said.append(part)
    return "".join(said), column


def _fitting(text: str, room: int) -> str:
    """As much of a text as has room on any terminal."""
    if sum(map(_widest, text)) <= room:
        return text
    kept = text.rstrip("…")
    while kept and sum(map(_widest, kept)) >= room:
        kept = kept[:-1]
    return f"{kept}…"


def _widest(letter: str) -> int:
    """The most cells that a terminal takes for a letter."""
    if letter in SKIN:
        return 2
    if letter == WIDENS or unicodedata.category(letter) == "Mc":
        return 1
    return cell_len(letter)


def anchoring(driver: type[Driver]) -> type[Driver]:
    """A driver that writes so."""

    class Anchoring(driver):  # type: ignore[valid-type, misc]
        def write(self, data: str) -> None:
            super().write(anchored(data))

    return Anchoring

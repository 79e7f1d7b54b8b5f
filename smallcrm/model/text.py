"""Text of people: folded for comparing, neutralised for showing."""

from __future__ import annotations

import re
import unicodedata
from itertools import filterfalse

# The letters that Unicode does not decompose; the search index folds the same ones (store/views.sql).
SPECIAL = str.maketrans(
    {
        "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th",
        "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ß": "ss", "ẞ": "ss", "ħ": "h", "Ħ": "h", "ı": "i",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """``text`` for comparing: lower case, no accents, single spaces; ``Köhler`` and ``KOHLER`` become one."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(SPECIAL))
        text = "".join(filterfalse(unicodedata.combining, decomposed)).casefold()
    return " ".join(text.lower().split())


def words(text: str) -> list[str]:
    """The folded words of ``text``, punctuation apart: ``O'Connor-Lee`` is ``o``, ``connor``, ``lee``."""
    return re.findall(r"\w+", fold(text))


# C0 and C1 controls, bidi controls and marks, zero-width and invisible characters, line and paragraph separators,
# lone surrogates, interlinear and tag characters: whatever a terminal could take for an order, or nobody can see.
UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\u206a-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


# Makes one emoji of several: a family, a profession.
JOINER = 0x200D


def _joins(text: str, place: int) -> bool:
    """Whether there is an emoji on either side: these are shown side by side then, as wide on every terminal."""
    before = text[:place].rstrip("\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
    return all(
        unicodedata.category(each or " ") == "So" for each in (before[-1:], text[place + 1 : place + 2])
    )


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == JOINER and _joins(match.string, match.start()):
        return ""
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def clean(text: str) -> str:
    """``text`` that can stand on one line of a terminal: controls become pictures (U+2400), the invisible U+FFFD.

    Emoji that are joined to one (a family) stand side by side.

    Every character a store or a file brings passes here before a terminal shows it.
    """
    # None of the unsafe is printable, and compiling their pattern costs half a millisecond.
    return text if text.isprintable() else re.sub(UNSAFE, _picture, text)


def clean_lines(text: str) -> str:
    """As :func:`clean`, but line breaks stay."""
    return "\n".join(clean(line) for line in re.split(r"\r\n|\r|\n", text))


def storable(text: str) -> str:
    """``text`` as the store keeps it: lines end in LF, NUL goes, lone surrogates become U+FFFD.

    Those that Python made of an argument's bytes become what the bytes say in UTF-8, whatever the locale.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        whole = re.sub("[\ud800-\udc7f\udd00-\udfff]", "\ufffd", text)
        text = whole.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", "")
    return text

"""How alike two names are, as relations that hold or don't: each can be looked up without comparing all pairs."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.nickname import full_names
from smallcrm.model.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterator

# Words that say how one is addressed, or how a firm is owned, not who it is.
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev"})
FORMS = frozenset(
    {"ltd", "limited", "plc", "llp", "llc", "inc", "co", "gmbh", "ag", "bv", "sarl", "sa", "pty"}
)
# A shorter name has too many neighbours for a slip of one letter to mean anything.
NEAR_LENGTH = 6
# So many ways to spell a name out are enough; "Al Ed Jo Sam" has more.
FORMS_LIMIT = 12


class Name(NamedTuple):
    """A name, seen from every side that two can be compared on.

    ``written`` is without regard to case; ``folded`` without accents; ``plain`` without spaces, punctuation,
    titles and forms of company; ``turned`` the words in alphabetical order; ``full`` the same with nicknames
    written out, each way that is possible.
    """

    written: str
    folded: str
    plain: str
    turned: str
    full: frozenset[str]


def name_of(text: str) -> Name:
    """The name that ``text`` is, for comparing."""
    folded = fold(text)
    # An apostrophe joins: O'Connor is OConnor.
    parts = words(re.sub("['’`´]", "", folded))
    told = [word for word in parts if word not in TITLES and word not in FORMS] or parts
    return Name(
        " ".join(text.casefold().split()), folded, "".join(told), " ".join(sorted(told)), _spelled_out(told)
    )


def _spelled_out(told: list[str]) -> frozenset[str]:
    if len(told) < 2:
        return frozenset()
    ways = itertools.product(*map(_full_or_self, told))
    return frozenset(" ".join(sorted(way)) for way in itertools.islice(ways, FORMS_LIMIT))


@lru_cache(maxsize=4096)
def _full_or_self(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*full_names(word), word)))


def spellings(plain: str) -> Iterator[str]:
    """``plain`` and every shape of it with one letter left out: two names a slip apart have one in common."""
    yield plain
    for index in range(len(plain)):
        yield plain[:index] + plain[index + 1 :]


def a_slip_apart(one: str, other: str) -> bool:
    """Whether one letter more, less or other, or two neighbours changed over, makes ``one`` into ``other``."""
    if one == other or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < NEAR_LENGTH:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, left = one[start:], other[start:]
    if len(rest) == len(left):
        return rest[1:] == left[1:] or (rest[:2] == left[1::-1] and rest[2:] == left[2:])
    return rest[1:] == left if len(rest) > len(left) else rest == left[1:]


def shorter(one: str, other: str) -> bool:
    """Whether one folded name is the other with words left out: Maya and Maya O'Connor."""
    mine, theirs = set(words(one)), set(words(other))
    return mine != theirs and bool(mine and theirs) and (mine < theirs or theirs < mine)

"""A look over a whole calendar file before it is read entry by entry: its calendars, and which UIDs come again.

What an entry needs to know of the rest of the file is only that: the zones and the METHOD of its calendar, wherever
they stand, and whether others have its UID, which then are brought together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import FileError
from smallcrm.formats.content_line import parse_line, unescape_text
from smallcrm.formats.ics.parts import CALENDAR, ENTRIES, Component, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Line = tuple[int, str]

# Some programs write each event into a calendar of its own; beyond this it is an attack on memory.
MOST_CALENDARS = 50_000
_ZONE = "VTIMEZONE"
# What begins an entry, and what then ends it.
_BEGINNINGS = {f"BEGIN:{name}": f"END:{name}" for name in ENTRIES - {_ZONE}}
# An entry that lost its END is over where one of these is.
_BOUNDS = frozenset({*_BEGINNINGS, f"BEGIN:{_ZONE}", f"BEGIN:{CALENDAR}", f"END:{CALENDAR}"})


class Survey(NamedTuple):
    """The calendars of a file, with their own properties and zones but without their entries, and the UIDs of several.

    Of a UID only its hash is kept; where two have the same, their entries are looked at together for nothing.
    """

    calendars: list[Component]
    several: frozenset[int]

    def alone(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines without the entries whose UID comes again."""
        if not self.several:
            yield from lines
            return
        for is_entry, run in _runs(lines):
            if not is_entry or self.several.isdisjoint(_uids(run)):
                yield from run

    def together(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines of the others, each in its calendar."""
        if not self.several:
            return
        for is_entry, run in _runs(lines):
            if not self.several.isdisjoint(_uids(run)) if is_entry else _mark(run[0][1]).endswith(CALENDAR):
                yield from run


def look_over(lines: Iterable[Line], name: str) -> Survey:
    """What the file ``name`` holds besides its entries; FileError where it is made of calendars without end."""
    tree = Tree()
    begun = 0
    seen: set[int] = set()
    several: set[int] = set()
    for is_entry, run in _runs(lines):
        if is_entry:
            uids = _uids(run)
            several |= uids & seen
            seen |= uids
        else:
            begun += _mark(run[0][1]) == f"BEGIN:{CALENDAR}"
            if begun > MOST_CALENDARS:
                raise FileError(f"{name} holds more than {MOST_CALENDARS:,} calendars; export one at a time")
            tree.add(*run[0])
    tree.end()
    return Survey([part for part in tree.outermost if part.name == CALENDAR], frozenset(several))


def _runs(lines: Iterable[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """The lines in order: those of an entry together (True), those around entries one by one (False)."""
    run: list[Line] = []
    inside = ""
    for numbered in lines:
        # Of a hundred lines, most begin otherwise.
        mark = _mark(numbered[1]) if numbered[1][0] in "BbEe " else ""
        if inside and mark not in _BOUNDS:
            run.append(numbered)
            if mark == inside:
                yield True, run
                run, inside = [], ""
            continue
        if run:
            yield True, run
        run, inside = [], _BEGINNINGS.get(mark, "")
        if inside:
            run.append(numbered)
        else:
            yield False, [numbered]
    if run:
        yield True, run


def _mark(text: str) -> str:
    """``BEGIN:VEVENT``, for whatever is written like it; "" for a property."""
    name, _, value = text.partition(":")
    name = name.strip().upper()
    return f"{name}:{value.strip().upper()}" if name in {"BEGIN", "END"} else ""


def _uids(run: Iterable[Line]) -> set[int]:
    """The hashes of the UIDs that an entry says, its own first and those of what is in it."""
    return {hash(uid) for number, text in run if text[:3].upper() == "UID" and (uid := _uid(text, number))}


def _uid(text: str, number: int) -> str:
    try:
        line = parse_line(text, number)
    except ValueError:
        return ""
    return unescape_text(line.value).strip() if line.name == "UID" else ""

"""The components of a calendar file as a tree (RFC 5545 3.4 - 3.6), read so that damage stays where it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from smallcrm.formats.content_line import ContentLine, parse_line
from smallcrm.model.incoming import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CALENDAR = "VCALENDAR"
# These stand in a calendar and nowhere else, so inside another component they mean that it lost its END.
ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
_SHOWN = 80
# Names of zones with a colon that lack the quotes RFC 5545 3.2 has around them: (UTC+00:00) Dublin, tzone://Microsoft/Utc.
_COLON_ZONE = re.compile(r'([A-Za-z-]+(?:;[^:"]*)?;TZID=)([^";]*:[^";]*):([0-9]{8}[0-9TZ,]*)')
_LONGEST_NAMED = 1_000


@dataclass
class Component:
    """One BEGIN to END: its own ``properties`` with their unfolded text, its ``children``, what was wrong with it.

    ``span`` is where its lines stand in ``texts``, the unfolded lines of the entry that it is or is part of; a calendar's
    are its own alone.
    """

    name: str
    line: int
    texts: list[str]
    span: slice
    properties: list[tuple[ContentLine, str]] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    @property
    def raw(self) -> tuple[str, ...]:
        """All of it as unfolded lines, BEGIN and END included."""
        return tuple(self.texts[self.span])

    def first(self, name: str) -> ContentLine | None:
        """The first property of that name, which must be in upper case."""
        lines = self._by_name.get(name)
        return lines[0] if lines else None

    def every(self, *names: str) -> list[ContentLine]:
        """The properties of these names, in the file's order."""
        if self._by_name.keys().isdisjoint(names):
            return []
        return [line for line, _ in self.properties if line.name in names]

    @cached_property
    def _by_name(self) -> dict[str, list[ContentLine]]:
        """Looked up once it has ended: some twenty questions are asked of each entry."""
        found: dict[str, list[ContentLine]] = {}
        for line, _ in self.properties:
            found.setdefault(line.name, []).append(line)
        return found


def complaint(line: ContentLine, reason: str) -> Complaint:
    """What is wrong with the value of one property."""
    value = line.value if len(line.value) <= _SHOWN else f"{line.value[:_SHOWN]}…"
    return Complaint(line.line, line.name, value, reason)


def components(lines: Iterable[tuple[int, str]]) -> list[Component]:
    """The outermost components of the unfolded lines; damage becomes complaints of the component it hit."""
    tree = Tree()
    for number, text in lines:
        tree.add(number, text)
    tree.end()
    return tree.outermost


def entries(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[Component, Component | None]]:
    """Each component right inside a calendar with that calendar, as soon as it ends; None where the calendar itself does.

    None is kept, so that a file of any length takes the memory of one entry.
    """
    tree = Tree(passing=True)
    for number, text in lines:
        tree.add(number, text)
        if tree.ended:
            yield from tree.ended
            tree.ended.clear()
    tree.end()
    yield from tree.ended


def _quoted(text: str) -> str:
    doubtful = len(text) < _LONGEST_NAMED and text.count(":") > 1
    shape = _COLON_ZONE.fullmatch(text) if doubtful else None
    return f'{shape[1]}"{shape[2]}":{shape[3]}' if shape else text


class Tree:
    """Components while they are read: those still open, innermost last.

    ``passing`` ones are not kept in their calendar but come into ``ended``, each with it.
    """

    def __init__(self, *, passing: bool = False) -> None:
        self.passing = passing
        self.ended: list[tuple[Component, Component | None]] = []
        self.outermost: list[Component] = []
        self._open: list[Component] = []

    def add(self, number: int, text: str) -> None:
        """Take the next unfolded line, which begins at the physical line ``number``."""
        if text.isspace():
            return
        try:
            line = parse_line(_quoted(text) if "TZID=" in text else text, number)
        except ValueError as error:
            if self._open:
                self._open[-1].texts.append(text)
            self._complain(Complaint(number, "", text[:_SHOWN], f"this is no calendar line: {error}"))
            return
        if line.name == "BEGIN":
            self._begin(line, text)
            return
        if self._open:
            self._open[-1].texts.append(text)
        if line.name == "END":
            self._end(line)
        elif self._open:
            self._open[-1].properties.append((line, text))

    def end(self) -> None:
        """Close what the file leaves open."""
        while self._open:
            self._close(f"the file is cut off: END:{self._open[-1].name} is missing")

    def _complain(self, found: Complaint) -> None:
        if self._open:
            self._open[-1].complaints.append(found)

    @property
    def _in_calendar(self) -> bool:
        """Whether what is open is a calendar, and nothing in it."""
        return len(self._open) == 1 and self._open[0].name == CALENDAR

    def _begin(self, line: ContentLine, text: str) -> None:
        name = line.value.strip().upper()
        if name == CALENDAR:
            self._close_all(0)
        elif name in ENTRIES:
            self._close_all(1 if self._open and self._open[0].name == CALENDAR else 0)
        entry = not self._open or self._in_calendar
        texts = [] if entry else self._open[-1].texts
        texts.append(text)
        begun = Component(name, line.line, texts, slice(len(texts) - 1, None))
        if not self.passing or not entry:
            (self._open[-1].children if self._open else self.outermost).append(begun)
        self._open.append(begun)

    def _close_all(self, depth: int) -> None:
        """Close what a new component shows to have lost its END."""
        while len(self._open) > depth:
            self._close(f"END:{self._open[-1].name} is missing")

    def _end(self, line: ContentLine) -> None:
        name = line.value.strip().upper()
        if all(one.name != name for one in self._open):
            self._complain(complaint(line, f"there is no BEGIN:{name} for it"))
            return
        while self._open[-1].name != name:
            self._close(f"END:{self._open[-1].name} is missing")
        self._close("")

    def _close(self, reason: str) -> None:
        closed = self._open.pop()
        closed.span = slice(closed.span.start, len(closed.texts))
        if reason:
            closed.complaints.append(Complaint(closed.line, "BEGIN", closed.name, reason))
        if self.passing and self._in_calendar:
            self.ended.append((self._open[0], closed))
        elif self.passing and not self._open and closed.name == CALENDAR:
            self.ended.append((closed, None))

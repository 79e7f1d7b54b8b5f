"""The components of a calendar file as a tree (RFC 5545 3.4 - 3.6), read so that damage stays where it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smallcrm.formats.content_line import ContentLine, parse_line
from smallcrm.model.incoming import Complaint

if TYPE_CHECKING:
    from collections.abc import Iterable

# These stand in a calendar and nowhere else, so inside another component they mean that it lost its END.
_ENTRIES = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
_SHOWN = 80
# Names of zones with a colon that lack the quotes RFC 5545 3.2 has around them: (UTC+00:00) Dublin, tzone://Microsoft/Utc.
_COLON_ZONE = re.compile(r'([A-Za-z-]+(?:;[^:"]*)?;TZID=)([^";]*:[^";]*):([0-9]{8}[0-9TZ,]*)')
_LONGEST_NAMED = 1_000


@dataclass
class Component:
    """One BEGIN to END: its own ``properties`` with their unfolded text, its ``children``, what was wrong with it.

    ``span`` is where its lines stand in ``texts``, the unfolded lines of the whole file.
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
        return next((line for line, _ in self.properties if line.name == name), None)

    def every(self, *names: str) -> list[ContentLine]:
        """The properties of these names, in the file's order."""
        return [line for line, _ in self.properties if line.name in names]


def complaint(line: ContentLine, reason: str) -> Complaint:
    """What is wrong with the value of one property."""
    value = line.value if len(line.value) <= _SHOWN else f"{line.value[:_SHOWN]}…"
    return Complaint(line.line, line.name, value, reason)


def components(lines: Iterable[tuple[int, str]]) -> list[Component]:
    """The outermost components of the unfolded lines; damage becomes complaints of the component it hit."""
    tree = _Tree()
    for number, text in lines:
        tree.add(number, text)
    tree.end()
    return tree.outermost


def _quoted(text: str) -> str:
    doubtful = "TZID=" in text and len(text) < _LONGEST_NAMED and text.count(":") > 1
    shape = _COLON_ZONE.fullmatch(text) if doubtful else None
    return f'{shape[1]}"{shape[2]}":{shape[3]}' if shape else text


class _Tree:
    """Components while they are read: those still open, innermost last."""

    def __init__(self) -> None:
        self.outermost: list[Component] = []
        self._open: list[Component] = []
        self._texts: list[str] = []

    def add(self, number: int, text: str) -> None:
        if not text.strip():
            return
        self._texts.append(text)
        try:
            line = parse_line(_quoted(text), number)
        except ValueError as error:
            self._complain(Complaint(number, "", text[:_SHOWN], f"this is no calendar line: {error}"))
            return
        if line.name == "BEGIN":
            self._begin(line)
        elif line.name == "END":
            self._end(line)
        elif self._open:
            self._open[-1].properties.append((line, text))

    def end(self) -> None:
        while self._open:
            self._close(f"the file is cut off: END:{self._open[-1].name} is missing")

    def _complain(self, found: Complaint) -> None:
        if self._open:
            self._open[-1].complaints.append(found)

    def _begin(self, line: ContentLine) -> None:
        name = line.value.strip().upper()
        if name == "VCALENDAR":
            self._close_all(0)
        elif name in _ENTRIES:
            self._close_all(1 if self._open and self._open[0].name == "VCALENDAR" else 0)
        begun = Component(name, line.line, self._texts, slice(len(self._texts) - 1, None))
        (self._open[-1].children if self._open else self.outermost).append(begun)
        self._open.append(begun)

    def _close_all(self, depth: int) -> None:
        """Close what a new component shows to have lost its END; the line just read is not part of it."""
        newest = self._texts.pop()
        while len(self._open) > depth:
            self._close(f"END:{self._open[-1].name} is missing")
        self._texts.append(newest)

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
        closed.span = slice(closed.span.start, len(self._texts))
        if reason:
            closed.complaints.append(Complaint(closed.line, "BEGIN", closed.name, reason))

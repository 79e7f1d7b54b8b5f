"""Our change of an appointment or reminder written into the file that another program made of it.

What we changed is replaced, and every other line stays as that program wrote it: parameters, alarms that it knows by an
identifier, time zones of its own, what the book has no place for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.formats.content_line import fold, unfold
from smallcrm.formats.ics.parts import components

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smallcrm.formats.ics.parts import Component

# These go together: an end means nothing without its start, nor an exception without its rule.
_TIMES = "times"
_TOGETHER = {
    **dict.fromkeys(("DTSTART", "DTEND", "DURATION", "DUE", "RRULE", "EXRULE", "EXDATE", "RDATE"), _TIMES),
    **dict.fromkeys(("X-SMALLCRM-RRULE", "X-SMALLCRM-EXRULE", "X-SMALLCRM-RDATE"), _TIMES),
    **dict.fromkeys(("STATUS", "COMPLETED", "PERCENT-COMPLETE"), "state"),
    **dict.fromkeys(("DTSTAMP", "LAST-MODIFIED", "SEQUENCE"), "revision"),
}
_KEPT = frozenset({"UID", "CREATED", "RECURRENCE-ID"})
_ENTRIES = frozenset({"VEVENT", "VTODO"})


def patched(file: bytes, before: bytes, now: bytes) -> bytes | None:
    """``file`` with what changed from ``before`` to ``now``, both calendars in our own words.

    None where the three are not calendars of one thing each.
    """
    calendars = [_calendar(text) for text in (file, before, now)]
    entries = [_entries(calendar) for calendar in calendars if calendar]
    if len(entries) != 3 or not all(entries) or len({each[0].name for each in entries}) > 1:
        return None
    calendar = calendars[0]
    assert calendar is not None
    lines = [text for _, text in calendar.properties]
    zones = {_tzid(child) for child in calendar.children}
    out = ["BEGIN:VCALENDAR", *lines]
    out += [text for child in calendar.children if child.name not in _ENTRIES for text in child.raw]
    for child in calendars[2].children if calendars[2] else ():
        if child.name == "VTIMEZONE" and _tzid(child) not in zones:
            out += child.raw
    out += _patched(*entries)
    return "".join(map(fold, [*out, "END:VCALENDAR"])).encode()


def _calendar(data: bytes) -> Component | None:
    text = data.decode("utf-8-sig", "replace")
    found = components(unfold([text]))
    return found[0] if len(found) == 1 and found[0].name == "VCALENDAR" else None


def _entries(calendar: Component) -> list[Component]:
    """The thing itself first, then its exceptions."""
    found = [child for child in calendar.children if child.name in _ENTRIES]
    return sorted(found, key=lambda entry: entry.first("RECURRENCE-ID") is not None)


def _tzid(zone: Component) -> str:
    line = zone.first("TZID")
    return line.value.strip() if line else ""


def _patched(file: list[Component], before: list[Component], now: list[Component]) -> Iterator[str]:
    changed = {group for group, lines in _groups(now[0]).items() if lines != _groups(before[0]).get(group)}
    changed |= _groups(before[0]).keys() - _groups(now[0]).keys()
    changed -= _KEPT
    yield f"BEGIN:{file[0].name}"
    for line, text in file[0].properties:
        if _group(line.name) not in changed | {"revision"}:
            yield text
    for line, text in now[0].properties:
        if _group(line.name) in changed | {"revision"}:
            yield text
    for source, wanted in ((file[0], False), (now[0], True)):
        for child in source.children:
            if (child.name in changed) is wanted:
                yield from child.raw
    yield f"END:{file[0].name}"
    same = _TIMES not in changed and [*map(_said, now[1:])] == [*map(_said, before[1:])]
    for exception in file[1:] if same else now[1:]:
        yield from exception.raw


def _groups(entry: Component) -> dict[str, list[str]]:
    """The lines of an entry by what goes together; an alarm is what it does and when, whatever it shows."""
    groups: dict[str, list[str]] = {}
    for line, text in entry.properties:
        groups.setdefault(_group(line.name), []).append(text)
    for child in entry.children:
        groups.setdefault(child.name, []).extend(_without(child.raw, ("DESCRIPTION",)))
    return groups


def _group(name: str) -> str:
    return _TOGETHER.get(name, name)


def _said(entry: Component) -> list[str]:
    return list(_without(entry.raw, ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "CREATED")))


def _without(lines: Iterable[str], names: tuple[str, ...]) -> Iterator[str]:
    return (text for text in lines if not text.startswith(names))

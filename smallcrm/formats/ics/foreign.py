"""Properties of other programs that are kept with an event, and what of them may stand in a calendar again.

A kept :class:`~smallcrm.model.contact.Property` holds one unfolded content line, or a whole component (an alarm by
e-mail) as its lines from BEGIN to END with newlines between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.formats.content_line import escape_text, fold, parse_line, render, split_escaped, unescape_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smallcrm.formats.content_line import ContentLine
    from smallcrm.model.contact import Property

FORMAT = "ics"

_TEXTS = frozenset({"COMMENT", "CONTACT", "DESCRIPTION", "LOCATION", "SUMMARY"})
_TEXT_LISTS = frozenset({"CATEGORIES", "RESOURCES"})
# A component that may stand inside an event; one of these instead would end it.
_OUTER = frozenset({"VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})


def names_of(properties: Iterable[Property]) -> set[str]:
    """The names of the properties in upper case; a kept component goes by its own (``VALARM``)."""
    return {name for kept in properties if (name := _name(kept))}


def foreign_lines(properties: Iterable[Property], own: frozenset[str], timezone: str) -> tuple[str, ...]:
    """The properties as folded lines, without those named in ``own`` and whatever would break the calendar.

    A TZID other than ``timezone`` is taken out, since the calendar has no VTIMEZONE for it.
    """
    return tuple(_writable(properties, own, timezone))


def _writable(properties: Iterable[Property], own: frozenset[str], timezone: str) -> Iterator[str]:
    for kept in properties:
        name = _name(kept)
        if not name or name in own:
            continue
        lines = kept.line.split("\n")
        if len(lines) == 1:
            yield _settled(parse_line(kept.line), kept.line, timezone)
        elif name not in _OUTER and _is_component(lines):
            yield "".join(_settled(parse_line(line), line, timezone) for line in lines)


def _name(kept: Property) -> str:
    """The property's name, or the component's when it is one; empty when it is no iCalendar at all."""
    if kept.format != FORMAT:
        return ""
    try:
        line = parse_line(kept.line.partition("\n")[0])
    except ValueError:
        return ""
    return line.value.strip().upper() if line.name == "BEGIN" and "\n" in kept.line else line.name


def _is_component(lines: list[str]) -> bool:
    """Whether the lines are one component whole: nothing left open, nothing before or after it."""
    open_names: list[str] = []
    for number, text in enumerate(lines):
        try:
            line = parse_line(text)
        except ValueError:
            return False
        name = line.value.strip().upper()
        if line.name == "BEGIN" and name not in _OUTER:
            open_names.append(name)
        elif line.name == "BEGIN" or (line.name == "END" and (not open_names or open_names.pop() != name)):
            return False
        if not open_names and number < len(lines) - 1:
            return False
    return not open_names


def _settled(line: ContentLine, text: str, timezone: str) -> str:
    params, value = line.params, line.value
    if line.name in _TEXTS:
        value = escape_text(unescape_text(value))
    elif line.name in _TEXT_LISTS:
        value = ",".join(escape_text(unescape_text(part)) for part in split_escaped(value, ","))
    if params.get("TZID", (timezone,)) != (timezone,):
        params = {key: values for key, values in params.items() if key != "TZID"}
    return fold(text) if params is line.params and value == line.value else render(line.name, value, params)

"""iCalendar (RFC 5545, RFC 7986): the shapes a calendar is made of, and how they are written.

The content lines are our own because a library's cost ten times as much; a line costs more than its formatting only
where it is longer than 75 octets or holds text of a person's.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import IO, TYPE_CHECKING

from smallcrm.formats.content_line import escape_text, fold
from smallcrm.formats.ics.foreign import foreign_lines, names_of
from smallcrm.model.calendar_entry import (
    CalendarEvent,
    CalendarItem,
    CalendarOverride,
    CalendarTodo,
    Tombstone,
)
from smallcrm.model.told import rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from smallcrm.formats.text_file import Source
    from smallcrm.model.incoming import Incoming, ReadOptions

NAME = "ics"
SUFFIXES = (".ics", ".ical")

TAIL = "END:VCALENDAR\r\n"

_OWN = frozenset(
    [
        "BEGIN",
        "END",
        "METHOD",
        "UID",
        "DTSTAMP",
        "CREATED",
        "LAST-MODIFIED",
        "SEQUENCE",
        "DTSTART",
        "DTEND",
        "DURATION",
        "DUE",
        "COMPLETED",
        "RRULE",
        "EXRULE",
        "EXDATE",
        "RECURRENCE-ID",
        "SUMMARY",
        "STATUS",
    ]
)
_OWN_OF_EVENT = _OWN | {"DESCRIPTION", "LOCATION"}


def read(source: Source, options: ReadOptions, *, zone: str = "UTC") -> Iterator[Incoming]:
    """What a calendar file brings; see :func:`smallcrm.formats.ics.reader.read`."""
    # The reader is 4 modules that a command which only writes a calendar has no use for.
    from smallcrm.formats.ics import reader

    return reader.read(source, options, zone=zone)


def write(
    items: Iterable[CalendarItem],
    stream: IO[bytes],
    *,
    name: str,
    zones: Mapping[str, tuple[int, int]],
    timezone: str = "",
    colour: str = "steelblue",
) -> None:
    """Write a whole calendar, item by item, in UTF-8.

    ``zones`` are the time zones of the items, each with its first and last year; ``timezone`` is the user's
    (X-WR-TIMEZONE), ``colour`` a CSS colour name (RFC 7986 5.9). Of several items with one uid the first is
    written. Raises UsageError for an unknown zone or rule.
    """
    stream.write(head(name=name, zones=zones, timezone=timezone, colour=colour).encode())
    written: set[str] = set()
    for item in items:
        if item.uid not in written:
            written.add(item.uid)
            stream.write(component(item).encode())
    stream.write(TAIL.encode())


def head(
    *, name: str, zones: Mapping[str, tuple[int, int]], timezone: str = "", colour: str = "steelblue"
) -> str:
    """A calendar up to its first item: its properties and the VTIMEZONE of each zone but UTC."""
    from smallcrm.formats.ics.vtimezone import vtimezone

    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        # Without a version, which is nobody's business and would change the bytes of a book that did not change.
        "PRODID:-//smallcrm//calendar//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{escape_text(name)}",
        f"X-WR-CALNAME:{escape_text(name)}",
        *([f"X-WR-TIMEZONE:{timezone}"] if timezone else []),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        f"COLOR:{colour}",
    )
    written = [vtimezone(zone, *years) for zone, years in sorted(zones.items()) if zone != "UTC"]
    return "".join([*map(fold, lines), *written])


def component(item: CalendarItem) -> str:
    """One item as folded lines with CRLF: what may be kept for as long as the item doesn't change."""
    if isinstance(item, CalendarEvent):
        return _event(item)
    return _todo(item) if isinstance(item, CalendarTodo) else _tombstone(item)


def zone_of(item: CalendarItem) -> str:
    """The time zone that the written item names, for which its calendar needs a VTIMEZONE; empty for dates and UTC."""
    dated = "T" not in item.due if isinstance(item, CalendarTodo) else item.all_day
    return "" if dated or item.timezone == "UTC" else item.timezone


def _event(event: CalendarEvent) -> str:
    if not event.repeat and not event.all_day:
        event = _certain(event)
    span = _span(event, event.start, event.end)
    told = _rule(event) if event.repeat else ""
    exdates = "".join(_when("EXDATE", exdate, event) for exdate in dict.fromkeys(event.exdates))
    master = _instance(event, span + told + exdates)
    if not event.overrides:
        return master
    overrides = {override.recurrence: override for override in reversed(event.overrides)}
    return master + "".join(_override(event, overrides[recurrence]) for recurrence in sorted(overrides))


def _rule(event: CalendarEvent) -> str:
    """The RRULE; once where it ends before the start, which takes place here, and elsewhere not with such a rule."""
    told = rule(event.repeat, event.timezone, all_day=event.all_day)
    until = told.partition("UNTIL=")[2].partition(";")[0]
    # Only one that ends about then needs a closer look.
    if until and until[:8] <= event.start[:10].replace("-", "") and _is_over_before(until, event):
        told = "FREQ=DAILY;COUNT=1"
    return fold(f"RRULE:{told}")


def _is_over_before(until: str, event: CalendarEvent) -> bool:
    if event.all_day:
        return until < event.start.replace("-", "")
    from smallcrm.model.zone import to_utc

    return until < f"{to_utc(datetime.fromisoformat(event.start), event.timezone):%Y%m%dT%H%M%SZ}"


def _certain(event: CalendarEvent) -> CalendarEvent:
    """In UTC where clocks show its start or end twice or never: what is meant then (RFC 5545 3.3.5), few readers know."""
    if event.timezone == "UTC" or (
        _is_even(event.start[:10], event.timezone) and _is_even(event.end[:10], event.timezone)
    ):
        return event
    from smallcrm.model.zone import is_certain, to_utc

    walls = datetime.fromisoformat(event.start), datetime.fromisoformat(event.end)
    if all(is_certain(wall, event.timezone) for wall in walls):
        return event
    start, end = (
        to_utc(wall, event.timezone).replace(tzinfo=None).isoformat(timespec="minutes") for wall in walls
    )
    return event._replace(start=start, end=end, timezone="UTC")


@lru_cache(maxsize=4096)
def _is_even(day: str, timezone: str) -> bool:
    from smallcrm.model.zone import is_even

    return is_even(date.fromisoformat(day), timezone)


def _override(event: CalendarEvent, override: CalendarOverride) -> str:
    """An exception as a VEVENT of its own: RFC 5545 3.8.4.4 has it stand in whole for the occurrence."""
    start = override.start or override.recurrence
    end = override.end or _shifted(start, event)
    own = names_of(override.properties)
    inherited = tuple(kept for kept in event.properties if names_of((kept,)).isdisjoint(own))
    instance = event._replace(
        summary=event.summary if override.summary is None else override.summary,
        location=event.location if override.location is None else override.location,
        description="" if "DESCRIPTION" in own else event.description,
        status=override.status or event.status,
        alarms=() if "VALARM" in own else event.alarms,
        properties=inherited + override.properties,
    )
    # Said to be empty, because what is unsaid is taken by some for the series' own.
    nowhere = "LOCATION:\r\n" if event.location and override.location == "" else ""
    timing = _when("RECURRENCE-ID", override.recurrence, event) + _span(event, start, end) + nowhere
    return _instance(
        instance, timing, _OWN_OF_EVENT - {"DESCRIPTION"} if "DESCRIPTION" in own else _OWN_OF_EVENT
    )


def _shifted(start: str, event: CalendarEvent) -> str:
    length = datetime.fromisoformat(event.end) - datetime.fromisoformat(event.start)
    try:
        moved = datetime.fromisoformat(start) + length
    except OverflowError:
        return start
    return moved.date().isoformat() if event.all_day else moved.isoformat(timespec="minutes")


def _instance(event: CalendarEvent, timing: str, own: frozenset[str] = _OWN_OF_EVENT) -> str:
    contact = _known("CONTACT", event.contact)
    categories = (
        fold(f"CATEGORIES:{','.join(map(escape_text, event.categories))}") if event.categories else ""
    )
    foreign = foreign_lines(event.properties, own, event.timezone) if event.properties else ()
    return "".join(
        (
            "BEGIN:VEVENT\r\n",
            _identity(event.uid, event.revised_at, event.sequence),
            f"CREATED:{_instant(event.created_at)}\r\n",
            timing,
            _text("SUMMARY", event.summary),
            _text("DESCRIPTION", event.description),
            _known("LOCATION", event.location),
            contact,
            categories,
            f"STATUS:{event.status.upper()}\r\n",
            *(line for line in foreign if line not in {contact, categories}),
            *(_alarm(minutes, event.summary) for minutes in event.alarms),
            "END:VEVENT\r\n",
        )
    )


def _identity(uid: str, revised_at: str, sequence: int) -> str:
    revised = _instant(revised_at)
    uid = fold(f"UID:{escape_text(uid)}")
    return f"{uid}DTSTAMP:{revised}\r\nLAST-MODIFIED:{revised}\r\nSEQUENCE:{sequence}\r\n"


def _text(name: str, value: str) -> str:
    return fold(f"{name}:{escape_text(value)}") if value else ""


# The same people and places come again and again.
_known = lru_cache(maxsize=2048)(_text)


@lru_cache(maxsize=2048)
def _instant(moment: str) -> str:
    return moment[:19].replace("-", "").replace(":", "") + "Z"


def _span(event: CalendarEvent, start: str, end: str) -> str:
    # DTEND must be later than DTSTART; without one an event ends as it starts.
    return _when("DTSTART", start, event) + (_when("DTEND", end, event) if end > start else "")


def _when(name: str, moment: str, event: CalendarEvent | Tombstone) -> str:
    """A date, or a wall time with its zone; UTC is written as such, since readers don't all know it by name."""
    return _moment(name, moment[:10] if event.all_day else moment, event.timezone)


def _moment(name: str, moment: str, timezone: str) -> str:
    compact = moment.replace("-", "").replace(":", "")
    if len(compact) == 8:
        return f"{name};VALUE=DATE:{compact}\r\n"
    if timezone == "UTC":
        return f"{name}:{compact}00Z\r\n"
    return f"{name};TZID={timezone}:{compact}00\r\n"


def _alarm(minutes: int, summary: str) -> str:
    trigger = f"-PT{minutes}M" if minutes else "PT0S"
    description = fold(f"DESCRIPTION:{escape_text(summary or 'Appointment')}")
    return f"BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:{trigger}\r\n{description}END:VALARM\r\n"


def _todo(todo: CalendarTodo) -> str:
    contact = _text("CONTACT", todo.contact)
    done = f"STATUS:COMPLETED\r\nCOMPLETED:{_instant(todo.completed_at)}\r\n" if todo.completed_at else ""
    foreign = foreign_lines(todo.properties, _OWN, todo.timezone) if todo.properties else ()
    return "".join(
        (
            "BEGIN:VTODO\r\n",
            _identity(todo.uid, todo.revised_at, todo.sequence),
            f"CREATED:{_instant(todo.created_at)}\r\n",
            _todo_timing(todo),
            _text("SUMMARY", todo.summary),
            contact,
            done or "STATUS:NEEDS-ACTION\r\n",
            *(line for line in foreign if line != contact),
            "END:VTODO\r\n",
        )
    )


def _todo_timing(todo: CalendarTodo) -> str:
    due = _moment("DUE", todo.due, todo.timezone)
    if not todo.repeat:
        return due
    # A rule counts from DTSTART, which a to-do without a rule can do without (RFC 5545 3.6.2).
    told = rule(todo.repeat, todo.timezone, all_day="T" not in todo.due)
    return _moment("DTSTART", todo.due, todo.timezone) + due + fold(f"RRULE:{told}")


def _tombstone(gone: Tombstone) -> str:
    name, moment = ("VTODO", "DUE") if gone.todo else ("VEVENT", "DTSTART")
    return "".join(
        (
            f"BEGIN:{name}\r\n",
            _identity(gone.uid, gone.revised_at, gone.sequence),
            _when(moment, gone.start, gone),
            _text("SUMMARY", gone.summary),
            "STATUS:CANCELLED\r\n",
            f"END:{name}\r\n",
        )
    )

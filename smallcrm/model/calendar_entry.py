"""What a calendar for other programs is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from smallcrm.model.contact import Property


class CalendarOverride(NamedTuple):
    """The occurrence of a series first meant for ``recurrence`` (as ``start`` of the series is written).

    None means as in the series; ``end`` None keeps its length. ``properties`` stand in for the series' own of
    the same name.
    """

    recurrence: str
    start: str | None = None
    end: str | None = None
    summary: str | None = None
    location: str | None = None
    status: str | None = None
    properties: tuple[Property, ...] = ()


class CalendarEvent(NamedTuple):
    """A VEVENT (RFC 5545 3.6.1), with its exceptions when it is a series.

    ``start``, ``end`` and ``exdates`` are local wall times ``YYYY-MM-DDTHH:MM`` in ``timezone`` (IANA), or for
    ``all_day`` dates with the end exclusive. ``created_at`` and ``revised_at`` are UTC, ``YYYY-MM-DDTHH:MM:SSZ``; what is
    written depends on nothing else, so an unchanged event gives unchanged bytes. ``status`` is tentative, confirmed
    or cancelled. ``repeat`` is an RRULE value; its UNTIL may be a date, which is then included. ``alarms`` are
    minutes before the start.
    """

    uid: str
    sequence: int
    created_at: str
    revised_at: str
    start: str
    end: str
    timezone: str
    all_day: bool = False
    summary: str = ""
    description: str = ""
    location: str = ""
    contact: str = ""
    status: str = "confirmed"
    repeat: str = ""
    exdates: tuple[str, ...] = ()
    overrides: tuple[CalendarOverride, ...] = ()
    alarms: tuple[int, ...] = ()
    categories: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()


class CalendarTodo(NamedTuple):
    """A VTODO (RFC 5545 3.6.2); ``due`` is a date or a local wall time, ``completed_at`` UTC or ``""``."""

    uid: str
    sequence: int
    created_at: str
    revised_at: str
    summary: str
    due: str
    timezone: str
    repeat: str = ""
    completed_at: str = ""
    contact: str = ""
    properties: tuple[Property, ...] = ()


class Tombstone(NamedTuple):
    """What is left of a removed event or, as ``todo``, reminder: it says CANCELLED under a higher ``sequence``.

    ``start`` is when a reminder was due; ``all_day`` says that it is a date.
    """

    uid: str
    sequence: int
    revised_at: str
    summary: str
    start: str
    timezone: str
    all_day: bool = False
    todo: bool = False


CalendarItem = CalendarEvent | CalendarTodo | Tombstone

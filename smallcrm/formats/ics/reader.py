"""Calendar files of other programs, read into appointments and reminders (RFC 5545)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import FileError
from smallcrm.formats.content_line import unfold
from smallcrm.formats.ics.event import read_cancelled, read_event, read_todo, text_of
from smallcrm.formats.ics.message import (
    ADD,
    REMARKS,
    as_cancelled,
    method_of,
    part_of_series,
    remark,
    uid_of_part,
)
from smallcrm.formats.ics.one_uid import Entry, grouped
from smallcrm.formats.ics.parts import components
from smallcrm.formats.ics.zones import Zones
from smallcrm.formats.text_file import file_name, open_text
from smallcrm.model.happening import instant
from smallcrm.model.incoming import Complaint
from smallcrm.model.scheduling import CANCEL, Scheduling
from smallcrm.model.zone import check_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.formats.ics.parts import Component
    from smallcrm.formats.text_file import Source
    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.incoming import Incoming, ReadOptions

_NO_START = "it has no start that can be read (DTSTART)"
_NO_DUE = "it has nothing to tell when it is due (DUE, DTSTART or CREATED)"
_NO_HOME = "this is neither an appointment nor a reminder (VEVENT, VTODO)"


def read(source: Source, options: ReadOptions, *, zone: str = "UTC") -> Iterator[Incoming]:
    """The appointments and reminders of a calendar file, in its order; a series comes with its exceptions.

    ``zone`` is the IANA zone of times that name none. The whole file is read before the first is returned,
    since exceptions may stand anywhere. What can't be understood becomes complaints with line numbers.

    Raises:
        FileError: the file can't be read, or there is no calendar in it.
        UsageError: ``options.encoding`` or ``zone`` names none.
    """
    check_zone(zone)
    with open_text(source, options.encoding) as text:
        outermost = components(unfold(text.lines()))
    calendars = [part for part in outermost if part.name == "VCALENDAR"]
    if not calendars:
        raise FileError(
            f"{file_name(source)} is no calendar: BEGIN:VCALENDAR is missing; export it again as .ics"
        )
    entries: list[Entry] = []
    for calendar in calendars:
        entries += _entries(calendar, zone)
    return (entry.incoming() for entry in sorted(grouped(entries), key=lambda entry: entry.part.line))


def _entries(calendar: Component, zone: str) -> Iterator[Entry]:
    zones = Zones(zone, (child for child in calendar.children if child.name == "VTIMEZONE"))
    method = method_of(calendar)
    entries = [_entry(child, zones, method) for child in calendar.children if child.name != "VTIMEZONE"]
    if calendar.complaints and entries:
        entries[-1].complaints += calendar.complaints
    elif calendar.complaints:
        entries = [Entry(calendar, zones, calendar.complaints)]
    yield from entries


def _entry(part: Component, zones: Zones, method: str) -> Entry:
    entry = Entry(part, zones, list(part.complaints))
    reason = _NO_HOME
    if part.name == "VEVENT":
        entry.draft, reason = _event(part, zones, entry.complaints, method), _NO_START
    elif part.name == "VTODO" and method in REMARKS:
        reason = "this only says something of a reminder; nothing changes"
    elif part.name == "VTODO":
        entry.draft, reason = read_todo(part, zones, entry.complaints), _NO_DUE
    if entry.draft is None:
        entry.complaints.append(Complaint(part.line, part.name, text_of(part, "SUMMARY"), reason))
    return entry


def _event(
    part: Component, zones: Zones, complaints: list[Complaint], method: str
) -> AppointmentDraft | None:
    if method == CANCEL and part.first("UID"):
        draft = read_cancelled(part, zones, complaints)
        return as_cancelled(draft, part_of_series(part, zones, complaints))
    found = read_event(part, zones, complaints)
    if found and method in REMARKS:
        return found._replace(scheduling=Scheduling(method, remark(method, part, found)))
    if found and method == ADD and found.uid:
        # It has the series' uid, and would be taken for the series.
        moment = found.start if found.all_day else f"{instant(found.start, found.timezone):%Y%m%dT%H%M%SZ}"
        complaints.append(
            Complaint(part.line, "METHOD", ADD, "it adds a time to a series; it comes in by itself")
        )
        return found._replace(uid=uid_of_part(found.uid, moment))
    return found

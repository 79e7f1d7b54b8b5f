"""Calendar files of other programs, read into appointments and reminders (RFC 5545)."""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import FileError
from smallcrm.formats.content_line import unfold
from smallcrm.formats.ics.answers import as_answered
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
from smallcrm.formats.ics.parts import CALENDAR, entries
from smallcrm.formats.ics.survey import look_over
from smallcrm.formats.ics.zones import Zones
from smallcrm.formats.text_file import file_name, open_text
from smallcrm.model.happening import instant
from smallcrm.model.incoming import Complaint
from smallcrm.model.scheduling import CANCEL, Scheduling
from smallcrm.model.zone import check_zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.formats.ics.parts import Component
    from smallcrm.formats.text_file import Source
    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.incoming import Incoming, ReadOptions

# How the PRODID of our own calendars begins.
_OURS = "-//smallcrm//"
_NO_START = "it has no start that can be read (DTSTART)"
_NO_DUE = "it has nothing to tell when it is due (DUE, DTSTART or CREATED)"
_NO_HOME = "this is neither an appointment nor a reminder (VEVENT, VTODO)"


class Frame(NamedTuple):
    """What a calendar says for all of its entries; ``own`` are the user's addresses, casefolded, where they count."""

    zones: Zones
    method: str
    own: frozenset[str]


def read(source: Source, options: ReadOptions, *, zone: str = "UTC") -> Iterator[Incoming]:
    """The appointments and reminders of a calendar file, in its order; a series comes with its exceptions.

    ``zone`` is the IANA zone of times that name none. What can't be understood becomes complaints with line numbers.
    The file is gone through several times, since the exceptions of a series may stand anywhere; only what shares its UID
    with others is in memory all at once.

    Raises:
        FileError: the file can't be read, or there is no calendar in it.
        UsageError: ``options.encoding`` or ``zone`` names none.
    """
    check_zone(zone)
    with open_text(source, options.encoding) as text:
        survey = look_over(unfold(text.lines()), file_name(source))
        if not survey.calendars:
            raise FileError(
                f"{file_name(source)} is no calendar: BEGIN:VCALENDAR is missing; export it again as .ics"
            )
        own = frozenset(address.casefold() for address in options.own)
        frames = [_frame(calendar, zone, own) for calendar in survey.calendars]
        together = (entry for _, entry in _entries(survey.together(unfold(text.lines())), frames))
        gathered = sorted(grouped(each for each in together if each.part.name != CALENDAR), key=_line)
        alone = _alone(_entries(survey.alone(unfold(text.lines())), frames), gathered)
        for entry in merge(alone, gathered, key=_line):
            yield entry.incoming()


def _line(entry: Entry) -> int:
    return entry.part.line


def _frame(calendar: Component, zone: str, own: frozenset[str]) -> Frame:
    zones = Zones(zone, (child for child in calendar.children if child.name == "VTIMEZONE"))
    # In a calendar of our own making the status is the user's, whatever they answered before.
    ours = text_of(calendar, "PRODID").startswith(_OURS)
    return Frame(zones, method_of(calendar), frozenset() if ours else own)


def _entries(lines: Iterable[tuple[int, str]], frames: Sequence[Frame]) -> Iterator[tuple[Frame, Entry]]:
    """Each entry; where a calendar ends, the calendar as one."""
    ended = 0
    for calendar, part in entries(lines):
        frame = frames[min(ended, len(frames) - 1)]
        if part is None:
            ended += 1
            yield frame, Entry(calendar, frame.zones, calendar.complaints)
        elif part.name != "VTIMEZONE":
            yield frame, _entry(part, frame)


def _alone(found: Iterable[tuple[Frame, Entry]], gathered: Sequence[Entry]) -> Iterator[Entry]:
    """The entries whose UID is no other's; what is wrong around entries is told of the last in its calendar."""
    held: Entry | None = None
    for frame, entry in found:
        last = entry if entry.part.name != CALENDAR else None
        if last is None and entry.complaints:
            # None of these has been passed on yet: the later of two waits for the earlier.
            inside = [each for each in gathered if each.zones is frame.zones]
            told = max((*([held] if held else []), *inside), key=_line, default=None)
            if told is None:
                held = entry
            else:
                told.complaints += entry.complaints
        if held is not None:
            yield from grouped([held])
        held = last


def _entry(part: Component, frame: Frame) -> Entry:
    entry = Entry(part, frame.zones, list(part.complaints))
    reason = _NO_HOME
    if part.name == "VEVENT":
        if frame.method not in REMARKS | {CANCEL}:
            entry.part = as_answered(part, frame.own, entry.complaints)
        entry.draft, reason = _event(entry.part, frame.zones, entry.complaints, frame.method), _NO_START
    elif part.name == "VTODO" and frame.method in REMARKS:
        reason = "this only says something of a reminder; nothing changes"
    elif part.name == "VTODO":
        entry.draft, reason = read_todo(part, frame.zones, entry.complaints), _NO_DUE
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

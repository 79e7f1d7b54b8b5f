"""Calendar files of other programs, read into appointments and reminders (RFC 5545)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smallcrm.errors import FileError
from smallcrm.formats.content_line import unfold
from smallcrm.formats.ics.event import read_event, read_todo, sequence_of, text_of
from smallcrm.formats.ics.parts import complaint, components
from smallcrm.formats.ics.series import cancelled_occurrences, moved_occurrence, recurrence_of
from smallcrm.formats.ics.zones import Zones
from smallcrm.formats.text_file import file_name, open_text
from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.incoming import Complaint, Incoming
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.zone import check_zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smallcrm.formats.ics.parts import Component
    from smallcrm.formats.text_file import Source
    from smallcrm.model.appointment import OccurrenceDraft
    from smallcrm.model.incoming import ReadOptions

_NO_START = "it has no start that can be read (DTSTART)"
_NO_DUE = "it has nothing to tell when it is due (DUE, DTSTART or CREATED)"
_NO_HOME = "this is neither an appointment nor a reminder (VEVENT, VTODO)"


@dataclass
class _Entry:
    """A VEVENT or VTODO on its way to a draft, with the zones of its calendar."""

    part: Component
    zones: Zones
    complaints: list[Complaint]
    draft: AppointmentDraft | ReminderDraft | None = None

    @property
    def recurrence(self) -> str:
        """The value of its RECURRENCE-ID, which makes it an exception of a series."""
        line = self.part.first("RECURRENCE-ID")
        return line.value.strip() if line else ""

    def version(self) -> tuple[int, str]:
        """What is greater for the later of two versions of one entry."""
        return sequence_of(self.part), text_of(self.part, "DTSTAMP")

    def incoming(self) -> Incoming:
        """What the caller gets of it."""
        return Incoming(self.draft, self.part.line, tuple(self.complaints), self.part.raw)


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
    entries: list[_Entry] = []
    for calendar in calendars:
        entries += _entries(calendar, zone)
    return (entry.incoming() for entry in sorted(_grouped(entries), key=lambda entry: entry.part.line))


def _entries(calendar: Component, zone: str) -> Iterator[_Entry]:
    zones = Zones(zone, (child for child in calendar.children if child.name == "VTIMEZONE"))
    method = calendar.first("METHOD")
    cancels = method is not None and method.value.strip().upper() == "CANCEL"
    entries = [
        _entry(child, zones, cancels=cancels) for child in calendar.children if child.name != "VTIMEZONE"
    ]
    if calendar.complaints and entries:
        entries[-1].complaints += calendar.complaints
    elif calendar.complaints:
        entries = [_Entry(calendar, zones, calendar.complaints)]
    yield from entries


def _entry(part: Component, zones: Zones, *, cancels: bool) -> _Entry:
    complaints = list(part.complaints)
    draft: AppointmentDraft | ReminderDraft | None = None
    reason = _NO_HOME
    if part.name == "VEVENT":
        draft, reason = read_event(part, zones, complaints), _NO_START
        draft = draft._replace(status="cancelled") if draft and cancels else draft
    elif part.name == "VTODO":
        draft, reason = read_todo(part, zones, complaints), _NO_DUE
    if draft is None:
        complaints.append(Complaint(part.line, part.name, text_of(part, "SUMMARY"), reason))
    return _Entry(part, zones, complaints, draft)


def _grouped(entries: Iterable[_Entry]) -> Iterator[_Entry]:
    """The entries, those of one UID brought together: the exceptions of a series go into it."""
    by_uid: dict[tuple[str, str], list[_Entry]] = {}
    for entry in entries:
        if entry.draft is None or not entry.draft.uid:
            yield entry
        else:
            by_uid.setdefault((entry.part.name, entry.draft.uid), []).append(entry)
    for alike in by_uid.values():
        yield from _of_one_uid(alike) if len(alike) > 1 or alike[0].recurrence else _alone(alike[0])


def _alone(entry: _Entry) -> Iterator[_Entry]:
    _take_exceptions(entry, [])
    yield entry


def _of_one_uid(alike: list[_Entry]) -> Iterator[_Entry]:
    masters = [entry for entry in alike if not entry.recurrence]
    exceptions = [entry for entry in alike if entry.recurrence]
    if masters:
        newest = max(masters, key=_Entry.version)
        yield newest
        for other in masters:
            yield from _rival(other, newest)
        exceptions = _take_exceptions(newest, exceptions)
    for exception in exceptions:
        yield _apart(
            exception, "this changes one time of a series that is not in the file; it comes in by itself"
        )


def _rival(other: _Entry, newest: _Entry) -> Iterator[_Entry]:
    """What becomes of a second entry with the UID: an older version goes, another event stands by itself."""
    if other is newest or other.part.raw == newest.part.raw:
        return
    if sequence_of(other.part) < sequence_of(newest.part):
        uid, line = text_of(other.part, "UID"), other.part.line
        newest.complaints.append(Complaint(line, "UID", uid, "an older version on this line was left out"))
        return
    yield _apart(other, "another entry of the file has this UID; both come in")


def _apart(entry: _Entry, reason: str) -> _Entry:
    """The entry under a UID of its own, which is the same whenever the file is read."""
    uid_line, draft = entry.part.first("UID"), entry.draft
    if uid_line is not None and draft is not None:
        moment = draft.due if isinstance(draft, ReminderDraft) else draft.start
        entry.draft = draft._replace(uid=f"{draft.uid}#{entry.recurrence or moment}")
        entry.complaints.append(complaint(uid_line, reason))
    return entry


def _take_exceptions(entry: _Entry, exceptions: list[_Entry]) -> list[_Entry]:
    """Put its exceptions into a series; those that don't belong in it are returned."""
    series = entry.draft
    if not isinstance(series, AppointmentDraft) or not series.repeat:
        return exceptions
    found = cancelled_occurrences(entry.part, series, entry.zones, entry.complaints)
    left = [each for each in sorted(exceptions, key=_Entry.version) if not _taken(each, entry, series, found)]
    entry.draft = series._replace(occurrences=tuple(found[recurrence] for recurrence in sorted(found)))
    return left


def _taken(
    exception: _Entry, entry: _Entry, series: AppointmentDraft, found: dict[str, OccurrenceDraft]
) -> bool:
    line = exception.part.first("RECURRENCE-ID")
    if line is None or not isinstance(exception.draft, AppointmentDraft):
        return False
    try:
        recurrence = recurrence_of(line, series, exception.zones)
    except ValueError:
        return False
    entry.complaints += exception.complaints
    if exception.draft.all_day != series.all_day:
        start = exception.part.first("DTSTART")
        entry.complaints.append(complaint(start or line, "a series is all day at every time, or at none"))
    if "RANGE" in line.params:
        entry.complaints.append(complaint(line, "the change is made to this one time, not to those after it"))
    said = {line.name for line, _ in exception.part.properties}
    found[recurrence] = moved_occurrence(recurrence, exception.draft, series, said)
    return True

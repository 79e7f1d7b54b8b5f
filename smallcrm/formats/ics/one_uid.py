"""Entries of one UID brought together: versions, the exceptions of a series, further dates (RFC 5545 3.8.4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.formats.ics.event import revised_at, sequence_of, text_of
from smallcrm.formats.ics.further_dates import further_dates
from smallcrm.formats.ics.message import is_following, part_of_series, uid_of_part
from smallcrm.formats.ics.parts import complaint
from smallcrm.formats.ics.series import cancelled_occurrences, recurrence_of
from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.incoming import Complaint, Incoming
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.series_part import as_exception, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smallcrm.formats.ics.parts import Component
    from smallcrm.formats.ics.zones import Zones
    from smallcrm.model.appointment import OccurrenceDraft


@dataclass
class Entry:
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

    @property
    def is_message(self) -> bool:
        """Whether it only says something of an appointment, instead of stating it."""
        return isinstance(self.draft, AppointmentDraft) and self.draft.scheduling is not None

    def version(self) -> tuple[int, str]:
        """What is greater for the later of two versions of one entry."""
        return sequence_of(self.part), revised_at(self.part)

    def incoming(self) -> Incoming:
        """What the caller gets of it."""
        return Incoming(self.draft, self.part.line, tuple(self.complaints), self.part.raw)


def grouped(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries, those of one UID brought together: the exceptions of a series go into it.

    What only says something of an appointment stays by itself.
    """
    by_uid: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        if entry.draft is None or not entry.draft.uid or entry.is_message:
            yield entry
        else:
            by_uid.setdefault((entry.part.name, entry.draft.uid), []).append(entry)
    for alike in by_uid.values():
        yield from _of_one_uid(alike)


def _of_one_uid(alike: list[Entry]) -> Iterator[Entry]:
    masters = [entry for entry in alike if not entry.recurrence]
    exceptions = [entry for entry in alike if entry.recurrence]
    if masters:
        newest = max(masters, key=Entry.version)
        # Before its own draft is made of one time of it alone.
        rivals = [each for other in masters for each in _rival(other, newest)]
        exceptions, parts = _take_exceptions(newest, exceptions)
        yield newest
        yield from rivals
        yield from parts
    for exception in exceptions:
        yield _by_itself(exception)


def _rival(other: Entry, newest: Entry) -> Iterator[Entry]:
    """What becomes of a second entry with the UID: an older version goes, another event stands by itself."""
    if other is newest or other.part.raw == newest.part.raw:
        return
    if _is_older(other, newest):
        uid, line = text_of(other.part, "UID"), other.part.line
        newest.complaints.append(Complaint(line, "UID", uid, "an older version on this line was left out"))
        return
    uid_line, draft = other.part.first("UID"), other.draft
    if uid_line is not None and draft is not None:
        moment = draft.due if isinstance(draft, ReminderDraft) else draft.start
        other.draft = draft._replace(uid=f"{draft.uid}#{moment}")
        other.complaints.append(complaint(uid_line, "another entry of the file has this UID; both come in"))
    yield other


def _is_older(other: Entry, newest: Entry) -> bool:
    """Whether it says by its count, or by its date and time, that it is a version before the newest."""
    if sequence_of(other.part) < sequence_of(newest.part):
        return True
    starts = [
        each.draft.start if isinstance(each.draft, AppointmentDraft) else "" for each in (other, newest)
    ]
    stamps = revised_at(other.part), revised_at(newest.part)
    return starts[0] == starts[1] and all(stamps) and stamps[0] < stamps[1]


def _by_itself(entry: Entry) -> Entry:
    """A time of a series that is not in the file: under a uid of its own, the same whenever the file is read."""
    draft, line = entry.draft, entry.part.first("RECURRENCE-ID")
    if line is None or draft is None:
        return entry
    moment = entry.recurrence
    if isinstance(draft, AppointmentDraft):
        scheduling = part_of_series(entry.part, entry.zones, entry.complaints)
        moment = scheduling.recurrence or moment
        draft = draft._replace(scheduling=scheduling if scheduling.recurrence else None)
    else:
        entry.complaints.append(
            complaint(line, "a reminder that repeats has no single times; it comes in by itself")
        )
    entry.draft = draft._replace(uid=uid_of_part(draft.uid, moment))
    return entry


def _take_exceptions(entry: Entry, exceptions: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Put its exceptions into a series; those that don't belong in it, and what becomes an appointment of its own."""
    draft = entry.draft
    if not isinstance(draft, AppointmentDraft):
        return exceptions, []
    found = cancelled_occurrences(entry.part, draft, entry.zones, entry.complaints)
    draft, booked = further_dates(entry.part, draft, entry.zones, entry.complaints, found)
    changed = {_recurrence(each, draft) for each in exceptions}
    parts = [Entry(entry.part, entry.zones, [], each) for each in booked if each.start not in changed]
    if not draft.repeat:
        entry.draft = draft
        return exceptions, parts
    following = [each for each in exceptions if _is_following(each) and _recurrence(each, draft)]
    further = {each.start for each in booked}
    once = [each for each in exceptions if each not in following]
    left = [
        each
        for each in sorted(once, key=Entry.version)
        if _recurrence(each, draft) in further or not _taken(each, entry, draft, found)
    ]
    entry.draft = draft._replace(occurrences=tuple(found[recurrence] for recurrence in sorted(found)))
    # The last first, so that each finds the times of the series as they were called.
    for change in sorted(following, key=lambda each: _recurrence(each, draft), reverse=True):
        parts += _changed_from_then_on(change, entry)
    return left, parts


def _is_following(exception: Entry) -> bool:
    line = exception.part.first("RECURRENCE-ID")
    return line is not None and is_following(line) and isinstance(exception.draft, AppointmentDraft)


def _recurrence(exception: Entry, series: AppointmentDraft) -> str:
    line = exception.part.first("RECURRENCE-ID")
    try:
        return recurrence_of(line, series, exception.zones) if line else ""
    except ValueError:
        return ""


def _taken(
    exception: Entry, entry: Entry, series: AppointmentDraft, found: dict[str, OccurrenceDraft]
) -> bool:
    line, recurrence = exception.part.first("RECURRENCE-ID"), _recurrence(exception, series)
    if line is None or not recurrence or not isinstance(exception.draft, AppointmentDraft):
        return False
    entry.complaints += exception.complaints
    if exception.draft.all_day != series.all_day:
        start = exception.part.first("DTSTART")
        entry.complaints.append(complaint(start or line, "a series is all day at every time, or at none"))
    said = {line.name for line, _ in exception.part.properties}
    found[recurrence] = as_exception(recurrence, exception.draft, series, said)
    return True


def _changed_from_then_on(change: Entry, entry: Entry) -> Iterator[Entry]:
    """End the series before a change of one time and all after it; what goes on from there."""
    series, line = entry.draft, change.part.first("RECURRENCE-ID")
    if (
        line is None
        or not isinstance(series, AppointmentDraft)
        or not isinstance(change.draft, AppointmentDraft)
    ):
        return
    said = {each.name for each, _ in change.part.properties}
    try:
        head, tail = split(series, _recurrence(change, series), change.draft, said)
    except UsageError as error:
        reason = f"the change is made to this one time, not to those after it: {error.message}"
        change.complaints.append(complaint(line, reason))
        found: dict[str, OccurrenceDraft] = {each.recurrence: each for each in series.occurrences}
        _taken(change, entry, series, found)
        entry.draft = series._replace(occurrences=tuple(found[recurrence] for recurrence in sorted(found)))
        return
    entry.draft = head or tail or series._replace(status="cancelled")
    if head and tail:
        moment = part_of_series(change.part, change.zones, change.complaints).recurrence
        uid = uid_of_part(series.uid, moment)
        attendees = change.draft.attendees or series.attendees
        yield Entry(change.part, change.zones, change.complaints, tail._replace(uid=uid, attendees=attendees))
    else:
        entry.complaints += change.complaints

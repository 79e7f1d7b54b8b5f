"""One VEVENT or VTODO (RFC 5545 3.6.1, 3.6.2) as a draft, without the exceptions of a series."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.formats.content_line import unescape_text
from smallcrm.formats.ics.foreign import FORMAT
from smallcrm.formats.ics.parts import complaint
from smallcrm.formats.ics.values import Moment, later, read_duration, read_moment, written
from smallcrm.model.appointment import STATUSES, AppointmentDraft
from smallcrm.model.contact import Property
from smallcrm.model.incoming import Complaint
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.rule import read_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.formats.content_line import ContentLine
    from smallcrm.formats.ics.parts import Component
    from smallcrm.formats.ics.zones import Zones

# Rules and dates that can't be kept to go under a name nobody follows.
SET_ASIDE = "X-SMALLCRM-"

_READ = frozenset(
    [
        *("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DUE", "COMPLETED", "DTEND"),
        *("DURATION", "RRULE", "EXRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "SUMMARY", "STATUS", "METHOD"),
    ]
)
_READ_OF_EVENT = _READ | {"DESCRIPTION", "LOCATION"}
_STAMP = re.compile("[0-9]{8}T[0-9]{6}Z")
_ALARM_ACTIONS = frozenset({"DISPLAY", "AUDIO"})
_MINUTE = timedelta(minutes=1)


def read_event(event: Component, zones: Zones, complaints: list[Complaint]) -> AppointmentDraft | None:
    """The appointment, None when there is no start to be made out; ``complaints`` grows by what was wrong."""
    start = _start(event, zones, complaints)
    if start is None:
        return None
    alarms, alarm_properties = _alarms(event, complaints)
    return AppointmentDraft(
        title=_title(event, "Appointment"),
        start=written(start.wall, whole_day=start.whole_day),
        end=written(_end(event, start, zones, complaints), whole_day=start.whole_day),
        timezone=start.zone,
        all_day=start.whole_day,
        location=text_of(event, "LOCATION"),
        description=text_of(event, "DESCRIPTION"),
        status=_status(event, complaints),
        repeat=_repeat(event, start, complaints),
        alarms=alarms,
        attendees=_attendees(event),
        properties=(
            *_kept(event, _READ_OF_EVENT),
            *_rules_aside(event, start, complaints),
            *alarm_properties,
        ),
        sequence=sequence_of(event),
        uid=text_of(event, "UID"),
        revised_at=revised_at(event),
    )


def read_cancelled(event: Component, zones: Zones, complaints: list[Complaint]) -> AppointmentDraft:
    """What a message that calls an event off names: it needs to say no more than the UID (RFC 5546 3.2.5).

    ``start`` and ``end`` are empty where it says none.
    """
    draft = read_event(event, zones, complaints) if event.first("DTSTART") else None
    draft = draft or AppointmentDraft(
        title=_title(event, "Appointment"),
        start="",
        end="",
        timezone=zones.default,
        sequence=sequence_of(event),
        uid=text_of(event, "UID"),
        revised_at=revised_at(event),
    )
    return draft._replace(status="cancelled")


def read_todo(todo: Component, zones: Zones, complaints: list[Complaint]) -> ReminderDraft | None:
    """The reminder, None when there is nothing to say when it is due; ``complaints`` grows by what was wrong."""
    due = _due(todo, zones, complaints)
    if due is None:
        return None
    _note_start(todo, complaints)
    kept = [kept for child in todo.children for kept in _whole(child, complaints)]
    return ReminderDraft(
        text=_title(todo, "Reminder"),
        due=written(due.wall, whole_day=due.whole_day),
        timezone=due.zone,
        repeat=_repeat(todo, due, complaints),
        done_at=_done_at(todo, due, zones, complaints),
        attendees=_attendees(todo),
        properties=(
            *_kept(todo, _READ),
            *_rules_aside(todo, due, complaints),
            *_further_dates(todo, zones, complaints),
            *kept,
        ),
        uid=text_of(todo, "UID"),
        sequence=sequence_of(todo),
        revised_at=revised_at(todo),
    )


def text_of(entry: Component, name: str) -> str:
    """The TEXT value of a property, ``""`` without one."""
    line = entry.first(name)
    return unescape_text(line.value).strip() if line else ""


def sequence_of(entry: Component) -> int:
    """SEQUENCE, 0 where it is missing or no number."""
    line = entry.first("SEQUENCE")
    return int(line.value) if line and re.fullmatch("[0-9]{1,9}", line.value) else 0


def revised_at(entry: Component) -> str:
    """When this version was made, ``YYYYMMDDTHHMMSSZ``; ``""`` where it doesn't tell.

    LAST-MODIFIED before DTSTAMP, which is when the file was written for those who write no message (RFC 5545 3.8.7.2).
    """
    lines = (entry.first("LAST-MODIFIED"), entry.first("DTSTAMP"))
    found = (line.value.strip().upper() for line in lines if line)
    return next((value for value in found if _STAMP.fullmatch(value)), "")


def _start(event: Component, zones: Zones, complaints: list[Complaint]) -> Moment | None:
    line = event.first("DTSTART")
    if line is None:
        return None
    start = _moment(line, zones, complaints)
    if start:
        _note_doubts(line, start, zones, complaints)
    return start


def _note_doubts(line: ContentLine, start: Moment, zones: Zones, complaints: list[Complaint]) -> None:
    doubt = "" if start.whole_day else zones.doubt(line)
    if doubt:
        complaints.append(complaint(line, doubt))
    if start.wall.second:
        complaints.append(complaint(line, "seconds are not kept"))


def _moment(line: ContentLine, zones: Zones, complaints: list[Complaint], value: str = "") -> Moment | None:
    try:
        return read_moment(line, zones, value)
    except ValueError as error:
        complaints.append(complaint(line, str(error)))
        return None


def _end(event: Component, start: Moment, zones: Zones, complaints: list[Complaint]) -> datetime:
    shortest = start.wall + timedelta(days=start.whole_day)
    line = event.first("DTEND") or event.first("DURATION")
    if line is None:
        return shortest
    end = _moment_of_end(line, start, zones, complaints)
    if end is None:
        return shortest
    if end < start.wall:
        complaints.append(complaint(line, "it ends before it starts; taken without an end"))
    return max(end, shortest)


def _moment_of_end(
    line: ContentLine, start: Moment, zones: Zones, complaints: list[Complaint]
) -> datetime | None:
    try:
        if line.name == "DURATION":
            end = later(start, read_duration(line.value))
        else:
            end = start.until(read_moment(line, zones))
    except ValueError as error:
        complaints.append(complaint(line, str(error)))
        return None
    return datetime.combine(end.date(), datetime.min.time()) if start.whole_day else end


def _title(entry: Component, otherwise: str) -> str:
    said = text_of(entry, "SUMMARY") or text_of(entry, "DESCRIPTION").partition("\n")[0].strip()
    return said or text_of(entry, "LOCATION") or otherwise


def _status(event: Component, complaints: list[Complaint]) -> str:
    line = event.first("STATUS")
    status = line.value.strip().lower() if line else "confirmed"
    if line and status not in STATUSES:
        complaints.append(complaint(line, "it is not a status of an event; taken as confirmed"))
    return status if status in STATUSES else "confirmed"


def _repeat(entry: Component, start: Moment, complaints: list[Complaint]) -> str:
    line = entry.first("RRULE")
    rule, reason = read_repeat(line, start) if line else ("", "")
    if line and reason:
        complaints.append(complaint(line, f"{reason}; it comes in once"))
    return rule


def read_repeat(line: ContentLine, start: Moment) -> tuple[str, str]:
    """The rule of an RRULE, written canonically, or ``""`` and why it can't be followed."""
    try:
        return str(read_rule(_without_the_obvious(line.value, start))), ""
    except UsageError as error:
        return "", error.message


def _without_the_obvious(rule: str, start: Moment) -> str:
    """The rule without the calendar there is, and without the time of day of its start, which some say in it again."""
    said = {"RSCALE=GREGORIAN", f"BYHOUR={start.wall.hour}", f"BYMINUTE={start.wall.minute}", "BYSECOND=0"}
    return ";".join(part for part in rule.strip().split(";") if part.strip().upper() not in said)


def _rules_aside(entry: Component, start: Moment, complaints: list[Complaint]) -> Iterator[Property]:
    """Rules that no draft has a place for."""
    for position, line in enumerate(entry.every("RRULE")):
        if position:
            complaints.append(complaint(line, "a second rule is not followed"))
        if position or read_repeat(line, start)[1]:
            yield aside(line)
    for line in entry.every("EXRULE"):
        complaints.append(complaint(line, "rules of exceptions are not followed"))
        yield aside(line)


def aside(line: ContentLine) -> Property:
    """What can't be followed, under a name nobody follows."""
    return Property(FORMAT, f"{SET_ASIDE}{line.name}:{line.value}")


def _further_dates(todo: Component, zones: Zones, complaints: list[Complaint]) -> Iterator[Property]:
    """Each RDATE, in UTC so that it needs no zone."""
    for line in todo.every("RDATE"):
        complaints.append(complaint(line, "single further dates are kept but nobody is reminded"))
        yield _in_utc(line, zones)


def _in_utc(line: ContentLine, zones: Zones) -> Property:
    try:
        moments = [read_moment(line, zones, value) for value in line.value.split(",")]
    except ValueError:
        return aside(line)
    days = [f"{moment.wall:%Y%m%d}" for moment in moments if moment.whole_day]
    if len(days) == len(moments):
        return Property(FORMAT, f"RDATE;VALUE=DATE:{','.join(days)}")
    instants = [moment.utc().replace("-", "").replace(":", "") for moment in moments]
    return aside(line) if days else Property(FORMAT, f"RDATE:{','.join(instants)}")


def _kept(entry: Component, read: frozenset[str]) -> Iterator[Property]:
    return (Property(FORMAT, text) for line, text in entry.properties if line.name not in read)


def _attendees(entry: Component) -> tuple[str, ...]:
    """The e-mail addresses of those invited, in lower case, each once."""
    lines = entry.every("ATTENDEE", "ORGANIZER")
    return tuple(dict.fromkeys(address for line in lines for address in addresses_of(line)))


def addresses_of(line: ContentLine) -> tuple[str, ...]:
    """The e-mail addresses of an ATTENDEE or ORGANIZER, in lower case.

    EMAIL (RFC 7986 6.2) is where they are reached; their value may be an address that a server made up for them.
    """
    scheme, _, address = line.value.strip().lower().partition(":")
    given = line.params.get("EMAIL", ("",))[0].strip().lower()
    found = (given, address.strip() if scheme == "mailto" else "")
    return tuple(each for each in dict.fromkeys(found) if "@" in each)


def _alarms(event: Component, complaints: list[Complaint]) -> tuple[tuple[int, ...], list[Property]]:
    """The minutes before the start of simple alarms, and the rest of what stands inside the event, whole."""
    minutes: dict[int, None] = {}
    kept: list[Property] = []
    for child in event.children:
        before = _minutes_before(child)
        if before is None:
            kept += _whole(child, complaints)
        else:
            minutes[before] = None
            complaints += child.complaints
    return tuple(minutes), kept


def _whole(child: Component, complaints: list[Complaint]) -> list[Property]:
    """A component inside an entry as one property, none when it is too damaged to stand in a calendar again."""
    complete = child.name != "VALARM" or (child.first("TRIGGER") and child.first("ACTION"))
    if complete and not child.complaints:
        return [Property(FORMAT, "\n".join(child.raw))]
    complaints += child.complaints
    complaints.append(Complaint(child.line, child.name, "", "it is incomplete and was left out"))
    return []


def _minutes_before(child: Component) -> int | None:
    trigger, action = child.first("TRIGGER"), child.first("ACTION")
    if child.name != "VALARM" or not trigger or not action or child.first("REPEAT"):
        return None
    related = trigger.params.get("RELATED", ("START",))[0].upper()
    if action.value.strip().upper() not in _ALARM_ACTIONS or related != "START":
        return None
    try:
        length = -read_duration(trigger.value)
    except ValueError:
        return None
    return length // _MINUTE if length >= timedelta() and not length % _MINUTE else None


def _due(todo: Component, zones: Zones, complaints: list[Complaint]) -> Moment | None:
    """When it is due: DUE, else DTSTART and how long it may take, else the day it was written down."""
    line = todo.first("DUE") or todo.first("DTSTART")
    due = _moment(line, zones, complaints) if line else None
    if line and due:
        _note_doubts(line, due, zones, complaints)
        return _after_duration(todo, due, zones, complaints) if line.name == "DTSTART" else due
    made = todo.first("CREATED") or todo.first("DTSTAMP")
    day = _moment(made, zones, complaints) if made else None
    if not made or not day:
        return None
    complaints.append(complaint(made, "it has no due date; the day it was written down stands for it"))
    midnight = datetime.combine(day.within(zones.default).date(), datetime.min.time())
    return Moment(midnight, zones.default, whole_day=True)


def _note_start(todo: Component, complaints: list[Complaint]) -> None:
    start, due = todo.first("DTSTART"), todo.first("DUE")
    if start and due and start.value.strip() != due.value.strip():
        complaints.append(complaint(start, "the start of something to do is not kept, only when it is due"))


def _after_duration(todo: Component, start: Moment, zones: Zones, complaints: list[Complaint]) -> Moment:
    line = todo.first("DURATION")
    if line is None:
        return start
    end = _moment_of_end(line, start, zones, complaints)
    return start._replace(wall=max(end or start.wall, start.wall))


def _done_at(todo: Component, due: Moment, zones: Zones, complaints: list[Complaint]) -> str:
    line, status = todo.first("COMPLETED"), todo.first("STATUS")
    state = status.value.strip().upper() if status else ""
    if status and state == "CANCELLED":
        complaints.append(complaint(status, "a reminder can't be cancelled; taken as done"))
    if not line and state not in {"COMPLETED", "CANCELLED"}:
        return ""
    when = line or todo.first("LAST-MODIFIED") or todo.first("DTSTAMP")
    moment = _moment(when, zones, complaints) if when else None
    return (moment or due).utc()

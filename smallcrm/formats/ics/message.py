"""What an entry is for: METHOD of its calendar (RFC 5546 3.2), and the part of a series it is about (RECURRENCE-ID)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.formats.ics.event import text_of
from smallcrm.formats.ics.parts import complaint
from smallcrm.formats.ics.values import read_moment
from smallcrm.model.happening import say_span
from smallcrm.model.scheduling import CANCEL, Scheduling

if TYPE_CHECKING:
    from smallcrm.formats.content_line import ContentLine
    from smallcrm.formats.ics.parts import Component
    from smallcrm.formats.ics.zones import Zones
    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.incoming import Complaint

ADD = "ADD"
# What is said of an appointment by somebody who doesn't decide on it.
REMARKS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})
_ANSWERS = {
    "ACCEPTED": "accepts",
    "DECLINED": "declines",
    "TENTATIVE": "may come",
    "DELEGATED": "sends somebody else",
}


def method_of(calendar: Component) -> str:
    """The METHOD in upper case; ``""`` for a calendar that is no message."""
    return text_of(calendar, "METHOD").upper()


def remark(method: str, event: Component, draft: AppointmentDraft) -> str:
    """What a message says of the appointment, in words."""
    line = event.first("ATTENDEE") if method in {"REPLY", "COUNTER", "REFRESH"} else event.first("ORGANIZER")
    who = _name(line) if line else "somebody"
    said = text_of(event, "COMMENT")
    return f"{_doing(method, line, draft, who)}{f', saying: {said}' if said else ''}"


def _doing(method: str, line: ContentLine | None, draft: AppointmentDraft, who: str) -> str:
    if method == "REPLY":
        state = line.params.get("PARTSTAT", ("",))[0].upper() if line else ""
        return f'{who} {_ANSWERS.get(state, "answers")} ("{draft.title}")'
    if method == "COUNTER":
        return f'{who} proposes {say_span(draft.start, draft.end)} for "{draft.title}"'
    if method == "REFRESH":
        return f'{who} asks to be sent "{draft.title}" again'
    return f'{who} keeps to the time of "{draft.title}"'


def _name(line: ContentLine) -> str:
    return line.params.get("CN", ("",))[0] or line.value.strip().partition(":")[2] or line.value.strip()


def part_of_series(event: Component, zones: Zones, complaints: list[Complaint]) -> Scheduling:
    """Which part of which series an event is about; of none where it has no RECURRENCE-ID that can be read."""
    line, uid = event.first("RECURRENCE-ID"), text_of(event, "UID")
    said = tuple(sorted({each.name for each, _ in event.properties}))
    if line is None or not uid:
        return Scheduling(said=said)
    try:
        moment = read_moment(line, zones)
    except ValueError as error:
        complaints.append(complaint(line, str(error)))
        return Scheduling(said=said)
    recurrence = moment.wall.date().isoformat() if moment.whole_day else moment.utc()
    return Scheduling(series_uid=uid, recurrence=recurrence, following=is_following(line), said=said)


def is_following(line: ContentLine) -> bool:
    """Whether a RECURRENCE-ID means all times from that on (RFC 5545 3.2.13)."""
    return line.params.get("RANGE", ("",))[0].upper() == "THISANDFUTURE"


def uid_of_part(uid: str, moment: str) -> str:
    """The uid that a part of a series has by itself: the same whenever it is read."""
    return f"{uid}#{moment.replace('-', '').replace(':', '')}"


def as_cancelled(draft: AppointmentDraft, scheduling: Scheduling) -> AppointmentDraft:
    """The draft of a message that calls an appointment off, or a part of it."""
    uid = uid_of_part(draft.uid, scheduling.recurrence) if scheduling.recurrence else draft.uid
    return draft._replace(uid=uid, scheduling=scheduling._replace(method=CANCEL))

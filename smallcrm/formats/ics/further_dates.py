"""Single further dates of an event (RDATE, RFC 5545 3.8.5.2), each as an appointment of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.formats.ics.event import aside
from smallcrm.formats.ics.message import uid_of_part
from smallcrm.formats.ics.parts import complaint
from smallcrm.formats.ics.values import Moment, later, read_duration, read_moment, written
from smallcrm.model.happening import instant, length_of
from smallcrm.model.happening import later as on_the_clock
from smallcrm.model.series import is_time_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from smallcrm.formats.content_line import ContentLine
    from smallcrm.formats.ics.parts import Component
    from smallcrm.formats.ics.zones import Zones
    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.incoming import Complaint

_MOST = 10_000


def further_dates(
    event: Component,
    draft: AppointmentDraft,
    zones: Zones,
    complaints: list[Complaint],
    left_out: Collection[str],
) -> tuple[AppointmentDraft, list[AppointmentDraft]]:
    """The event, with what can't be read put aside, and an appointment for each further date but those left out.

    ``left_out`` are starts, written as the draft's is.
    """
    booked: dict[str, AppointmentDraft] = {}
    unread = []
    for line in event.every("RDATE"):
        try:
            found = list(_booked(line, draft, zones))
        except (ValueError, UsageError) as error:
            complaints.append(complaint(line, f"{error}; the further dates are kept but not booked"))
            unread.append(aside(line))
            continue
        booked |= {
            each.start: each
            for each in found
            if each.start not in left_out and not is_time_of(draft, each.start)
        }
        complaints.append(complaint(line, "each further date comes in as an appointment of its own"))
    booked.pop(draft.start, None)
    return draft._replace(properties=(*draft.properties, *unread)), list(booked.values())


def _booked(line: ContentLine, draft: AppointmentDraft, zones: Zones) -> Iterator[AppointmentDraft]:
    values = [value for value in line.value.split(",") if value.strip()]
    if len(values) > _MOST:
        raise ValueError(f"there are more than {_MOST:,} dates")
    for value in values:
        start, end = _span(line, value.strip(), draft, zones)
        moment = start if draft.all_day else f"{instant(start, draft.timezone):%Y%m%dT%H%M%SZ}"
        uid = uid_of_part(draft.uid, moment) if draft.uid else ""
        yield draft._replace(uid=uid, start=start, end=end, repeat="", occurrences=())


def _span(line: ContentLine, value: str, draft: AppointmentDraft, zones: Zones) -> tuple[str, str]:
    begin, _, finish = value.partition("/")
    moment = read_moment(line, zones, begin)
    wall = moment.within(draft.timezone)
    if moment.whole_day and not draft.all_day:
        raise ValueError("a day is no time")
    start = written(wall, whole_day=draft.all_day)
    if not finish or draft.all_day:
        return start, on_the_clock(start, length_of(draft.start, draft.end))
    there = Moment(wall, draft.timezone)
    ends = (
        there.until(read_moment(line, zones, finish))
        if finish[:1].isdigit()
        else later(there, read_duration(finish))
    )
    return start, written(max(ends, wall), whole_day=False)

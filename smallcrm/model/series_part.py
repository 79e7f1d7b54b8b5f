"""A part of a series told by itself, as calendars do (RFC 5545 3.8.4.4): one of its times, or that and those after it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.model.appointment import OccurrenceDraft
from smallcrm.model.contact import Property
from smallcrm.model.happening import instant, written
from smallcrm.model.series import before, edited, is_time_of, onwards
from smallcrm.model.zone import to_wall

if TYPE_CHECKING:
    from collections.abc import Collection

    from smallcrm.model.appointment import AppointmentDraft, AppointmentEdit

# The properties that an edit of a series and those after it can be made of, by what they are called there.
_EDITABLE = {"SUMMARY": "title", "LOCATION": "location", "DESCRIPTION": "description", "STATUS": "status"}


def recurrence_in(series: AppointmentDraft, moment: str) -> str:
    """How the series names the occurrence at a UTC instant (``YYYY-MM-DDTHH:MM:SSZ``), or on a day.

    A day alone names the occurrence of that day.
    """
    if "T" in moment:
        wall = to_wall(dt.datetime.fromisoformat(moment), series.timezone)
        return written(wall.date() if series.all_day else wall)
    return moment if series.all_day else f"{moment}{series.start[10:]}"


def as_exception(
    recurrence: str, part: AppointmentDraft, series: AppointmentDraft, said: Collection[str]
) -> OccurrenceDraft:
    """The exception that a part makes of one occurrence: only what differs from the series.

    ``said`` are the names of its properties. What it leaves unsaid is as in the series, though RFC 5545 would have
    it empty: a program that writes the new time alone does not mean that the place is gone.
    """
    start, end = _in_series(part, part.start, series), _in_series(part, part.end, series)
    cancelled = part.status == "cancelled"
    status = _unless(part.status, series.status) if "STATUS" in said else None
    return OccurrenceDraft(
        recurrence,
        cancelled=cancelled,
        title=_unless(part.title, series.title) if "SUMMARY" in said else None,
        start=_unless(start, recurrence),
        end=_unless(end, _usual_end(start, series)),
        location=_unless(part.location, series.location) if "LOCATION" in said else None,
        status="cancelled" if cancelled else status,
        properties=_own_properties(part, series, said),
    )


def split(
    series: AppointmentDraft, recurrence: str, part: AppointmentDraft, said: Collection[str]
) -> tuple[AppointmentDraft | None, AppointmentDraft | None]:
    """The series up to but without an occurrence, and from it on as a part has it; None where nothing is left of one.

    UsageError where the series has no such time, or its rule names days that the part moves it away from.
    """
    if not is_time_of(series, recurrence):
        raise UsageError("the series has no such time")
    head = before(series, recurrence) if recurrence > series.start else None
    if part.status == "cancelled":
        return head, None
    tail = onwards(series, recurrence) if head else series
    edit: AppointmentEdit = {
        "start": _in_series(part, part.start, series),
        "end": _in_series(part, part.end, series),
    }
    for name, field in _EDITABLE.items():
        if name in said:
            edit[field] = getattr(part, field)  # type: ignore[literal-required]
    return head, edited(tail, edit, recurrence)


def _unless(value: str, usual: str) -> str | None:
    return None if value == usual else value


def _in_series(part: AppointmentDraft, moment: str, series: AppointmentDraft) -> str:
    wall = dt.datetime.fromisoformat(moment)
    if not part.all_day and not series.all_day and part.timezone != series.timezone:
        wall = to_wall(instant(moment, part.timezone), series.timezone)
    return written(wall.date() if series.all_day else wall)


def _usual_end(start: str, series: AppointmentDraft) -> str:
    length = dt.datetime.fromisoformat(series.end) - dt.datetime.fromisoformat(series.start)
    try:
        end = dt.datetime.fromisoformat(start) + length
    except OverflowError:
        return start
    return written(end.date() if series.all_day else end)


def _own_properties(
    part: AppointmentDraft, series: AppointmentDraft, said: Collection[str]
) -> tuple[Property, ...]:
    own = [kept for kept in part.properties if kept not in series.properties]
    if "DESCRIPTION" in said and part.description != series.description:
        own.append(Property("ics", f"DESCRIPTION:{_escaped(part.description)}"))
    if part.alarms not in {series.alarms, ()}:
        own += [_alarm_property(minutes, part.title) for minutes in part.alarms]
    return tuple(own)


def _escaped(text: str) -> str:
    """As TEXT is written (RFC 5545 3.3.11)."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _alarm_property(minutes: int, title: str) -> Property:
    lines = (
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-PT{minutes}M",
        f"DESCRIPTION:{_escaped(title)}",
        "END:VALARM",
    )
    return Property("ics", "\n".join(lines))

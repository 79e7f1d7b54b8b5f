"""The exceptions of a series: EXDATE (RFC 5545 3.8.5.1) and events with a RECURRENCE-ID (3.8.4.4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from smallcrm.formats.content_line import escape_text
from smallcrm.formats.ics.foreign import FORMAT
from smallcrm.formats.ics.parts import complaint
from smallcrm.formats.ics.values import read_moment, written
from smallcrm.model.appointment import OccurrenceDraft
from smallcrm.model.contact import Property
from smallcrm.model.zone import to_utc, to_wall

if TYPE_CHECKING:
    from smallcrm.formats.content_line import ContentLine
    from smallcrm.formats.ics.parts import Component
    from smallcrm.formats.ics.zones import Zones
    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.incoming import Complaint


def cancelled_occurrences(
    event: Component, series: AppointmentDraft, zones: Zones, complaints: list[Complaint]
) -> dict[str, OccurrenceDraft]:
    """The occurrences that EXDATE takes out, by when they were meant to be."""
    found = {}
    for line in event.every("EXDATE"):
        for value in filter(None, (part.strip() for part in line.value.split(","))):
            try:
                recurrence = _recurrence(line, series, zones, value)
            except ValueError as error:
                complaints.append(complaint(line, f"{value}: {error}"))
                continue
            found[recurrence] = OccurrenceDraft(recurrence, cancelled=True)
    return found


def recurrence_of(line: ContentLine, series: AppointmentDraft, zones: Zones) -> str:
    """Which occurrence a RECURRENCE-ID means, written as the ``start`` of the series is.

    Raises:
        ValueError: it is no moment.
    """
    return _recurrence(line, series, zones, "")


def _recurrence(line: ContentLine, series: AppointmentDraft, zones: Zones, value: str) -> str:
    moment = read_moment(line, zones, value)
    wall = moment.within(series.timezone)
    if moment.whole_day and not series.all_day:
        # A day alone names the occurrence of that day.
        wall = datetime.combine(wall.date(), datetime.fromisoformat(series.start).time())
    return written(wall, whole_day=series.all_day)


def moved_occurrence(
    recurrence: str, override: AppointmentDraft, series: AppointmentDraft, said: set[str]
) -> OccurrenceDraft:
    """The exception that an event with a RECURRENCE-ID makes: only what differs from the series is said.

    ``said`` are the names of its properties. What it leaves unsaid is as in the series, though RFC 5545 would have
    it empty: a program that writes the new time alone does not mean that the place is gone.
    """
    start, end = _in_series(override, override.start, series), _in_series(override, override.end, series)
    cancelled = override.status == "cancelled"
    return OccurrenceDraft(
        recurrence,
        cancelled=cancelled,
        title=_unless(override.title, series.title) if "SUMMARY" in said else None,
        start=_unless(start, recurrence),
        end=_unless(end, _usual_end(start, series)),
        location=_unless(override.location, series.location) if "LOCATION" in said else None,
        status="cancelled"
        if cancelled
        else _unless(override.status, series.status)
        if "STATUS" in said
        else None,
        properties=_own_properties(override, series, said),
    )


def _unless(value: str, usual: str) -> str | None:
    return None if value == usual else value


def _in_series(override: AppointmentDraft, moment: str, series: AppointmentDraft) -> str:
    wall = datetime.fromisoformat(moment)
    if not override.all_day and not series.all_day and override.timezone != series.timezone:
        wall = to_wall(to_utc(wall, override.timezone), series.timezone)
    return written(wall, whole_day=series.all_day)


def _usual_end(start: str, series: AppointmentDraft) -> str:
    length = datetime.fromisoformat(series.end) - datetime.fromisoformat(series.start)
    try:
        return written(datetime.fromisoformat(start) + length, whole_day=series.all_day)
    except OverflowError:
        return start


def _own_properties(
    override: AppointmentDraft, series: AppointmentDraft, said: set[str]
) -> tuple[Property, ...]:
    own = [kept for kept in override.properties if kept not in series.properties]
    if "DESCRIPTION" in said and override.description != series.description:
        own.append(Property(FORMAT, f"DESCRIPTION:{escape_text(override.description)}"))
    if override.alarms not in {series.alarms, ()}:
        own += [_alarm_property(minutes, override.title) for minutes in override.alarms]
    return tuple(own)


def _alarm_property(minutes: int, title: str) -> Property:
    lines = (
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:-PT{minutes}M",
        f"DESCRIPTION:{escape_text(title)}",
        "END:VALARM",
    )
    return Property(FORMAT, "\n".join(lines))

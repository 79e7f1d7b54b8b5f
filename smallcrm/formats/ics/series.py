"""The exceptions of a series: EXDATE (RFC 5545 3.8.5.1) and events with a RECURRENCE-ID (3.8.4.4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from smallcrm.formats.ics.parts import complaint
from smallcrm.formats.ics.values import read_moment, written
from smallcrm.model.appointment import OccurrenceDraft

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

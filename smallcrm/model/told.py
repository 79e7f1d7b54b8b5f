"""What calendars are told of an appointment or reminder: words that say enough on a telephone's small screen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING

from smallcrm.model.contact import Property
from smallcrm.model.text import fold

if TYPE_CHECKING:
    from smallcrm.model.calendar_entry import CalendarEvent


def summary(title: str, contact: str | None) -> str:
    """``Dee Walsh: Colour``; the title alone without a contact, or where it names them already."""
    if not contact or (contact in title or fold(contact) in fold(title)):
        return title
    return f"{contact}: {title}"


def way_to(contact: str | None, phone: str | None) -> str:
    """``Dee Walsh, +447700900142``, which a telephone makes a link of."""
    return ", ".join(part for part in (contact, phone) if part)


def description(text: str | None, contact: str | None, phone: str | None) -> str:
    """What is to be known of it, and last the way to its contact, if there is a number."""
    return "\n".join(part for part in (text, way_to(contact, phone) if phone else None) if part)


BUSY = "Busy"


def only_busy(event: CalendarEvent) -> CalendarEvent:
    """The event as strangers may see it: when, and whether time is taken at all (TRANSP), but not with whom or for what."""
    return event._replace(
        summary=BUSY,
        description="",
        location="",
        contact="",
        categories=(),
        alarms=(),
        overrides=tuple(
            override._replace(summary=None, location=None, properties=_timing(override.properties))
            for override in event.overrides
        ),
        properties=(Property("ics", "CLASS:PRIVATE"), *_timing(event.properties)),
    )


def _timing(properties: tuple[Property, ...]) -> tuple[Property, ...]:
    taken = ("TRANSP:OPAQUE", "TRANSP:TRANSPARENT")
    return tuple(kept for kept in properties if kept.line.upper() in taken)


# The last of these days is the last of the month. Said so, since ical.js leaves BYSETPOS out beside BYMONTHDAY.
_LAST_OF_MONTH = {("MONTHLY", (), (28, 29, 30, 31)), ("YEARLY", (2,), (28, 29))}


@lru_cache(maxsize=4096)
def rule(repeat: str, timezone: str, *, all_day: bool) -> str:
    """The RRULE of something that starts in a zone, or on whole days: its UNTIL of the type that DTSTART demands."""
    from smallcrm.model.rule import read_rule

    found = read_rule(repeat)
    if found.by_set_pos == (-1,) and (found.freq, found.by_month, found.by_month_day) in _LAST_OF_MONTH:
        found = found._replace(by_month_day=(-1,), by_set_pos=())
    if found.until is None:
        return str(found)
    # A UTC until may lie within a day of where the calendar itself ends.
    try:
        until = _last_date(found.until, timezone) if all_day else _last_instant(found.until, timezone)
    except OverflowError:
        until = date(9999, 12, 31) if all_day else datetime(9999, 12, 31, tzinfo=UTC)
    return str(found._replace(until=until))


def _last_date(until: date, timezone: str) -> date:
    from smallcrm.model.zone import to_wall

    if not isinstance(until, datetime):
        return until
    return to_wall(until, timezone).date() if until.tzinfo else until.date()


def _last_instant(until: date, timezone: str) -> datetime:
    """UNTIL in UTC, as RFC 5545 3.3.10 demands for a DTSTART with a zone; a date is good to its last second."""
    from smallcrm.model.zone import to_utc

    if not isinstance(until, datetime):
        until = datetime.combine(until, time(23, 59, 59))
    return until if until.tzinfo else to_utc(until, timezone)

"""What is said of an appointment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.cli.one import facts
from smallcrm.model.happening import say_span

if TYPE_CHECKING:
    from smallcrm.cli.face import Face
    from smallcrm.model.appointment import AppointmentRow


def local(moment: str) -> str:
    """A time of a row as the store keeps it: without its offset."""
    return moment[:16]


def in_words(face: Face, row: AppointmentRow) -> str:
    """``Maya O'Connor, Fix valve: Mon 21 Sep 2026, 09:00–10:30 (3)``, with its zone and repeat where there is one."""
    who = f"{row.contact}, {row.title}" if row.contact else row.title
    return f"{who}: {when_in_words(face, row)} ({row.id})"


def when_in_words(face: Face, row: AppointmentRow) -> str:
    """Its span, with the zone where it isn't the user's, and how it repeats."""
    span = say_span(local(row.start), local(row.end))
    zone = f" {row.timezone}" if row.timezone != face.crm.desk.timezone and not row.all_day else ""
    return f"{span}{zone}{_repeat(row)}"


def _repeat(row: AppointmentRow) -> str:
    if not row.repeat:
        return ""
    from smallcrm.model.repeat import repeat_in_words

    return f", {repeat_in_words(row.repeat)}"


def page(face: Face, row: AppointmentRow) -> list[str]:
    """An appointment for a person, line by line."""
    alarms = ", ".join(_before(minutes) for minutes in row.alarms)
    pairs = [
        ("with", f"{row.contact} ({row.contact_id})" if row.contact else None),
        ("when", when_in_words(face, row)),
        ("where", row.location),
        ("job", f"{face.read.jobs.get(row.job_id).title} ({row.job_id})" if row.job_id else None),
        ("status", row.status),
        ("alarm", alarms),
    ]
    return [f"{row.title} ({row.id})", *facts(pairs), *_exceptions(row)]


def _before(minutes: int) -> str:
    from smallcrm.model.duration import Duration

    return f"{Duration(minutes=minutes)} before" if minutes else "when it starts"


def _exceptions(row: AppointmentRow) -> list[str]:
    return [f"except {_exception(item)}" for item in row.occurrences]


def _exception(item: dict[str, str | None]) -> str:
    recurrence = local(item["recurrence"] or "")
    start, end = item["start"], item["end"]
    said = [
        "cancelled" if item["cancelled"] else item["status"] or "",
        say_span(local(start or recurrence), local(end or start or recurrence)) if start or end else "",
        item["title"] or "",
        item["location"] or "",
    ]
    words = ", ".join(part for part in said if part)
    return f"{say_span(recurrence, recurrence)}: {words or 'details of its own'}"

"""What of the book a calendar holds, and the SQL that finds it: no condition that does not matter slows a long one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.clock import stamp
from smallcrm.model.calendar_words import add_months
from smallcrm.model.zone import to_utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.desk import Desk

KINDS = ("appointments", "reminders")
# So long subscribers are told of what was cancelled or removed.
REMEMBERED = dt.timedelta(days=90)
MONTHS_BACK, MONTHS_AHEAD = 3, 18


class Extract(NamedTuple):
    """What of the book a calendar holds: ``kinds``, of one contact or all, from one local day up to but without another.

    None as a day is no bound. ``tag``, in its folded form, leaves what has it, or is with a contact or for a job that
    has. ``busy`` says when, and nothing else.
    """

    kinds: Sequence[str] = KINDS
    contact_id: int | None = None
    frm: dt.date | None = None
    to: dt.date | None = None
    cancelled: bool = True
    tag: str | None = None
    busy: bool = False

    @property
    def form(self) -> int:
        """How its items are rendered, 0 to 3: the same item has the same bytes in all calendars of a form."""
        return 2 * self.busy + (not self.cancelled)

    @property
    def whole(self) -> bool:
        """Whether nothing is left out for whom it is with, so that what was removed belongs in too."""
        return self.contact_id is None and self.tag is None


def window(today: dt.date) -> tuple[dt.date, dt.date]:
    """What a calendar holds unless told: from the month three months back to that 18 ahead; the end is exclusive."""
    first = today.replace(day=1)
    return add_months(first, -MONTHS_BACK), add_months(first, MONTHS_AHEAD + 1)


_TAGGED = "(SELECT g.subject_uid FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE t.name_key = :tag)"
_EVENT = {
    "to": "a.starts_utc < :to",
    "frm": "(a.ends_utc > :frm OR (a.repeat IS NOT NULL AND (a.last_utc IS NULL OR a.last_utc > :frm)))",
    "contact": "a.id IN (SELECT appointment_id FROM appointment_contact WHERE contact_id = :contact)",
    "tag": f"""(a.uid IN {_TAGGED} OR a.job_id IN (SELECT id FROM job WHERE uid IN {_TAGGED}) OR a.id IN (
  SELECT ac.appointment_id FROM contact t JOIN appointment_contact ac ON ac.contact_id = t.id WHERE t.uid IN {_TAGGED}))""",
}
_TODO = {
    "to": "r.due_utc < :to",
    "frm": "(r.done_at IS NULL OR r.done_at >= :frm)",
    "contact": "r.contact_id = :contact",
    "tag": f"""(r.uid IN {_TAGGED} OR r.job_id IN (SELECT id FROM job WHERE uid IN {_TAGGED})
  OR r.contact_id IN (SELECT id FROM contact WHERE uid IN {_TAGGED}))""",
}
# What was called off long ago is gone from everybody's calendar.
_LATELY = "(a.status <> 'cancelled' OR (SELECT revised_at FROM calendar_item WHERE uid = a.uid) >= :since)"


def events_of(extract: Extract) -> str:
    """The condition for an ``appointment a`` to be in it."""
    return " AND ".join(
        [_LATELY if extract.cancelled else "a.status <> 'cancelled'", *_needed(_EVENT, extract)]
    )


def todos_of(extract: Extract) -> str:
    """The condition for a ``reminder r`` to be in it.

    Of an appointment and a reminder with one uid, a calendar holds the appointment.
    """
    parts = _needed(_TODO, extract)
    if "appointments" in extract.kinds:
        parts.append(f"NOT EXISTS (SELECT 1 FROM appointment a WHERE a.uid = r.uid AND {events_of(extract)})")
    return " AND ".join(parts) or "1"


def _needed(parts: dict[str, str], extract: Extract) -> list[str]:
    asked = {"to": extract.to, "frm": extract.frm, "contact": extract.contact_id, "tag": extract.tag}
    return [part for name, part in parts.items() if asked[name] is not None]


def values_of(extract: Extract, desk: Desk) -> dict[str, Any]:
    """What the conditions' parameters mean, as of today."""
    # From the start of that day, so that a calendar is the same all day long.
    days = {"frm": extract.frm, "to": extract.to, "since": desk.today() - REMEMBERED}
    instants = {name: _midnight(day, desk.timezone) for name, day in days.items() if day}
    return {**instants, "contact": extract.contact_id, "tag": extract.tag}


def _midnight(day: dt.date, timezone: str) -> str:
    return stamp(to_utc(dt.datetime.combine(day, dt.time()), timezone))

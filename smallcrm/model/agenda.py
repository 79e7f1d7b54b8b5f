"""What a day holds: one line of `agenda`, `today` or `next`, whatever kind of thing it is."""

from __future__ import annotations

from typing import Any, NamedTuple

# The kinds in the order in which they stand within a day.
BIRTHDAY, APPOINTMENT, REMINDER, JOB, CONTACT = "birthday", "appointment", "reminder", "job", "contact"


class AgendaItem(NamedTuple):
    """One line; the fields are the keys of its JSON.

    ``type`` is appointment, reminder, job, birthday or contact, ``id`` that thing's id (of a birthday the contact's).
    ``occurrence`` is the start that this time of a series was first meant for, in its zone. ``at`` and ``end`` are ISO 8601
    with the offset of the user's zone, or dates (an end exclusive). ``why`` is the reason it is listed.
    """

    type: str
    id: int
    at: str
    title: str
    why: str
    occurrence: str | None = None
    end: str | None = None
    all_day: bool = False
    contact_id: int | None = None
    contact: str | None = None
    job_id: int | None = None
    status: str | None = None
    location: str | None = None
    phone: str | None = None
    overdue: bool = False

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return {name: getattr(self, name) for name in KEYS}


KEYS = (
    "type", "id", "occurrence", "at", "end", "all_day", "title", "contact_id", "contact", "job_id", "status",
    "location", "phone", "overdue", "why",
)  # fmt: skip

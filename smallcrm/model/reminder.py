"""A reminder: something to do by a day or an hour, once, on a rule, or again some time after it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

if TYPE_CHECKING:
    from smallcrm.model.contact import Property


class ReminderDraft(NamedTuple):
    """A reminder to set: ``due`` is ``YYYY-MM-DD`` or a local wall time ``YYYY-MM-DDTHH:MM`` in ``timezone``.

    ``repeat`` is an RRULE value; ``repeat_after`` an ISO 8601 duration counted from completion; ``done_at`` is UTC.
    ``sequence`` and ``revised_at`` (UTC, ``YYYYMMDDTHHMMSSZ``) tell which of two versions is the later.
    """

    text: str
    due: str
    timezone: str
    contact_id: int | None = None
    job_id: int | None = None
    repeat: str = ""
    repeat_after: str = ""
    done_at: str = ""
    attendees: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()
    uid: str = ""
    sequence: int = 0
    revised_at: str = ""


class ReminderEdit(TypedDict, total=False):
    """What to change of a reminder: what is not named stays; ``""`` (of an id None) clears.

    Giving one kind of repeat takes the other away.
    """

    text: str
    due: str
    timezone: str
    contact_id: int | None
    job_id: int | None
    repeat: str
    repeat_after: str


class ReminderRow(NamedTuple):
    """One reminder as readers see it; the fields are the keys of its JSON.

    ``due`` is a date or ISO 8601 with offset, ``repeat`` an RRULE value, ``repeat_after`` an ISO 8601 duration.
    """

    id: int
    uid: str
    text: str
    due: str
    contact_id: int | None
    contact: str | None
    job_id: int | None
    repeat: str | None
    repeat_after: str | None
    done_at: str | None

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return self._asdict()

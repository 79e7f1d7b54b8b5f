"""An appointment: local wall time in a zone, once or in a series with exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

if TYPE_CHECKING:
    from smallcrm.model.contact import Property
    from smallcrm.model.scheduling import Scheduling

STATUSES = ("tentative", "confirmed", "cancelled")


class OccurrenceDraft(NamedTuple):
    """An exception of a series: the occurrence first meant for ``recurrence`` (local, as ``start``).

    ``cancelled`` with nothing else is an EXDATE; None in a field means as in the series.
    """

    recurrence: str
    cancelled: bool = False
    title: str | None = None
    start: str | None = None
    end: str | None = None
    location: str | None = None
    status: str | None = None
    properties: tuple[Property, ...] = ()


class AppointmentDraft(NamedTuple):
    """An appointment to book.

    ``start`` and ``end`` are local wall times ``YYYY-MM-DDTHH:MM`` in ``timezone`` (IANA), or for ``all_day``
    dates with the end exclusive (RFC 5545 3.6.1). ``repeat`` is an RRULE value. ``alarms`` are minutes
    before the start. ``attendees`` are e-mail addresses by which an importer finds the contacts. ``sequence`` and
    ``revised_at`` (UTC, ``YYYYMMDDTHHMMSSZ``) tell which of two versions is the later; what only says something of an
    appointment has a ``scheduling``.
    """

    title: str
    start: str
    end: str
    timezone: str
    all_day: bool = False
    contact_ids: tuple[int, ...] = ()
    job_id: int | None = None
    location: str = ""
    description: str = ""
    status: str = "confirmed"
    repeat: str = ""
    alarms: tuple[int, ...] = ()
    occurrences: tuple[OccurrenceDraft, ...] = ()
    attendees: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()
    sequence: int = 0
    uid: str = ""
    revised_at: str = ""
    scheduling: Scheduling | None = None


class AppointmentRow(NamedTuple):
    """One appointment as readers see it; ``start`` and ``end`` carry their offset, or are dates when all day."""

    id: int
    uid: str
    contact_id: int | None
    contact: str | None
    job_id: int | None
    title: str
    start: str
    end: str
    timezone: str
    all_day: bool
    location: str | None
    status: str
    repeat: str | None
    alarms: list[int]
    sequence: int
    occurrences: list[dict[str, Any]]

    def json(self) -> dict[str, Any]:
        """The record as scripts see it; the exceptions of a series are told by ``show``."""
        record = self._asdict()
        del record["occurrences"]
        return record


class AppointmentEdit(TypedDict, total=False):
    """What to change of an appointment: what is not named stays; ``""`` and None clear.

    ``start`` and ``end`` (as in a draft) are those of the occurrence that is edited; the others of its series that
    the edit is about move along. ``contact_ids`` are all its contacts, ``alarms`` all its alarms in minutes.
    """

    title: str
    start: str
    end: str
    timezone: str
    all_day: bool
    contact_ids: tuple[int, ...]
    job_id: int | None
    location: str
    description: str
    status: str
    repeat: str
    alarms: tuple[int, ...]


class Part(NamedTuple):
    """Which part of a series an act is about: ``only`` one occurrence, it and the ``following``, or ``all``.

    ``recurrence`` is the occurrence meant, by its original local start; with ``all`` the one that is looked at.
    """

    kind: str = "all"
    recurrence: str = ""

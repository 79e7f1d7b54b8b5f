"""What an appointment, a reminder or a contact says, fact by fact, so that two accounts of it can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.model.contact import SINGLE
from smallcrm.model.text import fold, storable
from smallcrm.write.ways import ADDRESS, EMAIL, HANDLE, PHONE, URL, Columns, Way, added

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.contact import Property
    from smallcrm.model.reminder import ReminderDraft
    from smallcrm.model.settle import Settled
    from smallcrm.model.three_way import Facts

# What a way says besides what it is known by.
SAID = {
    EMAIL: ("value", "label", "preferred"),
    PHONE: ("label", "preferred"),
    ADDRESS: ("street", "city", "region", "postcode", "country", "label", "preferred"),
    URL: ("value", "label"),
    HANDLE: ("platform", "value"),
}


def facts_of(draft: AppointmentDraft | ReminderDraft | Settled) -> Facts:
    """What a draft as a file has it says."""
    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.reminder import ReminderDraft

    if isinstance(draft, AppointmentDraft):
        return _of_appointment(draft)
    return _of_reminder(draft) if isinstance(draft, ReminderDraft) else _of_contact(draft)


def _of_appointment(draft: AppointmentDraft) -> Facts:
    singles = ("title", "location", "description", "status", "repeat")
    facts: Facts = {(name, ""): value for name in singles if (value := getattr(draft, name))}
    facts["when", ""] = (draft.start, draft.end, draft.timezone, draft.all_day)
    facts |= {("alarm", str(minutes)): minutes for minutes in draft.alarms}
    facts |= {("occurrence", each.recurrence): each for each in draft.occurrences}
    return facts | _attached(draft)


def _of_reminder(draft: ReminderDraft) -> Facts:
    singles = ("text", "repeat", "done_at")
    facts: Facts = {(name, ""): value for name in singles if (value := getattr(draft, name))}
    facts["due", ""] = (draft.due, draft.timezone)
    return facts | _attached(draft)


def _attached(draft: AppointmentDraft | ReminderDraft) -> Facts:
    return {
        **{("attendee", address): address for address in draft.attendees},
        **_properties(draft.properties),
    }


def _properties(properties: Sequence[Property]) -> Facts:
    return {("property", storable(kept.line)): kept for kept in properties}


def _of_contact(settled: Settled) -> Facts:
    draft = settled.draft
    facts: Facts = {(name, ""): storable(value) for name in SINGLE if (value := getattr(draft, name))}
    facts["name", ""] = settled.name
    if draft.kind:
        facts["kind", ""] = settled.kind
    # An organisation is no employer of its own, whatever a program made of its kind.
    if draft.company and fold(draft.company) != settled.name_key:
        facts["company", ""] = draft.company
    if draft.photo:
        facts["photo", ""] = draft.photo
    facts |= {(way.table, way.key(row)): said(way, row) for way, row in _ways(settled)}
    facts |= {("tag", fold(tag)): tag for tag in draft.tags if fold(tag)}
    facts |= {("consent", "|".join(map(str, consent))): consent for consent in draft.consent}
    facts |= {("field", name): value for name, value in draft.fields if value}
    return facts | _properties(draft.properties)


def _ways(settled: Settled) -> Iterator[tuple[Way, Columns]]:
    for way, rows in added(settled).items():
        for row in rows:
            yield way, row


def said(way: Way, row: Columns) -> tuple[Any, ...]:
    """What a row says besides what it is known by, nothing and no preference alike however they are written."""
    return tuple(row.get(name) or "" for name in SAID[way])

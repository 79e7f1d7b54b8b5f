"""An appointment's rows: written from a draft, read back as one, and brought to another in place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from smallcrm.errors import NotFound, UsageError
from smallcrm.model.appointment import STATUSES, AppointmentDraft, OccurrenceDraft
from smallcrm.model.contact import Property
from smallcrm.model.happening import bounds, later, length_of, plan_of, say_span, stamped
from smallcrm.model.text import storable
from smallcrm.model.zone import check_zone
from smallcrm.write.party import check_contact, set_party
from smallcrm.write.row import insert_row, new_uid, update_row
from smallcrm.write.rows import ManyRows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from smallcrm.write.change import Change

_DRAFT = (
    "title, starts, ends, timezone, all_day, job_id, coalesce(location, ''), coalesce(description, ''), status, "
    "coalesce(repeat, ''), uid"
)
_OCCURRENCE = "recurrence, cancelled, title, starts, ends, location, status, uid"


def checked(draft: AppointmentDraft) -> AppointmentDraft:
    """The draft as the store keeps it; UsageError where it can't be."""
    title = " ".join(storable(draft.title).split())
    if not title:
        raise UsageError("an appointment needs a title")
    if draft.status not in STATUSES:
        raise UsageError(f'an appointment is {", ".join(STATUSES)}, not "{draft.status}"')
    check_zone(draft.timezone)
    if draft.end < draft.start or (draft.all_day and draft.end == draft.start):
        raise UsageError(f"it ends before it starts ({say_span(draft.start, draft.start)})")
    return draft._replace(
        title=title,
        repeat=_rule(draft.repeat),
        occurrences=draft.occurrences if draft.repeat else (),
        alarms=tuple(sorted(set(draft.alarms))),
    )


def _rule(repeat: str) -> str:
    if not repeat:
        return ""
    from smallcrm.model.rule import read_rule

    return str(read_rule(repeat))


def _columns(draft: AppointmentDraft) -> dict[str, Any]:
    starts_utc, ends_utc, last_utc = bounds(plan_of(draft))
    return {
        "title": draft.title, "description": storable(draft.description) or None, "starts": draft.start,
        "ends": draft.end, "timezone": draft.timezone, "all_day": int(draft.all_day), "starts_utc": starts_utc,
        "ends_utc": ends_utc, "last_utc": last_utc, "location": storable(draft.location) or None,
        "status": draft.status, "repeat": draft.repeat or None, "job_id": draft.job_id,
    }  # fmt: skip


def insert(change: Change, draft: AppointmentDraft) -> int:
    """Write a checked draft and all that hangs on it; its id. NotFound where there is no such contact or job."""
    connection = change.connection
    _check_job(connection, draft.job_id)
    for contact_id in draft.contact_ids:
        check_contact(connection, contact_id)
    rows = ManyRows(connection)
    appointment_id = put(rows, change.at, draft)
    rows.flush()
    return appointment_id


def put(rows: ManyRows, at: str, draft: AppointmentDraft) -> int:
    """Put in a checked draft, of contacts and a job that there are, and all that hangs on it; its id."""
    uid = draft.uid or rows.new_uid()
    appointment_id = rows.put("appointment", at, at, *_columns(draft).values(), uid=uid)
    for position, contact_id in enumerate(dict.fromkeys(draft.contact_ids)):
        rows.put("appointment_contact", appointment_id, contact_id, position)
    for minutes in sorted(set(draft.alarms)):
        rows.put("alarm", appointment_id, minutes)
    for occurrence in draft.occurrences:
        _put_occurrence(rows, appointment_id, draft, occurrence)
    _put_properties(rows, uid, _stored(draft.properties))
    return appointment_id


def load(connection: sqlite3.Connection, appointment_id: int) -> AppointmentDraft:
    """An appointment as the draft that would make it; NotFound where there is none of that id."""
    row = connection.execute(f"SELECT {_DRAFT} FROM appointment WHERE id = ?", (appointment_id,)).fetchone()
    if row is None:
        raise NotFound(f"there is no appointment {appointment_id}")
    title, start, end, timezone, all_day, job_id, location, description, status, repeat, uid = row
    return AppointmentDraft(
        title, start, end, timezone, bool(all_day),
        _column(connection, "SELECT contact_id FROM appointment_contact WHERE appointment_id = ? ORDER BY position", appointment_id),
        job_id, location, description, status, repeat,
        _column(connection, "SELECT minutes FROM alarm WHERE appointment_id = ? ORDER BY minutes", appointment_id),
        _occurrences(connection, appointment_id) if repeat else (),
        properties=properties_of(connection, uid), uid=uid,
    )  # fmt: skip


def _column(connection: sqlite3.Connection, query: str, thing_id: int) -> tuple[int, ...]:
    return tuple(value for (value,) in connection.execute(query, (thing_id,)))


def _occurrences(connection: sqlite3.Connection, appointment_id: int) -> tuple[OccurrenceDraft, ...]:
    query = f"SELECT {_OCCURRENCE} FROM occurrence WHERE appointment_id = ? ORDER BY recurrence"
    return tuple(
        OccurrenceDraft(row[0], bool(row[1]), *row[2:7])._replace(
            properties=properties_of(connection, row[7])
        )
        for row in connection.execute(query, (appointment_id,)).fetchall()
    )


def properties_of(connection: sqlite3.Connection, uid: str) -> tuple[Property, ...]:
    """The foreign properties of a thing."""
    query = "SELECT format, line FROM property WHERE subject_uid = ? ORDER BY id"
    return tuple(Property(*row) for row in connection.execute(query, (uid,)))


def store(change: Change, appointment_id: int, draft: AppointmentDraft) -> bool:
    """Bring an appointment to what a checked draft says; whether that changed anything."""
    connection = change.connection
    _check_job(connection, draft.job_id)
    touched = update_row(connection, "appointment", appointment_id, _columns(draft), change.at)
    around = (
        set_party(connection, "appointment", appointment_id, draft.contact_ids),
        set_alarms(connection, appointment_id, draft.alarms),
        set_occurrences(connection, appointment_id, draft),
        set_properties(connection, draft.uid, draft.properties),
    )
    if any(around):
        # What hangs on it is part of it: subscribers are told, and it counts as changed.
        connection.execute("UPDATE appointment SET updated_at = ? WHERE id = ?", (change.at, appointment_id))
    return touched or any(around)


def _check_job(connection: sqlite3.Connection, job_id: int | None) -> None:
    if job_id is not None and not connection.execute("SELECT 1 FROM job WHERE id = ?", (job_id,)).fetchone():
        raise NotFound(f"there is no job {job_id}")


def set_alarms(connection: sqlite3.Connection, appointment_id: int, minutes: Sequence[int]) -> bool:
    """Make these the alarms; whether that changed any."""
    have = set(_column(connection, "SELECT minutes FROM alarm WHERE appointment_id = ?", appointment_id))
    for gone in have - set(minutes):
        connection.execute(
            "DELETE FROM alarm WHERE appointment_id = ? AND minutes = ?", (appointment_id, gone)
        )
    for new in sorted(set(minutes) - have):
        insert_row(connection, "alarm", {"uid": new_uid(), "appointment_id": appointment_id, "minutes": new})
    return have != set(minutes)


def set_properties(connection: sqlite3.Connection, uid: str, properties: Iterable[Property]) -> bool:
    """Make these the foreign properties of a thing; whether that changed any."""
    wanted = _stored(properties)
    have = [tuple(kept) for kept in properties_of(connection, uid)]
    if have == wanted:
        return False
    connection.execute("DELETE FROM property WHERE subject_uid = ?", (uid,))
    rows = ManyRows(connection)
    _put_properties(rows, uid, wanted)
    rows.flush()
    return True


def _stored(properties: Iterable[Property]) -> list[tuple[str, str]]:
    return [(kept.format, storable(kept.line)) for kept in properties]


def _put_properties(rows: ManyRows, uid: str, wanted: Iterable[tuple[str, str]]) -> None:
    for form, line in wanted:
        rows.put("property", uid, form, line)


def set_occurrences(connection: sqlite3.Connection, appointment_id: int, draft: AppointmentDraft) -> bool:
    """Make the draft's the exceptions of the series, those that stay in place; whether that changed any."""
    query = f"SELECT {_OCCURRENCE}, starts_utc, ends_utc, id FROM occurrence WHERE appointment_id = ?"
    have = {row[0]: row for row in connection.execute(query, (appointment_id,))}
    wanted = {each.recurrence: each for each in draft.occurrences}
    gone = have.keys() - wanted.keys()
    for recurrence in gone:
        connection.execute("DELETE FROM occurrence WHERE id = ?", (have[recurrence][-1],))
    changed = [
        _set_occurrence(connection, draft, each, have[each.recurrence])
        for each in wanted.values()
        if each.recurrence in have
    ]
    new = [each for each in wanted.values() if each.recurrence not in have]
    rows = ManyRows(connection)
    for each in new:
        _put_occurrence(rows, appointment_id, draft, each)
    rows.flush()
    return bool(gone or new) or any(changed)


def _put_occurrence(
    rows: ManyRows, appointment_id: int, draft: AppointmentDraft, occurrence: OccurrenceDraft
) -> None:
    uid = rows.new_uid()
    rows.put("occurrence", appointment_id, *_occurrence_columns(draft, occurrence).values(), uid=uid)
    _put_properties(rows, uid, _stored(occurrence.properties))


def _set_occurrence(
    connection: sqlite3.Connection, draft: AppointmentDraft, occurrence: OccurrenceDraft, have: Sequence[Any]
) -> bool:
    columns = _occurrence_columns(draft, occurrence)
    values = tuple(columns.values())
    differs = (*have[:7], *have[8:10]) != values
    if differs:
        sets = ", ".join(f"{name} = ?" for name in columns)
        connection.execute(f"UPDATE occurrence SET {sets} WHERE id = ?", (*values, have[-1]))
    return set_properties(connection, have[7], occurrence.properties) or differs


def _occurrence_columns(draft: AppointmentDraft, occurrence: OccurrenceDraft) -> dict[str, Any]:
    start, end = occurrence.start or occurrence.recurrence, occurrence.end
    moved = bool(occurrence.start or end)
    end = end or later(start, length_of(draft.start, draft.end))
    return {
        "recurrence": occurrence.recurrence, "cancelled": int(occurrence.cancelled),
        "title": None if occurrence.title is None else storable(occurrence.title),
        "starts": occurrence.start, "ends": occurrence.end,
        "location": None if occurrence.location is None else storable(occurrence.location),
        "status": occurrence.status, "starts_utc": stamped(start, draft.timezone) if moved else None,
        "ends_utc": stamped(end, draft.timezone) if moved else None,
    }  # fmt: skip


def shift_occurrences(connection: sqlite3.Connection, appointment_id: int, shift: dt.timedelta) -> None:
    """Name the exceptions of a series anew after it moved by ``shift``, in an order in which no two names meet."""
    if not shift:
        return
    order = "DESC" if shift > dt.timedelta() else "ASC"
    query = f"SELECT id, recurrence FROM occurrence WHERE appointment_id = ? ORDER BY recurrence {order}"
    for occurrence_id, recurrence in connection.execute(query, (appointment_id,)).fetchall():
        connection.execute(
            "UPDATE occurrence SET recurrence = ? WHERE id = ?", (later(recurrence, shift), occurrence_id)
        )

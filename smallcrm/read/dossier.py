"""All that is known of one person and of nobody else: what they may ask to see.

Other people stand in no field of it: a note that several share names only this one, a tie to another person says what
it is but not to whom. What the text of a note says of others stays, since it was said of this person too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from smallcrm.model.contact import ORGANISATION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.model.contact_row import ContactRow
    from smallcrm.read.page import Page

# Rows that belong to one contact, by the column that says so.
OWN = ("email", "phone", "address", "url", "handle", "consent", "photo", "custom_field", "reminder")
SHARED = ("note", "job", "appointment")


def dossier(connection: sqlite3.Connection, known: Page) -> dict[str, Any]:
    """The record, as JSON would have it."""
    contact = known.contact
    subject = (contact.uid,)

    def rows(query: str, key: tuple[object, ...] = subject) -> list[dict[str, Any]]:
        return _dicts(connection, query, key)

    return {
        "contact": contact.json(),
        "relations": list(_ties(connection, contact.id)),
        "notes": [_alone(row.json(), contact) for row in known.notes()],
        "jobs": [_alone(row.json(), contact) for row in known.jobs],
        "appointments": [_appointment(connection, row.json(), contact) for row in known.appointments],
        "reminders": [row.json() for row in known.reminders],
        "last_contacted_at": known.last_contact and known.last_contact[0],
        "photos": rows("SELECT data FROM photo WHERE contact_id = ? ORDER BY id", (contact.id,)),
        "external_keys": rows("SELECT source, key FROM external_key WHERE subject_uid = ? ORDER BY id"),
        "properties": rows("SELECT format, line FROM property WHERE subject_uid = ? ORDER BY id"),
        "provenance": rows(
            "SELECT property, value, source, line, at FROM provenance WHERE subject_uid = ? ORDER BY id"
        ),
        "merged": rows(
            "SELECT merged_id AS id, merged_uid AS uid FROM merged WHERE contact_id = ? ORDER BY id",
            (contact.id,),
        ),
        "history": list(_history(connection, contact.id)),
    }


def _dicts(connection: sqlite3.Connection, query: str, key: Sequence[object]) -> list[dict[str, Any]]:
    cursor = connection.execute(query, tuple(key))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def _alone(record: dict[str, Any], contact: ContactRow) -> dict[str, Any]:
    return {**record, "contact_id": contact.id, "contact": contact.name}


def _appointment(
    connection: sqlite3.Connection, record: dict[str, Any], contact: ContactRow
) -> dict[str, Any]:
    """Where it takes place falls back to the first contact's address, which may be another's."""
    if record["contact_id"] != contact.id:
        own = connection.execute("SELECT location FROM appointment WHERE id = ?", (record["id"],)).fetchone()
        record = {**record, "location": own[0]}
    return _alone(record, contact)


def _ties(connection: sqlite3.Connection, contact_id: int) -> Iterator[dict[str, Any]]:
    query = (
        "SELECT r.kind, r.role, r.since, r.until, iif(c.kind = ?2, c.name, NULL) FROM relation r "
        "JOIN contact c ON c.id = r.to_id WHERE r.from_id = ?1 ORDER BY r.id"
    )
    for kind, role, since, until, organisation in connection.execute(query, (contact_id, ORGANISATION)):
        yield {"kind": kind, "organisation": organisation, "role": role, "since": since, "until": until}


def _history(connection: sqlite3.Connection, contact_id: int) -> Iterator[dict[str, Any]]:
    """What the journal holds of them: each row before and after each change, the oldest first.

    Things that are gone are found too, through what once tied them to the contact.
    """
    ids = [contact_id, *(row[0] for row in connection.execute(
        "SELECT merged_id FROM merged WHERE contact_id = ?", (contact_id,)))]  # fmt: skip
    marks = ", ".join(map(str, ids))
    wanted = [("contact", f"j.row_id IN ({marks})")]
    wanted += [(table, _once_own(table, marks)) for table in OWN]
    wanted += [(table, f"j.row_id IN ({_once_tied(connection, table, marks)})") for table in SHARED]
    query = (
        "SELECT j.id, coalesce(c.at, ''), coalesce(c.origin, ''), j.table_name, j.before, j.after "
        "FROM journal_image j LEFT JOIN change c ON c.id = j.change_id WHERE j.table_name = ? AND "
    )  # fmt: skip
    entries = (row for table, which in wanted for row in connection.execute(query + which, (table,)))
    return _entries(sorted(entries))


def _once_own(table: str, marks: str) -> str:
    """The images that were theirs, among those of all rows that are theirs now or that some image says were."""
    said = " OR ".join(f"json_extract({side}, '$.contact_id') IN ({marks})" for side in ("before", "after"))
    rows = (
        f"SELECT id FROM {table} WHERE contact_id IN ({marks}) "
        f"UNION SELECT row_id FROM journal WHERE table_name = '{table}' AND ({said})"
    )
    return f"j.row_id IN ({rows}) AND json_extract(coalesce(j.after, j.before), '$.contact_id') IN ({marks})"


def _once_tied(connection: sqlite3.Connection, table: str, marks: str) -> str:
    query = (
        f"SELECT DISTINCT json_extract(coalesce(after, before), '$.{table}_id') FROM journal_image "
        f"WHERE table_name = '{table}_contact' AND json_extract(coalesce(after, before), '$.contact_id') IN ({marks})"
    )
    return ", ".join(str(row[0]) for row in connection.execute(query))


def _entries(rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    for _, at, origin, table, before, after in rows:
        old, new = _said(before), _said(after)
        if old and new:
            old, new = _but(old, new), _but(new, old)
        yield {"at": at, "origin": origin, "what": table, "before": old, "after": new}


def _said(image: str | None) -> dict[str, Any]:
    """The columns of a row's image that say something."""
    return {name: value for name, value in json.loads(image or "{}").items() if value is not None}


def _but(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if other.get(name) != value}

"""The rows of a contact: itself, its ways, its details, its employer."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from smallcrm.errors import Candidate, Conflict, UsageError
from smallcrm.model.contact import ORGANISATION, SINGLE
from smallcrm.model.text import fold, storable
from smallcrm.write.row import insert_row, new_uid
from smallcrm.write.rows import Rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from smallcrm.model.contact import ContactDraft
    from smallcrm.model.settle import Settled
    from smallcrm.write.change import Change

_single = attrgetter(*SINGLE)


def refuse_shared(connection: sqlite3.Connection, settled: Settled, but: int | None = None) -> None:
    """Conflict if another contact than ``but`` has one of the e-mails or phones."""
    for email in settled.emails:
        row = connection.execute(
            "SELECT c.id, c.name FROM email e JOIN contact c ON c.id = e.contact_id WHERE e.key = ? AND c.id IS NOT ?",
            (email.email.key, but),
        ).fetchone()
        _refuse(row, email.email.value)
    for phone in settled.phones:
        row = connection.execute(
            "SELECT c.id, c.name FROM phone p JOIN contact c ON c.id = p.contact_id "
            "WHERE p.value = ? AND p.extension IS ? AND c.id IS NOT ?",
            (phone.phone.value, phone.phone.extension or None, but),
        ).fetchone()
        _refuse(row, phone.phone.raw)


def _refuse(owner: tuple[int, str] | None, value: str) -> None:
    if owner:
        raise Conflict(
            f"{owner[1]} ({owner[0]}) has {value} already; add to them with: smallcrm contact edit {owner[0]}, or say --allow-duplicate",
            (Candidate(owner),),
        )


def insert(change: Change, settled: Settled) -> int:
    """Write a settled contact and all that hangs on it; its id."""
    contact_id, _ = put_contact(Rows(change.connection), change.at, settled)
    if settled.draft.company:
        employ(change, contact_id, settled.draft.company)
    return contact_id


def put_contact(rows: Rows, at: str, settled: Settled) -> tuple[int, str]:
    """Put in a new contact and all that hangs on it but its employer; its id and uid."""
    draft = settled.draft
    uid = draft.uid or rows.new_uid()
    singles = _kept(_single(draft))
    contact_id = rows.put(
        "contact", at, at, settled.kind, settled.name, settled.name_key, *singles, uid=uid
    )  # fmt: skip
    put_ways(rows, contact_id, settled)
    put_details(rows, contact_id, uid, draft)
    for name, value in _fields(draft):
        rows.put("custom_field", contact_id, name, value)
    return contact_id, uid


def put_ways(rows: Rows, contact_id: int, settled: Settled) -> None:
    """Put in the e-mails and phones."""
    for email, label, preferred in settled.emails:
        rows.put("email", contact_id, *email, label or None, int(preferred))
    for phone, label, preferred in settled.phones:
        value, national, extension, raw = phone
        rows.put("phone", contact_id, value, national, extension or None, raw, label or None, int(preferred))


def put_details(rows: Rows, contact_id: int, uid: str, draft: ContactDraft) -> None:
    """Put in addresses, web addresses, handles, consent, photo, tags, foreign properties and keys."""
    for *place, preferred, _ in draft.addresses:
        rows.put("address", contact_id, *_kept(place), int(preferred))
    for url in draft.urls:
        rows.put("url", contact_id, storable(url.value), url.label or None)
    for handle in draft.handles:
        rows.put("handle", contact_id, handle.platform, storable(handle.value))
    for given, *how in draft.consent:
        rows.put("consent", contact_id, int(given), *(part or None for part in how))
    if draft.photo:
        rows.put("photo", contact_id, draft.photo)
    for tag in draft.tags:
        rows.put("tagging", rows.tag_id(tag), uid)
    for foreign in draft.properties:
        rows.put("property", uid, foreign.format, storable(foreign.line))
    for source, key in draft.keys:
        # What is its uid here needs no other memory.
        if key != uid:
            rows.put("external_key", source, key, uid)


def _kept(texts: Iterable[str]) -> list[str | None]:
    return [(storable(text) or None) if text else None for text in texts]


def _fields(draft: ContactDraft) -> Iterable[tuple[str, str]]:
    """The custom fields as :func:`set_field` would leave them, given one after the other to a new contact."""
    fields: dict[str, str] = {}
    for name, value in draft.fields:
        name, value = _field(name, value)
        if value:
            fields[name] = value
        else:
            fields.pop(name, None)
    return fields.items()


def _field(name: str, value: str) -> tuple[str, str]:
    name = storable(name).strip()
    if not name:
        raise UsageError("a custom field needs a name: --set NAME=VALUE")
    return name, storable(value)


def set_field(connection: sqlite3.Connection, contact_id: int, name: str, value: str) -> None:
    """Give a custom field its value; an empty one takes the field away."""
    name, value = _field(name, value)
    if not value:
        connection.execute("DELETE FROM custom_field WHERE contact_id = ? AND name = ?", (contact_id, name))
        return
    connection.execute(
        "INSERT INTO custom_field(uid, contact_id, name, value) VALUES (?, ?, ?, ?) "
        "ON CONFLICT(contact_id, name) DO UPDATE SET value = excluded.value WHERE value IS NOT excluded.value",
        (new_uid(), contact_id, name, value),
    )


def employ(change: Change, contact_id: int, company: str) -> int:
    """Link a contact to the organisation of that name, made where there is none; the organisation's id."""
    connection = change.connection
    company_id = organisation(change, company)
    connection.execute(
        "UPDATE relation SET until = ? WHERE from_id = ? AND kind = 'works_for' AND until IS NULL AND to_id <> ?",
        (change.at[:10], contact_id, company_id),
    )
    held = connection.execute(
        "SELECT 1 FROM relation WHERE from_id = ? AND to_id = ? AND kind = 'works_for' AND until IS NULL",
        (contact_id, company_id),
    ).fetchone()
    if not held:
        insert_row(
            connection,
            "relation",
            {"uid": new_uid(), "from_id": contact_id, "to_id": company_id, "kind": "works_for"},
        )
    return company_id


def organisation(change: Change, name: str) -> int:
    """The id of the organisation of that name (folded), made where there is none."""
    name = " ".join(storable(name).split())
    row = change.connection.execute(
        "SELECT id FROM contact WHERE name_key = ? AND kind = ? ORDER BY id LIMIT 1",
        (fold(name), ORGANISATION),
    ).fetchone()
    if row:
        return int(row[0])
    return put_organisation(Rows(change.connection), change.at, name, fold(name))


def put_organisation(rows: Rows, at: str, name: str, name_key: str) -> int:
    """Put in an organisation of which no more than the name is known; its id."""
    return rows.put("contact", at, at, ORGANISATION, name, name_key, *[None] * len(SINGLE))

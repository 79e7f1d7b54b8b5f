"""The rows of a contact: itself, its ways, its details, its employer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import Candidate, Conflict, UsageError
from smallcrm.model.contact import ORGANISATION
from smallcrm.model.text import fold, storable
from smallcrm.write.row import insert_row, new_uid
from smallcrm.write.tag import tag_it

if TYPE_CHECKING:
    import sqlite3

    from smallcrm.model.contact import ContactDraft
    from smallcrm.model.settle import Settled
    from smallcrm.write.change import Change

SINGLE = (
    "prefix", "given_name", "middle_name", "family_name", "suffix", "nickname", "department", "role", "stage",
    "birthday", "prefers", "source", "about",
)  # fmt: skip
PLACE = ("street", "city", "region", "postcode", "country", "label")


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
    connection, draft = change.connection, settled.draft
    uid = draft.uid or new_uid()
    columns = {"uid": uid, "kind": settled.kind, "name": settled.name, "name_key": settled.name_key}
    columns |= {name: storable(value) for name in SINGLE if (value := getattr(draft, name))}
    columns |= {"created_at": change.at, "updated_at": change.at}
    contact_id = insert_row(connection, "contact", columns)
    add_ways(connection, contact_id, settled)
    add_details(connection, contact_id, uid, draft)
    if draft.company:
        employ(change, contact_id, draft.company)
    return contact_id


def add_ways(connection: sqlite3.Connection, contact_id: int, settled: Settled) -> None:
    """Write the e-mails and phones."""
    for address in settled.emails:
        connection.execute(
            "INSERT INTO email(uid, contact_id, value, key, label, preferred) VALUES (?, ?, ?, ?, ?, ?)",
            (new_uid(), contact_id, *address.email, address.label or None, int(address.preferred)),
        )
    for number in settled.phones:
        phone = number.phone
        connection.execute(
            "INSERT INTO phone(uid, contact_id, value, national, extension, raw, label, preferred) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                new_uid(), contact_id, phone.value, phone.national, phone.extension or None, phone.raw,
                number.label or None, int(number.preferred),
            ),
        )  # fmt: skip


def add_details(connection: sqlite3.Connection, contact_id: int, uid: str, draft: ContactDraft) -> None:
    """Write addresses, web addresses, handles, consent, photo, custom fields, tags, foreign properties and keys."""
    for address in draft.addresses:
        place = {name: storable(getattr(address, name)) for name in PLACE}
        _part(connection, "address", contact_id, preferred=int(address.preferred), **place)
    for url in draft.urls:
        _part(connection, "url", contact_id, value=storable(url.value), label=url.label)
    for handle in draft.handles:
        _part(connection, "handle", contact_id, platform=handle.platform, value=storable(handle.value))
    for consent in draft.consent:
        said = {"channel": consent.channel, "on_date": consent.on, "source": consent.source}
        _part(connection, "consent", contact_id, given=int(consent.given), **said)
    if draft.photo:
        _part(connection, "photo", contact_id, data=draft.photo)
    for name, value in draft.fields:
        set_field(connection, contact_id, name, value)
    for tag in draft.tags:
        tag_it(connection, uid, tag)
    for foreign in draft.properties:
        kept = {"subject_uid": uid, "format": foreign.format, "line": storable(foreign.line)}
        insert_row(connection, "property", {"uid": new_uid(), **kept})
    # What is its uid here needs no other memory.
    for source, key in (pair for pair in draft.keys if pair[1] != uid):
        connection.execute(
            "INSERT OR IGNORE INTO external_key(uid, source, key, subject_uid) VALUES (?, ?, ?, ?)",
            (new_uid(), source, key, uid),
        )


def _part(connection: sqlite3.Connection, table: str, contact_id: int, **columns: str | int) -> None:
    """One row that hangs on the contact; what is empty is absent."""
    said = {name: value for name, value in columns.items() if value != ""}
    insert_row(connection, table, {"uid": new_uid(), "contact_id": contact_id, **said})


def set_field(connection: sqlite3.Connection, contact_id: int, name: str, value: str) -> None:
    """Give a custom field its value; an empty one takes the field away."""
    name, value = storable(name).strip(), storable(value)
    if not name:
        raise UsageError("a custom field needs a name: --set NAME=VALUE")
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
    return insert_row(
        change.connection,
        "contact",
        {
            "uid": new_uid(), "kind": ORGANISATION, "name": name, "name_key": fold(name),
            "created_at": change.at, "updated_at": change.at,
        },
    )  # fmt: skip

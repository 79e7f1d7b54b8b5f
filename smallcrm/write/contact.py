"""Writing contacts: add, edit, remove; merging has a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import Candidate, Conflict, NotFound, UsageError
from smallcrm.model.contact import ORGANISATION, ContactDraft
from smallcrm.model.settle import Settled, settle, strict
from smallcrm.model.text import fold, storable
from smallcrm.write.row import insert_row, new_uid
from smallcrm.write.tag import tag_it

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.contact_edit import ContactEdit
    from smallcrm.write.change import Change, Changes
    from smallcrm.write.merge import Merging

SINGLE = (
    "prefix", "given_name", "middle_name", "family_name", "suffix", "nickname", "department", "role", "stage",
    "birthday", "prefers", "source", "about",
)  # fmt: skip


class Contacts:
    """The acts on contacts; each is one change."""

    def __init__(self, changes: Changes, desk: Desk) -> None:
        self.changes = changes
        self.desk = desk

    def add(self, draft: ContactDraft, *, allow_duplicate: bool = False) -> int:
        """A new contact; its id.

        UsageError where a value can't be what it is given as; Conflict, naming the owner, where an e-mail or
        phone is another contact's.
        """
        settled = strict(settle(draft, self.desk.region))
        with self.changes.open("add a contact") as change:
            if not allow_duplicate:
                refuse_shared(change.connection, settled)
            _warn_of_namesake(change, settled)
            contact_id = insert(change, settled)
            change.say(f"added {{contact:{contact_id}}}")
        return contact_id

    def edit(self, contact_ids: Sequence[int], edit: ContactEdit, *, allow_duplicate: bool = False) -> bool:
        """The same edit of each contact, all or nothing; whether anything changed.

        NotFound where there is no such contact, or a value to take away is not there; UsageError where a value
        can't be what it is given as; Conflict where an e-mail or phone is another contact's.
        """
        from smallcrm.write.contact_edit import edit_contact

        with self.changes.open("edit contacts") as change:
            touched = [
                contact_id
                for contact_id in contact_ids
                if edit_contact(change, contact_id, edit, self.desk.region, allow_duplicate=allow_duplicate)
            ]
            change.say("edited " + ", ".join(f"{{contact:{i}}}" for i in touched))
        return bool(touched)

    def merge(self, keep_id: int, other_ids: Sequence[int]) -> Merging:
        """Make several contacts one; what moved, and which values differed.

        Conflict where one would be merged with itself; NotFound where there is no such contact.
        """
        from smallcrm.write.merge import merge_contacts

        with self.changes.open("merge contacts") as change:
            merging = merge_contacts(change, keep_id, other_ids)
            others = ", ".join(f"{{contact:{i}}}" for i in other_ids)
            change.say(f"merged {others} into {{contact:{keep_id}}}")
        return merging

    def remove(self, contact_ids: Sequence[int]) -> dict[str, int]:
        """Take contacts away, with what was kept of them alone; how many notes, jobs ... went with them."""
        gone = dict.fromkeys(("note", "job", "appointment", "reminder"), 0)
        with self.changes.open("remove contacts") as change:
            for contact_id in contact_ids:
                _take_away(change.connection, contact_id, gone)
            change.say("removed " + ", ".join(f"{{contact:{i}}}" for i in contact_ids))
        return gone


def _warn_of_namesake(change: Change, settled: Settled) -> None:
    row = change.connection.execute(
        "SELECT name, id FROM contact WHERE name_key = ? AND kind = ? ORDER BY id LIMIT 1",
        (settled.name_key, settled.kind),
    ).fetchone()
    if row:
        change.warn(f"there is another {row[0]} ({row[1]})")


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
    _add_places(connection, contact_id, draft)
    for consent in draft.consent:
        insert_row(
            connection,
            "consent",
            {
                "uid": new_uid(), "contact_id": contact_id, "channel": consent.channel or None,
                "given": int(consent.given), "on_date": consent.on or None, "source": consent.source or None,
            },
        )  # fmt: skip
    if draft.photo:
        insert_row(connection, "photo", {"uid": new_uid(), "contact_id": contact_id, "data": draft.photo})
    for name, value in draft.fields:
        set_field(connection, contact_id, name, value)
    for tag in draft.tags:
        tag_it(connection, uid, tag)
    for foreign in draft.properties:
        insert_row(
            connection,
            "property",
            {"uid": new_uid(), "subject_uid": uid, "format": foreign.format, "line": storable(foreign.line)},
        )
    # What is its uid here needs no other memory.
    for source, key in (pair for pair in draft.keys if pair[1] != uid):
        connection.execute(
            "INSERT OR IGNORE INTO external_key(uid, source, key, subject_uid) VALUES (?, ?, ?, ?)",
            (new_uid(), source, key, uid),
        )


def _add_places(connection: sqlite3.Connection, contact_id: int, draft: ContactDraft) -> None:
    """Addresses, web addresses, and names on platforms."""
    for address in draft.addresses:
        columns = {
            n: storable(v)
            for n in ("street", "city", "region", "postcode", "country", "label")
            if (v := getattr(address, n))
        }
        insert_row(
            connection,
            "address",
            {"uid": new_uid(), "contact_id": contact_id, **columns, "preferred": int(address.preferred)},
        )
    for url in draft.urls:
        insert_row(
            connection,
            "url",
            {
                "uid": new_uid(),
                "contact_id": contact_id,
                "value": storable(url.value),
                "label": url.label or None,
            },
        )
    for handle in draft.handles:
        insert_row(
            connection,
            "handle",
            {
                "uid": new_uid(),
                "contact_id": contact_id,
                "platform": handle.platform,
                "value": storable(handle.value),
            },
        )


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


def _take_away(connection: sqlite3.Connection, contact_id: int, gone: dict[str, int]) -> None:
    """Notes, jobs and appointments that had this contact alone go with it; those shared stay with the others."""
    for table in ("note", "appointment", "job"):
        gone[table] += connection.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT {table}_id FROM {table}_contact WHERE contact_id = ?) AND NOT EXISTS "
            f"(SELECT 1 FROM {table}_contact WHERE {table}_id = {table}.id AND contact_id <> ?)",
            (contact_id, contact_id),
        ).rowcount
        _seat_next(connection, table, contact_id)
    gone["reminder"] += connection.execute(
        "DELETE FROM reminder WHERE contact_id = ?", (contact_id,)
    ).rowcount
    if connection.execute("DELETE FROM contact WHERE id = ?", (contact_id,)).rowcount == 0:
        raise NotFound(f"there is no contact {contact_id}")


def _seat_next(connection: sqlite3.Connection, table: str, contact_id: int) -> None:
    """Where the one who leaves was first, the next becomes it."""
    connection.execute(
        f"UPDATE {table}_contact AS next SET position = 0 WHERE position <> 0 AND {table}_id IN "
        f"(SELECT {table}_id FROM {table}_contact WHERE contact_id = ?1 AND position = 0) AND id = "
        f"(SELECT id FROM {table}_contact WHERE {table}_id = next.{table}_id AND contact_id <> ?1 ORDER BY position, id LIMIT 1)",
        (contact_id,),
    )

"""Writing contacts: add, edit, remove; merging has a module of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import NotFound
from smallcrm.model.settle import Settled, settle, strict
from smallcrm.write.contact_rows import insert, refuse_shared

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.contact import ContactDraft
    from smallcrm.model.contact_edit import ContactEdit
    from smallcrm.write.change import Change, Changes
    from smallcrm.write.merge import Merging


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


def _take_away(connection: sqlite3.Connection, contact_id: int, gone: dict[str, int]) -> None:
    """Notes, jobs and appointments that had this contact alone go with it; those shared stay with the others."""
    for table in ("note", "appointment", "job"):
        gone[table] += connection.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT {table}_id FROM {table}_contact WHERE contact_id = ?) AND NOT EXISTS "
            f"(SELECT 1 FROM {table}_contact WHERE {table}_id = {table}.id AND contact_id <> ?)",
            (contact_id, contact_id),
        ).rowcount
        seat_next(connection, table, contact_id)
    gone["reminder"] += connection.execute(
        "DELETE FROM reminder WHERE contact_id = ?", (contact_id,)
    ).rowcount
    if connection.execute("DELETE FROM contact WHERE id = ?", (contact_id,)).rowcount == 0:
        raise NotFound(f"there is no contact {contact_id}")


def seat_next(connection: sqlite3.Connection, table: str, contact_id: int) -> None:
    """Where the one who leaves was first, the next becomes it."""
    connection.execute(
        f"UPDATE {table}_contact AS next SET position = 0 WHERE position <> 0 AND {table}_id IN "
        f"(SELECT {table}_id FROM {table}_contact WHERE contact_id = ?1 AND position = 0) AND id = "
        f"(SELECT id FROM {table}_contact WHERE {table}_id = next.{table}_id AND contact_id <> ?1 ORDER BY position, id LIMIT 1)",
        (contact_id,),
    )

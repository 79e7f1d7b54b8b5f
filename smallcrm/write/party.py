"""Who a note, a job or an appointment is with: several contacts, one of them first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import NotFound
from smallcrm.write.row import new_uid

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


def set_party(connection: sqlite3.Connection, kind: str, thing_id: int, contact_ids: Sequence[int]) -> bool:
    """Make these, in this order, the contacts of a ``note``, ``job`` or ``appointment``; whether that changed any.

    Those who stay keep their role. NotFound where there is no such contact.
    """
    wanted = list(dict.fromkeys(contact_ids))
    query = f"SELECT contact_id, position FROM {kind}_contact WHERE {kind}_id = ?"
    have = dict(connection.execute(query, (thing_id,)).fetchall())
    for contact_id in have.keys() - set(wanted):
        connection.execute(
            f"DELETE FROM {kind}_contact WHERE {kind}_id = ? AND contact_id = ?", (thing_id, contact_id)
        )
    for position, contact_id in enumerate(wanted):
        if have.get(contact_id) != position:
            _place(connection, kind, thing_id, contact_id, position)
    return have != {contact_id: position for position, contact_id in enumerate(wanted)}


def check_contact(connection: sqlite3.Connection, contact_id: int) -> None:
    """NotFound where there is no such contact."""
    if connection.execute("SELECT 1 FROM contact WHERE id = ?", (contact_id,)).fetchone() is None:
        raise NotFound(f"there is no contact {contact_id}")


def _place(connection: sqlite3.Connection, kind: str, thing_id: int, contact_id: int, position: int) -> None:
    check_contact(connection, contact_id)
    connection.execute(
        f"INSERT INTO {kind}_contact(uid, {kind}_id, contact_id, position) VALUES (?, ?, ?, ?) "
        f"ON CONFLICT({kind}_id, contact_id) DO UPDATE SET position = excluded.position",
        (new_uid(), thing_id, contact_id, position),
    )

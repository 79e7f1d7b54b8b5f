"""What hangs on a contact and stands in no Row: its photo, and properties kept from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.model.contact import Property

if TYPE_CHECKING:
    import sqlite3


def photo(connection: sqlite3.Connection, contact_id: int) -> str:
    """A contact's picture as a ``data:`` URI, "" where there is none."""
    row = connection.execute(
        "SELECT data FROM photo WHERE contact_id = ? ORDER BY id LIMIT 1", (contact_id,)
    ).fetchone()
    return row[0] if row else ""


def properties(connection: sqlite3.Connection, uid: str) -> list[Property]:
    """The properties kept of the thing of that uid, in order."""
    query = "SELECT format, line FROM property WHERE subject_uid = ? ORDER BY id"
    return [Property(*row) for row in connection.execute(query, (uid,))]

"""Where a job is: one of the contact's addresses, found by what is said of it, or added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.model.text import storable, words
from smallcrm.write.row import insert_row, new_uid

if TYPE_CHECKING:
    import sqlite3


def find_site(connection: sqlite3.Connection, contact_id: int, text: str) -> int:
    """The id of the contact's address whose label, street or whole text is ``text``, or that begins with it.

    Where there is none it is added, labelled ``site``. Case, accents and punctuation don't matter. UsageError where
    several different ones begin so, and for a text without a word.
    """
    said = words(text)
    if not said:
        raise UsageError(f'"{text}" is no place; say its address, or one of the contact\'s labels like home')
    rows = connection.execute(
        "SELECT id, label, street, formatted FROM address_row WHERE contact_id = ? ORDER BY preferred DESC, id",
        (contact_id,),
    ).fetchall()
    same = [row for row in rows if said in (words(row[1] or ""), words(row[2] or ""), words(row[3]))]
    if same:
        return int(same[0][0])
    # From its beginning, so that 12 Dock St is neither 112 Dock St nor Flat 2, 12 Dock St.
    begun = [row for row in rows if words(row[3])[: len(said)] == said]
    if len({tuple(words(row[3])) for row in begun}) > 1:
        raise UsageError(f'"{text}" could be {" or ".join(row[3] for row in begun)}; say more of it')
    return int(begun[0][0]) if begun else _add(connection, contact_id, text)


def _add(connection: sqlite3.Connection, contact_id: int, text: str) -> int:
    columns = {"uid": new_uid(), "contact_id": contact_id, "street": storable(text).strip(), "label": "site"}
    return insert_row(connection, "address", columns)

"""Tags: one word each, however it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.model.text import fold, storable
from smallcrm.write.row import new_uid

if TYPE_CHECKING:
    import sqlite3


def tag_id(connection: sqlite3.Connection, name: str) -> int:
    """The id of the tag of that name (folded), made where there is none; UsageError for an empty one."""
    name = " ".join(storable(name).split())
    key = fold(name)
    if not key:
        raise UsageError("a tag can't be empty")
    row = connection.execute("SELECT id FROM tag WHERE name_key = ?", (key,)).fetchone()
    if row:
        return int(row[0])
    cursor = connection.execute(
        "INSERT INTO tag(uid, name, name_key) VALUES (?, ?, ?)", (new_uid(), name, key)
    )
    return int(cursor.lastrowid or 0)


def tag_it(connection: sqlite3.Connection, subject_uid: str, tag: str) -> None:
    """Put a tag on a thing of any kind; on it already, nothing happens."""
    connection.execute(
        "INSERT OR IGNORE INTO tagging(uid, tag_id, subject_uid) VALUES (?, ?, ?)",
        (new_uid(), tag_id(connection, tag), subject_uid),
    )


def untag(connection: sqlite3.Connection, subject_uid: str, tag: str) -> None:
    """Take a tag off a thing; not on it, nothing happens."""
    connection.execute(
        "DELETE FROM tagging WHERE subject_uid = ? AND tag_id = (SELECT id FROM tag WHERE name_key = ?)",
        (subject_uid, fold(tag)),
    )

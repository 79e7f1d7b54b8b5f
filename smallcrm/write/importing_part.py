"""Parts of a series that calendar files tell by themselves: those without their series, and what was last read of the others.

The part of a series that is not in the book has the series' uid and the moment it was meant for as its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smallcrm.write.importing_kind import Version
from smallcrm.write.row import new_uid

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

# What the version is the external key of; the series is the subject.
_SOURCE = "ics part"
_MOMENT = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})Z)?")


def apart(connection: sqlite3.Connection, uid: str) -> list[tuple[int, str]]:
    """The appointments that are parts of a series by themselves, by id, and when each was meant: an instant or a date."""
    # All that begins so, and nothing else: $ is the character after #.
    query = "SELECT id, uid FROM appointment WHERE uid > ? AND uid < ? ORDER BY id"
    rows = connection.execute(query, (f"{uid}#", f"{uid}$")).fetchall()
    found = ((part_id, _moment(part_uid[len(uid) + 1 :])) for part_id, part_uid in rows)
    return [(part_id, moment) for part_id, moment in found if moment]


def ids_apart(connection: sqlite3.Connection, uid: str) -> list[int]:
    """The ids of those."""
    return [part_id for part_id, _ in apart(connection, uid)]


def remember(connection: sqlite3.Connection, uid: str, moment: str, version: Version) -> None:
    """Keep in which version what a file says of one time of a series was last read."""
    name = _name(moment)
    connection.execute(
        "DELETE FROM external_key WHERE subject_uid = ? AND source = ? AND key > ? AND key < ?",
        (uid, _SOURCE, f"{name} ", f"{name}!"),
    )
    connection.execute(
        "INSERT OR IGNORE INTO external_key(uid, source, key, subject_uid) VALUES (?, ?, ?, ?)",
        (new_uid(), _SOURCE, f"{name} {version.key()}", uid),
    )


def version(connection: sqlite3.Connection, uid: str, moment: str) -> Version | None:
    """In which version it was last read, if ever."""
    keys = (key.partition(" ") for key in _keys(connection, uid))
    return next((Version.of(rest) for name, _, rest in keys if name == _name(moment)), None)


def remembered(connection: sqlite3.Connection, uid: str) -> Iterator[str]:
    """The times of a series that files said something of by itself: instants or dates."""
    return (_moment(key.partition(" ")[0]) for key in _keys(connection, uid))


def _keys(connection: sqlite3.Connection, uid: str) -> list[str]:
    query = "SELECT key FROM external_key WHERE subject_uid = ? AND source = ? ORDER BY key"
    return [key for (key,) in connection.execute(query, (uid, _SOURCE))]


def _name(moment: str) -> str:
    return moment.replace("-", "").replace(":", "")


def _moment(name: str) -> str:
    shape = _MOMENT.fullmatch(name)
    if not shape:
        return ""
    day = f"{shape[1]}-{shape[2]}-{shape[3]}"
    return f"{day}T{shape[4]}:{shape[5]}:{shape[6]}Z" if shape[4] else day

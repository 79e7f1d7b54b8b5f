"""What hangs on a contact and stands in no Row: its photo, and properties kept from elsewhere."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from typing import TYPE_CHECKING

from smallcrm.model.contact import Property

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.model.contact_row import ContactRow

BATCH = 256


def with_kept(
    connection: sqlite3.Connection, rows: Iterable[ContactRow]
) -> Iterator[tuple[ContactRow, str, Sequence[Property]]]:
    """Each contact with its picture, as a ``data:`` URI or "", and the properties kept of it, in order."""
    left = iter(rows)
    while batch := list(itertools.islice(left, BATCH)):
        pictured = _pictured(connection, [row.id for row in batch])
        kept = _properties(connection, [row.uid for row in batch])
        for row in batch:
            yield row, _photo(connection, row.id) if row.id in pictured else "", kept.get(row.uid, ())


def _pictured(connection: sqlite3.Connection, contact_ids: Sequence[int]) -> set[int]:
    query = "SELECT contact_id FROM photo WHERE contact_id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(query, (json.dumps(contact_ids),))}


def _photo(connection: sqlite3.Connection, contact_id: int) -> str:
    # One by one: a batch of them could be anything in size.
    query = "SELECT data FROM photo WHERE contact_id = ? ORDER BY id LIMIT 1"
    return str(connection.execute(query, (contact_id,)).fetchone()[0])


def _properties(connection: sqlite3.Connection, uids: Sequence[str]) -> dict[str, list[Property]]:
    query = (
        "SELECT subject_uid, format, line FROM property "
        "WHERE subject_uid IN (SELECT value FROM json_each(?)) ORDER BY id"
    )
    found: dict[str, list[Property]] = defaultdict(list)
    for uid, *kept in connection.execute(query, (json.dumps(uids),)):
        found[uid].append(Property(*kept))
    return found

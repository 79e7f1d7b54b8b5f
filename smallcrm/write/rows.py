"""The rows of new contacts and appointments on their way into the store: each at once, or many in one statement.

A statement on a table with triggers sets a mark to fall back to, and from there every page that it changes is copied
first: for one row that costs more than the row and its triggers do, for some hundred together next to nothing.
"""

from __future__ import annotations

import os
import time
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from smallcrm.model.contact import SINGLE
from smallcrm.write.tag import tag_id

if TYPE_CHECKING:
    import sqlite3

# The columns besides id and uid, in the order in which the values are given; a table stands behind those it points at.
COLUMNS = {
    "contact": ("created_at", "updated_at", "kind", "name", "name_key", *SINGLE),
    "email": ("contact_id", "value", "key", "label", "preferred"),
    "phone": ("contact_id", "value", "national", "extension", "raw", "label", "preferred"),
    "address": (
        "contact_id", "street", "city", "region", "postcode", "country", "label", "preferred",
    ),
    "url": ("contact_id", "value", "label"),
    "handle": ("contact_id", "platform", "value"),
    "consent": ("contact_id", "given", "channel", "on_date", "source"),
    "photo": ("contact_id", "data"),
    "custom_field": ("contact_id", "name", "value"),
    "appointment": (
        "created_at", "updated_at", "title", "description", "starts", "ends", "timezone", "all_day", "starts_utc",
        "ends_utc", "last_utc", "location", "status", "repeat", "job_id",
    ),
    "appointment_contact": ("appointment_id", "contact_id", "position"),
    "alarm": ("appointment_id", "minutes"),
    "occurrence": (
        "appointment_id", "recurrence", "cancelled", "title", "starts", "ends", "location", "status", "starts_utc",
        "ends_utc",
    ),
    "tagging": ("tag_id", "subject_uid"),
    "property": ("subject_uid", "format", "line"),
    "external_key": ("source", "key", "subject_uid"),
    "relation": ("from_id", "to_id", "kind"),
    "provenance": ("subject_uid", "property", "value", "source", "line", "at"),
}  # fmt: skip
# What is there already under its natural key stays.
ONCE = frozenset({"tagging", "external_key"})
# How many rows a statement takes: few sizes, so that each is prepared once.
SIZES = (64, 16, 4, 1)
# How many uids are made at a time, at first and then: a call of the system's each would cost more than all else of a row.
FIRST_UIDS, UIDS = 16, 256


class Rows:
    """Rows written one by one, each at once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._uids: list[str] = []
        self._next_uids = FIRST_UIDS

    def new_uid(self) -> str:
        """A uid: 32 hexadecimal digits, the first of which are the time.

        So each stands behind those before it in every index, which grows at its end alone.
        """
        return (self._uids or self._make_uids()).pop()

    def _make_uids(self) -> list[str]:
        count, self._next_uids = self._next_uids, UIDS
        now = f"{time.time_ns() // 1_000_000:012x}"
        digits = os.urandom(8 * count).hex()
        self._uids = [f"{now}{place:04x}{digits[16 * place :][:16]}" for place in reversed(range(count))]
        return self._uids

    def put(self, table: str, *values: Any, uid: str = "") -> int:  # noqa: ANN401
        """A row of the values for :data:`COLUMNS`; its id, unless it was there already under its natural key."""
        row = (uid or self.new_uid(), *values)
        return int(self.connection.execute(_insert_sql(table, 1, "uid"), row).lastrowid or 0)

    def tag_id(self, name: str) -> int:
        """The id of the tag of that name, made where there is none; UsageError for an empty one."""
        return tag_id(self.connection, name)


class ManyRows(Rows):
    """Rows that wait for :meth:`flush`; their ids are settled before.

    Between a row and the flush nothing else may be written to these tables.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._waiting: dict[str, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
        self._next: dict[str, int] = {}
        self._tags: dict[str, int] = {}

    def put(self, table: str, *values: Any, uid: str = "") -> int:  # noqa: ANN401
        """The same, but the row is written with the next flush."""
        row_id = self._next.get(table) or self._first_free(table)
        self._next[table] = row_id + 1
        self._waiting[table].append((row_id, uid or (self._uids or self._make_uids()).pop(), *values))
        return row_id

    def tag_id(self, name: str) -> int:
        """The same, remembered until the flush."""
        found = self._tags.get(name)
        if found is None:
            found = self._tags[name] = super().tag_id(name)
        return found

    def flush(self) -> None:
        """Write what waits."""
        for table, rows in self._waiting.items():
            start = 0
            for size in SIZES:
                while len(rows) - start >= size:
                    values = tuple(chain.from_iterable(rows[start : start + size]))
                    self.connection.execute(_insert_sql(table, size, "id", "uid"), values)
                    start += size
            rows.clear()
        self._next.clear()
        self._tags.clear()

    def _first_free(self, table: str) -> int:
        """The id that SQLite would give next: one above the highest that there is or ever was."""
        query = f'SELECT max(id) FROM "{table}" UNION ALL SELECT seq FROM sqlite_sequence WHERE name = ?'
        return 1 + max(row[0] or 0 for row in self.connection.execute(query, (table,)))


@cache
def _insert_sql(table: str, count: int, *own: str) -> str:
    names = (*own, *COLUMNS[table])
    quoted = ", ".join(f'"{name}"' for name in names)
    row = f"({', '.join('?' * len(names))})"
    ignoring = " OR IGNORE" if table in ONCE else ""
    return f'INSERT{ignoring} INTO "{table}"({quoted}) VALUES {", ".join([row] * count)}'

"""What points at what: the references that a reversal must not leave dangling."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Mapping

ANY = "any"


class Reference(NamedTuple):
    """``table.column`` points at ``parent.key``; the parent ``any`` is a row of any table, by uid."""

    table: str
    column: str
    parent: str
    key: str


class References:
    """Gathers the keys that a reversal takes away and those that it brings back pointers to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.declared = _declared(connection)
        self._to = _grouped((reference.parent, reference) for reference in self.declared)
        self._from = _grouped((reference.table, reference) for reference in self.declared)
        self.lost: dict[Reference, list[Any]] = defaultdict(list)
        self.regained: dict[Reference, list[Any]] = defaultdict(list)

    def note(self, table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        """Take down what setting a row back from ``after`` to ``before`` takes away and brings back."""
        for reference in (*self._to[table], *self._to[ANY]):
            _take_down(self.lost[reference], reference.key, after, before)
        for reference in self._from[table]:
            _take_down(self.regained[reference], reference.column, before, after)

    def left_pointing(self, is_later: Callable[[str, int], bool]) -> tuple[str, int] | None:
        """``(table, id)`` of a row that points at nothing now; by uid only later rows count."""
        for reference, keys in self.lost.items():
            gone = "" if reference.parent == ANY else f" AND NOT EXISTS ({_parent(reference, 'child')})"
            query = (
                f'SELECT child.id FROM "{reference.table}" child WHERE child."{reference.column}" '
                f"IN (SELECT value FROM json_each(?)){gone}"
            )
            for (row_id,) in self.connection.execute(query, (json.dumps(keys),)) if keys else ():
                if reference.parent != ANY or is_later(reference.table, row_id):
                    return reference.table, row_id
        return None

    def missing(self, since: int) -> tuple[str, int] | None:
        """``(table, id)`` of a row that is pointed at again and that a change after ``since`` took away."""
        for reference, keys in self.regained.items():
            if reference.parent == ANY:
                found = self._missing_anywhere(keys, since)
            else:
                found = self._missing_in(reference, keys)
            if found:
                return found
        return None

    def _missing_in(self, reference: Reference, keys: list[Any]) -> tuple[str, int] | None:
        query = f"SELECT value FROM json_each(?) keys WHERE NOT EXISTS ({_parent(reference, 'keys')}) LIMIT 1"
        row = self.connection.execute(query, (json.dumps(keys),)).fetchone() if keys else None
        if row is None:
            return None
        if reference.key == "id":
            return reference.parent, row[0]
        gone = self.connection.execute(
            "SELECT row_id FROM journal WHERE table_name = ? AND json_extract(before, '$.' || ?) = ? ORDER BY id DESC LIMIT 1",
            (reference.parent, reference.key, row[0]),
        ).fetchone()
        return reference.parent, gone[0] if gone else 0

    def _missing_anywhere(self, uids: list[Any], since: int) -> tuple[str, int] | None:
        if not uids:
            return None
        there = " UNION ALL ".join(
            f'SELECT 1 FROM "{table}" WHERE uid = keys.value' for table in self._with("uid")
        )
        query = f"SELECT value FROM json_each(?) keys WHERE NOT EXISTS ({there})"
        for (uid,) in self.connection.execute(query, (json.dumps(uids),)).fetchall():
            gone = self.connection.execute(
                "SELECT table_name, row_id FROM journal WHERE change_id > ? AND after IS NULL "
                "AND json_extract(before, '$.uid') = ? LIMIT 1",
                (since, uid),
            ).fetchone()
            if gone:
                return gone[0], gone[1]
        return None

    def _with(self, column: str) -> list[str]:
        return _tables_with(self.connection, column)


def _parent(reference: Reference, pointer: str) -> str:
    column = "value" if pointer == "keys" else reference.column
    return f'SELECT 1 FROM "{reference.parent}" parent WHERE parent."{reference.key}" = {pointer}."{column}"'


def _take_down(
    keys: list[Any], column: str, has: Mapping[str, Any] | None, gets: Mapping[str, Any] | None
) -> None:
    """The key of ``has`` that ``gets`` has no longer."""
    key = has.get(column) if has else None
    if key is not None and (gets is None or gets.get(column) != key):
        keys.append(key)


def _declared(connection: sqlite3.Connection) -> list[Reference]:
    rows = connection.execute(
        'SELECT m.name, f."from", f."table", f."to" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f '
        "WHERE m.type = 'table' AND m.name <> 'journal' ORDER BY m.name, f.id"
    ).fetchall()
    by_uid = [
        Reference(table, "subject_uid", ANY, "uid") for table in _tables_with(connection, "subject_uid")
    ]
    return [Reference(*row) for row in rows] + by_uid


def _tables_with(connection: sqlite3.Connection, column: str) -> list[str]:
    rows = connection.execute(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) i WHERE m.type = 'table' AND i.name = ? "
        "AND m.name <> 'calendar_item' ORDER BY m.name",
        (column,),
    )
    return [name for (name,) in rows]


def _grouped(pairs: Iterable[tuple[str, Reference]]) -> dict[str, list[Reference]]:
    groups: dict[str, list[Reference]] = defaultdict(list)
    for name, reference in pairs:
        groups[name].append(reference)
    return groups

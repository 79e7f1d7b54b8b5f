"""One row in, one row changed."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def new_uid() -> str:
    """A uid as the database itself would make it: 32 hexadecimal digits."""
    return os.urandom(16).hex()


def insert_row(connection: sqlite3.Connection, table: str, columns: Mapping[str, Any]) -> int:
    """Insert one row; its id. Table and column names are ours, values are parameters."""
    cursor = connection.execute(_insert_sql(table, tuple(columns)), tuple(columns.values()))
    return int(cursor.lastrowid or 0)


@cache
def _insert_sql(table: str, names: tuple[str, ...]) -> str:
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{table}"({quoted}) VALUES ({", ".join("?" * len(names))})'


def update_row(
    connection: sqlite3.Connection, table: str, row_id: int, columns: Mapping[str, Any], at: str
) -> bool:
    """Change one dated row where it differs; whether it did. ``at`` is the instant of the change (UTC)."""
    if not columns:
        return False
    sets = ", ".join(f'"{name}" = ?' for name in columns)
    differs = " OR ".join(f'"{name}" IS NOT ?' for name in columns)
    values = tuple(columns.values())
    cursor = connection.execute(
        f'UPDATE "{table}" SET {sets}, updated_at = ? WHERE id = ? AND ({differs})',
        (*values, at, row_id, *values),
    )
    return cursor.rowcount > 0

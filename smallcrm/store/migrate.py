"""Bring a store's schema to this version: numbered SQL, then the views and triggers, in one transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
# "SCRM", so that a file of another program is never mistaken for a store.
APPLICATION_ID = 0x5343524D
SCHEMA_VERSION = 1
OURS, SPOILT, OTHERS = "ours", "spoilt", "others"


def statements(script: str) -> Iterator[str]:
    """Each statement of ``script``; ``executescript`` would commit first and leave a failing script's half."""
    pending: list[str] = []
    for line in script.splitlines(keepends=True):
        pending.append(line)
        if line.rstrip().endswith(";") and sqlite3.complete_statement("".join(pending)):
            yield "".join(pending)
            pending = []


def migrations() -> list[tuple[int, Path]]:
    """``(version, file)`` of every migration, in order."""
    files = sorted((FOLDER / "migrations").glob("[0-9]*.sql"))
    return [(int(file.name[:4]), file) for file in files]


def lay(connection: sqlite3.Connection) -> None:
    """Run what the store has not had yet and lay views and triggers anew, inside the caller's transaction.

    References are checked at its end, since a migration may rebuild a table that others point at.
    """
    have = connection.execute("PRAGMA user_version").fetchone()[0]
    _drop_derived(connection)
    for version, file in migrations():
        if version > have:
            _run(connection, file)
    for name in ("views.sql", "triggers.sql", "journal.sql"):
        _run(connection, FOLDER / name)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _run(connection: sqlite3.Connection, file: Path) -> None:
    for statement in statements(file.read_text(encoding="utf-8")):
        connection.execute(statement)


def _drop_derived(connection: sqlite3.Connection) -> None:
    query = "SELECT type, name FROM sqlite_master WHERE type IN ('view', 'trigger') ORDER BY type = 'view'"
    for kind, name in connection.execute(query).fetchall():
        connection.execute(f'DROP {kind} "{name}"')


def schema_text(connection: sqlite3.Connection) -> str:
    """The schema's text: every table, index, view and trigger, by name.

    SQLite's own tables, those inside an FTS5 index included, are its own affair and differ by its version.
    """
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB '*_search_*' "
        "AND name NOT GLOB 'sqlite_*' ORDER BY name, type"
    )
    return "".join(f"{sql};\n" for (sql,) in rows)


def mark(connection: sqlite3.Connection) -> str:
    """Whose database this is by the mark in its head: OURS, SPOILT (ours, by its schema, the mark damaged) or OTHERS."""
    marked = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if marked and connection.execute("PRAGMA user_version").fetchone()[0] >= 1:
        return OURS
    return SPOILT if marked or schema_text(connection) == declared_schema() else OTHERS


def declared_schema() -> str:
    """The text of the schema that this version lays."""
    return (FOLDER / "schema.sql").read_text(encoding="utf-8")

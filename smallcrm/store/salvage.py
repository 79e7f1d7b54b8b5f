"""What can still be read of a damaged store, put into a new one."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from smallcrm.clock import stamp
from smallcrm.errors import FileError, StoreMissing
from smallcrm.store.connect import open_writer, reading_mode, translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Copied last, or left behind: half a history could not be trusted to undo anything.
LEFT = (
    "calendar_item", "change", "component", "journal", "open_change", "stale", "sync_folder", "sync_item", "told",
)  # fmt: skip


def salvage(store: Path, target: Path) -> dict[str, int]:
    """Copy every row that can be read into a new store at ``target``; how many by table.

    FileError where ``target`` exists, StoreMissing where ``store`` does not, StoreError where it is no database.
    """
    if not store.exists():
        raise StoreMissing(f"there is no store at {store}")
    if target.exists():
        raise FileError(f"{target} exists already; name a file that does not")
    with translated(store), contextlib.closing(_open(store)) as damaged:
        # Where not even the tables are known, nothing could be copied.
        damaged.execute("SELECT count(*) FROM sqlite_master")
    with (
        translated(target),
        contextlib.closing(open_writer(target)) as fresh,
        contextlib.closing(_open(store)) as damaged,
    ):
        # Rows that pointed at a lost one are kept out at the end.
        fresh.execute("PRAGMA foreign_keys=OFF")
        fresh.execute("BEGIN IMMEDIATE")
        fresh.execute("INSERT INTO open_change(id, at) VALUES (1, ?)", (stamp(),))
        fresh.execute("DELETE FROM stage")
        tables = _tables(fresh)
        for table in tables:
            _copy(damaged, fresh, table)
        _drop_orphans(fresh)
        fresh.execute("DELETE FROM open_change")
        # What subscribers were told comes last, since the rows above told them anew.
        _copy(damaged, fresh, "calendar_item")
        fresh.execute("DELETE FROM journal")
        fresh.execute("COMMIT")
        return {table: fresh.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def _copy(damaged: sqlite3.Connection, fresh: sqlite3.Connection, table: str) -> None:
    for row in _readable_rows(damaged, table):
        _put(fresh, table, row)


def _open(store: Path) -> sqlite3.Connection:
    mode = reading_mode(store)
    connection = sqlite3.connect(f"{store.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    with contextlib.suppress(sqlite3.Error):
        connection.execute("PRAGMA query_only=ON")
    return connection


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_search*' AND name NOT GLOB 'sqlite_*' "
        "ORDER BY name"
    )
    return [name for (name,) in rows if name not in LEFT]


def _readable_rows(damaged: sqlite3.Connection, table: str) -> Iterator[sqlite3.Row]:
    """The rows up to the first damaged page from the front, then those from the back."""
    for order in ("ASC", "DESC"):
        try:
            yield from damaged.execute(f'SELECT * FROM "{table}" NOT INDEXED ORDER BY rowid {order}')
        except sqlite3.Error:
            continue
        return


def _put(fresh: sqlite3.Connection, table: str, row: sqlite3.Row) -> None:
    names = ", ".join(f'"{name}"' for name in row.keys())  # noqa: SIM118, a Row iterates its values
    with contextlib.suppress(sqlite3.Error):
        fresh.execute(
            f'INSERT OR REPLACE INTO "{table}"({names}) VALUES ({", ".join("?" * len(row))})', tuple(row)
        )


def _drop_orphans(fresh: sqlite3.Connection) -> None:
    while broken := fresh.execute("PRAGMA foreign_key_check").fetchall():
        for table, row_id, *_ in broken:
            fresh.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row_id,))

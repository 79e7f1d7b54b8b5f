"""What can still be read of a damaged store, put into a new one."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.clock import stamp
from smallcrm.errors import FileError, StoreMissing
from smallcrm.store.connect import UNSOUND, open_writer, reading_mode, translated

if TYPE_CHECKING:
    from collections.abc import Iterator

# Copied last, or left behind: half a history could not be trusted to undo anything.
LEFT = (
    "calendar_item", "change", "component", "journal", "open_change", "stale", "sync_folder", "sync_item", "told",
)  # fmt: skip

# What the head of every store says, by its place: its format, the size of its pages, and UTF-8.
HEAD = {0: b"SQLite format 3\0\x10\0\2\2\0\x40\x20\x20", 44: b"\0\0\0\4", 56: b"\0\0\0\1"}
# How the page of the schema begins, behind the head: with few entries, and with many.
ROOTS = (b"\x0d", b"\x05")
# No id is larger than this, or it is damaged: so many could still be asked for one by one.
MOST = 10_000_000
NAMELESS = (
    "INSERT INTO contact(id, name, name_key) SELECT \"{column}\", 'Contact ' || \"{column}\" || ' (name lost)', "
    "'contact ' || \"{column}\" || ' (name lost)' FROM \"{table}\" WHERE rowid = ? "
    'AND "{column}" NOT IN (SELECT id FROM contact)'
)


def salvage(store: Path, target: Path) -> dict[str, int]:
    """Copy every row that can be read into a new store at ``target``; how many by table.

    FileError where ``target`` exists, StoreMissing where ``store`` does not, StoreError where it is no database.
    """
    if not store.exists():
        raise StoreMissing(store)
    if target.exists():
        raise FileError(f"{target} exists already; name a file that does not")
    with tempfile.TemporaryDirectory(prefix="smallcrm-") as folder:
        readable = _with_sound_head(store, Path(folder))
        with translated(store), contextlib.closing(_open(readable)) as damaged:
            # Where not even the tables are known, nothing could be copied.
            damaged.execute("SELECT count(*) FROM sqlite_master")
        return _salvaged(readable, target)


def _salvaged(store: Path, target: Path) -> dict[str, int]:
    with (
        translated(target),
        contextlib.closing(open_writer(target)) as fresh,
        contextlib.closing(_open(store)) as damaged,
    ):
        # Rows that point at a lost one are mended at the end.
        fresh.execute("PRAGMA foreign_keys=OFF")
        fresh.execute("BEGIN IMMEDIATE")
        fresh.execute("INSERT INTO open_change(id, at) VALUES (1, ?)", (stamp(),))
        if any(True for _ in _readable_rows(damaged, "stage")):
            fresh.execute("DELETE FROM stage")
        tables = _tables(fresh)
        for table in tables:
            _copy(damaged, fresh, table)
        _mend_references(fresh)
        fresh.execute("DELETE FROM open_change")
        # What subscribers were told comes last, since the rows above told them anew.
        _copy(damaged, fresh, "calendar_item")
        fresh.execute("DELETE FROM journal")
        fresh.execute("COMMIT")
        return {table: fresh.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def _with_sound_head(store: Path, folder: Path) -> Path:
    """The store; where only its head is damaged, which says the same in every store, a copy in ``folder`` with a sound one."""
    with store.open("rb") as file:
        head = file.read(101)
    sound = all(head[at : at + len(octets)] == octets for at, octets in HEAD.items())
    if sound or head[100:] not in ROOTS:
        return store
    copy = folder / store.name
    for suffix in ("", "-wal"):
        if store.with_name(store.name + suffix).exists():
            shutil.copyfile(store.with_name(store.name + suffix), copy.with_name(copy.name + suffix))
    with copy.open("r+b") as file:
        for at, octets in HEAD.items():
            file.seek(at)
            file.write(octets)
    return copy


def _copy(damaged: sqlite3.Connection, fresh: sqlite3.Connection, table: str) -> None:
    for row in _readable_rows(damaged, table):
        _put(fresh, table, row)


def _open(store: Path) -> sqlite3.Connection:
    mode = reading_mode(store)
    connection = sqlite3.connect(f"{store.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
    # A text with a byte amiss is mostly right.
    connection.text_factory = lambda octets: octets.decode("utf-8", "replace")
    with contextlib.suppress(*UNSOUND):
        connection.execute("PRAGMA query_only=ON")
        # SQLite then passes over what is damaged of the schema, and over a missing end; nothing is written.
        connection.execute("PRAGMA writable_schema=ON")
    return connection


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_search*' AND name NOT GLOB 'sqlite_*' "
        "ORDER BY name"
    )
    return [name for (name,) in rows if name not in LEFT]


class Row(NamedTuple):
    """A row as the damaged store has it."""

    id: int
    columns: list[str]
    values: tuple[Any, ...]


def _readable_rows(damaged: sqlite3.Connection, table: str) -> Iterator[Row]:
    """Every row that a walk through the table comes by, then those that can be asked for by an id that was given."""
    seen: set[int] = set()
    last = _last_id(damaged, table)
    with contextlib.suppress(*UNSOUND):
        for row in _rows(damaged, table, ""):
            # A damaged id may be any number.
            if row.id <= (last or MOST):
                seen.add(row.id)
                yield row
    for row_id in range(1, (last or max(seen, default=0)) + 1):
        if row_id not in seen:
            with contextlib.suppress(*UNSOUND):
                yield from _rows(damaged, table, "WHERE rowid = ?", row_id)


def _last_id(damaged: sqlite3.Connection, table: str) -> int | None:
    """The last id that was given; None where that can't be read."""
    with contextlib.suppress(*UNSOUND):
        row = damaged.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return row[0] if row and isinstance(row[0], int) and row[0] <= MOST else None
    return None


def _rows(damaged: sqlite3.Connection, table: str, which: str, *values: int) -> Iterator[Row]:
    cursor = damaged.execute(f'SELECT rowid, * FROM "{table}" NOT INDEXED {which}', values)
    names = [column[0] for column in cursor.description[1:]]
    for row_id, *columns in cursor:
        yield Row(row_id, names, tuple(columns))


def _put(fresh: sqlite3.Connection, table: str, row: Row) -> None:
    names = ", ".join(f'"{name}"' for name in row.columns)
    with contextlib.suppress(sqlite3.Error):
        fresh.execute(
            f'INSERT OR REPLACE INTO "{table}"({names}) VALUES ({", ".join("?" * len(row.values))})',
            row.values,
        )


def _mend_references(fresh: sqlite3.Connection) -> None:
    """What pointed at a lost contact gets one without a name; what may do without its job or place does; the rest goes."""
    while broken := fresh.execute("PRAGMA foreign_key_check").fetchall():
        for table, row_id, parent, number in broken:
            links = fresh.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
            column, on_delete = next((link[3], link[6]) for link in links if link[0] == number)
            if on_delete == "SET NULL":
                fresh.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE rowid = ?', (row_id,))
            elif parent == "contact":
                fresh.execute(NAMELESS.format(table=table, column=column), (row_id,))
            else:
                fresh.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row_id,))

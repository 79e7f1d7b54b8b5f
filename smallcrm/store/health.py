"""The store's health: everything that can be told by reading, of a damaged file too."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.store.backup import listed
from smallcrm.store.connect import UNSOUND, reading_mode
from smallcrm.store.migrate import OTHERS, SCHEMA_VERSION, SPOILT, declared_schema, mark, schema_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RESTORE = "bring back the newest backup: smallcrm restore --newest"
# What SQLite puts before the faults of a file.
WHERE = "*** in database main ***"
# The first SQLite without the write-ahead log's reset bug, which is rare and can damage a store.
SOUND_SQLITE = (3, 51, 3)

# The kinds of thing in item_search, by their place in its row ids.
SEARCHED = ("note", "job", "appointment", "reminder")


class Finding(NamedTuple):
    """One thing looked at: ``ok``, else ``message`` says what is wrong and ``remedy`` what to do.

    A finding that is ``ok`` may have a message too: a note.
    """

    check: str
    ok: bool
    message: str = ""
    remedy: str = ""


def examine(store: Path) -> Iterator[Finding]:
    """Every finding about the store at ``store``; nothing is written, nothing raised for what is damaged."""
    if not store.exists() or not store.stat().st_size:
        yield Finding("file", ok=False, message=f"there is no store at {store}", remedy=RESTORE)
        return
    try:
        with contextlib.closing(_open(store)) as connection:
            yield from _look_inside(connection, store)
    except UNSOUND as problem:
        yield Finding("file", ok=False, message=f"{store} can't be read: {problem}", remedy=RESTORE)
    yield _modes(store)
    yield _backups(store)
    yield _library()


def is_damaged(store: Path) -> bool:
    """Whether something in the file is not as it was written, as far as that can be told by reading all of it."""
    if not store.exists() or not store.stat().st_size:
        return False
    try:
        with contextlib.closing(_open(store)) as connection:
            return not all(_guarded(look, connection).ok for look in (_integrity, _rows))
    except UNSOUND:
        return True


def _open(store: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{store.absolute().as_uri()}?mode={reading_mode(store)}", uri=True, isolation_level=None, timeout=5
    )
    connection.execute("PRAGMA query_only=ON")
    return connection


def _look_inside(connection: sqlite3.Connection, store: Path) -> Iterator[Finding]:
    whose = mark(connection)
    if whose == OTHERS:
        yield Finding(
            "file", ok=False, message=f"{store} is no smallcrm store", remedy="name another with --db"
        )
        return
    if whose == SPOILT:
        message = f"what the head of {store} says of itself is damaged"
        yield Finding("file", ok=False, message=message, remedy=RESTORE)
    for look in (_integrity, _rows, _references, _schema, _index, _journal):
        yield _guarded(look, connection)


def _guarded(look: Callable[[sqlite3.Connection], Finding], connection: sqlite3.Connection) -> Finding:
    """A look that a damaged page cuts short is a finding too."""
    try:
        return look(connection)
    except UNSOUND as problem:
        return Finding(look.__name__.strip("_"), ok=False, message=str(problem), remedy=RESTORE)


def _integrity(connection: sqlite3.Connection) -> Finding:
    faults = [
        " ".join(row[0].replace(WHERE, "").split()) for row in connection.execute("PRAGMA integrity_check(3)")
    ]
    return _judged("integrity", faults != ["ok"], f"the file is damaged: {'; '.join(faults)}", RESTORE)


def _rows(connection: sqlite3.Connection) -> Finding:
    """Every value of every row is read, since SQLite does not look whether a text is one."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_search*' ORDER BY name"
    )
    unread = [table for (table,) in tables.fetchall() if not _reads_whole(connection, table)]
    return _judged("rows", bool(unread), f"not every row of {', '.join(unread)} can be read", RESTORE)


def _reads_whole(connection: sqlite3.Connection, table: str) -> bool:
    try:
        for _ in connection.execute(f'SELECT * FROM "{table}" NOT INDEXED'):
            pass
    except UNSOUND:
        return False
    return True


def _references(connection: sqlite3.Connection) -> Finding:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    first = f" (the first: {broken[0][0]} {broken[0][1]} of {broken[0][2]})" if broken else ""
    return _judged(
        "references", bool(broken), f"{len(broken)} rows point at rows that are gone{first}", RESTORE
    )


def _schema(connection: sqlite3.Connection) -> Finding:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        return Finding("schema", ok=False, message=f"the schema is {version}, newer than this smallcrm knows",
                       remedy="upgrade smallcrm")  # fmt: skip
    if version < SCHEMA_VERSION:
        return Finding(
            "schema", ok=True, message=f"the schema is {version}; the next change brings it up to date"
        )
    return _judged(
        "schema", schema_text(connection) != declared_schema(),
        "the schema is not the one smallcrm declares; another program changed it", RESTORE,
    )  # fmt: skip


def _index(connection: sqlite3.Connection) -> Finding:
    items = " UNION ALL ".join(
        f"SELECT id * 4 + {place}, title, body FROM {kind}_doc" for place, kind in enumerate(SEARCHED)
    )
    agreeing = (
        (
            "SELECT rowid, name, reach, words FROM contact_search",
            "SELECT id, name, reach, words FROM contact_doc",
        ),
        ("SELECT rowid, title, body FROM item_search", f"SELECT * FROM ({items})"),
    )
    wrong = 0
    for held, due in agreeing:
        for one, other in ((held, due), (due, held)):
            wrong += connection.execute(f"SELECT count(*) FROM ({one} EXCEPT {other})").fetchone()[0]
    return _judged("search", wrong > 0, f"the search index disagrees with {wrong} rows", RESTORE)


def _journal(connection: sqlite3.Connection) -> Finding:
    leftovers = sum(
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("open_change", "stale")
    )
    if leftovers:
        return Finding("journal", ok=False, message="a change was left open", remedy=RESTORE)
    foreign = connection.execute("SELECT count(*) FROM journal WHERE change_id IS NULL").fetchone()[0]
    note = (
        f"another program changed {foreign} rows; the next change takes them into the history"
        if foreign
        else ""
    )
    return Finding("journal", ok=True, message=note)


def _modes(store: Path) -> Finding:
    # Windows has no modes of this kind.
    mode = store.stat().st_mode & 0o077 if os.name == "posix" else 0
    return _judged("privacy", mode != 0, f"others on this computer may read {store}", f"chmod 600 {store}")


def _backups(store: Path) -> Finding:
    files = listed(store)
    note = f"the newest of {len(files)} is {files[0]}" if files else "there is none yet: smallcrm backup"
    return Finding("backups", ok=True, message=note)


def _library() -> Finding:
    have = sqlite3.sqlite_version
    note = f"SQLite {have}"
    if sqlite3.sqlite_version_info < SOUND_SQLITE:
        sound = ".".join(map(str, SOUND_SQLITE))
        note += f" has a rare bug that can damage a store when two programs end at once; {sound} has not"
    return Finding("sqlite", ok=True, message=note)


def _judged(check: str, wrong: bool, message: str, remedy: str) -> Finding:  # noqa: FBT001, the outcome of a look
    return Finding(check, ok=False, message=message, remedy=remedy) if wrong else Finding(check, ok=True)

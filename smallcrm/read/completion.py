"""What a half-typed word could become: names, ids, tags, stages. Only reads, quickly, and is silent about trouble."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from smallcrm.model.text import clean, fold, words
from smallcrm.store.connect import translated
from smallcrm.store.migrate import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST = 50
# The titles of things that have no name; with nothing typed, those that one is likely to mean.
_TITLES = {
    "note": ("substr(body, 1, 60)", "1"),
    "job": ("title", "stage IN (SELECT name FROM stage WHERE meaning NOT IN ('paid', 'lost'))"),
    "appointment": ("title || ', ' || replace(starts, 'T', ' ')", "status <> 'cancelled'"),
    "reminder": ("text", "done_at IS NULL"),
    "contact": ("name", "1"),
}
# Sorts after whatever begins with what was typed.
_LAST = "\U0010ffff"

Suggestion = tuple[str, str]


def suggestions(path: Path, kind: str, typed: str) -> list[Suggestion]:
    """``(value, words about it)`` for what ``typed`` could become; none where the store is not one of this version.

    ``kind`` is contact, note, job, appointment, reminder, tag or stage. StoreError where the store is unusable.
    """
    with _reader(path) as connection:
        if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
            return []
        return offered(connection, kind, typed)


def offered(connection: sqlite3.Connection, kind: str, typed: str) -> list[Suggestion]:
    """As :func:`suggestions`, from a store that is open."""
    found = _FINDERS.get(kind, _things(kind))(connection, typed)
    return [pair for pair in found if pair[0] == clean(pair[0])]


@contextlib.contextmanager
def _reader(path: Path) -> Iterator[sqlite3.Connection]:
    """The ordinary way in would bring an older store up to date, which is no business of the Tab key."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with translated(path), contextlib.closing(sqlite3.connect(uri, uri=True, timeout=1)) as connection:
        connection.execute("PRAGMA query_only=ON")
        yield connection


def _contacts(connection: sqlite3.Connection, typed: str) -> list[Suggestion]:
    """By the beginning of the name; else the one whose name has a word that begins so; digits are ids."""
    if typed.isdigit():
        return _by_id(connection, "contact", typed)
    key = fold(typed)
    query = (
        "SELECT name, id FROM contact WHERE name_key >= ?1 AND name_key < ?2 ORDER BY name_key, id LIMIT ?3"
    )
    rows = connection.execute(query, (key, key + _LAST, MOST)).fetchall() or _by_word(connection, typed)
    return [(name, str(thing_id)) for name, thing_id in rows]


def _by_word(connection: sqlite3.Connection, typed: str) -> list[tuple[str, int]]:
    match = " ".join(f'name:"{word}"*' for word in words(typed))
    if not match:
        return []
    query = "SELECT c.name, c.id FROM contact_search s JOIN contact c ON c.id = s.rowid WHERE contact_search MATCH ? LIMIT 2"
    rows = connection.execute(query, (match,)).fetchall()
    # A shell puts what several have in common in place of what was typed, and these may begin differently.
    return rows if len(rows) == 1 else []


def _by_id(connection: sqlite3.Connection, kind: str, typed: str) -> list[Suggestion]:
    title, _ = _TITLES[kind]
    query = f"SELECT id, {title} FROM {kind} WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?"
    found: list[Suggestion] = []
    for digits in range(max(0, 10 - len(typed))):
        first = int(typed) * 10**digits
        rows = connection.execute(query, (first, first + 10**digits - 1, MOST - len(found)))
        found += [(str(thing_id), clean(text)) for thing_id, text in rows]
    return found if not typed.startswith("0") else []


def _things(kind: str) -> Callable[[sqlite3.Connection, str], list[Suggestion]]:
    def find(connection: sqlite3.Connection, typed: str) -> list[Suggestion]:
        if typed.isdigit():
            return _by_id(connection, kind, typed)
        if typed:
            return _contacts(connection, typed)
        title, likely = _TITLES[kind]
        query = f"SELECT id, {title} FROM {kind} WHERE {likely} ORDER BY id DESC LIMIT ?"
        return [(str(thing_id), clean(text)) for thing_id, text in connection.execute(query, (MOST,))]

    return find


def _tags(connection: sqlite3.Connection, typed: str) -> list[Suggestion]:
    key = fold(typed)
    query = "SELECT name, '' FROM tag WHERE name_key >= ? AND name_key < ? ORDER BY name_key LIMIT ?"
    return connection.execute(query, (key, key + _LAST, MOST)).fetchall()


def _stages(connection: sqlite3.Connection, typed: str) -> list[Suggestion]:
    rows = connection.execute("SELECT name, meaning FROM stage ORDER BY position")
    return [(name, meaning) for name, meaning in rows if fold(name).startswith(fold(typed))]


_FINDERS = {"contact": _contacts, "tag": _tags, "stage": _stages}

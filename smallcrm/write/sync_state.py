"""What is remembered of every item since its file and the book were last the same; no part of history or undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

KINDS = ("contact", "appointment", "reminder")


class State(NamedTuple):
    """An item at the last sync; ``digest`` is its file's, None for one never seen. ``owed``: a file is to be written."""

    href: str
    kind: str
    uid: str
    item_uid: str
    digest: str | None
    owed: bool = False


class Text(NamedTuple):
    """The texts of an item: see :class:`smallcrm.store.tables.SyncItem`."""

    base: bytes | None = None
    told: str | None = None
    pending: bytes | None = None
    pending_told: str | None = None

    @property
    def our_base(self) -> bytes | None:
        """What our own words for it were, or the file in their place; None where there was nothing yet."""
        return self.base if self.told is None else self.told.encode()


class SyncState:
    """Reads and writes what is remembered."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def folders(self) -> dict[str, tuple[str, ...]]:
        """The folders kept in step, by path, each with its kinds."""
        rows = self.connection.execute("SELECT path, kinds FROM sync_folder ORDER BY path")
        return {path: tuple(kinds.split(",")) for path, kinds in rows}

    def remember(self, path: str, kinds: Sequence[str]) -> None:
        """Keep a folder in step from now on."""
        self.connection.execute(
            "INSERT INTO sync_folder(path, kinds) VALUES (?, ?) "
            "ON CONFLICT(path) DO UPDATE SET kinds = excluded.kinds",
            (path, ",".join(kinds)),
        )

    def places(self) -> set[tuple[str, str]]:
        """The folders that hold items, each with a kind that it holds."""
        return set(self.connection.execute("SELECT DISTINCT folder, kind FROM sync_item"))

    def items(self, folder: str, kinds: Sequence[str]) -> list[State]:
        """What is remembered of the items of a folder, by the names of their files."""
        marks = ", ".join("?" * len(kinds))
        query = (
            "SELECT href, kind, uid, item_uid, digest, pending IS NOT NULL FROM sync_item "
            f"WHERE folder = ? AND kind IN ({marks}) ORDER BY href"
        )
        return [
            State._make((*row[:5], bool(row[5]))) for row in self.connection.execute(query, (folder, *kinds))
        ]

    def text(self, folder: str, href: str) -> Text:
        """The texts of one item."""
        query = "SELECT base, told, pending, pending_told FROM sync_item WHERE folder = ? AND href = ?"
        row = self.connection.execute(query, (folder, href)).fetchone()
        return Text(*row) if row else Text()

    def told(self, folder: str) -> dict[str, str]:
        """Our own words for the items of a folder as they were, by the names of their files."""
        query = "SELECT href, told FROM sync_item WHERE folder = ? AND told IS NOT NULL"
        return dict(self.connection.execute(query, (folder,)).fetchall())

    def save(self, folder: str, state: State, text: Text) -> None:
        """Remember an item as it is now."""
        self.connection.execute(
            "INSERT OR REPLACE INTO sync_item(folder, href, kind, uid, item_uid, digest, base, told, pending, pending_told) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (folder, *state[:5], *text),
        )

    def written(self, folder: str, href: str, digest: str, pending: bytes) -> None:
        """The file is what it was to become; unless another sync has changed its mind meanwhile."""
        self.connection.execute(
            "UPDATE sync_item SET digest = ?, base = pending, told = pending_told, pending = NULL, pending_told = NULL "
            "WHERE folder = ? AND href = ? AND pending = ?",
            (digest, folder, href, pending),
        )

    def forget(self, folder: str, href: str) -> None:
        """There is no such item any more."""
        self.connection.execute("DELETE FROM sync_item WHERE folder = ? AND href = ?", (folder, href))

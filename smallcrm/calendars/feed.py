"""A calendar as bytes, piece by piece: what was rendered before is kept in the store until it changes.

A component depends on its thing alone and on the form of the calendar (``Extract.form``), so that after one change one
component is rendered and the others are read. Triggers drop what is outdated.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from smallcrm import __version__
from smallcrm.errors import CrmError
from smallcrm.formats import ics
from smallcrm.read.calendar import Calendar
from smallcrm.store.connect import begin, open_writer, reading_mode, translated
from smallcrm.store.subscribers import forget_components

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from smallcrm.desk import Desk
    from smallcrm.read.calendar_extract import Extract

# How many components are looked up, rendered and written at a time.
BATCH = 1_000
# From so many rendered anew a look that only reads has them kept for the next.
WORTH_KEEPING = 1_000
# Where the version that rendered what is kept stands: no thing has this id.
MARK = 0


class Feed:
    """One look at a calendar; ``fresh`` is what was rendered for it, and can be kept for the next.

    The caller holds a transaction around, so that all of it is of one moment.
    """

    def __init__(self, connection: sqlite3.Connection, desk: Desk, extract: Extract, name: str) -> None:
        self.connection = connection
        self.calendar = Calendar(connection, desk)
        self.desk = desk
        self.extract = extract
        self.name = name
        self.fresh: list[tuple[int, bytes]] = []
        self.version = 0

    def pieces(self) -> Iterator[bytes]:
        """The calendar, in pieces of some size, that are whole lines."""
        zones = self.calendar.zones(self.extract)
        self.version = _data_version(self.connection)
        kept = _mark(self.connection) == __version__
        yield ics.head(name=self.name, zones=zones, timezone=self.desk.timezone).encode()
        for kind in self.extract.kinds:
            yield from self._components(kind, kept=kept)
        yield b"".join(ics.component(gone).encode() for gone in self.calendar.tombstones(self.extract))
        yield ics.TAIL.encode()

    def _components(self, kind: str, *, kept: bool) -> Iterator[bytes]:
        listed = self.calendar.listed(kind, self.extract, kept=kept)
        while batch := listed.fetchmany(BATCH):
            missing = [number for number, text in batch if text is None]
            if missing:
                fresh = self._rendered(kind, missing)
                yield b"".join(text or fresh[number] for number, text in batch)
            else:
                yield b"".join(text for _, text in batch)

    def _rendered(self, kind: str, missing: Sequence[int]) -> dict[int, bytes]:
        first = self.extract.form + (4 if kind == "reminders" else 0)
        made = {
            number: ics.component(item).encode()
            for number, item in self.calendar.these(kind, missing, self.extract)
        }
        self.fresh += [(8 * number + first, text) for number, text in made.items()]
        return made

    def keep(self, writer: sqlite3.Connection) -> None:
        """Keep what was rendered, within the transaction of ``writer``; not where others wrote in between."""
        if not self.fresh or _data_version(self.connection) != self.version:
            return
        if _mark(writer) != __version__:
            forget_components(writer)
            writer.execute("INSERT INTO component(id, text) VALUES (?, ?)", (MARK, __version__.encode()))
        writer.executemany("INSERT OR REPLACE INTO component(id, text) VALUES (?, ?)", self.fresh)


def keep_what_took_long(feed: Feed, store: Path) -> None:
    """Keep what was rendered for a look that only read; a store that can't be written now is as good without."""
    if len(feed.fresh) < WORTH_KEEPING or reading_mode(store) != "rw":
        return
    with (
        contextlib.suppress(CrmError),
        translated(store),
        contextlib.closing(open_writer(store)) as writer,
    ):
        # What is only added need not stay in memory.
        writer.execute("PRAGMA cache_size=-8192")
        begin(writer, "what was rendered")
        feed.keep(writer)
        writer.execute("COMMIT")


def _data_version(connection: sqlite3.Connection) -> int:
    """SQLite's count of the commits of others, as this connection sees it now."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


def _mark(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT text FROM component WHERE id = ?", (MARK,)).fetchone()
    return row[0].decode() if row else ""

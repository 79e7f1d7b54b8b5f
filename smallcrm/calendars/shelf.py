"""What is served: each published calendar as bytes, rendered when the book or the day changed, and kept till then."""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import hashlib
import hmac
import os
import sqlite3
import threading
from functools import cached_property
from typing import TYPE_CHECKING

from smallcrm.calendars.feed import Feed, keep_what_took_long
from smallcrm.clock import utc_now
from smallcrm.errors import StoreMissing
from smallcrm.model.publication import path_of
from smallcrm.read.publication import Publications
from smallcrm.store.connect import open_reader, translated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from smallcrm.desk import Desk
    from smallcrm.model.publication import Publication

# How long (seconds) a request waits for who holds the whole store, which few file systems need.
PATIENCE = 3.0
_SECOND = dt.timedelta(seconds=1)


class Body:
    """A calendar's bytes, their digest, and since when (UTC) they are these."""

    def __init__(self, name: str, data: bytes, modified: dt.datetime) -> None:
        self.name = name
        self.data = data
        self.modified = modified
        self.digest = hashlib.sha256(data).hexdigest()[:32]
        self._packing = threading.Lock()

    @property
    def packed(self) -> bytes:
        """The bytes compressed, once for all who ask."""
        with self._packing:
            return self._packed

    @cached_property
    def _packed(self) -> bytes:
        # Without the time, the same bytes always give the same.
        return gzip.compress(self.data, 6, mtime=0)


class Shelf:
    """The published calendars of one store, for many threads at once."""

    def __init__(self, store: Path, desk: Desk) -> None:
        self.store = store
        self.desk = desk
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inode: tuple[int, int] = (0, 0)
        self._bodies: dict[str, tuple[object, Body]] = {}

    def find(self, path: bytes) -> Body | None:
        """The calendar at that path, as the book is now; None where there is none. CrmError where it can't be told."""
        with self._lock, translated(self.store):
            publications = Publications(self._reader(), self.desk)
            everyone = publications.all()
            # Each is compared, and each in the same time, so that no answer tells how near a guess came.
            found = [each for each in everyone if hmac.compare_digest(path_of(each).encode(), path)]
            self._bodies = {
                each.name: self._bodies[each.name] for each in everyone if each.name in self._bodies
            }
            return self._body(publications, found[0]) if found else None

    def _reader(self) -> sqlite3.Connection:
        """The open connection; a new one where another file was put in the store's place."""
        try:
            stat = os.stat(self.store)  # noqa: PTH116 - at every request
        except OSError:
            raise StoreMissing(self.store) from None
        inode = (stat.st_dev, stat.st_ino)
        if self._connection is None or inode != self._inode:
            self._let_go()
            self._connection, self._inode = open_reader(self.store, PATIENCE, any_thread=True), inode
        return self._connection

    def _body(self, publications: Publications, publication: Publication) -> Body:
        with self._steady(publications.connection):
            # Read again, of the same moment as what is rendered.
            publication = publications.get(publication.name) or publication
            state = (
                publication._replace(written=None, written_as=None, problem=None, token=""),
                publications.mark(),
            )
            before = self._bodies.get(publication.name)
            if before and before[0] == state:
                return before[1]
            feed = Feed(
                publications.connection, self.desk, publications.extract(publication), publication.name
            )
            body = self._settled(publication.name, b"".join(feed.pieces()), before[1] if before else None)
        self._bodies[publication.name] = state, body
        keep_what_took_long(feed, self.store)
        return body

    def _settled(self, name: str, data: bytes, before: Body | None) -> Body:
        """The body there was, where nothing of it changed; else a later one."""
        now = utc_now()
        if before is None:
            return Body(name, data, now)
        return before if before.data == data else Body(name, data, max(now, before.modified + _SECOND))

    @contextlib.contextmanager
    def _steady(self, connection: sqlite3.Connection) -> Iterator[None]:
        connection.execute("BEGIN")
        try:
            yield
        finally:
            if connection.in_transaction:
                connection.rollback()

    def _let_go(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None

    def close(self) -> None:
        """Let go of the store."""
        with self._lock:
            self._let_go()

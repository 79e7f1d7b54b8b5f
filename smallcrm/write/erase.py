"""Erasing a person: the one act that can't be undone. Their rows go, and with them every image that history kept.

What jobs were worth, and when, stays without the person, as tax law wants it. What is shared with others stays theirs.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import NotFound, StoreMissing, UsageError
from smallcrm.store.change import ERASE
from smallcrm.store.connect import PATIENCE, translated
from smallcrm.store.subscribers import forget_components
from smallcrm.write.contact import seat_next
from smallcrm.write.erase_names import mentions, names_of, past_mentions, unname
from smallcrm.write.erase_traces import BY_UID, OWN, SHARED, THINGS, Person, Traces, person_of, uid_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smallcrm.write.change import Change, Changes

# What stands in the place of what can't be empty.
ERASED = "(erased)"
# What the stage of a job means that is, or will be, in the books.
EARNED = ("won", "done", "owed", "paid")
# Children go before what they hang on.
ORDER = (
    *BY_UID, "job_move", "alarm", "occurrence", "relation", *OWN, "note", "appointment", "job", "contact",
)  # fmt: skip
SEARCHES = ("contact_search", "item_search")
# How long (seconds) one waits for readers, so that the log can be emptied.
LINGER = 5.0


class Erasure(NamedTuple):
    """What an erasure came to.

    ``uids`` are the person's, ``gone`` how many notes, jobs ... went, ``kept`` the jobs that stay for what they were
    worth, ``mentions`` the ``(kind, id)`` of things of others that name the person, ``past`` how many older values in
    their history do, ``folders`` those kept in step that have files of the person. ``swept`` is that no file of the
    store holds anything any more.
    """

    contact_id: int
    uids: tuple[str, ...]
    gone: dict[str, int]
    kept: list[int]
    mentions: list[tuple[str, int]]
    past: int
    folders: list[str]
    swept: bool


class Erasing:
    """Erases people from one store."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes

    def person(self, contact_id: int) -> Person | None:
        """Who would be erased; None where they were erased already.

        NotFound where there never was such a contact, StoreMissing where there is no store; UsageError within another
        change, which could be undone.
        """
        if self.changes.current is not None:
            raise UsageError("an erasure can't be part of another change")
        if not self.changes.path.exists():
            raise StoreMissing(self.changes.path)
        with translated(self.changes.path):
            connection = self.changes.connection
            uid = uid_of(connection, contact_id)
            if uid is not None:
                return person_of(connection, uid)
            if not _was_erased(connection, contact_id):
                raise NotFound(f"there is no contact {contact_id}, and none is remembered")
        return None

    def weigh(self, person: Person) -> dict[str, int]:
        """How many notes, jobs, appointments and reminders would be erased with them; ``kept`` jobs would stay."""
        with translated(self.changes.path):
            traces = Traces(self.changes.connection, person)
            kept = _worth_keeping(self.changes.connection, traces)
            counts = _counts(self.changes.connection, traces)
        return {**counts, "job": counts["job"] - len(kept), "kept": len(kept)}

    def erase(self, person: Person) -> Erasure:
        """Erase them; the store's files are swept too, and then nothing of them is left there."""
        contact_id = person.ids[0]
        said = f"erased {{contact:{contact_id}}}"
        with self.changes.transaction("an erasure") as connection:
            names = names_of(connection, person.ids)
            traces = Traces(connection, person)
            kept, counts = _worth_keeping(connection, traces), _counts(connection, traces)
            counts["job"] -= len(kept)
            folders = _folders(connection, traces)
            with self.changes.step(said, ERASE) as change:
                _take_out(change, traces, kept)
                unname(change, names)
            _forget(connection, traces)
            _scrub(connection, traces, change.id)
            named, past = mentions(connection, names), past_mentions(connection, names)
            for table in SEARCHES:
                # The index keeps the words of what was deleted until its parts are merged.
                connection.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")
        swept = self.sweep()
        return Erasure(contact_id, person.uids, counts, kept, named, past, folders, swept)

    def sweep(self) -> bool:
        """Write the store's file anew without what lies in its free space, and empty its log; whether that was done.

        It is not while another program reads on, nor on a disk that is full or failing.
        """
        with translated(self.changes.path):
            connection = self.changes.connection
            try:
                connection.execute("VACUUM")
            except sqlite3.OperationalError:
                # The person is out of the book already, whatever hinders this.
                return False
            return _emptied(connection)


def _was_erased(connection: sqlite3.Connection, contact_id: int) -> bool:
    query = "SELECT 1 FROM change WHERE kind = ? AND words = ?"
    return connection.execute(query, (ERASE, f"erased {{contact:{contact_id}}}")).fetchone() is not None


def _emptied(connection: sqlite3.Connection) -> bool:
    """Whether the log could be emptied into the file."""
    connection.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")
    end = time.monotonic() + LINGER
    while True:
        with contextlib.suppress(sqlite3.OperationalError):
            if not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                return True
        if time.monotonic() > end:
            return False


def _counts(connection: sqlite3.Connection, traces: Traces) -> dict[str, int]:
    """How many things there are to go; what history alone remembers is not counted."""
    return {kind: len(_there(connection, kind, traces.rows[kind])) for kind in THINGS}


def _there(connection: sqlite3.Connection, table: str, rows: Iterable[int]) -> list[int]:
    query = f'SELECT id FROM "{table}" WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id'
    return [row[0] for row in connection.execute(query, (_array(rows),))]


def _worth_keeping(connection: sqlite3.Connection, traces: Traces) -> list[int]:
    """Jobs that were won and have a value stay for the books."""
    query = (
        "SELECT id FROM job WHERE id IN (SELECT value FROM json_each(?1)) AND value IS NOT NULL AND stage IN "
        "(SELECT name FROM stage WHERE meaning IN (SELECT value FROM json_each(?2))) ORDER BY id"
    )
    rows = connection.execute(query, (_array(traces.rows["job"]), _array(EARNED)))
    return [row[0] for row in rows]


def _folders(connection: sqlite3.Connection, traces: Traces) -> list[str]:
    """The folders kept in step that have files of what goes, as they were named to `calendar sync`."""
    query = (
        "SELECT DISTINCT coalesce((SELECT max(path) FROM sync_folder WHERE substr(folder, 1, length(path)) = path), folder) "
        "FROM sync_item WHERE uid IN (SELECT value FROM json_each(?)) AND digest IS NOT NULL ORDER BY 1"
    )
    return [row[0] for row in connection.execute(query, (_array(traces.uids),))]


def _take_out(change: Change, traces: Traces, kept: list[int]) -> None:
    connection = change.connection
    for kind in SHARED:
        for contact_id in traces.person.ids:
            seat_next(connection, kind, contact_id)
    staying = {"job": set(kept), "job_move": _moves_of(connection, kept)}
    connection.execute(
        "UPDATE job SET title = ?, description = NULL, site_id = NULL, updated_at = ? "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (ERASED, change.at, _array(kept)),
    )
    for table in ORDER:
        rows = traces.rows[table] - staying.get(table, set())
        connection.execute(
            f'DELETE FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))', (_array(rows),)
        )


def _moves_of(connection: sqlite3.Connection, jobs: list[int]) -> set[int]:
    query = "SELECT id FROM job_move WHERE job_id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.execute(query, (_array(jobs),))}


def _forget(connection: sqlite3.Connection, traces: Traces) -> None:
    """What calendars and folders kept in step remember of the person, and of what names them.

    That a file was there is kept without its words, so that the next sync takes the file away.
    """
    uids = (_array(traces.uids),)
    connection.execute(
        "UPDATE calendar_item SET image = json_set(image, '$.title', ?) "
        "WHERE image IS NOT NULL AND uid IN (SELECT value FROM json_each(?))",
        (ERASED, *uids),
    )
    connection.execute("DELETE FROM told WHERE uid IN (SELECT value FROM json_each(?))", uids)
    connection.execute(
        "DELETE FROM sync_item WHERE digest IS NULL AND uid IN (SELECT value FROM json_each(?))", uids
    )
    connection.execute(
        "UPDATE sync_item SET base = NULL, told = NULL, pending = NULL, pending_told = NULL "
        "WHERE uid IN (SELECT value FROM json_each(?))",
        (_array(traces.uids | traces.touched_uids),),
    )
    forget_components(connection)
    connection.execute("UPDATE publication SET revision = revision + 1")


def _scrub(connection: sqlite3.Connection, traces: Traces, erasure: int) -> None:
    """Empty the images of every row that went; what undo finds empty it leaves out, and says so."""
    for table, rows in traces.rows.items():
        connection.execute(
            "DELETE FROM journal WHERE change_id = ? AND table_name = ? AND row_id IN (SELECT value FROM json_each(?))",
            (erasure, table, _array(rows)),
        )
        connection.execute(
            "UPDATE journal SET before = NULL, after = NULL, source = NULL "
            "WHERE table_name = ? AND row_id IN (SELECT value FROM json_each(?))",
            (table, _array(rows)),
        )
    for (change_id, contact_id), back in traces.mingled.items():
        _part(connection, change_id, contact_id, back=back)


def _part(connection: sqlite3.Connection, change_id: int, contact_id: int, *, back: bool) -> None:
    """Leave of another contact, in a change that merged the person into them, only what was theirs before and after."""
    which = "change_id = ? AND table_name = 'contact' AND row_id = ?"
    images = connection.execute(
        f"SELECT before, after FROM journal WHERE {which} ORDER BY id", (change_id, contact_id)
    ).fetchall()
    if images:
        own = images[-1][1] if back else images[0][0]
        connection.execute(
            f"UPDATE journal SET before = ?, after = ? WHERE {which}", (own, own, change_id, contact_id)
        )
    connection.execute(
        "UPDATE journal SET before = NULL, after = NULL WHERE change_id = ? AND table_name = 'provenance'",
        (change_id,),
    )


def _array(values: Iterable[object]) -> str:
    return json.dumps(list(values))

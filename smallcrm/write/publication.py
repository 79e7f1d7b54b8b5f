"""Which calendars are published: kept outside history, undo and exports, since it changes nothing in the book."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from smallcrm.errors import Conflict, UsageError
from smallcrm.model.publication import (
    ALL,
    PRIVATE,
    REMINDERS,
    Publication,
    PublicationDraft,
    checked_name,
)
from smallcrm.model.text import storable
from smallcrm.store.connect import begin, translated

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.write.change import Changes

# 192 bits, in letters, digits, - and _.
TOKEN_BYTES = 24
DEFAULT_NAME = "smallcrm"
_SELECT = f"SELECT {', '.join(Publication._fields)} FROM publication"


class Publishing:
    """Adds, changes and removes published calendars."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing of what the block writes; no step of the history comes of it."""
        with translated(self.changes.path):
            connection = self.changes.connection
            begin(connection, "the published calendars", self.changes.tell)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

    def put(self, draft: PublicationDraft) -> Publication:
        """Publish a calendar, or change the one in that file, or without a file of that name; within a transaction.

        Conflict where its name or its file is another's, UsageError for what contradicts itself.
        """
        connection = self.changes.connection
        before = _standing(connection, draft)
        name = before.name if before else _name_of(draft.file)
        name = checked_name(name if draft.name is None else draft.name)
        taken = _one(connection, "name", name)
        if taken and (before is None or taken.name != before.name):
            where = f"kept in {taken.file}" if taken.file else "served"
            raise Conflict(
                f'there is a calendar "{name}" already, {where}; give this one a --name of its own'
            )
        after = _changed(before or _new(name), draft)._replace(name=name)
        _check(after)
        if before:
            connection.execute("DELETE FROM publication WHERE name = ?", (before.name,))
        marks = ", ".join("?" * len(after))
        connection.execute(f"INSERT INTO publication({', '.join(after._fields)}) VALUES ({marks})", after)
        return after

    def remove(self, name: str) -> None:
        """Publish the calendar no more; its file stays."""
        with self.transaction() as connection:
            connection.execute("DELETE FROM publication WHERE name = ?", (name,))

    def rotate(self, names: Sequence[str]) -> None:
        """Give the calendars new secrets: who knows an old one finds nothing there any more."""
        with self.transaction() as connection:
            connection.executemany(
                "UPDATE publication SET token = ? WHERE name = ?", [(new_token(), name) for name in names]
            )


def new_token() -> str:
    """A secret that nobody guesses."""
    import secrets

    return secrets.token_urlsafe(TOKEN_BYTES)


def _standing(connection: sqlite3.Connection, draft: PublicationDraft) -> Publication | None:
    """The calendar that the draft changes."""
    if draft.file is not None:
        found = _one(connection, "file", draft.file)
        named = (
            _one(connection, "name", checked_name(draft.name))
            if draft.name is not None and not found
            else None
        )
        # One that was only served so far gets a file.
        return found or (named if named and named.file is None else None)
    return _one(connection, "name", checked_name(draft.name)) if draft.name is not None else None


def _one(connection: sqlite3.Connection, column: str, value: str) -> Publication | None:
    row = connection.execute(f"{_SELECT} WHERE {column} = ?", (value,)).fetchone()
    return Publication(*row) if row else None


def _name_of(file: str | None) -> str:
    return storable(Path(file).stem) if file else DEFAULT_NAME


def _new(name: str) -> Publication:
    return Publication(name, None, PRIVATE, ALL, None, 0, 1, 0, new_token())


def _changed(before: Publication, draft: PublicationDraft) -> Publication:
    given = {key: value for key, value in draft._asdict().items() if value is not None}
    if "tag" in given:
        given["tag"] = storable(given["tag"].strip()) or None
    flags = {key: int(value) for key, value in given.items() if isinstance(value, bool)}
    return before._replace(**{**given, **flags}, revision=before.revision + 1, written=None, problem=None)


def _check(publication: Publication) -> None:
    if publication.busy and publication.kinds == REMINDERS:
        raise UsageError(
            "a reminder takes no time: say --busy with appointments, or --type reminders without it"
        )

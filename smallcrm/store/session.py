"""The Python API: a SQLModel session over the store, for scripts and notebooks.

``with smallcrm.session() as s:`` reads and writes the tables of :mod:`smallcrm.store.tables`. What is written is
checked, normalised, journalled, indexed and undoable like everything else; each commit is one change. No command
imports this module: SQLModel costs a third of a second.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import object_session
from sqlalchemy.pool import StaticPool
from sqlmodel import Session, SQLModel

from smallcrm import config
from smallcrm.clock import stamp
from smallcrm.errors import UsageError
from smallcrm.model.appointment import OccurrenceDraft
from smallcrm.model.contact import ContactDraft
from smallcrm.model.email import parse_email
from smallcrm.model.happening import Plan, bounds, stamped
from smallcrm.model.phone import parse_phone
from smallcrm.model.settle import settle, strict
from smallcrm.model.text import fold, storable
from smallcrm.store import tables
from smallcrm.store.change import DO, Change, adopt
from smallcrm.store.connect import begin, open_writer, translated

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

ORIGIN = "python"


@contextlib.contextmanager
def session(path: str | Path | None = None, *, words: str = "changed from Python") -> Iterator[Session]:
    """A SQLModel session on the store at ``path``, else on the one that the environment names.

    Leaving the block commits, an error in it takes everything back; ``words`` is what `history` calls the change. The
    write lock is held from the first query to the commit. Raises UsageError for an e-mail or a number that can be
    none, StoreError where the store refuses.
    """
    settings = config.load(config.config_path(None))
    store = Path(path) if path is not None else config.store_path(None)[0]
    connection = open_writer(store)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    writing = Session(engine)
    _Steps(writing, connection, words)
    event.listen(writing, "before_flush", _Settling(settings["region"]).settle)
    try:
        with _told(store):
            yield writing
            writing.commit()
    finally:
        writing.close()
        engine.dispose()
        connection.close()


@contextlib.contextmanager
def _told(store: Path) -> Iterator[None]:
    """SQLAlchemy wraps SQLite's errors; a person is told in the store's words."""
    try:
        yield
    except DBAPIError as problem:
        with translated(store):
            raise problem.orig or problem from None


class _Steps:
    """Makes every transaction of the session one change."""

    def __init__(self, writing: Session, connection: sqlite3.Connection, words: str) -> None:
        self.connection = connection
        self.words = words
        self.change: Change | None = None
        event.listen(writing, "after_begin", self.begin)
        event.listen(writing, "before_commit", self.close)

    def begin(self, *_: object) -> None:
        """Take the lock and open the change."""
        begin(self.connection, self.words)
        adopt(self.connection)
        self.change = Change(self.connection, self.words, ORIGIN, DO, None)

    def close(self, writing: Session) -> None:
        """Write what is pending and close the change, in time for the commit."""
        writing.flush()
        if self.change is not None:
            self.change.close()
            self.change = None


class _Settling:
    """Gives rows on their way in the shape that the commands give them."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.by_table: dict[type[Any], Callable[[Any], None]] = {
            tables.Contact: _settle_contact, tables.Tag: _settle_tag, tables.Email: _settle_email,
            tables.Phone: self._settle_phone, tables.Appointment: _settle_appointment, tables.Reminder: _settle_reminder,
            tables.Occurrence: _settle_occurrence,
        }  # fmt: skip

    def settle(self, writing: Session, *_: object) -> None:
        """Settle every new and changed row; UsageError where a value can't be what it should."""
        with writing.no_autoflush:
            for row in (*writing.new, *(row for row in writing.dirty if writing.is_modified(row))):
                _settle_text(row)
                shape = self.by_table.get(type(row))
                if shape:
                    shape(row)
                if isinstance(row, tables.Dated):
                    row.created_at = row.created_at or stamp()
                    row.updated_at = stamp()

    def _settle_phone(self, row: tables.Phone) -> None:
        written = inspect(row).attrs
        if written.value.history.has_changes():
            phone = parse_phone(row.value, self.region, row.extension or "")
            row.raw = row.raw if row.raw and written.raw.history.has_changes() else phone.raw
            row.value, row.national, row.extension = phone.value, phone.national, phone.extension or None


def _settle_text(row: SQLModel) -> None:
    """Text as UTF-8 can hold it, and NULL for what is absent."""
    for column in inspect(type(row)).columns:
        value = getattr(row, column.name)
        if isinstance(value, str):
            setattr(row, column.name, None if column.nullable and not value else storable(value))


def _settle_contact(row: tables.Contact) -> None:
    draft = ContactDraft(name=row.name, kind=row.kind, birthday=row.birthday or "", prefers=row.prefers or "")
    settled = strict(settle(draft, ""))
    row.name, row.name_key = settled.name, settled.name_key
    row.birthday, row.prefers = settled.draft.birthday or None, settled.draft.prefers or None


def _settle_tag(row: tables.Tag) -> None:
    row.name = " ".join(row.name.split())
    row.name_key = fold(row.name)
    if not row.name_key:
        raise UsageError("a tag can't be empty")


def _settle_email(row: tables.Email) -> None:
    row.value, row.key = parse_email(row.value)


def _settle_appointment(row: tables.Appointment) -> None:
    writing = object_session(row)
    rows = (
        writing.query(tables.Occurrence).filter_by(appointment_id=row.id).all() if writing and row.id else []
    )
    exceptions = [OccurrenceDraft(o.recurrence, bool(o.cancelled), start=o.starts, end=o.ends) for o in rows]
    plan = Plan(row.starts, row.ends, row.timezone, bool(row.all_day), row.repeat or "", exceptions)
    row.starts_utc, row.ends_utc, row.last_utc = bounds(plan)


def _settle_occurrence(row: tables.Occurrence) -> None:
    writing = object_session(row)
    series = writing.get(tables.Appointment, row.appointment_id) if writing else None
    if series is None:
        raise UsageError(f"there is no appointment {row.appointment_id}")
    row.starts_utc = stamped(row.starts, series.timezone) if row.starts else None
    row.ends_utc = stamped(row.ends, series.timezone) if row.ends else None
    if series.last_utc and row.ends_utc and row.ends_utc > series.last_utc:
        series.last_utc = row.ends_utc


def _settle_reminder(row: tables.Reminder) -> None:
    row.due_utc = stamped(row.due, row.timezone)

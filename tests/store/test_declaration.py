"""Two descriptions of a row are held together: the declared tables, and what the migrations and views lay."""

from __future__ import annotations

import sqlite3

import pytest
from sqlmodel import SQLModel

from smallcrm.model.appointment import AppointmentRow
from smallcrm.model.contact_row import ContactRow
from smallcrm.model.job import JobRow
from smallcrm.model.note import NoteRow
from smallcrm.model.reminder import ReminderRow
from smallcrm.store import declare
from smallcrm.store.migrate import FOLDER, SCHEMA_VERSION, declared_schema, lay, migrations, schema_text


@pytest.fixture
def laid():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    lay(connection)
    yield connection
    connection.close()


def objects(connection: sqlite3.Connection) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    return {
        name: sql
        for name, sql in connection.execute(query)
        if "_search" not in name and "sqlite_" not in name
    }


def test_the_migrations_make_the_declared_tables(laid) -> None:
    declared = sqlite3.connect(":memory:")
    declared.executescript(declare.create_sql())
    assert objects(laid) == objects(declared)
    declared.close()


def test_the_generated_files_are_current(laid) -> None:
    assert (FOLDER / "journal.sql").read_text() == declare.journal_sql()
    assert declared_schema() == schema_text(laid)


def test_every_migration_has_its_number() -> None:
    assert [version for version, _ in migrations()] == list(range(1, SCHEMA_VERSION + 1))


@pytest.mark.parametrize(
    ("view", "row"),
    [
        ("contact_row", ContactRow), ("note_row", NoteRow), ("job_row", JobRow),
        ("appointment_row", AppointmentRow), ("reminder_row", ReminderRow),
    ],
)  # fmt: skip
def test_a_views_columns_are_its_rows_fields(laid, view: str, row) -> None:
    assert tuple(column[1] for column in laid.execute(f"PRAGMA table_info({view})")) == row._fields


def test_every_view_can_be_read(laid) -> None:
    for (view,) in laid.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        assert laid.execute(f"SELECT * FROM {view}").fetchall() == []


def test_every_table_is_strict_and_every_user_table_journalled() -> None:
    assert all(table.dialect_options["sqlite"]["strict"] for table in SQLModel.metadata.sorted_tables)
    text = (FOLDER / "journal.sql").read_text()
    for table in declare.user_tables():
        for event in ("insert", "update", "delete"):
            assert f"CREATE TRIGGER {table.name}_journal_{event} " in text

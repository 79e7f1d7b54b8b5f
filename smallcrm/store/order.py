"""The tables of a book in an order in which each stands after those it points at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3

BOOK = (
    "contact", "email", "phone", "address", "url", "handle", "consent", "photo", "custom_field", "relation", "merged",
    "tag", "tagging", "stage", "job", "job_contact", "job_move", "note", "note_contact", "appointment",
    "appointment_contact", "occurrence", "alarm", "reminder", "property", "external_key", "provenance", "calendar_item",
)  # fmt: skip

_TYPES = {"TEXT": str, "INTEGER": int}


class Shape(NamedTuple):
    """A table as the store has it: its columns with their types, and which of them hold ids of which table."""

    columns: dict[str, type]
    ids_of: dict[str, str]


def shape(connection: sqlite3.Connection, table: str) -> Shape:
    """The columns of ``table``, and its references by id."""
    columns = {row[1]: _TYPES[row[2]] for row in connection.execute(f'PRAGMA table_info("{table}")')}
    keys = connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
    return Shape(columns, {row[3]: row[2] for row in keys if row[4] == "id"})

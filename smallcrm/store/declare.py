"""Write the SQL that follows from the declared tables: run by a developer, never by a command.

``python -m smallcrm.store.declare`` rewrites ``journal.sql`` and ``schema.sql`` beside this module; a test holds the
migrations to ``create_sql``.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from smallcrm.store import tables
from smallcrm.store.migrate import FOLDER, lay, schema_text

if TYPE_CHECKING:
    from sqlalchemy import Table


def user_tables() -> list[Table]:
    """The tables whose rows belong to the user, and so are journalled, in order of dependence."""
    return [t for t in SQLModel.metadata.sorted_tables if t.name not in tables.SYSTEM]


def create_sql() -> str:
    """The statements that make every declared table and index."""
    dialect = sqlite.dialect()
    made = []
    for table in SQLModel.metadata.sorted_tables:
        made.append(_tidy(str(CreateTable(table).compile(dialect=dialect))))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [_tidy(str(CreateIndex(index).compile(dialect=dialect))) for index in indexes]
    return "\n".join(f"{statement};" for statement in made) + "\n"


def _tidy(statement: str) -> str:
    return "\n".join(line.rstrip() for line in statement.strip().splitlines()).replace("\t", "  ")


def _image(table: Table, side: str) -> str:
    pairs = ", ".join(f"'{column.name}', {side}.\"{column.name}\"" for column in table.columns)
    return f"json_object({pairs})"


def journal_sql() -> str:
    """Triggers that write before and after images of every user table, and keep every uid as it is."""
    return "\n".join(_triggers(table) for table in user_tables())


def _triggers(table: Table) -> str:
    name = table.name
    sides = {"insert": ("NULL", "NEW"), "update": ("OLD", "NEW"), "delete": ("OLD", "NULL")}
    made = [
        (
            f'CREATE TRIGGER {name}_uid BEFORE UPDATE OF uid ON "{name}" WHEN NEW.uid IS NOT OLD.uid BEGIN\n'
            f"  SELECT RAISE(ABORT, 'a uid never changes');\nEND;"
        )
    ]
    for event, (before, after) in sides.items():
        images = [side if side == "NULL" else _image(table, side) for side in (before, after)]
        row = "OLD" if event == "delete" else "NEW"
        made.append(
            f'CREATE TRIGGER {name}_journal_{event} AFTER {event.upper()} ON "{name}" BEGIN\n'
            f"  INSERT INTO journal(change_id, table_name, row_id, before, after, source) VALUES (\n"
            f"    (SELECT change_id FROM open_change), '{name}', {row}.id,\n"
            f"    {images[0]},\n    {images[1]},\n    (SELECT source FROM open_change));\nEND;"
        )
    return "\n".join(made) + "\n"


def main() -> None:
    """Rewrite the generated files."""
    (FOLDER / "journal.sql").write_text(journal_sql(), encoding="utf-8")
    connection = sqlite3.connect(":memory:", isolation_level=None)
    lay(connection)
    (FOLDER / "schema.sql").write_text(schema_text(connection), encoding="utf-8")


if __name__ == "__main__":
    main()

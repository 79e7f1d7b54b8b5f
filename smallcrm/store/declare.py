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

# In place of the image of a row that was put in.
LEFT_OUT = "'{}'"


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
    """Triggers that write before and after images of every user table and keep every uid as it is, and the images' view.

    A row that was put in has no image of its own, only ``LEFT_OUT``: it is what the next image has before it or, as
    long as there is none, the row itself. The view ``journal_image`` fills it in.
    """
    return "\n".join([*map(_triggers, user_tables()), _image_view()])


def _image_view() -> str:
    rows = "\n".join(
        f"      WHEN '{table.name}' THEN (SELECT {_image(table, 'r')} FROM \"{table.name}\" r WHERE r.id = j.row_id)"
        for table in user_tables()
    )
    following = "FROM journal n WHERE n.table_name = j.table_name AND n.row_id = j.row_id AND n.id > j.id"
    # Where neither is known, since another program switched triggers off, it stays left out.
    return (
        "CREATE VIEW journal_image AS\n"
        "SELECT id, change_id, table_name, row_id, before,\n"
        f"  CASE WHEN after IS NOT {LEFT_OUT} THEN after ELSE coalesce(\n"
        f"    CASE WHEN EXISTS (SELECT 1 {following})\n"
        f"      THEN (SELECT n.before {following} ORDER BY n.id LIMIT 1)\n"
        f"      ELSE CASE j.table_name\n{rows} END END,\n"
        f"    {LEFT_OUT}) END AS after,\n"
        "  source\nFROM journal j;\n"
    )


def _triggers(table: Table) -> str:
    name = table.name
    sides = {"insert": ("NULL", LEFT_OUT), "update": ("OLD", "NEW"), "delete": ("OLD", "NULL")}
    made = [
        (
            f'CREATE TRIGGER {name}_uid BEFORE UPDATE OF uid ON "{name}" WHEN NEW.uid IS NOT OLD.uid BEGIN\n'
            f"  SELECT RAISE(ABORT, 'a uid never changes');\nEND;"
        )
    ]
    for event, (before, after) in sides.items():
        images = [_image(table, side) if side in {"OLD", "NEW"} else side for side in (before, after)]
        row = "OLD" if event == "delete" else "NEW"
        made.append(
            f'CREATE TRIGGER {name}_journal_{event} AFTER {event.upper()} ON "{name}" BEGIN\n'
            f"  INSERT INTO journal(change_id, table_name, row_id, before, after, source)\n"
            f"  SELECT change_id, '{name}', {row}.id,\n    {images[0]},\n    {images[1]},\n"
            f"    source FROM (SELECT 1) LEFT JOIN open_change ON id = 1;\nEND;"
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

"""The whole book, row by row, in an order that is the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.model.book import BookRow
from smallcrm.store.order import BOOK, shape

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

# Which change raised a calendar item last is this store's own affair.
INTERNAL = {"calendar_item": {"raised_in"}}


def book(connection: sqlite3.Connection) -> Iterator[BookRow]:
    """Every row of the book; history and settings are no part of it."""
    for table in BOOK:
        names = [name for name in shape(connection, table).columns if name not in INTERNAL.get(table, ())]
        order = "uid" if table == "calendar_item" else "id"
        quoted = ", ".join(f'"{name}"' for name in names)
        for values in connection.execute(f'SELECT {quoted} FROM "{table}" ORDER BY {order}'):
            yield BookRow(
                table, {name: value for name, value in zip(names, values, strict=True) if value is not None}
            )

"""Reading contacts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from smallcrm.errors import NotFound
from smallcrm.model.contact import ContactRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk

COLUMNS = ContactRow._fields
NESTED = tuple(i for i, name in enumerate(COLUMNS) if name in {
    "emails", "phones", "addresses", "urls", "handles", "tags", "consent", "fields"})  # fmt: skip
SELECT = f"SELECT {', '.join(COLUMNS)} FROM contact_row"


def contact_row(values: Sequence[object]) -> ContactRow:
    """A row of the view as a ContactRow."""
    cells = list(values)
    for index in NESTED:
        cells[index] = json.loads(str(cells[index]))
    return ContactRow(*cells)  # type: ignore[arg-type]


class Contacts:
    """People and organisations, as readers see them."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def get(self, contact_id: int) -> ContactRow:
        """One contact; NotFound where there is none of that id."""
        values = self.connection.execute(f"{SELECT} WHERE id = ?", (contact_id,)).fetchone()
        if values is None:
            raise NotFound(f"there is no contact {contact_id}")
        return contact_row(values)

    def some(self, contact_ids: Sequence[int]) -> Iterator[ContactRow]:
        """The contacts of those ids, in that order; missing ones are left out."""
        for contact_id in contact_ids:
            values = self.connection.execute(f"{SELECT} WHERE id = ?", (contact_id,)).fetchone()
            if values is not None:
                yield contact_row(values)

    def last_contacted_at(self, contact_id: int) -> str | None:
        """When they were last spoken to, by whatever channel (UTC); None if never."""
        row = self.connection.execute(
            "SELECT max(n.at) FROM note_contact nc JOIN note n ON n.id = nc.note_id "
            "WHERE nc.contact_id = ? AND n.channel <> 'note'",
            (contact_id,),
        ).fetchone()
        return row[0] if row else None

"""Reading contacts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from smallcrm.errors import NotFound
from smallcrm.model.contact_row import ContactRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.read.duplicates import DuplicateRow
    from smallcrm.read.page import Page

COLUMNS = ContactRow._fields
NESTED = tuple(i for i, name in enumerate(COLUMNS) if name in {
    "emails", "phones", "addresses", "urls", "handles", "tags", "consent", "fields"})  # fmt: skip
SELECT = f"SELECT {', '.join(COLUMNS)} FROM contact_row"


def contact_row(values: Sequence[object]) -> ContactRow:
    """A row of the view as a ContactRow."""
    cells = list(values)
    for index in NESTED:
        # Most contacts lack most of these, and a long list is read at a third of the cost without asking json.
        cells[index] = [] if cells[index] == "[]" else json.loads(str(cells[index]))
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
        from smallcrm.read.gathered import gathered

        return gathered(self.connection, contact_ids)

    def tags(self) -> list[str]:
        """The names of all tags there are, by name."""
        return [row[0] for row in self.connection.execute("SELECT name FROM tag ORDER BY name_key")]

    def stages(self) -> list[str]:
        """The stages that contacts are at, by name."""
        query = "SELECT DISTINCT stage FROM contact WHERE stage IS NOT NULL ORDER BY stage"
        return [row[0] for row in self.connection.execute(query)]

    def page(self, contact_id: int) -> Page:
        """Everything known of one contact; NotFound where there is none of that id."""
        from smallcrm.read.page import Page

        return Page(self.connection, self.desk, self.get(contact_id))

    def dossier(self, contact_id: int) -> dict[str, Any]:
        """All that is known of one contact and of nobody else; NotFound where there is none of that id."""
        from smallcrm.read.dossier import dossier

        return dossier(self.connection, self.page(contact_id))

    def alone(self, contact_ids: Sequence[int]) -> dict[str, int]:
        """How many notes, jobs, appointments and reminders would go with these contacts: what is theirs alone."""
        ids = json.dumps(list(contact_ids))
        counts = {kind: self._alone(kind, ids) for kind in ("note", "job", "appointment")}
        query = "SELECT count(*) FROM reminder WHERE contact_id IN (SELECT value FROM json_each(?))"
        return {**counts, "reminder": self.connection.execute(query, (ids,)).fetchone()[0]}

    def _alone(self, kind: str, ids: str) -> int:
        query = (
            f"SELECT count(DISTINCT {kind}_id) FROM {kind}_contact AS mine "
            "WHERE contact_id IN (SELECT value FROM json_each(?1)) AND NOT EXISTS "
            f"(SELECT 1 FROM {kind}_contact AS other WHERE other.{kind}_id = mine.{kind}_id "
            "AND other.contact_id NOT IN (SELECT value FROM json_each(?1)))"
        )
        return int(self.connection.execute(query, (ids,)).fetchone()[0])

    def duplicates(self, limit: int | None = None) -> tuple[list[DuplicateRow], int]:
        """The likeliest ``limit`` pairs that may be the same contact, best first, and how many there are in all."""
        from smallcrm.read.duplicates import duplicates

        return duplicates(self.connection, limit)

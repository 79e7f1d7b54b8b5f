"""Reading notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import NotFound
from smallcrm.model.note import NoteRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk

COLUMNS = NoteRow._fields
SELECT = f"SELECT {', '.join(COLUMNS)} FROM note_row"
AT = COLUMNS.index("at")


def note_row(values: Sequence[object], desk: Desk) -> NoteRow:
    """A row of the view as a NoteRow."""
    cells = list(values)
    cells[AT] = desk.clock.local(str(cells[AT]))
    return NoteRow(*cells)  # type: ignore[arg-type]


class Notes:
    """What was said and done, as readers see it."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def get(self, note_id: int) -> NoteRow:
        """One note; NotFound where there is none of that id."""
        values = self.connection.execute(f"{SELECT} WHERE id = ?", (note_id,)).fetchone()
        if values is None:
            raise NotFound(f"there is no note {note_id}")
        return note_row(values, self.desk)

    def of_job(self, job_id: int) -> Iterator[NoteRow]:
        """The notes of a job, the newest first."""
        rows = self.connection.execute(f"{SELECT} WHERE job_id = ? ORDER BY at DESC, id DESC", (job_id,))
        return (note_row(values, self.desk) for values in rows)

    def people(self, note_id: int) -> list[tuple[int, str]]:
        """``(id, name)`` of every contact of a note, first the one it is about."""
        query = (
            "SELECT c.id, c.name FROM note_contact nc JOIN contact c ON c.id = nc.contact_id "
            "WHERE nc.note_id = ? ORDER BY nc.position, nc.id"
        )
        return self.connection.execute(query, (note_id,)).fetchall()

"""Reading jobs and their stages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from smallcrm.errors import NotFound
from smallcrm.model.job import JobRow, StageRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.appointment import AppointmentRow

COLUMNS = JobRow._fields
NESTED = (COLUMNS.index("tags"), COLUMNS.index("stages"))
SELECT = f"SELECT {', '.join(COLUMNS)} FROM job_row"


def job_row(values: Sequence[object]) -> JobRow:
    """A row of the view as a JobRow."""
    cells = list(values)
    for index in NESTED:
        cells[index] = json.loads(str(cells[index]))
    return JobRow(*cells)  # type: ignore[arg-type]


class Jobs:
    """Pieces of work, as readers see them."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def get(self, job_id: int) -> JobRow:
        """One job; NotFound where there is none of that id."""
        values = self.connection.execute(f"{SELECT} WHERE id = ?", (job_id,)).fetchone()
        if values is None:
            raise NotFound(f"there is no job {job_id}")
        return job_row(values)

    def people(self, job_id: int) -> list[tuple[int, str]]:
        """``(id, name)`` of every contact of a job, first whose it is."""
        query = (
            "SELECT c.id, c.name FROM job_contact jc JOIN contact c ON c.id = jc.contact_id "
            "WHERE jc.job_id = ? ORDER BY jc.position, jc.id"
        )
        return self.connection.execute(query, (job_id,)).fetchall()

    def appointments(self, job_id: int) -> list[AppointmentRow]:
        """The appointments of a job, by time."""
        from smallcrm.read.appointment import SELECT as APPOINTMENTS
        from smallcrm.read.appointment import appointment_row

        rows = self.connection.execute(f"{APPOINTMENTS} WHERE job_id = ? ORDER BY start, id", (job_id,))
        return [appointment_row(values) for values in rows]

    def stages(self) -> list[StageRow]:
        """The stages in order, with how many jobs are at each."""
        query = "SELECT id, name, meaning, (SELECT count(*) FROM job WHERE stage = stage.name) FROM stage ORDER BY position, id"
        return [StageRow(*values) for values in self.connection.execute(query)]

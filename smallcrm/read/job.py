"""Reading jobs and their stages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import NotFound
from smallcrm.model.job import JobRow, StageRow
from smallcrm.model.text import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.appointment import AppointmentRow
    from smallcrm.model.reminder import ReminderRow

COLUMNS = JobRow._fields
NESTED = (COLUMNS.index("tags"), COLUMNS.index("stages"))
SELECT = f"SELECT {', '.join(COLUMNS)} FROM job_row"


class Column(NamedTuple):
    """A stage as the board has it: how many jobs are at it, and their value in minor units by currency."""

    id: int
    name: str
    meaning: str
    jobs: int
    sums: dict[str, int]


class Card(NamedTuple):
    """A job as the board shows it; ``since`` is the day it came to its stage, ``due`` the day it is due."""

    id: int
    title: str
    stage: str
    contact_id: int | None
    contact: str | None
    value: int | None
    currency: str | None
    due: str | None
    since: str | None
    tags: str


class Worded(NamedTuple):
    """What a job is narrowed by: its title, contacts and tags, folded; and what it counts for."""

    id: int
    stage: str
    text: str
    value: int | None
    currency: str | None


CARD = (
    "SELECT j.id, j.title, j.stage, c.id, c.name, j.value, j.currency, j.due, "
    "(SELECT on_date FROM job_move WHERE job_id = j.id ORDER BY id DESC LIMIT 1), "
    "coalesce((SELECT group_concat(t.name, ', ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.subject_uid = j.uid), '') "
    "FROM job j LEFT JOIN job_contact jc ON jc.job_id = j.id AND jc.position = 0 "
    "LEFT JOIN contact c ON c.id = jc.contact_id WHERE j.id = ?"
)
WORDS_OF_CONTACTS = "SELECT jc.job_id, c.name_key FROM job j JOIN job_contact jc ON jc.job_id = j.id JOIN contact c ON c.id = jc.contact_id"
WORDS_OF_TAGS = (
    "SELECT j.id, t.name_key FROM tag t JOIN tagging g ON g.tag_id = t.id JOIN job j ON j.uid = g.subject_uid"
)
# At a stage: what is due first, then what has been there longest.
BOARD_ORDER = "j.due IS NULL, j.due, j.id"


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

    def columns(self) -> list[Column]:
        """The stages in order, each with its jobs counted and their values added up."""
        stages = self.connection.execute("SELECT id, name, meaning FROM stage ORDER BY position, id")
        found = {name: Column(stage_id, name, meaning, 0, {}) for stage_id, name, meaning in stages}
        # Without the stages in it, this walks an index and nothing else: 3 ms for 20,000 jobs.
        query = "SELECT stage, currency, count(*), sum(value) FROM job GROUP BY stage, currency"
        for name, currency, jobs, value in self.connection.execute(query):
            column = found[name]
            if value is not None:
                column.sums[currency] = value
            found[name] = column._replace(jobs=column.jobs + jobs)
        return list(found.values())

    def at(self, stage: str) -> list[int]:
        """The ids of the jobs at a stage, those due first before the others, then by age."""
        query = f"SELECT j.id FROM job j WHERE j.stage = ? ORDER BY {BOARD_ORDER}"
        return [row[0] for row in self.connection.execute(query, (stage,))]

    def cards(self, job_ids: Sequence[int]) -> list[Card]:
        """Those jobs as the board shows them, in that order; missing ones are left out."""
        found = (self.connection.execute(CARD, (job_id,)).fetchone() for job_id in job_ids)
        return [Card(*values) for values in found if values is not None]

    def worded(self, stages: Sequence[str]) -> list[Worded]:
        """What the jobs at these stages are narrowed by, in the order of :meth:`at`."""
        at = f"j.stage IN ({', '.join('?' * len(stages))})"
        texts: dict[int, list[str]] = {}
        for query in (WORDS_OF_CONTACTS, WORDS_OF_TAGS):
            for job_id, text in self.connection.execute(f"{query} WHERE {at}", tuple(stages)):
                texts.setdefault(job_id, []).append(text)
        query = (
            f"SELECT j.id, j.stage, j.title, j.value, j.currency FROM job j WHERE {at} ORDER BY {BOARD_ORDER}"
        )
        return [
            Worded(job_id, stage, " ".join([fold(title), *texts.get(job_id, ())]), value, currency)
            for job_id, stage, title, value, currency in self.connection.execute(query, tuple(stages))
        ]

    def reminders(self, job_id: int) -> list[ReminderRow]:
        """The reminders of a job, by due; those that are done last."""
        from smallcrm.read.reminder import SELECT as REMINDERS
        from smallcrm.read.reminder import reminder_row

        rows = self.connection.execute(
            f"{REMINDERS} WHERE job_id = ? ORDER BY done_at IS NOT NULL, due, id", (job_id,)
        )
        return [reminder_row(values, self.desk) for values in rows]

    def stages(self) -> list[StageRow]:
        """The stages in order, with how many jobs are at each."""
        query = "SELECT id, name, meaning, (SELECT count(*) FROM job WHERE stage = stage.name) FROM stage ORDER BY position, id"
        return [StageRow(*values) for values in self.connection.execute(query)]

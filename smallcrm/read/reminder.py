"""Reading reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.clock import stamp
from smallcrm.errors import NotFound
from smallcrm.model.reminder import ReminderRow
from smallcrm.read.moment import moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk

COLUMNS = ReminderRow._fields
SELECT = f"SELECT {', '.join(COLUMNS)}, (SELECT timezone FROM reminder WHERE id = reminder_row.id) FROM reminder_row"


def reminder_row(values: Sequence[Any], desk: Desk) -> ReminderRow:
    """A row of the view, with its time zone behind, as a ReminderRow: times with their offset."""
    row = ReminderRow(*values[:-1])
    done_at = row.done_at and desk.clock.local(row.done_at)
    return row._replace(due=moment(row.due, values[-1]), done_at=done_at)


class Reminders:
    """What must not be forgotten, as readers see it."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def get(self, reminder_id: int) -> ReminderRow:
        """One reminder; NotFound where there is none of that id."""
        values = self.connection.execute(f"{SELECT} WHERE id = ?", (reminder_id,)).fetchone()
        if values is None:
            raise NotFound(f"there is no reminder {reminder_id}")
        return reminder_row(values, self.desk)

    def some(self, reminder_ids: Sequence[int]) -> Iterator[ReminderRow]:
        """The reminders of those ids, in that order; missing ones are left out."""
        for reminder_id in reminder_ids:
            values = self.connection.execute(f"{SELECT} WHERE id = ?", (reminder_id,)).fetchone()
            if values is not None:
                yield reminder_row(values, self.desk)

    def due(self) -> list[int]:
        """The ids of those due now or overdue, the oldest first; one due on a day is due from its first moment."""
        query = "SELECT id FROM reminder WHERE done_at IS NULL AND due_utc <= ? ORDER BY due_utc, id"
        return [row[0] for row in self.connection.execute(query, (stamp(),))]

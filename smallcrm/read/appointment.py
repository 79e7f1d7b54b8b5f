"""Reading appointments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from smallcrm.errors import NotFound
from smallcrm.model.appointment import AppointmentRow
from smallcrm.read.moment import moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.desk import Desk

COLUMNS = AppointmentRow._fields
SELECT = "SELECT {} FROM appointment_row".format(", ".join(f'"{name}"' for name in COLUMNS))


def appointment_row(values: Sequence[Any]) -> AppointmentRow:
    """A row of the view as an AppointmentRow: times with their offset."""
    row = AppointmentRow(*values)
    zone = row.timezone
    return row._replace(
        start=moment(row.start, zone),
        end=moment(row.end, zone),
        all_day=bool(row.all_day),
        alarms=json.loads(values[COLUMNS.index("alarms")]),
        occurrences=[_occurrence(item, zone) for item in json.loads(values[COLUMNS.index("occurrences")])],
    )


def _occurrence(item: dict[str, Any], zone: str) -> dict[str, Any]:
    times = {name: item[name] and moment(item[name], zone) for name in ("recurrence", "start", "end")}
    return {**item, **times, "cancelled": bool(item["cancelled"])}


class Appointments:
    """What is booked, as readers see it."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def get(self, appointment_id: int) -> AppointmentRow:
        """One appointment; NotFound where there is none of that id."""
        values = self.connection.execute(f"{SELECT} WHERE id = ?", (appointment_id,)).fetchone()
        if values is None:
            raise NotFound(f"there is no appointment {appointment_id}")
        return appointment_row(values)

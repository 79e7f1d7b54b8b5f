"""Reading appointments."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from smallcrm.errors import NotFound
from smallcrm.model.appointment import AppointmentRow
from smallcrm.model.happening import Happening, Plan, Time, instant, is_taken_out, later, length_of, times
from smallcrm.read.moment import moment
from smallcrm.store.happening import exceptions, happening

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

    def plan(self, appointment_id: int) -> Plan:
        """When an appointment is meant to take place, in local walls; NotFound where there is none of that id."""
        values = self.connection.execute(
            'SELECT start, "end", timezone, all_day, repeat, occurrences FROM appointment_row WHERE id = ?',
            (appointment_id,),
        ).fetchone()
        if values is None:
            raise NotFound(f"there is no appointment {appointment_id}")
        start, end, timezone, all_day, repeat, occurrences = values
        return Plan(start, end, timezone, bool(all_day), repeat or "", exceptions(occurrences))

    def people(self, appointment_id: int) -> list[tuple[int, str]]:
        """``(id, name)`` of every contact of an appointment, the first one first."""
        query = (
            "SELECT c.id, c.name FROM appointment_contact ac JOIN contact c ON c.id = ac.contact_id "
            "WHERE ac.appointment_id = ? ORDER BY ac.position, ac.id"
        )
        return self.connection.execute(query, (appointment_id,)).fetchall()

    def warnings(self, plan: Plan, *, but: int = 0) -> list[str]:
        """What booking ``plan`` would warn of: an odd time, and clashes with others than appointment ``but``."""
        from smallcrm.store.overlap import clashes, oddities

        now = self.desk.now()
        found = clashes(self.connection, plan, but=but, now=now, zone=self.desk.timezone)
        return oddities(plan, now) + found

    def occurrence(self, appointment_id: int, recurrence: str) -> Time | None:
        """When the occurrence first meant for ``recurrence`` takes place; None where it was taken out."""
        plan = self.plan(appointment_id)
        special = next((each for each in plan.occurrences if each.recurrence == recurrence), None)
        if special and is_taken_out(special):
            return None
        start = (special and special.start) or recurrence
        end = (special and special.end) or later(start, length_of(plan.start, plan.end))
        return Time(recurrence, start, end, special)

    def coming(self, appointment_id: int) -> Time | None:
        """The next time an appointment starts, those called off left out; None where none comes any more.

        NotFound where there is no appointment of that id.
        """
        if self.get(appointment_id).status == "cancelled":
            return None
        plan, now = self.plan(appointment_id), self.desk.now()
        for days in (40, 400, 4000):
            for time in times(plan, now, now + dt.timedelta(days=days), 1000):
                special = time.exception
                off = special and (special.cancelled or special.status == "cancelled")
                if not off and instant(time.start, plan.timezone) >= now:
                    return time
        return None

    def happening(self, frm: dt.datetime, to: dt.datetime, *, cancelled: bool = False) -> list[Happening]:
        """What touches the instants from ``frm`` up to but without ``to`` (both aware), by start, then id.

        Series come as their occurrences; what was called off comes only with ``cancelled``.
        """
        return happening(self.connection, frm, to, cancelled=cancelled)

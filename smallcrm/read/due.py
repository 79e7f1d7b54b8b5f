"""What a person is to be told now, and which of it they were told already."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import TYPE_CHECKING

from smallcrm.clock import stamp
from smallcrm.model.happening import instant
from smallcrm.model.notice import Notice
from smallcrm.read.agenda import Agenda
from smallcrm.store.happening import happening

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.happening import Happening

# An alarm is told until the appointment is over, and so long from its start where it is shorter.
AT_LEAST = dt.timedelta(hours=1)


class Due:
    """Reminders that are due and alarms that have gone off, as of now."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.agenda = Agenda(connection, desk)

    def everything(self) -> list[Notice]:
        """Reminders and alarms together, by their time, with the phone of their contact."""
        notices = sorted((*self.reminders(), *self.alarms()), key=lambda notice: notice.item.at)
        items = self.agenda.reachable([notice.item for notice in notices])
        return [notice._replace(item=item) for notice, item in zip(notices, items, strict=True)]

    def reminders(self) -> list[Notice]:
        """The open reminders due now or overdue, the oldest first; one due on a day is due from its first moment."""
        query = "SELECT id, uid, due_utc FROM reminder WHERE done_at IS NULL AND due_utc <= ?"
        rows = self.connection.execute(query, (stamp(self.agenda.now),))
        due = {reminder_id: (uid, (due_utc,)) for reminder_id, uid, due_utc in rows}
        items = self.agenda.reminders(None, self.agenda.today) if due else ()
        return [Notice(*due[item.id], item) for item in items if item.id in due]

    def alarms(self) -> list[Notice]:
        """The appointments, series by their occurrences, whose alarm has gone off and that are not over; by their start."""
        longest = self.connection.execute("SELECT max(minutes) FROM alarm").fetchone()[0]
        if longest is None:
            return []
        now, minute = self.agenda.now, dt.timedelta(minutes=1)
        found = happening(self.connection, now - AT_LEAST, now + minute * (longest + 1))
        return [notice for each in found for notice in self._alarm(each)]

    def untold(self, notices: Sequence[Notice]) -> list[Notice]:
        """Those of which not every occasion was told, each with the occasions that were not."""
        rows = self.connection.execute(
            "SELECT uid, occasion FROM told WHERE uid IN (SELECT value FROM json_each(?))",
            (json.dumps([notice.uid for notice in notices]),),
        )
        told = {(uid, occasion) for uid, occasion in rows}
        left = (
            notice._replace(occasions=tuple(o for o in notice.occasions if (notice.uid, o) not in told))
            for notice in notices
        )
        return [notice for notice in left if notice.occasions]

    def _alarm(self, each: Happening) -> Iterator[Notice]:
        now = self.agenda.now
        start, end = (_instant(moment, each.timezone) for moment in (each.start, each.end))
        if max(end, start + AT_LEAST) <= now:
            return
        before = math.ceil((start - now).total_seconds() / 60)
        rows = self.connection.execute(
            "SELECT minutes FROM alarm WHERE appointment_id = ? AND minutes >= ? ORDER BY minutes",
            (each.id, before),
        )
        occasions = tuple(f"{stamp(start)}-{minutes}" for (minutes,) in rows)
        if occasions:
            yield Notice(each.uid, occasions, self.agenda.booked(each, self.agenda.today))


def _instant(moment: dt.date, zone: str) -> dt.datetime:
    """A start or end as an instant; a date's is its first moment."""
    return moment if isinstance(moment, dt.datetime) else instant(moment.isoformat(), zone)

"""Reading reminders."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.clock import stamp
from smallcrm.errors import NotFound
from smallcrm.model.reminder import ReminderRow
from smallcrm.model.text import fold, storable
from smallcrm.read.moment import moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk

COLUMNS = ReminderRow._fields
SELECT = f"SELECT {', '.join(COLUMNS)}, (SELECT timezone FROM reminder WHERE id = reminder_row.id) FROM reminder_row"


class Sections(NamedTuple):
    """The ids of all reminders by when they are due, the earliest first; those done the newest first."""

    overdue: list[int]
    today: list[int]
    this_week: list[int]
    later: list[int]
    done: list[int]


# What the words are looked for in is folded once a reminder, and by SQLite itself wherever it is plain ASCII.
_NARROWED = """
WITH r AS MATERIALIZED (
  SELECT t.*, CASE WHEN t.text GLOB '*[^ -~]*' THEN fold(t.text) ELSE lower(t.text) END
    || ' ' || coalesce(c.name_key, '') AS words
  FROM reminder t LEFT JOIN contact c ON c.id = t.contact_id WHERE t.done_at IS {state}
)
"""
_OPEN = """
SELECT r.id, CASE WHEN r.due_utc < :today OR (length(r.due) > 10 AND r.due_utc < :now) THEN 0
  WHEN r.due_utc < :tomorrow THEN 1 WHEN r.due_utc < :next_week THEN 2 ELSE 3 END AS part
FROM {source} WHERE r.done_at IS NULL{holding} ORDER BY part, r.due_utc, r.id
"""
_DONE = "SELECT r.id FROM {source} WHERE r.done_at IS NOT NULL{holding} ORDER BY r.done_at DESC, r.id DESC"
_A_DAY = dt.timedelta(days=1)


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

    def closed_for(self, reminder_id: int) -> int:
        """The reminder whose closing, earlier today, opened this one that is not due yet; else this one itself.

        Who says again that it is done, and says so in words, means the one that they closed.
        """
        midnight = dt.datetime.combine(self.desk.today(), dt.time(), self.desk.clock.zone)
        row = self.connection.execute(
            "SELECT was.id FROM reminder r JOIN reminder was ON was.text = r.text AND was.contact_id IS r.contact_id "
            "AND was.job_id IS r.job_id AND was.updated_at = r.created_at AND was.done_at IS NOT NULL AND was.id < r.id "
            "WHERE r.id = ? AND r.created_at >= ? AND r.due_utc > ? ORDER BY was.id DESC LIMIT 1",
            (reminder_id, stamp(midnight), stamp()),
        ).fetchone()
        return int(row[0]) if row else reminder_id

    def sections(self, words: str = "") -> Sections:
        """All reminders by when they are due, as of now; only those with all of ``words`` in them or in their contact's name."""
        found = Sections([], [], [], [], [])
        wanted = fold(storable(words)).split()
        values = {f"w{number}": word for number, word in enumerate(wanted)}
        for reminder_id, part in self._narrowed(_OPEN, "NULL", {**values, **self._bounds()}, wanted):
            found[part].append(reminder_id)
        found.done.extend(row[0] for row in self._narrowed(_DONE, "NOT NULL", values, wanted))
        return found

    def _narrowed(
        self, query: str, state: str, values: dict[str, str], words: Sequence[str]
    ) -> Iterator[tuple[Any, ...]]:
        if not words:
            return self.connection.execute(query.format(source="reminder r", holding=""), values)
        # Costs 2 ms that a list of what is due need not pay.
        from smallcrm.read.where import register

        register(self.connection)
        holding = "".join(f" AND instr(r.words, :w{number}) > 0" for number in range(len(words)))
        narrowed = query.format(source="r", holding=holding)
        return self.connection.execute(_NARROWED.format(state=state) + narrowed, values)

    def _bounds(self) -> dict[str, str]:
        """Now, and when today, tomorrow and next week begin, as the store keeps instants."""
        now = self.desk.now()
        today = now.date()
        left = 7 - (today.weekday() - self.desk.week_start) % 7
        days = {"today": today, "tomorrow": today + _A_DAY, "next_week": today + left * _A_DAY}
        zone = self.desk.clock.zone
        return {
            "now": stamp(now),
            **{name: stamp(dt.datetime.combine(day, dt.time(), zone)) for name, day in days.items()},
        }

"""The book as a calendar for other programs: its appointments and reminders, and what is left of those removed.

The order is that of ids, in which rows stand and are quickest read, appointments before reminders before tombstones: an
unchanged book gives unchanged bytes. What was cancelled or removed is told for 90 days, so that whoever subscribes takes it out, too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from smallcrm.model.calendar_entry import CalendarEvent, CalendarOverride, CalendarTodo, Tombstone
from smallcrm.model.calendar_words import LAST_YEAR
from smallcrm.model.contact import Property
from smallcrm.model.told import BUSY, description, only_busy, summary, way_to
from smallcrm.read.calendar_extract import events_of, todos_of, values_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.calendar_entry import CalendarItem
    from smallcrm.read.calendar_extract import Extract

# How far on the clock changes of an endless series are told, where a zone has no rules for them.
YEARS_AHEAD = 5


_PHONE = (
    "(SELECT value || coalesce(' ext. ' || extension, '') FROM phone WHERE contact_id = c.id "
    "AND label IS NOT 'fax' ORDER BY preferred DESC, id LIMIT 1)"
)
# As the view appointment_row has it, for many rows at once.
_LOCATION = """coalesce(a.location,
  (SELECT formatted FROM address_row WHERE id = (SELECT site_id FROM job WHERE id = a.job_id)),
  (SELECT formatted FROM address_row WHERE contact_id = c.id ORDER BY preferred DESC, id LIMIT 1))"""
_EVENTS = f"""
SELECT a.id, a.uid, coalesce(i.sequence, 0), a.created_at, coalesce(i.revised_at, a.updated_at), a.starts, a.ends, a.timezone,
  a.all_day, a.title, a.description, {_LOCATION}, a.status, a.repeat, c.name, CASE WHEN c.id IS NULL THEN NULL ELSE {_PHONE} END,
  (SELECT group_concat(minutes) FROM alarm WHERE appointment_id = a.id),
  EXISTS (SELECT 1 FROM property WHERE subject_uid = a.uid)
FROM appointment a
LEFT JOIN calendar_item i ON i.uid = a.uid
LEFT JOIN appointment_contact ac ON ac.appointment_id = a.id AND ac.position = 0
LEFT JOIN contact c ON c.id = ac.contact_id
WHERE {{which}} ORDER BY a.id
"""
_TODOS = f"""
SELECT r.id, r.uid, coalesce(i.sequence, 0), r.created_at, coalesce(i.revised_at, r.updated_at), r.text, r.due, r.timezone,
  r.repeat, r.done_at, c.name, CASE WHEN c.id IS NULL THEN NULL ELSE {_PHONE} END,
  EXISTS (SELECT 1 FROM property WHERE subject_uid = r.uid)
FROM reminder r
LEFT JOIN calendar_item i ON i.uid = r.uid
LEFT JOIN contact c ON c.id = r.contact_id
WHERE {{which}} ORDER BY r.id
"""
_GONE = """
SELECT uid, sequence, revised_at, image, kind FROM calendar_item
WHERE removed_at IS NOT NULL AND removed_at >= :since AND uid NOT IN (SELECT uid FROM appointment)
  AND uid NOT IN (SELECT uid FROM reminder) ORDER BY removed_at, uid
"""
# A component goes by 8 times its thing's id, 4 more for a reminder, and the form of the calendar.
_LISTED_EVENTS = """SELECT a.id, CASE WHEN :kept THEN c.text END
FROM appointment a LEFT JOIN component c ON c.id = a.id * 8 + :form WHERE {which} ORDER BY a.id"""
_LISTED_TODOS = """SELECT r.id, CASE WHEN :kept THEN c.text END
FROM reminder r LEFT JOIN component c ON c.id = r.id * 8 + 4 + :form WHERE {which} ORDER BY r.id"""


class Calendar:
    """The book as other programs see it."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def items(self, extract: Extract) -> Iterator[CalendarItem]:
        """What the calendar holds, one after the other."""
        values = self._values(extract)
        if "appointments" in extract.kinds:
            for row in self.connection.execute(_EVENTS.format(which=events_of(extract)), values):
                yield self._event(row, extract)
        if "reminders" in extract.kinds:
            for row in self.connection.execute(_TODOS.format(which=todos_of(extract)), values):
                yield self._todo(row)
        yield from self._tombstones(extract, values)

    def listed(self, kind: str, extract: Extract, *, kept: bool) -> sqlite3.Cursor:
        """``(id, component)`` of each appointment or reminder that the calendar holds, in its order.

        The component is None where none is kept, and always without ``kept``.
        """
        query, which = (
            (_LISTED_EVENTS, events_of(extract))
            if kind == "appointments"
            else (_LISTED_TODOS, todos_of(extract))
        )
        values = {**self._values(extract), "form": extract.form, "kept": kept}
        return self.connection.execute(query.format(which=which), values)

    def these(self, kind: str, ids: Sequence[int], extract: Extract) -> Iterator[tuple[int, CalendarItem]]:
        """Appointments or reminders by their ids, in any order, each with its id."""
        query = _EVENTS if kind == "appointments" else _TODOS
        letter = "a" if kind == "appointments" else "r"
        rows = self.connection.execute(
            query.format(which=f"{letter}.id IN (SELECT value FROM json_each(:ids))"),
            {"ids": json.dumps(ids)},
        )
        for row in rows:
            yield row[0], self._event(row, extract) if kind == "appointments" else self._todo(row)

    def tombstones(self, extract: Extract) -> Iterator[Tombstone]:
        """What is left of what was removed lately."""
        return self._tombstones(extract, self._values(extract))

    def zones(self, extract: Extract) -> dict[str, tuple[int, int]]:
        """The time zones that the items name, each with its first and last year."""
        found: dict[str, tuple[int, int]] = {}
        for zone, first, last in self._spans(extract):
            years = int(first[:4]), min(int(last[:4]), LAST_YEAR)
            have = found.get(zone, years)
            found[zone] = min(have[0], years[0]), max(have[1], years[1])
        return found

    def _spans(self, extract: Extract) -> Iterator[tuple[str, str, str]]:
        values = self._values(extract)
        endless = str((extract.to or self.desk.today()).year + YEARS_AHEAD)
        if "appointments" in extract.kinds:
            yield from self.connection.execute(
                "SELECT a.timezone, min(a.starts), max(CASE WHEN a.repeat IS NULL THEN a.ends ELSE coalesce(a.last_utc, :endless) END) "
                f"FROM appointment a WHERE NOT a.all_day AND {events_of(extract)} GROUP BY a.timezone",
                {**values, "endless": endless},
            )
            yield from self.connection.execute(
                "SELECT a.timezone, min(coalesce(o.starts, o.recurrence)), max(coalesce(o.ends, o.starts, o.recurrence)) "
                f"FROM occurrence o JOIN appointment a ON a.id = o.appointment_id WHERE NOT a.all_day AND {events_of(extract)} GROUP BY a.timezone",
                values,
            )
        for gone in self._tombstones(extract, values):
            if not gone.all_day:
                yield gone.timezone, gone.start, gone.start
        if "reminders" in extract.kinds:
            yield from self.connection.execute(
                "SELECT r.timezone, min(r.due), max(CASE WHEN r.repeat IS NULL THEN r.due ELSE :endless END) "
                f"FROM reminder r WHERE length(r.due) > 10 AND {todos_of(extract)} GROUP BY r.timezone",
                {**values, "endless": endless},
            )

    def _values(self, extract: Extract) -> dict[str, Any]:
        return values_of(extract, self.desk)

    def _event(self, row: Sequence[Any], extract: Extract) -> CalendarEvent:
        (
            appointment_id, uid, sequence, created_at, revised_at, start, end, timezone, all_day, title, text, location,
            status, repeat, contact, phone, alarms, foreign,
        ) = row  # fmt: skip
        exdates, overrides = self._exceptions(appointment_id, contact, extract) if repeat else ((), ())
        event = CalendarEvent(
            uid, sequence, created_at, revised_at, start, end, timezone, bool(all_day), summary(title, contact),
            description(text, contact, phone), location or "", way_to(contact, phone), status, repeat or "", exdates,
            overrides, tuple(sorted(map(int, alarms.split(",")))) if alarms else (), (),
            self._properties(uid) if foreign else (),
        )  # fmt: skip
        return only_busy(event) if extract.busy else event

    def _exceptions(
        self, appointment_id: int, contact: str | None, extract: Extract
    ) -> tuple[tuple[str, ...], tuple[CalendarOverride, ...]]:
        query = (
            "SELECT recurrence, cancelled, title, starts, ends, location, status, uid FROM occurrence "
            "WHERE appointment_id = ? ORDER BY recurrence"
        )
        exdates, overrides = [], []
        for recurrence, cancelled, title, start, end, location, status, uid in self.connection.execute(
            query, (appointment_id,)
        ):
            if cancelled and (status is None or not extract.cancelled):
                exdates.append(recurrence)
                continue
            told = None if title is None else summary(title, contact)
            overrides.append(
                CalendarOverride(recurrence, start, end, told, location, status, self._properties(uid))
            )
        return tuple(exdates), tuple(overrides)

    def _properties(self, uid: str) -> tuple[Property, ...]:
        query = "SELECT format, line FROM property WHERE subject_uid = ? AND format = 'ics' ORDER BY id"
        return tuple(Property(*row) for row in self.connection.execute(query, (uid,)))

    def _todo(self, row: Sequence[Any]) -> CalendarTodo:
        (
            _,
            uid,
            sequence,
            created_at,
            revised_at,
            text,
            due,
            timezone,
            repeat,
            done_at,
            contact,
            phone,
            foreign,
        ) = row
        # What is done has its next under a uid of its own, and repeats no more itself.
        rule = "" if done_at else repeat or ""
        return CalendarTodo(
            uid, sequence, created_at, revised_at, summary(text, contact), due, timezone, rule, done_at or "",
            way_to(contact, phone), self._properties(uid) if foreign else (),
        )  # fmt: skip

    def _tombstones(self, extract: Extract, values: dict[str, Any]) -> Iterator[Tombstone]:
        if not extract.cancelled or not extract.whole:
            return
        for uid, sequence, revised_at, image, kind in self.connection.execute(_GONE, values):
            if f"{kind}s" not in extract.kinds:
                continue
            gone, todo = json.loads(image), kind == "reminder"
            start, end = (gone["due"], gone["due"]) if todo else (gone["start"], gone["end"])
            before = extract.to is None or start[:10] < extract.to.isoformat()
            after = extract.frm is None or gone.get("repeat") or end[:10] >= extract.frm.isoformat()
            if before and after:
                whole_day = len(start) == len("2026-09-14")
                title = BUSY if extract.busy else gone["title"]
                yield Tombstone(uid, sequence, revised_at, title, start, gone["timezone"], whole_day, todo)

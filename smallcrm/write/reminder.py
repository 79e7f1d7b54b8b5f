"""Writing reminders: set, put off, close; one that repeats opens its next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import NotFound, UsageError
from smallcrm.model.happening import stamped
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.reminder_next import check_repeat_after, due_after, due_by_rule, pinned, refuse_both
from smallcrm.model.text import storable
from smallcrm.write.row import insert_row, new_uid, update_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.reminder import ReminderEdit
    from smallcrm.write.change import Change, Changes

_OWN = ("text", "due", "timezone", "contact_id", "job_id", "repeat", "repeat_after")


class Closed(NamedTuple):
    """What closing a reminder did: ``changed`` is False where it was done already; ``next_id`` is the one it opened."""

    id: int
    changed: bool
    next_id: int | None = None


class Reminders:
    """The acts on reminders; each is one change."""

    def __init__(self, changes: Changes, desk: Desk) -> None:
        self.changes = changes
        self.desk = desk

    def add(self, draft: ReminderDraft) -> int:
        """A new reminder; its id. One of a job that names no contact is about the job's first.

        UsageError for an empty text, a bad date, zone or rule, or two kinds of repeat; NotFound where there is no
        such contact or job.
        """
        refuse_both(draft.repeat, draft.repeat_after)
        columns = {"text": _text(draft.text), **_due_columns(draft.due, draft.timezone)}
        columns |= {"repeat": _rule(draft.repeat), "repeat_after": _length(draft.repeat_after)}
        with self.changes.open("set a reminder") as change:
            contact_id = draft.contact_id
            if contact_id is None and draft.job_id is not None:
                contact_id = _whose(change.connection, draft.job_id)
            columns |= {"contact_id": contact_id, "job_id": draft.job_id, "done_at": draft.done_at or None}
            reminder_id = _insert(change, draft.uid or new_uid(), columns)
            _keep_properties(change.connection, reminder_id, draft)
            change.say(f"set {{reminder:{reminder_id}}}")
        return reminder_id

    def edit(self, reminder_id: int, edit: ReminderEdit) -> bool:
        """Change a reminder; whether anything changed. Errors as for :meth:`add`; NotFound where there is none such."""
        with self.changes.open("change a reminder") as change:
            was = _get(change.connection, reminder_id)
            wanted = was._replace(**edit)
            if edit.get("repeat"):
                wanted = wanted._replace(repeat_after=edit.get("repeat_after", ""))
            elif edit.get("repeat_after"):
                wanted = wanted._replace(repeat="")
            refuse_both(wanted.repeat, wanted.repeat_after)
            touched = update_row(
                change.connection, "reminder", reminder_id, _columns(change, wanted), change.at
            )
            change.say(f"changed {{reminder:{reminder_id}}}")
        return touched

    def snooze(self, reminder_id: int, due: str) -> bool:
        """Put a reminder off to a date or local wall time; whether that changed it. Those it repeats as stay where they are.

        UsageError for one that is done; NotFound where there is none such.
        """
        with self.changes.open("put a reminder off") as change:
            was = _get(change.connection, reminder_id)
            if was.done_at:
                raise UsageError(
                    f"reminder {reminder_id} is done already; set a new one with: smallcrm reminder add"
                )
            repeat = pinned(was.repeat, was.due) if was.repeat and was.due[:10] != due[:10] else was.repeat
            wanted = was._replace(due=due, timezone=self.desk.timezone, repeat=repeat)
            touched = update_row(
                change.connection, "reminder", reminder_id, _columns(change, wanted), change.at
            )
            change.say(f"put off {{reminder:{reminder_id}}}")
        return touched

    def done(self, reminder_ids: Sequence[int], on: str = "") -> list[Closed]:
        """Close reminders as of a date (``YYYY-MM-DD``, today unless said), all or nothing; what became of each.

        One that repeats opens its next under a new id. NotFound where there is no such reminder.
        """
        with self.changes.open("close reminders") as change:
            closed = [self._close(change, reminder_id, on) for reminder_id in reminder_ids]
            change.say("; ".join(_words(each) for each in closed))
        return closed

    def remove(self, reminder_ids: Sequence[int]) -> None:
        """Take reminders away; NotFound where there is no such reminder."""
        with self.changes.open("remove reminders") as change:
            for reminder_id in reminder_ids:
                if (
                    change.connection.execute("DELETE FROM reminder WHERE id = ?", (reminder_id,)).rowcount
                    == 0
                ):
                    raise NotFound(f"there is no reminder {reminder_id}")
            change.say("removed " + ", ".join(f"{{reminder:{i}}}" for i in reminder_ids))

    def _close(self, change: Change, reminder_id: int, on: str) -> Closed:
        was = _get(change.connection, reminder_id)
        if was.done_at:
            return Closed(reminder_id, changed=False)
        today = self.desk.today().isoformat()
        at = stamped(on, self.desk.timezone) if on and on != today else change.at
        update_row(change.connection, "reminder", reminder_id, {"done_at": at}, change.at)
        following = _following(was, dt.date.fromisoformat(on or today))
        if following is None:
            return Closed(reminder_id, changed=True)
        return Closed(reminder_id, True, _insert(change, new_uid(), _columns(change, following)))


def _following(was: ReminderDraft, done_on: dt.date) -> ReminderDraft | None:
    """The reminder that follows one done on a day; None where nothing repeats any more."""
    if was.repeat_after:
        return was._replace(due=due_after(was.due, was.repeat_after, done_on))
    following = due_by_rule(was.due, was.repeat, was.timezone, done_on) if was.repeat else None
    return was._replace(due=following.due, repeat=following.repeat) if following else None


def _get(connection: sqlite3.Connection, reminder_id: int) -> ReminderDraft:
    query = (
        "SELECT text, due, timezone, contact_id, job_id, coalesce(repeat, ''), coalesce(repeat_after, ''), "
        "coalesce(done_at, '') FROM reminder WHERE id = ?"
    )
    row = connection.execute(query, (reminder_id,)).fetchone()
    if row is None:
        raise NotFound(f"there is no reminder {reminder_id}")
    return ReminderDraft(*row)


def _columns(change: Change, wanted: ReminderDraft) -> dict[str, str | int | None]:
    for table, thing_id in (("contact", wanted.contact_id), ("job", wanted.job_id)):
        _check_there(change.connection, table, thing_id)
    columns: dict[str, str | int | None] = {name: getattr(wanted, name) or None for name in _OWN}
    columns |= {"text": _text(wanted.text), **_due_columns(wanted.due, wanted.timezone)}
    return columns | {"repeat": _rule(wanted.repeat), "repeat_after": _length(wanted.repeat_after)}


def _insert(change: Change, uid: str, columns: dict[str, str | int | None]) -> int:
    for table in ("contact", "job"):
        _check_there(change.connection, table, columns[f"{table}_id"])
    times = {"created_at": change.at, "updated_at": change.at}
    return insert_row(change.connection, "reminder", {"uid": uid, **columns, **times})


def _check_there(connection: sqlite3.Connection, table: str, thing_id: str | int | None) -> None:
    found = (
        thing_id is None or connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (thing_id,)).fetchone()
    )
    if not found:
        raise NotFound(f"there is no {table} {thing_id}")


def _whose(connection: sqlite3.Connection, job_id: int) -> int | None:
    query = "SELECT contact_id FROM job_contact WHERE job_id = ? AND position = 0"
    row = connection.execute(query, (job_id,)).fetchone()
    return row[0] if row else None


def _keep_properties(connection: sqlite3.Connection, reminder_id: int, draft: ReminderDraft) -> None:
    if not draft.properties:
        return
    uid = connection.execute("SELECT uid FROM reminder WHERE id = ?", (reminder_id,)).fetchone()[0]
    for foreign in draft.properties:
        columns = {
            "uid": new_uid(),
            "subject_uid": uid,
            "format": foreign.format,
            "line": storable(foreign.line),
        }
        insert_row(connection, "property", columns)


def _text(text: str) -> str:
    said = " ".join(storable(text).split())
    if not said:
        raise UsageError("a reminder needs a text: what is there to do?")
    return said


def _due_columns(due: str, timezone: str) -> dict[str, str | int | None]:
    return {"due": due, "timezone": timezone, "due_utc": stamped(due, timezone)}


def _rule(repeat: str) -> str | None:
    from smallcrm.model.rule import read_rule

    return str(read_rule(repeat)) if repeat else None


def _length(repeat_after: str) -> str | None:
    return check_repeat_after(repeat_after) if repeat_after else None


def _words(closed: Closed) -> str:
    opened = f", opened {{reminder:{closed.next_id}}}" if closed.next_id else ""
    return f"closed {{reminder:{closed.id}}}{opened}"

"""Writing appointments: book, change, move, cancel, remove; of a series one occurrence, those that follow, or all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.errors import NotFound, UsageError
from smallcrm.model.appointment import Part
from smallcrm.model.happening import Plan, later, length_of, plan_of, wall_of
from smallcrm.write.appointment_rows import checked, insert, load, shift_occurrences, store
from smallcrm.write.overlap import look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.appointment import AppointmentDraft, AppointmentEdit
    from smallcrm.write.change import Change, Changes

# What in an edit can make an appointment clash with another.
_TIMELY = ("start", "end", "timezone", "repeat", "status", "all_day")


class Appointments:
    """The acts on appointments; each is one change."""

    def __init__(self, changes: Changes, desk: Desk) -> None:
        self.changes = changes
        self.desk = desk

    def add(self, draft: AppointmentDraft, *, no_overlap: bool = False) -> int:
        """A new appointment; its id. The change warns of clashes, of the past and of a time that the clocks skip.

        UsageError where it has no title, ends before it starts, or names a bad zone, status or rule; NotFound where
        there is no such contact or job; with ``no_overlap`` Conflict for a clash.
        """
        settled = checked(draft)
        with self.changes.open("book an appointment") as change:
            appointment_id = insert(change, settled)
            self._look(change, appointment_id, settled, plan_of(settled), no_overlap=no_overlap)
            change.say(f"booked {{appointment:{appointment_id}}}")
        return appointment_id

    def edit(
        self,
        appointment_id: int,
        edit: AppointmentEdit,
        part: Part | None = None,
        *,
        no_overlap: bool = False,
    ) -> int:
        """Change an appointment; the id of what was changed, a new one where a series was split.

        ``part`` is needed for a series. Errors and warnings as of :meth:`add`; UsageError, too, for what one
        occurrence can't have of its own, and for a series moved off the days that its rule names.
        """
        with self.changes.open("change an appointment") as change:
            edited_id, plan = self._edit(change, appointment_id, edit, part)
            if edit.get("status") != "cancelled" and any(name in edit for name in _TIMELY):
                draft = load(change.connection, edited_id)
                self._look(change, edited_id, draft, plan, no_overlap=no_overlap)
            change.say(f"changed {{appointment:{edited_id}}}")
        return edited_id

    def move(
        self,
        appointment_id: int,
        start: str,
        end: str,
        part: Part | None = None,
        *,
        no_overlap: bool = False,
    ) -> int:
        """Put an appointment at another time, given as in a draft; otherwise as :meth:`edit`."""
        with self.changes.open("move an appointment") as change:
            moved_id = self.edit(appointment_id, {"start": start, "end": end}, part, no_overlap=no_overlap)
            change.say(f"moved {{appointment:{moved_id}}}")
        return moved_id

    def resize(self, appointment_id: int, end: str, part: Part | None = None) -> int:
        """Give an appointment another end; otherwise as :meth:`edit`."""
        return self.edit(appointment_id, {"end": end}, part)

    def cancel(self, appointment_id: int, part: Part | None = None) -> int:
        """Call an appointment off; it stays in the book. Otherwise as :meth:`edit`."""
        with self.changes.open("cancel an appointment") as change:
            cancelled_id = self.edit(appointment_id, {"status": "cancelled"}, part)
            change.say(f"cancelled {{appointment:{cancelled_id}}}")
        return cancelled_id

    def remove(self, appointment_ids: Sequence[int], part: Part | None = None) -> None:
        """Take appointments, or a part of a series, out of the book; NotFound where there is no such appointment."""
        with self.changes.open("remove appointments") as change:
            for appointment_id in appointment_ids:
                self._remove(change, appointment_id, part)
            change.say("removed " + ", ".join(f"{{appointment:{i}}}" for i in appointment_ids))

    def _look(
        self, change: Change, appointment_id: int, draft: AppointmentDraft, plan: Plan, *, no_overlap: bool
    ) -> None:
        if draft.status != "cancelled":
            look(change, self.desk, plan, but=appointment_id, no_overlap=no_overlap)

    def _edit(
        self, change: Change, appointment_id: int, edit: AppointmentEdit, part: Part | None
    ) -> tuple[int, Plan]:
        """The id of what was edited, and when it is now."""
        # What changes a series is of no use to who has none.
        from smallcrm.model.series import at_usual_time, edited, exception_of, shift_of, with_exception

        draft = load(change.connection, appointment_id)
        from_there_on = part is not None and part.kind == "following"
        part = _part(draft, part)
        if part.kind == "only":
            after = checked(with_exception(draft, part.recurrence, edit))
            store(change, appointment_id, after)
            special = exception_of(after, part.recurrence)
            start = special.start or part.recurrence
            end = special.end or later(start, length_of(after.start, after.end))
            _check_order(start, end)
            return appointment_id, Plan(start, end, after.timezone, after.all_day)
        if part.kind == "following":
            appointment_id, draft = _split(change, appointment_id, draft, part.recurrence)
        after = checked(edited(draft, edit, part.recurrence))
        shift = shift_of(draft, edit, part.recurrence)
        if "start" in edit or "end" in edit:
            if from_there_on:
                after = at_usual_time(after, later(part.recurrence, shift))
            _warn_of_stays(change, after, self.desk.now())
        shift_occurrences(change.connection, appointment_id, shift)
        store(change, appointment_id, after)
        return appointment_id, plan_of(after)

    def _remove(self, change: Change, appointment_id: int, part: Part | None) -> None:
        from smallcrm.model.series import before, without

        draft = load(change.connection, appointment_id)
        part = _part(draft, part)
        if part.kind == "only":
            store(change, appointment_id, without(draft, part.recurrence))
        elif part.kind == "following":
            store(change, appointment_id, before(draft, part.recurrence))
        else:
            change.connection.execute("DELETE FROM appointment WHERE id = ?", (appointment_id,))


def _part(draft: AppointmentDraft, part: Part | None) -> Part:
    """What is meant of an appointment: all of one that does not repeat; UsageError where a series lacks a word."""
    if not draft.repeat:
        return Part()
    if part is None:
        raise UsageError(f"{draft.title} repeats; say --only DATE, --following DATE or --all")
    if part.kind == "following" and part.recurrence <= draft.start:
        return Part("all", part.recurrence)
    if part.kind != "all" and not part.recurrence:
        raise NotFound("there is no such occurrence")
    return part


def _warn_of_stays(change: Change, draft: AppointmentDraft, now: dt.datetime) -> None:
    """Say which times of a series that moves don't move along."""
    from smallcrm.model.calendar_words import say_date
    from smallcrm.model.series import moved_alone

    coming = [start for start in moved_alone(draft) if start >= f"{now:%Y-%m-%d}"]
    for start in coming[:3]:
        wall = wall_of(start)
        time = f", {wall:%H:%M}" if isinstance(wall, dt.datetime) else ""
        change.warn(f"that of {say_date(wall)}{time} was moved alone before, and stays there")


def _check_order(start: str, end: str) -> None:
    if end < start:
        raise UsageError("it ends before it starts")


def _split(
    change: Change, appointment_id: int, draft: AppointmentDraft, recurrence: str
) -> tuple[int, AppointmentDraft]:
    """End a series before an occurrence and go on in a new one, which takes the exceptions from there along."""
    from smallcrm.model.series import before, onwards

    following = onwards(draft, recurrence)
    new_id = insert(change, following._replace(occurrences=()))
    change.connection.execute(
        "UPDATE occurrence SET appointment_id = ? WHERE appointment_id = ? AND recurrence >= ?",
        (new_id, appointment_id, recurrence),
    )
    store(change, appointment_id, before(draft, recurrence))
    return new_id, load(change.connection, new_id)

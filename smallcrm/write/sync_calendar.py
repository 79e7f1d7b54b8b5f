"""Appointments and reminders as another program left them, put into the book: what it did not touch stays as it is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.three_way import differing
from smallcrm.write.appointment_rows import checked, insert, load, properties_of, set_properties, store
from smallcrm.write.invited import invited
from smallcrm.write.row import update_row
from smallcrm.write.sync_told import first_of, person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smallcrm.desk import Desk
    from smallcrm.model.contact import Property
    from smallcrm.model.reminder import ReminderDraft, ReminderEdit
    from smallcrm.model.three_way import Facts, Key
    from smallcrm.write.change import Change, Changes
    from smallcrm.write.reminder import Reminders
    from smallcrm.write.sync_told import Person

# How a copy is marked that stands beside the one it clashes with.
OTHER = " (other version)"


class CalendarSide:
    """Writes appointments and reminders within a change."""

    def __init__(self, change: Change, changes: Changes, desk: Desk) -> None:
        self.change = change
        self.connection = change.connection
        self.changes = changes
        self.desk = desk

    def add(self, draft: AppointmentDraft | ReminderDraft, uid: str) -> int:
        """A new thing as a file tells it, with the contact that the file names; its id.

        UsageError for what can't be kept.
        """
        who = first_of(self.connection, self.desk, draft)
        if isinstance(draft, AppointmentDraft):
            return self._add_appointment(draft, uid, who)
        told = draft._replace(
            uid=uid, text=who.title(draft.text), contact_id=who.id, properties=who.foreign(draft.properties)
        )
        return self._reminders().add(told)

    def copy(self, thing_id: int, draft: AppointmentDraft | ReminderDraft, uid: str) -> int:
        """Their version beside ours, under a uid of its own and marked; its id."""
        if isinstance(draft, AppointmentDraft):
            have = load(self.connection, thing_id)
            who = self._first(have, draft.properties)
            told = self._untold(draft, who)._replace(
                uid=uid, contact_ids=have.contact_ids, job_id=have.job_id
            )
            return insert(self.change, checked(told._replace(title=told.title + OTHER)))
        query = "SELECT contact_id, job_id FROM reminder WHERE id = ?"
        contact_id, job_id = self.connection.execute(query, (thing_id,)).fetchone()
        who = person(self.connection, contact_id, draft.properties)
        text, foreign = who.title(draft.text) + OTHER, who.foreign(draft.properties)
        return self._reminders().add(
            draft._replace(uid=uid, text=text, contact_id=contact_id, job_id=job_id, properties=foreign)
        )

    def change_appointment(
        self, appointment_id: int, ours: Facts, wanted: Facts, theirs: AppointmentDraft
    ) -> None:
        """Bring an appointment from what our words are to what they are wanted to be, after what ``theirs`` says.

        UsageError where it can't be.
        """
        have = load(self.connection, appointment_id)
        who = self._first(have, theirs.properties)
        edited = have
        for key, value in differing(ours, wanted):
            edited = self._edited(edited, key, value, who)
        store(self.change, appointment_id, checked(edited))
        # Whoever heard of a later revision there would take ours for an older one.
        self.connection.execute(
            "UPDATE calendar_item SET sequence = max(sequence, ?) WHERE uid = ?",
            (theirs.sequence, have.uid),
        )

    def change_reminder(self, reminder_id: int, ours: Facts, wanted: Facts, theirs: ReminderDraft) -> None:
        """The same of a reminder; done there is done here, and opens the next of one that repeats."""
        changes = dict(differing(ours, wanted))
        query = "SELECT uid, contact_id FROM reminder WHERE id = ?"
        uid, contact_id = self.connection.execute(query, (reminder_id,)).fetchone()
        who = person(self.connection, contact_id, theirs.properties)
        edit: ReminderEdit = {}
        if text := changes.get(("text", "")):
            edit["text"] = who.title(text)
        if due := changes.get(("due", "")):
            edit["due"], edit["timezone"] = due
        if ("repeat", "") in changes:
            edit["repeat"] = changes["repeat", ""] or ""
        if edit:
            self._reminders().edit(reminder_id, edit)
        if ("done_at", "") in changes:
            self._close(reminder_id, changes["done_at", ""])
        have = properties_of(self.connection, uid)
        if set_properties(self.connection, uid, who.foreign(_properties(have, changes.items()))):
            self.connection.execute(
                "UPDATE reminder SET updated_at = ? WHERE id = ?", (self.change.at, reminder_id)
            )

    def _first(self, have: AppointmentDraft, said: Iterable[Property]) -> Person:
        return person(self.connection, have.contact_ids[0] if have.contact_ids else None, said)

    def _close(self, reminder_id: int, done_at: str | None) -> None:
        if done_at:
            day = dt.datetime.fromisoformat(done_at).astimezone(self.desk.now().tzinfo).date()
            self._reminders().done([reminder_id], day.isoformat())
        update_row(self.connection, "reminder", reminder_id, {"done_at": done_at}, self.change.at)

    def _add_appointment(self, draft: AppointmentDraft, uid: str, who: Person) -> int:
        others = invited(self.connection, self.desk, draft.attendees)
        contact_ids = tuple(dict.fromkeys([*([who.id] if who.id else []), *others]))
        told = self._untold(draft, who)._replace(uid=uid, contact_ids=contact_ids)
        appointment_id = insert(self.change, checked(told))
        self.connection.execute(
            "UPDATE calendar_item SET sequence = max(sequence, ?) WHERE uid = ?", (draft.sequence, uid)
        )
        return appointment_id

    def _untold(self, draft: AppointmentDraft, who: Person) -> AppointmentDraft:
        return draft._replace(
            title=who.title(draft.title),
            description=who.description(draft.description),
            location="" if draft.location == who.place else draft.location,
            occurrences=tuple(
                each._replace(title=who.title(each.title)) if each.title else each
                for each in draft.occurrences
            ),
            properties=who.foreign(draft.properties),
        )

    def _edited(self, draft: AppointmentDraft, key: Key, value: Any, who: Person) -> AppointmentDraft:  # noqa: ANN401
        name, which = key
        if name == "when":
            start, end, timezone, all_day = value
            return draft._replace(start=start, end=end, timezone=timezone, all_day=all_day)
        if name == "title":
            return draft._replace(title=who.title(value or ""))
        if name == "description":
            return draft._replace(description=who.description(value or ""))
        if name == "alarm":
            kept = [minutes for minutes in draft.alarms if str(minutes) != which]
            return draft._replace(alarms=tuple([*kept, value] if value is not None else kept))
        if name == "occurrence":
            others = [each for each in draft.occurrences if each.recurrence != which]
            news = (
                [value._replace(title=who.title(value.title) if value.title else value.title)]
                if value
                else []
            )
            return draft._replace(
                occurrences=tuple(sorted([*others, *news], key=lambda each: each.recurrence))
            )
        if name == "attendee":
            new = invited(self.connection, self.desk, [value]) if value else ()
            return draft._replace(contact_ids=tuple(dict.fromkeys([*draft.contact_ids, *new])))
        if name == "property":
            return draft._replace(properties=who.foreign(_properties(draft.properties, [(key, value)])))
        return AppointmentDraft(**{**draft._asdict(), name: value or ""})

    def _reminders(self) -> Reminders:
        from smallcrm.write.reminder import Reminders

        return Reminders(self.changes, self.desk)


def _properties(have: Iterable[Property], changes: Iterable[tuple[Key, Any]]) -> list[Property]:
    """The foreign properties after the changes, those that stay in their order."""
    kept = {each.line: each for each in have}
    for (name, which), value in changes:
        if name != "property":
            continue
        if value is None:
            kept.pop(which, None)
        else:
            kept[which] = value
    return list(kept.values())

"""What was said: to log, and to change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.draft.dates import coming_moment, past_instant
from smallcrm.draft.reminder import follow_up
from smallcrm.errors import UsageError
from smallcrm.model.note import CHANNELS, DIRECTIONS, NoteDraft, NoteEdit
from smallcrm.model.reminder import ReminderDraft
from smallcrm.tui.forms.field import Field, Values, choice, picked
from smallcrm.tui.forms.form import Form, fill
from smallcrm.tui.forms.whom import JobOf, Named, People, named_job

if TYPE_CHECKING:
    from smallcrm.model.note import NoteRow
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.forms.about import About
    from smallcrm.tui.thing import Thing
    from smallcrm.write.writing import Write

WAYS = ("", *DIRECTIONS)


class NoteForm:
    """The fields of a note, and what they say."""

    def __init__(self, app: Dashboard, people: People, job: JobOf, row: NoteRow | None = None) -> None:
        self.app = app
        self.desk = app.desk
        self.people = people
        self.job = job
        self.row = row

    def fields(self) -> list[Field]:
        """The lines, of a call that came in unless there is a note to change."""
        row = self.row
        at = _wall(row.at) if row else ""
        lines = [
            self.people.field("with", needed=True),
            Field("text", "text", row.body if row else "", hint="what was said", needed=True, long=True),
            choice("channel", "channel", CHANNELS, row.channel if row else "call"),
            choice("direction", "direction", WAYS, (row.direction or "") if row else "in", hint="in or out"),
            Field("at", "at", at, self._said_at, 'now; or "yesterday 3pm"'),
            self.job.field(),
        ]
        if row is None:
            lines.append(
                Field("remind", "remind", "", self._said_remind, 'to get back to them: "tomorrow 9am"')
            )
        return lines

    def _said_at(self, text: str) -> str:
        return past_instant(self.desk, text).words

    def _said_remind(self, text: str) -> str:
        return coming_moment(self.desk, text).words

    async def draft(self, values: Values) -> NoteDraft:
        """What is typed as a new note."""
        channel = picked(values["channel"], CHANNELS) or "note"
        # A mere note has no direction: nobody was spoken to.
        direction = (picked(values["direction"], WAYS) or None) if channel != "note" else None
        people = await self.people.ids(values["with"])
        job_id = await self.job.id(values["job"])
        return NoteDraft(
            values["text"],
            people,
            channel,
            direction,
            past_instant(self.desk, values["at"].strip()).value,
            job_id,
        )

    async def changes(self, values: Values, row: NoteRow) -> NoteEdit:
        """What of ``row`` is to be changed."""
        wanted = NoteEdit()
        if values["text"] != row.body:
            wanted["body"], wanted["seen"] = values["text"], row.body
        if (channel := picked(values["channel"], CHANNELS) or "note") != row.channel:
            wanted["channel"] = channel
        if (direction := picked(values["direction"], WAYS) or None) != row.direction:
            wanted["direction"] = direction
        if values["at"] != _wall(row.at):
            if not values["at"].strip():
                raise UsageError('a note has a time; say which: --at "yesterday 9am"')
            wanted["at"] = past_instant(self.desk, values["at"].strip()).value
        if values["with"] != self.people.text:
            wanted["contact_ids"] = await self.people.ids(values["with"])
        if values["job"] != (self.job.known.name if self.job.known else ""):
            wanted["job_id"] = await self.job.id(values["job"])
        return wanted


def _wall(at: str) -> str:
    return at[:16].replace("T", " ")


async def log(app: Dashboard, about: About) -> bool:
    """Log what was said, a call that came in unless another channel is named; whether it was."""
    people = People(app, about.people)
    form = NoteForm(app, people, JobOf(people, about.job))

    async def save(values: Values) -> None:
        draft = await form.draft(values)
        due = coming_moment(app.desk, values["remind"].strip()).value if values["remind"].strip() else ""
        name = app.book.look(lambda read: read.contacts.get(draft.contact_ids[0]).name) if due else ""
        await app.carry_out("log what was said", lambda write: _logged(write, app, draft, due, name))

    title = about.title("Log")
    at = "text" if about.contact else "with"
    return await fill(app, Form(f"log {about.key}", title, form.fields(), at=at), save)


def _logged(write: Write, app: Dashboard, draft: NoteDraft, due: str, name: str) -> None:
    note_id = write.notes.add(draft)
    if due:
        text = follow_up(draft.channel, name)
        reminder = ReminderDraft(text, due, app.desk.timezone, draft.contact_ids[0], draft.job_id)
        reminder_id = write.reminders.add(reminder)
        with write.change("log what was said") as change:
            change.say(f"added {{note:{note_id}}} and {{reminder:{reminder_id}}}")


async def edit(app: Dashboard, thing: Thing) -> bool:
    """Change a note; whether it was."""
    row = app.look(lambda read: read.notes.get(thing.id))
    if row is None:
        return False
    known = app.look(lambda read: read.notes.people(row.id)) or []
    job = named_job(app, row.job_id)
    people = People(app, [Named(*each) for each in known])
    form = NoteForm(app, people, JobOf(people, job), row)

    async def save(values: Values) -> None:
        wanted = await form.changes(values, row)
        await app.carry_out("change a note", lambda write: bool(wanted) and write.notes.edit(row.id, wanted))

    day = dt.datetime.fromisoformat(row.at)
    title = f"Note of {day:%-d %b %Y}" + (f" with {row.contact}" if row.contact else "")
    return await fill(app, Form(f"edit note {row.uid}", title, form.fields(), at="text"), save)

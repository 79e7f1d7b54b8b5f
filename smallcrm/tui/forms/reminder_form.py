"""What must not be forgotten: to set, to change, to put off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.draft.dates import coming_moment
from smallcrm.draft.reminder import rule
from smallcrm.errors import UsageError
from smallcrm.model.reminder import ReminderDraft, ReminderEdit
from smallcrm.model.reminder_next import check_repeat_after, refuse_both
from smallcrm.tui.forms.field import Field, Values, among
from smallcrm.tui.forms.form import Form, fill
from smallcrm.tui.forms.repeats import repeat_text, repeat_words
from smallcrm.tui.forms.whom import JobOf, Named, People, named_job

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.model.reminder import ReminderRow
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.forms.about import About
    from smallcrm.tui.thing import Thing
    from smallcrm.write.writing import Write

# What one puts a reminder off to, mostly.
LATER = (
    "tomorrow",
    "tomorrow 9am",
    "mon 9am",
    "next week",
    "in 2 weeks",
    "in 1 hour",
    "end of month",
    "next month",
)


class ReminderForm:
    """The fields of a reminder, and what they say."""

    def __init__(self, app: Dashboard, people: People, job: JobOf, row: ReminderRow | None = None) -> None:
        self.app = app
        self.desk = app.desk
        self.people = people
        self.job = job
        self.row = row
        self.due = row.due[:16].replace("T", " ") if row else ""
        self.repeat = repeat_text(row.repeat if row else None)
        self.after = _length_text(row.repeat_after if row else None)

    def fields(self, day: str = "") -> list[Field]:
        """The lines, as the reminder is where there is one; ``day`` is proposed for a new one."""
        text = self.row.text if self.row else ""
        return [
            Field("text", "text", text, hint="what there is to do", needed=True),
            Field("due", "due", self.due or day, self._said_due, '"tomorrow 9am", fri', among(LATER), needed=True),
            self.people.field("contact"),
            self.job.field(),
            Field(
                "repeat", "repeat", self.repeat, hint='"every 4 weeks", from when it is due',
                weigh=self._said_repeat,
            ),
            Field("repeat_after", "repeat after", self.after, hint="6 months, from when it is done",
                  weigh=self._said_after),
        ]  # fmt: skip

    def _said_due(self, text: str) -> str:
        return coming_moment(self.desk, text).words

    def _due(self, values: Values) -> str:
        """When it is due, as the store keeps it."""
        said = values["due"].strip()
        if self.row and said == self.due:
            return self.row.due[:16]
        return coming_moment(self.desk, said).value

    def _said_repeat(self, values: Values) -> str:
        said = values["repeat"].strip()
        if not said or said == self.repeat:
            return ""
        return repeat_words(rule(self.desk, said, self._due_or_today(values)), said)

    def _said_after(self, values: Values) -> str:
        said = values["repeat_after"].strip()
        if said and said != self.after:
            check_repeat_after(said)
            if values["repeat"] and values["repeat"] != self.repeat:
                refuse_both(values["repeat"], said)
        return ""

    def _due_or_today(self, values: Values) -> str:
        try:
            return self._due(values)
        except UsageError:
            return self.desk.today().isoformat()

    async def draft(self, values: Values) -> ReminderDraft:
        """What is typed as a new reminder."""
        due = self._due(values)
        return ReminderDraft(
            values["text"],
            due,
            self.desk.timezone,
            await self.people.one(values["with"]),
            await self.job.id(values["job"]),
            rule(self.desk, values["repeat"].strip(), due),
            values["repeat_after"].strip(),
        )

    async def changes(self, values: Values, row: ReminderRow) -> ReminderEdit:
        """What of ``row`` is to be changed."""
        wanted = ReminderEdit()
        if values["text"] != row.text:
            wanted["text"] = values["text"]
        if values["due"].strip() != self.due:
            wanted["due"], wanted["timezone"] = self._due(values), self.desk.timezone
        if values["with"] != self.people.text:
            wanted["contact_id"] = await self.people.one(values["with"])
        if values["job"] != (self.job.known.name if self.job.known else ""):
            wanted["job_id"] = await self.job.id(values["job"])
        if values["repeat"].strip() != self.repeat:
            wanted["repeat"] = rule(self.desk, values["repeat"].strip(), self._due(values))
        if values["repeat_after"].strip() != self.after:
            wanted["repeat_after"] = values["repeat_after"].strip()
        return wanted


def _length_text(iso: str | None) -> str:
    if not iso:
        return ""
    from smallcrm.model.duration import parse_duration

    return str(parse_duration(iso))


async def add(app: Dashboard, about: About, day: str = "") -> bool:
    """Set a reminder, ``day`` being proposed; whether it was."""
    people = People(app, about.people, several=False)
    form = ReminderForm(app, people, JobOf(people, about.job))

    async def save(values: Values) -> None:
        draft = await form.draft(values)
        await app.carry_out("set a reminder", lambda write: write.reminders.add(draft))

    title = about.title("Remind", "about")
    return await fill(app, Form(f"new reminder {about.key}", title, form.fields(day)), save)


async def edit(app: Dashboard, thing: Thing) -> bool:
    """Change a reminder; whether it was."""
    row = app.look(lambda read: read.reminders.get(thing.id))
    if row is None:
        return False
    known = [Named(row.contact_id, row.contact or "")] if row.contact_id else []
    people = People(app, known, several=False)
    form = ReminderForm(app, people, JobOf(people, named_job(app, row.job_id)), row)

    async def save(values: Values) -> None:
        wanted = await form.changes(values, row)
        await app.carry_out(
            "change a reminder", lambda write: bool(wanted) and write.reminders.edit(row.id, wanted)
        )

    return await fill(app, Form(f"edit reminder {row.uid}", f"Reminder: {row.text}", form.fields()), save)


async def put_off(app: Dashboard, ids: Sequence[int], title: str) -> bool:
    """Put reminders off to another time; whether they were."""

    def check(text: str) -> str:
        return coming_moment(app.desk, text).words

    async def save(values: Values) -> None:
        due = coming_moment(app.desk, values["until"].strip()).value
        await app.carry_out("put a reminder off", lambda write: _snoozed(write, ids, due))

    hint = "tomorrow, mon 9am, next week, in 2 weeks"
    field = Field("until", "until", "", check, hint, among(LATER), needed=True)
    return await fill(app, Form(f"snooze {','.join(map(str, ids))}", title, [field]), save)


def _snoozed(write: Write, ids: Sequence[int], due: str) -> None:
    with write.change("put reminders off") as change:
        for reminder_id in ids:
            write.reminders.snooze(reminder_id, due)
        change.say("put off " + ", ".join(f"{{reminder:{each}}}" for each in ids))

"""A piece of work: to add, and to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.draft.dates import coming_date, past_date
from smallcrm.draft.job import money
from smallcrm.errors import UsageError
from smallcrm.model.job import JobDraft, JobEdit
from smallcrm.tui.forms.field import Field, Values, choice, picked
from smallcrm.tui.forms.form import Form, fill
from smallcrm.tui.forms.tags import tag_field, tags_in, tags_text
from smallcrm.tui.forms.whom import Named, People

if TYPE_CHECKING:
    from smallcrm.model.job import JobRow
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.forms.about import About
    from smallcrm.tui.thing import Thing


class JobForm:
    """The fields of a job, and what they say."""

    def __init__(self, app: Dashboard, people: People, row: JobRow | None = None) -> None:
        self.app = app
        self.desk = app.desk
        self.people = people
        self.row = row
        self.stages = [each.name for each in app.look(lambda read: read.jobs.stages()) or []]

    def fields(self) -> list[Field]:
        """The lines, as the job is where there is one."""
        row = self.row
        return [
            self.people.field("for", needed=True),
            Field("title", "title", row.title if row else "", hint="what it is, in a few words", needed=True),
            Field("value", "value", worth(row), self._said_value, "185, £1,250.50, EUR 90"),
            choice("stage", "stage", self.stages, row.stage if row else ""),
            Field("on", "on", "", self._said_on, 'the day it came there: today, "last fri"'),
            Field("due", "due", (row.due or "") if row else "", self._said_due, '"in 2 weeks", 3 apr'),
            Field("site", "site", (row.site or "") if row else "", hint="home, or an address", suggest=self._sites),
            tag_field(self.app, row.tags if row else ()),
            Field("description", "description", (row.description or "") if row else "", long=True),
        ]  # fmt: skip

    def _said_value(self, text: str) -> str:
        from smallcrm.model.money import money_words

        said = money(text, None, self._currency)
        return money_words(said.minor, said.currency) if said else ""

    @property
    def _currency(self) -> str:
        """A new value is in the currency of the old one unless it says another."""
        return (self.row.currency if self.row else None) or self.desk.currency

    def _said_on(self, text: str) -> str:
        return past_date(self.desk, text).words

    def _said_due(self, text: str) -> str:
        return coming_date(self.desk, text).words

    def _sites(self, _text: str) -> list[str]:
        rows = self.app.look(lambda read: list(read.contacts.some(self.people.last[:1]))) or []
        return [each["formatted"] for row in rows for each in row.addresses]

    async def draft(self, values: Values) -> JobDraft:
        """What is typed as a new job."""
        worth = money(values["value"].strip(), None, self._currency)
        return JobDraft(
            values["title"],
            await self.people.ids(values["with"]),
            values["description"],
            picked(values["stage"], self.stages),
            worth.minor if worth else None,
            worth.currency if worth else "",
            coming_date(self.desk, values["due"].strip()).value,
            values["site"].strip(),
            tuple(tags_in(values["tags"], ())),
            past_date(self.desk, values["on"].strip()).value,
        )

    async def changes(self, values: Values, row: JobRow) -> JobEdit:
        """What of ``row`` is to be changed."""
        wanted = JobEdit()
        if values["title"] != row.title:
            wanted["title"] = values["title"]
        if values["description"] != (row.description or ""):
            wanted["description"] = values["description"]
        if values["site"] != (row.site or ""):
            wanted["site"] = values["site"].strip()
        if values["value"] != worth(row):
            wanted["money"] = money(values["value"].strip(), None, self._currency)
        if values["due"] != (row.due or ""):
            wanted["due"] = coming_date(self.desk, values["due"].strip()).value
        if values["with"] != self.people.text:
            wanted["contact_ids"] = await self.people.ids(values["with"])
        self._restage(wanted, values, row)
        self._retag(wanted, values, row)
        return wanted

    def _restage(self, wanted: JobEdit, values: Values, row: JobRow) -> None:
        stage = picked(values["stage"], self.stages)
        if stage and stage != row.stage:
            wanted["stage"] = stage
            wanted["on"] = past_date(self.desk, values["on"].strip()).value
        elif values["on"].strip():
            raise UsageError("--on is the day of a move; say where to with --stage")

    def _retag(self, wanted: JobEdit, values: Values, row: JobRow) -> None:
        if values["tags"] == tags_text(row.tags):
            return
        tags = tags_in(values["tags"], row.tags)
        wanted["add_tags"] = tuple(tag for tag in tags if tag not in row.tags)
        wanted["remove_tags"] = tuple(tag for tag in row.tags if tag not in tags)


def worth(row: JobRow | None) -> str:
    """A job's value as one would type it; "" without one."""
    if row is None or row.value is None:
        return ""
    from smallcrm.model.money import money_words

    return money_words(row.value, row.currency or "")


async def add(app: Dashboard, about: About) -> bool:
    """Add a job; whether it was."""
    form = JobForm(app, People(app, about.people))

    async def save(values: Values) -> None:
        draft = await form.draft(values)
        await app.carry_out("add a job", lambda write: write.jobs.add(draft))

    title = about.title("New job", "for")
    at = "title" if about.contact else "with"
    return await fill(app, Form(f"new job {about.key}", title, form.fields(), at=at), save)


async def edit(app: Dashboard, thing: Thing) -> bool:
    """Change a job; whether it was."""
    row = app.look(lambda read: read.jobs.get(thing.id))
    if row is None:
        return False
    known = app.look(lambda read: read.jobs.people(row.id)) or []
    form = JobForm(app, People(app, [Named(*each) for each in known]), row)

    async def save(values: Values) -> None:
        wanted = await form.changes(values, row)
        await app.carry_out("change a job", lambda write: bool(wanted) and write.jobs.edit(row.id, wanted))

    return await fill(app, Form(f"edit job {row.uid}", f"Job: {row.title}", form.fields(), at="title"), save)

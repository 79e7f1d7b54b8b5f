"""A person or an organisation, and every way to reach them: to add, and to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.draft.card import (
    MANY,
    SINGLES,
    Line,
    adds_of,
    card_edit,
    many_of,
    read_single,
    read_value,
    singles_of,
)
from smallcrm.draft.contact import KINDS
from smallcrm.errors import Conflict, UsageError
from smallcrm.model.contact import ConsentDraft, ContactDraft
from smallcrm.model.note import CHANNELS, NoteDraft
from smallcrm.read.completion import offered
from smallcrm.tui.forms.field import Field, Values, choice, picked
from smallcrm.tui.forms.form import Form, fill
from smallcrm.tui.forms.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from smallcrm.model.contact_edit import ContactEdit
    from smallcrm.model.contact_row import ContactRow
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.thing import Thing
    from smallcrm.write.writing import Write

CONSENT = ("", "yes", "no")
HINTS = {
    "name": "as they say it", "company": "who they work for", "role": "what they do there",
    "birthday": "1979-05-24, 24 may 1979, --05-24", "source": "how they found you",
    "about": "what one should know of them", "prefix": "Dr, Ms", "suffix": "Jr, MBE",
    "nickname": "what friends say", "prefers": "call, email, text, visit ...",
    "email": "work=maya@example.org, one a line", "phone": "07700 900142, home=0117 946 0123, one a line",
    "address": "home=12 Dock St; Bristol; ; BS1 4SB; GB, one a line", "url": "example.org, one a line",
    "handle": "instagram=maya, one a line", "tag": "bristol, one a line", "field": "boiler=Worcester 30i, one a line",
}  # fmt: skip
LABELS = {"email": "e-mails", "phone": "phones", "address": "addresses", "url": "web", "handle": "handles",
          "tag": "tags", "field": "own fields", "prefers": "prefers", "given_name": "given name",
          "middle_name": "middle name", "family_name": "family name"}  # fmt: skip
# What one is likely to fill in comes first.
ORDER = (
    "name", "phone", "email", "address", "company", "role", "tag", "stage", "about", "consent", "birthday",
    "kind", "source", "prefers", "url", "handle", "field", "department", "nickname", "prefix", "given_name",
    "middle_name", "family_name", "suffix",
)  # fmt: skip


class ContactForm:
    """The fields of a contact, and what they say."""

    def __init__(self, app: Dashboard, row: ContactRow | None = None) -> None:
        self.app = app
        self.desk = app.desk
        self.row = row
        self.singles = singles_of(row) if row else dict.fromkeys(SINGLES, "")
        self.many = _many_texts(row) if row else dict.fromkeys(MANY, "")
        self.consent = _consent(row)

    def fields(self) -> list[Field]:
        """The lines, as the contact is where there is one."""
        found = [self._field(name) for name in ORDER]
        if self.row is None:
            found.insert(4, Field("note", "first note", "", hint="what they called about"))
        return found

    def _field(self, name: str) -> Field:
        if name in MANY:
            return self._listed(name)
        label = LABELS.get(name, name)
        stages = ("", *self.desk.settings.items("contact_stages"))
        choices = {"kind": KINDS, "stage": stages, "prefers": ("", *CHANNELS)}.get(name)
        if name == "consent":
            return choice(name, label, CONSENT, self.consent, hint="may you write to them? yes, no")
        if choices is not None:
            return choice(name, label, choices, self.singles[name], hint=HINTS.get(name, ""))
        suggest = self._companies if name == "company" else None
        return Field(
            name, label, self.singles[name], self._check(name), HINTS.get(name, ""), suggest,
            needed=name == "name", long=name == "about",
        )  # fmt: skip

    def _listed(self, name: str) -> Field:
        def check(text: str) -> str:
            for line in _lines(name, text):
                if line.value not in known:
                    read_value(line, self.desk)
            return ""

        known = {line.value for line in _lines(name, self.many[name])}
        return Field(name, LABELS[name], self.many[name], check, HINTS[name], listed=True)

    def _check(self, name: str) -> Callable[[str], str] | None:
        if name != "birthday":
            return None

        def check(text: str) -> str:
            said = read_single(Line(name, text), self.desk)
            return said if said != text else ""

        return check

    def _companies(self, text: str) -> list[str]:
        if not text:
            return []
        return [
            name for name, _ in self.app.look(lambda read: offered(read.connection, "contact", text)) or []
        ]

    def _said(self, values: Values) -> tuple[dict[str, Line], list[Line]]:
        """The single values as one means them, and all the others."""
        said = dict(values)
        for name, choices in (("kind", KINDS), ("prefers", CHANNELS), ("stage", self._stages)):
            if said[name] != self.singles[name]:
                said[name] = picked(said[name], choices)
        singles = {
            name: Line(name, said[name] if said[name] == self.singles[name] else said[name].strip())
            for name in SINGLES
        }
        return singles, [line for name in MANY for line in _lines(name, said[name])]

    @property
    def _stages(self) -> Sequence[str]:
        return self.desk.settings.items("contact_stages")

    def draft(self, values: Values) -> ContactDraft:
        """What is typed as a new contact."""
        singles, lines = self._said(values)
        said = {name: read_single(line, self.desk) for name, line in singles.items()}
        return adds_of(lines, self.desk)._replace(**said, consent=self._consent(values))  # type: ignore[arg-type]

    def changes(self, values: Values, row: ContactRow) -> ContactEdit:
        """What of ``row`` is to be changed."""
        singles, lines = self._said(values)
        wanted = card_edit(singles, lines, row, self.desk)
        return wanted._replace(adds=wanted.adds._replace(consent=self._consent(values)))

    def _consent(self, values: Values) -> tuple[ConsentDraft, ...]:
        said = picked(values["consent"], CONSENT)
        if said == self.consent:
            return ()
        if not said:
            raise UsageError("what they agreed to is kept; say yes or no")
        return (ConsentDraft(said == "yes", on=self.desk.today().isoformat()),)


def _many_texts(row: ContactRow) -> dict[str, str]:
    texts: dict[str, list[str]] = {name: [] for name in MANY}
    for name, text, _ in many_of(row):
        texts[name].append(text.replace("\n", "\n  "))
    return {name: "\n".join(lines) for name, lines in texts.items()}


def _lines(name: str, text: str) -> Iterator[Line]:
    """A value a line; what is indented goes on with the one before."""
    current = ""
    for each in text.split("\n"):
        if current and each[:1] in (" ", "\t"):
            current += "\n" + each.removeprefix("  ").rstrip()
            continue
        if current:
            yield Line(name, current)
        current = each.strip()
    if current:
        yield Line(name, current)


def _consent(row: ContactRow | None) -> str:
    said = [each["given"] for each in row.consent if not each["channel"]] if row else []
    return ("yes" if said[-1] else "no") if said else ""


async def add(app: Dashboard) -> int | None:
    """Add a contact; its id, None where the person left."""
    form = ContactForm(app)
    made: list[int] = []

    async def save(values: Values) -> None:
        draft, note = form.draft(values), values["note"].strip()

        async def put(*, allow_duplicate: bool) -> None:
            done = await app.carry_out(
                "add a contact", lambda write: _added(write, draft, note, allow_duplicate=allow_duplicate)
            )
            made.append(int(str(done.result)))

        await once_more(app, put)

    await fill(app, Form("new contact", "New contact", form.fields()), save)
    return made[-1] if made else None


def _added(write: Write, draft: ContactDraft, note: str, *, allow_duplicate: bool) -> int:
    with write.change("add a contact") as change:
        contact_id = write.contacts.add(draft, allow_duplicate=allow_duplicate)
        if note:
            write.notes.add(NoteDraft(note, (contact_id,)))
            change.say(f"added {{contact:{contact_id}}}")
    return contact_id


async def edit(app: Dashboard, thing: Thing) -> bool:
    """Change a contact; whether it was."""
    row = app.look(lambda read: read.contacts.get(thing.id))
    if row is None:
        return False
    form = ContactForm(app, row)

    async def save(values: Values) -> None:
        wanted = form.changes(values, row)

        async def put(*, allow_duplicate: bool) -> None:
            await app.carry_out(
                "edit a contact",
                lambda write: (
                    not wanted.empty
                    and write.contacts.edit([row.id], wanted, allow_duplicate=allow_duplicate)
                ),
            )

        await once_more(app, put)

    return await fill(app, Form(f"edit contact {row.uid}", row.name, form.fields()), save)


async def once_more(app: Dashboard, put: Callable[..., object]) -> None:
    """Write a contact, whose e-mail or phone may be another's where the person says so."""
    try:
        await put(allow_duplicate=False)  # type: ignore[misc]
    except Conflict as problem:
        # What was changed meanwhile names no owner, and no word helps against it.
        if not problem.candidates:
            raise
        what = problem.message.rpartition("; add to them")[0] or problem.message
        if not await app.ask(Question, (what, "Add it all the same?")):
            raise Conflict(what, problem.candidates) from None
        await put(allow_duplicate=True)  # type: ignore[misc]

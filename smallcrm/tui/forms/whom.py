"""Fields that name people and jobs in the words of the command line, and whom these words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import Ambiguous, CrmError, UsageError
from smallcrm.model.text import fold
from smallcrm.read.completion import offered
from smallcrm.tui.forms.choice import Choice, Choices
from smallcrm.tui.forms.field import Field
from smallcrm.tui.plain import line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.read.reading import Read
    from smallcrm.tui.app import Dashboard

SEPARATORS = (";", ",")


class Named(NamedTuple):
    """A contact or job that a form knows from the start: its name means it, whoever else is called so."""

    id: int
    name: str


class People:
    """A field that names contacts: one, or where ``several`` some, separated by ``;`` or commas."""

    def __init__(self, app: Dashboard, known: Sequence[Named] = (), *, several: bool = True) -> None:
        self.app = app
        self.known = known
        self.several = several
        # Whom the text meant when it was last looked at.
        self.last: tuple[int, ...] = tuple(each.id for each in known)

    @property
    def text(self) -> str:
        """The known ones as the field shows them."""
        return "; ".join(each.name for each in self.known)

    def field(self, label: str = "with", *, needed: bool = False, hint: str = "") -> Field:
        """The field."""
        example = hint or "name, number or e-mail" + (", several with ;" if self.several else "")
        return Field(
            "with", label, self.text, self.check, example, self.suggest, needed=needed, dear=True
        )  # fmt: skip

    def check(self, text: str) -> str:
        """Who they are, told apart; NotFound where somebody is nobody."""
        found: list[int] = []
        said = []
        for part in self._parts(text):
            try:
                contact_id = self._one(part, found)
            except Ambiguous as problem:
                said.append("which? " + ", ".join(each.words for each in problem.candidates))
                continue
            found.append(contact_id)
            said.append(self.app.book.look(lambda read, one=contact_id: read.references.candidate(one).words))  # type: ignore[misc]
        self.last = tuple(found)
        return "; ".join(said)

    def suggest(self, text: str) -> list[str]:
        """Names that go on from the last one that is typed."""
        cut = max(text.rfind(each) for each in SEPARATORS) + 1 if self.several else 0
        last = text[cut:].lstrip()
        head = text[: len(text) - len(last)]
        if not last:
            return []
        try:
            found = self.app.book.look(lambda read: offered(read.connection, "contact", last))
        except CrmError:
            return []
        return [head + name for name, _ in found]

    async def ids(self, text: str) -> tuple[int, ...]:
        """Whom ``text`` means, in order, each once; one that could be several is chosen; Ambiguous where none is."""
        found: list[int] = []
        for part in self._parts(text):
            try:
                found.append(self._one(part, found))
            except Ambiguous as problem:
                found.append(await chosen(self.app, part, problem))
        return tuple(dict.fromkeys(found))

    async def one(self, text: str) -> int | None:
        """Whom ``text`` means; None for nobody, UsageError for several."""
        found = await self.ids(text)
        if len(found) > 1:
            raise UsageError("it can be about one contact only")
        return next(iter(found), None)

    def _parts(self, text: str) -> list[str]:
        whole = text.strip()
        if not whole or not self.several or self._is_one(whole):
            return [whole] if whole else []
        separator = next((each for each in SEPARATORS if each in whole), ";")
        return [part for each in whole.split(separator) if (part := each.strip())]

    def _is_one(self, text: str) -> bool:
        """Whether the whole text names one, although it may hold a comma: ``Smith, John``."""
        if not any(each in text for each in SEPARATORS):
            return True
        try:
            self._one(text, ())
        except Ambiguous:
            return True
        except CrmError:
            return False
        return True

    def _one(self, text: str, taken: Sequence[int]) -> int:
        same = [each.id for each in self.known if line(each.name).strip() == line(text).strip()]
        if same:
            return next((each for each in same if each not in taken), same[0])
        return self.app.book.look(lambda read: read.references.contact(text))


class JobOf:
    """A field that names a job: by its title, words of it, its id, or whose the only open one is."""

    def __init__(self, people: People, known: Named | None = None) -> None:
        self.app = people.app
        self.people = people
        self.known = known
        self._titles: dict[tuple[int, ...], list[Named]] = {}

    def field(self, label: str = "job") -> Field:
        """The field."""
        value = self.known.name if self.known else ""
        return Field("job", label, value, self.check, "words of its title", self.suggest, dear=True)

    def check(self, text: str) -> str:
        """Which job it is, whose, and how far; NotFound where there is none."""
        try:
            job_id = self._one(text)
        except Ambiguous as problem:
            return "which? " + ", ".join(each.words for each in problem.candidates)
        row = self.app.book.look(lambda read: read.jobs.get(job_id))
        return ", ".join(part for part in (row.title, row.contact, row.stage) if part)

    def suggest(self, _text: str) -> list[str]:
        """The open jobs of whom the form is about."""
        return [each.name for each in self._theirs()]

    async def id(self, text: str) -> int | None:
        """Which job ``text`` means, None for none; of several the one that is chosen."""
        if not text.strip():
            return None
        try:
            return self._one(text)
        except Ambiguous as problem:
            return await chosen(self.app, text, problem)

    def _one(self, text: str) -> int:
        if self.known and line(self.known.name).strip() == line(text).strip():
            return self.known.id
        said = fold(text)
        theirs = [each.id for each in self._theirs() if said in fold(each.name)]
        if len(theirs) == 1:
            return theirs[0]
        return self.app.book.look(lambda read: read.references.item("job", text))

    def _theirs(self) -> list[Named]:
        about = self.people.last
        if about not in self._titles:
            found = self.app.look(lambda read: _open_jobs(read, about)) or []
            self._titles[about] = found
        return self._titles[about]


def named_job(app: Dashboard, job_id: int | None) -> Named | None:
    """The job of that id; None for none."""
    row = app.look(lambda read: read.jobs.get(job_id)) if job_id else None
    return Named(row.id, row.title) if row else None


def _open_jobs(read: Read, contact_ids: Sequence[int]) -> list[Named]:
    closed = {row.name for row in read.jobs.stages() if row.meaning in ("paid", "lost")}
    jobs = [job for contact_id in contact_ids for job in read.contacts.page(contact_id).jobs]
    return [Named(job.id, job.title) for job in jobs if job.stage not in closed]


async def chosen(app: Dashboard, text: str, problem: Ambiguous) -> int:
    """The candidate that the person chooses; the problem itself where none is."""
    candidates = problem.candidates
    title = f'"{text.strip()}" could be'
    place = await app.ask(Choice, Choices(title, [f"{each.words} ({each.id})" for each in candidates]))
    if place is None:
        raise problem
    return candidates[place].id

"""The one page of a contact as lines of a list, each of which speaks of one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, chop_cells

from smallcrm.model.contact_words import card_facts
from smallcrm.model.money import money_words
from smallcrm.model.text import clean_lines
from smallcrm.tui.thing import Thing
from smallcrm.tui.told import when_words
from smallcrm.tui.widgets.window import GAP, Column, Heading, Under

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterator, Sequence

    from smallcrm.model.appointment import AppointmentRow
    from smallcrm.model.job import JobRow
    from smallcrm.model.note import NoteRow
    from smallcrm.model.reminder import ReminderRow
    from smallcrm.read.page import Coming, Page, Relation
    from smallcrm.read.reading import Read
    from smallcrm.tui.widgets.window import Row

LABEL, HOW = 17, 9
# The newest notes are shown whole, up to so many lines each; of the older ones the first line.
WHOLE, LINES = 20, 8
FACT = (Column(LABEL), Column())
COLUMNS = {
    "contact": FACT,
    "company": FACT,
    "person": FACT,
    "coming": FACT,
    "past": FACT,
    "job": (Column(LABEL), Column(), Column(11, right=True), Column(14, least=70)),
    "reminder": FACT,
    "note": (Column(LABEL), Column(HOW), Column()),
}


class Line(NamedTuple):
    """One line of the page: a fact of the ``contact`` (``number`` tells these apart), or a thing by its id."""

    kind: str
    id: int
    number: int = 0
    recurrence: str = ""

    def thing(self, contact_id: int, title: str) -> Thing:
        """What the line speaks of; ``contact_id`` is whose page it is."""
        if self.kind == "person":
            return Thing("contact", self.id, self.id, title)
        if self.kind in ("contact", "company"):
            return Thing("contact", contact_id, contact_id, title)
        kind = "appointment" if self.kind in ("coming", "past") else self.kind
        return Thing(kind, self.id, contact_id, title, self.recurrence)


class Lines:
    """The lines of a page in order, and the cells of those that were read to make it."""

    def __init__(self, page: Page, today: dt.date, width: int) -> None:
        self.page = page
        self.today = today
        self.width = width
        self.keys: list[Hashable] = []
        self.rows: dict[Hashable, Row] = {}
        # When what is coming begins: local, ISO 8601.
        self.starts: dict[Line, str] = {}
        self._facts()
        self._people()
        self._coming()
        self._windowed("Jobs", "job", page.job_ids())
        self._windowed("Reminders", "reminder", page.reminder_ids())
        self._notes(page.note_ids())
        self._windowed("Past appointments", "past", page.past_appointment_ids())
        if not any(isinstance(key, Heading) for key in self.keys):
            self._hint()

    def _facts(self) -> None:
        contact = self.page.contact
        facts = card_facts(contact, self.today, self.page.owed(), self.page.last_contact)
        for number, (name, value) in enumerate(facts):
            key = Line("contact", contact.id, number)
            if name == "company" and contact.company_id:
                key = Line("company", contact.company_id, number)
            parts = [*wrapped(value, self._room(LABEL))] or [""]
            look = "alert" if name == "owes" else ""
            self._add(key, ((name, "dim"), (parts[0], look)))
            self.keys += _under(parts[1:], LABEL)

    def _people(self) -> None:
        relations = self.page.relations
        working = [
            each for each in relations if each.kind == "works_for" and not each.outward and not each.until
        ]
        self._section("People", len(working))
        for number, each in enumerate(working):
            self._add(Line("person", each.contact_id, number), ((each.role or "", "dim"), each.contact))
        ties = [each for each in relations if each.kind != "works_for" or each.until]
        self._section("Relations", len(ties))
        for number, each in enumerate(ties, len(working)):
            self._add(Line("person", each.contact_id, number), ((_tie(each), "dim"), each.contact))

    def _coming(self) -> None:
        homes = {address["formatted"] for address in self.page.contact.addresses}
        self._section("Coming", len(self.page.coming))
        for each in self.page.coming:
            # Their own address stands above already.
            place = f", {each.location}" if each.location and each.location not in homes else ""
            key = Line("coming", each.id, recurrence=_recurrence(each))
            self.starts[key] = each.start
            self._add(key, _coming_row(each, self.today, place))

    def _windowed(self, title: str, kind: str, ids: Sequence[int]) -> None:
        self._section(title, len(ids))
        self.keys += [Line(kind, each) for each in ids]

    def _notes(self, ids: Sequence[int]) -> None:
        self._section("Notes", len(ids))
        whole = {row.id: row for row in self.page.notes(WHOLE)}
        for note_id in ids:
            key = Line("note", note_id)
            if note_id not in whole:
                self.keys.append(key)
                continue
            first, *parts = self._said(whole[note_id].body)
            self._add(key, note_row(whole[note_id], self.today, first))
            self.keys += _under(parts, LABEL, HOW)

    def _said(self, body: str) -> list[str]:
        parts = [*wrapped(body, self._room(LABEL, HOW))] or [""]
        return parts if len(parts) <= LINES else [*parts[: LINES - 1], f"{parts[LINES - 1]} …"]

    def _hint(self) -> None:
        self.keys.append(Heading(""))
        said = "c logs a call  b books  r reminds  J adds a job"
        self._add(Line("contact", self.page.contact.id, -1), (("nothing yet", "dim"), (said, "dim")))

    def _section(self, title: str, count: int) -> None:
        if count:
            self.keys += [Heading(""), Heading(f"{title} {count:,}")]

    def _add(self, key: Line, row: Row) -> None:
        self.keys.append(key)
        self.rows[key] = row

    def _room(self, *before: int) -> int:
        """How many cells are left behind columns of these widths."""
        return max(20, self.width - 1 - sum(width + GAP for width in before) - GAP)


def _under(parts: Sequence[str], *before: int) -> Iterator[Under]:
    indent = " " * (1 + sum(width + GAP for width in before))
    return (Under(indent + part) for part in parts)


def wrapped(text: str, width: int) -> Iterator[str]:
    """``text`` in lines of at most ``width`` cells, its own line breaks kept; what is longer than a line is cut."""
    for line in clean_lines(text.strip()).split("\n"):
        said, used = "", 0
        for word in line.split(" "):
            pieces = chop_cells(word, width) if cell_len(word) > width else [word]
            for piece in pieces:
                length = cell_len(piece)
                if said and used + 1 + length > width:
                    yield said
                    said, used = piece, length
                else:
                    said, used = (f"{said} {piece}", used + 1 + length) if said else (piece, length)
        yield said


def read_rows(read: Read, lines: Sequence[Line], today: dt.date) -> dict[Hashable, Row]:
    """The cells of lines that are read when they come in sight."""
    rows: dict[Hashable, Row] = {}
    for kind, source, say in (
        ("job", "job", job_row),
        ("reminder", "reminder", reminder_row),
        ("note", "note", note_row),
        ("past", "appointment", past_row),
    ):
        wanted = {line.id: line for line in lines if line.kind == kind}
        if wanted:
            rows.update({wanted[row.id]: say(row, today) for row in read.listings.some(source, list(wanted))})
    return rows


def job_row(job: JobRow, today: dt.date) -> Row:
    """Stage, title, worth, and when it is due."""
    worth = "" if job.value is None else money_words(job.value, job.currency or "")
    late = "alert" if job.due and job.due < today.isoformat() else "dim"
    due = f"due {when_words(job.due, today)}" if job.due else ""
    return ((job.stage, "dim"), job.title, worth, (due, late))


def reminder_row(reminder: ReminderRow, today: dt.date) -> Row:
    """When it is due, and the words."""
    late = "alert" if reminder.due[:10] < today.isoformat() else "dim"
    again = " (repeats)" if reminder.repeat or reminder.repeat_after else ""
    return ((when_words(reminder.due, today), late), f"{reminder.text}{again}")


def note_row(note: NoteRow, today: dt.date, said: str | None = None) -> Row:
    """When, how, and what was said: the first line, unless ``said`` is told."""
    how = " ".join(part for part in (note.channel, note.direction) if part)
    body = " ".join(note.body.split()) if said is None else said
    return ((when_words(note.at[:16], today), "dim"), (how, "dim"), body)


def past_row(appointment: AppointmentRow, today: dt.date) -> Row:
    """When, what, and that it was called off."""
    off = " (cancelled)" if appointment.status == "cancelled" else ""
    return ((when_words(appointment.start, today), "dim"), f"{appointment.title}{off}")


def _coming_row(coming: Coming, today: dt.date, place: str) -> Row:
    again = " (repeats)" if coming.repeat else ""
    status = "" if coming.status == "confirmed" else f", {coming.status}"
    return ((when_words(coming.start, today), "good"), f"{coming.title}{again}{status}{place}")


def _recurrence(coming: Coming) -> str:
    return coming.recurrence[: 16 if "T" in coming.start else 10]


def _tie(relation: Relation) -> str:
    words = relation.kind.replace("_", " ")
    until = " (until)" if relation.until else ""
    return f"{words}{until}" if relation.outward else f"{words} them{until}"

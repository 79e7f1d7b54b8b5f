"""The one page of a contact as lines for a terminal of 80 columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.cli.output import page_width
from smallcrm.model.calendar_words import say_date, say_day
from smallcrm.model.contact_words import card_facts, short_name, wrapped
from smallcrm.model.job import CLOSED
from smallcrm.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.model.contact_row import ContactRow
    from smallcrm.model.job import JobRow
    from smallcrm.model.note import NoteRow
    from smallcrm.model.reminder import ReminderRow
    from smallcrm.read.page import Coming, Page, Relation

# So many notes fit a page; the rest are listed by `note list`.
NOTES = 20
FEW = 20


class Section(NamedTuple):
    """A part of the page: its heading, and its lines below."""

    title: str
    lines: Sequence[str]


def sections(page: Page, today: dt.date) -> Iterator[Section]:
    """The page's parts in order; those with nothing to say are left out."""
    contact = page.contact
    yield Section(_title(contact), [*_card(page, today)])
    parts = (
        ("People", _people(page.relations)),
        ("Relations", _ties(page.relations)),
        ("Coming", _few([_coming_line(each) for each in page.coming], contact, "appointment")),
        ("Jobs", _few(_jobs(page), contact, "job")),
        ("Reminders", _few(_reminders(page.reminders, today), contact, "reminder")),
        ("Notes", _notes(page)),
    )
    for title, lines in parts:
        if lines:
            yield Section(title, [f"  {line}" for line in lines])


def _title(contact: ContactRow) -> str:
    kind = ", organisation" if contact.kind == "organisation" else ""
    return f"{contact.name} ({contact.id}{kind})"


def _card(page: Page, today: dt.date) -> Iterator[str]:
    """What stands on the card: a line for each value, long ones wrapped under themselves."""
    facts = [*card_facts(page.contact, today, page.owed(), page.last_contact)]
    width = 2 + max((len(short_name(name)) for name, _ in facts), default=0)
    for name, value in facts:
        yield from _wrapped(short_name(name).ljust(width), value)


def _wrapped(name: str, value: str) -> Iterator[str]:
    """``name  value``, and below it what of the value does not fit its line."""
    room = page_width() - len(name)
    for line in value.splitlines():
        for part in wrapped(clean(line), room):
            yield (name + part).rstrip()
            name = " " * len(name)


def _people(relations: Sequence[Relation]) -> list[str]:
    """Those who work for the organisation."""
    working = [r for r in relations if r.kind == "works_for" and not r.outward and not r.until]
    return [f"{clean(r.contact)} ({r.contact_id}){f', {clean(r.role)}' if r.role else ''}" for r in working]


def _ties(relations: Sequence[Relation]) -> list[str]:
    """The other ties, and those that ended; the company stands on the card."""
    return [_tie(r) for r in relations if r.kind != "works_for" or r.until]


def _tie(relation: Relation) -> str:
    words = relation.kind.replace("_", " ")
    who = f"{clean(relation.contact)} ({relation.contact_id})"
    until = f", until {say_day(dt.date.fromisoformat(relation.until[:10]))}" if relation.until else ""
    return f"{words} {who}{until}" if relation.outward else f"{who} {words} them{until}"


def _few(lines: list[str], contact: ContactRow, kind: str) -> list[str]:
    """At most so many lines, and where the others are."""
    if len(lines) <= FEW:
        return lines
    more = f"... {len(lines) - FEW} more: smallcrm {kind} list --contact {contact.id}"
    return [*lines[:FEW], more]


def _coming_line(coming: Coming) -> str:
    from smallcrm.model.happening import say_span

    status = "" if coming.status == "confirmed" else f", {coming.status}"
    again = " (repeats)" if coming.repeat else ""
    place = f", {clean(coming.location)}" if coming.location else ""
    line = f"{say_span(coming.start, coming.end)}  {clean(coming.title)} ({coming.id}){again}{status}{place}"
    return line if len(line) <= page_width() - 2 else f"{line[: page_width() - 3].rstrip()}…"


def _jobs(page: Page) -> list[str]:
    open_jobs = [job for job in page.jobs if page.meanings.get(job.stage) not in CLOSED]
    lines = [_job_line(job) for job in open_jobs]
    closed = len(page.jobs) - len(open_jobs)
    return [*lines, f"{closed} closed"] if closed else lines


def _job_line(job: JobRow) -> str:
    from smallcrm.model.money import money_words

    worth = None if job.value is None else money_words(job.value, job.currency or "")
    due = job.due and f"due {say_date(dt.date.fromisoformat(job.due))}"
    facts_of = ", ".join(part for part in (job.stage, worth, due) if part)
    return f"{clean(job.title)} ({job.id})  {clean(facts_of)}"


def _reminders(reminders: Iterable[ReminderRow], today: dt.date) -> list[str]:
    return [_reminder_line(each, today) for each in reminders if not each.done_at]


def _reminder_line(reminder: ReminderRow, today: dt.date) -> str:
    day = dt.date.fromisoformat(reminder.due[:10])
    time = f" {reminder.due[11:16]}" if len(reminder.due) > 10 else ""
    overdue = ", overdue" if day < today else ""
    again = " (repeats)" if reminder.repeat or reminder.repeat_after else ""
    return f"{say_date(day)}{time}  {clean(reminder.text)} ({reminder.id}){again}{overdue}"


def _notes(page: Page) -> list[str]:
    lines = [line for note in page.notes(NOTES) for line in _note_lines(note)]
    if page.note_count > NOTES:
        more = page.note_count - NOTES
        lines.append(f"... {more} more: smallcrm note list --contact {page.contact.id}")
    return lines


def _note_lines(note: NoteRow) -> list[str]:
    how = f"{note.channel} {note.direction}" if note.direction else note.channel
    at = dt.datetime.fromisoformat(note.at)
    body = [
        part for line in note.body.splitlines() or [""] for part in wrapped(clean(line), page_width() - 4)
    ]
    return [f"{say_date(at)} {at:%H:%M}  {how} ({note.id})", *(f"  {line}" for line in body)]

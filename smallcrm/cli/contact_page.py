"""The one page of a contact as lines for a terminal of 80 columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.cli.output import page_width
from smallcrm.model.calendar_words import say_date, say_day
from smallcrm.model.job import CLOSED
from smallcrm.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    contact = page.contact
    pairs = [
        ("company", ", ".join(part for part in (contact.role, contact.department, contact.company) if part)),
        ("full name", _full_name(contact)),
        ("known as", contact.nickname),
        *_ways(contact),
        ("tags", ", ".join(contact.tags)),
        ("stage", contact.stage),
        ("birthday", contact.birthday and _birthday(contact.birthday, today)),
        ("prefers", contact.prefers),
        # The last word to each channel is what holds.
        *(
            ("consent", _consent(each))
            for each in {each["channel"]: each for each in contact.consent}.values()
        ),
        ("source", contact.source),
        ("owes", _owed(page)),
        ("last contact", _last_contact(page, today)),
        ("about", contact.about),
        *contact.fields.items(),
    ]
    width = 2 + max((len(_name(name)) for name, value in pairs if value), default=0)
    for name, value in pairs:
        if value:
            yield from _wrapped(_name(name).ljust(width), value)


def _full_name(contact: ContactRow) -> str | None:
    """The name made of its parts, where it says more than the name they go by."""
    parts = (contact.prefix, contact.given_name, contact.middle_name, contact.family_name, contact.suffix)
    full = " ".join(part for part in parts if part)
    return full if full not in contact.name else None


def _name(text: str) -> str:
    return clean(text)[:20]


def _wrapped(name: str, value: str) -> Iterator[str]:
    """``name  value``, and below it what of the value does not fit its line."""
    room = page_width() - len(name)
    for line in value.splitlines():
        for part in wrapped(clean(line), room):
            yield (name + part).rstrip()
            name = " " * len(name)


def wrapped(text: str, width: int) -> Iterator[str]:
    """``text`` in lines of at most ``width``, broken at spaces; a word that is longer is cut.

    The standard library's textwrap costs 3 ms to load.
    """
    while len(text) > width:
        cut = text.rfind(" ", 1, width + 1)
        end = cut if cut > 0 and text[:cut].strip() else width
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text


def _as_dialled(phone: dict[str, Any]) -> str:
    """The number as they gave it; one that was mended is shown mended."""
    typed = phone["raw"] or ""
    mended = typed.isdigit() and not typed.startswith("0")
    return phone["value"] if mended or not typed else typed


def _ways(contact: ContactRow) -> Iterator[tuple[str, str]]:
    """How to reach them, in the order to try."""
    for phone in contact.phones:
        extension = phone["extension"]
        number = _as_dialled(phone)
        if extension and not number.endswith(extension):
            number += f" ext {extension}"
        name = "fax" if "fax" in (phone["label"] or "") else "phone"
        yield name, number + _marks(phone, but=name)
    for email in contact.emails:
        yield "email", email["value"] + _marks(email)
    for address in contact.addresses:
        yield "address", address["formatted"] + _marks(address)
    for url in contact.urls:
        yield "web", url["value"] + _marks(url)
    for handle in contact.handles:
        yield handle["platform"], handle["value"]


def _marks(way: Mapping[str, Any], but: str = "") -> str:
    marks = [way["label"] if way["label"] != but else None, "preferred" if way.get("preferred") else None]
    said = ", ".join(mark for mark in marks if mark)
    return f" ({said})" if said else ""


def _birthday(text: str, today: dt.date) -> str:
    """``24 May 1979, turns 48``; without its year ``24 May``."""
    # 2000 is a leap year: a birthday without its year may be 29 February.
    day = dt.date.fromisoformat(text if not text.startswith("--") else f"2000{text[1:]}")
    if text.startswith("--"):
        return say_day(day).rpartition(" ")[0]
    age = today.year - day.year + ((day.month, day.day) < (today.month, today.day))
    return f"{say_day(day)}, turns {age}"


def _consent(consent: Mapping[str, Any]) -> str:
    """``yes, by email, since 14 Sep 2026, web form``."""
    since = consent["on"] and f"since {say_day(dt.date.fromisoformat(consent['on'][:10]))}"
    by = consent["channel"] and f"by {consent['channel']}"
    parts = ("yes" if consent["given"] else "no", by, since, consent["source"])
    return ", ".join(part for part in parts if part)


def _owed(page: Page) -> str:
    return " and ".join(_money(value, currency) for currency, value in page.owed().items())


def _money(value: int, currency: str) -> str:
    from smallcrm.model.money import money_words

    return money_words(value, currency)


def _last_contact(page: Page, today: dt.date) -> str | None:
    """``3 days ago by call, Fri 11 Sep 2026``."""
    if page.last_contact is None:
        return None
    at, channel = page.last_contact
    day = dt.datetime.fromisoformat(at).date()
    return f"{ago((today - day).days)} by {channel}, {say_date(day)}"


def ago(days: int) -> str:
    """``today``, ``yesterday``, ``3 days ago``, ``5 weeks ago``, ``4 months ago``, ``2 years ago``."""
    if days <= 0:
        return "today" if days == 0 else f"in {-days} day{'s' if days < -1 else ''}"
    if days == 1:
        return "yesterday"
    for unit, length in (("year", 365), ("month", 30), ("week", 7)):
        if days >= 2 * length:
            return f"{days // length} {unit}s ago"
    return f"{days} days ago"


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
    worth = None if job.value is None else _money(job.value, job.currency or "")
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

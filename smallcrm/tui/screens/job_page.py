"""A job's page: what it is, its way through the stages, and its notes, appointments and reminders."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, NamedTuple, cast

from smallcrm.draft.dates import describe
from smallcrm.model.money import money_words
from smallcrm.tui.thing import Thing
from smallcrm.tui.widgets.window import Column, Heading, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.appointment import AppointmentRow
    from smallcrm.model.job import JobRow
    from smallcrm.model.note import NoteRow
    from smallcrm.model.reminder import ReminderRow
    from smallcrm.read.reading import Read
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.widgets.window import Row

LABEL = 12
# A note is shown with so many lines; its form shows all.
NOTE_LINES = 8


class Place(NamedTuple):
    """A line of the page: the thing it speaks of, and which of its lines."""

    thing: Thing
    number: int


class File(NamedTuple):
    """All that is known of a job."""

    job: JobRow
    people: list[tuple[int, str]]
    notes: list[NoteRow]
    appointments: list[AppointmentRow]
    reminders: list[ReminderRow]


def file_of(read: Read, job_id: int) -> File:
    """All that is known of a job; NotFound where there is none of that id."""
    jobs = read.jobs
    return File(
        jobs.get(job_id), jobs.people(job_id), list(read.notes.of_job(job_id)), jobs.appointments(job_id), jobs.reminders(job_id)
    )  # fmt: skip


class JobPage(Window):
    """One job in lines; the line under the cursor says what is edited, done or removed."""

    def __init__(self) -> None:
        super().__init__((Column(LABEL), Column()), self._lines_of, empty="", id="job")
        self.file: File | None = None
        self._lines: dict[Hashable, Row] = {}

    @property
    def thing(self) -> Thing | None:
        """What the line under the cursor speaks of."""
        return self.key.thing if isinstance(self.key, Place) else None

    def show_job(self, job_id: int | None) -> None:
        """Show a job; nothing where there is none."""
        app = cast("Dashboard", self.app)
        self.file = None if job_id is None else app.look(lambda read: file_of(read, job_id))
        self._lay()

    def on_resize(self) -> None:
        """Texts are broken where the lines end."""
        self._lay()

    def _lay(self) -> None:
        keys: list[Hashable] = []
        self._lines = {}
        for entry in (
            page(self.file, cast("Dashboard", self.app).desk, max(20, self.size.width - LABEL - 4))
            if self.file
            else ()
        ):
            if isinstance(entry, Heading):
                keys.append(entry)
                continue
            thing, row = entry
            place = Place(thing, sum(1 for key in keys if isinstance(key, Place) and key.thing == thing))
            keys.append(place)
            self._lines[place] = row
        self.show(keys)

    def _lines_of(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        return {key: self._lines.get(key, ()) for key in keys}


Entry = Heading | tuple[Thing, "Row"]


def page(file: File, desk: Desk, width: int) -> Iterator[Entry]:
    """The page's lines: headings, and rows with the thing each speaks of."""
    job = file.job
    self = Thing("job", job.id, job.contact_id, job.title)
    yield self, (("job", "dim"), (job.title, "strong"))
    for contact_id, name in file.people:
        yield Thing("contact", contact_id, contact_id, name), (("for", "dim"), name)
    for label, text in _facts(job, desk):
        yield self, ((label, "dim"), text)
    for text in _broken(job.description or "", width):
        yield self, ("", text)
    yield from _section("Stages", [(self, row) for row in _moves(job, desk)])
    yield from _section("Appointments", [_appointment(each, desk) for each in file.appointments])
    yield from _section("Reminders", [_reminder(each, desk) for each in file.reminders])
    yield from _section("Notes", [line for note in file.notes for line in _note(note, desk, width)])
    if not (file.appointments or file.reminders or file.notes):
        yield Heading("")
        yield self, ("", ("nothing booked or said yet: b books, r reminds, c logs a call", "dim"))


def _section(title: str, lines: Sequence[Entry]) -> Iterator[Entry]:
    if lines:
        yield from (Heading(""), Heading(title), *lines)


def _facts(job: JobRow, desk: Desk) -> Iterator[tuple[str, str]]:
    yield "stage", job.stage
    if job.value is not None:
        yield "value", money_words(job.value, job.currency or "")
    if job.due:
        yield "due", describe(desk, dt.date.fromisoformat(job.due))
    if job.site:
        yield "site", job.site
    if job.tags:
        yield "tags", ", ".join(job.tags)


def _moves(job: JobRow, desk: Desk) -> Iterator[Row]:
    """The stages it came through, each with how long it stayed."""
    days = [dt.date.fromisoformat(move["on"]) for move in job.stages]
    for move, day, left in zip(job.stages, days, [*days[1:], desk.today()], strict=True):
        stayed = (left - day).days
        until = f"   {stayed} day{'' if stayed == 1 else 's'}" if stayed > 0 else ""
        yield (move["stage"], ""), f"{describe(desk, day)}{until}"


def _appointment(row: AppointmentRow, desk: Desk) -> Entry:
    begins = dt.date if row.all_day else dt.datetime
    status = "booked" if row.status == "confirmed" else row.status
    repeat = ", repeats" if row.repeat else ""
    thing = Thing("appointment", row.id, row.contact_id, row.title)
    return thing, ((status, "dim"), f"{describe(desk, begins.fromisoformat(row.start))}  {row.title}{repeat}")


def _reminder(row: ReminderRow, desk: Desk) -> Entry:
    begins = dt.date if len(row.due) == len("2026-01-01") else dt.datetime
    when = describe(desk, begins.fromisoformat(row.due))
    thing = Thing("reminder", row.id, row.contact_id, row.text)
    late = begins.fromisoformat(row.due) < (desk.today() if begins is dt.date else desk.now())
    look = "good" if row.done_at else "alert" if late else ""
    return thing, (
        ("done" if row.done_at else "due", look or "dim"),
        (f"{when}  {row.text}", "dim" if row.done_at else ""),
    )


def _note(row: NoteRow, desk: Desk, width: int) -> Iterator[Entry]:
    how = f"{row.channel} {row.direction}" if row.direction else row.channel
    thing = Thing("note", row.id, row.contact_id, row.body[:40])
    yield thing, ((how, "dim"), (describe(desk, dt.datetime.fromisoformat(row.at)), "dim"))
    lines = list(_broken(row.body, width))
    for text in lines[:NOTE_LINES]:
        yield thing, ("", text)
    if len(lines) > NOTE_LINES:
        yield thing, ("", (f"… {len(lines) - NOTE_LINES} lines more", "dim"))


def _broken(text: str, width: int) -> Iterator[str]:
    for part in text.split("\n") if text else ():
        yield from textwrap.wrap(part, width) or [""]

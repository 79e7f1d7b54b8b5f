"""What options say of a job, and what is said back of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.cli.answer import answer
from smallcrm.draft.dates import describe
from smallcrm.draft.job import money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smallcrm.cli.face import Face
    from smallcrm.model.appointment import AppointmentRow
    from smallcrm.model.job import JobRow
    from smallcrm.model.money import Money
    from smallcrm.model.note import NoteRow


def new_money(face: Face, job_id: int, value: str | None, currency: str | None) -> Money | None:
    """As :func:`money`, for a job there is: a new value is in the currency of the old one unless it says another."""
    return money(value, currency, face.read.jobs.get(job_id).currency or face.crm.desk.currency)


def answer_job(
    face: Face, job_id: int, *, json: bool, on: str = "", touched: bool = True, warnings: Sequence[str] = ()
) -> None:
    """Print the job's id, or its record, and say in a line how it stands now, and since ``on`` where that was said."""
    row = face.read.jobs.get(job_id)
    words = summary(face, row, on) if touched else f"nothing changed: {summary(face, row)}"
    answer(face, job_id, row.json, json=json, words=words, warnings=warnings)


def summary(face: Face, row: JobRow, on: str = "") -> str:
    """The job in a line: title, contact, stage, value, due, site."""
    stage = f"{row.stage} on {on}" if on else row.stage
    parts = [stage, worth(row), f"due {_day(face, row.due)}" if row.due else None, row.site]
    return f"{row.title} for {row.contact}: " + ", ".join(part for part in parts if part)


def worth(row: JobRow) -> str | None:
    """The job's value for people, None without one."""
    if row.value is None:
        return None
    from smallcrm.model.money import money_words

    return money_words(row.value, row.currency or "")


def job_page(face: Face, row: JobRow) -> Iterator[str]:
    """The lines of a job's page: what it is, its way through the stages, its notes and appointments."""
    from smallcrm.cli.one import facts

    names = [f"{name} ({contact_id})" for contact_id, name in face.read.jobs.people(row.id)]
    yield f"{row.title} ({row.id})"
    yield from facts(
        [
            ("for", ", ".join(names)),
            ("stage", row.stage),
            ("value", worth(row)),
            ("due", _day(face, row.due) if row.due else None),
            ("site", row.site),
            ("tags", ", ".join(row.tags)),
        ]
    )
    if row.description:
        yield from ("", *row.description.split("\n"))
    yield from _section("Stages", facts((move["stage"], _day(face, move["on"])) for move in row.stages))
    appointments = face.read.jobs.appointments(row.id)
    yield from _section("Appointments", [_appointment_line(face, each) for each in appointments])
    yield from _section(
        "Notes", [line for note in face.read.notes.of_job(row.id) for line in _note_lines(face, note)]
    )


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield from ("", title, *(f"  {line}" for line in lines))


def _note_lines(face: Face, note: NoteRow) -> list[str]:
    how = f"{note.channel} {note.direction}" if note.direction else note.channel
    head = f"{describe(face.desk, dt.datetime.fromisoformat(note.at))}  {how} ({note.id})"
    return [head, *(f"  {line}" for line in note.body.split("\n"))]


def _appointment_line(face: Face, appointment: AppointmentRow) -> str:
    begins = dt.date if appointment.all_day else dt.datetime
    status = "" if appointment.status == "confirmed" else f", {appointment.status}"
    return f"{describe(face.desk, begins.fromisoformat(appointment.start))}  {appointment.title} ({appointment.id}){status}"


def _day(face: Face, date: str) -> str:
    return describe(face.desk, dt.date.fromisoformat(date))

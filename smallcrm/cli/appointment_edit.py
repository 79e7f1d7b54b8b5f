"""``smallcrm appointment edit``, ``move``, ``cancel`` and ``remove``, and ``smallcrm move``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.answer import answer
from smallcrm.cli.appointment_options import (
    AllDayOption,
    AllOption,
    AppointmentArgument,
    FollowingOption,
    ForOption,
    JobOption,
    LocationOption,
    NoOverlapOption,
    OnlyOption,
    RemindOption,
    RepeatOption,
    StatusOption,
    TimezoneOption,
    UntilOption,
)
from smallcrm.cli.appointment_values import PartSaid, meant
from smallcrm.cli.appointment_words import in_words
from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption
from smallcrm.draft.appointment import Meant, alarms, rule
from smallcrm.draft.times import Said, Span, edited_span, moved_span
from smallcrm.errors import UsageError
from smallcrm.model.appointment import AppointmentEdit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.model.appointment import AppointmentRow
    from smallcrm.write.change import Change

app = typer.Typer()


@app.command(
    "edit",
    help='Change an appointment: what is said replaces, "" clears.',
    epilog='\b\nExamples:\n  smallcrm appointment edit maya --title "Fix valve and tap" --for 2h\n'
    '  smallcrm appointment edit tuning --following "20 nov" --at 10:00\n'
    '  smallcrm appointment edit tuning --only "18 dec" --location "Church hall"',
)
def edit(
    ctx: typer.Context,
    reference: AppointmentArgument,
    title: Annotated[str | None, typer.Option("--title", help="What it is")] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="WHEN", help="When; what it leaves out stays")
    ] = None,
    until: UntilOption = None,
    length: ForOption = None,
    all_day: AllDayOption = False,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="REF", help="Whom it is with; - is nobody")
    ] = None,
    location: LocationOption = None,
    job: JobOption = None,
    repeat: RepeatOption = None,
    remind: RemindOption = None,
    status: StatusOption = None,
    timezone: TimezoneOption = None,
    only: OnlyOption = None,
    following: FollowingOption = None,
    all_of_it: AllOption = False,
    no_overlap: NoOverlapOption = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    appointment_id = face.appointment(reference)
    row = face.read.appointments.get(appointment_id)
    which = meant(face, appointment_id, PartSaid(only, following, all_of_it))
    plain = {"title": title, "location": location, "status": status, "timezone": timezone}
    wanted = AppointmentEdit(**{name: value for name, value in plain.items() if value is not None})  # type: ignore[typeddict-item]
    if at or until or length or all_day:
        said = Said(at or "", until, length, all_day, timezone or row.timezone)
        wanted |= _times(face, said, row, which)
    if contact is not None:
        wanted["contact_ids"] = () if contact in ("-", "") else (face.contact(contact),)
    if job is not None:
        wanted["job_id"] = face.job(job) if job else None
    if remind is not None:
        wanted["alarms"] = alarms(face.desk, remind)
    if repeat is not None:
        wanted["repeat"] = rule(face.desk, repeat, wanted.get("start", which.time.start)) if repeat else ""
    if not wanted:
        raise UsageError("say what to change, as in --at, --for, --title or --location")
    with face.write.change("change an appointment") as change:
        edited_id = face.write.appointments.edit(appointment_id, wanted, which.part, no_overlap=no_overlap)
    _tell(face, "changed", edited_id, which, change, json=json)


@app.command(
    "move",
    help="Move an appointment: a new time keeps the day, a new day the time, both the duration.",
    epilog='\b\nExamples:\n  smallcrm move maya 11:00\n  smallcrm move maya "next tue"\n'
    '  smallcrm appointment move tuning "fri 10:00" --only "20 nov"',
)
def move(
    ctx: typer.Context,
    reference: AppointmentArgument,
    at: Annotated[str, typer.Argument(metavar="WHEN", help='To when: 11:00, "next tue", "mon 9-10:30"')],
    only: OnlyOption = None,
    following: FollowingOption = None,
    all_of_it: AllOption = False,
    no_overlap: NoOverlapOption = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    appointment_id = face.appointment(reference)
    row = face.read.appointments.get(appointment_id)
    which = meant(face, appointment_id, PartSaid(only, following, all_of_it))
    was = Span(which.time.start, which.time.end, row.all_day)
    span = moved_span(face.desk, Said(at, None, None, row.all_day, row.timezone), was)
    with face.write.change("move an appointment") as change:
        moved_id = face.write.appointments.move(
            appointment_id, span.start, span.end, which.part, no_overlap=no_overlap
        )
    _tell(face, "moved", moved_id, which, change, json=json)


@app.command(
    "cancel",
    help="Call an appointment off; it stays in the book, and calendars show it as cancelled.",
    epilog='\b\nExamples:\n  smallcrm appointment cancel maya\n  smallcrm appointment cancel tuning --only "20 nov"',
)
def cancel(
    ctx: typer.Context,
    reference: AppointmentArgument,
    only: OnlyOption = None,
    following: FollowingOption = None,
    all_of_it: AllOption = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    appointment_id = face.appointment(reference)
    which = meant(face, appointment_id, PartSaid(only, following, all_of_it))
    with face.write.change("cancel an appointment") as change:
        cancelled_id = face.write.appointments.cancel(appointment_id, which.part)
    _tell(face, "cancelled", cancelled_id, which, change, json=json)


@app.command(
    "remove",
    help="Take appointments, or a part of a series, out of the book.",
    epilog="\b\nExamples:\n  smallcrm appointment remove 3\n"
    '  smallcrm appointment remove tuning --following "15 jan"\n'
    "  smallcrm appointment list --where 'status = cancelled' -f ids | smallcrm appointment remove -",
)
def remove(
    ctx: typer.Context,
    references: Annotated[list[str], typer.Argument(metavar="REF...", help="Which; - reads ids from stdin")],
    only: OnlyOption = None,
    following: FollowingOption = None,
    all_of_it: AllOption = False,
    json: JsonOption = False,
) -> None:
    from smallcrm.cli.removed import say_removed

    face: Face = ctx.obj
    ids = face.several(references, face.appointment)
    which = _of_each(face, ids, PartSaid(only, following, all_of_it))
    with face.write.change("remove appointments") as change:
        for appointment_id, each in zip(ids, which, strict=True):
            face.write.appointments.remove([appointment_id], each.part)
        change.say("removed " + ", ".join(f"{{appointment:{i}}}" for i in ids))
    if only or following:
        _tell(face, "changed", ids[0], which[0], change, json=json)
    else:
        say_removed(face, "appointment", ids, json=json)


def _of_each(face: Face, ids: Sequence[int], said: PartSaid) -> list[Meant]:
    if len(ids) > 1 and (said.only or said.following):
        raise UsageError("--only and --following take one appointment at a time")
    return [meant(face, appointment_id, said) for appointment_id in ids]


def _tell(face: Face, done: str, appointment_id: int, which: Meant, change: Change, *, json: bool) -> None:
    row = face.read.appointments.get(appointment_id)
    words = f"{done} {_what(face, row, which)}"
    answer(face, appointment_id, row.json, json=json, words=words, warnings=change.warnings)


def _what(face: Face, row: AppointmentRow, which: Meant) -> str:
    """The appointment, or of a series the one occurrence, as it is now."""
    if which.part is None or which.part.kind != "only":
        return in_words(face, row)
    from smallcrm.model.happening import say_span

    time = face.read.appointments.occurrence(row.id, which.part.recurrence)
    who = f"{row.contact}, {row.title}" if row.contact else row.title
    if time is None:
        return f"{who}: without {say_span(which.time.start, which.time.end)} ({row.id})"
    return f"{who}: {say_span(time.start, time.end)} alone ({row.id})"


def _times(face: Face, said: Said, row: AppointmentRow, which: Meant) -> AppointmentEdit:
    was = Span(which.time.start, which.time.end, row.all_day)
    span = edited_span(face.desk, said, was, repeats=row.repeat is not None)
    wanted = AppointmentEdit(start=span.start, end=span.end)
    if span.all_day != row.all_day:
        wanted["all_day"] = span.all_day
    return wanted

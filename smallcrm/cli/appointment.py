"""``smallcrm appointment add`` and ``smallcrm book``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from smallcrm.cli.answer import answer
from smallcrm.cli.appointment_options import (
    AllDayOption,
    ForOption,
    JobOption,
    LocationOption,
    NoOverlapOption,
    RemindOption,
    RepeatOption,
    StatusOption,
    TimezoneOption,
    TitleArgument,
    UntilOption,
    WhoArgument,
)
from smallcrm.cli.appointment_words import in_words
from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption
from smallcrm.draft.appointment import alarms, rule
from smallcrm.draft.times import Said, new_span
from smallcrm.model.appointment import AppointmentDraft

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer()


class Booking(NamedTuple):
    """What the command line says of a new appointment, its time apart."""

    who: str
    title: Sequence[str]
    location: str | None
    job: str | None
    repeat: str | None
    remind: Sequence[str] | None
    status: str | None


@app.command(
    "add",
    help="Book an appointment; its id is printed.",
    epilog='\b\nExamples:\n  smallcrm appointment add maya "Fix valve" --at "mon 9-10:30" --job valve\n'
    '  smallcrm appointment add iris Tuning --at "fri 23 oct 9am" --for 1h --repeat "every 4 weeks"\n'
    '  smallcrm appointment add - Closed --at "24-28 dec"',
)
def add(
    ctx: typer.Context,
    reference: WhoArgument,
    title: TitleArgument,
    at: Annotated[str, typer.Option("--at", metavar="WHEN", help='When: "tue 15:00", "mon 9-10:30"')],
    until: UntilOption = None,
    length: ForOption = None,
    all_day: AllDayOption = False,
    location: LocationOption = None,
    job: JobOption = None,
    repeat: RepeatOption = None,
    remind: RemindOption = None,
    status: StatusOption = None,
    timezone: TimezoneOption = None,
    no_overlap: NoOverlapOption = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    said = Said(at, until, length, all_day, _zone(face, timezone))
    booking = Booking(reference, title, location, job, repeat, remind, status)
    _book(face, said, booking, no_overlap=no_overlap, json=json)


@app.command(
    "book",
    help="Book an appointment: with whom, when, what.",
    epilog='\b\nExamples:\n  smallcrm book maya "mon 9-10:30" Fix valve\n'
    '  smallcrm book lena "tomorrow 15:00" "Look at the boiler" --for 30m\n  smallcrm book - "fri 18:00" Choir',
)
def book(
    ctx: typer.Context,
    reference: WhoArgument,
    at: Annotated[str, typer.Argument(metavar="WHEN", help='When: "tue 15:00", "mon 9-10:30"')],
    title: TitleArgument,
    until: UntilOption = None,
    length: ForOption = None,
    all_day: AllDayOption = False,
    location: LocationOption = None,
    job: JobOption = None,
    repeat: RepeatOption = None,
    remind: RemindOption = None,
    status: StatusOption = None,
    timezone: TimezoneOption = None,
    no_overlap: NoOverlapOption = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    said = Said(at, until, length, all_day, _zone(face, timezone))
    booking = Booking(reference, title, location, job, repeat, remind, status)
    _book(face, said, booking, no_overlap=no_overlap, json=json)


def _zone(face: Face, timezone: str | None) -> str:
    if timezone is None:
        return face.crm.desk.timezone
    from smallcrm.model.zone import check_zone

    return check_zone(timezone)


def _book(face: Face, said: Said, booking: Booking, *, no_overlap: bool, json: bool) -> None:
    span = new_span(face.desk, said)
    draft = AppointmentDraft(
        title=" ".join(booking.title),
        start=span.start,
        end=span.end,
        timezone=said.zone,
        all_day=span.all_day,
        contact_ids=() if booking.who == "-" else (face.contact(booking.who),),
        job_id=face.job(booking.job) if booking.job else None,
        location=booking.location or "",
        status=booking.status or "confirmed",
        repeat=rule(face.desk, booking.repeat, span.start) if booking.repeat else "",
        alarms=alarms(face.desk, booking.remind),
    )
    with face.write.change("book an appointment") as change:
        appointment_id = face.write.appointments.add(draft, no_overlap=no_overlap)
    row = face.read.appointments.get(appointment_id)
    words = f"booked {in_words(face, row)}"
    answer(face, appointment_id, row.json, json=json, words=words, warnings=change.warnings)

"""``smallcrm calendar``: the book for calendar programs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from smallcrm.read.calendar_extract import Extract

app = typer.Typer()


@app.command(
    "export",
    help="Write appointments and reminders as iCalendar, from three months back to 18 ahead.",
    epilog="\b\nExamples:\n  smallcrm calendar export -o work.ics\n  smallcrm calendar export --contact maya --all\n"
    '  smallcrm calendar export --from today --to "end of month" --type appointments',
)
def export(
    ctx: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file instead of stdout")
    ] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="REF", help="Only what is with this contact")
    ] = None,
    frm: Annotated[str | None, typer.Option("--from", metavar="WHEN", help="From this day on")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="WHEN", help="Up to and with this day")] = None,
    kind: Annotated[str | None, typer.Option("--type", help="appointments or reminders alone")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Whatever the day")] = False,
    no_cancelled: Annotated[
        bool, typer.Option("--no-cancelled", help="Leave out what was cancelled or removed")
    ] = False,
    name: Annotated[str | None, typer.Option("--name", help="What programs call the calendar")] = None,
) -> None:
    from smallcrm.calendars.feed import Feed, keep_what_took_long
    from smallcrm.cli.output import data_stream

    face: Face = ctx.obj
    extract = _extract(face, contact, frm, to, kind, everything=everything)
    extract = extract._replace(cancelled=not no_cancelled)
    named = name or _name(face, extract.contact_id)
    connection = face.read.connection
    feed = Feed(connection, face.desk, extract, named)
    connection.execute("BEGIN")
    with data_stream(output) as stream:
        stream.writelines(feed.pieces())
    connection.execute("COMMIT")
    if not face.read.empty_book:
        keep_what_took_long(feed, face.crm.path)


def _extract(
    face: Face, contact: str | None, frm: str | None, to: str | None, kind: str | None, *, everything: bool
) -> Extract:
    from smallcrm.read.calendar_extract import KINDS, Extract, window

    if kind is not None and kind not in KINDS:
        raise UsageError(f'--type is {" or ".join(KINDS)}, not "{kind}"')
    if everything and (frm or to):
        raise UsageError("say --all, or --from and --to")
    first, last = (None, None) if everything else window(face.crm.desk.today())
    extract = Extract(
        kinds=(kind,) if kind else KINDS,
        contact_id=face.contact(contact) if contact else None,
        frm=face.when(frm).date if frm else first,
        to=_last(face, to) if to else last,
    )
    if extract.frm and extract.to and extract.to <= extract.frm:
        raise UsageError(f"--to {to} is before --from {frm}" if frm and to else "that leaves no day at all")
    return extract


def _last(face: Face, text: str) -> dt.date:
    when = face.when(text)
    return (when.end_date or when.date) + dt.timedelta(days=1)


def _name(face: Face, contact_id: int | None) -> str:
    return face.read.contacts.get(contact_id).name if contact_id else "smallcrm"

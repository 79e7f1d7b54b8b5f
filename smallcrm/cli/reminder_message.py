"""``smallcrm reminder message``: a text that reminds a customer, ready to send; nothing is ever sent by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption
from smallcrm.cli.output import print_line, print_lines, print_record
from smallcrm.errors import Conflict, NotFound, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.model.message import Matter, MessageRow

app = typer.Typer()

APPOINTMENT = "appointment"


class Made(NamedTuple):
    """A message, the job of what it reminds of, and what to mind before it is sent."""

    row: MessageRow
    job_id: int | None
    warnings: list[str]


@app.command(
    "message",
    help="A text that reminds a customer of an appointment or a reminder, ready to send: printed, as a link, or on the "
    "clipboard. It is never sent by itself. The words are those of the settings appointment_message and "
    "reminder_message; in them stand {name} {first_name} {title} {when} {day} {time} {place} {business}.",
    epilog="\b\nExamples:\n  smallcrm reminder message dee\n  smallcrm reminder message dee --copy\n"
    "  smallcrm reminder message appointment:3 --channel email --open\n  smallcrm reminder message dee --link\n"
    '  smallcrm reminder message dee --template "Hi {first_name}, see you {when}. {business}"\n'
    "  smallcrm reminder message dee --sent",
)
def message(
    ctx: typer.Context,
    reference: Annotated[
        str,
        typer.Argument(
            metavar="REF",
            help="A contact with one coming appointment, words of it or of a reminder, or an id: a reminder's, "
            "or say appointment:3",
        ),
    ],
    template: Annotated[
        str | None, typer.Option("--template", metavar="TEXT", help="Other words, with the same placeholders")
    ] = None,
    channel: Annotated[
        str, typer.Option("--channel", "-c", help="text or email; else as they prefer and can be reached")
    ] = "",
    link: Annotated[
        bool, typer.Option("--link", help="Print a link, sms: or mailto:, that opens it ready to send")
    ] = False,
    copy: Annotated[bool, typer.Option("--copy", help="Put what is printed on the clipboard too")] = False,
    open_it: Annotated[bool, typer.Option("--open", help="Have your computer open it ready to send")] = False,
    sent: Annotated[
        bool, typer.Option("--sent", help="You have sent it: note so, and print the note's id instead")
    ] = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    if sent and (link or open_it or copy):
        raise UsageError("--sent notes what went already; first make it with --link, --copy or --open")
    made = _made(face, reference, template, channel)
    if sent:
        _note(face, made, json=json)
        return
    address = _link(made.row) if link or open_it else ""
    if json:
        print_record({**made.row._asdict(), "warnings": made.warnings})
    elif link:
        print_line(address)
    else:
        print_lines(made.row.text.split("\n"))
    face.say(_whither(made.row))
    face.warn(made.warnings)
    if copy:
        from smallcrm.cli.clipboard import copy as to_clipboard

        to_clipboard(address if link else made.row.text)
        face.say("copied")
    if open_it:
        from smallcrm.desktop import open_link

        open_link(address)


def _made(face: Face, reference: str, template: str | None, channel: str) -> Made:
    from smallcrm.cli.choice import chosen
    from smallcrm.model.channel import doubts, message_link, way_to
    from smallcrm.model.message import MessageRow, fill, used, values_of

    kind, thing_id = chosen(face, reference, face.read.references.remindable)
    contact_id, job_id, matter = _matter(face, kind, thing_id)
    if contact_id is None:
        raise NotFound(
            f"{kind} {thing_id} is about nobody; say whom: smallcrm {kind} edit {thing_id} --contact REF"
        )
    contact = face.read.contacts.get(contact_id)
    settings = face.desk.settings
    words = template if template is not None else settings[f"{kind}_message"]
    values = values_of(contact, matter, settings["business"], face.desk.today())
    try:
        text = fill(words, values)
    except UsageError as problem:
        where = "--template" if template is not None else f"the setting {kind}_message"
        raise UsageError(f"{where}: {problem.message}") from None
    way = way_to(contact, channel)
    empty = sorted(name for name in used(words) if not values[name])
    subject = _subject(kind, values)
    link = message_link(way, subject, text) if way.to else None
    row = MessageRow(
        kind, thing_id, contact.id, contact.name, way.channel, way.to or None, subject, text, link
    )
    return Made(row, job_id, [*doubts(contact, way), *_gaps(empty)])


def _matter(face: Face, kind: str, thing_id: int) -> tuple[int | None, int | None, Matter]:
    """Whom it is about, the job it belongs to, and what they are reminded of; Conflict for what is over or called off."""
    from smallcrm.model.message import Matter

    if kind != APPOINTMENT:
        reminder = face.read.reminders.get(thing_id)
        if reminder.done_at:
            raise Conflict(f"reminder {thing_id} is done already; there is nothing to remind of")
        return reminder.contact_id, reminder.job_id, Matter(reminder.text, reminder.due)
    from smallcrm.model.happening import aware

    row, time = face.read.appointments.get(thing_id), face.read.appointments.coming(thing_id)
    if time is None:
        why = "was cancelled" if row.status == "cancelled" else "is over"
        raise Conflict(f"appointment {thing_id} {why}; there is nothing to remind of")
    title = (time.exception and time.exception.title) or row.title
    place = (time.exception and time.exception.location) or row.location or ""
    return row.contact_id, row.job_id, Matter(title, aware(time.start, row.timezone).isoformat(), place)


def _subject(kind: str, values: dict[str, str]) -> str:
    return f"Your appointment {values['when']}" if kind == APPOINTMENT else f"Reminder: {values['title']}"


def _gaps(empty: list[str]) -> Iterator[str]:
    """What the template has a place for and there is none of."""
    for name in empty:
        hint = "; set it with: smallcrm config set business NAME" if name == "business" else ""
        yield f"there is nothing to put for {{{name}}}{hint}"


def _link(row: MessageRow) -> str:
    if row.link is None:
        what = "phone number" if row.channel == "text" else "e-mail"
        raise NotFound(
            f"{row.contact} ({row.contact_id}) has no {what} to send it to; "
            f"add one with: smallcrm contact edit {row.contact_id}"
        )
    return row.link


def _whither(row: MessageRow) -> str:
    to = f", {row.to}" if row.to else ": nothing known to send it to"
    return f"to {row.contact} ({row.contact_id}) by {row.channel}{to}; not sent"


def _note(face: Face, made: Made, *, json: bool) -> None:
    from smallcrm.cli.answer import answer
    from smallcrm.model.note import NoteDraft

    row = made.row
    draft = NoteDraft(row.text, (row.contact_id,), row.channel, "out", job_id=made.job_id)
    note_id = face.write.notes.add(draft)
    answer(
        face, note_id, lambda: face.read.notes.get(note_id).json(), json=json,
        words=f"noted as sent to {row.contact} ({row.contact_id}) by {row.channel}: {row.text}",
        warnings=made.warnings,
    )  # fmt: skip

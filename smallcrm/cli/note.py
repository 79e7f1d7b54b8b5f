"""``smallcrm note`` and ``smallcrm log``: what was said and done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.answer import answer
from smallcrm.cli.face import Face
from smallcrm.cli.note_text import note_text
from smallcrm.cli.options import FormatOption, JsonOption, OutputOption
from smallcrm.cli.output import Format
from smallcrm.cli.party import party
from smallcrm.draft.dates import Said, coming_moment, describe, past_instant
from smallcrm.errors import UsageError
from smallcrm.model.note import CHANNELS, NoteDraft, NoteEdit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smallcrm.model.note import NoteRow
    from smallcrm.write.change import Change

app = typer.Typer()

CHANNEL_HELP = f"How it was said: {', '.join(CHANNELS)}"
WhoArgument = Annotated[str, typer.Argument(metavar="REF", help="Whom it is about")]
TextArgument = Annotated[
    str | None,
    typer.Argument(help="What was said; - or nothing reads a pipe, nothing on a terminal opens your editor"),
]
NoteArgument = Annotated[str, typer.Argument(metavar="REF", help="The note's id or uid")]
AtOption = Annotated[str | None, typer.Option("--at", metavar="WHEN", help='When; looks back: "tue 3pm"')]
JobOption = Annotated[str | None, typer.Option("--job", metavar="REF", help="The job it belongs to")]
WithOption = Annotated[
    list[str] | None, typer.Option("--with", metavar="REF", help="Somebody else it is about (repeatable)")
]


@app.command(
    "add",
    help="Note what was said or done; the note's id is printed.",
    epilog='\b\nExamples:\n  smallcrm note add maya "wants the boiler looked at" --channel call --direction in\n'
    '  smallcrm note add maya "met at the fair" --channel meeting --at "last sat 15:00"\n'
    "  pbpaste | smallcrm note add maya --channel email --job valve",
)
def add(
    ctx: typer.Context,
    reference: WhoArgument,
    text: TextArgument = None,
    channel: Annotated[str, typer.Option("--channel", "-c", help=CHANNEL_HELP)] = "note",
    direction: Annotated[str | None, typer.Option("--direction", help="in or out")] = None,
    at: AtOption = None,
    job: JobOption = None,
    others: WithOption = None,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    said, draft = _draft(face, reference, at, job, others)
    draft = draft._replace(channel=channel, direction=direction or None)
    with note_text(face, text) as body:
        note_id = face.write.notes.add(draft._replace(body=body))
    answer(face, note_id, lambda: face.read.notes.get(note_id).json(), json=json, words=said.words)


@app.command(
    "log",
    help="Note a call that came in; with options another channel, or the other way round.",
    epilog='\b\nExamples:\n  smallcrm log maya "valve still drips" --remind "tomorrow 9am"\n'
    '  smallcrm log maya "sent the quote" --out -c email',
)
def log(
    ctx: typer.Context,
    reference: WhoArgument,
    text: TextArgument = None,
    out: Annotated[bool, typer.Option("--out", help="It was you who called or wrote")] = False,
    channel: Annotated[str, typer.Option("--channel", "-c", help=CHANNEL_HELP)] = "call",
    remind: Annotated[
        str | None, typer.Option("--remind", metavar="WHEN", help="Be reminded then to get back to them")
    ] = None,
    at: AtOption = None,
    job: JobOption = None,
    others: WithOption = None,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    said, draft = _draft(face, reference, at, job, others)
    due = coming_moment(face.desk, remind) if remind is not None else Said()
    # A mere note has no direction: nobody was spoken to.
    direction = "out" if out else None if channel == "note" else "in"
    with note_text(face, text) as body, face.write.change("log what was said") as change:
        note_id = face.write.notes.add(draft._replace(body=body, channel=channel, direction=direction))
        reminded = _remind(face, change, note_id, draft, channel, due) if due.value else ""
    words = "; ".join(part for part in (said.words, reminded) if part)
    answer(
        face,
        note_id,
        lambda: face.read.notes.get(note_id).json(),
        json=json,
        words=words,
        warnings=change.warnings,
    )


@app.command(
    "show",
    help="Show a note, whole.",
    epilog="\b\nExamples:\n  smallcrm note show 12\n  smallcrm note show 12 --json",
)
def show(
    ctx: typer.Context,
    reference: NoteArgument,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    from smallcrm.cli.one import print_one

    face: Face = ctx.obj
    row = face.read.notes.get(face.note(reference))
    print_one(row.json(), lambda: _page(face, row), Format.JSON if json else form, file=output)


@app.command(
    "edit",
    help='Change a note: what is said replaces, "" clears. Without text and options, in your editor.',
    epilog='\b\nExamples:\n  smallcrm note edit 12 "wants the boiler looked at, and the tap"\n'
    '  smallcrm note edit 12 --channel call --at "yesterday 9am"\n  smallcrm note edit 12',
)
def edit(
    ctx: typer.Context,
    reference: NoteArgument,
    text: TextArgument = None,
    channel: Annotated[str | None, typer.Option("--channel", "-c", help=CHANNEL_HELP)] = None,
    direction: Annotated[str | None, typer.Option("--direction", help="in or out")] = None,
    at: AtOption = None,
    job: JobOption = None,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="REF", help="Whom it is about instead")
    ] = None,
    others: WithOption = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="REF", help="Not about them (repeatable)")
    ] = None,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    note_id = face.note(reference)
    wanted, said = _wanted(face, channel, direction, at, job)
    if contact is not None or others or without:
        people = [contact_id for contact_id, _ in face.read.notes.people(note_id)]
        wanted["contact_ids"] = party(face, people, contact, others, without)
    if text is not None or not wanted:
        touched = _rewrite(face, note_id, text, wanted)
    else:
        touched = face.write.notes.edit(note_id, wanted)
    words = said.words if touched else "nothing changed"
    answer(face, note_id, lambda: face.read.notes.get(note_id).json(), json=json, words=words)


@app.command(
    "remove",
    help="Remove notes.",
    epilog="\b\nExamples:\n  smallcrm note remove 12\n  smallcrm note list --contact maya -f ids | smallcrm note remove -",
)
def remove(
    ctx: typer.Context,
    references: Annotated[
        list[str], typer.Argument(metavar="REF...", help="Ids or uids; - reads ids from stdin")
    ],
    json: JsonOption = False,
) -> None:
    from smallcrm.cli.removed import say_removed

    face: Face = ctx.obj
    note_ids = face.several(references, face.note)
    face.write.notes.remove(note_ids)
    say_removed(face, "note", note_ids, json=json)


def _draft(
    face: Face, reference: str, at: str | None, job: str | None, others: Sequence[str] | None
) -> tuple[Said, NoteDraft]:
    """What is said of a new note, its text, channel and direction apart."""
    contact_ids = party(face, [], reference, others)
    said = past_instant(face.desk, at)
    return said, NoteDraft("", contact_ids, at=said.value, job_id=face.job(job) if job else None)


def _wanted(
    face: Face, channel: str | None, direction: str | None, at: str | None, job: str | None
) -> tuple[NoteEdit, Said]:
    wanted = NoteEdit()
    if channel is not None:
        wanted["channel"] = channel
    if direction is not None:
        wanted["direction"] = direction or None
    if job is not None:
        wanted["job_id"] = face.job(job) if job else None
    if at is not None and not at.strip():
        raise UsageError('a note has a time; say which: --at "yesterday 9am"')
    said = past_instant(face.desk, at)
    if said.value:
        wanted["at"] = said.value
    return wanted, said


def _rewrite(face: Face, note_id: int, text: str | None, wanted: NoteEdit) -> bool:
    seen = face.read.notes.get(note_id).body
    with note_text(face, text, before=seen) as body:
        return face.write.notes.edit(note_id, {**wanted, "body": body, "seen": seen})


def _remind(face: Face, change: Change, note_id: int, draft: NoteDraft, channel: str, due: Said) -> str:
    """Set the reminder within the change; what to say of it."""
    from smallcrm.draft.reminder import follow_up
    from smallcrm.model.reminder import ReminderDraft

    text = follow_up(channel, face.read.contacts.get(draft.contact_ids[0]).name)
    reminder_id = face.write.reminders.add(
        ReminderDraft(text, due.value, face.crm.desk.timezone, draft.contact_ids[0], draft.job_id)
    )
    change.say(f"added {{note:{note_id}}} and {{reminder:{reminder_id}}}")
    return f"reminder {reminder_id}, {due.words}: {text}"


def _page(face: Face, row: NoteRow) -> Iterator[str]:
    from smallcrm.cli.one import facts

    first, *others = face.read.notes.people(row.id) or [(0, "")]
    yield from facts(
        [
            ("note", str(row.id)),
            ("contact", f"{first[1]} ({first[0]})" if first[0] else None),
            ("with", ", ".join(f"{name} ({contact_id})" for contact_id, name in others)),
            ("at", describe(face.desk, dt.datetime.fromisoformat(row.at))),
            ("channel", f"{row.channel}, {row.direction}" if row.direction else row.channel),
            ("job", f"{face.read.jobs.get(row.job_id).title} ({row.job_id})" if row.job_id else None),
        ]
    )
    yield ""
    yield from row.body.split("\n")

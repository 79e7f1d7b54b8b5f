"""``smallcrm reminder``: what must not be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.answer import answer
from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption

if TYPE_CHECKING:
    from smallcrm.model.reminder import ReminderEdit

app = typer.Typer()

ReminderArgument = Annotated[
    str, typer.Argument(metavar="REF", help="Its id, words of it, or a contact with one open reminder")
]
RemindersArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="REF...", help="Ids, words, or contacts with one open reminder; - reads ids from stdin"
    ),
]
ContactOption = Annotated[str | None, typer.Option("--contact", metavar="REF", help="Whom it is about")]
JobOption = Annotated[str | None, typer.Option("--job", metavar="REF", help="The job it belongs to")]
RepeatOption = Annotated[
    str | None,
    typer.Option("--repeat", help='Again, counted from the due date: "every 4 weeks", "monthly on the 1st"'),
]
RepeatAfterOption = Annotated[
    str | None,
    typer.Option(
        "--repeat-after", metavar="DURATION", help='Again, counted from when it is done: "6 months"'
    ),
]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="WHEN", help='The day it was done; looks back: "tue"')
]


@app.command(
    "add",
    help="Set a reminder; its id is printed.",
    epilog='\b\nExamples:\n  smallcrm reminder add "Ring Harbour Lettings" --due "tomorrow 9am"\n'
    '  smallcrm reminder add "Service Bechstein" --contact iris --due "12 sep" --repeat-after "6 months"\n'
    '  smallcrm reminder add "VAT return" --due "7 nov" --repeat "every 3 months"',
)
def add(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="What there is to do")],
    due: Annotated[str, typer.Option("--due", metavar="WHEN", help='By when: "fri", "tomorrow 9am"')],
    contact: ContactOption = None,
    job: JobOption = None,
    repeat: RepeatOption = None,
    repeat_after: RepeatAfterOption = None,
    json: JsonOption = False,
) -> None:
    from smallcrm.draft.dates import coming_moment
    from smallcrm.draft.reminder import rule
    from smallcrm.model.reminder import ReminderDraft

    face: Face = ctx.obj
    said = coming_moment(face.desk, due)
    draft = ReminderDraft(
        text,
        said.value,
        face.crm.desk.timezone,
        face.contact(contact) if contact else None,
        face.job(job) if job else None,
        rule(face.desk, repeat or "", said.value),
        repeat_after or "",
    )
    reminder_id = face.write.reminders.add(draft)
    words = _said(f"due {said.words}", _repeats(draft.repeat, draft.repeat_after))
    _answer(face, reminder_id, words=words, json=json)


@app.command(
    "done",
    help="Close reminders; one that repeats opens its next under a new id, which is printed.",
    epilog='\b\nExamples:\n  smallcrm reminder done bechstein\n  smallcrm reminder done 4 7 --on "yesterday"',
)
def done(
    ctx: typer.Context, references: RemindersArgument, on: OnOption = None, json: JsonOption = False
) -> None:
    from smallcrm.cli.done import REMINDER, meant, tell_closed
    from smallcrm.draft.dates import past_date

    face: Face = ctx.obj
    day = past_date(face.desk, on)
    found = face.several(
        references, lambda reference: meant(face, reference, (REMINDER, face.reminder(reference)))[1]
    )
    closed = face.write.reminders.done(found, day.value)
    tell_closed(face, closed, json=json)


@app.command(
    "snooze",
    help="Put a reminder off; those it repeats as stay where they are.",
    epilog='\b\nExamples:\n  smallcrm reminder snooze bechstein "mon 9am"\n  smallcrm reminder snooze 4 2w',
)
def snooze(
    ctx: typer.Context,
    reference: ReminderArgument,
    until: Annotated[str, typer.Argument(metavar="WHEN", help="Until when")],
    json: JsonOption = False,
) -> None:
    from smallcrm.draft.dates import coming_moment

    face: Face = ctx.obj
    reminder_id, said = face.reminder(reference), coming_moment(face.desk, until)
    touched = face.write.reminders.snooze(reminder_id, said.value)
    _answer(face, reminder_id, words=f"due {said.words}" if touched else "nothing changed", json=json)


@app.command(
    "edit",
    help='Change a reminder: what is said replaces, "" clears.',
    epilog='\b\nExamples:\n  smallcrm reminder edit 4 --text "Service the Bechstein grand" --due "fri 9am"\n'
    '  smallcrm reminder edit bechstein --repeat-after "1 year"\n  smallcrm reminder edit 4 --repeat ""',
)
def edit(
    ctx: typer.Context,
    reference: ReminderArgument,
    text: Annotated[str | None, typer.Option("--text", help="What there is to do")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="WHEN", help="By when")] = None,
    contact: ContactOption = None,
    job: JobOption = None,
    repeat: RepeatOption = None,
    repeat_after: RepeatAfterOption = None,
    json: JsonOption = False,
) -> None:
    from smallcrm.errors import UsageError

    face: Face = ctx.obj
    if (text, due, contact, job, repeat, repeat_after) == (None,) * 6:
        raise UsageError(
            'say what to change: --text, --due, --contact, --job, --repeat or --repeat-after; "" clears'
        )
    reminder_id = face.reminder(reference)
    wanted, words = _wanted(face, reminder_id, due, repeat)
    if text is not None:
        wanted["text"] = text
    if contact is not None:
        wanted["contact_id"] = face.contact(contact) if contact else None
    if job is not None:
        wanted["job_id"] = face.job(job) if job else None
    if repeat_after is not None:
        wanted["repeat_after"] = repeat_after
    touched = face.write.reminders.edit(reminder_id, wanted)
    words = _said(words, _repeats(wanted.get("repeat", ""), wanted.get("repeat_after", "")))
    _answer(face, reminder_id, words=words if touched else "nothing changed", json=json)


@app.command(
    "remove",
    help="Remove reminders.",
    epilog="\b\nExamples:\n  smallcrm reminder remove 4\n"
    "  smallcrm reminder list --contact maya -f ids | smallcrm reminder remove -",
)
def remove(ctx: typer.Context, references: RemindersArgument, json: JsonOption = False) -> None:
    from smallcrm.cli.removed import say_removed

    face: Face = ctx.obj
    reminder_ids = face.several(references, face.reminder)
    face.write.reminders.remove(reminder_ids)
    say_removed(face, "reminder", reminder_ids, json=json)


def _answer(face: Face, reminder_id: int, *, words: str, json: bool) -> None:
    answer(face, reminder_id, lambda: face.read.reminders.get(reminder_id).json(), json=json, words=words)


def _said(*words: str) -> str:
    """When it is due, and how it repeats."""
    return ", ".join(word for word in words if word)


def _repeats(repeat: str, repeat_after: str) -> str:
    if repeat_after:
        from smallcrm.model.duration import parse_duration

        return f"again {parse_duration(repeat_after)} after it is done"
    if not repeat:
        return ""
    from smallcrm.model.repeat import repeat_in_words

    return repeat_in_words(repeat)


def _wanted(face: Face, reminder_id: int, due: str | None, repeat: str | None) -> tuple[ReminderEdit, str]:
    """What is to change of when it is due, and the words to say it back."""
    from smallcrm.draft.dates import coming_moment
    from smallcrm.draft.reminder import rule
    from smallcrm.errors import UsageError
    from smallcrm.model.reminder import ReminderEdit

    wanted, words = ReminderEdit(), ""
    if due == "":
        raise UsageError("a reminder is due some time; take it away with: smallcrm reminder remove")
    if due is not None:
        said = coming_moment(face.desk, due)
        wanted["due"], wanted["timezone"], words = said.value, face.crm.desk.timezone, f"due {said.words}"
    if repeat is not None:
        start = wanted.get("due") or face.read.reminders.get(reminder_id).due
        wanted["repeat"] = rule(face.desk, repeat, start)
    return wanted, words

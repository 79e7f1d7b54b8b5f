"""``smallcrm done``: close reminders and finish jobs, and what is said once that is done."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smallcrm.cli.choice import chosen
from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption
from smallcrm.cli.output import Format, Sheet, print_line, print_record, print_sheet
from smallcrm.draft.dates import describe, past_date
from smallcrm.write.reminder import Closed

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer()

REMINDER = "reminder"


@app.command(
    "done",
    help="Close reminders and finish jobs. The id is printed; of a reminder that repeats, that of the next.",
    epilog="\b\nExamples:\n  smallcrm done bechstein\n  smallcrm done valve --on yesterday\n"
    "  smallcrm done job:3 reminder:7",
)
def done(
    ctx: typer.Context,
    references: Annotated[
        list[str],
        typer.Argument(
            metavar="REF...",
            help="Words of a reminder or job, a contact with one of them open, or an id; "
            "job:3 and reminder:3 tell them apart; - reads them from stdin",
        ),
    ],
    on: Annotated[
        str | None, typer.Option("--on", metavar="WHEN", help='The day it was done; looks back: "tue"')
    ] = None,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    day = past_date(face.desk, on).value
    find = face.read.references.finishable
    found = face.several(references, lambda ref: meant(face, ref, chosen(face, ref, find)))
    with face.write.change("finish") as change:
        finished = [(kind, _finish(face, kind, thing_id, day)) for kind, thing_id in found]
        change.say("finished " + ", ".join(f"{{{kind}:{thing_id}}}" for kind, thing_id in found))
    tell_finished(face, finished, json=json, warnings=change.warnings)


def meant(face: Face, reference: str, found: tuple[str, int]) -> tuple[str, int]:
    """What is to be finished: words said again mean the reminder they closed a moment ago, not the one that it opened."""
    kind, thing_id = found
    if kind != REMINDER or reference.rpartition(":")[2].strip().isdigit():
        return found
    return kind, face.read.reminders.closed_for(thing_id)


def tell_closed(face: Face, closed: Sequence[Closed], *, json: bool) -> None:
    """Say what closing reminders did: see :func:`tell_finished`."""
    tell_finished(face, [(REMINDER, each) for each in closed], json=json)


def tell_finished(
    face: Face, finished: Sequence[tuple[str, Closed]], *, json: bool, warnings: Sequence[str] = ()
) -> None:
    """Print the id of each, of a reminder that repeats the next one's; with ``json`` its record, or an array of several."""
    records = [_record(face, kind, closed) | {"warnings": list(warnings)} for kind, closed in finished]
    if json and len(records) == 1:
        print_record(records[0])
    elif json:
        print_sheet(Sheet(records, ("id",)), Format.JSON)
    else:
        for _, closed in finished:
            print_line(str(closed.next_id or closed.id))
    for (kind, closed), record in zip(finished, records, strict=True):
        face.say(_words(face, kind, closed, record))
    face.warn(warnings)


def _finish(face: Face, kind: str, thing_id: int, day: str) -> Closed:
    if kind == REMINDER:
        return face.write.reminders.done([thing_id], day)[0]
    return Closed(thing_id, changed=face.write.jobs.finish(thing_id, day))


def _record(face: Face, kind: str, closed: Closed) -> dict[str, Any]:
    """The record of what was finished; a reminder's with the ``next`` it opened, or null."""
    if kind != REMINDER:
        return face.read.jobs.get(closed.id).json()
    following = face.read.reminders.get(closed.next_id).json() if closed.next_id else None
    return {**face.read.reminders.get(closed.id).json(), "next": following}


def _words(face: Face, kind: str, closed: Closed, record: dict[str, Any]) -> str:
    name = f"{record['text' if kind == REMINDER else 'title']} ({closed.id})"
    if not closed.changed:
        return f"{name} was done already; nothing changed"
    if kind != REMINDER:
        return f"{name} is {record['stage']}"
    if closed.next_id is None:
        ended = " for the last time" if record["repeat"] else ""
        return f"{name} is done{ended}"
    due = record["next"]["due"]
    moment = dt.datetime.fromisoformat(due) if "T" in due else dt.date.fromisoformat(due)
    return f"{name} is done; the next is {closed.next_id}, due {describe(face.desk, moment)}"

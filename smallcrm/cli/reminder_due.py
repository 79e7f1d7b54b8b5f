"""``smallcrm reminder due`` and ``notify``: what has come reaches a person, each thing once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import FormatOption, JsonOption, OutputOption
from smallcrm.cli.output import Format, Sheet, print_line, print_sheet, print_text
from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from smallcrm.cli.pop_up import Shown
    from smallcrm.model.notice import Notice

app = typer.Typer()

BELL = "\a"
COLUMNS = ("id", "due", "text", "contact")
WITH_ALARMS = ("type", "id", "at", "title", "contact", "phone", "why")


class Printing(NamedTuple):
    """How it is wanted: appointments too, in which shape, into which file."""

    alarms: bool
    form: Format
    output: Path | None


@app.command(
    "due",
    help="List what is due now or overdue; prints nothing when nothing is. It writes nothing; with --new it keeps "
    "what it printed, so that each is printed once: put off or repeated, it is new again.",
    epilog="\b\nExamples:\n  smallcrm reminder due\n  smallcrm reminder due --count\n  smallcrm reminder due --json\n"
    "  smallcrm reminder due --new --alarms",
)
def due(
    ctx: typer.Context,
    new: Annotated[
        bool, typer.Option("--new", help="Only what was not told yet, and keep that it was")
    ] = False,
    alarms: Annotated[
        bool, typer.Option("--alarms", help="Also appointments whose alarm has gone off, until they are over")
    ] = False,
    count: Annotated[
        bool, typer.Option("--count", help="Only how many, for prompts; none counts as told")
    ] = False,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    face: Face = ctx.obj
    printing = Printing(alarms, Format.JSON if json else form, output)
    if alarms and printing.form is Format.IDS:
        raise UsageError("ids do not say of what kind they are; leave --alarms out, or print --format json")
    if count or not new:
        notices = _found(face, alarms=alarms, new=new)
        print_line(str(len(notices))) if count else _print(face, notices, printing)
        return
    with face.write.telling.turn() as ours:
        notices = _found(face, alarms=alarms, new=True) if ours else []
        _print(face, notices, printing)
        sys.stdout.flush()
        _keep(face, notices)


@app.command(
    "notify",
    help="Show what is newly due on the desktop, appointments whose alarm has gone off too; without a desktop, on the "
    "terminal with its bell. What was shown is not shown again.",
    epilog="\b\nExamples:\n  smallcrm reminder notify\n  smallcrm -q reminder notify --desktop\n"
    "  smallcrm reminder notify --json",
)
def notify(
    ctx: typer.Context,
    desktop: Annotated[
        bool,
        typer.Option(
            "--desktop",
            help="On the desktop only: what it does not take is tried again next time (exit code 1)",
        ),
    ] = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    with face.write.telling.turn() as ours:
        notices = _found(face, alarms=True, new=True) if ours else []
        if not notices:
            _print(face, [], Printing(True, Format.JSON if json else Format.TABLE, None))
            return
        shown = _show(notices, desktop=desktop)
        _keep(face, shown.notices)
        left = [notice for notice in notices if notice not in shown.notices]
        told = _tell_here(face, shown, left, desktop=desktop, json=json)
        _keep(face, told)
    _say(face, shown, left, desktop=desktop)


def _found(face: Face, *, alarms: bool, new: bool) -> list[Notice]:
    room = face.read.due
    notices = room.everything() if alarms else room.reminders()
    return room.untold(notices) if new and notices else notices


def _print(face: Face, notices: Sequence[Notice], printing: Printing) -> None:
    if printing.alarms:
        records = [notice.item.json() for notice in notices]
    else:
        records = [row.json() for row in face.read.reminders.some([notice.item.id for notice in notices])]
    if printing.form is Format.TABLE:
        records = [_readable(record) for record in records]
    columns = WITH_ALARMS if printing.alarms else COLUMNS
    print_sheet(Sheet(records, columns), printing.form, file=printing.output)


def _readable(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its time as people read it."""
    name = "at" if "at" in record else "due"
    return {**record, name: record[name][:16].replace("T", " ")}


def _keep(face: Face, notices: Sequence[Notice]) -> None:
    if notices:
        face.write.telling.told(notices)


def _show(notices: Sequence[Notice], *, desktop: bool) -> Shown:
    """What the desktop took; CrmError where it alone is wanted and the library for it is missing."""
    from smallcrm.cli.pop_up import Missing, Shown, show

    try:
        return show(notices)
    except Missing as problem:
        if desktop:
            raise
        return Shown([], problem.message)


def _tell_here(
    face: Face, shown: Shown, left: Sequence[Notice], *, desktop: bool, json: bool
) -> Sequence[Notice]:
    """Print what the desktop did not take, unless it alone is wanted; what was printed, once it is out."""
    here = [] if desktop else left
    if json:
        by = [("desktop", notice) for notice in shown.notices] + [("terminal", notice) for notice in here]
        print_sheet(Sheet([{**notice.item.json(), "by": how} for how, notice in by], ()), Format.JSON)
    elif here:
        _print(face, here, Printing(True, Format.TABLE, None))
    if here and sys.stdout.isatty():
        print_text(BELL)
    sys.stdout.flush()
    return here


def _say(face: Face, shown: Shown, left: Sequence[Notice], *, desktop: bool) -> None:
    if shown.notices:
        face.say(f"shown on the desktop: {len(shown.notices)}")
    if left and not desktop:
        face.say(f"not on the desktop: {shown.why}")
    elif left:
        face.say(f"not shown: {len(left)}, tried again next time: {shown.why}")
        raise typer.Exit(1)

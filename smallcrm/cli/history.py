"""``smallcrm undo``, ``redo``, ``history``: changes, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import (
    ColumnsOption,
    FormatOption,
    JsonOption,
    LimitOption,
    NoHeaderOption,
    OffsetOption,
    OutputOption,
    YesOption,
)  # fmt: skip
from smallcrm.cli.output import Format, Sheet, print_line, print_sheet
from smallcrm.formats.json_text import dumps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from smallcrm.read.history import ChangeRow, History, ValueChange
    from smallcrm.write.undo import Undone

app = typer.Typer()

COLUMNS = ("id", "at", "origin", "words", "undone")
VALUE_COLUMNS = ("id", "at", "words", "thing", "field", "before", "after", "source")
THINGS = ("job", "note", "appointment", "reminder")
# How many changes a terminal is shown unasked.
SHOWN = 50


@app.command(
    "undo",
    help="Take back the last change, or the last N, or the one named; the ids of what was taken back are printed.",
    epilog="\b\nExamples:\n  smallcrm undo\n  smallcrm undo 3\n  smallcrm undo --change 42",
)
def undo(
    ctx: typer.Context,
    count: Annotated[int, typer.Argument(metavar="[N]", min=1, help="How many changes")] = 1,
    change: Annotated[int | None, typer.Option("--change", help="The id of one change")] = None,
    yes: YesOption = False,
    json: JsonOption = False,
) -> None:
    from smallcrm.write.undo import OthersChange

    face: Face = ctx.obj
    face.yes = yes
    try:
        undone = face.write.history.undo(count, change_id=change, others=yes)
    except OthersChange as problem:
        if not face.confirm(f"{problem.message.partition(';')[0]}. Undo it?"):
            raise
        undone = face.write.history.undo(count, change_id=change, others=True)
    _tell(face, undone, json=json)


@app.command(
    "redo",
    help="Make the last undone change again, or the last N; their ids are printed.",
    epilog="\b\nExamples:\n  smallcrm redo\n  smallcrm redo 3",
)
def redo(
    ctx: typer.Context,
    count: Annotated[int, typer.Argument(metavar="[N]", min=1, help="How many changes")] = 1,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    _tell(face, face.write.history.redo(count), json=json)


def _tell(face: Face, undone: list[Undone], *, json: bool) -> None:
    history = face.read.history
    if json:
        records = ({**history.change(step.change_id).summary(), "warnings": step.warnings} for step in undone)
        print_sheet(Sheet(records, COLUMNS), Format.JSON)
    for step in undone:
        if not json:
            print_line(str(step.change_id))
        face.say(history.in_words(step.words))
        face.warn(step.warnings)


@app.command(
    "history",
    help="What was changed, newest first; with REF, what happened to that contact, value by value.",
    epilog="\b\nExamples:\n  smallcrm history\n  smallcrm history maya\n  smallcrm history job:3\n"
    "  smallcrm history --change 42 --json",
)
def history(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        typer.Argument(metavar="[REF]", help="A contact, or job:3, note:3, appointment:3, reminder:3"),
    ] = None,
    change: Annotated[int | None, typer.Option("--change", help="The values of one change")] = None,
    limit: LimitOption = None,
    offset: OffsetOption = 0,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
    output: OutputOption = None,
) -> None:
    face: Face = ctx.obj
    form = Format.JSON if json else form
    read = face.read.history
    if ref is None and change is None:
        limit = (
            SHOWN if limit is None and form is Format.TABLE and output is None and _is_terminal() else limit
        )
        rows = (row.summary() for row in read.changes(limit, offset))
        sheet = Sheet(_local(face, rows, form), COLUMNS, headings={"words": "what"})
    else:
        found = [read.change(change)] if change is not None else _of(face, read, ref or "")
        found = found[offset:] if limit is None else found[offset : offset + limit]
        if form is Format.TABLE and columns is None:
            _print_page(face, read, found, ref, output)
            return
        sheet = _values_sheet(face, read, found, form)
    print_sheet(
        sheet, form, columns=columns, header=not no_header, file=output,
        empty=lambda: face.say("nothing was changed yet"),
    )  # fmt: skip


def _is_terminal() -> bool:
    import sys

    return sys.stdout.isatty()


def _of(face: Face, read: History, ref: str) -> list[ChangeRow]:
    kind, row_id = _thing(face, ref)
    return read.of_contact(row_id) if kind == "contact" else read.of_thing(kind, row_id)


def _thing(face: Face, ref: str) -> tuple[str, int]:
    """``job:3`` is a job; what is gone and found by no name is a contact's id still."""
    from smallcrm.errors import NotFound
    from smallcrm.read.reference import is_id

    kind, colon, number = ref.partition(":")
    if colon and kind in THINGS and is_id(number):
        return kind, int(number)
    try:
        return "contact", face.contact(ref)
    except NotFound:
        if not is_id(ref):
            raise
        return "contact", int(ref)


def _local(face: Face, rows: Iterator[dict[str, Any]], form: Format) -> Iterator[dict[str, Any]]:
    """People read the time on their own clock; scripts UTC."""
    for row in rows:
        yield {**row, "at": _on_the_wall(face, row["at"])} if form is Format.TABLE else row


def _on_the_wall(face: Face, at: str) -> str:
    import datetime as dt

    from smallcrm.model.zone import to_wall

    return f"{to_wall(dt.datetime.fromisoformat(at), face.crm.desk.timezone):%Y-%m-%d %H:%M}"


def _print_page(
    face: Face, read: History, found: list[ChangeRow], ref: str | None, output: Path | None
) -> None:
    from smallcrm.cli.history_page import sections
    from smallcrm.cli.output import print_page

    kind, row_id = _thing(face, ref) if ref is not None else ("", 0)
    subject = read.called(kind, row_id) if kind else ""
    print_page(sections(read, found, subject, lambda at: _on_the_wall(face, at)), output)
    if not found:
        face.say("nothing was changed yet")


def _values_sheet(face: Face, read: History, found: list[ChangeRow], form: Format) -> Sheet:
    if form in (Format.JSON, Format.JSONL, Format.IDS):
        return Sheet((row.json() for row in found), COLUMNS)
    rows = (_value_row(read, row, value) for row in found for value in row.changes)
    return Sheet(_local(face, rows, form), VALUE_COLUMNS, headings={"words": "what"})


def _value_row(read: History, row: ChangeRow, value: ValueChange) -> dict[str, Any]:
    return {
        **row.summary(), "thing": read.called(value.table, value.row_id), "field": value.field.replace("_", " "),
        "before": _said(value.before), "after": _said(value.after), "source": value.source,
    }  # fmt: skip


def _said(value: object) -> str | None:
    return value if isinstance(value, str) or value is None else dumps(value)

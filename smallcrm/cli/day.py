"""``smallcrm agenda``, ``today`` and ``next``: what is coming, and what to do about it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import FormatOption, JsonOption, OutputOption
from smallcrm.cli.output import Format, Sheet, print_line, print_lines, print_sheet, write_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from smallcrm.model.agenda import AgendaItem

app = typer.Typer()

# What a person at a terminal can take in.
SHOWN = 20


class Printing(NamedTuple):
    """How it is wanted: only how many, in which shape, into which file."""

    number: bool
    form: Format
    output: Path | None


CountOption = Annotated[bool, typer.Option("--count", help="Only how many, for prompts")]


@app.command(
    "agenda",
    help="What is coming, by date: appointments, reminders, jobs due and birthdays; overdue ones first.",
    epilog="\b\nExamples:\n  smallcrm agenda\n  smallcrm agenda tomorrow\n  smallcrm agenda week\n"
    '  smallcrm agenda --from "1 oct" --to "end of month" --json',
)
def agenda(
    ctx: typer.Context,
    when: Annotated[
        str | None,
        typer.Argument(
            metavar="[WHEN]", help="today, tomorrow, week, or any day or range of days; else 7 days"
        ),
    ] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="WHEN", help="The first day")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="WHEN", help="The last day, included")] = None,
    cancelled: Annotated[bool, typer.Option("--cancelled", help="Also what was called off")] = False,
    count: CountOption = False,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    from smallcrm.cli.window import window

    face: Face = ctx.obj
    span = window(face, when, first, last)
    items = face.read.agenda.between(span.first, span.last, cancelled=cancelled)
    _print_days(face, items, span.first, Printing(count, Format.JSON if json else form, output))


@app.command(
    "today",
    help="Today and what is overdue, with the reason for each.",
    epilog="\b\nExamples:\n  smallcrm today\n  smallcrm today --count\n  smallcrm today --json",
)
def today(
    ctx: typer.Context,
    count: CountOption = False,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    face: Face = ctx.obj
    day = face.crm.desk.today()
    items = face.read.agenda.between(day, day)
    _print_days(face, items, day, Printing(count, Format.JSON if json else form, output), why=True)


@app.command(
    "next",
    help="What to do next, ranked by what matters, with the reason for each.",
    epilog="\b\nExamples:\n  smallcrm next\n  smallcrm next --limit 5\n  smallcrm next --count\n  smallcrm next --json",
)
def next_things(
    ctx: typer.Context,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=0, help=f"At most this many; {SHOWN} on a terminal, else all"),
    ] = None,
    count: CountOption = False,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    face: Face = ctx.obj
    if count:
        print_line(str(face.read.next.count()))
        return
    from smallcrm.cli.day_page import ranked

    unasked = limit is None and output is None and sys.stdout.isatty()
    items = face.read.next.items(SHOWN + 1 if unasked else limit or None)
    shown = items[:SHOWN] if unasked else items
    _print(
        face, shown, ranked(shown), Printing(count, Format.JSON if json else form, output), "nothing to do"
    )
    if len(shown) < len(items):
        face.say("and more: smallcrm next --limit 0; how many: smallcrm next --count")


def _print_days(
    face: Face, items: Sequence[AgendaItem], first: dt.date, printing: Printing, *, why: bool = False
) -> None:
    if printing.number:
        print_line(str(len(items)))
        return
    from smallcrm.cli.day_page import by_date

    page = by_date(items, face.crm.desk.today(), first, why=why)
    _print(face, items, page, printing, "nothing then")


def _print(
    face: Face, items: Sequence[AgendaItem], page: Iterator[str], printing: Printing, empty: str
) -> None:
    """Print the items: ``page`` for people, else as rows; ``empty`` says that there are none."""
    if printing.form is not Format.TABLE:
        from smallcrm.model.agenda import KEYS

        print_sheet(Sheet((item.json() for item in items), KEYS), printing.form, file=printing.output)
        return
    if printing.output is not None:
        write_file(printing.output, (f"{line}\n" for line in page))
    else:
        print_lines(page)
    if not items:
        face.say(empty)

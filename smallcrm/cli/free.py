"""``smallcrm free``: gaps in the working hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import FormatOption, JsonOption, OutputOption
from smallcrm.cli.output import Format, Sheet, print_lines, print_sheet, write_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smallcrm.read.free import Gap

app = typer.Typer()


@app.command(
    "free",
    help="Gaps in your working hours (setting work_hours), for the next 7 days.",
    epilog='\b\nExamples:\n  smallcrm free\n  smallcrm free --from mon --to fri --for "2 h"\n'
    "  smallcrm free --from tomorrow --to tomorrow --json",
)
def free(
    ctx: typer.Context,
    first: Annotated[str | None, typer.Option("--from", metavar="WHEN", help="The first day")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="WHEN", help="The last day, included")] = None,
    length: Annotated[
        str | None,
        typer.Option("--for", metavar="DURATION", help="At least this long; else as default_duration says"),
    ] = None,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    from smallcrm.cli.window import window
    from smallcrm.errors import UsageError

    face: Face = ctx.obj
    form = Format.JSON if json else form
    if form is Format.IDS:
        raise UsageError("a gap has no id; take another format: -f csv")
    span = window(face, None, first, last)
    gaps = face.read.free.gaps(
        span.first, span.last, _minutes(length or face.crm.desk.settings["default_duration"])
    )
    if form is not Format.TABLE:
        print_sheet(Sheet((gap.json() for gap in gaps), ("start", "end", "minutes")), form, file=output)
    elif output is not None:
        write_file(output, (f"{line}\n" for line in _page(gaps)))
    else:
        print_lines(_page(gaps))
    if not gaps:
        face.say("no gap as long as that in your working hours; see: smallcrm config get work_hours")


def _minutes(text: str) -> int:
    from smallcrm.errors import UsageError
    from smallcrm.model.duration import parse_duration

    minutes = parse_duration(text).total_minutes
    if minutes is None:
        raise UsageError(f'"{text}" is no length of a gap; write for example 90m or "2 h"')
    return minutes


def _page(gaps: Sequence[Gap]) -> Iterator[str]:
    """A line a gap: ``Mon 14 Sep 2026  09:00–12:30  3 h 30 min``, the day said once."""
    from smallcrm.model.calendar_words import say_date
    from smallcrm.model.duration import Duration

    said = ""
    for gap in gaps:
        day = say_date(gap.start)
        length = Duration(minutes=gap.minutes)
        yield f"{'' if day == said else day:15}  {gap.start:%H:%M}–{gap.end:%H:%M}  {length}"
        said = day

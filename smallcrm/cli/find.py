"""``smallcrm find``: ranked hits over everything."""

from __future__ import annotations

from typing import Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import (
    ColumnsOption,
    FormatOption,
    JsonOption,
    NoHeaderOption,
    OutputOption,
)
from smallcrm.cli.output import Format, Sheet, print_sheet
from smallcrm.errors import UsageError
from smallcrm.read.find import TYPES

app = typer.Typer()
COLUMNS = ("type", "id", "title", "contact", "snippet")
EVERY = 2**31


@app.command(
    "find",
    help="Search contacts, notes, jobs, appointments and reminders: things with all the words, the last as a beginning.",
    epilog="\b\nExamples:\n  smallcrm find maya valve\n  smallcrm find 0142\n"
    "  smallcrm find boiler --type note,job --json",
)
def find(
    ctx: typer.Context,
    words: Annotated[
        list[str], typer.Argument(help="What to look for; digits also find phones by their end")
    ],
    types: Annotated[
        str, typer.Option("--type", help=f"Only these, separated by commas: {', '.join(TYPES)}")
    ] = "",
    limit: Annotated[
        int,
        typer.Option("--limit", "-n", min=0, help="At most this many; 0 for all", show_default=True),
    ] = 50,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    face: Face = ctx.obj
    kinds = _types(types)
    wanted = limit or EVERY
    # One more than asked for tells whether there are more.
    hits = face.read.finder.find(" ".join(words), kinds, wanted + 1)
    print_sheet(
        Sheet([hit.json() for hit in hits[:wanted]], COLUMNS),
        Format.JSON if json else form,
        columns=columns,
        header=not no_header,
        file=output,
        empty=lambda: face.say("nothing found"),
    )
    if len(hits) > wanted:
        face.say(f"the first {wanted}; more with --limit, fewer with another word or --type")


def _types(text: str) -> list[str]:
    wanted = [word.strip().lower().removesuffix("s") for word in text.split(",") if word.strip()]
    for word in wanted:
        if word not in TYPES:
            from smallcrm.config import near

            raise UsageError(f'unknown type "{word}"{near(word, TYPES)}; there are {", ".join(TYPES)}')
    return wanted or list(TYPES)

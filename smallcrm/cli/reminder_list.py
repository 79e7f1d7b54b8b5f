"""``smallcrm reminder list``."""

from __future__ import annotations

import typer

from smallcrm.cli.listing import Wanted, list_kind
from smallcrm.cli.options import (
    ColumnsOption,
    ContactOption,
    FormatOption,
    JsonOption,
    LimitOption,
    NoHeaderOption,
    OffsetOption,
    OutputOption,
    ReverseOption,
    SortOption,
    TagOption,
    WhereOption,
)
from smallcrm.cli.output import Format

app = typer.Typer()


@app.command(
    "list",
    help="List reminders by due date, those done last.",
    epilog="\b\nExamples:\n  "
    'smallcrm reminder list --where "done = no"\n  smallcrm reminder list --contact maya --json',
)
def list_all(
    ctx: typer.Context,
    where: WhereOption = None,
    contact: ContactOption = None,
    tag: TagOption = None,
    sort: SortOption = None,
    reverse: ReverseOption = False,
    limit: LimitOption = None,
    offset: OffsetOption = 0,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    wanted = Wanted(where, contact, tag, sort, reverse, limit, offset, columns, no_header, form, json, output)
    list_kind(ctx.obj, "reminder", wanted)

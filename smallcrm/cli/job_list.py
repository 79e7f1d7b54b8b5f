"""``smallcrm job list``."""

from __future__ import annotations

from typing import Annotated

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
from smallcrm.model.condition import Comparison

app = typer.Typer()


@app.command(
    "list",
    help="List jobs, the newest first.",
    epilog="\b\nExamples:\n  "
    'smallcrm job list --open\n  smallcrm job list --where "paid_on >= 2026-04-06" -f csv',
)
def list_all(
    ctx: typer.Context,
    where: WhereOption = None,
    stage: Annotated[str, typer.Option("--stage", help="Only those at this stage")] = "",
    unfinished: Annotated[
        bool, typer.Option("--open", help="Only those that are neither paid nor lost")
    ] = False,
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
    also = [Comparison("stage", "=", stage)] if stage else []
    also += [Comparison("open", "=", "yes")] if unfinished else []
    wanted = Wanted(
        where, contact, tag, sort, reverse, limit, offset, columns, no_header, form, json, output, tuple(also)
    )
    list_kind(ctx.obj, "job", wanted)

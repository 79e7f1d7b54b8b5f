"""The ``list`` command of a kind: the same options for all of them."""

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


def list_command(kind: str, summary: str, *examples: str) -> typer.Typer:
    """The app that holds the ``list`` command of ``kind``."""
    app = typer.Typer()

    @app.command("list", help=summary, epilog="\b\nExamples:" + "".join(f"\n  {line}" for line in examples))
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
        wanted = Wanted(
            where, contact, tag, sort, reverse, limit, offset, columns, no_header, form, json, output
        )
        list_kind(ctx.obj, kind, wanted)

    return app

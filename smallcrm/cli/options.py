"""The options that several commands share, declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smallcrm.cli.output import Format

FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print it", show_default=True)]
JsonOption = Annotated[bool, typer.Option("--json", help="The same as --format json")]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to this file instead of stdout")
]
ColumnsOption = Annotated[str | None, typer.Option("--columns", help="Comma-separated columns to print")]
NoHeaderOption = Annotated[bool, typer.Option("--no-header", help="Leave the header line out")]
WhereOption = Annotated[
    str | None,
    typer.Option("--where", "-w", help='Only those for which this holds: "stage = lead and city ~ brist"'),
]
ContactOption = Annotated[str | None, typer.Option("--contact", help="Only those of this contact")]
TagOption = Annotated[
    list[str] | None, typer.Option("--tag", "-t", help="Only those with this tag (repeatable: all of them)")
]
SortOption = Annotated[str | None, typer.Option("--sort", "-s", help="The column to sort by")]
ReverseOption = Annotated[bool, typer.Option("--reverse", "-r", help="The other way round")]
LimitOption = Annotated[
    int | None,
    typer.Option("--limit", "-n", min=0, help="At most this many, 0 for all; 50 on a terminal, else all"),
]
OffsetOption = Annotated[int, typer.Option("--offset", min=0, help="Leave out this many first")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Answer yes to the question")]
ContactArgument = Annotated[str, typer.Argument(help="Id, name, e-mail or phone of a contact")]
ContactsArgument = Annotated[
    list[str],
    typer.Argument(help="Ids, names, e-mails or phones of contacts; - reads ids from stdin"),
]

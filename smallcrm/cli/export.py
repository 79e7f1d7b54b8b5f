"""``smallcrm export``: everything out, in formats that others read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.listing import Wanted, checked_columns
from smallcrm.cli.options import (
    ColumnsOption,
    ContactOption,
    JsonOption,
    NoHeaderOption,
    OffsetOption,
    ReverseOption,
    SortOption,
    TagOption,
    WhereOption,
)
from smallcrm.cli.output import Format, Sheet, data_stream, print_sheet
from smallcrm.contact_export import SUFFIXES, write_cards, write_sheet
from smallcrm.errors import UsageError
from smallcrm.read.listing import row_fields

if TYPE_CHECKING:
    from smallcrm.read.listing import Listing

app = typer.Typer()
TABULAR = ("csv", "json", "jsonl")
FORMATS = {
    "contacts": (*TABULAR, "vcf"),
    "notes": TABULAR,
    "jobs": TABULAR,
    "appointments": (*TABULAR, "ics"),
    "reminders": (*TABULAR, "ics"),
    "all": ("json",),
}


@app.command(
    "export",
    help="Write all things of a kind, by id, to stdout or a file; all is the whole book, to move or keep.",
    epilog="\b\nExamples:\n  smallcrm export contacts -o contacts.vcf\n"
    "  smallcrm export contacts --tag bristol --format csv\n"
    '  smallcrm export jobs --where "paid_on >= 2026-04-06" -o income.csv\n'
    "  smallcrm export all -o book.json",
)
def export(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(FORMATS)}")],
    form: Annotated[
        str,
        typer.Option(
            "--format", "-f", help="csv, json, jsonl, vcf or ics; else the file's ending says, else csv"
        ),
    ] = "",
    json: JsonOption = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file instead of stdout")
    ] = None,
    where: WhereOption = None,
    contact: ContactOption = None,
    tag: TagOption = None,
    sort: SortOption = None,
    reverse: ReverseOption = False,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", metavar="NUMBER", min=0, help="At most this many; else all")
    ] = None,
    offset: OffsetOption = 0,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
    version: Annotated[str, typer.Option("--vcard-version", help="Of the vCards: 4.0 or 3.0")] = "4.0",
) -> None:
    face: Face = ctx.obj
    if kind.strip().lower() == "all":
        if any((where, contact, tag, sort, reverse, limit, offset, columns, no_header)):
            raise UsageError(
                "the whole book goes out as it is; a part of it goes by kind: smallcrm export contacts --where ..."
            )
        _book(face, json=json, form=form, output=output)
        return
    thing = _kind(kind)
    shape = _format(thing, "json" if json else form, output)
    checked_columns(thing, columns)
    wanted = Wanted(where, contact, tag, sort or "id", reverse, limit or 0, offset, columns, no_header)
    listing = wanted.listing(face)
    if shape == "vcf":
        _cards(face, listing, output, version)
    elif shape == "ics":
        _calendar(face, thing, listing, output)
    elif shape == "csv" and thing == "contact":
        _contact_sheet(face, listing, wanted, output)
    else:
        rows = (row.json() for row in face.read.listings.rows(thing, listing))
        print_sheet(
            Sheet(rows, row_fields(thing)),
            Format(shape),
            columns=columns,
            header=not no_header,
            file=output,
        )


def _book(face: Face, *, json: bool, form: str, output: Path | None) -> None:
    import io

    from smallcrm.formats import book_json
    from smallcrm.read.book import book

    if form.lower() not in ("", "json") or (
        not json and not form and output and output.suffix.lower() != ".json"
    ):
        raise UsageError("the whole book is exported as json: smallcrm export all --format json -o book.json")
    with data_stream(output) as stream, face.read.listings.steady():
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        try:
            book_json.write(book(face.read.connection), text)
        finally:
            # It would close stdout with itself, also where the book can't be read to its end.
            text.detach()


def _kind(text: str) -> str:
    name = text.strip().lower().removesuffix("s") + "s"
    if name not in FORMATS:
        from smallcrm.config import near

        raise UsageError(f'"{text}" can\'t be exported{near(name, FORMATS)}; there are {", ".join(FORMATS)}')
    return name.removesuffix("s")


def _format(kind: str, form: str, output: Path | None) -> str:
    """The format asked for, else the one that the file's ending says, else CSV."""
    offered = FORMATS[f"{kind}s"]
    suffix = output.suffix.lower() if output else ""
    wanted = form.lower() or SUFFIXES.get(suffix, suffix.removeprefix(".")) or "csv"
    if wanted not in offered:
        said = f"--format {form}" if form else f"the file's ending {suffix}"
        raise UsageError(f"{said} is no format for {kind}s; there are {', '.join(offered)}")
    return wanted


def _contact_sheet(face: Face, listing: Listing, wanted: Wanted, output: Path | None) -> None:
    columns = checked_columns("contact", wanted.columns) if wanted.columns else None
    with data_stream(output) as stream, face.read.listings.steady():
        ids = lambda: face.read.listings.ids("contact", listing)  # noqa: E731
        write_sheet(face.read, ids, stream, columns, header=not wanted.no_header)


def _cards(face: Face, listing: Listing, output: Path | None, version: str) -> None:
    rows = face.read.listings.rows("contact", listing)
    with data_stream(output) as stream:
        write_cards(face.read, rows, stream, version)


def _calendar(face: Face, kind: str, listing: Listing, output: Path | None) -> None:
    from smallcrm.formats import ics
    from smallcrm.read.calendar_extract import Extract

    calendar, listings = face.read.calendar, face.read.listings
    extract = Extract(kinds=(f"{kind}s",))
    with data_stream(output) as stream, listings.steady():
        wanted = {row.uid for row in listings.rows(kind, listing)}
        items = (item for item in calendar.items(extract) if item.uid in wanted)
        zones = calendar.zones(extract)
        ics.write(items, stream, name=f"smallcrm {kind}s", zones=zones, timezone=face.crm.desk.timezone)

"""``smallcrm export``: everything out, in formats that others read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.listing import Wanted, checked_columns
from smallcrm.cli.options import (
    ColumnsOption,
    ContactOption,
    JsonOption,
    LimitOption,
    NoHeaderOption,
    OffsetOption,
    ReverseOption,
    SortOption,
    TagOption,
    WhereOption,
)
from smallcrm.cli.output import Format, Sheet, data_stream, print_sheet
from smallcrm.errors import UsageError
from smallcrm.read.listing import row_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

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
SUFFIXES = {".vcard": "vcf", ".ndjson": "jsonl"}


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
    limit: LimitOption = None,
    offset: OffsetOption = 0,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
    version: Annotated[str, typer.Option("--vcard-version", help="Of the vCards: 4.0 or 3.0")] = "4.0",
) -> None:
    face: Face = ctx.obj
    if kind.strip().lower() == "all":
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
        book_json.write(book(face.read.connection), text)
        text.flush()
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


class _Again:
    """The rows of a list, as often as they are asked for: nothing is held in memory between two passes."""

    def __init__(self, face: Face, kind: str, listing: Listing) -> None:
        self.face = face
        self.kind = kind
        self.listing = listing

    def __iter__(self) -> Iterator[Any]:
        return self.face.read.listings.rows(self.kind, self.listing)


def _contact_sheet(face: Face, listing: Listing, wanted: Wanted, output: Path | None) -> None:
    import io

    from smallcrm.formats import csv as contacts_csv

    columns = checked_columns("contact", wanted.columns) if wanted.columns else None
    with data_stream(output) as stream, face.read.listings.steady():
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
        contacts_csv.write(_Again(face, "contact", listing), text, columns, header=not wanted.no_header)
        # What is left to write goes out; the stream belongs to whoever opened it.
        text.flush()
        text.detach()


def _cards(face: Face, listing: Listing, output: Path | None, version: str) -> None:
    from smallcrm.formats import vcard
    from smallcrm.read.card import photo, properties

    connection = face.read.connection
    cards = (
        vcard.Card(row, photo(connection, row.id), properties(connection, row.uid))
        for row in face.read.listings.rows("contact", listing)
    )
    with data_stream(output) as stream:
        vcard.write(cards, stream, version)


def _calendar(face: Face, kind: str, listing: Listing, output: Path | None) -> None:
    from smallcrm.formats import ics
    from smallcrm.read.calendar import Extract

    calendar, listings = face.read.calendar, face.read.listings
    extract = Extract(kinds=(f"{kind}s",))
    with data_stream(output) as stream, listings.steady():
        wanted = {row.uid for row in listings.rows(kind, listing)}
        items = (item for item in calendar.items(extract) if item.uid in wanted)
        zones = calendar.zones(extract)
        ics.write(items, stream, name=f"smallcrm {kind}s", zones=zones, timezone=face.crm.desk.timezone)

"""``smallcrm import``: contacts and calendars from the files that people have."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption
from smallcrm.cli.output import print_lines, print_record
from smallcrm.errors import RowsRejected, UsageError
from smallcrm.exchange import bring, source_of
from smallcrm.formats.known import format_of, records
from smallcrm.model.incoming import ReadOptions
from smallcrm.write.import_report import OUTCOMES, REJECTED
from smallcrm.write.importing import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from smallcrm.exchange import Begin
    from smallcrm.write.import_report import Report
    from smallcrm.write.writing import Write

app = typer.Typer()
# How many complaints are told one by one, and how much of a value in each: a file can hold a million, or ten megabytes.
TOLD = 1_000
SHOWN = 300


@app.command(
    "import",
    help="Bring in contacts (csv, vcf), calendars (ics) or a whole book (json). The same file again adds nothing.",
    epilog="\b\nExamples:\n  smallcrm import contacts.csv --dry-run\n  smallcrm import google.csv iphone.vcf\n"
    '  smallcrm import clients.csv --map "Client name=name" --rejects mend-these.csv',
)
def import_files(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(help="The files; - is standard input")],
    input_format: Annotated[
        str, typer.Option("--input-format", help="csv, vcf, ics or json; else by the file's suffix")
    ] = "",
    encoding: Annotated[str, typer.Option("--encoding", help="The text's encoding; else detected")] = "",
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="COLUMN=FIELD for a column that is not known (repeatable)"),
    ] = None,
    on_duplicate: Annotated[
        str, typer.Option("--on-duplicate", help="update, skip, replace or create")
    ] = "update",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say what would be done, and do nothing")
    ] = False,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", help="Write what was rejected to this file")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Reject every record with a complaint")] = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    desk = face.crm.desk
    options = ReadOptions(encoding, _mapping(mapping), desk.date_order or "", desk.settings.items("email"))
    sources = [_source(file, input_format, options, desk.timezone) for file in files]
    with _store(face, rehearse=dry_run) as write, _progress(face) as progress:
        report = bring(write, sources, progress, mode=on_duplicate, strict=strict, safely=not dry_run)
    _tell(face, report, rehearsed=dry_run, json=json)
    if rejects is not None and report.rejects:
        from smallcrm.cli.rejects import write_rejects

        write_rejects(rejects, report.rejects)
    if report.total(REJECTED):
        raise RowsRejected(_rejected(report, rejects))


def _mapping(pairs: Sequence[str] | None) -> dict[str, str]:
    split = [pair.rpartition("=") for pair in pairs or ()]
    for column, equals, field in split:
        if not equals or not column:
            raise UsageError(f'--map takes COLUMN=FIELD, not "{column}{equals}{field}"')
    return {column.strip(): field.strip() for column, _, field in split}


def _source(file: str, input_format: str, options: ReadOptions, zone: str) -> Source:
    if file == "-":
        form = format_of(file, input_format)
        return Source("standard input", records(form, sys.stdin.buffer, options, zone))
    return source_of(Path(file), options, zone, input_format)


@contextlib.contextmanager
def _store(face: Face, *, rehearse: bool) -> Iterator[Write]:
    """The store, or for a dry run a throw-away copy of it."""
    if not rehearse:
        yield face.write
        return
    with face.crm.rehearsal() as write:
        yield write


@contextlib.contextmanager
def _progress(face: Face) -> Iterator[Begin]:
    """A bar on stderr if that is a terminal; silent elsewhere."""
    if face.quiet or not sys.stderr.isatty():
        yield lambda _name, _total: lambda _count: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:

        def begin(name: str, total: int | None) -> Callable[[int], None]:
            task = bar.add_task(name, total=total)
            return lambda count: bar.advance(task, count)

        yield begin


def _tell(face: Face, report: Report, *, rehearsed: bool, json: bool) -> None:
    if json:
        print_record(_as_json(report, rehearsed=rehearsed))
    else:
        print_lines(_summary(file, counts, rehearsed=rehearsed) for file, counts in report.counts.items())
    for file, complaint in report.complaints[:TOLD]:
        column = f", column {complaint.column}" if complaint.column else ""
        shown = (
            f': "{_short(complaint.value)}"'
            if complaint.value and complaint.value not in complaint.reason
            else ""
        )
        face.say(f"{file}, line {complaint.line}{column}{shown}: {_short(complaint.reason)}")
    if len(report.complaints) > TOLD:
        face.say(f"and {len(report.complaints) - TOLD:,} more like these; --json has them all")
    for told in report.told:
        face.say(f"{told.file}, line {told.line}: {told.words}")


def _short(text: str) -> str:
    """As much of it as a person would read."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _summary(file: str, counts: Any, *, rehearsed: bool) -> str:  # noqa: ANN401
    would = "would be " if rehearsed else ""
    said = ", ".join(
        f"{counts[outcome]:,} {would}{outcome}" for outcome in OUTCOMES if counts[outcome] or outcome == "new"
    )
    return f"{file}: {said}"


def _as_json(report: Report, *, rehearsed: bool) -> dict[str, Any]:
    files = [
        {
            "file": file,
            **{outcome: counts[outcome] for outcome in OUTCOMES},
            "complaints": [complaint._asdict() for name, complaint in report.complaints if name == file],
            "notices": [
                {"line": told.line, "words": told.words} for told in report.told if told.file == file
            ],
        }
        for file, counts in report.counts.items()
    ]
    return {"dry_run": rehearsed, **{outcome: report.total(outcome) for outcome in OUTCOMES}, "files": files}


def _rejected(report: Report, rejects: Path | None) -> str:
    count = report.total(REJECTED)
    what = f"{count:,} record{'s were' if count > 1 else ' was'} rejected"
    return f"{what}, see {rejects}" if rejects else f"{what}; write them to a file with --rejects FILE"

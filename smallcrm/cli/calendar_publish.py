"""``smallcrm calendar publish``, ``list``, ``unpublish``, ``token``: which calendars others subscribe to."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import FormatOption, JsonOption
from smallcrm.cli.output import Format, Sheet, print_lines, print_record, print_sheet
from smallcrm.errors import CrmError, FileError, NotFound, UsageError
from smallcrm.model.publication import TYPES, PublicationDraft, checked_mode

if TYPE_CHECKING:
    from smallcrm.model.publication import Publication

app = typer.Typer()


class NotWritten(CrmError):
    """A published file could not be brought up to date."""

    code = "not_published"


@app.command(
    "publish",
    help="Keep a calendar in FILE up to date: after every change, however it is made, FILE is written anew. Again with "
    "the same FILE changes what you say. Without FILE, all published files are brought up to date now; with --name "
    "alone, the calendar is only served.",
    epilog="\b\nExamples:\n  smallcrm calendar publish ~/Sync/work.ics\n"
    "  smallcrm calendar publish ~/Sync/bristol.ics --tag bristol --type appointments\n"
    "  smallcrm calendar publish /srv/www/busy.ics --busy --mode 0644\n  smallcrm calendar publish",
)
def publish(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The file to keep up to date")] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="What programs call it; else the file's name")
    ] = None,
    kind: Annotated[str | None, typer.Option("--type", help="all, appointments or reminders")] = None,
    tag: Annotated[
        str | None,
        typer.Option("--tag", help='Only what has this tag, or whose contact or job has it; "" clears it'),
    ] = None,
    busy: Annotated[
        bool | None,
        typer.Option("--busy/--not-busy", help="Only when you are busy: no names, titles or places"),
    ] = None,
    cancelled: Annotated[
        bool | None,
        typer.Option("--cancelled/--no-cancelled", help="Keep in for 90 days what was cancelled or removed"),
    ] = None,
    everything: Annotated[
        bool | None, typer.Option("--all/--window", help="Whatever the day, or three months back to 18 ahead")
    ] = None,
    mode: Annotated[
        str | None, typer.Option("--mode", metavar="MODE", help="The file's permissions; 0600 unless told")
    ] = None,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    if kind is not None and kind not in TYPES:
        raise UsageError(f'--type is {", ".join(TYPES)}, not "{kind}"')
    draft = PublicationDraft(
        name, _absolute(file), checked_mode(mode) if mode else None, kind, tag, busy, cancelled, everything
    )
    if draft == PublicationDraft():
        _bring_all(face, json=json)
    elif file is None and name is None:
        raise UsageError("name the FILE to keep up to date, or with --name a calendar that is only served")
    else:
        _put(face, draft, json=json)


def _absolute(file: Path | None) -> str | None:
    # A link is kept: it may be led elsewhere later.
    return os.path.abspath(file) if file is not None else None  # noqa: PTH100


def _bring_all(face: Face, *, json: bool) -> None:
    from smallcrm.calendars.publishing import Publisher

    if not face.read.publications.all():
        face.say("no calendar is published; begin with: smallcrm calendar publish FILE")
        return
    failed = Publisher(face.write.changes.connection, face.crm.path, face.desk, face.say).refresh()
    if failed:
        raise NotWritten(f"{failed[0].file} is not up to date; see: smallcrm calendar list")
    _print_all(face, Format.JSON if json else Format.IDS, urls=False)


def _put(face: Face, draft: PublicationDraft, *, json: bool) -> None:
    from smallcrm.calendars.publishing import publish as put

    publication = put(face.write, face.desk, draft)
    where = (
        f"{publication.file} is kept up to date"
        if publication.file
        else "it is served by: smallcrm calendar serve"
    )
    if json:
        print_record({**_record(face, publication.name), "warnings": []})
    else:
        print_lines([publication.name])
    face.say(f"published {publication.name}: {_held(publication)}; {where}")


def _held(publication: Publication) -> str:
    """What a calendar holds, in words."""
    if publication.busy:
        what = "when you are busy, and nothing else"
    else:
        what = "appointments and reminders" if publication.kinds == "all" else publication.kinds
    return what + (f", tagged {publication.tag}" if publication.tag else "")


def _record(face: Face, name: str) -> dict[str, Any]:
    return next(row._asdict() for row in face.read.publications.rows() if row.name == name)


@app.command(
    "list",
    help="The published calendars: what each holds, its file, and whether that is up to date. Their addresses are "
    "secrets, and printed only with --urls.",
    epilog="\b\nExamples:\n  smallcrm calendar list\n  smallcrm calendar list --urls\n  smallcrm calendar list --json",
)
def show(
    ctx: typer.Context,
    urls: Annotated[
        bool, typer.Option("--urls", help="Their addresses, where `calendar serve` answers or did last")
    ] = False,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    form = Format.JSON if json else form
    _print_all(face, form, urls=urls)


def _print_all(face: Face, form: Format, *, urls: bool) -> None:
    rows = [row._asdict() for row in face.read.publications.rows()]
    if form is Format.IDS:
        print_lines(row["name"] for row in rows)
        return
    if urls:
        addresses = _urls(face, face.read.publications.all())
        rows = [{**row, "urls": addresses[row["name"]]} for row in rows]
    if urls and form is Format.TABLE:
        rows = [{**row, "url": row["urls"][0]} for row in rows]
    columns = ("name", "type", "tag", "busy", "file", "state", *(["url"] if urls else []))
    print_sheet(
        Sheet(rows, columns), form,
        empty=lambda: face.say("no calendar is published; begin with: smallcrm calendar publish FILE"),
    )  # fmt: skip


def _urls(face: Face, publications: list[Publication]) -> dict[str, list[str]]:
    from smallcrm.calendars.served import address_of

    address = address_of(face.crm.path, face.desk.settings)
    return {publication.name: address.urls(publication) for publication in publications}


@app.command(
    "unpublish",
    help="Publish a calendar no more: its file is left as it is, and its address leads nowhere.",
    epilog="\b\nExamples:\n  smallcrm calendar unpublish work\n"
    "  smallcrm calendar unpublish ~/Sync/work.ics --delete-file",
)
def unpublish(
    ctx: typer.Context,
    calendar: Annotated[str, typer.Argument(metavar="NAME|FILE", help="Its name, or its file")],
    delete_file: Annotated[bool, typer.Option("--delete-file", help="Remove its file, too")] = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    publication = face.read.publications.named(calendar)
    record = _record(face, publication.name)
    if delete_file and publication.file is not None:
        _delete(Path(publication.file))
    face.write.publishing.remove(publication.name)
    if json:
        print_record({**record, "warnings": []})
    else:
        print_lines([publication.name])
    kept = f"; {publication.file} stays as it is" if publication.file and not delete_file else ""
    face.say(f"{publication.name} is published no more{kept}")


def _delete(file: Path) -> None:
    from smallcrm.calendars.publishing import is_ours

    if not file.exists():
        return
    if not is_ours(file):
        raise FileError(f"{file} is no calendar of smallcrm's any more; remove it by hand")
    try:
        file.unlink()
    except OSError as problem:
        raise FileError(f"{file} can't be removed: {problem.strerror}") from None


@app.command(
    "token",
    help="Give a calendar a new secret address: whoever has the old one finds nothing there from now on, also while "
    "`calendar serve` runs. Prints the new addresses.",
    epilog="\b\nExamples:\n  smallcrm calendar token work\n  smallcrm calendar token --all",
)
def token(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="The calendar; not needed where there is one")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="All of them")] = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    chosen = _chosen(face, name, everyone=everyone)
    face.write.publishing.rotate(chosen)
    addresses = _urls(face, [each for each in face.read.publications.all() if each.name in chosen])
    if json:
        rows = [{"name": calendar, "urls": urls} for calendar, urls in addresses.items()]
        print_sheet(Sheet(rows, ("name",)), Format.JSON)
    else:
        print_lines(url for urls in addresses.values() for url in urls)


def _chosen(face: Face, name: str | None, *, everyone: bool) -> list[str]:
    if name is not None and everyone:
        raise UsageError("say a NAME, or --all")
    if name is not None:
        return [face.read.publications.named(name).name]
    names = [publication.name for publication in face.read.publications.all()]
    if not names:
        raise NotFound("no calendar is published; begin with: smallcrm calendar publish FILE")
    if len(names) > 1 and not everyone:
        raise UsageError(f"name one of {', '.join(names)}, or say --all")
    return names

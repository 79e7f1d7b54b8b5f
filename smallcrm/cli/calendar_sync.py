"""``smallcrm calendar sync``: the book and folders of calendar and contact files kept in step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption
from smallcrm.cli.output import print_lines, print_record
from smallcrm.errors import RowsRejected, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.sync.report import Report
    from smallcrm.write.writing import Write

app = typer.Typer()


@app.command(
    "sync",
    help="Keep the book in step with a folder of .ics and .vcf files, both ways: with any phone, through vdirsyncer.",
    epilog="\b\nExamples:\n  smallcrm calendar sync ~/sync\n  smallcrm calendar sync ~/sync --dry-run\n"
    "  smallcrm calendar sync ~/.contacts/home --contacts\n  smallcrm calendar sync",
)
def sync(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]",
            help="The folder: its calendar and contacts are kept in step, or itself if the files stand in it; "
            "without one, those synced before",
        ),
    ] = None,
    contacts: Annotated[bool, typer.Option("--contacts", help="Contacts alone, now and from now on")] = False,
    appointments: Annotated[
        bool, typer.Option("--appointments", help="Appointments alone, now and from now on")
    ] = False,
    reminders: Annotated[
        bool, typer.Option("--reminders", help="Reminders alone, now and from now on")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Say what would be done, and do nothing")
    ] = False,
    removals: Annotated[
        bool,
        typer.Option("--allow-removals", "--yes", "-y", help="Also where most of the files are gone at once"),
    ] = False,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    asked = {"contact": contacts, "appointment": appointments, "reminder": reminders}
    kinds = tuple(kind for kind, wanted in asked.items() if wanted)
    face.crm.origin = "sync"
    if dry_run:
        with face.crm.rehearsal() as write:
            reports = _sync(write, folder, kinds, dry=True, removals=removals)
    else:
        reports = _sync(face.write, folder, kinds, dry=False, removals=removals)
    _tell(face, reports, rehearsed=dry_run, json=json)
    left = sum(len(report.left) for report in reports)
    if left:
        raise RowsRejected(f"{left} file{'s were' if left > 1 else ' was'} left alone")


def _sync(
    write: Write, folder: Path | None, kinds: Sequence[str], *, dry: bool, removals: bool
) -> list[Report]:
    from smallcrm.sync.syncing import Syncing
    from smallcrm.write.sync_state import KINDS

    syncing = Syncing(write, dry=dry, removals=removals)
    remembered = syncing.remembered()
    if folder is not None:
        path = folder.expanduser().absolute().resolve()
        return [syncing.sync(path, kinds or remembered.get(str(path), KINDS))]
    if not remembered:
        raise UsageError("no folder was synced before; name one: smallcrm calendar sync DIR")
    return [syncing.sync(Path(path), kinds or usual) for path, usual in remembered.items()]


def _tell(face: Face, reports: Sequence[Report], *, rehearsed: bool, json: bool) -> None:
    if json:
        print_record({"dry_run": rehearsed, "folders": [report.row()._asdict() for report in reports]})
    else:
        would = "would have: " if rehearsed else ""
        print_lines(f"{report.folder}: {would}{report.counts()}" for report in reports)
    for report in reports:
        if rehearsed:
            for act in report.acts:
                face.say(f"would have {act.words()}")
        for clash in report.clashes:
            face.say(clash.words())
        for notice in report.notices:
            face.say(notice)
        for file, reason in sorted(report.left.items()):
            face.say(f"{file} {reason}; left alone")

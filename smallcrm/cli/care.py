"""``smallcrm backup``, ``restore``, ``doctor``: the store as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import FormatOption, JsonOption, YesOption
from smallcrm.cli.output import Format, Sheet, print_line, print_record, print_sheet
from smallcrm.cli.removed import counted
from smallcrm.errors import CrmError, StoreMissing, UsageError

app = typer.Typer()


class Unhealthy(CrmError):
    """The store is not healthy."""

    code = "unhealthy"


def _keep(face: Face) -> int:
    return int(face.crm.desk.settings["backup_keep"])


def _existing_store(face: Face) -> Path:
    path = face.crm.path
    if not path.exists():
        raise StoreMissing(path)
    return path


@app.command(
    "backup",
    help="Copy the store to FILE, whole and checked; without FILE into the folder of automatic backups.",
    epilog="\b\nExamples:\n  smallcrm backup\n  smallcrm backup /media/stick/book.db",
)
def backup(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to")] = None,
    json: JsonOption = False,
) -> None:
    from smallcrm.store.backup import automatic, back_up

    face: Face = ctx.obj
    store = _existing_store(face)
    # Opening it first tells a foreign or damaged store from one worth a backup.
    connection = face.read.connection
    if file is None:
        file = automatic(store, "manual", _keep(face))
    elif file.exists() and file.samefile(store):
        raise UsageError(f"{file} is the store itself; name another file")
    else:
        back_up(store, file)
    contacts = connection.execute("SELECT count(*) FROM contact").fetchone()[0]
    if json:
        print_record({"file": str(file.absolute()), "contacts": contacts, "warnings": []})
    else:
        print_line(str(file))
    face.say(f"backed up {counted(contacts, 'contact')}")


@app.command(
    "restore",
    help="Bring a backup back into the store; what is in it now is backed up first.",
    epilog="\b\nExamples:\n  smallcrm restore --newest\n  smallcrm restore --list\n  smallcrm restore 20260914T071200Z-daily.db",
)
def restore(
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The backup; the name alone of an automatic one")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="The automatic backups, newest first")] = False,
    newest: Annotated[
        bool, typer.Option("--newest", help="The newest automatic backup that is whole")
    ] = False,
    yes: YesOption = False,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
) -> None:
    from smallcrm.store.backup import newest_whole

    face: Face = ctx.obj
    form = Format.JSON if json else form
    if listing:
        _list(face, form)
    elif (file is None) is not newest:
        raise UsageError("name a backup, or say --newest; which there are: smallcrm restore --list")
    else:
        face.yes = yes
        _restore(face, file or newest_whole(face.crm.path), json=form is Format.JSON)


def _list(face: Face, form: Format) -> None:
    from smallcrm.store.backup import described

    rows = [
        # A terminal has no room for the folder, and `restore` finds an automatic backup by its name.
        {
            "file": found.file.name if form is Format.TABLE else str(found.file),
            "at": found.at,
            "contacts": found.contacts,
            "ok": found.ok,
        }
        for found in described(face.crm.path)
    ]
    print_sheet(
        Sheet(rows, ("file", "at", "contacts", "ok")), form,
        empty=lambda: face.say("there is no backup yet; make one with: smallcrm backup"),
    )  # fmt: skip


def _restore(face: Face, file: Path, *, json: bool) -> None:
    from smallcrm.store.backup import check_backup, folder_of, restore

    store = face.crm.path
    if not file.exists() and (folder_of(store) / file.name).exists():
        file = folder_of(store) / file.name
    check_backup(file)
    if not face.confirm(f"Replace what is in {store} by {file}? A backup of it is made first."):
        raise CrmError("nothing was restored; to restore without being asked, say --yes")
    done = restore(file, store, _keep(face))
    face.crm.publish()
    warnings = [
        f"contact {contact_id} had been erased and is there again; to erase them again: smallcrm contact erase {contact_id}"
        for contact_id in done.returned
    ]
    if json:
        record = {
            "file": str(store),
            "contacts": done.contacts,
            "before": _text(done.before),
            "aside": _text(done.aside),
        }
        print_record({**record, "warnings": warnings})
    else:
        print_line(str(store))
    if done.before:
        face.say(f"what was there before is in {done.before}")
    if done.aside:
        face.say(f"what was there before could not be read; it was moved to {done.aside}")
    face.say(f"restored {counted(done.contacts, 'contact')} from {file}")
    face.warn(warnings)


def _text(path: Path | None) -> str | None:
    return str(path) if path else None


@app.command(
    "doctor",
    help="Check the store's health; reads only. What is wrong is said with what to do about it.",
    epilog="\b\nExamples:\n  smallcrm doctor\n  smallcrm doctor --salvage saved.db",
)
def doctor(
    ctx: typer.Context,
    salvage: Annotated[
        Path | None,
        typer.Option("--salvage", metavar="NEW", help="Put what can still be read into a new store"),
    ] = None,
    json: JsonOption = False,
) -> None:
    from smallcrm.store.health import examine

    face: Face = ctx.obj
    if salvage is not None:
        _salvage(face, salvage, json=json)
        return
    findings = list(examine(_existing_store(face)))
    if json:
        print_sheet(Sheet((finding._asdict() for finding in findings), ("check",)), Format.JSON)
    else:
        for finding in findings:
            told = "; ".join(part for part in (finding.message, finding.remedy) if part)
            print_line(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.check}{': ' if told else ''}{told}")
    wrong = [finding for finding in findings if not finding.ok]
    if wrong:
        raise Unhealthy(f"{wrong[0].message}; {wrong[0].remedy}")


def _salvage(face: Face, target: Path, *, json: bool) -> None:
    from smallcrm.store.salvage import salvage

    counts = salvage(face.crm.path, target)
    if json:
        print_record({"file": str(target.absolute()), "rows": counts, "warnings": []})
    else:
        print_line(str(target))
    things = ("contact", "note", "job", "appointment", "reminder")
    face.say(
        "saved "
        + ", ".join(counted(counts[thing], thing) for thing in things)
        + "; the history is left behind"
    )

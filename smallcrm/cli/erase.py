"""``smallcrm contact erase``: the one act that can't be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import ContactArgument, JsonOption, YesOption
from smallcrm.cli.output import print_line, print_record
from smallcrm.cli.removed import counted
from smallcrm.errors import CrmError, NotFound

if TYPE_CHECKING:
    from pathlib import Path

    from smallcrm.write.erase import Erasure
    from smallcrm.write.erase_traces import Person

app = typer.Typer()
REFUSED = "nothing was erased; to erase without being asked, say --yes"


@app.command(
    "erase",
    help="Erase a person for good: record, history, search and calendars. Jobs with a value stay, without the person.",
    epilog="\b\nExamples:\n  smallcrm contact erase maya\n  smallcrm contact erase 12 --yes --backups",
)
def erase(
    ctx: typer.Context,
    reference: ContactArgument,
    yes: YesOption = False,
    backups: Annotated[
        bool | None,
        typer.Option(
            "--backups/--keep-backups",
            help="Also write the automatic backups anew without the person, or leave them; else asked",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    face.yes = yes
    contact_id = _named(face, reference)
    person = face.write.erasing.person(contact_id)
    if person is None:
        _sweep(face, contact_id, json=json)
        return
    _ask(face, contact_id, person)
    face.write.back_up("erasure")
    done = face.write.erasing.erase(person)
    face.say(f"erased contact {contact_id}{_with(done.gone, len(done.kept))}")
    rewritten, left = _look_after_backups(face, done, backups)
    _tell(face, done, rewritten, left, json=json)


def _named(face: Face, reference: str) -> int:
    """Someone who was removed is found by id: history holds them still."""
    from smallcrm.read.reference import is_id

    try:
        return face.contact(reference)
    except NotFound:
        if not is_id(reference):
            raise
        return int(reference)


def _ask(face: Face, contact_id: int, person: Person) -> None:
    who = face.read.history.called("contact", contact_id)
    weight = face.write.erasing.weigh(person)
    kept = weight.pop("kept")
    if not face.confirm(f"Erase {who}{_with(weight, kept)}, and all that history knows of them?"):
        raise CrmError(REFUSED)
    if not face.confirm("This can't be undone. Erase for good?"):
        raise CrmError(REFUSED)


def _with(gone: dict[str, int], kept: int) -> str:
    counts = [counted(count, kind) for kind, count in gone.items() if count]
    told = f" with {', '.join(counts)}" if counts else ""
    return told + (f"; {counted(kept, 'job')} with a value kept without a name" if kept else "")


def _sweep(face: Face, contact_id: int, *, json: bool) -> None:
    """They are erased already; what an erasure that was cut short may have left in the files goes now."""
    swept = face.write.erasing.sweep()
    if json:
        print_record({"erased": contact_id, "warnings": [] if swept else [_unswept(face, contact_id)]})
    else:
        print_line(str(contact_id))
    face.say(f"contact {contact_id} was erased already")
    if not swept:
        face.warn([_unswept(face, contact_id)])


def _unswept(face: Face, contact_id: int) -> str:
    return (
        f"another program has {face.crm.path} open, or its disk is full or failing, so its files could not be swept; mend that and "
        f"say again: smallcrm contact erase {contact_id}"
    )


def _look_after_backups(
    face: Face, done: Erasure, backups: bool | None
) -> tuple[list[Path], dict[Path, str]]:
    """The backups written anew, and those that hold the person still, each with what hindered it."""
    from smallcrm.write.erase_backups import holding, rewrite

    held = holding(face.crm.path, done.uids)
    if backups is None and held:
        # --yes answers for the person; what becomes of the backups has an option of its own.
        question = f"{counted(len(held), 'backup')} still hold them. Write these anew without them?"
        backups = not face.yes and face.confirm(question)
    rewritten: list[Path] = []
    left: dict[Path, str] = dict.fromkeys(held, "")
    for file in held if backups else ():
        try:
            rewrite(file, done.uids)
        except CrmError as problem:
            left[file] = problem.message
        else:
            rewritten.append(file)
            del left[file]
    return rewritten, left


def _tell(face: Face, done: Erasure, rewritten: list[Path], left: dict[Path, str], *, json: bool) -> None:
    warnings = [*_warnings(face, done, left)]
    if json:
        print_record(_record(done, rewritten, left, warnings))
    else:
        print_line(str(done.contact_id))
    if rewritten:
        face.say(f"wrote {counted(len(rewritten), 'backup')} anew without them")
    if done.kept:
        face.say(f"kept for the books: {', '.join(f'job {job_id}' for job_id in done.kept)}")
    face.warn(warnings)


def _warnings(face: Face, done: Erasure, left: dict[Path, str]) -> list[str]:
    told = [f"{file} still holds them{': ' if why else ''}{why}" for file, why in left.items()]
    if done.mentions:
        named = ", ".join(f"{kind} {thing_id}" for kind, thing_id in done.mentions)
        told.append(f"what others' things say names them still: {named}")
    if done.past:
        told.append(f"{counted(done.past, 'older value')} in the history of others' things name them still")
    told += [
        f"{folder} has files of them; they go with: smallcrm calendar sync {folder}"
        for folder in done.folders
    ]
    if not done.swept:
        told.append(_unswept(face, done.contact_id))
    return told


def _record(
    done: Erasure, rewritten: list[Path], left: dict[Path, str], warnings: list[str]
) -> dict[str, Any]:
    return {
        "erased": done.contact_id, "with": done.gone, "kept_jobs": done.kept,
        "mentions": [{"type": kind, "id": thing_id} for kind, thing_id in done.mentions],
        "backups": [str(file) for file in left], "rewritten": [str(file) for file in rewritten],
        "folders": done.folders, "warnings": warnings,
    }  # fmt: skip

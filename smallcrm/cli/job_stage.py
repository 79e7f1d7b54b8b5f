"""``smallcrm job move`` and ``smallcrm job stages``: how jobs get on."""

from __future__ import annotations

from typing import Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.job_values import answer_job, new_money
from smallcrm.cli.options import ColumnsOption, FormatOption, JsonOption, NoHeaderOption, OutputOption
from smallcrm.cli.output import Format, Sheet, print_sheet
from smallcrm.draft.dates import past_date
from smallcrm.model.job import MEANINGS

app = typer.Typer()


@app.command(
    "move",
    help="Move a job to another stage; each move is dated and kept.",
    epilog="\b\nExamples:\n  smallcrm job move maya quoted --value 185\n  smallcrm job move valve paid --on 'last fri'",
)
def move(
    ctx: typer.Context,
    reference: Annotated[
        str, typer.Argument(metavar="REF", help="Its id, words of its title, or a contact with one open job")
    ],
    stage: Annotated[str, typer.Argument(help="One of: smallcrm job stages")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="WHEN", help='The day it came there; looks back: "last fri"')
    ] = None,
    value: Annotated[
        str | None,
        typer.Option("--value", metavar="AMOUNT", help="What it is worth now, when quoting for example"),
    ] = None,
    json: JsonOption = False,
) -> None:
    face: Face = ctx.obj
    job_id = face.job(reference)
    said = past_date(face.desk, on)
    worth = new_money(face, job_id, value, None) if value else None
    with face.write.change("move a job") as change:
        touched = face.write.jobs.move(job_id, stage, said.value, worth)
    answer_job(face, job_id, json=json, on=said.words, touched=touched, warnings=change.warnings)


@app.command(
    "stages",
    help="The stages in order, what each means, and how many jobs are at it; add or remove one.",
    epilog="\b\nExamples:\n  smallcrm job stages\n  smallcrm job stages --add surveyed=open\n"
    f"  smallcrm job stages --remove scheduled\n\nA stage means one of: {', '.join(MEANINGS)}.",
)
def stages(
    ctx: typer.Context,
    add: Annotated[
        str | None,
        typer.Option("--add", metavar="NAME=MEANING", help="Add a stage after those that mean the same"),
    ] = None,
    remove: Annotated[
        str | None, typer.Option("--remove", metavar="NAME", help="Remove a stage that no job is or was at")
    ] = None,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
    output: OutputOption = None,
) -> None:
    face: Face = ctx.obj
    if add is not None or remove is not None:
        _change(face, add, remove)
    sheet = Sheet((row.json() for row in face.read.jobs.stages()), ("name", "meaning", "jobs"))
    print_sheet(sheet, Format.JSON if json else form, columns=columns, header=not no_header, file=output)


def _change(face: Face, add: str | None, remove: str | None) -> None:
    from smallcrm.draft.contact import pair

    with face.write.change("change the stages") as change:
        if add is not None:
            name, meaning = pair(add, "--add")
            face.write.jobs.add_stage(name, meaning)
        if remove is not None:
            face.write.jobs.remove_stage(remove)
        change.say("changed the stages")

"""``smallcrm appointment show``."""

from __future__ import annotations

import typer

from smallcrm.cli.appointment_options import AppointmentArgument
from smallcrm.cli.appointment_words import page
from smallcrm.cli.face import Face
from smallcrm.cli.one import print_one
from smallcrm.cli.options import FormatOption, JsonOption, OutputOption
from smallcrm.cli.output import Format

app = typer.Typer()


@app.command(
    "show",
    help="Show an appointment.",
    epilog="\b\nExamples:\n  smallcrm appointment show maya\n  smallcrm appointment show 3 --json",
)
def show(
    ctx: typer.Context,
    reference: AppointmentArgument,
    form: FormatOption = Format.TABLE,
    json: JsonOption = False,
    output: OutputOption = None,
) -> None:
    face: Face = ctx.obj
    row = face.read.appointments.get(face.appointment(reference))
    record = {**row.json(), "occurrences": row.occurrences}
    print_one(record, lambda: page(face, row), Format.JSON if json else form, file=output)

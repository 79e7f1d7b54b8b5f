"""``smallcrm tui``: the full screen."""

from __future__ import annotations

import sys

import typer

from smallcrm.cli.face import Face
from smallcrm.errors import UsageError

app = typer.Typer()


@app.command(
    "tui",
    help="The full-screen dashboard; bare `smallcrm` on a terminal opens it too.",
    epilog="\b\nExamples:\n  smallcrm tui\n  smallcrm --db practice.db tui",
)
def tui(ctx: typer.Context) -> None:
    face: Face = ctx.obj
    if face.dashboard is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "the dashboard needs a terminal; for scripts there are the commands, see: smallcrm --help"
        )
    raise typer.Exit(face.dashboard(face.crm, ""))

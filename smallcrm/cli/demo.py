"""``smallcrm demo``: a throw-away store made by really importing files of the kinds that people bring."""

from __future__ import annotations

import shlex
import sys
import tempfile
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.config import write_values
from smallcrm.errors import Conflict, CrmError

app = typer.Typer()

# The bundled files speak of Bristol.
SETTINGS = {"region": "GB", "timezone": "Europe/London", "currency": "GBP", "date_order": "dmy"}
FILES = ("google-contacts.csv", "phone.vcf", "jobber-clients.csv")
WEEK = (
    'log helen "Cylinder valve drips, can we come and look?" --at "10 days ago"',
    'job add helen "Leaking cylinder valve" --value 185 --on "9 days ago" --site "5 Elm Grove, Bristol"',
    'job move helen quoted --on "4 days ago"',
    'job add rosa "Oven flue" --value 640 --stage accepted --on "6 days ago"',
    'job add marlow "Yearly gas check, 12 flats" --value 900 --stage invoiced --on "38 days ago"',
    'book rosa "today 14:00" "Measure the flue" --for 45m',
    'book helen "tomorrow 9-10:30" "Cylinder valve"',
    'book zoë "in 3 days at 16:00" "Tuning" --repeat "every 4 weeks"',
    'reminder add "Order flue liner" --due yesterday --contact rosa',
    'reminder add "Ring Owen about the radiator" --due "tomorrow 12:00" --contact owen',
)
SHOWN = ("today", "next", "show helen")
KEPT_NOT = "demo: a throw-away book, NOT KEPT"


@app.command(
    "demo",
    help="Try it in a throw-away store: bundled files are imported, a week is booked, the day is printed.",
    epilog="\b\nExamples:\n  smallcrm demo\n  smallcrm demo --keep try.db",
)
def demo(
    ctx: typer.Context,
    keep: Annotated[Path | None, typer.Option("--keep", help="Keep the store in this new file")] = None,
) -> None:
    face: Face = ctx.obj
    if keep is not None and keep.exists():
        raise Conflict(f"{keep} exists already; name a new file")
    with tempfile.TemporaryDirectory(prefix="smallcrm-demo-") as folder:
        config = Path(folder) / "config.toml"
        write_values(config, SETTINGS)
        store = keep or Path(folder) / "demo.db"
        words = f"demo: kept in {store}" if keep else KEPT_NOT
        face.say(words)
        _live_a_week(face, ["--db", str(store), "--config", str(config)])
        _show(face, store, config, words)
        face.say(f"\n{words}; begin your own with: smallcrm add NAME PHONE, or smallcrm import FILE")


def _show(face: Face, store: Path, config: Path, words: str) -> None:
    """The dashboard, where there is a person to look at it."""
    if face.dashboard is None or face.no_input or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    from smallcrm.config import load
    from smallcrm.crm import Crm
    from smallcrm.desk import Desk

    face.say(f"\n{words}. Enter opens the dashboard, q leaves it.")
    sys.stdin.readline()
    face.dashboard(Crm(store, Desk(load(config)), origin="tui"), words)


def _live_a_week(face: Face, where: list[str]) -> None:
    with as_file(files("smallcrm") / "demo") as bundled:
        _run(
            face,
            ["import", *(str(bundled / name) for name in FILES)],
            where,
            shown=" ".join(("import", *FILES)),
        )
    for line in WEEK:
        _run(face, shlex.split(line), [*where, "--quiet"], silent=True)
    for line in SHOWN:
        _run(face, shlex.split(line), where, shown=line)


def _run(
    face: Face, arguments: list[str], where: list[str], *, shown: str = "", silent: bool = False
) -> None:
    """Run a command as a person would; the demo fails where it does."""
    from smallcrm.cli.run import run

    if shown:
        face.say(f"\n$ smallcrm {shown}")
    if silent:
        import contextlib
        import io

        with contextlib.redirect_stdout(io.StringIO()):
            code = run([*arguments, *where])
    else:
        code = run([*arguments, *where])
    if code:
        raise CrmError(f"the demo stopped at: smallcrm {shlex.join(arguments)}")

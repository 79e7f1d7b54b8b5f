"""``smallcrm reminder install``: what to put where, so that reminders come by themselves. It installs nothing."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption
from smallcrm.cli.unattended import command, print_files
from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.cli.timer import File

app = typer.Typer()

LIBRARY = "desktop_notifier"


@app.command(
    "install",
    help="Print what makes reminders come by themselves, every five minutes: a line for your crontab, or with an option "
    "a systemd timer or a launchd job. It only prints, and says where to put it.",
    epilog="\b\nExamples:\n  smallcrm reminder install\n  smallcrm reminder install --systemd\n"
    "  smallcrm reminder install --launchd\n  smallcrm reminder install --mail",
)
def install(
    ctx: typer.Context,
    systemd: Annotated[
        bool, typer.Option("--systemd", help="A service and a timer of your own systemd")
    ] = False,
    launchd: Annotated[bool, typer.Option("--launchd", help="A job of launchd, on macOS")] = False,
    mail: Annotated[
        bool, typer.Option("--mail", help="A crontab line that prints what is due, for cron to mail to you")
    ] = False,
    json: JsonOption = False,
) -> None:
    from smallcrm.cli import timer

    face: Face = ctx.obj
    if systemd + launchd + mail > 1:
        raise UsageError("say one of --systemd, --launchd and --mail")
    line = command(face, "--quiet", "reminder")
    shown = [*line, "notify", "--desktop"]
    if systemd:
        files = timer.systemd(shown)
        how = f"systemctl --user daemon-reload && systemctl --user enable --now {timer.NAME}.timer"
    elif launchd:
        files = [timer.launchd(shown)]
        how = f"launchctl bootstrap gui/$(id -u) {files[0].path}"
    else:
        files = [timer.File("", timer.crontab([*line, "due", "--new", "--alarms"] if mail else shown) + "\n")]
        how = "crontab -e, and add the line"
    print_files(files, json=json)
    _say(face, files, how, desktop=not mail)


def _say(face: Face, files: Sequence[File], how: str, *, desktop: bool) -> None:
    if files[0].path:
        face.say(f"put it into {' and '.join(file.path for file in files)}, then: {how}")
    else:
        face.say(f"put it into your crontab: {how}")
    if desktop and find_spec(LIBRARY) is None:
        from smallcrm.cli.pop_up import Missing

        face.say(f"warning: {Missing().message}")

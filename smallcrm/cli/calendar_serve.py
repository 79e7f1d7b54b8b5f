"""``smallcrm calendar serve``: the published calendars over HTTP, for programs that subscribe to them."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from smallcrm.cli.face import Face
from smallcrm.cli.options import JsonOption
from smallcrm.cli.output import Format, Sheet, print_lines, print_sheet, print_text
from smallcrm.errors import Cancelled, UsageError

if TYPE_CHECKING:
    from types import FrameType

    from smallcrm.calendars.addresses import Address
    from smallcrm.calendars.served import Asked
    from smallcrm.model.publication import Publication

app = typer.Typer()

SERVICES = ("systemd", "launchd")


class Place(NamedTuple):
    """Where is served, and what of it was said on the command line."""

    address: Address
    asked: Asked


class _Ended(BaseException):
    """The system asked the server to end."""


@app.command(
    "serve",
    help="Serve the published calendars to programs that subscribe to them, until Ctrl-C; where none is published, one "
    "of everything. Only this machine is answered, and only who knows a calendar's secret address, which is printed.",
    epilog="\b\nExamples:\n  smallcrm calendar serve\n"
    "  smallcrm calendar serve --allow-host desk.example.ts.net --qr work\n"
    "  smallcrm calendar serve --service systemd",
)
def serve(
    ctx: typer.Context,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="The address of this machine to answer at")
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option("--port", help="The port, 0 for any; else as the setting calendar_port says"),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-host",
            metavar="NAME",
            help="Answer also who asks for this name, that of a proxy or a private network (repeatable); besides the "
            "setting calendar_hosts",
        ),
    ] = None,
    qr: Annotated[
        str | None,
        typer.Option("--qr", metavar="NAME", help="Draw this calendar's address, for a phone's camera"),
    ] = None,
    service: Annotated[
        str | None,
        typer.Option(
            "--service",
            metavar="systemd|launchd",
            help="Serve nothing: print what makes this command run from login on, and say where to put it",
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    from smallcrm.calendars.addresses import standing
    from smallcrm.calendars.served import Asked

    face: Face = ctx.obj
    asked = Asked(host, port, tuple(allow_host or ()))
    address = standing(face.desk.settings, *asked)
    if service is not None:
        _print_service(face, service, host, port, allow_host or [], json=json)
        return
    publications = _published(face)
    if qr is not None and json:
        raise UsageError("say --qr or --json; a code can't be drawn into JSON")
    drawn = face.read.publications.named(qr) if qr is not None else None
    _serve(face, Place(address, asked), publications, drawn, json=json)


def _published(face: Face) -> list[Publication]:
    """The calendars to serve: where there is none yet, one of everything."""
    from smallcrm.errors import StoreMissing
    from smallcrm.model.publication import PublicationDraft
    from smallcrm.write.publication import DEFAULT_NAME

    if face.crm.path.exists():
        published = face.read.publications.all()
        if published:
            return published
    elif face.crm.named:
        raise StoreMissing(face.crm.path)
    with face.write.publishing.transaction():
        return [face.write.publishing.put(PublicationDraft(name=DEFAULT_NAME))]


def _serve(
    face: Face, place: Place, publications: list[Publication], drawn: Publication | None, *, json: bool
) -> None:
    from smallcrm.calendars.served import told
    from smallcrm.calendars.server import CalendarServer

    signal.signal(signal.SIGTERM, _end)
    store, desk = face.crm.path, face.desk
    # The server has connections of its own.
    face.crm.close()
    server = CalendarServer(place.address, store, desk, face.say)
    try:
        with told(store, server.address, place.asked):
            _print_addresses(server.address, publications, json=json)
            if drawn is not None:
                _draw(face, server.address, drawn)
            sys.stdout.flush()
            face.say(f"serving at {server.address.host} port {server.address.port}; Ctrl-C ends it")
            server.serve_forever()
    except KeyboardInterrupt:
        raise Cancelled("calendars are served no more") from None
    except _Ended:
        return
    finally:
        server.server_close()


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise _Ended


def _print_addresses(address: Address, publications: list[Publication], *, json: bool) -> None:
    if json:
        rows = [{"name": each.name, "urls": address.urls(each)} for each in publications]
        print_sheet(Sheet(rows, ("name",)), Format.JSON)
    else:
        print_lines(url for each in publications for url in address.urls(each))


def _draw(face: Face, address: Address, drawn: Publication) -> None:
    import shutil

    from smallcrm.cli.qr_code import qr_code

    lines = qr_code(address.urls(drawn)[0])
    if address.is_own:
        face.say(
            f"warning: no phone reaches {address.host}, which is this machine alone; see --host and --allow-host"
        )
    # Two more: what is said after it, and the line that the cursor is on.
    if sys.stdout.isatty() and len(lines) + 2 > shutil.get_terminal_size().lines:
        face.say(f"warning: the code needs a window of {len(lines) + 2} lines; make it so, and start again")
    print_text("".join(f"{line}\n" for line in lines))


def _print_service(
    face: Face, service: str, host: str, port: int | None, names: list[str], *, json: bool
) -> None:
    from smallcrm.cli.service import NAME, launchd, systemd
    from smallcrm.cli.unattended import command, print_files

    if service not in SERVICES:
        raise UsageError(f'--service is {" or ".join(SERVICES)}, not "{service}"')
    options = ["--host", host, *(["--port", str(port)] if port is not None else [])]
    options += [word for name in names for word in ("--allow-host", name)]
    line = command(face, "calendar", "serve", *options)
    file = systemd(line) if service == "systemd" else launchd(line)
    how = (
        f"systemctl --user daemon-reload && systemctl --user enable --now {NAME}"
        if service == "systemd"
        else f"launchctl bootstrap gui/$(id -u) {file.path}"
    )
    print_files([file], json=json)
    face.say(f"put it into {file.path}, then: {how}")
    face.say("what it serves, and where: smallcrm calendar list --urls")

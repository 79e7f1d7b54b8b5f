"""A desktop that keeps what it is notified of: ``python desktop.py FILE`` on the session bus, a JSON line each.

It speaks the Desktop Notifications Specification over a real message bus, as a desktop's own service does.
"""

import asyncio
import contextlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

NAME = "org.freedesktop.Notifications"


def lacking() -> str:
    """Why there can be no such desktop here; "" where there can."""
    if shutil.which("dbus-daemon") is None:
        return "needs dbus-daemon"
    try:
        import dbus_fast  # noqa: F401
    except ImportError:
        return "needs dbus-fast, which desktop-notifier brings on Linux"
    return ""


@contextlib.contextmanager
def bus() -> Iterator[str]:
    """A session bus of its own; its address."""
    with subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as daemon:  # fmt: skip
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()


@contextlib.contextmanager
def desktop(address: str, file: Path) -> Iterator[None]:
    """A desktop on that bus, which writes what it shows into ``file``."""
    with subprocess.Popen(
        [sys.executable, __file__, str(file)], env={"DBUS_SESSION_BUS_ADDRESS": address, "PATH": ""}
    ) as service:
        try:
            end = time.monotonic() + 20
            while not file.exists() and time.monotonic() < end and service.poll() is None:
                time.sleep(0.02)
            yield
        finally:
            service.terminate()


def shown(file: Path) -> list[dict[str, str]]:
    """What the desktop was notified of, the first first."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


async def _serve(file: Path) -> None:
    from dbus_fast.aio import MessageBus
    from dbus_fast.annotations import DBusSignature
    from dbus_fast.service import ServiceInterface, method

    class Service(ServiceInterface):
        @method("Notify")
        def notify(  # noqa: PLR0917, the specification's
            self,
            app: Annotated[str, DBusSignature("s")],
            replaces: Annotated[int, DBusSignature("u")],
            icon: Annotated[str, DBusSignature("s")],
            summary: Annotated[str, DBusSignature("s")],
            body: Annotated[str, DBusSignature("s")],
            actions: Annotated[list, DBusSignature("as")],
            hints: Annotated[dict, DBusSignature("a{sv}")],
            expire: Annotated[int, DBusSignature("i")],
        ) -> Annotated[int, DBusSignature("u")]:
            told = {"app": app, "summary": summary, "body": body, "expire": expire}
            with file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(told) + "\n")
            return 1

        @method("GetCapabilities")
        def capabilities(self) -> Annotated[list, DBusSignature("as")]:
            return ["body", "body-markup", "persistence"]

        @method("GetServerInformation")
        def information(self) -> Annotated[tuple, DBusSignature("ssss")]:
            return ["test", "smallcrm", "1", "1.2"]

    connection = await MessageBus().connect()
    connection.export("/org/freedesktop/Notifications", Service(NAME))
    await connection.request_name(NAME)
    file.touch()
    await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))

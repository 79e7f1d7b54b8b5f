"""Where the calendars of a store are served: told beside it by who serves them, for who asks for their addresses.

The file says no secret. It is locked while the server runs; after that it stays only where the server was told
something that the settings don't say.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.calendars.addresses import LOOPBACK, Address, standing
from smallcrm.errors import CrmError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from smallcrm.config import Settings

LONGEST = 65_536


class Asked(NamedTuple):
    """What a server was told besides the settings; ``port`` None is that of the settings, 0 any."""

    host: str = LOOPBACK[0]
    port: int | None = None
    names: tuple[str, ...] = ()

    @property
    def lasting(self) -> Asked:
        """What holds for the next server, too: any port is another each time."""
        return self._replace(port=self.port or None)


@contextlib.contextmanager
def told(store: Path, address: Address, asked: Asked) -> Iterator[None]:
    """While the block runs, the calendars of the store are served at ``address``."""
    held = _lock(_file(store))
    if held is None:
        # Another server of this store told first, or nothing can be written there.
        yield
        return
    try:
        with contextlib.suppress(OSError):
            _write(held, {"address": address, "asked": asked.lasting})
        yield
    finally:
        with contextlib.suppress(OSError):
            if asked.lasting == Asked():
                _file(store).unlink()
            else:
                _write(held, {"asked": asked.lasting})
        os.close(held)


def address_of(store: Path, settings: Settings) -> Address:
    """Where the calendars are served now; while they are not, where they would be, as last time."""
    try:
        with _file(store).open("rb") as file:
            kept = json.loads(file.read(LONGEST))
            running = _is_locked(file.fileno())
        if running and "address" in kept:
            host, port, names = kept["address"]
            return Address(str(host), int(port), tuple(map(str, names)))
        host, port, names = kept["asked"]
        return standing(settings, str(host), port, names)
    except (OSError, ValueError, TypeError, LookupError, CrmError):
        # There is none, or none that can be read: it says nothing that can't be done without.
        return standing(settings)


def _file(store: Path) -> Path:
    return store.with_name(f"{store.name}.served")


def _lock(file: Path) -> int | None:
    """The file, open and locked; None where it is locked by another or can't be."""
    try:
        import fcntl

        held = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except (ImportError, OSError):
        return None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        return None
    return held


def _is_locked(file: int) -> bool:
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except (ImportError, OSError):
        return False
    return False


def _write(file: int, kept: dict[str, tuple[object, ...]]) -> None:
    data = json.dumps(kept).encode()
    os.ftruncate(file, 0)
    os.pwrite(file, data, 0)

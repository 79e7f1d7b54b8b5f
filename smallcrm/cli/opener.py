"""What the desktop opens: a number to dial, an e-mail to write, a place on the map."""

from __future__ import annotations

import shutil
import sys
from urllib.parse import quote

from smallcrm.errors import CrmError


def tel(number: str, extension: str | None) -> str:
    """A number as a link (RFC 3966)."""
    return f"tel:{number}" + (f";ext={extension}" if extension else "")


def mailto(address: str) -> str:
    """An e-mail address as a link (RFC 6068)."""
    return f"mailto:{quote(address, safe='@')}"


def map_link(place: str) -> str:
    """A search for an address on the map."""
    return f"https://www.openstreetmap.org/search?query={quote(place, safe='')}"


def open_link(link: str) -> None:
    """Have the desktop open ``link``; CrmError where there is none."""
    import subprocess

    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open") or shutil.which("wslview")
    if program is None:
        raise CrmError("there is nothing here that opens links: neither xdg-open nor open")
    try:
        done = subprocess.run(
            [program, link],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError as problem:
        raise CrmError(f"{program} can't be run: {problem.strerror}") from None
    if done.returncode:
        raise CrmError(f"{program} could not open {link}")

"""The clipboard: the desktop's own tool, else the terminal's (OSC 52)."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from smallcrm.errors import CrmError

if TYPE_CHECKING:
    from collections.abc import Iterator

# A terminal that is given more cuts it off or ignores it.
OSC_52_LIMIT = 70_000


def copy(text: str) -> None:
    """Put ``text`` on the clipboard; CrmError where there is none."""
    if not (_to_tool(text) or _to_terminal(text)):
        raise CrmError("there is no clipboard: neither wl-copy, xclip, xsel, pbcopy nor a terminal")


def tools() -> Iterator[list[str]]:
    """The clipboard tools that could work here, as argument lists."""
    if os.environ.get("WAYLAND_DISPLAY"):
        yield ["wl-copy"]
    if os.environ.get("DISPLAY"):
        yield ["xclip", "-selection", "clipboard"]
        yield ["xsel", "--clipboard", "--input"]
    yield ["pbcopy"]
    yield ["clip.exe"]


def _to_tool(text: str) -> bool:
    import subprocess

    for command in tools():
        program = shutil.which(command[0])
        if program is None:
            continue
        # clip.exe reads UTF-16; the others read UTF-8.
        data = text.encode("utf-16" if command[0] == "clip.exe" else "utf-8")
        try:
            done = subprocess.run(
                [program, *command[1:]],
                input=data,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=5,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return True
    return False


def _to_terminal(text: str) -> bool:
    import base64

    data = base64.b64encode(text.encode("utf-8")).decode("ascii")
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and stream.isatty() and len(data) <= OSC_52_LIMIT:
            stream.flush()
            os.write(stream.fileno(), f"\x1b]52;c;{data}\x07".encode("ascii"))
            return True
    return False

"""Commands on a terminal of their own, so that what only a terminal is shown (colours, tables, questions) is seen."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# What makes a terminal bold, dim or coloured, and no more; and how a progress bar is drawn over itself.
STYLE = re.compile(r"\x1b\[[0-9;]*m|\x1b\[(?:\?25[lh]|2K|1A)|\r(?=\x1b)")
# One process for many commands: a process each would cost a quarter of a second.
DRIVER = r"""
import json, sys
from smallcrm.cli.run import run
for line in json.loads(sys.argv[1]):
    code = run(line)
    sys.stdout.flush()
    print(f"\n--- {code}", flush=True)
"""


def on_terminal(
    lines: Sequence[Sequence[str]],
    *,
    typed: str = "\n" * 100,
    columns: int = 80,
    rows: int = 200,
    env: dict[str, str] | None = None,
) -> list[tuple[int, str]]:
    """Each command's exit code, and all that the terminal was sent while it ran; ``typed`` is what is typed ahead."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    attributes = termios.tcgetattr(slave)
    attributes[1] &= ~termios.OPOST
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, attributes)
    os.write(master, typed.encode())
    arguments = json.dumps([list(line) for line in lines])
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER, arguments], stdin=slave, stdout=slave, stderr=slave,
        env={**_surroundings(), "TERM": "xterm", "EDITOR": "true", **(env or {})}, start_new_session=True,
    ):  # fmt: skip
        os.close(slave)
        shown = _all(master)
    os.close(master)
    parts = shown.decode("utf-8", "surrogateescape").split("\n--- ")
    codes = [part.partition("\n")[0] for part in parts[1:]]
    texts = [parts[0], *(part.partition("\n")[2] for part in parts[1:-1])]
    assert len(codes) == len(lines), shown.decode(errors="replace")
    return [(int(code), text) for code, text in zip(codes, texts, strict=True)]


def _surroundings() -> dict[str, str]:
    """The environment, without what would be believed instead of the terminal."""
    return {name: value for name, value in os.environ.items() if name not in ("LINES", "COLUMNS")}


def _all(master: int) -> bytes:
    """Everything until the other end is closed, which Linux tells by EIO."""
    found = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            return found
        if not piece:
            return found
        found += piece

"""Runs the ``console`` blocks of a page as a reader would, in one fresh store, and compares what is printed.

A line ``$ command`` is run by a shell; what follows it is what must come out, words on stderr included. A line
``...`` stands for any lines, and ``...`` within one for any text. A comment before a block may set the scene:
``<!-- now: 2026-09-18T08:00:00+01:00 -->`` the clock, ``<!-- file: NAME`` with lines up to ``-->`` a file,
``<!-- run: mkdir stick -->`` a command that the reader has no part in. What is exported stays so on the rest of the page.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

HOME = "/home/you"
START = "2026-09-14T08:12:00+01:00"
PIECES = re.compile(
    r"^<!-- now: (?P<now>\S+) -->$"
    r"|^<!-- run: (?P<run>[^\n]+) -->$"
    r"|^<!-- file: (?P<file>\S+)\n(?P<content>.*?)^-->$"
    r"|^```console\n(?P<block>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


class Step(NamedTuple):
    """One command of a page, and what the page says it prints; ``line`` is where it stands."""

    line: int
    command: str
    expected: str


class Page:
    """One page's session."""

    def __init__(self, page: Path, folder: Path) -> None:
        self.text = page.read_text(encoding="utf-8")
        self.folder = folder
        config = folder / "config.toml"
        config.write_text('region = "GB"\ntimezone = "Europe/London"\ncurrency = "GBP"\ndate_order = "dmy"\n')
        self.environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "LANG": "en_GB.UTF-8",
            "TZ": "Europe/London",
            "COLUMNS": "100",
            # So that words and data come in the order in which a terminal shows them.
            "PYTHONUNBUFFERED": "1",
            "SMALLCRM_DB": str(folder / ".local/share/smallcrm/smallcrm.db"),
            "SMALLCRM_CONFIG": str(config),
            "SMALLCRM_NOW": START,
        }
        (folder / "work").mkdir()

    def differences(self) -> list[str]:
        """Run every command in turn; what came out otherwise than the page says."""
        found = []
        for piece in PIECES.finditer(self.text):
            if piece["now"]:
                self.environment["SMALLCRM_NOW"] = piece["now"]
            elif piece["run"]:
                self.run(piece["run"])
            elif piece["file"]:
                (self.folder / "work" / piece["file"]).write_text(piece["content"], encoding="utf-8")
            else:
                first = self.text.count("\n", 0, piece.start("block")) + 1
                for step in steps(piece["block"], first):
                    got = self.run(step.command)
                    if not agrees(step.expected, got):
                        found.append(f"line {step.line}: $ {step.command}\n{got}--- not ---\n{step.expected}")
        return found

    def run(self, command: str) -> str:
        """What a command prints, on stdout and stderr together; the reader's home is ``/home/you``."""
        if command.startswith("export "):
            given = (word.split("=", 1) for word in shlex.split(command)[1:])
            self.environment |= {name: value.replace("~", str(self.folder), 1) for name, value in given}
            return ""
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder / "work", env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=60,
        )  # fmt: skip
        return done.stdout.decode().replace(str(self.folder), HOME)


def steps(block: str, first: int) -> list[Step]:
    """The commands of a block that begins at the line ``first``; a command goes on after a backslash."""
    found: list[Step] = []
    for number, line in enumerate(block.splitlines(), first):
        if line.startswith("$ "):
            found.append(Step(number, line[2:], ""))
        elif found and found[-1].command.endswith("\\") and not found[-1].expected:
            found[-1] = found[-1]._replace(command=f"{found[-1].command}\n{line}")
        elif found:
            found[-1] = found[-1]._replace(expected=f"{found[-1].expected}{line}\n")
        else:
            raise ValueError(f"line {number}: a console block begins with a command")
    return found


def agrees(expected: str, got: str) -> bool:
    """Whether ``got`` is what is expected, wildcards and spaces at the ends of lines aside."""
    lines = [line.rstrip() for line in expected.splitlines()]
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n"
        for line in lines
    )
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in got.splitlines())) is not None

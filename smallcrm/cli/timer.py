"""What makes a command run every few minutes: a line of cron's, units of systemd, a job of launchd."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MINUTES = 5
NAME = "smallcrm-reminders"
LABEL = "smallcrm.reminders"


class File(NamedTuple):
    """A file to make: where it stands, and what stands in it."""

    path: str
    content: str


def crontab(command: Sequence[str]) -> str:
    r"""The line of a crontab, quoted for its shell; cron makes a line's end of ``%`` unless it is written ``\%``.

    UsageError for what can't be said in a crontab.
    """
    _refuse_controls(command)
    if any(re.search(r"\\[\\%]", word) for word in command):
        raise UsageError(
            "a path with a backslash before a backslash or % can't be written in a crontab; "
            "use --systemd or --launchd"
        )
    return f"*/{MINUTES} * * * * {shlex.join(command)}".replace("%", r"\%")


def systemd(command: Sequence[str]) -> list[File]:
    """A user's service and the timer that starts it (systemd.service(5), "Command lines")."""
    service = f"[Unit]\nDescription=Reminders of smallcrm\n\n[Service]\nType=oneshot\nExecStart={exec_start(command)}\n"
    timer = (
        "[Unit]\nDescription=Reminders of smallcrm, every few minutes\n\n"
        f"[Timer]\nOnCalendar=*:0/{MINUTES}\nAccuracySec=30s\n\n[Install]\nWantedBy=timers.target\n"
    )
    folder = "~/.config/systemd/user"
    return [File(f"{folder}/{NAME}.service", service), File(f"{folder}/{NAME}.timer", timer)]


def exec_start(command: Sequence[str]) -> str:
    """The command as a unit has it, quoted; UsageError for what can't be said there."""
    _refuse_controls(command)
    if re.search(r"""[\\"']""", command[0]):
        # systemd starts no program with one of these in its path, however quoted.
        command = ["/bin/sh", "-c", 'exec "$0" "$@"', *command]
    # The colon forbids to put the environment's values for words with $.
    plain = ":" if any("$" in word for word in command) else ""
    return plain + " ".join(map(_systemd_word, command))


def _systemd_word(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return escaped if re.fullmatch(r"[\w@+=:,./-]+", word, re.ASCII) else f'"{escaped}"'


def launchd(command: Sequence[str]) -> File:
    """A job of the user's own desktop session (launchd.plist(5))."""
    return launch_agent(LABEL, command, {"StartInterval": MINUTES * 60, "LimitLoadToSessionType": "Aqua"})


def launch_agent(label: str, command: Sequence[str], when: Mapping[str, object]) -> File:
    """A job of that label, which runs the command as ``when`` says; UsageError for what can't be said there."""
    import plistlib

    _refuse_controls(command)
    job = {"Label": label, "ProgramArguments": list(command), **when}
    content = plistlib.dumps(job, sort_keys=False).decode("utf-8").replace("\t", "  ")
    return File(f"~/Library/LaunchAgents/{label}.plist", content)


def _refuse_controls(command: Sequence[str]) -> None:
    for word in command:
        if re.search("[\x00-\x1f\x7f\ud800-\udfff]", word):
            raise UsageError(
                f'the path "{word}" has a line break, a control character or no UTF-8 in it; rename it first'
            )

"""What makes `calendar serve` run by itself from login on: a unit of systemd, an agent of launchd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.cli.timer import File, exec_start, launch_agent

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "smallcrm-calendars"
LABEL = "smallcrm.calendars"


def systemd(command: Sequence[str]) -> File:
    """A user's service (systemd.service(5)), started again where it fails; its addresses go into no log."""
    content = (
        f"[Unit]\nDescription=Calendars of smallcrm\n\n[Service]\nExecStart={exec_start(command)}\n"
        "Restart=on-failure\nRestartSec=30\nStandardOutput=null\nNoNewPrivileges=yes\nUMask=0077\nLimitNOFILE=512\n\n"
        "[Install]\nWantedBy=default.target\n"
    )
    return File(f"~/.config/systemd/user/{NAME}.service", content)


def launchd(command: Sequence[str]) -> File:
    """A user's agent (launchd.plist(5)), started again where it fails."""
    return launch_agent(
        LABEL,
        command,
        {
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 30,
            "StandardOutPath": "/dev/null",
        },
    )

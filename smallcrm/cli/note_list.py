"""``smallcrm note list``."""

from __future__ import annotations

from smallcrm.cli.list_command import list_command

app = list_command(
    "note",
    "List notes, the newest first.",
    "smallcrm note list --contact maya",
    "smallcrm note list --where 'channel = call and at >= \"last week\"'",
)

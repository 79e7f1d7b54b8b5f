"""``smallcrm appointment list``."""

from __future__ import annotations

from smallcrm.cli.list_command import list_command

app = list_command(
    "appointment",
    "List appointments by start.",
    "smallcrm appointment list --contact maya",
    "smallcrm appointment list --where 'start >= today and status = tentative'",
)

"""``smallcrm reminder list``."""

from __future__ import annotations

from smallcrm.cli.list_command import list_command

app = list_command(
    "reminder",
    "List reminders by due date, those done last.",
    'smallcrm reminder list --where "done = no"',
    "smallcrm reminder list --contact maya --json",
)

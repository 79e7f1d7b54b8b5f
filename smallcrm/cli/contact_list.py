"""``smallcrm contact list``."""

from __future__ import annotations

from smallcrm.cli.list_command import list_command

app = list_command(
    "contact",
    "List contacts by name.",
    "smallcrm contact list --tag bristol --sort name",
    "smallcrm contact list --where 'last_contacted < \"6 months ago\" and not tag = vip'",
)

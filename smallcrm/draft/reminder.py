"""What is said of a reminder: its repeat, and what one does to get back to somebody."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.desk import Desk

# What one does to answer by a channel.
ACTS = {
    "call": "Ring", "email": "E-mail", "text": "Text", "letter": "Write to", "fax": "Fax", "visit": "Visit",
    "meeting": "Meet", "social": "Message", "note": "Get back to",
}  # fmt: skip


def rule(desk: Desk, repeat: str, due: str) -> str:
    """The RRULE that words for a repeat mean, beginning when it is due; "" for no words."""
    if not repeat:
        return ""
    from smallcrm.model.repeat import parse_repeat

    start = dt.date.fromisoformat(due[:10])
    return parse_repeat(repeat, start=start, now=desk.now(), order=desk.date_order)


def follow_up(channel: str, name: str) -> str:
    """The text of a reminder to get back to somebody: ``Ring Maya O'Connor``."""
    return f"{ACTS.get(channel, ACTS['note'])} {name}"

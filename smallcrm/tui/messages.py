"""What the parts of the dashboard tell each other."""

from __future__ import annotations

from textual.message import Message


class Changed(Message):
    """The store is not as it was; whoever shows something of it reads again."""

"""A note: what was said and when, by call, e-mail, text, letter, fax, visit or meeting."""

from __future__ import annotations

from typing import Any, NamedTuple


CHANNELS = ("note", "call", "email", "text", "letter", "fax", "visit", "meeting", "social")
DIRECTIONS = ("in", "out")


class NoteDraft(NamedTuple):
    """A note to add: ``contact_ids`` first the one it is about; ``at`` is UTC (``...Z``)."""

    body: str
    contact_ids: tuple[int, ...]
    channel: str = "note"
    direction: str | None = None
    at: str = ""
    job_id: int | None = None
    uid: str = ""


class NoteRow(NamedTuple):
    """One note as readers see it; the fields are the keys of its JSON."""

    id: int
    uid: str
    contact_id: int | None
    contact: str | None
    job_id: int | None
    channel: str
    direction: str | None
    at: str
    body: str

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return self._asdict()

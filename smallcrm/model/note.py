"""A note: what was said and when, by call, e-mail, text, letter, fax, visit or meeting."""

from __future__ import annotations

from typing import Any, NamedTuple, TypedDict

from smallcrm.errors import UsageError

CHANNELS = ("note", "call", "email", "text", "letter", "fax", "visit", "meeting", "social")
DIRECTIONS = ("in", "out")


def known_channel(text: str) -> str:
    """The channel that ``text`` says, in any letter case; UsageError, naming them all, if it says none."""
    channel = text.strip().lower()
    if channel not in CHANNELS:
        raise UsageError(f'"{text}" is no channel; there are {", ".join(CHANNELS)}')
    return channel


class NoteDraft(NamedTuple):
    """A note to add: ``contact_ids`` first the one it is about; ``at`` is UTC (``...Z``)."""

    body: str
    contact_ids: tuple[int, ...]
    channel: str = "note"
    direction: str | None = None
    at: str = ""
    job_id: int | None = None
    uid: str = ""


class NoteEdit(TypedDict, total=False):
    """What to change of a note: what is not named stays, None clears; ``at`` is UTC.

    ``contact_ids`` are all the note's contacts, first the one it is about. ``seen`` is the body that the one who
    edits saw: if it is no longer so, the edit is refused.
    """

    body: str
    channel: str
    direction: str | None
    at: str
    job_id: int | None
    contact_ids: tuple[int, ...]
    seen: str


class NoteRow(NamedTuple):
    """One note as readers see it; ``at`` is ISO 8601 with the offset of the user's zone."""

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

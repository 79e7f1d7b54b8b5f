"""Writing notes: what was said or done, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import Conflict, NotFound, UsageError
from smallcrm.model.note import CHANNELS, DIRECTIONS
from smallcrm.model.text import storable
from smallcrm.write.party import set_party
from smallcrm.write.row import insert_row, new_uid, update_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.note import NoteDraft, NoteEdit
    from smallcrm.write.change import Change, Changes

_SINGLE = ("channel", "direction", "at", "job_id")


class Notes:
    """The acts on notes; each is one change."""

    def __init__(self, changes: Changes, desk: Desk) -> None:
        self.changes = changes
        self.desk = desk

    def add(self, draft: NoteDraft) -> int:
        """A new note, of now unless the draft says when; its id.

        UsageError for an empty body, an unknown channel or direction, and for a note about nobody; NotFound
        where there is no such contact or job.
        """
        body = _body(draft.body)
        _check_kind(draft.channel, draft.direction)
        if not draft.contact_ids:
            raise UsageError("a note needs a contact whom it is about")
        with self.changes.open("note what was said") as change:
            _check_job(change, draft.job_id)
            columns = {
                "uid": draft.uid or new_uid(), "created_at": change.at, "updated_at": change.at,
                "channel": draft.channel, "direction": draft.direction, "at": draft.at or change.at, "body": body,
                "job_id": draft.job_id,
            }  # fmt: skip
            note_id = insert_row(change.connection, "note", columns)
            set_party(change.connection, "note", note_id, draft.contact_ids)
            change.say(f"added {{note:{note_id}}} to {{contact:{draft.contact_ids[0]}}}")
        return note_id

    def edit(self, note_id: int, edit: NoteEdit) -> bool:
        """Change a note; whether anything changed.

        UsageError as in :meth:`add`; NotFound where there is no such note; Conflict where its body changed
        since ``edit["seen"]``.
        """
        with self.changes.open("change a note") as change:
            _refuse_overtaken(change, note_id, edit)
            _check_kind(edit.get("channel", CHANNELS[0]), edit.get("direction"))
            _check_job(change, edit.get("job_id"))
            columns: dict[str, object] = {name: value for name, value in edit.items() if name in _SINGLE}
            if "body" in edit:
                columns["body"] = _body(edit["body"])
            touched = update_row(change.connection, "note", note_id, columns, change.at)
            if "contact_ids" in edit:
                if not edit["contact_ids"]:
                    raise UsageError("a note needs a contact whom it is about")
                touched = set_party(change.connection, "note", note_id, edit["contact_ids"]) or touched
            change.say(f"changed {{note:{note_id}}}")
        return touched

    def remove(self, note_ids: Sequence[int]) -> None:
        """Take notes away; NotFound where there is no such note."""
        with self.changes.open("remove notes") as change:
            for note_id in note_ids:
                if change.connection.execute("DELETE FROM note WHERE id = ?", (note_id,)).rowcount == 0:
                    raise NotFound(f"there is no note {note_id}")
            change.say("removed " + ", ".join(f"{{note:{note_id}}}" for note_id in note_ids))


def _body(text: str) -> str:
    """The text whole, its spaces and lines as they are; UsageError for none."""
    body = storable(text)
    if not body.strip():
        raise UsageError("a note can't be empty; say what was said or done")
    return body


def _check_kind(channel: str, direction: str | None) -> None:
    if channel not in CHANNELS:
        from smallcrm.config import near

        raise UsageError(
            f'unknown channel "{channel}"{near(channel, CHANNELS) or "; there are " + ", ".join(CHANNELS)}'
        )
    if direction is not None and direction not in DIRECTIONS:
        raise UsageError(f'a note\'s direction is in or out, not "{direction}"')


def _check_job(change: Change, job_id: int | None) -> None:
    found = (
        job_id is None or change.connection.execute("SELECT 1 FROM job WHERE id = ?", (job_id,)).fetchone()
    )
    if not found:
        raise NotFound(f"there is no job {job_id}")


def _refuse_overtaken(change: Change, note_id: int, edit: NoteEdit) -> None:
    row = change.connection.execute("SELECT body FROM note WHERE id = ?", (note_id,)).fetchone()
    if row is None:
        raise NotFound(f"there is no note {note_id}")
    if edit.get("seen", row[0]) != row[0]:
        raise Conflict(f"note {note_id} was changed meanwhile; look at it and change it again")

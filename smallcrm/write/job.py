"""Writing jobs: what is to be done, what it is worth, and the stages it moves through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import NotFound, UsageError
from smallcrm.model.money import Money, check_currency
from smallcrm.model.text import storable
from smallcrm.write.party import set_party
from smallcrm.write.row import insert_row, new_uid, update_row
from smallcrm.write.site import find_site
from smallcrm.write.stage import add_stage, find_stage, first_stage, remove_stage
from smallcrm.write.tag import tag_it, untag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.job import JobDraft, JobEdit
    from smallcrm.write.change import Change, Changes

# A job at a stage of one of these meanings has been done.
_DONE = ("done", "owed", "paid")


class Jobs:
    """The acts on jobs and their stages; each is one change."""

    def __init__(self, changes: Changes, desk: Desk) -> None:
        self.changes = changes
        self.desk = desk

    def add(self, draft: JobDraft) -> int:
        """A new job, at the first open stage unless the draft says which; its id.

        UsageError for an empty title, an unknown stage, a negative value or one without a currency, and for a job
        of nobody; NotFound where there is no such contact.
        """
        if not draft.contact_ids:
            raise UsageError("a job needs a contact whose it is")
        title, uid = _title(draft.title), draft.uid or new_uid()
        money = None if draft.value is None else Money(draft.value, draft.currency)
        with self.changes.open("add a job") as change:
            connection = change.connection
            stage = find_stage(connection, draft.stage) if draft.stage else first_stage(connection, "open")
            columns = {
                "uid": uid, "created_at": change.at, "updated_at": change.at, "title": title, "stage": stage.name,
                "description": storable(draft.description) or None, "due": draft.due or None, **_money_columns(money),
            }  # fmt: skip
            job_id = insert_row(connection, "job", columns)
            set_party(connection, "job", job_id, draft.contact_ids)
            self._arrive(change, job_id, stage.name, draft.on)
            if draft.site:
                _set_site(change, job_id, draft.site)
            for tag in draft.tags:
                tag_it(connection, uid, tag)
            change.say(f"added {{job:{job_id}}} for {{contact:{draft.contact_ids[0]}}}")
        return job_id

    def edit(self, job_id: int, edit: JobEdit) -> bool:
        """Change a job; whether anything changed. Errors as in :meth:`add`, NotFound where there is no such job."""
        with self.changes.open("change a job") as change:
            before = change.connection.total_changes
            uid = _uid(change, job_id)
            update_row(change.connection, "job", job_id, _columns(edit), change.at)
            if "contact_ids" in edit:
                if not edit["contact_ids"]:
                    raise UsageError("a job needs a contact whose it is")
                set_party(change.connection, "job", job_id, edit["contact_ids"])
            if "site" in edit:
                _set_site(change, job_id, edit["site"])
            _retag(change, job_id, uid, edit)
            if "stage" in edit:
                self.move(job_id, edit["stage"], edit.get("on", ""))
            touched = change.connection.total_changes > before
            if touched:
                _date(change, job_id)
            change.say(f"changed {{job:{job_id}}}")
        return touched

    def remove(self, job_ids: Sequence[int]) -> None:
        """Take jobs away; their notes and appointments stay. NotFound where there is no such job."""
        with self.changes.open("remove jobs") as change:
            for job_id in job_ids:
                if change.connection.execute("DELETE FROM job WHERE id = ?", (job_id,)).rowcount == 0:
                    raise NotFound(f"there is no job {job_id}")
            change.say("removed " + ", ".join(f"{{job:{job_id}}}" for job_id in job_ids))

    def move(self, job_id: int, stage: str, on: str = "", money: Money | None = None) -> bool:
        """Bring a job to a stage on a date (``YYYY-MM-DD``, today unless said), worth ``money`` if that is said.

        Whether anything changed: the stage it is at already doesn't. UsageError for an unknown stage; NotFound
        where there is no such job.
        """
        with self.changes.open("move a job") as change:
            found = find_stage(change.connection, stage)
            _uid(change, job_id)
            touched = update_row(change.connection, "job", job_id, {"stage": found.name}, change.at)
            if touched:
                self._arrive(change, job_id, found.name, on)
            if money is not None:
                touched = (
                    update_row(change.connection, "job", job_id, _money_columns(money), change.at) or touched
                )
            change.say(f"moved {{job:{job_id}}} to {found.name}")
        return touched

    def shift(self, job_ids: Sequence[int], steps: int) -> int:
        """Bring each job so many stages on (back when negative), today; how many moved: at the end there is no further.

        NotFound where there is no such job.
        """
        with self.changes.open("move jobs") as change:
            names = [
                row[0] for row in change.connection.execute("SELECT name FROM stage ORDER BY position, id")
            ]
            moved = []
            for job_id in job_ids:
                place = names.index(self._stage(change, job_id)) + steps
                if 0 <= place < len(names) and self.move(job_id, names[place]):
                    moved.append(f"{{job:{job_id}}} to {names[place]}")
            change.say("moved " + ", ".join(moved))
        return len(moved)

    def finish(self, job_id: int, on: str = "") -> bool:
        """Move a job to the first stage that means done; whether it did: one done, invoiced or paid stays so."""
        with self.changes.open("finish a job") as change:
            _uid(change, job_id)
            meaning = change.connection.execute(
                "SELECT s.meaning FROM job j JOIN stage s ON s.name = j.stage WHERE j.id = ?", (job_id,)
            ).fetchone()[0]
            if meaning in _DONE:
                return False
            return self.move(job_id, first_stage(change.connection, "done").name, on)

    def _stage(self, change: Change, job_id: int) -> str:
        row = change.connection.execute("SELECT stage FROM job WHERE id = ?", (job_id,)).fetchone()
        if row is None:
            raise NotFound(f"there is no job {job_id}")
        return str(row[0])

    def add_stage(self, name: str, meaning: str) -> bool:
        """Add a stage after the others of its meaning (one of MEANINGS); whether it was new.

        UsageError for an empty name or an unknown meaning; Conflict where the name means something else already.
        """
        with self.changes.open("add a stage") as change:
            change.say(f"added the stage {name}")
            return add_stage(change.connection, name, meaning)

    def remove_stage(self, name: str) -> None:
        """Take a stage away; Conflict where a job is or was at it, UsageError where there is none such."""
        with self.changes.open("remove a stage") as change:
            remove_stage(change.connection, name)
            change.say(f"removed the stage {name}")

    def _arrive(self, change: Change, job_id: int, stage: str, on: str) -> None:
        day = on or self.desk.today().isoformat()
        last = change.connection.execute(
            "SELECT stage, on_date FROM job_move WHERE job_id = ? ORDER BY id DESC LIMIT 1", (job_id,)
        ).fetchone()
        if last and day < last[1]:
            change.warn(f"{stage} on {day} is before {last[0]} on {last[1]}")
        columns = {"uid": new_uid(), "job_id": job_id, "stage": stage, "on_date": day}
        insert_row(change.connection, "job_move", columns)


def _title(text: str) -> str:
    title = " ".join(storable(text).split())
    if not title:
        raise UsageError("a job needs a title")
    return title


def _money_columns(money: Money | None) -> dict[str, int | str | None]:
    if money is None:
        return {"value": None, "currency": None}
    if money.minor < 0:
        raise UsageError("a job's value can't be negative")
    return {"value": money.minor, "currency": check_currency(money.currency)}


def _columns(edit: JobEdit) -> dict[str, int | str | None]:
    columns: dict[str, int | str | None] = {}
    if "title" in edit:
        columns["title"] = _title(edit["title"])
    if "description" in edit:
        columns["description"] = storable(edit["description"]) or None
    if "money" in edit:
        columns |= _money_columns(edit["money"])
    if "due" in edit:
        columns["due"] = edit["due"] or None
    return columns


def _uid(change: Change, job_id: int) -> str:
    row = change.connection.execute("SELECT uid FROM job WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise NotFound(f"there is no job {job_id}")
    return str(row[0])


def _retag(change: Change, job_id: int, uid: str, edit: JobEdit) -> None:
    for tag in edit.get("remove_tags", ()):
        before = change.connection.total_changes
        untag(change.connection, uid, tag)
        if change.connection.total_changes == before:
            raise NotFound(f'job {job_id} has no tag "{tag}"')
    for tag in edit.get("add_tags", ()):
        tag_it(change.connection, uid, tag)


def _date(change: Change, job_id: int) -> None:
    """Its tags, contacts and moves have rows of their own, and are part of it all the same."""
    query = "UPDATE job SET updated_at = ?1 WHERE id = ?2 AND updated_at <> ?1"
    change.connection.execute(query, (change.at, job_id))


def _set_site(change: Change, job_id: int, text: str) -> None:
    connection = change.connection
    query = "SELECT contact_id FROM job_contact WHERE job_id = ? ORDER BY position LIMIT 1"
    site_id = (
        find_site(connection, connection.execute(query, (job_id,)).fetchone()[0], text) if text else None
    )
    update_row(connection, "job", job_id, {"site_id": site_id}, change.at)

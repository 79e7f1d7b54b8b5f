"""Contacts as another program left them, put into the book: what it did not touch stays as it is, rows included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.model.contact import SINGLE
from smallcrm.model.text import fold, storable
from smallcrm.model.three_way import differing
from smallcrm.write.appointment_rows import properties_of
from smallcrm.write.contact_known import Known
from smallcrm.write.contact_match import match
from smallcrm.write.contact_rows import employ, insert, set_field
from smallcrm.write.row import insert_row, new_uid, update_row
from smallcrm.write.sync_facts import SAID, said
from smallcrm.write.tag import tag_it, untag
from smallcrm.write.ways import WAYS, added, change_way, rows_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container, Mapping

    from smallcrm.model.settle import Settled
    from smallcrm.model.three_way import Facts, Key
    from smallcrm.write.change import Change
    from smallcrm.write.ways import Way

Changed = dict["Key", Any]
# What a contact is part of; they go with it, and no address book knows of them.
_TIES = (
    ("note", "note_contact", "contact_id"), ("job", "job_contact", "contact_id"),
    ("appointment", "appointment_contact", "contact_id"), ("reminder", "reminder", "contact_id"),
    ("employee", "relation", "to_id"),
)  # fmt: skip


def add_contact(change: Change, settled: Settled, uid: str) -> int:
    """A new contact as a card tells it; its id."""
    contact_id = insert(change, settled._replace(draft=settled.draft._replace(uid=uid, company="")))
    if ("company", "") in _company(settled):
        employ(change, contact_id, settled.draft.company)
    return contact_id


def _company(settled: Settled) -> Facts:
    company = settled.draft.company
    return {("company", ""): company} if company and fold(company) != settled.name_key else {}


def same_contact(connection: sqlite3.Connection, settled: Settled, but: Container[int]) -> int | None:
    """The contact, none of those in ``but``, that a card of another uid speaks of, as an import would find it."""
    known = Known(connection)
    known.look_up([(settled, "")])
    found = match(known, settled, "", but).contact_id
    return None if found is None or found in but else found


def ties(connection: sqlite3.Connection, contact_id: int) -> dict[str, int]:
    """How many notes, jobs, appointments, reminders and employees a contact has; those of which there are any."""
    counts = {
        word: connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column} = ?", (contact_id,)
        ).fetchone()[0]
        for word, table, column in _TIES
    }
    return {word: count for word, count in counts.items() if count}


def change_contact(change: Change, contact_id: int, ours: Facts, wanted: Facts, theirs: Settled) -> None:
    """Bring a contact from what our words are to what they are wanted to be.

    ``theirs`` is the card that says what is new. UsageError where it can't be.
    """
    changes: Changed = dict(differing(ours, wanted))
    _change_singles(change, contact_id, changes)
    for way in WAYS:
        _change_way(change.connection, contact_id, way, changes, theirs)
    uid = change.connection.execute("SELECT uid FROM contact WHERE id = ?", (contact_id,)).fetchone()[0]
    _change_details(change, contact_id, uid, changes)
    if changes:
        change.connection.execute(
            "UPDATE contact SET updated_at = ?1 WHERE id = ?2 AND updated_at <> ?1", (change.at, contact_id)
        )


def _change_singles(change: Change, contact_id: int, changes: Mapping[Key, Any]) -> None:
    names = ("name", "kind", *SINGLE)
    columns: dict[str, Any] = {name: changes[name, ""] for name in names if (name, "") in changes}
    if "name" in columns:
        columns["name_key"] = fold(columns["name"])
    update_row(change.connection, "contact", contact_id, columns, change.at)
    if ("company", "") in changes:
        if changes["company", ""]:
            employ(change, contact_id, changes["company", ""])
        else:
            change.connection.execute(
                "UPDATE relation SET until = ? WHERE from_id = ? AND kind = 'works_for' AND until IS NULL",
                (change.at[:10], contact_id),
            )
    if ("photo", "") in changes:
        change.connection.execute("DELETE FROM photo WHERE contact_id = ?", (contact_id,))
        if changes["photo", ""]:
            columns = {"uid": new_uid(), "contact_id": contact_id, "data": changes["photo", ""]}
            insert_row(change.connection, "photo", columns)


def _change_way(
    connection: sqlite3.Connection, contact_id: int, way: Way, changes: Mapping[Key, Any], theirs: Settled
) -> None:
    """Rows that go, come, or are called otherwise; one that comes where another goes takes its place."""
    changed = {which: value for (name, which), value in changes.items() if name == way.table}
    if not changed:
        return
    have = {way.key(row): row for row in rows_of(connection, way, contact_id)}
    said_there = {way.key(row): row for row in added(theirs)[way]}
    gone, new = [], []
    for key, value in changed.items():
        row = said_there.get(key)
        if value is not None and (row is None or said(way, row) != value):
            continue
        gone += [have[key]] if key in have else []
        new += [{**row, **_unsaid(way, row, have.get(key))}] if value is not None and row else []
    change_way(connection, contact_id, way, gone, new)


def _unsaid(way: Way, row: Mapping[str, Any], have: Mapping[str, Any] | None) -> dict[str, Any]:
    """What goes without saying on a card: that a row is not preferred, and how a number that stays was typed."""
    unsaid = {"preferred": row.get("preferred") or 0} if "preferred" in SAID[way] else {}
    return {**unsaid, **({"raw": have["raw"]} if have and have.get("raw") else {})}


def _change_details(change: Change, contact_id: int, uid: str, changes: Mapping[Key, Any]) -> None:
    connection = change.connection
    for (name, which), value in changes.items():
        if name == "tag":
            untag(connection, uid, which)
            if value:
                tag_it(connection, uid, value)
        elif name == "field":
            set_field(connection, contact_id, which, value or "")
        elif name == "consent" and value:
            given, *how = value
            columns = dict(zip(("channel", "on_date", "source"), (part or None for part in how), strict=True))
            insert_row(
                connection,
                "consent",
                {"uid": new_uid(), "contact_id": contact_id, "given": int(given), **columns},
            )
        elif name == "property":
            _change_property(connection, uid, which, value)


def _change_property(connection: sqlite3.Connection, uid: str, line: str, value: Any) -> None:  # noqa: ANN401
    if value is None:
        connection.execute("DELETE FROM property WHERE subject_uid = ? AND line = ?", (uid, line))
    elif line not in {kept.line for kept in properties_of(connection, uid)}:
        columns = {"uid": new_uid(), "subject_uid": uid, "format": value.format, "line": storable(value.line)}
        insert_row(connection, "property", columns)

"""Making several contacts one: values are united, everything that hangs on them moves, nothing is lost.

What differs in a single value stays as provenance of the survivor. Rows are moved, not copied, so that undoing the
change splits the contacts exactly as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import Conflict, NotFound
from smallcrm.model.contact import SINGLE
from smallcrm.model.text import fold
from smallcrm.write.row import insert_row, new_uid, update_row
from smallcrm.write.ways import ADDRESS, EMAIL, PHONE, WAYS, Columns, Way, prefer, rows_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.write.change import Change

# The source under which a value that was not taken over is kept.
MERGE = "merge"


class Difference(NamedTuple):
    """A single value that differed: what was kept, and what stays as provenance only."""

    property: str
    kept: str
    other: str


class Merging(NamedTuple):
    """What merging came to: how many notes, jobs, appointments and reminders moved, and which values differed."""

    moved: dict[str, int]
    differences: tuple[Difference, ...]


def in_words(difference: Difference) -> str:
    """``stage stays "lead"; "past" is remembered``."""
    return f'{difference.property.replace("_", " ")} stays "{difference.kept}"; "{difference.other}" is remembered'


class Pair(NamedTuple):
    """The contact that stays and the one that goes into it."""

    connection: sqlite3.Connection
    at: str
    keep: int
    other: int
    keep_uid: str
    other_uid: str


def merge_contacts(change: Change, keep_id: int, other_ids: Sequence[int]) -> Merging:
    """Put ``other_ids`` into ``keep_id``, inside an open change.

    Conflict where a contact would be merged with itself; NotFound where there is no such contact.
    """
    if keep_id in other_ids:
        raise Conflict(f"contact {keep_id} can't be merged with itself")
    moved = dict.fromkeys(("note", "job", "appointment", "reminder"), 0)
    differences: list[Difference] = []
    for other_id in dict.fromkeys(other_ids):
        uids = [_uid(change.connection, contact_id) for contact_id in (keep_id, other_id)]
        pair = Pair(change.connection, change.at, keep_id, other_id, *uids)
        differences += _singles(pair) + _relations(pair)
        for way in WAYS:
            _ways(pair, way)
        _fields(pair)
        _consents_and_photos(pair)
        _items(pair, moved)
        _subjects(pair)
        _leave(pair)
    change.connection.execute(
        "UPDATE contact SET updated_at = ?1 WHERE id = ?2 AND updated_at <> ?1", (change.at, keep_id)
    )
    return Merging(moved, tuple(differences))


def _uid(connection: sqlite3.Connection, contact_id: int) -> str:
    row = connection.execute("SELECT uid FROM contact WHERE id = ?", (contact_id,)).fetchone()
    if row is None:
        raise NotFound(f"there is no contact {contact_id}")
    return str(row[0])


def _singles(pair: Pair) -> list[Difference]:
    """Fill the survivor's empty values; what differs is remembered."""
    names = ("name", "kind", *SINGLE)
    query = f"SELECT {', '.join(names)} FROM contact WHERE id = ?"
    mine, theirs = (pair.connection.execute(query, (i,)).fetchone() for i in (pair.keep, pair.other))
    fill, differences = {}, []
    for name, kept, other in zip(names, mine, theirs, strict=True):
        if other is None or fold(other) == fold(kept or ""):
            continue
        if kept is None:
            fill[name] = other
        else:
            differences.append(_remember(pair, name, kept, other))
    update_row(pair.connection, "contact", pair.keep, fill, pair.at)
    return differences


def _remember(pair: Pair, name: str, kept: str, other: str) -> Difference:
    insert_row(
        pair.connection,
        "provenance",
        {
            "uid": new_uid(), "subject_uid": pair.keep_uid, "property": name, "value": other, "source": MERGE,
            "at": pair.at,
        },
    )  # fmt: skip
    return Difference(name, kept, other)


def _ways(pair: Pair, way: Way) -> None:
    """Move the e-mails, phones ... that the survivor lacks; its own first one stays first."""
    mine = rows_of(pair.connection, way, pair.keep)
    theirs = rows_of(pair.connection, way, pair.other)
    known = {way.key(row): row for row in mine}
    for row in theirs:
        same = known.get(way.key(row))
        if same is None:
            quieter = ", preferred = 0" if mine and row.get("preferred") else ""
            _move(pair, f'UPDATE "{way.table}" SET contact_id = ?{quieter} WHERE id = ?', row["id"])
            known[way.key(row)] = row
        else:
            _absorb(pair, way, same, row)
    # Rows are shown oldest first, and those that came may be older.
    older = bool(mine and theirs) and theirs[0]["id"] < mine[0]["id"]
    if older and way in (EMAIL, PHONE, ADDRESS) and not any(row["preferred"] for row in mine):
        prefer(pair.connection, way, pair.keep, mine[0]["id"])


def _absorb(pair: Pair, way: Way, same: Columns, row: Columns) -> None:
    """One value that both had: its label is kept, and jobs at that address find the survivor's."""
    if row.get("label") and not same["label"]:
        pair.connection.execute(
            f'UPDATE "{way.table}" SET label = ? WHERE id = ?', (row["label"], same["id"])
        )
    if way is ADDRESS:
        pair.connection.execute("UPDATE job SET site_id = ? WHERE site_id = ?", (same["id"], row["id"]))


def _move(pair: Pair, query: str, row_id: int) -> None:
    pair.connection.execute(query, (pair.keep, row_id))


def _fields(pair: Pair) -> None:
    """Move the custom fields; one that differs comes under the next free name."""
    query = "SELECT name, value FROM custom_field WHERE contact_id = ?"
    have = dict(pair.connection.execute(query, (pair.keep,)).fetchall())
    for row_id, name, value in pair.connection.execute(
        "SELECT id, name, value FROM custom_field WHERE contact_id = ? ORDER BY id", (pair.other,)
    ).fetchall():
        if have.get(name) == value:
            continue
        free = (
            name
            if name not in have
            else next(f"{name} {n}" for n in range(2, 10**6) if f"{name} {n}" not in have)
        )
        have[free] = value
        pair.connection.execute(
            "UPDATE custom_field SET contact_id = ?, name = ? WHERE id = ?", (pair.keep, free, row_id)
        )  # fmt: skip


def _consents_and_photos(pair: Pair) -> None:
    """Move what was agreed to, and the pictures, unless the survivor has the very same."""
    pair.connection.execute(
        "UPDATE consent SET contact_id = ?1 WHERE contact_id = ?2 AND NOT EXISTS (SELECT 1 FROM consent mine "
        "WHERE mine.contact_id = ?1 AND mine.channel IS consent.channel AND mine.given = consent.given "
        "AND mine.on_date IS consent.on_date AND mine.source IS consent.source)",
        (pair.keep, pair.other),
    )
    # The survivor's own picture is its first; one that comes goes behind it.
    mine = pair.connection.execute("SELECT max(id) FROM photo WHERE contact_id = ?", (pair.keep,)).fetchone()[
        0
    ]
    for row_id, data in pair.connection.execute(
        "SELECT id, data FROM photo WHERE contact_id = ? ORDER BY id", (pair.other,)
    ).fetchall():
        if mine is None or row_id > mine:
            _move(pair, "UPDATE photo SET contact_id = ? WHERE id = ?", row_id)
        else:
            insert_row(pair.connection, "photo", {"uid": new_uid(), "contact_id": pair.keep, "data": data})


def _items(pair: Pair, moved: dict[str, int]) -> None:
    """Move notes, jobs and appointments, with the role and place that the other had in them, and reminders."""
    for kind in ("note", "job", "appointment"):
        table = f"{kind}_contact"
        pair.connection.execute(
            f"UPDATE {table} AS mine SET position = 0 WHERE contact_id = ?1 AND position <> 0 AND EXISTS "
            f"(SELECT 1 FROM {table} WHERE {kind}_id = mine.{kind}_id AND contact_id = ?2 AND position = 0)",
            (pair.keep, pair.other),
        )
        moved[kind] += pair.connection.execute(
            f"UPDATE OR IGNORE {table} SET contact_id = ? WHERE contact_id = ?", (pair.keep, pair.other)
        ).rowcount
    moved["reminder"] += pair.connection.execute(
        "UPDATE reminder SET contact_id = ?, updated_at = ? WHERE contact_id = ?",
        (pair.keep, pair.at, pair.other),
    ).rowcount


def _relations(pair: Pair) -> list[Difference]:
    """Move the relations, but those of the two to each other and those that the survivor has already.

    One can work for one company at a time: the survivor's stays, the other's ends.
    """
    differences = []
    company = "SELECT company_id, company FROM works_for WHERE contact_id = ?"
    mine, theirs = (
        pair.connection.execute(company, (contact_id,)).fetchone() for contact_id in (pair.keep, pair.other)
    )
    together = {pair.keep, pair.other}
    if mine and theirs and mine[0] != theirs[0] and not together & {mine[0], theirs[0]}:
        differences.append(_remember(pair, "company", mine[1], theirs[1]))
        pair.connection.execute(
            "UPDATE relation SET until = ? WHERE from_id = ? AND kind = 'works_for' AND until IS NULL",
            (pair.at[:10], pair.other),
        )
    pair.connection.execute(
        "DELETE FROM relation WHERE (from_id = ?1 AND to_id = ?2) OR (from_id = ?2 AND to_id = ?1)",
        (pair.keep, pair.other),
    )
    for end, far in (("from_id", "to_id"), ("to_id", "from_id")):
        pair.connection.execute(
            f"UPDATE relation SET {end} = ?1 WHERE {end} = ?2 AND NOT EXISTS (SELECT 1 FROM relation mine "
            f"WHERE mine.{end} = ?1 AND mine.{far} = relation.{far} AND mine.kind = relation.kind "
            "AND mine.role IS relation.role AND mine.since IS relation.since AND mine.until IS relation.until)",
            (pair.keep, pair.other),
        )
    return differences


def _subjects(pair: Pair) -> None:
    """Move what points by uid: tags, foreign properties, external keys, provenance."""
    uids = (pair.keep_uid, pair.other_uid)
    pair.connection.execute("UPDATE OR IGNORE tagging SET subject_uid = ? WHERE subject_uid = ?", uids)
    pair.connection.execute(
        "UPDATE property SET subject_uid = ?1 WHERE subject_uid = ?2 AND NOT EXISTS (SELECT 1 FROM property mine "
        "WHERE mine.subject_uid = ?1 AND mine.format = property.format AND mine.line = property.line)",
        uids,
    )
    for table in ("external_key", "provenance"):
        pair.connection.execute(f"UPDATE {table} SET subject_uid = ? WHERE subject_uid = ?", uids)


def _leave(pair: Pair) -> None:
    """The other goes; its id and uid, and those that were merged into it, find the survivor."""
    pair.connection.execute("UPDATE merged SET contact_id = ? WHERE contact_id = ?", (pair.keep, pair.other))
    insert_row(
        pair.connection,
        "merged",
        {
            "uid": new_uid(),
            "merged_id": pair.other,
            "merged_uid": pair.other_uid,
            "contact_id": pair.keep,
        },
    )
    pair.connection.execute("DELETE FROM contact WHERE id = ?", (pair.other,))

"""What the store holds of one person: every row that is theirs now or, as the journal tells, was when it went."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

# Rows that belong to one contact.
OWN = (
    "email", "phone", "address", "url", "handle", "consent", "photo", "custom_field", "merged", "reminder",
    "note_contact", "job_contact", "appointment_contact",
)  # fmt: skip
# What several contacts may have a part in.
SHARED = ("note", "appointment", "job")
# What hangs on a thing.
PARTS = {
    "note": ("note_contact",), "job": ("job_contact", "job_move"),
    "appointment": ("appointment_contact", "alarm", "occurrence"),
}  # fmt: skip
BY_UID = ("tagging", "property", "external_key", "provenance")
THINGS = (*SHARED, "reminder")
# A row that is gone, as it was at last.
_LAST = (
    "SELECT j.row_id AS id, j.before AS image FROM journal j WHERE j.table_name = '{table}' AND j.after IS NULL "
    'AND j.before IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{table}" t WHERE t.id = j.row_id) AND j.id = '
    "(SELECT max(id) FROM journal WHERE table_name = '{table}' AND row_id = j.row_id)"
)


class Person(NamedTuple):
    """A contact and those that were merged into it, by ids and uids; the contact itself comes first."""

    ids: tuple[int, ...]
    uids: tuple[str, ...]


class Traces:
    """Gathers what is one person's; ``rows`` are ids by table, ``uids`` those of the person and of what goes with them."""

    def __init__(self, connection: sqlite3.Connection, person: Person) -> None:
        self.connection = connection
        self.person = person
        self.rows: dict[str, set[int]] = defaultdict(set)
        self.uids: set[str] = set(person.uids)
        # Changes that merged this person into somebody else, by that contact; True for those that took it back.
        self.mingled: dict[tuple[int, int], bool] = {}
        self.touched_uids: set[str] = set()
        self._gather()

    def _gather(self) -> None:
        ids = self.person.ids
        self.rows["contact"].update(ids)
        for table in OWN:
            self.rows[table] |= self._held(table, "contact_id", ids)
        self.rows["relation"] |= self._held("relation", "from_id", ids) | self._held("relation", "to_id", ids)
        shared = {kind: self._taken_part_in(kind) for kind in SHARED}
        for kind in SHARED:
            self.rows[kind] |= self._alone(kind, shared[kind])
        for kind in ("note", "appointment"):
            self.rows[kind] |= self._hanging(kind)
        self.rows["reminder"] |= self._hanging("reminder")
        for kind, parts in PARTS.items():
            for part in parts:
                self.rows[part] |= self._held(part, f"{kind}_id", self.rows[kind])
        for kind in (*THINGS, "occurrence"):
            self.uids |= self._uids(kind, self.rows[kind])
        for table in BY_UID:
            self.rows[table] |= self._held(table, "subject_uid", self.uids)
        self.touched_uids = self._neighbours(shared)
        self._look_for_mingling()

    def _held(self, table: str, column: str, values: Iterable[object]) -> set[int]:
        """The rows that have one of the values there or, gone, had it at last."""
        query = (
            f'SELECT id FROM "{table}" WHERE "{column}" IN (SELECT value FROM json_each(?1)) UNION ALL '
            f"SELECT id FROM ({_LAST.format(table=table)}) WHERE json_extract(image, '$.{column}') IN "
            "(SELECT value FROM json_each(?1))"
        )
        return {row[0] for row in self.connection.execute(query, (_array(values),))}

    def _values(self, table: str, column: str, rows: Iterable[int]) -> dict[int, list[object]]:
        """A column's values by row, as they are or, of rows that are gone, were at last."""
        query = (
            f'SELECT id, "{column}" FROM "{table}" WHERE id IN (SELECT value FROM json_each(?1)) UNION ALL '
            f"SELECT id, json_extract(image, '$.{column}') FROM ({_LAST.format(table=table)}) "
            "WHERE id IN (SELECT value FROM json_each(?1))"
        )
        found: dict[int, list[object]] = defaultdict(list)
        for row_id, value in self.connection.execute(query, (_array(rows),)):
            found[row_id].append(value)
        return found

    def _uids(self, table: str, rows: Iterable[int]) -> set[str]:
        return {str(uid) for uids in self._values(table, "uid", rows).values() for uid in uids}

    def _taken_part_in(self, kind: str) -> set[int]:
        parts = self._values(f"{kind}_contact", f"{kind}_id", self.rows[f"{kind}_contact"])
        return {int(str(thing)) for things in parts.values() for thing in things}

    def _alone(self, kind: str, things: Iterable[int]) -> set[int]:
        """Those of the things that nobody else has a part in."""
        parts = self._held(f"{kind}_contact", f"{kind}_id", things) - self.rows[f"{kind}_contact"]
        others = self._values(f"{kind}_contact", f"{kind}_id", parts)
        return set(things) - {int(str(thing)) for found in others.values() for thing in found}

    def _hanging(self, kind: str) -> set[int]:
        """What is nobody's but belongs to a job of this person alone."""
        found = self._held(kind, "job_id", self.rows["job"])
        if kind == "reminder":
            owners = self._values(kind, "contact_id", found)
            return {row_id for row_id, who in owners.items() if who == [None]}
        parts = self._held(f"{kind}_contact", f"{kind}_id", found)
        taken = self._values(f"{kind}_contact", f"{kind}_id", parts)
        return found - {int(str(thing)) for things in taken.values() for thing in things}

    def _neighbours(self, shared: dict[str, set[int]]) -> set[str]:
        """The uids of what stays and may name this person: things shared with others, contacts tied to this one."""
        uids = {uid for kind in SHARED for uid in self._uids(kind, shared[kind] - self.rows[kind])}
        for end in ("from_id", "to_id"):
            tied = self._values("relation", end, self.rows["relation"])
            uids |= self._uids("contact", {int(str(who)) for found in tied.values() for who in found})
        return uids - self.uids

    def _look_for_mingling(self) -> None:
        """Find the changes that merged this person into one who is somebody else again."""
        theirs = "json_extract(coalesce(before, after), '$.{}') {} (SELECT value FROM json_each(?1))"
        query = (
            "SELECT change_id, json_extract(w.image, '$.contact_id'), j.after IS NULL FROM journal j JOIN "
            "(SELECT row_id, coalesce(before, after) AS image FROM journal WHERE table_name = 'merged' "
            f"AND {theirs.format('merged_id', 'IN')} AND {theirs.format('contact_id', 'NOT IN')}) w "
            "ON w.row_id = j.row_id WHERE j.table_name = 'merged' AND change_id IS NOT NULL"
        )
        for change_id, contact_id, back in self.connection.execute(query, (_array(self.person.ids),)):
            self.mingled[change_id, contact_id] = bool(back)


def person_of(connection: sqlite3.Connection, uid: str) -> Person | None:
    """The person of that uid, removed ones that the journal remembers included; None where nothing is known."""
    row = connection.execute("SELECT id FROM contact WHERE uid = ?", (uid,)).fetchone()
    if row is not None:
        merged = connection.execute(
            "SELECT merged_id, merged_uid FROM merged WHERE contact_id = ?", (row[0],)
        ).fetchall()
        return _person(row[0], uid, merged)
    row = connection.execute(
        f"SELECT id FROM ({_LAST.format(table='contact')}) WHERE json_extract(image, '$.uid') = ?", (uid,)
    ).fetchone()
    return _person(row[0], uid, _merged_before(connection, row[0])) if row else None


def uid_of(connection: sqlite3.Connection, contact_id: int) -> str | None:
    """A contact's uid, also of one that only the journal knows."""
    row = connection.execute("SELECT uid FROM contact WHERE id = ?", (contact_id,)).fetchone()
    row = (
        row
        or connection.execute(
            f"SELECT json_extract(image, '$.uid') FROM ({_LAST.format(table='contact')}) WHERE id = ?",
            (contact_id,),
        ).fetchone()
    )
    return str(row[0]) if row else None


def _person(contact_id: int, uid: str, merged: Iterable[tuple[int, str]]) -> Person:
    merged = list(merged)
    return Person((contact_id, *(each for each, _ in merged)), (uid, *(each for _, each in merged)))


def _merged_before(connection: sqlite3.Connection, contact_id: int) -> list[tuple[int, str]]:
    """Those who were merged into a contact when it went, and so went with it."""
    query = (
        "SELECT json_extract(image, '$.merged_id'), json_extract(image, '$.merged_uid') "
        f"FROM ({_LAST.format(table='merged')}) "
        "WHERE json_extract(image, '$.contact_id') = ?1 AND json_extract(image, '$.merged_id') NOT IN (SELECT id FROM contact)"
    )
    return connection.execute(query, (contact_id,)).fetchall()


def _array(values: Iterable[object]) -> str:
    return json.dumps(list(values))

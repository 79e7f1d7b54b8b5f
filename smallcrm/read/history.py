"""What was changed, when, through what, in words; and what happened to one thing, value by value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.errors import NotFound
from smallcrm.store.naming import in_words, named, things_in

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

# What a row keeps for itself, and says nothing to a person.
BOOKKEEPING = frozenset({
    "id", "uid", "created_at", "updated_at", "name_key", "key", "national", "due_utc", "starts_utc", "ends_utc",
    "last_utc", "position",
})  # fmt: skip
# What says whose a row is; said only where it changes.
BELONGING = frozenset({
    "contact_id", "subject_uid", "note_id", "job_id", "appointment_id", "from_id",
})  # fmt: skip
OF_CONTACT = (
    "email", "phone", "address", "url", "handle", "consent", "photo", "custom_field", "merged", "reminder",
    "note_contact", "job_contact", "appointment_contact",
)  # fmt: skip
BY_UID = ("tagging", "property", "external_key", "provenance")
# The children of a thing that is no contact.
PARTS = {
    "job": ("job_move", "job_contact"), "note": ("note_contact",),
    "appointment": ("occurrence", "alarm", "appointment_contact"), "reminder": (),
}  # fmt: skip
RowKey = tuple[str, int]


class ValueChange(NamedTuple):
    """One value before and after (None where it was not there), and the file it came from."""

    table: str
    row_id: int
    field: str
    before: Any
    after: Any
    source: str | None


class ChangeRow(NamedTuple):
    """One change in words; ``kind`` is do, undo, redo or erase, ``at`` is UTC; ``changes`` is empty in a plain list."""

    id: int
    at: str
    origin: str
    words: str
    kind: str
    undone: bool
    changes: list[ValueChange]

    def json(self) -> dict[str, Any]:
        """The record as scripts see it."""
        return {**self._asdict(), "changes": [change._asdict() for change in self.changes]}

    def summary(self) -> dict[str, Any]:
        """The record without its values."""
        return {name: value for name, value in self._asdict().items() if name != "changes"}


SELECT = "SELECT id, at, origin, words, kind, undone_by IS NOT NULL FROM change"


class History:
    """The journal, as readers see it; newest first."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def changes(self, limit: int | None = None, offset: int = 0) -> Iterator[ChangeRow]:
        """Every change in words, without its values."""
        query = f"{SELECT} ORDER BY id DESC LIMIT ? OFFSET ?"
        for row in self.connection.execute(query, (-1 if limit is None else limit, offset)).fetchall():
            yield self._row(row, [])

    def change(self, change_id: int, limit: int | None = None) -> ChangeRow:
        """One change with every value it touched, of at most ``limit`` rows; NotFound where there is none of that id."""
        row = self.connection.execute(f"{SELECT} WHERE id = ?", (change_id,)).fetchone()
        if row is None:
            raise NotFound(f"there is no change {change_id}; see: smallcrm history")
        images = self.connection.execute(
            "SELECT table_name, row_id, before, after, source FROM journal_image WHERE change_id = ? ORDER BY id LIMIT ?",
            (change_id, -1 if limit is None else limit),
        )
        return self._row(row, list(self._values(images)))

    def things(self, change_id: int) -> list[RowKey]:
        """The things that a change's words name, as ``(table, id)``, those only that are still there."""
        row = self.connection.execute("SELECT words FROM change WHERE id = ?", (change_id,)).fetchone()
        return [key for key in things_in(row[0] if row else "") if self._is_there(*key)]

    def _is_there(self, table: str, row_id: int) -> bool:
        query = f'SELECT 1 FROM "{table}" WHERE id = ?'
        return self.connection.execute(query, (row_id,)).fetchone() is not None

    def of_contact(self, contact_id: int) -> list[ChangeRow]:
        """What happened to a contact and to all that hangs on it, removed parts included."""
        uid = self._uid("contact", contact_id)
        return self._of(self._rows_of_contact(contact_id, uid))

    def of_thing(self, table: str, row_id: int) -> list[ChangeRow]:
        """What happened to a ``job``, ``note``, ``appointment`` or ``reminder``; NotFound where there never was one."""
        rows = {(table, row_id)}
        for part in PARTS[table]:
            rows |= self._found(part, f"{table}_id", row_id)
        uid = self._uid(table, row_id)
        for part in BY_UID:
            rows |= self._found(part, "subject_uid", uid)
        return self._of(rows)

    def in_words(self, template: str) -> str:
        """A change's words with its things by name."""
        return in_words(self.connection, template)

    def called(self, table: str, row_id: int) -> str:
        """A row as people know it."""
        return named(self.connection, table, row_id)

    def _row(self, row: tuple[Any, ...], values: list[ValueChange]) -> ChangeRow:
        change_id, at, origin, words, kind, undone = row
        return ChangeRow(change_id, at, origin, self.in_words(words), kind, bool(undone), values)

    def _uid(self, table: str, row_id: int) -> str:
        row = self.connection.execute(f"SELECT uid FROM {table} WHERE id = ?", (row_id,)).fetchone()
        row = (
            row
            or self.connection.execute(
                "SELECT json_extract(coalesce(after, before), '$.uid') FROM journal_image "
                "WHERE table_name = ? AND row_id = ? LIMIT 1",
                (table, row_id),
            ).fetchone()
        )
        if row is None or row[0] is None:
            raise NotFound(f"history knows of no {table} {row_id}")
        return str(row[0])

    def _found(self, table: str, column: str, value: object) -> set[RowKey]:
        query = f'SELECT id FROM "{table}" WHERE "{column}" = ?'
        return {(table, row_id) for (row_id,) in self.connection.execute(query, (value,))}

    def _rows_of_contact(self, contact_id: int, uid: str) -> set[RowKey]:
        """The contact, the rows it has, those it had, and the notes, jobs and appointments it takes part in."""
        rows = {("contact", contact_id)} | self._had(contact_id, uid)
        for table in OF_CONTACT:
            rows |= self._found(table, "contact_id", contact_id)
        for table in BY_UID:
            rows |= self._found(table, "subject_uid", uid)
        rows |= self._found("relation", "from_id", contact_id) | self._found("relation", "to_id", contact_id)
        return rows | self._taken_part_in(rows)

    def _had(self, contact_id: int, uid: str) -> set[RowKey]:
        """Rows that were the contact's in a change that touched the contact; the journal knows no other way to them."""
        theirs = "(json_extract({0}, '$.contact_id') = ?1 OR json_extract({0}, '$.subject_uid') = ?2)"
        # What was put in and is as it was then is found as a row; else the next image has what it was.
        query = (
            "WITH touched AS (SELECT * FROM journal WHERE change_id IN "
            "(SELECT change_id FROM journal WHERE table_name = 'contact' AND row_id = ?1)) "
            "SELECT table_name, row_id FROM touched WHERE after IS NOT '{}' "
            f"AND ({theirs.format('before')} OR {theirs.format('after')}) "
            "UNION SELECT n.table_name, n.row_id FROM touched j JOIN journal n ON n.id = (SELECT min(id) FROM journal "
            "WHERE table_name = j.table_name AND row_id = j.row_id AND id > j.id) "
            f"WHERE j.after = '{{}}' AND {theirs.format('n.before')}"
        )
        return set(self.connection.execute(query, (contact_id, uid)))

    def _taken_part_in(self, rows: Iterable[RowKey]) -> set[RowKey]:
        things: set[RowKey] = set()
        for table in ("note", "job", "appointment"):
            ids = json.dumps([row_id for name, row_id in rows if name == f"{table}_contact"])
            query = (
                f"SELECT {table}_id FROM {table}_contact WHERE id IN (SELECT value FROM json_each(?1)) "
                f"UNION SELECT json_extract(coalesce(after, before), '$.{table}_id') FROM journal_image "
                f"WHERE table_name = '{table}_contact' AND row_id IN (SELECT value FROM json_each(?1))"
            )
            things |= {(table, row_id) for (row_id,) in self.connection.execute(query, (ids,)) if row_id}
        return things

    def _of(self, rows: Iterable[RowKey]) -> list[ChangeRow]:
        by_change: dict[int, list[tuple[int, tuple[Any, ...]]]] = {}
        query = (
            "SELECT change_id, id, table_name, row_id, before, after, source FROM journal_image "
            "WHERE table_name = ? AND row_id = ? AND change_id IS NOT NULL"
        )
        for key in rows:
            for change_id, journal_id, *image in self.connection.execute(query, key):
                by_change.setdefault(change_id, []).append((journal_id, tuple(image)))
        found = []
        for change_id in sorted(by_change, reverse=True):
            row = self.connection.execute(f"{SELECT} WHERE id = ?", (change_id,)).fetchone()
            images = [image for _, image in sorted(by_change[change_id])]
            found.append(self._row(row, list(self._values(images))))
        return found

    def _values(self, images: Iterable[tuple[Any, ...]]) -> Iterator[ValueChange]:
        for table, row_id, before_text, after_text, source in images:
            before, after = json.loads(before_text or "{}"), json.loads(after_text or "{}")
            if table == "provenance":
                yield ValueChange(table, row_id, "origin", _origin(before), _origin(after), source)
                continue
            hidden = BOOKKEEPING if before and after else BOOKKEEPING | BELONGING
            if table == "external_key":
                hidden -= {"key"}
            for name in {**before, **after}:
                if (
                    name not in hidden
                    and before.get(name) != after.get(name)
                    and not _unsaid(name, before, after)
                ):
                    yield ValueChange(table, row_id, name, before.get(name), after.get(name), source)


def _unsaid(name: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """A new part that is not the preferred one says nothing by it."""
    return name == "preferred" and not before.get(name) and not after.get(name)


def _origin(image: dict[str, Any]) -> str | None:
    """``email maya@example.org from jobber.csv line 2``."""
    if not image:
        return None
    line = f" line {image['line']}" if image["line"] else ""
    # Without a property the value is the record's fingerprint, which nobody can read.
    value = image["value"] if image["property"] else ""
    words = (image["property"], value, f"from {image['source']}{line}")
    return " ".join(word for word in words if word)

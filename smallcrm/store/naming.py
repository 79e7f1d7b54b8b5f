"""Rows in words: named as the store has them or, once gone, as the journal remembers them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

# The column that people know a thing by.
TITLES = {
    "contact": "name", "job": "title", "appointment": "title", "reminder": "text", "note": "body", "tag": "name",
    "stage": "name",
}  # fmt: skip
# What a row that hangs on another is called, and the column that says it.
PARTS = {
    "email": ("e-mail", "value"), "phone": ("phone", "raw"), "address": ("address", "street"),
    "url": ("web address", "value"), "handle": ("handle", "value"), "consent": ("consent", "channel"),
    "photo": ("photo", ""), "custom_field": ("field", "name"), "relation": ("tie", "kind"),
    "merged": ("merged contact", "merged_id"), "tagging": ("tag", ""), "job_move": ("move to", "stage"),
    "occurrence": ("exception", "recurrence"), "alarm": ("alarm", "minutes"), "note_contact": ("contact", ""),
    "job_contact": ("contact", ""), "appointment_contact": ("contact", ""), "property": ("property", "line"),
    "external_key": ("key", "key"), "provenance": ("origin", "source"),
}  # fmt: skip
OWNERS = {
    "note_id": "note", "job_id": "job", "appointment_id": "appointment", "contact_id": "contact",
    "from_id": "contact", "tag_id": "tag",
}  # fmt: skip
LONGEST = 40
_THING = r"\{([a-z_]+):(\d+)\}"


def in_words(connection: sqlite3.Connection, template: str) -> str:
    """A change's words with its things by name: ``added {contact:1}`` is ``added Maya O'Connor (1)``."""
    return re.sub(_THING, lambda found: named(connection, found[1], int(found[2])), template)


def things_in(template: str) -> list[tuple[str, int]]:
    """The ``(table, id)`` of what a change's words name, in that order; what hangs on another thing is left out."""
    found = ((table, int(row_id)) for table, row_id in re.findall(_THING, template))
    return [(table, row_id) for table, row_id in found if table in TITLES]


def named(connection: sqlite3.Connection, table: str, row_id: int) -> str:
    """A row as people know it, with its id: ``Maya O'Connor (1)``, ``the e-mail maya@example.org of Maya (1)``."""
    image = image_of(connection, table, row_id)
    return called(connection, table, image) if image else f"{table} {row_id}"


def called(connection: sqlite3.Connection, table: str, image: Mapping[str, Any]) -> str:
    """The row of that image, as people know it."""
    if table == "contact":
        return f"{_short(image['name'])} ({image['id']})"
    if table in TITLES:
        return f'{table} "{_short(image[TITLES[table]])}" ({image["id"]})'
    label, column = PARTS.get(table, (table, ""))
    value = _tag(connection, image["tag_id"]) if table == "tagging" else image.get(column)
    words = " ".join(part for part in (label, _short(value)) if part)
    owner = _owner(connection, image)
    return f"the {words} of {owner}" if owner else f"the {words}"


def _owner(connection: sqlite3.Connection, image: Mapping[str, Any]) -> str:
    if "subject_uid" in image:
        return _by_uid(connection, image["subject_uid"])
    for column, table in OWNERS.items():
        if image.get(column) is not None:
            return named(connection, table, image[column])
    return ""


def _tag(connection: sqlite3.Connection, tag_id: int) -> str:
    image = image_of(connection, "tag", tag_id)
    return image["name"] if image else ""


def _by_uid(connection: sqlite3.Connection, uid: str) -> str:
    for table in ("contact", "job", "note", "appointment", "reminder"):
        row = connection.execute(f"SELECT id FROM {table} WHERE uid = ?", (uid,)).fetchone()
        if row:
            return named(connection, table, row[0])
    gone = connection.execute(
        "SELECT table_name, row_id FROM journal WHERE json_extract(before, '$.uid') = ? ORDER BY id DESC LIMIT 1",
        (uid,),
    ).fetchone()
    return named(connection, *gone) if gone else ""


def _short(value: object) -> str:
    text = " ".join(str(value).split()) if value is not None else ""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def image_of(connection: sqlite3.Connection, table: str, row_id: int) -> dict[str, Any] | None:
    """A row's columns by name, now or as the journal saw it last; None where neither knows it."""
    if table not in TITLES and table not in PARTS:
        return None
    cursor = connection.execute(f'SELECT * FROM "{table}" WHERE id = ?', (row_id,))
    row = cursor.fetchone()
    if row:
        return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
    gone = connection.execute(
        "SELECT coalesce(nullif(after, '{}'), before) FROM journal WHERE table_name = ?1 AND row_id = ?2 "
        "AND coalesce(nullif(after, '{}'), before) IS NOT NULL ORDER BY id DESC LIMIT 1",
        (table, row_id),
    ).fetchone()
    return json.loads(gone[0]) if gone else None

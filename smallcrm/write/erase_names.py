"""Where a person is called by name, in what is not theirs: files, tags, and the text of others' things."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from smallcrm.model.text import fold, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from smallcrm.write.change import Change

A_FILE = "a file"
# The kinds of thing in item_search, by their place in its row ids.
SEARCHED = ("note", "job", "appointment", "reminder")


def names_of(connection: sqlite3.Connection, ids: Iterable[int]) -> list[str]:
    """What the person is called, and reached by: names, nicknames and e-mails, now and before."""
    query = (
        "SELECT name FROM contact WHERE id IN (SELECT value FROM json_each(?1)) "
        "UNION SELECT value FROM email WHERE contact_id IN (SELECT value FROM json_each(?1)) "
        "UNION SELECT json_extract(before, '$.name') FROM journal WHERE table_name = 'contact' "
        "AND row_id IN (SELECT value FROM json_each(?1)) AND before IS NOT NULL"
    )
    return [row[0] for row in connection.execute(query, (json.dumps(list(ids)),)) if row[0]]


def unname(change: Change, names: list[str]) -> None:
    """A file that was called after the person is remembered as a file, and a tag called so goes if nobody has it."""
    connection = change.connection
    query = "SELECT DISTINCT source FROM journal WHERE source IS NOT NULL UNION SELECT source FROM provenance"
    for (source,) in connection.execute(query).fetchall():
        if _names_one(source, names):
            _forget_source(connection, source)
    for change_id, said in connection.execute("SELECT id, words FROM change").fetchall():
        if _names_one(_without_things(said), names):
            connection.execute("UPDATE change SET words = ? WHERE id = ?", (_unsaid(said), change_id))
    tags = "SELECT id, name FROM tag WHERE id NOT IN (SELECT tag_id FROM tagging)"
    for tag_id, name in connection.execute(tags).fetchall():
        if _names_one(name, names):
            connection.execute("DELETE FROM tag WHERE id = ?", (tag_id,))
            connection.execute(
                "UPDATE journal SET before = NULL, after = NULL WHERE table_name = 'tag' AND row_id = ?",
                (tag_id,),
            )
    connection.execute(
        "DELETE FROM journal WHERE change_id = ? AND table_name IN ('provenance', 'tag')", (change.id,)
    )


def _forget_source(connection: sqlite3.Connection, source: str) -> None:
    connection.execute("UPDATE provenance SET source = ? WHERE source = ?", (A_FILE, source))
    connection.execute("UPDATE journal SET source = ? WHERE source = ?", (A_FILE, source))
    connection.execute(
        "UPDATE journal SET before = json_replace(before, '$.source', ?1), after = json_replace(after, '$.source', ?1) "
        "WHERE table_name = 'provenance' AND ?2 IN (json_extract(before, '$.source'), json_extract(after, '$.source'))",
        (A_FILE, source),
    )


def _without_things(said: str) -> str:
    return re.sub(r"\{[a-z_]+:\d+\}", "", said)


def _unsaid(said: str) -> str:
    """The words of a change without the names of its files: ``imported maya.vcf: 1 new`` is ``imported a file: 1 new``."""
    act, _, counts = said.partition(" ")[0], *said.rpartition(": ")[1:]
    return f"{act} {A_FILE}: {counts}" if ": " in said else f"{act} {A_FILE}"


def _names_one(text: str, names: Iterable[str]) -> bool:
    """Whether the text says one of the names, however it is written."""
    said = fold(text)
    whole, squeezed = set(words(said)), re.sub(r"\W", "", said)
    return any(
        set(words(name)) <= whole or (" " in name and re.sub(r"\W", "", fold(name)) in squeezed)
        for name in names
        if words(name)
    )


def mentions(connection: sqlite3.Connection, names: list[str]) -> list[tuple[str, int]]:
    """The things of others whose text says a name or an e-mail of the person."""
    found: dict[tuple[str, int], None] = {}
    for name in names:
        phrase = '"' + " ".join(words(name)) + '"'
        if phrase == '""':
            continue
        for (row_id,) in connection.execute(
            "SELECT rowid FROM contact_search WHERE contact_search MATCH ? ORDER BY rowid", (phrase,)
        ):
            found["contact", row_id] = None
        for (row_id,) in connection.execute(
            "SELECT rowid FROM item_search WHERE item_search MATCH ? ORDER BY rowid", (phrase,)
        ):
            found[SEARCHED[row_id % 4], row_id // 4] = None
    return list(found)


def past_mentions(connection: sqlite3.Connection, names: list[str]) -> int:
    """How many images of what others' things were before say a name or an e-mail of the person."""
    marks = " OR ".join(
        "instr(lower(coalesce(before, '') || ' ' || coalesce(after, '')), lower(?)) > 0" for _ in names
    )
    query = f"SELECT count(*) FROM journal WHERE ({marks or '0'}) AND coalesce(before, nullif(after, '{{}}')) IS NOT NULL"
    return int(connection.execute(query, [_as_json(name) for name in names]).fetchone()[0])


def _as_json(text: str) -> str:
    """The text as SQLite writes it into an image."""
    return json.dumps(text, ensure_ascii=False)[1:-1]

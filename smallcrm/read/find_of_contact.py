"""Things found by words of their own together with their contact's name: ``maya valve``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.read.find import ITEMS, match_all

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

# A name that more than these have tells nobody apart.
NAMESAKES = 200
# Nobody says more words than these to name somebody and one of their things.
MOST_WORDS = 6
_OF = {
    "note": "SELECT note_id * 4 + 0 AS place FROM note_contact WHERE contact_id",
    "job": "SELECT job_id * 4 + 1 AS place FROM job_contact WHERE contact_id",
    "appointment": "SELECT appointment_id * 4 + 2 AS place FROM appointment_contact WHERE contact_id",
    "reminder": "SELECT id * 4 + 3 AS place FROM reminder WHERE contact_id",
}


def places_of_contacts(
    connection: sqlite3.Connection, words: Sequence[str], kinds: Sequence[str], limit: int, newest: int = -1
) -> list[int]:
    """Where the index has the things (id * 4 + the number of their kind), the last written first.

    The name stands before or after the words of the thing. With ``newest``, of a word that more things have only so
    many are looked at, those written last.
    """
    found: dict[int, None] = {}
    for name, rest in _splits(words):
        query = f"SELECT rowid FROM contact_search WHERE contact_search MATCH ? LIMIT {NAMESAKES}"
        ids = ", ".join(str(row[0]) for row in connection.execute(query, (f"name : ({name})",)))
        if ids:
            theirs = " UNION ALL ".join(f"{_OF[kind]} IN ({ids})" for kind in ITEMS if kind in kinds)
            # So SQLite asks the index once; the other way round it would for each of theirs.
            query = (
                f"SELECT place FROM ({theirs}) WHERE place IN "
                "(SELECT rowid FROM item_search WHERE item_search MATCH ? ORDER BY rowid DESC LIMIT ?) "
                "ORDER BY place DESC LIMIT ?"
            )
            found |= dict.fromkeys(row[0] for row in connection.execute(query, (rest, newest, limit)))
    return sorted(found, reverse=True)[:limit]


def _splits(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every way to part the words into a name and the rest, as searches; the last word is the beginning of one."""
    if len(words) > MOST_WORDS:
        return
    for place in range(1, len(words)):
        before, after = " AND ".join(f'"{word}"' for word in words[:place]), match_all(words[place:])
        yield before, after
        yield after, before

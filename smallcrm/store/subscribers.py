"""What subscribers of calendars know outlives a restore: the past must not come to them as something they had already."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from smallcrm.clock import stamp
from smallcrm.store.connect import begin, open_writer, translated

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

# A secret that was changed because it leaked must not come back with an older backup.
_PUBLICATIONS = (
    "DELETE FROM publication",
    "INSERT INTO publication SELECT * FROM before.publication",
    "UPDATE publication SET revision = revision + 1",
)
# An event that is not as subscribers know it is newer than what they know.
_RAISED = """UPDATE calendar_item SET sequence = 1 + max(calendar_item.sequence, known.sequence), revised_at = :now, raised_in = NULL
FROM before.calendar_item known WHERE known.uid = calendar_item.uid
  AND (known.sequence, known.revised_at, known.removed_at) IS NOT (calendar_item.sequence, calendar_item.revised_at, calendar_item.removed_at)"""


def forget_components(connection: sqlite3.Connection) -> None:
    """Drop what is kept rendered of all things, an erased person's included; it is rendered anew when it is needed."""
    connection.execute("DELETE FROM component")


def outlive(store: Path, before: Path) -> None:
    """Carry over to a restored store what the one before it, whose backup is ``before``, published and told.

    A store of an older schema published nothing yet.
    """
    with translated(store), contextlib.closing(open_writer(store)) as live:
        live.execute("ATTACH ? AS before", (f"{before.absolute().as_uri()}?mode=ro",))
        same = (
            live.execute("PRAGMA before.user_version").fetchone()
            == live.execute("PRAGMA user_version").fetchone()
        )
        begin(live, "the published calendars")
        try:
            if same:
                for statement in _PUBLICATIONS:
                    live.execute(statement)
                live.execute(_RAISED, {"now": stamp()})
            live.execute("COMMIT")
        except BaseException:
            live.rollback()
            raise

"""What is done once a day, before the first change: a backup, and the end of old history."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from smallcrm.clock import stamp, utc_now
from smallcrm.errors import CrmError
from smallcrm.store.backup import automatic
from smallcrm.store.connect import begin, open_writer, translated

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path


def is_of_today(connection: sqlite3.Connection) -> bool:
    """Whether the store has nothing from before today (UTC), and so nothing that a backup could save."""
    row = connection.execute(
        "SELECT coalesce((SELECT at FROM change ORDER BY id LIMIT 1), (SELECT created_at FROM contact ORDER BY id LIMIT 1))"
    ).fetchone()
    return row[0] is None or bool(row[0][:10] >= stamp()[:10])


def look_after(path: Path, keep: int, history_keep: str, tell: Callable[[str], None]) -> None:
    """Back the store up and forget old changes; a failing backup is told and keeps nobody from working."""
    try:
        automatic(path, "daily", keep)
    except CrmError as problem:
        tell(f"warning: there is no backup of today: {problem.message}")
        return
    if history_keep:
        forget(path, history_keep, tell)


def forget(path: Path, history_keep: str, tell: Callable[[str], None]) -> None:
    """Take changes older than ``history_keep`` (a duration) out of the journal; they can't be undone any more."""
    import datetime as dt

    from smallcrm.model.duration import parse_duration

    kept = parse_duration(history_keep)
    oldest = utc_now() - dt.timedelta(days=kept.months * 30 + kept.days, minutes=kept.minutes)
    with translated(path), contextlib.closing(open_writer(path, tell)) as connection:
        begin(connection, "the history", tell)
        connection.execute("DELETE FROM change WHERE at < ?", (stamp(oldest),))
        connection.execute("COMMIT")

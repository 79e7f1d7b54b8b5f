"""A book, and every row of it to be compared with another's."""

from __future__ import annotations

import json
import re
from pathlib import Path

from smallcrm.config import Settings
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.write.rows import COLUMNS


def book(folder: Path) -> Crm:
    desk = Desk(Settings(folder / "config.toml", {"region": "GB", "timezone": "Europe/London"}))
    return Crm(folder / "book.db", desk)


def content(crm: Crm) -> dict[str, list[str]]:
    """Every row, and what the journal and the search index hold of it; uids by the row that has them."""
    connection = crm.write.changes.connection
    uids = {}
    for table in (*COLUMNS, "tag", "reminder"):
        for row_id, uid in connection.execute(f"SELECT id, uid FROM {table}"):
            uids[uid] = f"{table} {row_id}"
    gone = "SELECT json_extract(coalesce(before, after), '$.uid'), table_name, row_id FROM journal_image"
    for uid, table, row_id in connection.execute(gone):
        uids[uid] = f"{table} {row_id}"
    found: dict[str, list[str]] = {}
    for table in (*COLUMNS, "tag", "reminder", "calendar_item", "journal"):
        order = {"journal": "table_name, row_id, id", "calendar_item": "uid"}.get(table, "id")
        source = "journal_image" if table == "journal" else table
        cursor = connection.execute(f"SELECT * FROM {source} ORDER BY {order}")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        if table == "journal":
            for row in rows:
                del row["id"]
        found[table] = [_named(json.dumps(row), uids) for row in rows]
    found["calendar_item"].sort()
    query = "SELECT rowid, name, reach, words FROM contact_search ORDER BY rowid"
    found["search"] = [str(row) for row in connection.execute(query)]
    return found


def _named(text: str, uids: dict[str, str]) -> str:
    return re.sub("[0-9a-f]{32}", lambda found: uids.get(found[0], found[0]), text)

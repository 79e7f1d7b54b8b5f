"""A book to do harm to, acts that are cut short in it, and what must be so of whatever is left."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import smallcrm
from smallcrm.store.health import examine

PACKAGE = Path(smallcrm.__file__).parent
DERIVED = {
    "calendar_item", "change", "component", "journal", "open_change", "publication", "stale", "sync_folder", "sync_item",
    "told",
}  # fmt: skip
# What is done, each as a command line.
ACTS = {
    "import": ("import", "more.csv"),
    "merge": ("contact", "merge", "1", "2"),
    "undo": ("undo",),
    "migrate": ("contact", "list"),
    "restore": ("restore", "old.db", "--yes"),
    "publish": ("appt", "add", "1", "Visit", "--at", "tue 9-10", "--quiet"),
    "erase": ("contact", "erase", "1", "--yes"),
}


def rows(count: int, sign: str) -> str:
    lines = (f"{sign} {i},{sign}{i}@x.example,Company {i % 50},about {sign} {i}\n" for i in range(count))
    return "Name,Email,Company,Notes\n" + "".join(lines)


def lay_book(crm: Any, count: int) -> None:
    """Two people who are one, what hangs on them, and last an import of ``count`` rows."""
    crm.ok("contact", "add", "Maya O'Connor", "--tag", "keep", "--phone", "07700900142")
    crm.ok("contact", "add", "Maya Connor", "--email", "maya@oconnor.example")
    for i in range(6):
        crm.ok("note", "add", str(1 + i % 2), f"note {i} {'word ' * 20 * i}")
    crm.ok("job", "add", "1", "Valve", "--value", "185")
    for day in range(1, 4):
        crm.ok("appt", "add", "2", f"Visit {day}", "--at", f"2026-10-0{day} 9:00")
    crm.ok("import", "-", "--input-format", "csv", stdin=rows(count, "p"))


def lay_small(crm: Any) -> None:
    lay_book(crm, 200)


class Ground:
    """A folder with a book, as often as it is wanted anew; ``count`` rows come in by an import."""

    def __init__(self, crm: Any, count: int) -> None:
        self.crm = crm
        self.folder: Path = crm.folder / "ground"
        self.folder.mkdir()
        self.db = self.folder / "book.db"
        shutil.move(crm.db, self.db)
        crm._monkeypatch.setenv("SMALLCRM_DB", str(self.db))
        crm.ok("backup", self.folder / "old.db")
        crm.ok("--db", self.folder / "old.db", "contact", "add", "Only in the backup")
        crm.ok("calendar", "publish", self.folder / "work.ics")
        (self.folder / "more.csv").write_text(rows(count, "q"))
        self.fresh = crm.folder / "fresh"
        shutil.copytree(self.folder, self.fresh)

    def renew(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.fresh, self.folder)

    def command(self, act: str) -> list[str]:
        return [sys.executable, "-m", "smallcrm", *ACTS[act]]

    def surroundings(self, act: str) -> dict[str, str]:
        """The environment; a migration is what the next version does."""
        if act == "migrate":
            return {**os.environ, "PYTHONPATH": str(next_version(self.crm.folder / "next"))}
        return dict(os.environ)

    def state(self) -> str:
        return state_of(self.db)

    def look(self, act: str, states: tuple[str, str]) -> str:
        """Everything that must be so of a book that an act was cut short in; its state."""
        state = self.state()
        assert state in states
        look_over(self.db, newer=act == "migrate" and state == states[1])
        for file in (self.folder / "book.db.backups").glob("*.db"):
            assert state_of(file) in states
        calendar = (self.folder / "work.ics").read_bytes()
        assert calendar.startswith(b"BEGIN:VCALENDAR")
        assert calendar.endswith(b"END:VCALENDAR\r\n")
        if not (act == "migrate" and state == states[1]):
            self.crm.ok("contact", "add", "Next")
            assert not self.db.with_name("book.db-wal").exists()
            assert not self.db.with_name("book.db-journal").exists()
        return state


def next_version(folder: Path) -> Path:
    """A copy of the package with one more migration."""
    if not folder.exists():
        shutil.copytree(PACKAGE, folder / "smallcrm")
        script = "CREATE TABLE colour (id INTEGER PRIMARY KEY, name TEXT) STRICT;\nINSERT INTO colour(name) SELECT name FROM contact;\n"
        (folder / "smallcrm/store/migrations/0002_next.sql").write_text(script)
        migrate = folder / "smallcrm/store/migrate.py"
        migrate.write_text(migrate.read_text().replace("SCHEMA_VERSION = 1", "SCHEMA_VERSION = 2"))
        declare = [sys.executable, "-m", "smallcrm.store.declare"]
        # From its folder: the package of the current one would come first.
        subprocess.run(declare, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, check=True)
    return folder


def state_of(db: Path) -> str:
    """What the user has in a store, as a digest; a store that a crash left is recovered by looking.

    Uids are left out, since they are others whenever an act is done anew.
    """
    connection = sqlite3.connect(db)
    try:
        digest = hashlib.sha256()
        for table in tables(connection):
            names = ", ".join(f'"{name}"' for name in columns(connection, table) if not name.endswith("uid"))
            rows = connection.execute(f'SELECT {names} FROM "{table}" ORDER BY id').fetchall()
            digest.update(f"{table} {rows}\n".encode())
        return digest.hexdigest()[:16]
    finally:
        connection.close()


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in connection.execute(f'PRAGMA table_info("{table}")')]


def tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_search*' AND name NOT GLOB 'sqlite_*' "
        "ORDER BY name"
    )
    return [name for (name,) in found if name not in DERIVED]


def look_over(db: Path, *, newer: bool = False) -> None:
    """The store is whole, references hold, and index and history agree with the tables."""
    findings = [finding for finding in examine(db) if not (newer and finding.check == "schema")]
    assert all(finding.ok for finding in findings), [finding for finding in findings if not finding.ok]
    connection = sqlite3.connect(db)
    try:
        for table in set(tables(connection)) - {"colour"}:
            disagreeing = list(differing(connection, table))
            assert not disagreeing, (table, disagreeing)
    finally:
        connection.close()


def differing(connection: sqlite3.Connection, table: str) -> Any:
    """Rows that are not as their last image in the history has them."""
    names = columns(connection, table)
    now = {
        row[0]: dict(zip(names, row, strict=True)) for row in connection.execute(f'SELECT * FROM "{table}"')
    }
    last = connection.execute(
        "SELECT row_id, before, after FROM journal WHERE table_name = ?1 AND id IN "
        "(SELECT max(id) FROM journal WHERE table_name = ?1 GROUP BY row_id)", (table,)
    )  # fmt: skip
    for row_id, before, after in last:
        erased = before is None and after is None
        put_in = after == "{}" and row_id in now
        if not erased and not put_in and now.get(row_id) != (json.loads(after) if after else None):
            yield row_id

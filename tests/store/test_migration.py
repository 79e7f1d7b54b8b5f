"""A store of this version meets the next smallcrm: a copy of the package with one more migration."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import smallcrm

PACKAGE = Path(smallcrm.__file__).parent


class Next:
    """The next version, whose second migration is ``script``."""

    def __init__(self, folder: Path, script: str) -> None:
        self.folder = folder
        package = folder / "smallcrm"
        shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
        (package / "store/migrations/0002_next.sql").write_text(script)
        migrate = package / "store/migrate.py"
        migrate.write_text(migrate.read_text().replace("SCHEMA_VERSION = 1", "SCHEMA_VERSION = 2"))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.folder, env={**os.environ, "PYTHONPATH": str(self.folder)},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "smallcrm", *arguments)


@pytest.fixture
def newer(crm, tmp_path):
    crm.ok("contact", "add", "Maya")

    def make(script: str) -> Next:
        return Next(tmp_path / "next", script)

    return make


def test_an_older_store_is_backed_up_then_migrated_and_undo_stops_there(crm, newer) -> None:
    later = newer("CREATE TABLE colour (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;\n")
    assert later.run("-m", "smallcrm.store.declare").returncode == 0
    shown = later("contact", "list", "-f", "ids")
    assert (shown.returncode, shown.stdout) == (0, "1\n"), shown.stderr
    (backup,) = crm.db.with_name(f"{crm.db.name}.backups").glob("*-migration.db")
    with sqlite3.connect(backup) as before:
        assert before.execute("PRAGMA user_version").fetchone() == (1,)
        assert before.execute("SELECT name FROM contact").fetchall() == [("Maya",)]
    with sqlite3.connect(crm.db) as now:
        assert now.execute("PRAGMA user_version").fetchone() == (2,)
        assert now.execute("SELECT count(*) FROM colour").fetchone() == (0,)
    undone = later("undo", "-y")
    assert undone.returncode == 6
    assert "was made before the store came to schema 2; undo does not reach behind that" in undone.stderr
    refused = crm("contact", "list")
    assert refused.code == 1
    assert "was written by a newer smallcrm (schema 2, this one knows 1); upgrade smallcrm" in refused.err


def test_a_migration_that_fails_leaves_the_store_as_it_was(crm, newer) -> None:
    later = newer("CREATE TABLE colour (id INTEGER PRIMARY KEY) STRICT;\nINSERT INTO nowhere VALUES (1);\n")
    shown = later("contact", "list")
    assert shown.returncode == 1
    assert len(shown.stderr.splitlines()) <= 2
    assert "Traceback" not in shown.stderr
    assert crm.ok("contact", "list", "-f", "ids").out == "1\n"
    with sqlite3.connect(crm.db) as now:
        assert now.execute("SELECT count(*) FROM sqlite_master WHERE name = 'colour'").fetchone() == (0,)

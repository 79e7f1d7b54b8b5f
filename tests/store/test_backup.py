"""Backups are whole or not there; a restore reaches whoever has the store open."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from smallcrm.errors import FileError
from smallcrm.store.backup import automatic, back_up, folder_of, listed, restore


@pytest.fixture
def full(crm):
    """A store with a contact in it."""
    crm.ok("contact", "add", "Maya")
    return crm


def names(crm) -> list[str]:
    return [row["name"] for row in crm.ok("contact", "list", "--json").json]


def test_a_backup_is_private_whole_and_one_file(full) -> None:
    target = full.folder / "copy.db"
    assert full.ok("backup", target).out == f"{target}\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in full.folder.glob("copy*")) == ["copy.db"]
    assert [row["name"] for row in full.ok("--db", target, "contact", "list", "--json").json] == ["Maya"]


def test_a_backup_made_while_another_writes_has_a_state_that_was(full) -> None:
    writer = sqlite3.connect(full.db, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO contact(name, name_key) VALUES ('Half', 'half')")
    target = full.folder / "copy.db"
    full.ok("backup", target)
    writer.execute("COMMIT")
    writer.close()
    assert [row["name"] for row in full.ok("--db", target, "contact", "list", "--json").json] == ["Maya"]


def test_a_backup_of_the_store_over_itself_is_refused(full) -> None:
    assert full("backup", full.db).code == 2
    assert names(full) == ["Maya"]


def test_without_a_file_it_goes_to_the_automatic_folder(full) -> None:
    path = Path(full.ok("backup").out.strip())
    assert path.parent == folder_of(full.db)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    record = full.ok("backup", "--json").json
    assert record["contacts"] == 1
    assert Path(record["file"]) != path
    assert Path(record["file"]).exists()


def test_the_first_writing_command_of_a_day_backs_up_what_is_older(full) -> None:
    full.ok("contact", "add", "Lena")
    assert listed(full.db) == []
    full.at("2026-09-15T08:00:00+01:00")
    full.ok("contact", "list")
    assert listed(full.db) == []
    full.ok("contact", "add", "Omar")
    full.ok("contact", "add", "Iris")
    assert [path.name for path in listed(full.db)] == ["20260915T070000Z-daily.db"]
    assert [row["name"] for row in full.ok("--db", listed(full.db)[0], "contact", "list", "--json").json] == [
        "Lena",
        "Maya",
    ]


def test_a_backup_over_a_file_of_another_kind_is_refused(full, tmp_path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Maya, " * 20)
    refused = full("backup", letter)
    assert refused.code == 1
    assert "is no backup and would be lost" in refused.err
    assert letter.read_text().startswith("Dear Maya")
    letter.write_text("")
    full.ok("backup", letter)
    full.ok("backup", letter)


def test_only_so_many_automatic_backups_stay(full) -> None:
    full.ok("config", "set", "backup_keep", "3")
    for day in range(15, 22):
        full.at(f"2026-09-{day}T08:00:00+01:00")
        full.ok("contact", "add", f"Person {day}")
    assert [path.name[:8] for path in listed(full.db)] == ["20260921", "20260920", "20260919"]


def test_a_failing_daily_backup_is_told_and_keeps_nobody_from_working(full) -> None:
    folder_of(full.db).write_text("in the way")
    full.at("2026-09-15T08:00:00+01:00")
    added = full.ok("contact", "add", "Lena")
    assert "warning: there is no backup of today" in added.err
    assert names(full) == ["Lena", "Maya"]


def test_a_disk_that_fills_up_leaves_no_backup_and_says_so(full) -> None:
    target = full.folder / "copy.db"
    code = (
        "import signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from smallcrm.cli.run import run; sys.exit(run(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "backup", str(target)], capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert done.returncode == 1
    assert f"smallcrm: the backup {target} can't be written" in done.stderr
    assert list(full.folder.glob("copy*")) == []


def test_a_folder_that_is_not_there_is_said(full) -> None:
    refused = full("backup", full.folder / "nowhere" / "copy.db")
    assert refused.code == 1
    assert "can't be written: No such file or directory" in refused.err


def test_a_restore_brings_back_what_was_and_keeps_what_is(full) -> None:
    target = full.folder / "copy.db"
    full.ok("backup", target)
    full.ok("contact", "remove", "maya")
    full.ok("contact", "add", "Lena")
    reader = sqlite3.connect(full.db)
    reader.execute("SELECT * FROM contact").fetchall()
    done = full.ok("restore", target, "-y", "--json").json
    assert done["contacts"] == 1
    assert names(full) == ["Maya"]
    assert reader.execute("SELECT name FROM contact").fetchall() == [("Maya",)]
    reader.close()
    full.ok("restore", done["before"], "--yes")
    assert names(full) == ["Lena"]
    assert stat.S_IMODE(full.db.stat().st_mode) == 0o600
    full.ok("doctor")
    full.ok("contact", "add", "Iris")


def test_a_restore_asks_and_without_a_terminal_does_nothing(full) -> None:
    target = full.folder / "copy.db"
    full.ok("backup", target)
    full.ok("contact", "remove", "maya")
    refused = full("restore", target)
    assert refused.code == 1
    assert "say --yes" in refused.err
    assert names(full) == []


def test_restoring_the_oldest_of_all_does_not_rotate_it_away_first(full) -> None:
    for day in range(1, 4):
        full.at(f"2026-10-0{day}T08:00:00+01:00")
        automatic(full.db, "daily", 3)
    oldest = listed(full.db)[-1]
    full.at("2026-10-04T08:00:00+01:00")
    restore(oldest, full.db, 3)
    assert oldest.exists()
    assert names(full) == ["Maya"]


def test_an_unreadable_store_is_moved_aside_whole(full) -> None:
    target = full.folder / "copy.db"
    full.ok("backup", target)
    full.db.write_bytes(b"Dear diary, " * 1000)
    Path(f"{full.db}-wal").write_bytes(b"a log of something else")
    done = full.ok("restore", target, "-y", "--json").json
    assert done["before"] is None
    assert Path(done["aside"]).read_bytes().startswith(b"Dear diary")
    assert Path(f"{done['aside']}-wal").read_bytes() == b"a log of something else"
    assert names(full) == ["Maya"]
    full.ok("doctor")


def test_a_missing_store_is_restored_anew(full) -> None:
    target = full.folder / "copy.db"
    full.ok("backup", target)
    full.db.unlink()
    full.ok("restore", target, "-y")
    assert names(full) == ["Maya"]


def test_a_database_of_another_program_is_not_restored_over(full) -> None:
    target = full.folder / "copy.db"
    full.ok("backup", target)
    other = full.folder / "other.db"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE precious(a)")
    connection.commit()
    connection.close()
    before = other.read_bytes()
    refused = full("--db", other, "restore", target, "-y")
    assert refused.code == 1
    assert "another program" in refused.err
    assert other.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"Dear diary", os.urandom(9000)])
def test_what_is_no_backup_is_refused(full, content: bytes) -> None:
    target = full.folder / "copy.db"
    target.write_bytes(content)
    refused = full("restore", target, "-y")
    assert refused.code == 1
    assert "is no backup of a" in refused.err
    assert names(full) == ["Maya"]
    assert full("restore", full.folder / "none.db", "-y").code == 1


def test_the_list_is_newest_first_and_knows_the_damaged(full) -> None:
    for day in (15, 16):
        full.at(f"2026-09-{day}T08:00:00+01:00")
        full.ok("contact", "add", f"Person {day}")
    rows = full.ok("restore", "--list", "--json").json
    assert [(row["at"], row["contacts"], row["ok"]) for row in rows] == [
        ("2026-09-16T07:00:00Z", 2, True), ("2026-09-15T07:00:00Z", 1, True),
    ]  # fmt: skip
    assert "20260915T070000Z-daily.db  2026-09-15T07:00:00Z  1" in full.ok("restore", "--list").out
    full.ok("restore", "20260915T070000Z-daily.db", "-y")
    assert names(full) == ["Maya"]
    full.ok("restore", listed(full.db)[0].name, "-y")
    listed(full.db)[0].write_bytes(b"x" * 5000)
    rows = full.ok("restore", "--list", "--json").json
    assert (rows[0]["contacts"], rows[0]["ok"]) == (None, False)
    assert all(row["ok"] for row in rows[1:])


def test_a_backup_of_nothing_that_can_be_read_is_an_error(tmp_path) -> None:
    (tmp_path / "book.db").write_bytes(b"x" * 5000)
    with pytest.raises(FileError):
        back_up(tmp_path / "book.db", tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_old_history_goes_when_the_setting_says_so(full) -> None:
    full.ok("config", "set", "history_keep", "30 days")
    full.at("2026-12-14T08:12:00+00:00")
    full.ok("contact", "add", "Lena")
    assert [row["words"] for row in full.ok("history", "--json").json] == ["added Lena (2)"]
    assert names(full) == ["Lena", "Maya"]

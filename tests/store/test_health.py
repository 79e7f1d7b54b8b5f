"""The doctor finds what is wrong, says what to do, and writes nothing."""

from __future__ import annotations

import sqlite3

import pytest


@pytest.fixture
def full(crm):
    crm.ok("contact", "add", "Maya", "--tag", "vip", "--email", "maya@example.org")
    crm.ok("note", "add", "maya", "rang about the boiler")
    return crm


def wrong(crm) -> list[str]:
    return [finding["check"] for finding in crm("doctor", "--json").json if not finding["ok"]]


def test_a_healthy_store_is_told_so_and_not_touched(full) -> None:
    before = full.db.read_bytes()
    done = full.ok("doctor")
    assert "WRONG" not in done.out
    assert full.db.read_bytes() == before
    findings = full.ok("doctor", "--json").json
    assert [finding["check"] for finding in findings] == [
        "integrity", "rows", "references", "schema", "search", "journal", "privacy", "backups", "sqlite",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE email SET contact_id = 99", "references"),
        ("DELETE FROM contact_search", "search"),
        ("UPDATE item_search SET body = 'other'", "search"),
        ("CREATE INDEX extra ON contact(role)", "schema"),
        ("PRAGMA user_version = 9", "schema"),
        ("INSERT INTO open_change(id, change_id, at) VALUES (1, 1, '')", "journal"),
        ("PRAGMA application_id = 9", "file"),
    ],
)
def test_each_fault_is_found_with_its_remedy(full, statement: str, check: str) -> None:
    connection = sqlite3.connect(full.db, isolation_level=None)
    connection.execute(statement)
    connection.close()
    assert check in wrong(full)
    told = full("doctor")
    assert told.code == 1
    assert f"WRONG  {check}: " in told.out
    assert told.err.startswith("smallcrm: ")


def test_others_who_may_read_the_file_are_a_fault(full) -> None:
    full.db.chmod(0o644)
    assert wrong(full) == ["privacy"]
    assert f"chmod 600 {full.db}" in full("doctor").out


def test_what_another_program_wrote_is_noted_and_no_fault(full) -> None:
    connection = sqlite3.connect(full.db, isolation_level=None)
    connection.execute("UPDATE contact SET role = 'x'")
    connection.close()
    assert "another program changed" in full.ok("doctor").out


def test_what_can_be_read_of_a_damaged_store_is_saved(full) -> None:
    names = [f"Person {i}" for i in range(2000)]
    connection = sqlite3.connect(full.db, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("INSERT INTO open_change(id, at) VALUES (1, '')")
    connection.executemany(
        "INSERT INTO contact(name, name_key) VALUES (?, ?)", [(n, n.lower()) for n in names]
    )
    connection.execute("DELETE FROM open_change")
    connection.execute("COMMIT")
    (page,) = connection.execute(
        "SELECT pageno FROM dbstat WHERE name = 'contact' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 5"
    ).fetchone()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with full.db.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    assert "integrity" in wrong(full)
    target = full.folder / "saved.db"
    saved = full.ok("doctor", "--salvage", target, "--json").json
    assert 1900 < saved["rows"]["contact"] < 2001
    healthy = full.ok("--db", target, "doctor")
    assert "WRONG" not in healthy.out
    assert full.ok("--db", target, "find", "boiler", "--json").json[0]["contact"] == "Maya"
    assert full("doctor", "--salvage", target).code == 1

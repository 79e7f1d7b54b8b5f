"""What the database itself sees to, whoever writes."""

from __future__ import annotations

import sqlite3

import pytest


@pytest.fixture
def foreign(crm):
    """A tool that knows nothing of us, on a store with two contacts."""
    crm.ok("contact", "add", "Maya", "--tag", "vip")
    crm.ok("contact", "add", "Lena")
    connection = sqlite3.connect(crm.db, isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    yield connection
    connection.close()


def test_a_uid_never_changes(foreign) -> None:
    tables = [
        name
        for (name,) in foreign.execute(
            "SELECT DISTINCT tbl_name FROM sqlite_master WHERE name GLOB '*_uid' AND type = 'trigger'"
        )
    ]
    assert len(tables) > 20
    for table in ("contact", "tag", "tagging"):
        with pytest.raises(sqlite3.IntegrityError, match="a uid never changes"):
            foreign.execute(f"UPDATE {table} SET uid = 'x'")


def test_a_foreign_tools_write_gets_uid_and_times_and_is_found_at_once(crm, foreign) -> None:
    foreign.execute("INSERT INTO contact(name, name_key) VALUES ('Iris Bechstein', 'iris bechstein')")
    foreign.execute("UPDATE contact SET about = 'tunes pianos' WHERE id = 1")
    uid, created, updated = foreign.execute(
        "SELECT uid, created_at, updated_at FROM contact WHERE id = 3"
    ).fetchone()
    assert len(uid) == 32
    assert created == updated != ""
    assert [hit["id"] for hit in crm.ok("find", "bechstein", "--json").json] == [3]
    assert [hit["id"] for hit in crm.ok("find", "pianos", "--json").json] == [1]
    assert foreign.execute("SELECT updated_at > created_at FROM contact WHERE id = 1").fetchone() == (1,)


def test_a_foreign_tools_write_is_adopted_and_undone_with_consent(crm, foreign) -> None:
    before = foreign.execute("SELECT * FROM contact ORDER BY id").fetchall()
    foreign.execute("UPDATE contact SET role = 'plumber' WHERE id = 1")
    foreign.execute("UPDATE contact SET name = 'Lena N' WHERE id = 2")
    assert foreign.execute("SELECT count(*) FROM journal WHERE change_id IS NULL").fetchone()[0] >= 2
    refused = crm("undo")
    assert refused.code == 1
    assert "was made by another program" in refused.err
    assert crm.ok("undo", "-y").err == "undid: changed outside smallcrm\n"
    assert foreign.execute("SELECT * FROM contact ORDER BY id").fetchall() == before
    assert crm.ok("history", "--json").json[1]["origin"] == "outside"


def test_a_foreign_replace_is_journalled_with_its_before(crm, foreign) -> None:
    foreign.execute("PRAGMA recursive_triggers=ON")
    foreign.execute("REPLACE INTO tag(id, name, name_key) VALUES (1, 'VIP', 'vip')")
    crm.ok("undo", "-y")
    assert foreign.execute("SELECT name FROM tag").fetchall() == [("vip",)]
    assert foreign.execute("SELECT count(*) FROM tagging").fetchone() == (1,)


def test_removing_a_thing_takes_its_references_by_uid_with_it(crm, foreign) -> None:
    uid = foreign.execute("SELECT uid FROM contact WHERE id = 1").fetchone()[0]
    foreign.execute("INSERT INTO property(subject_uid, format, line) VALUES (?, 'vcard', 'X-A:b')", (uid,))
    crm.ok("contact", "remove", "1")
    for table in ("tagging", "property"):
        assert foreign.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    crm.ok("undo")
    for table in ("tagging", "property"):
        assert foreign.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,)


def test_removing_an_address_that_two_bookings_point_at_touches_each_once(crm, foreign) -> None:
    """A cascade hands its own conflict policy to the triggers it fires, so that OR IGNORE would not hold there."""
    foreign.execute("INSERT INTO address(contact_id, street) VALUES (1, '8 Cotham Rise')")
    crm.ok("job", "add", "1", "Valve")
    foreign.execute("UPDATE job SET site_id = 1")
    crm.ok("reminder", "add", "Ring", "--due", "tomorrow", "--contact", "2", "--job", "1")
    foreign.execute(
        "INSERT INTO reminder(text, due, timezone, due_utc, job_id, contact_id) VALUES ('B', '2026-09-15', 'UTC', '', 1, 2)"
    )
    crm.ok("contact", "remove", "1")
    assert foreign.execute("SELECT text, job_id FROM reminder ORDER BY id").fetchall() == [
        ("Ring", None),
        ("B", None),
    ]


def test_sequence_is_raised_once_a_change_however_much_of_it_changed(crm, foreign) -> None:
    crm.ok("appointment", "add", "1", "Fix valve", "--at", "2026-09-15 9am")

    def sequence() -> int:
        return foreign.execute("SELECT sequence FROM calendar_item").fetchone()[0]

    assert sequence() == 0
    crm.ok(
        "contact",
        "edit",
        "1",
        "--name",
        "Maya Novak",
        "--phone",
        "07700 900142",
        "--address",
        "8 Cotham Rise",
    )
    assert sequence() == 1
    crm.ok("appointment", "edit", "1", "--title", "Fix the valve", "--location", "Shed")
    assert sequence() == 2
    crm.ok("undo")
    assert sequence() == 3


def test_closing_a_change_reads_only_what_went_stale(crm, foreign) -> None:
    (sql,) = foreign.execute("SELECT sql FROM sqlite_master WHERE name = 'change_closes'").fetchone()
    body = (
        sql[sql.index("BEGIN") + 5 : sql.rindex("END")].replace("OLD.at", "'x'").replace("OLD.change_id", "1")
    )
    plans = [
        row[3]
        for statement in body.split(";")
        if statement.strip()
        for row in foreign.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert len(plans) > 20
    # A text put together for a contact is a row of its own.
    one_row = ("SCAN CONSTANT ROW", "SCAN (subquery")
    scanned = {
        plan.split()[1]
        for plan in plans
        if plan.startswith("SCAN") and "VIRTUAL TABLE" not in plan and not plan.startswith(one_row)
    }
    # The published calendars are a handful.
    assert scanned <= {"stale", "s", "publication"}


def test_a_store_of_no_bytes_at_the_usual_place_is_made_not_written_into_the_air(crm, monkeypatch) -> None:
    monkeypatch.delenv("SMALLCRM_DB")
    usual = crm.folder / ".local" / "share" / "smallcrm" / "smallcrm.db"
    usual.parent.mkdir(parents=True)
    usual.touch()
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert crm.ok("contact", "list", "--json").json == []
    assert crm.ok("add", "Maya", "--json").json["name"] == "Maya"
    assert crm.ok("show", "maya", "--json").json["name"] == "Maya"

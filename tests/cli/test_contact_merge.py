from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest


def rows(crm, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(crm.db)) as store:
        return store.execute(query).fetchall()


@pytest.fixture
def two(crm):
    """Tom Ridley (1) and Thomas Ridley (3), who share an e-mail and differ in the rest."""
    crm.ok(
        "contact", "add", "Tom Ridley", "--email", "tr@home.example", "--phone", "07700 900142", "--tag", "gas",
        "--set", "gate=12", "--role", "Landlord", "--company", "Ridley & Sons", "--about", "Older card",
    )  # fmt: skip
    crm.ok(
        "contact", "add", "Thomas Ridley", "--email", "home=TR@home.example", "--email", "tr@work.example",
        "--phone", "0117 946 0123", "--tag", "gas", "--tag", "vip", "--set", "gate=13", "--set", "dog=Rex",
        "--birthday", "1950-01-02", "--company", "Beta", "--address", "4 Quay St", "--consent",
        "--handle", "signal=tom", "--allow-duplicate",
    )  # fmt: skip
    crm.ok("note", "add", "3", "rang")
    crm.ok("job", "add", "3", "Boiler")
    crm.ok("appointment", "add", "3", "Service", "--at", "mon 9am")
    crm.ok("reminder", "add", "Ring", "--contact", "3", "--due", "tomorrow")
    return crm


def test_values_are_united_and_everything_moves(two) -> None:
    merged = two.ok("contact", "merge", "1", "3", "--json").json
    assert (merged["name"], merged["role"], merged["birthday"]) == ("Tom Ridley", "Landlord", "1950-01-02")
    assert [(e["value"], e["label"]) for e in merged["emails"]] == [
        ("tr@home.example", "home"), ("tr@work.example", None),
    ]  # fmt: skip
    assert [p["value"] for p in merged["phones"]] == ["+447700900142", "+441179460123"]
    assert merged["tags"] == ["gas", "vip"]
    assert merged["fields"] == {"gate": "12", "gate 2": "13", "dog": "Rex"}
    assert merged["company"] == "Ridley & Sons"
    page = two.ok("show", "1", "--json").json
    assert [
        len(page[kind]) for kind in ("notes", "jobs", "appointments", "reminders", "handles", "consent")
    ] == [1] * 6


def test_what_differs_is_said_and_remembered(two) -> None:
    merged = two.ok("contact", "merge", "1", "3")
    assert merged.out == "1\n"
    assert "with 1 note, 1 job, 1 appointment, 1 reminder; smallcrm undo splits them again" in merged.err
    assert 'name stays "Tom Ridley"; "Thomas Ridley" is remembered' in merged.err
    kept = rows(two, "SELECT property, value, source FROM provenance ORDER BY id")
    assert kept == [("name", "Thomas Ridley", "merge"), ("company", "Beta", "merge")]


def test_old_ids_and_uids_find_the_survivor_through_chains(two) -> None:
    uid = two.ok("show", "3", "--json").json["uid"]
    two.ok("contact", "add", "T. Ridley")
    two.ok("contact", "merge", "5", "3")
    two.ok("contact", "merge", "1", "5")
    for reference in ("3", "5", uid):
        assert two.ok("show", reference, "--json").json["id"] == 1


def test_one_is_not_merged_with_itself(two) -> None:
    before = rows(two, "SELECT count(*) FROM journal")
    assert two("contact", "merge", "1", "1").code == 6
    assert two("contact", "merge", "1", "3", "1").code == 6
    assert rows(two, "SELECT count(*) FROM journal") == before
    two.ok("contact", "merge", "1", "3")
    assert two("contact", "merge", "1", "3").code == 6


def test_the_first_way_of_the_one_that_stays_remains_the_first(two) -> None:
    merged = two.ok("contact", "merge", "3", "1", "--json").json
    assert merged["emails"][0]["value"] == "TR@home.example"
    assert two.ok("phone", "3").out == "+441179460123\n"


def test_the_people_of_a_merged_organisation_stay_linked(crm) -> None:
    for name, company in (("Ann", "Acme"), ("Bo", "Acme Ltd"), ("Cy", "Acme Ltd")):
        crm.ok("contact", "add", name, "--company", company)
    crm.ok("contact", "merge", "Acme", "Acme Ltd")
    assert {crm.ok("show", name, "--json").json["company"] for name in ("Ann", "Bo", "Cy")} == {"Acme"}
    assert rows(crm, "SELECT count(*), count(DISTINCT to_id) FROM relation") == [(3, 1)]


def test_what_both_took_part_in_is_not_doubled_and_keeps_its_first(crm) -> None:
    crm.ok("contact", "add", "Ann")
    crm.ok("contact", "add", "Anne")
    crm.ok("note", "add", "Anne", "met", "--with", "1")
    crm.ok("contact", "merge", "1", "2")
    assert [note["contact_id"] for note in crm.ok("note", "list", "--json").json] == [1]
    assert rows(crm, "SELECT contact_id, position FROM note_contact") == [(1, 0)]


def test_a_job_at_an_address_that_both_have_keeps_its_site(crm) -> None:
    crm.ok("contact", "add", "Ann", "--address", "4 Quay St")
    crm.ok("contact", "add", "Anne", "--address", "home=4 quay st")
    crm.ok("job", "add", "2", "Boiler", "--site", "home")
    merged = crm.ok("contact", "merge", "1", "2", "--json").json
    assert [(a["street"], a["label"]) for a in merged["addresses"]] == [("4 Quay St", "home")]
    assert crm.ok("job", "show", "1", "--json").json["site"] == "4 Quay St"


def test_every_table_that_knows_contacts_is_emptied_of_the_other(two) -> None:
    with closing(sqlite3.connect(two.db)) as store:
        tables = [row[0] for row in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        links = [
            (table, row[3])
            for table in tables
            for row in store.execute(f'PRAGMA foreign_key_list("{table}")')
            if row[2] == "contact"
        ]
        before = {
            link: store.execute(f'SELECT count(*) FROM "{link[0]}" WHERE "{link[1]}" = 3').fetchone()[0]
            for link in links
        }
        assert {table for (table, _), count in before.items() if count} >= {
            "email", "phone", "address", "handle", "consent", "custom_field", "relation", "note_contact",
            "job_contact", "appointment_contact", "reminder",
        }  # fmt: skip
    two.ok("contact", "merge", "1", "3")
    with closing(sqlite3.connect(two.db)) as store:
        for table, column in links:
            assert store.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" = 3').fetchone()[0] == 0
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []


def test_undo_splits_them_exactly(two) -> None:
    tables = ("contact", "email", "phone", "address", "handle", "consent", "custom_field", "relation", "tagging",
              "note_contact", "job_contact", "appointment_contact", "reminder", "merged", "provenance")  # fmt: skip
    before = [rows(two, f"SELECT * FROM {table} ORDER BY id") for table in tables]
    two.ok("contact", "merge", "1", "3")
    assert [rows(two, f"SELECT * FROM {table} ORDER BY id") for table in tables] != before
    two.ok("undo")
    assert [rows(two, f"SELECT * FROM {table} ORDER BY id") for table in tables] == before

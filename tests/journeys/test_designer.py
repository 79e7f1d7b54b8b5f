"""A designer brings her contacts along, and meets the same client under two names."""

from __future__ import annotations

import hashlib


def fingerprint(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_contacts_come_in_once_and_a_client_under_two_names_becomes_one(crm, samples) -> None:
    google = samples / "google.csv"
    crm.ok("contact", "add", "Ben Okafor", "--phone", "07700 900131")
    before = crm.ok("export", "all").out

    bytes_before = fingerprint(crm.db)
    rehearsed = crm.ok("import", google, "--dry-run")
    assert rehearsed.out == "google.csv: 5 would be new\n"
    assert "google.csv, line 7: Zoë Ng: 7700900188 had lost its leading 0" in rehearsed.err
    assert fingerprint(crm.db) == bytes_before
    assert sorted(path.name for path in crm.folder.glob("book.db*")) == ["book.db"]
    assert crm.ok("import", google, "-n", "--json").json["new"] == 5

    assert crm.ok("import", google).out == "google.csv: 5 new\n"
    with_google = crm.ok("export", "all").out
    again = crm.ok("import", google, "--json").json
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 5)
    assert crm.ok("export", "all").out == with_google
    # The second one changed nothing, so it is the first that is undone.
    assert "imported google.csv" in crm.ok("undo").err
    assert crm.ok("export", "all").out == before
    crm.ok("redo")
    assert crm.ok("export", "all").out == with_google

    tom = crm.ok("contact", "show", "tr@home.example", "--json").json
    assert (tom["name"], tom["company"]) == ("Tom Ridley", "Ridley Studio Ltd")
    crm.ok("note", "add", "tom", "wants the hallway done in green")
    refused = crm("add", "Thomas Ridley", "tr@home.example")
    assert refused.code == 6
    assert refused.err == (
        f"smallcrm: Tom Ridley ({tom['id']}) has tr@home.example already; "
        f"add to them with: smallcrm contact edit {tom['id']}, or say --allow-duplicate\n"
    )

    thomas = crm.ok(
        "add", "Thomas Ridley", "tr@home.example", "thomas@ridley.example", "-a", "4 Sion Hill, Bath", "--allow-duplicate",
    ).id  # fmt: skip
    crm.ok("note", "add", thomas, "asked for samples")
    pair = crm.ok("contact", "duplicates", "--json").json[0]
    assert (pair["id"], pair["other_id"], pair["reasons"]) == (
        tom["id"],
        thomas,
        ["same e-mail", "nickname"],
    )
    apart = crm.ok("export", "contacts", "--json").json

    merged = crm.ok("contact", "merge", tom["id"], thomas, "--json").json
    assert [email["value"] for email in merged["emails"]] == [
        "tom@ridley.example", "tr@home.example", "thomas@ridley.example",
    ]  # fmt: skip
    assert [address["formatted"] for address in merged["addresses"]] == [
        "12 Foundry Lane, Bristol, BS1 6WE, GB", "4 Sion Hill, Bath",
    ]  # fmt: skip
    assert crm.ok("show", thomas, "--json").json["id"] == tom["id"]
    assert len(crm.ok("show", "tom", "--json").json["notes"]) == 2
    assert crm.ok("contact", "duplicates", "--json").json == []

    crm.ok("undo")
    assert crm.ok("export", "contacts", "--json").json == apart
    assert [n["body"] for n in crm.ok("show", thomas, "--json").json["notes"]] == ["asked for samples"]
    assert [n["body"] for n in crm.ok("show", tom["id"], "--json").json["notes"]] == [
        "wants the hallway done in green"
    ]

"""A designer meets the same client under two names."""

from __future__ import annotations


def test_a_client_under_two_names_becomes_one_again(crm) -> None:
    crm.ok("add", "Tom Ridley", "07700 900142", "tr@home.example", "-t", "client")
    crm.ok("note", "add", "tom", "wants the hallway done in green")

    refused = crm("add", "Thomas Ridley", "tr@home.example")
    assert refused.code == 6
    assert "Tom Ridley (1) has tr@home.example already" in refused.err

    crm.ok("add", "Thomas Ridley", "tr@home.example", "thomas@ridley.example", "--allow-duplicate")
    crm.ok("note", "add", "thomas", "asked for samples")
    pair = crm.ok("contact", "duplicates", "--json").json[0]
    assert (pair["id"], pair["other_id"], pair["reasons"]) == (1, 2, ["same e-mail", "nickname"])

    merged = crm.ok("contact", "merge", "1", "2", "--json").json
    assert [email["value"] for email in merged["emails"]] == ["tr@home.example", "thomas@ridley.example"]
    assert crm.ok("show", "2", "--json").json["id"] == 1
    assert len(crm.ok("show", "tom", "--json").json["notes"]) == 2
    assert crm.ok("contact", "duplicates", "--json").json == []

    crm.ok("undo")
    assert [n["body"] for n in crm.ok("show", "2", "--json").json["notes"]] == ["asked for samples"]
    assert [e["value"] for e in crm.ok("show", "1", "--json").json["emails"]] == ["tr@home.example"]

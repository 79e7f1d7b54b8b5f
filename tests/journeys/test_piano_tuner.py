"""A piano tuner, whose work comes round again."""

from __future__ import annotations


def test_a_service_comes_round_six_months_after_it_was_done(crm) -> None:
    crm.ok("add", "Iris Köhler", "07700 900155", "-t", "piano")
    first = crm.ok(
        "reminder", "add", "Service Bechstein", "--contact", "iris", "--due", "2026-09-12", "--repeat-after", "6 months",
    ).id  # fmt: skip

    crm.at("2026-09-24T17:30:00+01:00")
    done = crm.ok("done", "bechstein")
    second = done.id
    assert second != first
    assert "due Wed 24 Mar 2027" in done.err
    coming = crm.ok("reminder", "list", "--where", "done = no", "--json").json
    assert [(each["id"], each["due"], each["contact"]) for each in coming] == [
        (second, "2027-03-24", "Iris Köhler")
    ]

    before = crm.ok("reminder", "list", "--json").json
    again = crm.ok("done", first)
    assert "was done already" in again.err
    assert crm.ok("reminder", "list", "--json").json == before

    assert [
        (hit["type"], hit["title"]) for hit in crm.ok("find", "kohler", "--type", "contact", "--json").json
    ] == [("contact", "Iris Köhler")]

    crm.at("2027-03-24T08:00:00+00:00")
    assert crm.ok("today", "--json").json[0]["id"] == second
    assert crm.ok("next", "--json").json[0]["why"] == "due today"

    crm.ok("undo")
    assert [each["id"] for each in crm.ok("reminder", "list", "--where", "done = no", "--json").json] == [
        first
    ]

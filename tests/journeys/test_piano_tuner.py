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

    before = crm.ok("export", "all").out
    again = crm.ok("done", first)
    assert "was done already" in again.err
    assert crm.ok("export", "all").out == before

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


def test_nine_o_clock_stays_nine_o_clock_across_the_change_of_clocks(crm) -> None:
    crm.ok("add", "Iris Köhler", "07700 900155")
    booked = crm.ok(
        "appt", "add", "iris", "Tuning", "--at", "fri 23 oct 2026 9am", "--repeat", "every 4 weeks"
    )
    assert booked.err == "booked Iris Köhler, Tuning: Fri 23 Oct 2026, 09:00–10:00, every 4 weeks (1)\n"

    days = crm.ok("agenda", "--from", "2026-10-20", "--to", "2026-12-18", "--json").json
    assert [each["at"] for each in days] == [
        "2026-10-23T09:00:00+01:00",
        "2026-11-20T09:00:00+00:00",
        "2026-12-18T09:00:00+00:00",
    ]
    # To one in UTC these are 08:00Z and 09:00Z.
    elsewhere = crm.process(
        "agenda", "--from", "2026-10-20", "--to", "2026-11-20", "--json", env={"SMALLCRM_CONFIG": utc(crm)}
    )
    assert [each["at"] for each in elsewhere.json] == [
        "2026-10-23T08:00:00+00:00",
        "2026-11-20T09:00:00+00:00",
    ]


def utc(crm) -> str:
    config = crm.folder / "utc.toml"
    config.write_text(crm.config.read_text().replace("Europe/London", "UTC"))
    return str(config)

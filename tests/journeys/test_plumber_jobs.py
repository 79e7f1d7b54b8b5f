"""A plumber's job, from the first call to the money."""

from __future__ import annotations


def test_a_job_from_the_call_to_the_money(crm) -> None:
    crm.at("2026-09-14T08:12:00+01:00")
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700 900142", "-a", "12 Dock St, Bristol")
    crm.ok(
        "log", "07700 900142", "hot water cylinder drips, can I look this week?", "--remind", "tomorrow 9am"
    )
    job_id = crm.ok("job", "add", "maya", "Leaking cylinder valve", "--site", "12 dock st").id
    crm.ok("note", "edit", 1, "--job", "valve")

    crm.at("2026-09-15T18:30:00+01:00")
    crm.ok("job", "move", "maya", "quoted", "--value", "185.00")
    crm.ok("log", "maya", "sent the quote: £185.00", "--out", "-c", "email", "--job", "valve")

    crm.at("2026-09-18T10:05:00+01:00")
    crm.ok("job", "move", "maya valve", "accepted")
    crm.at("2026-09-21T11:00:00+01:00")
    crm.ok("done", f"job:{job_id}")
    crm.ok("job", "move", "valve", "invoiced")
    crm.at("2026-10-02T09:00:00+01:00")
    crm.ok("job", "move", "valve", "paid", "--on", "wed")

    job = crm.ok("job", "show", job_id, "--json").json
    assert (job["stage"], job["value"], job["currency"]) == ("paid", "185.00", "GBP")
    assert job["site"] == "12 Dock St, Bristol"
    assert [(move["stage"], move["on"]) for move in job["stages"]] == [
        ("lead", "2026-09-14"),
        ("quoted", "2026-09-15"),
        ("accepted", "2026-09-18"),
        ("done", "2026-09-21"),
        ("invoiced", "2026-09-21"),
        ("paid", "2026-09-30"),
    ]
    assert crm.ok("note", "show", 1, "--json").json["at"] == "2026-09-14T08:12:00+01:00"
    page = crm.ok("job", "show", job_id).out
    assert page.index("sent the quote") < page.index("hot water cylinder drips")

    # Paid is closed: her name stands for it no longer, and finishing it again moves it nowhere.
    assert crm("job", "move", "maya", "lost").code == 3
    crm.ok("done", f"job:{job_id}")
    assert crm.ok("job", "show", job_id, "--json").json == job

    crm.ok("undo")
    assert crm.ok("job", "show", job_id, "--json").json["stage"] == "invoiced"


def test_finishing_takes_the_first_stage_that_means_done(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor")
    crm.ok("job", "stages", "--add", "snagging=done")
    crm.ok("job", "stages", "--remove", "done")
    job_id = crm.ok("job", "add", "maya", "Valve").id
    crm.ok("done", f"job:{job_id}", "--on", "2026-09-12")
    moves = crm.ok("job", "show", job_id, "--json").json["stages"]
    assert moves[-1] == {"stage": "snagging", "on": "2026-09-12"}


def test_without_a_stage_that_means_done_a_job_can_not_be_finished(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor")
    crm.ok("job", "stages", "--remove", "done")
    job_id = crm.ok("job", "add", "maya", "Valve").id
    refused = crm("done", f"job:{job_id}")
    assert refused.code == 2
    assert "smallcrm job stages --add NAME=done" in refused.err

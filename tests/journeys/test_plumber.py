"""A plumber's job, from the first call to the money."""

from __future__ import annotations

import pytest


@pytest.fixture
def called(crm):
    """Monday morning, a call from a number nobody knows."""
    crm.at("2026-09-14T08:12:00+01:00")
    assert crm("show", "07700 900142").code == 3
    crm.ok("add", "Maya O'Connor", "07700 900142", "-a", "BS6 5JA", "--job", "Leaking cylinder valve")
    crm.ok("log", "maya", "cylinder drips, can I look this week?", "--remind", "tomorrow 9am")
    return crm


def reasons(crm, now: str) -> dict[str, str]:
    """What is next at that time, and why."""
    crm.at(now)
    return {each["title"]: each["why"] for each in crm.ok("next", "--json").json}


def test_a_job_from_the_call_to_the_money(called) -> None:
    crm = called
    maya = crm.ok("contact", "show", "+447700900142", "--json").json
    assert (maya["name"], maya["addresses"][0]["formatted"]) == ("Maya O'Connor", "BS6 5JA")
    (job,) = maya["jobs"]
    assert (job["title"], job["stage"]) == ("Leaking cylinder valve", "lead")
    crm.ok("contact", "add", "Lena Novak")
    crm.ok("done", "reminder:1")

    crm.at("2026-09-15T18:30:00+01:00")
    quoted = crm.ok("job", "move", "maya", "quoted", "--value", "185.00", "--json").json
    assert (quoted["stage"], quoted["value"], quoted["currency"]) == ("quoted", "185.00", "GBP")
    assert "Leaking cylinder valve" not in reasons(crm, "2026-09-17T23:00:00+01:00")
    assert (
        reasons(crm, "2026-09-18T08:00:00+01:00")["Leaking cylinder valve"]
        == "quoted £185.00 3 days ago, no answer"
    )

    crm.at("2026-09-18T09:05:00+01:00")
    crm.ok("job", "move", "maya", "accepted")
    assert "Leaking cylinder valve" not in {
        title for title, why in reasons(crm, "2026-09-18T09:06:00+01:00").items() if why.startswith("quoted")
    }
    booked = crm.ok("book", "maya", "mon 9-10:30", "Fix valve", "--job", "valve", "--json").json
    assert (booked["start"], booked["end"]) == ("2026-09-21T09:00:00+01:00", "2026-09-21T10:30:00+01:00")
    assert (booked["job_id"], booked["location"], booked["warnings"]) == (job["id"], "BS6 5JA", [])

    overlapping = crm.ok("book", "lena", "mon 21 sep 10:00", "Look at the boiler", "--json").json
    assert overlapping["warnings"] == ["overlaps Maya O'Connor, Fix valve, Mon 21 Sep 09:00–10:30"]
    crm.ok("undo")
    assert crm.ok("book", "lena", "mon 21 sep 10:30", "Look at the boiler", "--json").json["warnings"] == []

    moved = crm.ok("move", "maya", "11:00", "--json").json
    assert (moved["start"], moved["end"]) == ("2026-09-21T11:00:00+01:00", "2026-09-21T12:30:00+01:00")
    assert (moved["uid"], moved["sequence"]) == (booked["uid"], booked["sequence"] + 1)
    assert moved["warnings"] == ["overlaps Lena Novak, Look at the boiler, Mon 21 Sep 10:30–11:30"]

    crm.at("2026-09-21T13:00:00+01:00")
    crm.ok("job", "move", "maya", "done")
    assert reasons(crm, "2026-09-22T08:00:00+01:00")["Leaking cylinder valve"].startswith("done")
    crm.ok("job", "move", "maya", "invoiced")
    assert "Leaking cylinder valve" not in reasons(crm, "2026-10-21T08:00:00+01:00")
    assert (
        reasons(crm, "2026-10-23T08:00:00+01:00")["Leaking cylinder valve"]
        == "invoiced £185.00 31 days ago, unpaid"
    )
    crm.ok("job", "move", "maya", "paid", "--on", "wed")
    assert "Leaking cylinder valve" not in reasons(crm, "2026-12-01T08:00:00+00:00")

    paid = crm.ok("job", "show", job["id"], "--json").json
    assert [(move["stage"], move["on"]) for move in paid["stages"]] == [
        ("lead", "2026-09-14"),
        ("quoted", "2026-09-15"),
        ("accepted", "2026-09-18"),
        ("done", "2026-09-21"),
        ("invoiced", "2026-09-22"),
        ("paid", "2026-10-21"),
    ]


def test_what_was_said_stands_with_the_job(called) -> None:
    crm = called
    crm.ok("note", "edit", 1, "--job", "valve")
    crm.at("2026-09-15T18:30:00+01:00")
    crm.ok("log", "maya", "sent the quote: £185.00", "--out", "-c", "email", "--job", "valve")
    assert crm.ok("note", "show", 1, "--json").json["at"] == "2026-09-14T08:12:00+01:00"
    page = crm.ok("job", "show", "valve").out
    assert page.index("sent the quote") < page.index("cylinder drips")


def test_a_paid_job_is_closed_and_moves_no_more_by_her_name(called) -> None:
    crm = called
    crm.ok("job", "move", "valve", "invoiced")
    crm.ok("job", "move", "valve", "paid")
    before = crm.ok("job", "show", 1, "--json").json
    assert crm("job", "move", "maya", "lost").code == 3
    crm.ok("done", "job:1")
    assert crm.ok("job", "show", 1, "--json").json == before
    crm.ok("undo")
    assert crm.ok("job", "show", 1, "--json").json["stage"] == "invoiced"


def test_finishing_takes_the_first_stage_that_means_done(called) -> None:
    crm = called
    crm.ok("job", "stages", "--add", "snagging=done")
    crm.ok("job", "stages", "--remove", "done")
    crm.ok("done", "job:1", "--on", "2026-09-14")
    moves = crm.ok("job", "show", 1, "--json").json["stages"]
    assert moves[-1] == {"stage": "snagging", "on": "2026-09-14"}


def test_without_a_stage_that_means_done_a_job_can_not_be_finished(called) -> None:
    crm = called
    crm.ok("job", "stages", "--remove", "done")
    refused = crm("done", "job:1")
    assert refused.code == 2
    assert "smallcrm job stages --add NAME=done" in refused.err

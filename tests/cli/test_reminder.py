"""Reminders: set, due, closed and opened again, put off, changed."""

from __future__ import annotations

import pytest


@pytest.fixture
def iris(crm) -> int:
    return crm.ok("contact", "add", "Iris Köhler", "--phone", "07700 900155").id


def open_ones(crm) -> list[tuple[int, str]]:
    rows = crm.ok("reminder", "list", "--where", "done = no", "--json").json
    return [(row["id"], row["due"]) for row in rows]


def test_a_reminder_is_due_on_a_day_or_at_an_hour(crm, iris) -> None:
    day = crm.ok("reminder", "add", "Ring Iris", "--due", "fri", "--contact", "iris", "--json")
    assert day.json["due"] == "2026-09-18"
    assert (day.json["contact_id"], day.json["contact"], day.json["warnings"]) == (iris, "Iris Köhler", [])
    assert "due Fri 18 Sep 2026" in day.err
    hour = crm.ok("reminder", "add", "Ring back", "--due", "tomorrow 9am", "--json").json
    assert hour["due"] == "2026-09-15T09:00:00+01:00"
    assert list(hour) == [
        "id", "uid", "text", "due", "contact_id", "contact", "job_id", "repeat", "repeat_after", "done_at", "warnings",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--due", "30 february"), "30"),
        (("--due", "mon - fri"), "range"),
        (("--due", "fri", "--repeat", "weekly", "--repeat-after", "1 week"), "not both"),
        (("--due", "fri", "--repeat-after", "90m"), "whole number of days"),
        (("--due", "fri", "--repeat", "now and then"), "no repeat"),
        ((), "--due"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(crm, arguments, words) -> None:
    refused = crm("reminder", "add", "Something", *arguments)
    assert refused.code == 2
    assert words in refused.err
    assert not crm.db.exists() or crm.ok("reminder", "list", "--json").json == []


def test_an_empty_text_is_refused(crm) -> None:
    assert crm("reminder", "add", "  ", "--due", "fri").code == 2


def test_a_reminder_of_a_job_is_about_its_contact(crm, iris) -> None:
    job = crm.ok("job", "add", "iris", "Tune the grand").id
    record = crm.ok("reminder", "add", "Order strings", "--due", "fri", "--job", "grand", "--json").json
    assert (record["job_id"], record["contact_id"]) == (job, iris)


def test_due_lists_what_has_come_and_is_silent_otherwise(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    crm.ok("reminder", "add", "All day", "--due", "today")
    crm.ok("reminder", "add", "At nine", "--due", "today 9:00")
    crm.ok("reminder", "add", "Far", "--due", "2027-01-01")
    assert [row["text"] for row in crm.ok("reminder", "due", "--json").json] == ["Late", "All day"]
    assert crm.ok("reminder", "due", "--count").out == "2\n"
    crm.at("2026-09-14T09:00:00+01:00")
    assert crm.ok("reminder", "due", "-f", "ids").out == "1\n2\n3\n"
    assert "2026-09-14 09:00  At nine" in crm.ok("reminder", "due").out
    crm.ok("reminder", "done", 1, 2, 3)
    silent = crm.ok("reminder", "due")
    assert (silent.out, silent.err) == ("", "")
    assert crm.ok("reminder", "due", "--json").json == []
    assert crm.ok("reminder", "due", "--count").out == "0\n"


def test_due_writes_nothing(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    before = crm.db.read_bytes()
    crm.ok("reminder", "due")
    assert crm.db.read_bytes() == before


@pytest.mark.parametrize(
    ("done_on", "after", "due"),
    [
        ("2026-09-24", "6 months", "2027-03-24"),
        ("2026-08-31", "6 months", "2027-02-28"),
        ("2027-08-31", "6 months", "2028-02-29"),
        ("2026-09-24", "2 weeks", "2026-10-08"),
        ("2028-02-29", "1 year", "2029-02-28"),
    ],
)
def test_a_repeat_after_counts_from_completion(crm, done_on, after, due) -> None:
    crm.at(f"{done_on}T12:00:00+01:00")
    crm.ok("reminder", "add", "Service", "--due", "2026-08-01", "--repeat-after", after)
    record = crm.ok("reminder", "done", "service", "--json").json
    assert (record["id"], record["next"]["id"], record["next"]["due"]) == (1, 2, due)
    assert record["done_at"][:10] == done_on


def test_a_repeat_after_keeps_the_hour_and_everything_else(crm, iris) -> None:
    crm.ok(
        "reminder",
        "add",
        "Service",
        "--due",
        "2026-09-12 9:30",
        "--contact",
        iris,
        "--repeat-after",
        "1 month",
    )
    crm.ok("reminder", "done", "service", "--on", "2026-09-13")
    record = crm.ok("reminder", "list", "--where", "done = no", "--json").json[0]
    assert record["due"] == "2026-10-13T09:30:00+01:00"
    assert (record["contact_id"], record["repeat_after"], record["text"]) == (iris, "P1M", "Service")


def test_a_repeat_counts_from_the_due_date_and_skips_what_is_past(crm) -> None:
    crm.ok("reminder", "add", "Bins", "--due", "2026-09-07", "--repeat", "weekly")
    crm.ok("reminder", "done", "bins")
    assert open_ones(crm) == [(2, "2026-09-14")], "due on the day of completion is not before it"
    crm.ok("reminder", "done", 2)
    assert open_ones(crm) == [(3, "2026-09-21")]
    crm.at("2026-10-20T08:00:00+01:00")
    crm.ok("reminder", "done", 3)
    assert open_ones(crm) == [(4, "2026-10-26")]


def test_a_repeat_done_early_goes_on_from_the_due_date(crm) -> None:
    crm.ok("reminder", "add", "VAT return", "--due", "2026-10-31", "--repeat", "monthly")
    crm.ok("reminder", "done", "vat")
    assert open_ones(crm) == [(2, "2026-11-30")]
    crm.ok("reminder", "done", 2)
    assert open_ones(crm) == [(3, "2026-12-31")]


def test_words_said_twice_close_no_second_one(crm) -> None:
    crm.ok("reminder", "add", "Service Bechstein", "--due", "2026-09-12", "--repeat-after", "6 months")
    assert crm.ok("done", "bechstein").out == "2\n"
    for command in (("done", "bechstein"), ("reminder", "done", "bechstein")):
        again = crm.ok(*command)
        assert (again.out, again.err) == ("1\n", "Service Bechstein (1) was done already; nothing changed\n")
    assert open_ones(crm) == [(2, "2027-03-14")]
    crm.at("2026-09-15T08:00:00+01:00")
    assert crm.ok("done", "bechstein").out == "3\n", "the next day it is no slip any more"


def test_one_due_again_the_same_day_is_closed_by_its_words(crm) -> None:
    crm.ok("reminder", "add", "Feed", "--due", "2026-09-12", "--repeat", "daily")
    assert crm.ok("done", "feed").out == "2\n"
    assert open_ones(crm) == [(2, "2026-09-14")]
    assert crm.ok("done", "feed").out == "3\n"


def test_a_repeat_ends_with_its_count_or_its_last_day(crm) -> None:
    crm.ok("reminder", "add", "Course", "--due", "2026-09-14", "--repeat", "every day 3 times")
    for number in (1, 2):
        assert crm.ok("reminder", "done", number).id == number + 1
    last = crm.ok("reminder", "done", 3)
    assert "for the last time" in last.err
    assert open_ones(crm) == []
    crm.ok("reminder", "add", "Water", "--due", "2026-09-14", "--repeat", "every day until 15 sep")
    assert crm.ok("reminder", "done", 4).id == 5
    assert crm.ok("reminder", "done", 5).id == 5
    assert open_ones(crm) == []


def test_skipped_times_count_too(crm) -> None:
    crm.ok("reminder", "add", "Course", "--due", "2026-09-01", "--repeat", "every day 20 times")
    crm.ok("reminder", "done", 1)
    record = crm.ok("reminder", "list", "--where", "done = no", "--json").json[0]
    assert (record["due"], record["repeat"]) == ("2026-09-14", "FREQ=DAILY;COUNT=7")


def test_done_again_changes_nothing(crm) -> None:
    crm.ok("reminder", "add", "Service", "--due", "2026-09-12", "--repeat-after", "6 months")
    crm.ok("reminder", "done", 1)
    before = crm.ok("reminder", "list", "--json").json
    crm.at("2026-09-20T10:00:00+01:00")
    again = crm.ok("reminder", "done", 1)
    assert again.out == "1\n"
    assert "done already" in again.err
    assert crm.ok("reminder", "done", 1, "--json").json["next"] is None
    assert crm.ok("reminder", "list", "--json").json == before
    crm.ok("undo")
    assert open_ones(crm) == [(1, "2026-09-12")], "the last step is still the first closing"


def test_closing_several_is_all_or_nothing_and_one_step(crm) -> None:
    crm.ok("reminder", "add", "One", "--due", "2026-09-12", "--repeat", "weekly")
    crm.ok("reminder", "add", "Two", "--due", "2026-09-12")
    assert crm("reminder", "done", "one", "nonsense").code == 3
    assert open_ones(crm) == [(1, "2026-09-12"), (2, "2026-09-12")]
    assert crm.ok("reminder", "done", "-", stdin="1\n2\n").out == "3\n2\n"
    assert open_ones(crm) == [(3, "2026-09-19")]
    crm.ok("undo")
    assert open_ones(crm) == [(1, "2026-09-12"), (2, "2026-09-12")]
    crm.ok("redo")
    assert open_ones(crm) == [(3, "2026-09-19")]


def test_snoozing_puts_one_off_and_leaves_the_others_where_they_are(crm) -> None:
    crm.ok("reminder", "add", "Bins", "--due", "2026-09-14", "--repeat", "every 2 weeks")
    snoozed = crm.ok("reminder", "snooze", "bins", "wed 16 sep 18:00", "--json")
    assert snoozed.json["due"] == "2026-09-16T18:00:00+01:00"
    assert "due Wed 16 Sep 2026 18:00" in snoozed.err
    crm.at("2026-09-17T08:00:00+01:00")
    crm.ok("reminder", "done", "bins")
    assert open_ones(crm)[0][1][:10] == "2026-09-28"


def test_what_is_done_cannot_be_put_off(crm) -> None:
    crm.ok("reminder", "add", "Bins", "--due", "2026-09-14")
    crm.ok("reminder", "done", 1)
    assert crm("reminder", "snooze", 1, "fri").code == 2


def test_editing_replaces_and_clears(crm, iris) -> None:
    crm.ok("reminder", "add", "Servise", "--due", "2026-09-14", "--contact", "iris", "--repeat", "weekly")
    edited = crm.ok(
        "reminder", "edit", 1, "--text", "Service", "--due", "fri 9am", "--contact", "", "--json"
    ).json
    assert (edited["text"], edited["due"], edited["contact_id"]) == (
        "Service",
        "2026-09-18T09:00:00+01:00",
        None,
    )
    assert edited["repeat"] == "FREQ=WEEKLY"
    swapped = crm.ok("reminder", "edit", 1, "--repeat-after", "6 months", "--json").json
    assert (swapped["repeat"], swapped["repeat_after"]) == (None, "P6M")
    assert crm.ok("reminder", "edit", 1, "--repeat-after", "", "--json").json["repeat_after"] is None
    assert "nothing changed" in crm.ok("reminder", "edit", 1, "--text", "Service").err
    assert crm("reminder", "edit", 1).code == 2
    assert crm("reminder", "edit", 1, "--due", "").code == 2
    assert crm("reminder", "edit", 1, "--repeat", "weekly", "--repeat-after", "1 week").code == 2
    assert crm("reminder", "edit", 99, "--text", "x").code == 3


def test_removing_is_all_or_nothing_and_comes_back(crm) -> None:
    crm.ok("reminder", "add", "One", "--due", "2026-09-12")
    assert crm("reminder", "remove", 1, 7).code == 3
    assert crm.ok("reminder", "remove", "one").out == "1\n"
    assert open_ones(crm) == []
    crm.ok("undo")
    assert open_ones(crm) == [(1, "2026-09-12")]


def test_a_contact_stands_for_its_one_open_reminder(crm, iris) -> None:
    crm.ok("reminder", "add", "Service Bechstein", "--due", "2026-09-12", "--contact", "iris")
    crm.ok("reminder", "snooze", "07700900155", "fri")
    crm.ok("reminder", "add", "Ring about the stool", "--due", "2026-09-12", "--contact", "iris")
    several = crm("reminder", "done", "iris", "--json")
    assert several.code == 4
    assert '"candidates": [{"id": 1' in several.err
    assert crm("reminder", "done", "nobody").code == 3


class TestDone:
    """The shorthand, over reminders and jobs."""

    def test_finishes_a_reminder_or_a_job_by_its_words(self, crm, iris) -> None:
        crm.ok("reminder", "add", "Service Bechstein", "--due", "2026-09-12", "--contact", "iris")
        crm.ok("job", "add", "iris", "Leaking valve", "--stage", "accepted")
        assert crm.ok("done", "valve", "--on", "2026-09-13", "--json").json["stages"][-1] == {
            "stage": "done", "on": "2026-09-13",
        }  # fmt: skip
        assert "was done already" in crm.ok("done", "job:1").err
        closed = crm.ok("done", "iris")
        assert "Service Bechstein (1) is done" in closed.err

    def test_an_id_of_both_is_ambiguous_unless_it_says_which(self, crm, iris) -> None:
        crm.ok("reminder", "add", "Service", "--due", "2026-09-12")
        crm.ok("job", "add", "iris", "Valve")
        refused = crm("done", "1")
        assert refused.code == 4
        assert "reminder:1" in refused.err
        assert "job:1" in refused.err
        assert crm.ok("done", "reminder:1", "job:1").out == "1\n1\n"
        crm.ok("undo")
        assert crm.ok("job", "list", "--json").json[0]["stage"] == "lead"
        assert open_ones(crm) == [(1, "2026-09-12")]

    def test_words_of_both_are_ambiguous_and_change_nothing(self, crm, iris) -> None:
        crm.ok("reminder", "add", "Ring about the valve", "--due", "2026-09-12")
        crm.ok("reminder", "add", "Other", "--due", "2026-09-12")
        crm.ok("job", "add", "iris", "Fit the valve")
        assert crm("done", "other", "valve").code == 4
        assert len(open_ones(crm)) == 2

    def test_an_invoiced_job_is_done_already(self, crm, iris) -> None:
        crm.ok("job", "add", "iris", "Old valve", "--stage", "invoiced")
        crm.ok("job", "add", "iris", "New valve")
        assert crm.ok("done", "valve").out == "2\n"
        missed = crm("done", "old valve")
        assert missed.code == 3
        assert "Old valve" in missed.err

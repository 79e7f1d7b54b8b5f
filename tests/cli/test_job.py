from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest


@pytest.fixture
def book(crm):
    """Maya (1) with an address, Harbour Lettings (2), and Tom Weaver (3)."""
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700 900142", "-a", "home=12 Dock St, Bristol")
    crm.ok("contact", "add", "Harbour Lettings", "--kind", "organisation")
    crm.ok("contact", "add", "Tom Weaver")
    return crm


def job(crm, job_id: int = 1) -> dict[str, object]:
    return crm.ok("job", "show", job_id, "--json").json


def test_a_job_starts_as_a_lead_of_today(book) -> None:
    assert book.ok("job", "add", "maya", "Leaking cylinder valve").out == "1\n"
    assert job(book) == {
        "id": 1, "uid": job(book)["uid"], "contact_id": 1, "contact": "Maya O'Connor", "title": "Leaking cylinder valve",
        "description": None, "stage": "lead", "value": None, "currency": None, "due": None, "site": None, "tags": [],
        "stages": [{"stage": "lead", "on": "2026-09-14"}],
    }  # fmt: skip


def test_a_job_with_all_that_can_be_said(book) -> None:
    added = book.ok(
        "job", "add", "maya", "New boiler", "--value", "£2,450.50", "--stage", "Quoted", "--on", "yesterday",
        "--due", "in 2 weeks", "--site", "home", "-t", "gas", "--tag", "Boiler", "--description", "combi\nupstairs",
        "--with", "harbour", "--json",
    ).json  # fmt: skip
    assert added["warnings"] == []
    assert (added["value"], added["currency"]) == ("2450.50", "GBP")
    assert added["stages"] == [{"stage": "quoted", "on": "2026-09-13"}]
    assert (added["due"], added["site"]) == ("2026-09-28", "12 Dock St, Bristol")
    assert (added["tags"], added["description"]) == (["Boiler", "gas"], "combi\nupstairs")
    page = book.ok("job", "show", 1).out
    assert "Maya O'Connor (1), Harbour Lettings (2)" in page
    assert "£2,450.50" in page


def test_money_is_refused_where_it_can_not_be(book) -> None:
    for wrong in ("-20", "185.123", "much"):
        assert book("job", "add", "maya", "x", "--value", wrong).code == 2
    assert "--currency says EUR" in book("job", "add", "maya", "x", "--value", "£5", "--currency", "EUR").err
    assert book("job", "add", "maya", "x", "--currency", "EUR").code == 2
    assert book("job", "show", 1).code == 3
    book.ok("job", "add", "maya", "x", "--value", "5", "--currency", "jpy")
    assert (job(book)["value"], job(book)["currency"]) == ("5", "JPY")


def test_without_a_currency_a_bare_value_is_refused_with_the_remedy(book) -> None:
    book.config.write_text('region = "GB"\ntimezone = "Europe/London"\n')
    refused = book("job", "add", "maya", "x", "--value", "185")
    assert refused.code == 2
    assert "smallcrm config set currency GBP" in refused.err


def test_a_new_value_is_in_the_currency_of_the_old(book) -> None:
    book.ok("job", "add", "maya", "x", "--value", "EUR 90")
    book.ok("job", "edit", 1, "--value", "95")
    assert (job(book)["value"], job(book)["currency"]) == ("95.00", "EUR")
    book.ok("job", "edit", 1, "--value", "")
    assert (job(book)["value"], job(book)["currency"]) == (None, None)


def test_an_empty_title_and_an_unknown_stage_are_refused(book) -> None:
    assert book("job", "add", "maya", " ").code == 2
    assert "did you mean quoted?" in book("job", "add", "maya", "x", "--stage", "quotd").err
    assert book("job", "show", 1).code == 3


def test_a_site_is_found_among_the_contacts_addresses_or_added(book) -> None:
    for said in ("Home", "12 dock st.", "12 Dock St, Bristol"):
        assert (
            book.ok("job", "add", "maya", "x", "--site", said, "--json").json["site"] == "12 Dock St, Bristol"
        )
    new = book.ok("job", "add", "maya", "x", "--site", "112 Dock St", "--json").json
    assert new["site"] == "112 Dock St"
    maya = book.ok("contact", "list", "--contact", "maya", "--json").json[0]
    assert [(each["label"], each["street"]) for each in maya["addresses"]] == [
        ("home", "12 Dock St, Bristol"), ("site", "112 Dock St"),
    ]  # fmt: skip
    book.ok("job", "edit", 1, "--site", "site")
    assert job(book)["site"] == "112 Dock St"
    book.ok("job", "edit", 1, "--site", "")
    assert job(book)["site"] is None


def test_a_site_that_could_be_several_is_refused(book) -> None:
    book.ok("job", "add", "maya", "x", "--site", "12 Dock St, Bath")
    refused = book("job", "add", "maya", "x", "--site", "12 Dock")
    assert refused.code == 2
    assert "12 Dock St, Bristol or 12 Dock St, Bath" in refused.err


def test_each_move_is_dated_and_kept(book) -> None:
    book.ok("job", "add", "maya", "Valve")
    book.ok("job", "move", "maya", "quoted", "--on", "2026-09-15", "--value", "185")
    assert (job(book)["stage"], job(book)["value"]) == ("quoted", "185.00")
    book.at("2026-09-18T09:00:00+01:00")
    book.ok("job", "move", "valve", "ACCEPTED")
    assert job(book)["stages"] == [
        {"stage": "lead", "on": "2026-09-14"},
        {"stage": "quoted", "on": "2026-09-15"},
        {"stage": "accepted", "on": "2026-09-18"},
    ]
    book.ok("undo")
    assert job(book)["stage"] == "quoted"
    assert len(job(book)["stages"]) == 2


def test_moving_to_the_same_stage_changes_nothing(book) -> None:
    book.ok("job", "add", "maya", "Valve")
    before = job(book)
    again = book.ok("job", "move", 1, "lead", "--on", "yesterday")
    assert again.out == "1\n"
    assert "nothing changed" in again.err
    assert job(book) == before


def test_a_move_before_the_last_is_made_and_warned_of(book) -> None:
    book.ok("job", "add", "maya", "Valve")
    moved = book.ok("job", "move", 1, "quoted", "--on", "2026-09-01", "--json")
    assert moved.json["warnings"] == ["quoted on 2026-09-01 is before lead on 2026-09-14"]


def test_edit_replaces_clears_and_adds(book) -> None:
    book.ok(
        "job",
        "add",
        "maya",
        "Valve",
        "--due",
        "1 oct",
        "--description",
        "old",
        "--tag",
        "gas",
        "--tag",
        "old",
    )
    book.ok(
        "job", "edit", "valve", "--title", "Cylinder valve", "--due", "", "--description", "", "--tag", "urgent",
        "--remove-tag", "OLD", "--contact", "tom", "--stage", "quoted", "--on", "2026-09-12",
    )  # fmt: skip
    changed = job(book)
    assert (changed["title"], changed["due"], changed["description"]) == ("Cylinder valve", None, None)
    assert (changed["tags"], changed["contact"]) == (["gas", "urgent"], "Tom Weaver")
    assert changed["stages"][-1] == {"stage": "quoted", "on": "2026-09-12"}
    book.ok("undo")
    assert (job(book)["title"], job(book)["tags"], job(book)["contact"]) == (
        "Valve",
        ["gas", "old"],
        "Maya O'Connor",
    )


def test_edit_says_what_it_lacks(book) -> None:
    book.ok("job", "add", "maya", "Valve")
    assert book("job", "edit", 1).code == 2
    assert book("job", "edit", 1, "--on", "yesterday").code == 2
    assert 'has no tag "gas"' in book("job", "edit", 1, "--remove-tag", "gas").err
    assert "nothing changed" in book.ok("job", "edit", 1, "--title", "Valve").err


def test_remove_keeps_the_jobs_notes_and_undo_brings_it_back(book) -> None:
    book.ok("job", "add", "maya", "Valve", "--tag", "gas", "--value", "5")
    book.ok("note", "add", "maya", "about it", "--job", "valve")
    before = job(book)
    assert book.ok("job", "remove", "valve", "--json").json["removed"] == [1]
    assert book.ok("note", "show", 1, "--json").json["job_id"] is None
    book.ok("undo")
    assert job(book) == before
    assert book.ok("note", "show", 1, "--json").json["job_id"] == 1


def test_the_page_tells_the_jobs_story(book) -> None:
    book.ok("job", "add", "maya", "Valve")
    book.ok("log", "maya", "it drips\nbadly", "--job", 1)
    page = book.ok("job", "show", 1).out
    assert "lead  Mon 14 Sep 2026" in page
    assert "Mon 14 Sep 2026 08:12  call in (1)" in page
    assert "    badly\n" in page


# --- what may stand for a job ---


def test_a_job_is_named_by_id_uid_title_contact_or_words_of_both(book) -> None:
    book.ok("job", "add", "maya", "Leaking cylinder valve")
    book.ok("job", "add", "tom", "Köhler valve service")
    for reference in (
        "1",
        job(book)["uid"],
        "leaking CYLINDER",
        "cylinder",
        "maya",
        "07700 900142",
        "maya valve",
        "cylind",
    ):
        assert book.ok("job", "show", reference, "-f", "ids").out == "1\n", reference
    assert book.ok("job", "show", "kohler", "-f", "ids").out == "2\n"
    assert book.ok("job", "show", "tom valve", "-f", "ids").out == "2\n"


def test_several_jobs_are_candidates(book) -> None:
    book.ok("job", "add", "maya", "Cylinder valve")
    book.ok("job", "add", "tom", "Service valve")
    several = book("job", "move", "valve", "quoted", "--json")
    assert several.code == 4
    assert "Cylinder valve, Maya O'Connor, lead (1)" in several.err
    assert job(book)["stage"] == "lead"
    book.ok("job", "add", "maya", "Tap")
    assert book("job", "show", "maya").code == 4


def test_a_title_beside_somebodys_name_is_not_guessed(book) -> None:
    book.ok("job", "add", "maya", "Boiler")
    book.ok("job", "add", "tom", "Piano of Maya")
    assert book("job", "show", "maya").code == 4


def test_the_whole_title_decides(book) -> None:
    book.ok("job", "add", "maya", "Service boiler")
    book.ok("job", "add", "tom", "Service")
    assert book.ok("job", "show", "service", "-f", "ids").out == "2\n"


def test_only_open_jobs_go_by_words_closed_ones_are_near(book) -> None:
    book.ok("job", "add", "maya", "Old tap", "--stage", "paid")
    nothing = book("job", "move", "maya", "lost")
    assert nothing.code == 3
    assert 'no open job matches "maya"; did you mean Old tap, Maya O\'Connor, paid (1)?' in nothing.err
    assert book.ok("job", "show", 1, "-f", "ids").out == "1\n"
    book.ok("job", "add", "maya", "New tap")
    assert book.ok("job", "show", "maya", "-f", "ids").out == "2\n"


def test_a_missing_id_is_no_contact(book) -> None:
    book.ok("job", "add", "tom", "Tap")
    assert book("job", "show", "3").code == 3


def test_a_misspelled_title_is_told_the_near_ones(book) -> None:
    book.ok("job", "add", "tom", "Piano tuning")
    assert "did you mean Piano tuning, Tom Weaver, lead (1)?" in book("job", "show", "pianno").err


def test_more_namesakes_than_are_listed_are_still_all_seen(book) -> None:
    for number in range(12):
        book.ok("contact", "add", f"Ann Smith {number}")
    book.ok("job", "add", "Ann Smith 11", "Tap")
    assert book.ok("job", "show", "smith", "-f", "ids").out == "1\n"
    book.ok("job", "add", "Ann Smith 0", "Boiler")
    assert book("job", "show", "smith").code == 4
    assert book("job", "show", "smit").code == 4


def test_a_terminal_offers_a_choice(book) -> None:
    book.ok("job", "add", "maya", "Cylinder valve")
    book.ok("job", "add", "tom", "Service valve")
    master, slave = pty.openpty()
    os.write(master, b"2\n")
    chosen = subprocess.run(
        [sys.executable, "-m", "smallcrm", "job", "show", "valve", "-f", "ids"],
        stdin=slave, stderr=slave, stdout=subprocess.PIPE, timeout=60, check=True,
    )  # fmt: skip
    os.close(slave)
    os.close(master)
    assert chosen.stdout == b"2\n"


# --- stages ---


def test_the_stages_stand_in_order_with_their_meaning(book) -> None:
    book.ok("job", "add", "maya", "Valve")
    stages = book.ok("job", "stages", "--json").json
    assert [stage["name"] for stage in stages] == [
        "lead", "quoted", "accepted", "scheduled", "done", "invoiced", "paid", "lost",
    ]  # fmt: skip
    assert stages[0] == {"id": 1, "name": "lead", "meaning": "open", "jobs": 1}


def test_a_stage_is_added_after_those_that_mean_the_same(book) -> None:
    names = book.ok(
        "job", "stages", "--add", "parts ordered=won", "-f", "csv", "--columns", "name", "--no-header"
    ).out
    assert names.split("\n")[2:6] == ["accepted", "scheduled", "parts ordered", "done"]
    book.ok("job", "add", "maya", "Valve", "--stage", "parts ordered")
    assert book("job", "stages", "--add", "Parts Ordered=done").code == 6
    assert book("job", "stages", "--add", "x=finished").code == 2
    assert book("job", "stages", "--add", "x").code == 2


def test_a_used_stage_can_not_be_removed_though_the_job_has_moved_on(book) -> None:
    book.ok("job", "add", "maya", "Valve")
    book.ok("job", "move", 1, "quoted")
    for used in ("lead", "quoted"):
        assert book("job", "stages", "--remove", used).code == 6
    gone = book.ok("job", "stages", "--remove", "scheduled").out
    assert "scheduled" not in gone
    book.ok("undo")
    assert "scheduled" in book.ok("job", "stages").out


def test_the_day_of_a_move_is_said_back(crm) -> None:
    crm.ok("add", "Maya", "--job", "Valve")
    moved = crm.ok("job", "move", "valve", "quoted", "--on", "20 sep")
    assert "Valve for Maya: quoted on Sat 20 Sep 2025\n" in moved.err
    edited = crm.ok("job", "edit", "valve", "--stage", "accepted", "--on", "yesterday", "--value", "90")
    assert "Valve for Maya: accepted on Sun 13 Sep 2026, £90.00\n" in edited.err
    added = crm.ok("job", "add", "maya", "Tap", "--stage", "lead", "--on", "last fri")
    assert added.err == "Tap for Maya: lead on Fri 11 Sep 2026\n"
    assert crm.ok("job", "move", "tap", "quoted").err == "Tap for Maya: quoted\n"

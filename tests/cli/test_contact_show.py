from __future__ import annotations

import json

import pytest


@pytest.fixture
def book(crm):
    crm.ok(
        "contact", "add", "Maya O'Connor", "--phone", "mobile=07700 900142", "--email", "maya@x.example",
        "--address", "12 Harbour St", "--company", "Harbour Lettings", "--role", "Owner", "--birthday", "1979-05-24",
        "--set", "gate=12", "--consent", "--tag", "bristol", "--about", "likes tea " * 30,
    )  # fmt: skip
    crm.ok("contact", "add", "Tom Ridley", "--phone", "0117 946 0123", "--about", "a secret of Tom's")
    crm.ok("note", "add", "maya", "wants the boiler looked at", "--channel", "call", "--at", "last fri 9am")
    crm.ok("note", "add", "tom", "owes me a ladder")
    crm.ok("job", "add", "maya", "Leaking valve", "--value", "185", "--stage", "invoiced")
    crm.ok("appointment", "add", "maya", "Fix valve", "--at", "mon 21 sep 9-10:30")
    crm.ok("reminder", "add", "Ring back", "--contact", "maya", "--due", "tomorrow")
    return crm


def test_everything_stands_on_one_page(book) -> None:
    page = book.ok("show", "maya").out
    for words in (
        "Maya O'Connor (1)", "Owner, Harbour Lettings", "07700 900142 (mobile)", "maya@x.example", "12 Harbour St",
        "24 May 1979, turns 48", "bristol", "owes", "£185.00", "3 days ago by call", "gate",
        "Mon 21 Sep 2026, 09:00–10:30  Fix valve", "Leaking valve (1)  invoiced", "Tue 15 Sep 2026  Ring back",
        "wants the boiler looked at",
    ):  # fmt: skip
        assert words in page
    assert "ladder" not in page
    assert max(map(len, page.splitlines())) <= 80
    assert "\x1b" not in page


def test_json_is_the_contact_with_all_that_hangs_on_it(book) -> None:
    record = book.ok("contact", "show", "maya", "--json").json
    assert [len(record[kind]) for kind in ("notes", "jobs", "appointments", "reminders")] == [1, 1, 1, 1]
    assert record["last_contacted_at"] == "2026-09-11T09:00:00+01:00"
    assert record["jobs"][0]["value"] == "185.00"


def test_an_organisation_shows_its_people(book) -> None:
    page = book.ok("show", "Harbour Lettings").out
    assert "People" in page
    assert "Maya O'Connor (1), Owner" in page


def test_a_long_history_is_cut_with_a_hint_where_the_rest_is(book) -> None:
    for number in range(25):
        book.ok("note", "add", "tom", f"note number {number}")
    page = book.ok("show", "tom").out
    assert "... 6 more: smallcrm note list --contact 3" in page
    assert "note number 24" in page
    assert "note number 4\n" not in page


def test_data_cannot_command_the_terminal(crm) -> None:
    crm.ok("contact", "add", "Eve \x1b]52;c;aGk=\x07[/red]", "--about", "a\x1b[31m\nb")
    page = crm.ok("show", "1").out
    assert "\x1b" not in page
    assert "[/red]" in page


def test_the_next_time_of_a_series_is_what_comes(crm) -> None:
    crm.ok("contact", "add", "Iris")
    crm.ok("appointment", "add", "iris", "Tuning", "--at", "mon 7 sep 2026 9am", "--repeat", "every 4 weeks")
    assert "Mon 5 Oct 2026, 09:00–10:00  Tuning (1) (repeats)" in crm.ok("show", "iris").out


def test_a_dossier_holds_all_of_one_and_nothing_of_others(book) -> None:
    book.ok("note", "add", "tom", "met with Maya present", "--with", "maya")
    book.ok("note", "add", "maya", "a note that goes")
    book.ok("note", "remove", "4")
    book.ok("contact", "edit", "maya", "--role", "Tenant")
    file = book.folder / "maya.json"
    book.ok("contact", "dossier", "maya", "--json", "-o", file)
    text = file.read_text()
    record = json.loads(text)
    assert record["contact"]["name"] == "Maya O'Connor"
    assert {note["body"] for note in record["notes"]} == {
        "wants the boiler looked at",
        "met with Maya present",
    }
    assert any(entry["before"].get("role") == "Owner" for entry in record["history"])
    assert "a note that goes" in text
    for other in ("Tom Ridley", "secret", "ladder", "946 0123"):
        assert other not in text
    assert file.stat().st_mode & 0o077 == 0
    readable = book.ok("contact", "dossier", "maya").out
    assert "All that is known of Maya O'Connor" in readable
    assert "Tom Ridley" not in readable


def test_where_somebody_works_is_headed_by_what_is_known_of_it(crm) -> None:
    crm.ok("contact", "add", "Ann", "--role", "CEO", "--department", "Sales", "--company", "Acme")
    crm.ok("contact", "add", "Ben", "--department", "Repairs")
    crm.ok("contact", "add", "Cy", "--role", "Landlord")
    lines = [crm.ok("show", name).out.splitlines()[1].split(maxsplit=1) for name in ("ann", "ben", "cy")]
    assert lines == [["company", "CEO, Sales, Acme"], ["department", "Repairs"], ["role", "Landlord"]]


def test_those_of_one_name_are_told_apart_by_how_they_are_reached(crm) -> None:
    crm.ok("add", "Ann Lee", "07700900142", "ann@lee.example")
    crm.ok("add", "Ann Lee", "a.lee@lee.example")
    crm.ok("add", "Ann Lee", "-a", "3 Park Row\nBristol")
    crm.ok("add", "Ann Lee")
    crm.ok("add", "Annie Lee")
    assert crm("show", "ann lee").err == (
        'smallcrm: "ann lee" could be Ann Lee, 07700900142 (1), Ann Lee, a.lee@lee.example (2), '
        "Ann Lee, 3 Park Row, Bristol (3), Ann Lee (4); say which by id\n"
    )
    assert "Ann Lee, 07700900142 (1)" in crm("show", "lee").err
    assert "Annie Lee (5)" in crm("show", "lee").err

from __future__ import annotations

import csv
import io
import stat

import pytest


def fill(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700 900142", "--tag", "bristol", "--tag", "vip")
    crm.ok("contact", "add", "Iris Lang", "--tag", "bristol")
    crm.ok("contact", "add", "Tom")
    crm.ok("note", "add", "maya", "first line\nand another", "--at", "2026-09-01 10:00", "--channel", "call")
    crm.ok("job", "add", "maya", "Valve", "--value", "1250.50", "--due", "2026-10-01")
    crm.ok("job", "add", "iris", "Tuning", "--stage", "paid")
    crm.ok("appointment", "add", "maya", "Fix valve", "--at", "2026-09-15 9:00")
    crm.ok("reminder", "add", "Ring Tom", "--due", "2026-09-15 09:00", "--contact", "tom")


@pytest.fixture
def book(built):
    return built(fill)


def test_a_table_is_for_people(book) -> None:
    assert book.ok("contact", "list").out.splitlines()[0].split() == [
        "ID", "NAME", "COMPANY", "PHONES", "EMAILS", "TAGS", "STAGE",
    ]  # fmt: skip
    assert "2026-09-01 10:00  Maya O'Connor  call" in book.ok("note", "list").out
    assert "first line and another" in book.ok("note", "list").out
    assert "£1,250.50" in book.ok("job", "list").out
    assert "2026-09-15 09:00  10:00  Fix valve" in book.ok("appointment", "list").out
    assert "2026-09-15 09:00  Ring Tom  Tom" in book.ok("reminder", "list").out


def test_json_is_for_scripts(book) -> None:
    (note,) = book.ok("note", "list", "--json").json
    assert list(note) == [
        "id", "uid", "contact_id", "contact", "job_id", "channel", "direction", "at", "body",
    ]  # fmt: skip
    assert note["at"] == "2026-09-01T10:00:00+01:00"
    job = book.ok("job", "list", "--json", "--where", "title = valve").json[0]
    assert (job["value"], job["currency"], job["stages"][0]["stage"]) == ("1250.50", "GBP", "lead")
    (appointment,) = book.ok("appointment", "list", "-f", "json").json
    assert appointment["start"] == "2026-09-15T09:00:00+01:00"
    assert appointment["all_day"] is False
    (reminder,) = book.ok("reminder", "list", "--json").json
    assert (reminder["due"], reminder["done_at"]) == ("2026-09-15T09:00:00+01:00", None)


def test_options(book) -> None:
    def ids(*options) -> str:
        return " ".join(book.ok(*options, "-f", "ids").out.split())

    assert ids("contact", "list") == "2 1 3"
    assert ids("contact", "list", "--tag", "bristol", "--tag", "VIP") == "1"
    assert ids("contact", "list", "-t", "nobody") == ""
    assert ids("contact", "list", "--sort", "id", "--reverse", "--limit", 2) == "3 2"
    assert ids("contact", "list", "--limit", 0) == "2 1 3"
    assert ids("contact", "list", "--offset", 2) == "3"
    assert ids("contact", "list", "--where", "name ~ o", "--tag", "vip") == "1"
    assert ids("job", "list", "--contact", "maya") == "1"
    assert ids("job", "list", "--open") == "1"
    assert ids("job", "list", "--stage", "PAID") == "2"
    assert ids("job", "list", "--stage", "paid", "--open") == ""
    assert ids("note", "list", "--tag", "vip") == "1"
    assert ids("reminder", "list", "--contact", "tom", "--where", "done = no") == "1"


def test_columns(book) -> None:
    assert book.ok("contact", "list", "--columns", "name,phones", "--no-header", "--tag", "vip").out == (
        "Maya O'Connor  +447700900142\n"
    )
    assert book.ok("contact", "list", "--columns", "id,name", "--json", "--tag", "vip").json == [
        {"id": 1, "name": "Maya O'Connor"}
    ]
    sheet = list(csv.reader(io.StringIO(book.ok("job", "list", "-f", "csv", "--columns", "id,value").out)))
    assert sheet == [["id", "value"], ["2", ""], ["1", "1250.50"]]
    # Also where no row would have noticed.
    wrong = book("contact", "list", "--columns", "nane", "--tag", "nobody")
    assert wrong.code == 2
    assert 'unknown column "nane"; did you mean name' in wrong.err


@pytest.mark.parametrize("kind", ["contact", "note", "job", "appointment", "reminder"])
def test_an_empty_list_is_no_error(crm, kind) -> None:
    crm.ok("contact", "remove", crm.ok("contact", "add", "Maya").id)
    empty = crm.ok(kind, "list")
    assert (empty.out, empty.err) == ("", f"no {kind}s\n")
    assert crm.ok(kind, "list", "-q").err == ""
    assert crm.ok(kind, "list", "--json").out == "[]\n"


def test_a_file_gets_it_whole_and_for_the_user_alone(book) -> None:
    file = book.folder / "list.csv"
    book.ok("contact", "list", "-f", "csv", "-o", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text().splitlines()[0] == "id,name,company,phones,emails,tags,stage"
    assert sorted(path.name for path in book.folder.iterdir() if "part" in path.name) == []


def test_a_wrong_condition_is_told_with_its_place(book) -> None:
    wrong = book("contact", "list", "--where", "name = Maya Brown")
    assert wrong.code == 2
    assert "at character 13" in wrong.err


def test_help_shows_how(crm) -> None:
    for kind in ("contact", "note", "job", "appointment", "reminder"):
        shown = crm.ok(kind, "list", "--help").out
        assert f"smallcrm {kind} list" in shown
        assert "--where" in shown


def test_an_appointment_is_shown_on_ones_own_clock_and_by_its_last_day(crm) -> None:
    crm.ok("book", "-", "24-28 dec", "Closed")
    crm.ok("book", "-", "tue 9:00", "Call home", "--timezone", "America/New_York")
    crm.ok("book", "-", "fri 22:00-2:00", "Night")
    crm.ok("book", "-", "wed 9:00", "Tuning", "--repeat", "every 4 weeks", "--remind", "")
    listed = crm.ok("appointment", "list").out
    assert [line.split("confirmed")[0].split()[1:] for line in listed.splitlines()[1:]] == [
        ["2026-09-15", "14:00", "15:00", "Call", "home"],
        ["2026-09-16", "09:00", "10:00", "Tuning"],
        ["2026-09-18", "22:00", "2026-09-19", "02:00", "Night"],
        ["2026-12-24", "2026-12-28", "Closed"],
    ]
    assert listed.splitlines()[2].endswith("every 4 weeks")
    assert crm.ok("appointment", "list", "-f", "csv", "--columns", "end,repeat").out.splitlines()[2:] == [
        "2026-09-16T10:00:00+01:00,FREQ=WEEKLY;INTERVAL=4", "2026-09-19T02:00:00+01:00,", "2026-12-29,",
    ]  # fmt: skip


def test_a_reminder_shows_how_it_repeats(crm) -> None:
    crm.ok("reminder", "add", "Service", "--due", "today", "--repeat-after", "6 months")
    crm.ok("reminder", "add", "VAT", "--due", "tomorrow", "--repeat", "monthly on the 1st")
    service, vat = crm.ok("reminder", "list").out.splitlines()[1:]
    assert service.split() == ["1", "2026-09-14", "Service", "6", "months"]
    assert vat.endswith("monthly on the 1st")


def test_a_number_with_an_extension_is_told_from_the_one_without(crm) -> None:
    crm.ok("add", "Harbour", "0117 496 0100", "0117 496 0100 ext 4")
    assert "  +441174960100, +441174960100 ext 4\n" in crm.ok("contact", "list").out

"""The calendar for other programs, through the real command, under the byte linter."""

from __future__ import annotations

import pytest
from calendar_lint import lint


@pytest.fixture
def book(crm):
    """A book with a customer and an appointment of each kind."""
    crm.ok("contact", "add", "Dee Walsh", "--phone", "07700 900142", "--address", "3 Park Row, Bristol")
    crm.ok("book", "dee", "21 sep 9-10:30", "Colour", "--remind", "30m")
    crm.ok("appt", "add", "dee", "Cut", "--at", "23 oct 9am", "--repeat", "every 4 weeks")
    crm.ok("book", "-", "24-28 dec", "Closed")
    crm.ok("reminder", "add", "Order foils; and tint, too", "--due", "1 oct", "--contact", "dee")
    return crm


def exported(crm, *options) -> str:
    """The calendar, found to be without fault, its lines unfolded."""
    file = crm.folder / "work.ics"
    crm.ok("calendar", "export", "-o", file, *options)
    data = file.read_bytes()
    assert lint(data) == []
    return data.decode().replace("\r\n ", "").replace("\r\n", "\n")


def events(told: str) -> dict[str, str]:
    """Each component by its summary."""
    parts = [part.split("\nEND:V")[0] for part in told.split("\nBEGIN:V")[1:]]
    return {part.split("\nSUMMARY:")[1].split("\n")[0]: part for part in parts if "\nSUMMARY:" in part}


def test_the_calendar_says_what_a_telephone_shows(book) -> None:
    colour = events(exported(book))["Dee Walsh: Colour"]
    for line in (
        "DTSTART;TZID=Europe/London:20260921T090000", "DTEND;TZID=Europe/London:20260921T103000", "SEQUENCE:0",
        "DESCRIPTION:Dee Walsh\\, +447700900142", "CONTACT:Dee Walsh\\, +447700900142",
        "LOCATION:3 Park Row\\, Bristol", "STATUS:CONFIRMED",
    ):  # fmt: skip
        assert line in colour.split("\n")


def test_whole_days_series_and_reminders_are_in_it(book) -> None:
    told = events(exported(book))
    assert "DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261229" in told["Closed"]
    assert "RRULE:FREQ=WEEKLY;INTERVAL=4" in told["Dee Walsh: Cut"]
    assert "DUE;VALUE=DATE:20261001" in told["Dee Walsh: Order foils\\; and tint\\, too"]


def test_an_unchanged_book_gives_unchanged_bytes(book) -> None:
    before = exported(book)
    book.at("2026-09-15T08:12:00+01:00")
    assert exported(book) == before
    book.ok("move", "colour", "11:00")
    assert exported(book) != before


def test_stdout_and_file_are_the_same_and_the_file_is_private(book) -> None:
    told = book.ok("calendar", "export").out
    file = book.folder / "work.ics"
    book.ok("calendar", "export", "-o", file)
    assert file.read_bytes().decode() == told
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in book.folder.glob("*work*")) == ["work.ics"]


def test_a_folder_that_is_not_there_is_told(book) -> None:
    refused = book("calendar", "export", "-o", book.folder / "none" / "work.ics")
    assert refused.code == 1
    assert "can't be written" in refused.err


def test_an_empty_book_is_still_a_calendar(crm) -> None:
    crm.ok("contact", "add", "Dee Walsh")
    assert exported(crm).startswith("BEGIN:VCALENDAR\n")


def test_the_window_is_three_months_back_and_eighteen_ahead(book) -> None:
    book.ok("book", "-", "2026-05-31 23:00", "Too early")
    book.ok("book", "-", "2026-06-01 9:00", "Early")
    book.ok("book", "-", "2028-03-31 22:00", "Late")
    book.ok("book", "-", "2028-04-01 9:00", "Too late")
    told = events(exported(book))
    assert {"Early", "Late"} <= told.keys()
    assert told.keys().isdisjoint({"Too early", "Too late"})
    assert {"Too early", "Too late"} <= events(exported(book, "--all")).keys()


def test_what_is_asked_for_is_what_comes(book) -> None:
    assert events(exported(book, "--type", "reminders")).keys() == {
        "Dee Walsh: Order foils\\; and tint\\, too"
    }
    assert "Closed" not in events(exported(book, "--contact", "dee"))
    assert "NAME:Dee Walsh\n" in exported(book, "--contact", "dee")
    assert "NAME:Salon\n" in exported(book, "--name", "Salon")
    assert events(exported(book, "--from", "24 dec", "--to", "31 dec", "--type", "appointments")).keys() == {
        "Closed",
        "Dee Walsh: Cut",
    }
    assert events(exported(book, "--to", "24 dec", "--type", "appointments")).keys() >= {"Closed"}
    for options in (("--type", "jobs"), ("--all", "--to", "today"), ("--from", "24 dec", "--to", "1 dec")):
        assert book("calendar", "export", *options).code == 2


def test_the_cancelled_and_the_removed_are_told_for_ninety_days(book) -> None:
    book.ok("appointment", "cancel", "colour")
    book.ok("appointment", "remove", "closed")
    told = events(exported(book))
    assert "STATUS:CANCELLED" in told["Dee Walsh: Colour"]
    assert "SEQUENCE:1" in told["Dee Walsh: Colour"]
    assert "STATUS:CANCELLED" in told["Closed"]
    assert events(exported(book, "--no-cancelled")).keys().isdisjoint({"Dee Walsh: Colour", "Closed"})
    book.at("2026-12-12T08:12:00+00:00")
    assert {"Dee Walsh: Colour", "Closed"} <= events(exported(book)).keys()
    book.at("2026-12-14T08:12:00+00:00")
    assert events(exported(book)).keys().isdisjoint({"Dee Walsh: Colour", "Closed"})


def test_an_undone_removal_stands_again_under_a_higher_sequence(book) -> None:
    book.ok("appointment", "remove", "closed")
    book.ok("undo")
    closed = events(exported(book))["Closed"]
    assert "STATUS:CONFIRMED" in closed
    assert "SEQUENCE:2" in closed


def test_without_the_cancelled_an_occurrence_called_off_is_left_out(book) -> None:
    book.ok("appointment", "cancel", "cut", "--only", "20 nov")
    assert "RECURRENCE-ID;TZID=Europe/London:20261120T090000" in exported(book)
    told = exported(book, "--no-cancelled")
    assert "RECURRENCE-ID" not in told
    assert "EXDATE;TZID=Europe/London:20261120T090000" in told


def test_every_zone_that_is_named_is_explained(book) -> None:
    book.ok("book", "-", "1 oct 9am", "Call", "--timezone", "America/New_York")
    told = exported(book)
    assert told.count("BEGIN:VTIMEZONE") == 2
    assert "DTSTART;TZID=America/New_York:20261001T090000" in told


def test_a_phone_number_changed_is_a_change_of_what_it_told(book) -> None:
    book.ok("contact", "edit", "dee", "--phone", "07700 900199", "--remove-phone", "07700 900142")
    colour = events(exported(book))["Dee Walsh: Colour"]
    assert "SEQUENCE:1" in colour
    assert "+447700900199" in colour


def test_the_own_calendar_read_again_changes_nothing(book) -> None:
    book.ok("appointment", "edit", "cut", "--only", "20 nov", "--title", "Cut and dry", "--at", "14:00")
    before = exported(book)
    again = book.ok("import", book.folder / "work.ics", "--json").json
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 4)
    assert exported(book) == before


def test_an_older_copy_of_the_own_calendar_is_left_alone(book) -> None:
    exported(book)
    book.ok("move", "colour", "11:00")
    again = book.ok("import", book.folder / "work.ics", "--json").json
    assert (again["updated"], again["skipped"]) == (0, 1)
    assert book.ok("appointment", "show", "colour", "--json").json["start"] == "2026-09-21T11:00:00+01:00"


def test_the_own_calendar_fills_an_empty_book(book) -> None:
    told = exported(book)
    book.ok("import", "--db", book.folder / "new.db", book.folder / "work.ics")
    file = book.folder / "new.ics"
    book.ok("calendar", "export", "--db", book.folder / "new.db", "-o", file)
    assert lint(file.read_bytes()) == []
    assert file.read_text().count("BEGIN:VEVENT") == told.count("BEGIN:VEVENT")

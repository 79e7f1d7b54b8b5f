"""Booking, moving, cancelling and removing, through the real command."""

from __future__ import annotations

import pytest


@pytest.fixture
def book(crm):
    """A book with three customers."""
    crm.ok("contact", "add", "Maya O'Connor", "--address", "12 Dock St, Bristol")
    crm.ok("contact", "add", "Lena Novak")
    crm.ok("contact", "add", "Iris Chen")
    return crm


@pytest.fixture
def tuning(book):
    """A series: every 4 weeks on Friday 09:00 from 23 Oct 2026."""
    return book.ok("appt", "add", "iris", "Tuning", "--at", "23 oct 2026 9am", "--repeat", "every 4 weeks").id


def starts(crm, appointment_id: int) -> str:
    return crm.ok("appointment", "show", appointment_id, "--json").json["start"]


def calendar(crm) -> str:
    return crm.ok("calendar", "export").out.replace("\n ", "")


def sequence(crm, appointment_id: int) -> int:
    return crm.ok("appointment", "show", appointment_id, "--json").json["sequence"]


def test_booking_says_what_was_understood(book) -> None:
    booked = book.ok("book", "maya", "mon 21 sep 9-10:30", "Fix", "valve")
    assert booked.out == "1\n"
    assert booked.err == "booked Maya O'Connor, Fix valve: Mon 21 Sep 2026, 09:00–10:30 (1)\n"


def test_the_record_has_the_keys_of_the_contract(book) -> None:
    record = book.ok("book", "maya", "mon 9-10:30", "Fix valve", "--remind", "30m", "--json").json
    assert list(record) == [
        "id", "uid", "contact_id", "contact", "job_id", "title", "start", "end", "timezone", "all_day", "location",
        "status", "repeat", "alarms", "sequence", "warnings",
    ]  # fmt: skip
    assert (record["start"], record["end"]) == ("2026-09-14T09:00:00+01:00", "2026-09-14T10:30:00+01:00")
    assert (record["location"], record["alarms"], record["all_day"]) == (
        "12 Dock St, Bristol",
        [30],
        False,
    )


@pytest.mark.parametrize(
    ("options", "end"),
    [
        ((), "2026-09-22T16:00:00+01:00"),
        (("--for", "90m"), "2026-09-22T16:30:00+01:00"),
        (("--until", "17:15"), "2026-09-22T17:15:00+01:00"),
        (("--until", "wed 10:00"), "2026-09-23T10:00:00+01:00"),
    ],
)
def test_the_end_is_as_said_or_as_set(book, options, end) -> None:
    assert book.ok("book", "maya", "22 sep 15:00", "Visit", *options, "--json").json["end"] == end


def test_the_settings_say_how_long_and_when_to_remind(book) -> None:
    book.config.write_text(book.config.read_text() + 'default_duration = "45m"\ndefault_alarm = "1h"\n')
    record = book.ok("book", "maya", "22 sep 15:00", "Visit", "--json").json
    assert (record["end"], record["alarms"]) == ("2026-09-22T15:45:00+01:00", [60])
    assert book.ok("book", "maya", "23 sep 15:00", "Visit", "--remind", "", "--json").json["alarms"] == []


@pytest.mark.parametrize(
    ("when", "options", "words"),
    [
        ("tomorrow", (), '"tomorrow" has no time; say one, as in "tomorrow 9am", or --all-day'),
        ("tomorrow 9-10", ("--for", "2h"), "say the end once"),
        ("tomorrow 9am", ("--until", "10:00", "--for", "2h"), "say the end once"),
        ("tomorrow 9am", ("--all-day",), "--all-day takes days"),
        ("tomorrow 9am", ("--until", "2026-09-15 08:00"), "it ends before it starts"),
        ("mon 21 sep 10:00", ("--until", "mon 9:00"), "it ends before it starts"),
        ("tomorrow 9am", ("--timezone", "Europe/Lodnon"), 'unknown time zone "Europe/Lodnon"'),
        ("tomorrow 9am", ("--status", "perhaps"), "tentative, confirmed, cancelled"),
        ("tomorrow 9am", ("--remind", "2 months"), "no fixed number of minutes"),
    ],
)
def test_what_cannot_be_meant_is_refused(book, when, options, words) -> None:
    refused = book("book", "maya", when, "Visit", *options)
    assert refused.code == 2
    assert words in refused.err
    assert book.ok("appointment", "list", "-f", "ids").out == ""


def test_a_range_of_days_takes_them_whole(book) -> None:
    record = book.ok("book", "-", "24-28 dec", "Closed", "--json").json
    assert (record["all_day"], record["start"], record["end"]) == (True, "2026-12-24", "2026-12-29")
    record = book.ok("book", "-", "tomorrow", "Fair", "--all-day", "--for", "2 days", "--json").json
    assert (record["start"], record["end"], record["contact"]) == ("2026-09-15", "2026-09-17", None)


def test_another_zone_has_its_own_clock(book) -> None:
    record = book.ok("book", "-", "22 sep 9am", "Call", "--timezone", "America/New_York", "--json").json
    assert record["start"] == "2026-09-22T09:00:00-04:00"


def test_the_past_and_a_skipped_time_are_booked_with_a_word(book) -> None:
    assert "is in the past" in book.ok("book", "maya", "2026-09-01 9am", "Visit").err
    night = book.ok("book", "-", "28 mar 2027 1:30", "Night shift", "--json")
    assert "01:30 does not exist that day in Europe/London" in night.json["warnings"][0]
    assert night.json["start"] == "2027-03-28T01:30:00+00:00"


def test_an_overlap_warns_and_names_the_other(book) -> None:
    book.ok("book", "maya", "21 sep 9-10:30", "Fix valve")
    within = book.ok("book", "lena", "21 sep 10:00", "Look")
    assert "warning: overlaps Maya O'Connor, Fix valve, Mon 21 Sep 09:00–10:30" in within.err
    after = book.ok("book", "lena", "21 sep 11:00", "Look")
    assert "overlaps" not in after.err


@pytest.mark.parametrize("when", ["21 sep 8-9", "21 sep 10:30"])
def test_ends_that_meet_do_not_overlap(book, when) -> None:
    book.ok("book", "maya", "21 sep 9-10:30", "Fix valve")
    assert book.ok("book", "lena", when, "Look", "--json").json["warnings"] == []


def test_no_overlap_refuses_and_changes_nothing(book) -> None:
    book.ok("book", "maya", "21 sep 9-10:30", "Fix valve")
    refused = book("book", "lena", "21 sep 10:00", "Look", "--no-overlap")
    assert refused.code == 6
    assert "overlaps Maya O'Connor, Fix valve, Mon 21 Sep 09:00–10:30" in refused.err
    assert book.ok("appointment", "list", "-f", "ids").out == "1\n"


def test_neither_the_cancelled_nor_whole_days_clash(book) -> None:
    book.ok("book", "maya", "21 sep 9-10:30", "Fix valve")
    book.ok("book", "-", "21 sep", "Fair", "--all-day", "--no-overlap")
    book.ok("appointment", "cancel", "maya")
    book.ok("book", "lena", "21 sep 10:00", "Look", "--no-overlap")


def test_a_series_clashes_where_it_takes_place(book, tuning) -> None:
    clash = book.ok("book", "maya", "18 dec 9:30", "Visit")
    assert "overlaps Iris Chen, Tuning, Fri 18 Dec 09:00–10:00" in clash.err
    book.ok("appointment", "move", tuning, "14:00", "--only", "20 nov")
    book.ok("book", "maya", "20 nov 9:30", "Visit", "--no-overlap")
    assert book("book", "maya", "20 nov 14:30", "Visit", "--no-overlap").code == 6
    book.ok("appointment", "cancel", tuning, "--only", "15 jan 2027")
    book.ok("book", "maya", "15 jan 2027 9:30", "Visit", "--no-overlap")
    assert "overlaps Maya O'Connor, Visit, Thu 5 Nov" in (
        book.ok("book", "maya", "5 nov 9:00", "Visit").err
        + book.ok("book", "lena", "29 oct 9:00", "Lesson", "--repeat", "weekly").err
    )


def test_moving_keeps_what_is_left_out(book) -> None:
    booked = book.ok("book", "maya", "21 sep 9-10:30", "Fix valve", "--json").json
    moved = book.ok("move", "maya", "11:00", "--json").json
    assert (moved["start"], moved["end"]) == ("2026-09-21T11:00:00+01:00", "2026-09-21T12:30:00+01:00")
    assert (moved["uid"], moved["sequence"]) == (booked["uid"], booked["sequence"] + 1)
    moved = book.ok("appointment", "move", "maya", "tue 22 sep", "--json").json
    assert (moved["start"], moved["end"]) == ("2026-09-22T11:00:00+01:00", "2026-09-22T12:30:00+01:00")
    moved = book.ok("move", "maya", "14:00-15:00", "--json").json
    assert (moved["start"], moved["end"]) == ("2026-09-22T14:00:00+01:00", "2026-09-22T15:00:00+01:00")
    moved = book.ok("move", "maya", "26 oct 8:00", "--json").json
    assert (moved["start"], moved["end"]) == ("2026-10-26T08:00:00+00:00", "2026-10-26T09:00:00+00:00")


def test_moving_whole_days_keeps_their_number(book) -> None:
    book.ok("book", "-", "24-28 dec", "Closed")
    moved = book.ok("move", "closed", "26 dec", "--json").json
    assert (moved["start"], moved["end"]) == ("2026-12-26", "2026-12-31")
    assert book("move", "closed", "11:00").code == 2


def test_every_change_undo_and_redo_raises_the_sequence_once(book) -> None:
    appointment_id = book.ok("book", "maya", "21 sep 9-10:30", "Fix valve").id
    book.ok("appointment", "edit", "maya", "--title", "Fix valve and tap", "--at", "10:00", "--remind", "1h")
    assert sequence(book, appointment_id) == 1
    book.ok("undo")
    assert sequence(book, appointment_id) == 2
    record = book.ok("appointment", "show", appointment_id, "--json").json
    assert (record["title"], record["alarms"]) == ("Fix valve", [])
    book.ok("redo")
    assert sequence(book, appointment_id) == 3
    # Saying again what is so already is no change.
    book.ok("appointment", "edit", "maya", "--title", "Fix valve and tap")
    assert sequence(book, appointment_id) == 3


def test_editing_says_and_clears(book) -> None:
    book.ok("job", "add", "maya", "Leaking valve")
    book.ok("book", "maya", "21 sep 9-10:30", "Fix valve", "--job", "leaking", "--location", "Shed")
    record = book.ok(
        "appointment",
        "edit",
        "fix",
        "--contact",
        "lena",
        "--job",
        "",
        "--location",
        "",
        "--for",
        "2h",
        "--json",
    ).json
    assert (record["contact"], record["job_id"], record["location"]) == ("Lena Novak", None, None)
    assert record["end"] == "2026-09-21T11:00:00+01:00"
    assert book("appointment", "edit", "fix").code == 2
    assert book("appointment", "edit", "fix", "--title", " ").code == 2


def test_whole_days_become_hours_and_back(book) -> None:
    book.ok("book", "maya", "21 sep", "Fair", "--all-day")
    record = book.ok("appointment", "edit", "fair", "--at", "22 sep 9-12", "--json").json
    assert (record["all_day"], record["start"]) == (False, "2026-09-22T09:00:00+01:00")
    record = book.ok("appointment", "edit", "fair", "--all-day", "--json").json
    assert (record["all_day"], record["start"], record["end"]) == (True, "2026-09-22", "2026-09-23")


def test_a_series_wants_to_know_which_part(book, tuning) -> None:
    for command in (
        ("move", tuning, "10:00"),
        ("appointment", "cancel", tuning),
        ("appointment", "remove", tuning),
    ):
        refused = book(*command)
        assert refused.code == 2
        assert "--only DATE, --following DATE or --all" in refused.err
    assert book("move", tuning, "10:00", "--only", "20 nov", "--all").code == 2
    missing = book("move", tuning, "10:00", "--only", "21 nov")
    assert missing.code == 3
    assert "the next is Fri 23 Oct 2026, 09:00–10:00" in missing.err


def test_one_occurrence_moves_alone(book, tuning) -> None:
    moved = book.ok("move", tuning, "sat 14:00", "--only", "23 oct")
    assert "moved Iris Chen, Tuning: Sat 19 Sep 2026, 14:00–15:00 alone" in moved.err
    told = calendar(book)
    assert (
        "RECURRENCE-ID;TZID=Europe/London:20261023T090000\r\nDTSTART;TZID=Europe/London:20260919T140000"
        in told
    )
    assert starts(book, tuning) == "2026-10-23T09:00:00+01:00"
    # It is found on the day it was put, and goes back to where it was.
    book.ok("appointment", "edit", tuning, "--only", "19 sep", "--at", "23 oct 9am")
    assert "RECURRENCE-ID" not in calendar(book)


def test_an_occurrence_has_no_contacts_of_its_own(book, tuning) -> None:
    refused = book("appointment", "edit", tuning, "--only", "20 nov", "--contact", "maya")
    assert refused.code == 2
    assert "--all" in refused.err


def test_a_removed_occurrence_is_out_and_a_cancelled_one_says_so(book, tuning) -> None:
    book.ok("appointment", "remove", tuning, "--only", "20 nov")
    book.ok("appointment", "cancel", tuning, "--only", "18 dec")
    told = calendar(book)
    assert "EXDATE;TZID=Europe/London:20261120T090000" in told
    assert "RECURRENCE-ID;TZID=Europe/London:20261218T090000" in told
    assert told.count("STATUS:CANCELLED") == 1


def test_those_that_follow_become_a_series_of_their_own(book, tuning) -> None:
    book.ok("appointment", "edit", tuning, "--only", "15 jan 2027", "--title", "Tuning and pitch raise")
    new = book.ok("move", tuning, "11:00", "--following", "18 dec", "--json").json
    assert new["id"] != tuning
    assert new["start"] == "2026-12-18T11:00:00+00:00"
    old = book.ok("appointment", "show", tuning, "--json").json
    assert (old["repeat"], old["occurrences"]) == ("FREQ=WEEKLY;INTERVAL=4;UNTIL=20261217", [])
    assert new["uid"] != old["uid"]
    moved = book.ok("appointment", "show", new["id"], "--json").json["occurrences"]
    assert [(each["recurrence"], each["title"]) for each in moved] == [
        ("2027-01-15T11:00:00+00:00", "Tuning and pitch raise")
    ]
    book.ok("undo")
    assert book.ok("appointment", "show", tuning, "--json").json["repeat"] == "FREQ=WEEKLY;INTERVAL=4"
    assert book.ok("appointment", "list", "-f", "ids").out == f"{tuning}\n"


def test_a_counted_series_keeps_its_count_when_it_is_split(book) -> None:
    book.ok("appt", "add", "maya", "Course", "--at", "1 oct 18:00", "--repeat", "weekly for 6 times")
    new = book.ok("move", "course", "19:00", "--following", "15 oct", "--json").json
    assert new["repeat"] == "FREQ=WEEKLY;COUNT=4"


def test_all_of_a_series_moves_by_as_much_as_the_one_looked_at(book, tuning) -> None:
    book.ok("appointment", "remove", tuning, "--only", "20 nov")
    moved = book.ok("move", tuning, "thu 22 oct 10:00", "--all", "--json").json
    assert (moved["id"], moved["start"]) == (tuning, "2026-10-22T10:00:00+01:00")
    assert "EXDATE;TZID=Europe/London:20261119T100000" in calendar(book)


def test_a_series_is_not_moved_off_the_days_it_names(book) -> None:
    book.ok("appt", "add", "iris", "Club", "--at", "16 oct 19:00", "--repeat", "monthly on the 3rd friday")
    refused = book("move", "club", "sat 17 oct", "--all")
    assert refused.code == 2
    assert "--repeat" in refused.err
    book.ok(
        "appointment", "edit", "club", "--all", "--at", "17 oct", "--repeat", "monthly on the 3rd saturday"
    )
    assert starts(book, 1) == "2026-10-17T19:00:00+01:00"


def test_another_rule_takes_exceptions_along_that_it_still_has(book, tuning) -> None:
    book.ok("appointment", "remove", tuning, "--only", "20 nov")
    book.ok("appointment", "remove", tuning, "--only", "18 dec")
    book.ok("appointment", "edit", tuning, "--all", "--repeat", "every 8 weeks")
    kept = book.ok("appointment", "show", tuning, "--json").json["occurrences"]
    assert [each["recurrence"] for each in kept] == ["2026-12-18T09:00:00+00:00"]


def test_removing_several_is_all_or_nothing(book) -> None:
    for hour in (9, 11, 13):
        book.ok("book", "maya", f"21 sep {hour}:00", f"Visit {hour}")
    assert book("appointment", "remove", "1", "99").code == 3
    assert book.ok("appointment", "list", "-f", "ids").out == "1\n2\n3\n"
    assert book.ok("appointment", "remove", "-", stdin="1\n2\n").out == "1\n2\n"
    assert book.ok("appointment", "list", "-f", "ids").out == "3\n"


def test_show_tells_it_on_a_page(book, tuning) -> None:
    book.ok("appointment", "cancel", tuning, "--only", "20 nov")
    page = book.ok("appointment", "show", "tuning").out
    assert "Fri 23 Oct 2026, 09:00–10:00, every 4 weeks" in page
    assert "except Fri 20 Nov 2026, 09:00: cancelled" in page


def test_the_one_that_a_series_is_moved_from_moves_though_it_was_moved_alone(book, tuning) -> None:
    book.ok("move", tuning, "8:00", "--only", "23 oct")
    book.ok("move", tuning, "15:00", "--only", "20 nov")
    book.ok("move", tuning, "16:00", "--only", "18 dec")
    moved = book.ok("move", tuning, "10:00", "--following", "20 nov")
    assert moved.err.splitlines()[-1] == (
        "warning: that of Fri 18 Dec 2026, 16:00 was moved alone before, and stays there"
    )
    told = book.ok("agenda", "--from", "1 oct", "--to", "31 dec", "--json").json
    assert [each["at"][:16] for each in told if each["title"] == "Tuning"] == [
        "2026-10-23T08:00", "2026-11-20T10:00", "2026-12-18T16:00",
    ]  # fmt: skip


def test_moving_all_of_a_series_tells_what_stays(book, tuning) -> None:
    book.ok("move", tuning, "15:00", "--only", "20 nov")
    assert (
        "that of Fri 20 Nov 2026, 15:00 was moved alone before"
        in book.ok("move", tuning, "10:00", "--all").err
    )
    assert "moved alone" not in book.ok("appointment", "edit", tuning, "--title", "Tune", "--all").err


def test_its_job_is_shown_by_name(crm) -> None:
    crm.ok("add", "Maya", "--job", "Valve")
    crm.ok("book", "maya", "tue 9:00", "Fix", "--job", "valve")
    assert "job     Valve (1)\n" in crm.ok("appointment", "show", "fix").out

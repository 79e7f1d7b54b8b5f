"""Gaps in the working hours."""

from __future__ import annotations

import pytest


def gaps(crm, *arguments: str) -> list[tuple[str, str, int]]:
    found = crm.ok("free", *arguments, "--json").json
    assert all(list(gap) == ["start", "end", "minutes"] for gap in found)
    return [(gap["start"][:16], gap["end"][11:16], gap["minutes"]) for gap in found]


def setting(crm, name: str, value: str) -> None:
    with crm.config.open("a") as config:
        config.write(f'{name} = "{value}"\n')


@pytest.fixture
def book(crm):
    crm.ok("contact", "add", "Iris Chen")
    return crm


def test_a_free_week_is_its_working_hours(book) -> None:
    assert gaps(book) == [(f"2026-09-{day}T09:00", "17:00", 480) for day in range(14, 19)]


def test_appointments_and_the_way_to_them_are_taken_out(book) -> None:
    book.ok("appointment", "add", "iris", "Valve", "--at", "2026-09-15 10:00", "--for", "1h")
    book.ok("appointment", "add", "iris", "Boiler", "--at", "2026-09-15 13:00", "--for", "2h")
    day = ("--from", "2026-09-15", "--to", "2026-09-15")
    assert gaps(book, *day) == [
        ("2026-09-15T09:00", "10:00", 60), ("2026-09-15T11:00", "13:00", 120), ("2026-09-15T15:00", "17:00", 120),
    ]  # fmt: skip
    setting(book, "travel_time", "30m")
    assert gaps(book, *day) == [("2026-09-15T11:30", "12:30", 60), ("2026-09-15T15:30", "17:00", 90)]
    assert gaps(book, *day, "--for", "90m") == [("2026-09-15T15:30", "17:00", 90)]
    assert gaps(book, *day, "--for", "30m")[0] == ("2026-09-15T09:00", "09:30", 30)


def test_the_way_to_an_appointment_outside_the_hours_counts(book) -> None:
    setting(book, "travel_time", "1h")
    book.ok("appointment", "add", "iris", "Early", "--at", "2026-09-15 08:00", "--for", "1h")
    assert gaps(book, "--from", "tue", "--to", "tue") == [("2026-09-15T10:00", "17:00", 420)]


def test_whole_days_overlaps_and_what_was_called_off(book) -> None:
    book.ok("appointment", "add", "-", "Closed", "--at", "2026-09-15", "--all-day")
    book.ok("appointment", "add", "iris", "Long", "--at", "2026-09-16 09:00", "--until", "16:00")
    book.ok("appointment", "add", "iris", "Within", "--at", "2026-09-16 10:00", "--for", "1h")
    assert gaps(book, "--from", "tue", "--to", "wed") == [("2026-09-16T16:00", "17:00", 60)]
    book.ok("appointment", "cancel", "1")
    assert gaps(book, "--from", "tue", "--to", "tue") == [("2026-09-15T09:00", "17:00", 480)]


def test_a_series_takes_its_times(book) -> None:
    book.ok(
        "appointment",
        "add",
        "iris",
        "Lesson",
        "--at",
        "2026-09-14 09:00",
        "--for",
        "7h",
        "--repeat",
        "weekly",
    )
    assert gaps(book, "--from", "2026-09-21", "--to", "2026-09-21") == [("2026-09-21T16:00", "17:00", 60)]


def test_what_has_passed_of_today_is_not_free(book) -> None:
    book.at("2026-09-14T12:30:00+01:00")
    assert gaps(book, "--to", "today") == [("2026-09-14T12:30", "17:00", 270)]
    book.at("2026-09-14T18:00:00+01:00")
    assert gaps(book, "--to", "today") == []
    assert gaps(book, "--from", "2026-09-07", "--to", "2026-09-11") == []


def test_the_hours_are_those_of_the_setting(book) -> None:
    setting(book, "work_hours", "mon-tue 08:00-12:00, 13:00-16:30, sat 10:00-12:00")
    assert gaps(book) == [
        ("2026-09-14T08:12", "12:00", 228), ("2026-09-14T13:00", "16:30", 210), ("2026-09-15T08:00", "12:00", 240),
        ("2026-09-15T13:00", "16:30", 210), ("2026-09-19T10:00", "12:00", 120),
    ]  # fmt: skip


def test_a_gap_across_a_clock_change_is_as_long_as_it_lasts(book) -> None:
    setting(book, "work_hours", "sun 00:00-06:00")
    autumn = book.ok("free", "--from", "2026-10-25", "--to", "2026-10-25", "--json").json
    assert autumn == [
        {"start": "2026-10-25T00:00:00+01:00", "end": "2026-10-25T06:00:00+00:00", "minutes": 420}
    ]
    spring = book.ok("free", "--from", "2027-03-28", "--to", "2027-03-28", "--json").json
    assert spring == [
        {"start": "2027-03-28T00:00:00+00:00", "end": "2027-03-28T06:00:00+01:00", "minutes": 300}
    ]


def test_people_see_a_line_a_gap(book) -> None:
    book.ok("appointment", "add", "iris", "Valve", "--at", "2026-09-15 10:00", "--for", "1h")
    assert book.ok("free", "--from", "tue", "--to", "wed").out.splitlines() == [
        "Tue 15 Sep 2026  09:00–10:00  1 h",
        "                 11:00–17:00  6 h",
        "Wed 16 Sep 2026  09:00–17:00  8 h",
    ]
    assert (
        book.ok("free", "--from", "tue", "--to", "tue", "-f", "csv").out.splitlines()[0]
        == "start,end,minutes"
    )


def test_no_gap_is_an_empty_answer(book) -> None:
    nothing = book.ok("free", "--for", "9h")
    assert (nothing.out, "no gap" in nothing.err) == ("", True)
    assert book.ok("free", "--for", "9h", "--json").out == "[]\n"


@pytest.mark.parametrize(
    "arguments", [("--for", "2 months"), ("--for", "long"), ("--from", "fri", "--to", "today"), ("-f", "ids")]
)
def test_what_cannot_be_meant_is_refused(book, arguments) -> None:
    assert book("free", *arguments).code == 2

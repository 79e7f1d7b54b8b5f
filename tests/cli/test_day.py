"""The agenda and today: what is on which day, in order, in the user's zone."""

from __future__ import annotations

import pytest

KEYS = [
    "type", "id", "occurrence", "at", "end", "all_day", "title", "contact_id", "contact", "job_id", "status",
    "location", "phone", "overdue", "why",
]  # fmt: skip


@pytest.fixture
def book(crm):
    """Monday 14 September, ten past eight: something of every kind."""
    crm.ok(
        "contact", "add", "Maya O'Connor", "--phone", "07700 900142", "--fax", "07700 900143",
        "--address", "3 Park Row, Bristol", "--birthday", "1979-09-15",
    )  # fmt: skip
    crm.ok("appointment", "add", "maya", "Fix valve", "--at", "2026-09-14 14:00", "--for", "90m")
    crm.ok("appointment", "add", "-", "Closed", "--at", "2026-09-14", "--all-day")
    crm.ok("reminder", "add", "Ring Harbour", "--due", "2026-09-12", "--contact", "maya")
    crm.ok("reminder", "add", "Order parts", "--due", "2026-09-14 10:30")
    crm.ok("job", "add", "maya", "Leaking cylinder valve", "--due", "2026-09-14")
    crm.ok("job", "add", "maya", "Paid long ago", "--due", "2026-09-01", "--stage", "paid")
    return crm


def lines(crm, *arguments: str) -> list[tuple[str, str, str]]:
    return [(each["type"], each["title"], each["at"]) for each in crm.ok(*arguments, "--json").json]


def test_today_has_what_is_overdue_first_then_the_day_by_the_hour(book) -> None:
    assert lines(book, "today") == [
        ("reminder", "Ring Harbour", "2026-09-12"),
        ("appointment", "Closed", "2026-09-14"),
        ("job", "Leaking cylinder valve", "2026-09-14"),
        ("reminder", "Order parts", "2026-09-14T10:30:00+01:00"),
        ("appointment", "Fix valve", "2026-09-14T14:00:00+01:00"),
    ]
    assert book.ok("today", "--count").out == "5\n"


def test_a_record_has_the_keys_of_the_contract(book) -> None:
    records = book.ok("today", "--json").json
    assert [list(record) for record in records] == [KEYS] * 5
    assert records[-1] == {
        "type": "appointment", "id": 1, "occurrence": None, "at": "2026-09-14T14:00:00+01:00",
        "end": "2026-09-14T15:30:00+01:00", "all_day": False, "title": "Fix valve", "contact_id": 1,
        "contact": "Maya O'Connor", "job_id": None, "status": "confirmed", "location": "3 Park Row, Bristol",
        "phone": "+447700900142", "overdue": False, "why": "booked today 14:00",
    }  # fmt: skip
    assert (records[0]["overdue"], records[0]["why"]) == (True, "due 2 days ago")
    assert (records[2]["overdue"], records[2]["job_id"], records[2]["status"]) == (False, 1, "lead")


def test_people_see_days_times_and_phones_within_80_columns(book) -> None:
    book.ok("reminder", "add", "A very long reminder " * 9, "--due", "2026-09-16 9:00", "--contact", "maya")
    page = book.ok("agenda").out
    assert all(len(line) <= 80 for line in page.splitlines())
    assert (
        page.index("Overdue\n")
        < page.index("Mon 14 Sep 2026, today\n")
        < page.index("Tue 15 Sep 2026, tomorrow\n")
    )
    assert (
        "  14:00–15:30  Fix valve, Maya O'Connor  +447700900142\n               3 Park Row, Bristol\n" in page
    )
    assert "  all day      Closed\n" in page
    assert "  birthday     47th birthday, Maya O'Connor  +447700900142\n" in page
    assert "due 2 days ago" in book.ok("today").out


def test_the_agenda_takes_words_or_two_days_of_which_the_last_is_included(book) -> None:
    assert [title for _, title, _ in lines(book, "agenda", "tomorrow")] == ["47th birthday"]
    assert lines(book, "agenda", "--from", "tomorrow", "--to", "tomorrow") == lines(
        book, "agenda", "tomorrow"
    )
    assert lines(book, "agenda", "today") == lines(book, "today")
    assert lines(book, "agenda", "week") == lines(book, "agenda") == lines(book, "agenda", "--to", "sun")
    assert len(lines(book, "agenda", "--from", "2026-09-01", "--to", "2026-09-13")) == 1
    assert lines(book, "agenda", "--from", "1 oct", "--to", "end of month") == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("tomorrow", "--from", "today"),
        ("--from", "2026-09-20", "--to", "2026-09-19"),
        ("tomorrow 9am",),
        ("sometime",),
    ],
)
def test_days_that_cannot_be_meant_are_refused(book, arguments) -> None:
    assert book("agenda", *arguments).code == 2


def test_what_was_called_off_is_left_out_unless_asked_for(book) -> None:
    book.ok("appointment", "cancel", "1")
    assert "Fix valve" not in {title for _, title, _ in lines(book, "today")}
    cancelled = book.ok("agenda", "today", "--cancelled", "--json").json[-1]
    assert (cancelled["title"], cancelled["status"]) == ("Fix valve", "cancelled")
    assert "Fix valve (cancelled)" in book.ok("agenda", "today", "--cancelled").out


def test_a_series_comes_with_its_occurrences_across_a_clock_change(crm) -> None:
    crm.ok("contact", "add", "Iris Chen")
    crm.ok("appointment", "add", "iris", "Lesson", "--at", "2026-10-19 09:00", "--repeat", "weekly")
    found = crm.ok("agenda", "--from", "2026-10-19", "--to", "2026-10-26", "--json").json
    assert [(each["occurrence"], each["at"]) for each in found] == [
        ("2026-10-19T09:00:00+01:00", "2026-10-19T09:00:00+01:00"),
        ("2026-10-26T09:00:00+00:00", "2026-10-26T09:00:00+00:00"),
    ]


def test_times_are_those_of_the_users_zone(crm) -> None:
    crm.ok("appointment", "add", "-", "Call", "--at", "2026-09-14 23:30", "--timezone", "America/New_York")
    assert lines(crm, "agenda", "today") == []
    assert lines(crm, "agenda", "tomorrow") == [("appointment", "Call", "2026-09-15T04:30:00+01:00")]


def test_what_began_before_is_on_the_first_day_shown(crm) -> None:
    crm.ok("appointment", "add", "-", "Fair", "--at", "2026-09-12", "--until", "2026-09-16", "--all-day")
    assert crm.ok("agenda", "tomorrow").out.startswith("Tue 15 Sep 2026, tomorrow\n  all day      Fair\n")
    assert crm.ok("agenda", "--from", "2026-09-17", "--to", "2026-09-17", "--count").out == "0\n"


def test_a_reminder_is_overdue_once_its_hour_has_passed(crm) -> None:
    crm.ok("reminder", "add", "Ring", "--due", "2026-09-14 10:30")
    assert crm.ok("today", "--json").json[0]["overdue"] is False
    crm.at("2026-09-14T10:31:00+01:00")
    assert crm.ok("today", "--json").json[0]["overdue"] is True
    assert crm.ok("agenda", "tomorrow", "--json").json == [], "overdue things are today's"


@pytest.mark.parametrize(("year", "day"), [(2026, "2026-02-28"), (2028, "2028-02-29")])
def test_a_birthday_of_29_february_is_on_the_28th_where_there_is_no_29th(crm, year, day) -> None:
    crm.at(f"{year}-02-25T08:00:00+00:00")
    crm.ok("contact", "add", "Leap Year", "--birthday", "--02-29")
    found = crm.ok("agenda", "--json").json
    assert [(each["type"], each["at"], each["title"]) for each in found] == [("birthday", day, "Birthday")]


def test_an_empty_day_says_so_only_in_words(crm) -> None:
    crm.ok("contact", "add", "Iris Chen")
    nothing = crm.ok("today")
    assert (nothing.out, nothing.err) == ("", "nothing then\n")
    assert crm.ok("today", "--json").out == "[]\n"
    assert crm.ok("next").err == "nothing to do\n"
    assert crm.ok("agenda", "--count").out == "0\n"


def test_names_cannot_give_the_terminal_orders(crm) -> None:
    crm.ok("contact", "add", "Eve\x1b]52;c;aGk=\x07", "--birthday", "--09-14")
    crm.ok("reminder", "add", "[/red] \x1b[2J", "--due", "today", "--contact", "1")
    for command in ("today", "agenda", "next"):
        assert "\x1b" not in crm.ok(command).out

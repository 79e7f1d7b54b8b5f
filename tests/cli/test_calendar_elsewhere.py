"""The exported calendar of a rich book means the same instants to other programs as it does here."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from calendar_lint import lint
from calendar_readers import NO_ICAL_JS, Starts, by_ical, by_ical_js, by_khal, ical_js, stamp

FROM, TO = datetime(2025, 2, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
MEANT = {
    "Visit": ["20260921T0800"],
    # Nine o'clock before and after the 25th of October.
    "Lesson": ["20261019T0800", "20261026T0900", "20261102T0900", "20261109T0900"],
    # Left out on 20 November, later on 18 December, from 15 January on at half past ten.
    "Tuning": ["20261023T0800", "20261218T1400", "20270115T1030", "20270212T1030", "20270312T1030"],
    "Choir": [
        *[
            "20260918T1600",
            "20261016T1600",
            "20261120T1700",
            "20261218T1700",
            "20270115T1700",
            "20270219T1700",
        ],
        "20270319T1700",
    ],
    "Early": [f"202612{day}T0730" for day in (17, 18, 21, 22, 23, 24)],
    "Twice": ["20260922T1900", "20260924T1900", "20260929T1900", "20261001T1900"],
    # The clocks of New York go back a week later.
    "Call": ["20261023T1300", "20261030T1300", "20261106T1400"],
    # In Ramadan, that year from 23 February to 6 April, the clocks of Morocco are an hour back.
    "Souk": [
        *[
            "20250217T0900",
            "20250224T1000",
            "20250303T1000",
            "20250324T1000",
            "20250331T1000",
            "20250407T0900",
        ],
    ],
    "Server": ["20261201T0900"],
    "Clocks": ["20261025T0030"],
    "Closed": ["20261224"],
    "Rent": ["20260930", "20261031", "20261130", "20261231", "20270131", "20270228", "20270331"],
}


def fill(crm) -> None:
    crm.ok("contact", "add", "Dee Walsh", "--phone", "07700 900142", "--address", "3 Park Row, Bristol")
    book = [
        ("dee", "Visit", "21 sep 9-10:30", "--remind", "30m"),
        ("-", "Lesson", "mon 19 oct 9am", "--repeat", "every week until 9 nov"),
        ("dee", "Tuning", "fri 23 oct 9am", "--repeat", "every 4 weeks"),
        ("-", "Choir", "18 sep 17:00", "--repeat", "monthly on the 3rd friday"),
        ("-", "Early", "17 dec 7:30", "--repeat", "every weekday until 24 dec"),
        ("-", "Twice", "22 sep 20:00", "--repeat", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4"),
        ("-", "Call", "23 oct 9am", "--repeat", "every week until 6 nov", "--timezone", "America/New_York"),
        ("-", "Souk", "2025-02-17 10:00", "--repeat", "every week until 2025-04-07", "--timezone", "Africa/Casablanca"),
        ("-", "Server", "1 dec 9am", "--timezone", "UTC"),
        ("-", "Clocks", "25 oct 1:30", "--for", "30m"),
        ("-", "Closed", "24-28 dec"),
        ("-", "Rent", "30 sep", "--all-day", "--repeat", "RRULE:FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        ("-", "Called off", "28 sep 9am"),
        ("-", "Gone", "29 sep 9am"),
    ]  # fmt: skip
    for ref, title, at, *options in book:
        crm.ok("appointment", "add", ref, title, "--at", at, *options)
    crm.ok("appointment", "remove", "tuning", "--only", "20 nov")
    crm.ok("move", "tuning", "14:00", "--only", "18 dec")
    crm.ok("appointment", "edit", "tuning", "--following", "2027-01-15", "--at", "10:30")
    crm.ok("appointment", "cancel", "8", "--only", "2025-03-10")
    crm.ok("appointment", "remove", "8", "--only", "2025-03-17")
    crm.ok("appointment", "cancel", "called off")
    crm.ok("appointment", "remove", "gone")
    crm.ok("reminder", "add", "VAT", "--due", "2026-10-31", "--repeat", "every 3 months")
    crm.ok(
        "reminder", "add", "Ring Dee", "--due", "1 oct 9am", "--contact", "dee", "--repeat-after", "6 months"
    )
    crm.ok("reminder", "add", "Tea", "--due", "2 oct")
    crm.ok("reminder", "remove", "tea")
    crm.ok("reminder", "done", "ring dee")


@pytest.fixture
def book(built):
    return built(fill)


def exported(crm, *options: str) -> bytes:
    file = crm.folder / "diary.ics"
    crm.ok("calendar", "export", "-o", file, *options)
    data = file.read_bytes()
    assert lint(data) == []
    return data


def by_title(crm, found: Starts) -> Starts:
    """By the appointment's title; those of a series that was split go together."""
    titles = {row["uid"]: row["title"] for row in crm.ok("appointment", "list", "--json").json}
    told: Starts = {}
    for uid, starts in found.items():
        told.setdefault(titles.get(uid, uid), []).extend(starts)
    return {title: sorted(starts) for title, starts in told.items() if starts}


def test_here_it_means_what_was_meant(book) -> None:
    days = book.ok("agenda", "--from", "2025-02-01", "--to", "2027-03-31", "--json").json
    found: Starts = {}
    for each in days:
        if each["type"] == "appointment" and each["status"] != "cancelled":
            at = each["at"].replace("-", "") if each["all_day"] else stamp(datetime.fromisoformat(each["at"]))
            found.setdefault(each["title"], []).append(at)
    assert found == MEANT


def test_the_calendar_is_clean_with_all_and_without_the_cancelled(book) -> None:
    exported(book)
    exported(book, "--all")
    exported(book, "--no-cancelled")
    exported(book, "--from", "1 nov", "--to", "30 nov")


def test_ical_reads_the_same_instants(book) -> None:
    found, todos = by_ical(exported(book, "--all"), FROM, TO)
    assert by_title(book, found) == MEANT
    names = {row["uid"]: row["text"] for row in book.ok("reminder", "list", "--json").json}
    assert sorted((names.get(uid, "gone"), state) for uid, state in todos.items()) == [
        ("Ring Dee", "COMPLETED"),
        ("Ring Dee", "NEEDS-ACTION"),
        ("VAT", "NEEDS-ACTION"),
        ("gone", "CANCELLED"),
    ]


def test_khal_shows_the_same_instants(book, tmp_path: Path) -> None:
    pytest.importorskip("khal")
    found = by_khal(
        exported(book, "--all", "--no-cancelled", "--type", "appointments"),
        tmp_path / "khal",
        "20250201",
        "20270331",
    )
    told = by_title(book, found)
    # khal lists each day of what takes several.
    told["Closed"] = [day for day in told["Closed"] if day == "20261224"]
    assert told == MEANT


@pytest.mark.skipif(not ical_js(), reason=NO_ICAL_JS)
def test_ical_js_reads_the_same_instants(book, tmp_path: Path) -> None:
    told = by_title(book, by_ical_js(exported(book, "--all"), tmp_path, TO))
    until = f"{TO:%Y%m%d}"
    assert {title: [start for start in starts if start < until] for title, starts in told.items()} == MEANT


def told_of(crm, title: str) -> list[tuple[int, str]]:
    """SEQUENCE and LAST-MODIFIED of each component of that title."""
    text = exported(crm, "--all").decode().replace("\r\n ", "").replace("\r\n", "\n")
    parts = [part for part in re.split(r"BEGIN:V(?=EVENT|TODO)", text) if f"SUMMARY:{title}\n" in part]
    return [
        (int(re.search(r"SEQUENCE:(\d+)", part)[1]), re.search(r"LAST-MODIFIED:(\S+)", part)[1])
        for part in parts
    ]


def test_an_unchanged_book_is_the_same_bytes_on_another_day(book) -> None:
    before = exported(book)
    book.at("2026-09-20T22:00:00+01:00")
    book.ok("contact", "add", "Someone Else")
    book.ok("note", "add", "dee", "rang")
    assert exported(book) == before


@pytest.mark.parametrize(
    "command",
    [
        ("move", "server", "10:00"),
        ("appointment", "edit", "server", "--location", "Loft"),
        ("appointment", "edit", "server", "--remind", "1h"),
        ("appointment", "cancel", "server"),
        ("appointment", "remove", "server"),
    ],
)
def test_each_edit_is_told_and_its_undoing_and_redoing_too(book, command: tuple[str, ...]) -> None:
    ((sequence, changed),) = told_of(book, "Server")
    for number, doing in enumerate((command, ("undo",), ("redo",), ("undo",)), 1):
        book.at(f"2026-09-15T09:{number:02}:00+01:00")
        book.ok(*doing)
        before, ((now, changed),) = changed, told_of(book, "Server")
        assert now == sequence + number
        assert changed > before


def test_saying_what_is_so_already_is_no_edit(book) -> None:
    before = exported(book)
    book.at("2026-09-15T09:00:00+01:00")
    book.ok("appointment", "edit", "server", "--title", "Server", "--at", "1 dec 9:00")
    assert exported(book) == before


def test_one_occurrence_edited_raises_the_series(book) -> None:
    before = max(told_of(book, "Choir"))
    book.at("2026-09-15T09:00:00+01:00")
    book.ok("move", "choir", "18:00", "--only", "2026-11-20")
    after = told_of(book, "Choir")
    assert len(after) == 2
    assert {sequence for sequence, _ in after} == {before[0] + 1}
    assert min(changed for _, changed in after) > before[1]


def test_a_split_ends_the_one_and_begins_another(book) -> None:
    text = exported(book, "--all").decode().replace("\r\n ", "")
    rules = re.findall(r"RRULE:FREQ=WEEKLY;INTERVAL=4\S*", text)
    assert sorted(rules) == [
        "RRULE:FREQ=WEEKLY;INTERVAL=4",
        "RRULE:FREQ=WEEKLY;INTERVAL=4;UNTIL=20270114T235959Z",
    ]


def test_reminders_raise_their_count_too(book) -> None:
    ((sequence, _),) = told_of(book, "VAT")
    for number, doing in enumerate(
        (("reminder", "snooze", "vat", "2026-11-02"), ("undo",), ("reminder", "remove", "vat"), ("undo",)), 1
    ):
        book.ok(*doing)
        assert told_of(book, "VAT")[0][0] == sequence + number


def test_the_own_calendar_with_what_is_gone_brings_nothing_back(book) -> None:
    exported(book, "--all")
    before = book.ok("export", "all").out
    again = book.ok("import", book.folder / "diary.ics", "--json").json
    assert (again["new"], again["updated"], again["rejected"]) == (0, 0, 0)
    assert book.ok("export", "all").out == before


@pytest.mark.parametrize(
    ("at", "start", "instant"),
    [
        # There is no half past one on that day: it is taken by the clock before, so an hour later on the new one.
        ("2026-03-29 01:30", "2026-03-29T02:30:00+01:00", "20260329T0130"),
        # And on this day there are two: the first is meant.
        ("2026-10-25 01:30", "2026-10-25T01:30:00+01:00", "20261025T0030"),
    ],
)
def test_times_that_are_not_or_are_twice(crm, at: str, start: str, instant: str) -> None:
    crm.at("2026-03-01T08:00:00+00:00")
    crm.ok("appointment", "add", "-", "Clocks", "--at", at, "--for", "1h")
    day = at[:10]
    (told,) = crm.ok("agenda", "--from", day, "--to", day, "--json").json
    assert (stamp(datetime.fromisoformat(told["at"])), told["at"]) == (instant, start)
    found, _ = by_ical(exported(crm, "--all"), datetime(2026, 3, 1, tzinfo=UTC), TO)
    assert list(found.values()) == [[instant]]


@pytest.mark.parametrize(
    ("words", "rule", "said", "days"),
    [
        ("every 4 weeks", "FREQ=WEEKLY;INTERVAL=4", "every 4 weeks", ["2026-08-31", "2026-09-28"]),
        ("every 6 months", "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "every 6 months on the 31st", ["2026-08-31", "2027-02-28"]),
        ("monthly on the last monday", "FREQ=MONTHLY;BYDAY=-1MO", "monthly on the last Monday", ["2026-08-31", "2026-09-28"]),
        ("every weekday until 4 sep", "FREQ=WEEKLY;UNTIL=20260904;BYDAY=MO,TU,WE,TH,FR", None, ["2026-08-31", "2026-09-01", "2026-09-02", "2026-09-03", "2026-09-04"]),
        ("RRULE:FREQ=DAILY;INTERVAL=3;COUNT=2", "FREQ=DAILY;COUNT=2;INTERVAL=3", None, ["2026-08-31", "2026-09-03"]),
    ],
)  # fmt: skip
def test_recurrence_in_words(crm, words: str, rule: str, said: str | None, days: list[str]) -> None:
    crm.at("2026-08-01T08:00:00+01:00")
    booked = crm.ok("appointment", "add", "-", "Rounds", "--at", "31 aug 9am", "--repeat", words)
    if said:
        assert f", {said} (1)\n" in booked.err
    shown = crm.ok("appointment", "show", 1, "--json").json
    assert sorted(shown["repeat"].split(";")) == sorted(rule.split(";"))
    coming = crm.ok("agenda", "--from", "2026-08-31", "--to", days[-1], "--json").json
    assert [each["at"][:10] for each in coming] == days


def test_a_reminder_at_the_end_of_the_month(crm) -> None:
    crm.at("2026-08-31T08:00:00+01:00")
    crm.ok("reminder", "add", "Service", "--due", "2026-08-31", "--repeat-after", "6 months")
    crm.ok("reminder", "add", "VAT", "--due", "2026-08-31", "--repeat", "every 6 months")
    crm.ok("done", "service")
    crm.ok("done", "vat")
    open_ones = crm.ok("reminder", "list", "--where", "done = no", "--json").json
    assert [(each["text"], each["due"]) for each in open_ones] == [
        ("Service", "2027-02-28"),
        ("VAT", "2027-02-28"),
    ]
    crm.at("2027-02-28T08:00:00+00:00")
    crm.ok("done", "vat")
    # The end of the month stays the end of the month.
    assert (
        crm.ok("reminder", "list", "--where", "done = no and text = vat", "--json").json[0]["due"]
        == "2027-08-31"
    )

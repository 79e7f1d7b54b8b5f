"""Calendars we write mean to other programs what they mean to us: the same instants, event by event."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from calendar_lint import lint
from calendar_readers import NO_ICAL_JS, by_ical, by_ical_js, by_khal, ical_js, stamp

from smallcrm.formats.ics import CalendarEvent, CalendarItem, CalendarOverride, CalendarTodo, Tombstone, write

MADE, REVISED = "2026-09-01T08:00:00Z", "2026-09-02T08:00:00Z"
FROM, TO = datetime(2024, 10, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)


def event(uid: str, start: str, end: str, zone: str = "Europe/London", **more: object) -> CalendarEvent:
    return CalendarEvent(uid, 1, MADE, REVISED, start, end, zone, summary=uid, **more)  # type: ignore[arg-type]


ITEMS: list[CalendarItem] = [
    event("weekly", "2026-10-19T09:00", "2026-10-19T10:00", repeat="FREQ=WEEKLY;COUNT=3"),
    event("four-weekly", "2026-10-23T09:00", "2026-10-23T10:30", repeat="FREQ=WEEKLY;INTERVAL=4;COUNT=3"),
    event("until-a-day", "2026-10-23T18:00", "2026-10-23T19:00", repeat="FREQ=WEEKLY;UNTIL=20261106"),
    event("until-utc", "2026-10-23T18:00", "2026-10-23T19:00", repeat="FREQ=WEEKLY;UNTIL=20261106T180000Z"),
    event(
        "exceptions",
        "2026-11-02T09:00",
        "2026-11-02T10:00",
        repeat="FREQ=WEEKLY;COUNT=5",
        exdates=("2026-11-09T09:00", "2026-11-16T09:00"),
        overrides=(CalendarOverride("2026-11-23T09:00", start="2026-11-24T14:00", summary="moved"),),
    ),
    event("nights", "2026-10-24T23:30", "2026-10-25T03:30"),
    event(
        "casablanca",
        "2025-02-17T09:00",
        "2025-02-17T10:00",
        "Africa/Casablanca",
        repeat="FREQ=WEEKLY;COUNT=8",
    ),
    event("cairo", "2024-10-30T09:00", "2024-10-30T10:00", "Africa/Cairo", repeat="FREQ=DAILY;COUNT=4"),
    event("dublin", "2027-03-27T09:00", "2027-03-27T10:00", "Europe/Dublin", repeat="FREQ=DAILY;COUNT=2"),
    event(
        "lord-howe",
        "2027-04-03T09:00",
        "2027-04-03T10:00",
        "Australia/Lord_Howe",
        repeat="FREQ=DAILY;COUNT=2",
    ),
    event("utc", "2026-12-01T09:00", "2026-12-01T10:00", "UTC"),
]
ALL_DAY: list[CalendarItem] = [
    event("closed", "2026-12-24", "2026-12-29", all_day=True),
    event(
        "first-days",
        "2026-11-01",
        "2026-11-02",
        all_day=True,
        repeat="FREQ=MONTHLY;UNTIL=20270101",
        exdates=("2026-12-01",),
    ),
]
OTHERS: list[CalendarItem] = [
    CalendarTodo("todo", 0, MADE, REVISED, "Order strings", "2026-12-01", "Europe/London"),
    CalendarTodo(
        "todo-series", 0, MADE, REVISED, "Invoice", "2026-12-01T17:00", "Europe/London", "FREQ=MONTHLY"
    ),
    CalendarTodo(
        "todo-days", 0, MADE, REVISED, "Tax", "2026-12-01", "Europe/London", "FREQ=YEARLY;UNTIL=20281201"
    ),
    CalendarTodo("todo-done", 0, MADE, REVISED, "Ring", "2026-09-01", "Europe/London", "", REVISED),
    Tombstone("gone", 4, REVISED, "Gone", "2026-11-01T09:00", "Europe/London"),
]
STARTS = {
    "weekly": ["20261019T0800", "20261026T0900", "20261102T0900"],
    "four-weekly": ["20261023T0800", "20261120T0900", "20261218T0900"],
    "until-a-day": ["20261023T1700", "20261030T1800", "20261106T1800"],
    "until-utc": ["20261023T1700", "20261030T1800", "20261106T1800"],
    "exceptions": ["20261102T0900", "20261124T1400", "20261130T0900"],
    "nights": ["20261024T2230"],
    # In Ramadan, from 23 February to 6 April, the clocks were an hour back.
    "casablanca": [
        *["20250217T0800", "20250224T0900", "20250303T0900", "20250310T0900"],
        *["20250317T0900", "20250324T0900", "20250331T0900", "20250407T0800"],
    ],
    # Back on the last Thursday of October at midnight, which was a 1 November.
    "cairo": ["20241030T0600", "20241031T0600", "20241101T0700", "20241102T0700"],
    "dublin": ["20270327T0900", "20270328T0800"],
    "lord-howe": ["20270402T2200", "20270403T2230"],
    "utc": ["20261201T0900"],
}
DAYS = {"closed": ["20261224"], "first-days": ["20261101", "20270101"]}
ZONES = dict.fromkeys(
    ["Europe/London", "Africa/Casablanca", "Africa/Cairo", "Europe/Dublin", "Australia/Lord_Howe"],
    (2024, 2028),
)


def feed(items: list[CalendarItem]) -> bytes:
    stream = io.BytesIO()
    write(items, stream, name="Diary", zones=ZONES, timezone="Europe/London")
    assert lint(stream.getvalue()) == []
    return stream.getvalue()


def test_icalendar_reads_the_same_starts() -> None:
    from dateutil.rrule import rrulestr
    from icalendar import Calendar

    calendar = Calendar.from_ical(feed([*ITEMS, *ALL_DAY, *OTHERS]))
    assert not [part for part in calendar.walk() if part.errors]
    found: dict[str, list[str]] = {}
    for part in calendar.walk("VEVENT"):
        start = part["DTSTART"].dt
        if str(part["UID"]) not in STARTS:
            continue
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=start) if "RRULE" in part else [start]
        exdates = part.get("EXDATE", [])
        left_out = {d.dt for line in (exdates if isinstance(exdates, list) else [exdates]) for d in line.dts}
        moved = {
            p["RECURRENCE-ID"].dt
            for p in calendar.walk("VEVENT")
            if p["UID"] == part["UID"] and "RECURRENCE-ID" in p
        }
        starts = [each for each in rule if "RECURRENCE-ID" in part or each not in left_out | moved]
        found.setdefault(str(part["UID"]), []).extend(map(stamp, starts))
    assert {uid: sorted(starts) for uid, starts in found.items()} == STARTS


def test_ical_reads_the_same_starts() -> None:
    found, todos = by_ical(feed([*ITEMS, *ALL_DAY, *OTHERS]), FROM, TO)
    assert found == STARTS | DAYS
    assert set(todos) == {"todo", "todo-series", "todo-days", "todo-done"}


def test_khal_shows_the_same_starts(tmp_path: Path) -> None:
    pytest.importorskip("khal")
    assert by_khal(feed([*ITEMS, *ALL_DAY]), tmp_path, "20241001", "20270601") == STARTS | DAYS


@pytest.mark.skipif(not ical_js(), reason=NO_ICAL_JS)
def test_ical_js_reads_the_same_starts(tmp_path: Path) -> None:
    assert by_ical_js(feed([*ITEMS, *ALL_DAY]), tmp_path, TO) == STARTS | DAYS

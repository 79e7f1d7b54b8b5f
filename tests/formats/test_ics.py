"""What we write as a calendar: whole, valid byte for byte, and the same for the same."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from calendar_lint import lint
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.formats.ics import (
    CalendarEvent,
    CalendarItem,
    CalendarOverride,
    CalendarTodo,
    Tombstone,
    component,
    read,
    write,
    zone_of,
)
from smallcrm.model.appointment import AppointmentDraft, OccurrenceDraft
from smallcrm.model.contact import Property
from smallcrm.model.incoming import Incoming, ReadOptions
from smallcrm.model.reminder import ReminderDraft

MADE, REVISED = "2026-09-01T08:00:00Z", "2026-09-02T09:30:00Z"
LONDON = "Europe/London"


def event(uid: str = "one", **more: Any) -> CalendarEvent:
    told = {"start": "2026-10-23T09:00", "end": "2026-10-23T10:00", "timezone": LONDON, **more}
    return CalendarEvent(uid, 3, MADE, REVISED, **told)


def feed(*items: CalendarItem, **more: Any) -> bytes:
    stream = io.BytesIO()
    zones = {zone: (2025, 2029) for item in items if (zone := zone_of(item))}
    write(items, stream, zones=zones, **{"name": "Diary", **more})
    return stream.getvalue()


def lines(*items: CalendarItem) -> list[str]:
    """The unfolded lines of the items, of a calendar without violation."""
    data = feed(*items)
    assert lint(data) == []
    text = data.decode().replace("\r\n ", "")
    return text[text.index("BEGIN:VEVENT" if "BEGIN:VEVENT" in text else "BEGIN:VTODO") :].split("\r\n")[:-2]


def read_back(data: bytes) -> list[Incoming]:
    return list(read(io.BytesIO(data), ReadOptions(), zone=LONDON))


def test_a_calendar_begins_with_what_subscribers_need() -> None:
    data = feed(event(), name="Piano; Köhler, & Sons", timezone=LONDON, colour="teal")
    assert lint(data) == []
    head = data.decode().split("BEGIN:VTIMEZONE")[0].split("\r\n")
    assert head[0] == "BEGIN:VCALENDAR"
    assert {
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "NAME:Piano\\; Köhler\\, & Sons",
        "X-WR-CALNAME:Piano\\; Köhler\\, & Sons",
        "X-WR-TIMEZONE:Europe/London",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "COLOR:teal",
    } <= set(head)
    assert b"METHOD" not in data


def test_an_event_in_full() -> None:
    full = event(
        summary="Tuning, St Mark's",
        description="Bring forks;\nring first",
        location="Church hall",
        contact="Iris Köhler, +44 7700 900123",
        status="tentative",
        repeat="FREQ=WEEKLY;INTERVAL=4;COUNT=6",
        exdates=("2026-11-20T09:00",),
        alarms=(30, 0),
        categories=("work", "a,b"),
        properties=(Property("ics", "X-CUSTOM-COLOUR:teal"),),
    )
    assert lines(full) == [
        "BEGIN:VEVENT",
        "UID:one",
        "DTSTAMP:20260902T093000Z",
        "LAST-MODIFIED:20260902T093000Z",
        "SEQUENCE:3",
        "CREATED:20260901T080000Z",
        "DTSTART;TZID=Europe/London:20261023T090000",
        "DTEND;TZID=Europe/London:20261023T100000",
        "RRULE:FREQ=WEEKLY;INTERVAL=4;COUNT=6",
        "EXDATE;TZID=Europe/London:20261120T090000",
        "SUMMARY:Tuning\\, St Mark's",
        "DESCRIPTION:Bring forks\\;\\nring first",
        "LOCATION:Church hall",
        "CONTACT:Iris Köhler\\, +44 7700 900123",
        "CATEGORIES:work,a\\,b",
        "STATUS:TENTATIVE",
        "X-CUSTOM-COLOUR:teal",
        *[
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-PT30M",
            "DESCRIPTION:Tuning\\, St Mark's",
            "END:VALARM",
        ],
        *["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:PT0S", "DESCRIPTION:Tuning\\, St Mark's", "END:VALARM"],
        "END:VEVENT",
    ]


def test_utc_is_written_as_utc() -> None:
    written = lines(event(timezone="UTC", repeat="FREQ=DAILY", exdates=("2026-10-24T09:00",)))
    assert "DTSTART:20261023T090000Z" in written
    assert "EXDATE:20261024T090000Z" in written
    assert b"VTIMEZONE" not in feed(event(timezone="UTC"))


@pytest.mark.parametrize(
    ("repeat", "written"),
    [
        ("FREQ=WEEKLY;UNTIL=20261106", "FREQ=WEEKLY;UNTIL=20261106T235959Z"),
        ("FREQ=WEEKLY;UNTIL=20260918", "FREQ=WEEKLY;UNTIL=20260918T225959Z"),
        ("FREQ=WEEKLY;UNTIL=20260918T090000", "FREQ=WEEKLY;UNTIL=20260918T080000Z"),
        ("FREQ=WEEKLY;UNTIL=20261106T090000Z;BYDAY=FR", "FREQ=WEEKLY;UNTIL=20261106T090000Z;BYDAY=FR"),
        ("FREQ=WEEKLY;UNTIL=99991231", "FREQ=WEEKLY;UNTIL=99991231T235959Z"),
    ],
)
def test_the_until_of_a_timed_series_is_in_utc(repeat: str, written: str) -> None:
    assert f"RRULE:{written}" in lines(event(start="2026-09-11T09:00", end="2026-09-11T10:00", repeat=repeat))


@pytest.mark.parametrize("all_day", [False, True])
def test_a_series_that_ends_before_it_starts_takes_place_once(all_day: bool) -> None:
    start, end = ("2026-10-23", "2026-10-24") if all_day else ("2026-10-23T09:00", "2026-10-23T10:00")
    days = event(start=start, end=end, all_day=all_day, repeat="FREQ=WEEKLY;UNTIL=20261022")
    assert "RRULE:FREQ=DAILY;COUNT=1" in lines(days)
    assert "RRULE:FREQ=WEEKLY;UNTIL=20261023" in "".join(
        lines(days._replace(repeat="FREQ=WEEKLY;UNTIL=20261023"))
    )


@pytest.mark.parametrize("until", ["20261106", "20261106T000000Z", "20261106T120000"])
def test_the_until_of_an_all_day_series_is_a_date(until: str) -> None:
    days = event(start="2026-10-23", end="2026-10-24", all_day=True, repeat=f"FREQ=WEEKLY;UNTIL={until}")
    assert "RRULE:FREQ=WEEKLY;UNTIL=20261106" in lines(days)


def test_an_until_at_the_end_of_time_is_written() -> None:
    far = event(timezone="America/New_York", repeat="FREQ=WEEKLY;UNTIL=99991231")
    assert "RRULE:FREQ=WEEKLY;UNTIL=99991231T000000Z" in lines(far)


def test_all_day_is_dates() -> None:
    days = event(
        start="2026-12-24",
        end="2026-12-29",
        all_day=True,
        repeat="FREQ=YEARLY",
        exdates=("2027-12-24",),
        overrides=(CalendarOverride("2028-12-24", start="2028-12-23"),),
    )
    written = lines(days)
    assert {"DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261229", "EXDATE;VALUE=DATE:20271224"} <= set(
        written
    )
    assert {
        "RECURRENCE-ID;VALUE=DATE:20281224",
        "DTSTART;VALUE=DATE:20281223",
        "DTEND;VALUE=DATE:20281228",
    } <= set(written)
    assert zone_of(days) == ""


def test_what_takes_no_time_has_no_end() -> None:
    assert not [line for line in lines(event(end="2026-10-23T09:00")) if line.startswith("DTEND")]


def test_an_exception_stands_in_whole() -> None:
    series = event(
        summary="Tuning",
        description="Bring forks",
        location="Hall",
        repeat="FREQ=WEEKLY",
        alarms=(30,),
        properties=(Property("ics", "CLASS:PRIVATE"), Property("ics", "PRIORITY:1")),
        overrides=(
            CalendarOverride(
                "2026-11-06T09:00", start="2026-11-06T14:00", properties=(Property("ics", "PRIORITY:5"),)
            ),
            CalendarOverride("2026-10-30T09:00", summary="Repair", location="", status="cancelled"),
        ),
    )
    written = "\n".join(lines(series)).split("END:VEVENT")
    assert "RRULE" not in written[1] + written[2]
    assert "RECURRENCE-ID;TZID=Europe/London:20261030T090000" in written[1]
    assert "SUMMARY:Repair" in written[1]
    assert "LOCATION:\n" in written[1]
    assert "STATUS:CANCELLED" in written[1]
    assert (
        "DTSTART;TZID=Europe/London:20261106T140000\nDTEND;TZID=Europe/London:20261106T150000" in written[2]
    )
    assert "DESCRIPTION:Bring forks\nLOCATION:Hall" in written[2]
    assert "CLASS:PRIVATE\nPRIORITY:5" in written[2]
    assert "PRIORITY:1" not in written[2]
    assert "TRIGGER:-PT30M" in written[2]
    assert all("SEQUENCE:3\n" in part and "DTSTAMP:20260902T093000Z" in part for part in written[:3])


def test_an_occurrence_is_excepted_once() -> None:
    twice = (
        CalendarOverride("2026-10-30T09:00", summary="first"),
        CalendarOverride("2026-10-30T09:00", summary="second"),
    )
    written = lines(event(repeat="FREQ=WEEKLY", overrides=twice, exdates=("2026-11-06T09:00",) * 2))
    assert "SUMMARY:first" in written
    assert "SUMMARY:second" not in written
    assert sum(line.startswith("EXDATE") for line in written) == 1


def test_a_uid_is_written_once() -> None:
    data = feed(event("same"), Tombstone("same", 4, REVISED, "x", "2026-10-23T09:00", LONDON), event("other"))
    assert lint(data) == []
    assert data.count(b"UID:same") == 1


def test_a_tombstone_is_a_cancelled_event() -> None:
    assert lines(Tombstone("gone", 4, REVISED, "Gone", "2026-11-01T09:00", LONDON)) == [
        "BEGIN:VEVENT",
        "UID:gone",
        "DTSTAMP:20260902T093000Z",
        "LAST-MODIFIED:20260902T093000Z",
        "SEQUENCE:4",
        "DTSTART;TZID=Europe/London:20261101T090000",
        "SUMMARY:Gone",
        "STATUS:CANCELLED",
        "END:VEVENT",
    ]


def test_a_todo_that_repeats_has_a_start() -> None:
    todo = CalendarTodo(
        "t", 0, MADE, REVISED, "Order strings", "2026-12-01", LONDON, "FREQ=MONTHLY;UNTIL=20270601"
    )
    written = lines(todo)
    assert {
        "DTSTART;VALUE=DATE:20261201",
        "DUE;VALUE=DATE:20261201",
        "RRULE:FREQ=MONTHLY;UNTIL=20270601",
    } <= set(written)
    assert "STATUS:NEEDS-ACTION" in written


def test_a_todo_that_is_done() -> None:
    todo = CalendarTodo(
        "t", 0, MADE, REVISED, "Ring", "2026-12-01T17:00", LONDON, completed_at=REVISED, contact="Iris"
    )
    written = lines(todo)
    assert {
        "DUE;TZID=Europe/London:20261201T170000",
        "STATUS:COMPLETED",
        "COMPLETED:20260902T093000Z",
    } <= set(written)
    assert "CONTACT:Iris" in written
    assert not any(line.startswith("DTSTART") for line in written)


@pytest.mark.parametrize(
    "line",
    [
        "END:VEVENT",
        "BEGIN:VALARM",
        "METHOD:CANCEL",
        "UID:another",
        "DTSTART:20260101T000000Z",
        "RRULE:FREQ=SECONDLY",
        "no line at all",
        "BEGIN:VALARM\nEND:VALARM\nEND:VEVENT\nBEGIN:VEVENT",
        "BEGIN:VEVENT\nUID:x\nEND:VEVENT",
        "BEGIN:VALARM\nACTION:DISPLAY",
        "BEGIN:VALARM\nEND:VALARM\nX-AFTER:1",
        "BEGIN:X-PART\nBEGIN:VEVENT\nEND:VEVENT\nEND:X-PART",
        "X-TWO:1\nUID:another",
    ],
)
def test_a_foreign_property_cannot_break_the_calendar(line: str) -> None:
    foreign = event(properties=(Property("ics", line),))
    assert component(foreign) == component(event())


def test_foreign_properties_come_out_again() -> None:
    alarm = "BEGIN:VALARM\nACTION:EMAIL\nTRIGGER;VALUE=DATE-TIME:20261023T070000Z\nDESCRIPTION:x\nEND:VALARM"
    kept = ("ATTENDEE;CN=Iris Köhler:mailto:iris@example.org", "X-LONG:" + "ü" * 200, alarm)
    written = "\n".join(lines(event(properties=tuple(Property("ics", line) for line in kept))))
    assert all(line in written for line in kept)


def test_a_foreign_property_is_made_valid() -> None:
    kept = (
        Property("ics", "COMMENT:a,b;c"),
        Property("ics", "X-AT;TZID=Mars/Base;X-Y=1:20261023T070000"),
        Property("ics", "X-BELL:ding\a"),
        Property("vcf", "X-CARD:1"),
        Property("ics", "CONTACT:Iris"),
    )
    written = lines(event(properties=kept, contact="Iris"))
    assert {"COMMENT:a\\,b\\;c", "X-AT;X-Y=1:20261023T070000", "X-BELL:ding"} <= set(written)
    assert "X-CARD:1" not in written
    assert written.count("CONTACT:Iris") == 1


@pytest.mark.parametrize(
    "text",
    [
        "\0\x1b]52;c;x\a",
        "\ud800",
        "\u2028\x85\v\f",
        "a\r\nEND:VEVENT\r\n",
        "\\n;,",
        "ü" * 300,
        "👩‍👩‍👧‍👦" * 40,
    ],
)
def test_any_text_makes_a_valid_calendar(text: str) -> None:
    override = CalendarOverride("2026-10-30T09:00", summary=text, location=text)
    items = [
        event(
            *[text or "x"],
            summary=text,
            description=text,
            location=text,
            contact=text,
            categories=(text,),
            alarms=(5,),
            repeat="FREQ=DAILY",
            overrides=(override,),
        ),
        CalendarTodo("t", 0, MADE, REVISED, text, "2026-12-01", LONDON, contact=text),
        Tombstone("gone", 4, REVISED, text, "2026-11-01", LONDON, all_day=True),
    ]
    assert lint(feed(*items, name=text)) == []


def test_the_same_items_give_the_same_bytes() -> None:
    assert feed(event(), event("two")) == feed(event(), event("two"))


ZONES = [
    "UTC",
    LONDON,
    "Africa/Casablanca",
    "America/Argentina/ComodRivadavia",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
]
texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=90).map(str.strip)
paragraphs = st.lists(texts, max_size=3).map("\n".join).map(str.strip)
titles = texts.filter(bool)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2099, 1, 1)).map(
    lambda at: at.isoformat(timespec="minutes")
)
days = st.dates(date(1970, 1, 1), date(2099, 1, 1))
rules = st.sampled_from(
    ["FREQ=WEEKLY", "FREQ=DAILY;COUNT=3", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=YEARLY;UNTIL=21100101T000000Z"]
)
properties = st.lists(st.sampled_from(["X-A:1", "CLASS:PRIVATE", 'X-B;P="a,b":x\\n']), unique=True).map(
    lambda kept: tuple(Property("ics", line) for line in kept)
)
uids = st.uuids().map(str)


@st.composite
def occurrences(draw: st.DrawFn, start: str) -> tuple[OccurrenceDraft, ...]:
    weeks = draw(st.lists(st.integers(1, 60), unique=True, max_size=4))
    found = []
    for number in sorted(weeks):
        at = datetime.fromisoformat(start) + timedelta(weeks=number)
        recurrence = at.isoformat(timespec="minutes")
        moved = (at + timedelta(hours=25)).isoformat(timespec="minutes")
        # Longer than any series, for the usual length goes without saying.
        later = (at + timedelta(hours=90)).isoformat(timespec="minutes")
        kinds = [
            OccurrenceDraft(recurrence, cancelled=True),
            OccurrenceDraft(recurrence, title=draw(titles) + " moved", start=moved),
            OccurrenceDraft(recurrence, start=moved, end=later, location="elsewhere " + draw(texts).strip()),
            OccurrenceDraft(recurrence, cancelled=True, status="cancelled"),
        ]
        found.append(draw(st.sampled_from(kinds)))
    return tuple(kept._replace(location=kept.location.strip()) if kept.location else kept for kept in found)


@st.composite
def appointments(draw: st.DrawFn) -> AppointmentDraft:
    common = {
        "title": draw(titles),
        "location": draw(texts),
        "description": draw(paragraphs),
        "status": draw(st.sampled_from(["tentative", "confirmed"])),
        "alarms": tuple(draw(st.lists(st.integers(0, 20000), unique=True, max_size=3))),
        "properties": draw(properties),
        "sequence": draw(st.integers(0, 99)),
        "uid": draw(uids),
        "revised_at": REVISED.replace("-", "").replace(":", ""),
    }
    if draw(st.booleans()):
        day = draw(days)
        end = day + timedelta(days=draw(st.integers(1, 9)))
        return AppointmentDraft(
            start=day.isoformat(), end=end.isoformat(), timezone=LONDON, all_day=True, **common
        )
    start = draw(moments)
    end = (datetime.fromisoformat(start) + timedelta(minutes=draw(st.integers(0, 3000)))).isoformat(
        timespec="minutes"
    )
    repeat = draw(st.just("") | rules)
    kept = draw(occurrences(start)) if repeat else ()
    zone = draw(st.sampled_from(ZONES))
    return AppointmentDraft(start=start, end=end, timezone=zone, repeat=repeat, occurrences=kept, **common)


@st.composite
def reminders(draw: st.DrawFn) -> ReminderDraft:
    timed = draw(st.booleans())
    return ReminderDraft(
        text=draw(titles),
        due=draw(moments) if timed else draw(days).isoformat(),
        timezone=draw(st.sampled_from(ZONES)) if timed else LONDON,
        repeat=draw(st.sampled_from(["", "FREQ=WEEKLY;INTERVAL=4"])),
        done_at=draw(st.sampled_from(["", REVISED])),
        properties=draw(properties),
        uid=draw(uids),
        revised_at=REVISED.replace("-", "").replace(":", ""),
    )


def item_of(draft: AppointmentDraft | ReminderDraft) -> CalendarItem:
    if isinstance(draft, ReminderDraft):
        return CalendarTodo(
            draft.uid, 0, MADE, REVISED, draft.text, draft.due, draft.timezone, draft.repeat, draft.done_at,
            properties=draft.properties,
        )  # fmt: skip
    gone = [
        kept.recurrence
        for kept in draft.occurrences
        if kept == OccurrenceDraft(kept.recurrence, cancelled=True)
    ]
    overrides = [
        CalendarOverride(
            kept.recurrence, kept.start, kept.end, kept.title, kept.location, kept.status, kept.properties
        )
        for kept in draft.occurrences
        if kept.recurrence not in gone
    ]
    return CalendarEvent(
        draft.uid, draft.sequence, MADE, REVISED, draft.start, draft.end, draft.timezone, draft.all_day, draft.title,
        draft.description, draft.location, "", draft.status, draft.repeat, tuple(gone), tuple(overrides), draft.alarms,
        (), draft.properties,
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(appointments() | reminders(), max_size=4, unique_by=lambda draft: draft.uid))
def test_what_is_written_is_read_as_it_was(drafts: list[AppointmentDraft | ReminderDraft]) -> None:
    data = feed(*map(item_of, drafts))
    assert lint(data) == []
    found = read_back(data)
    assert [each.draft for each in found] == drafts
    assert [each.complaints for each in found] == [()] * len(drafts)

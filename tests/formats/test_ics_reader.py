"""What others write as a calendar: read as they meant it, with a word for what could not be."""

from __future__ import annotations

import io
import random
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.errors import FileError, UsageError
from smallcrm.formats.ics import read
from smallcrm.model.appointment import AppointmentDraft, OccurrenceDraft
from smallcrm.model.contact import Property
from smallcrm.model.incoming import Incoming, ReadOptions
from smallcrm.model.reminder import ReminderDraft

MEETINGS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19701025T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:abc-1@example
RECURRENCE-ID;TZID=Europe/London:20261218T090000
DTSTAMP:20260901T080000Z
DTSTART;TZID=Europe/London:20261218T140000
DTEND;TZID=Europe/London:20261218T150000
SUMMARY:Tuning (afternoon)
SEQUENCE:1
END:VEVENT
BEGIN:VEVENT
UID:abc-1@example
DTSTAMP:20260901T080000Z
DTSTART;TZID=Europe/London:20261023T090000
DTEND;TZID=Europe/London:20261023T100000
RRULE:FREQ=WEEKLY;INTERVAL=4;COUNT=6
EXDATE;TZID=Europe/London:20261120T090000
SUMMARY:Tuning\\, St Mark's
LOCATION:Church hall
ATTENDEE;CN=Iris Köhler:mailto:Iris.Koehler@example.org
X-CUSTOM-COLOUR:teal
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Tuning
TRIGGER:-PT30M
END:VALARM
END:VEVENT
BEGIN:VTODO
UID:todo-1@example
DTSTAMP:20260901T080000Z
DUE;VALUE=DATE:20261201
SUMMARY:Order strings
END:VTODO
END:VCALENDAR
"""


def read_text(text: str, zone: str = "Europe/London") -> list[Incoming]:
    return list(read(io.BytesIO(text.encode()), ReadOptions(), zone=zone))


def calendar(*lines: str, before: str = "") -> str:
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *before.splitlines(), *lines, "END:VCALENDAR", ""])


def vevent(*lines: str, uid: str = "one", start: str = "DTSTART;TZID=Europe/London:20261023T090000") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", start, "SUMMARY:Tuning", *lines, "END:VEVENT"])


def vtodo(*lines: str) -> str:
    return "\n".join(["BEGIN:VTODO", "UID:t", "SUMMARY:Ring", *lines, "END:VTODO"])


def only(text: str, before: str = "", zone: str = "Europe/London") -> tuple[Any, list[str]]:
    """The draft of a calendar with one entry, and the reasons of its complaints."""
    (found,) = read_text(calendar(text, before=before), zone)
    return found.draft, [complaint.reason for complaint in found.complaints]


def quiet(text: str, **more: str) -> Any:
    draft, reasons = only(text, **more)
    assert reasons == []
    return draft


def test_a_series_with_exceptions_and_a_reminder() -> None:
    series, todo = read_text(MEETINGS)
    assert series.complaints == todo.complaints == ()
    assert series.draft == AppointmentDraft(
        title="Tuning, St Mark's",
        start="2026-10-23T09:00",
        end="2026-10-23T10:00",
        timezone="Europe/London",
        location="Church hall",
        repeat="FREQ=WEEKLY;INTERVAL=4;COUNT=6",
        alarms=(30,),
        occurrences=(
            OccurrenceDraft("2026-11-20T09:00", cancelled=True),
            OccurrenceDraft("2026-12-18T09:00", title="Tuning (afternoon)", start="2026-12-18T14:00"),
        ),
        attendees=("iris.koehler@example.org",),
        properties=(
            Property("ics", "ATTENDEE;CN=Iris Köhler:mailto:Iris.Koehler@example.org"),
            Property("ics", "X-CUSTOM-COLOUR:teal"),
        ),
        uid="abc-1@example",
        revised_at="20260901T080000Z",
    )
    assert todo.draft == ReminderDraft(
        "Order strings", "2026-12-01", "Europe/London", uid="todo-1@example", revised_at="20260901T080000Z"
    )
    assert (series.line, series.raw[0], series.raw[-1]) == (22, "BEGIN:VEVENT", "END:VEVENT")


def test_a_path_is_read_like_a_stream(tmp_path: Path) -> None:
    file = tmp_path / "meetings.ics"
    file.write_text(MEETINGS)
    assert list(read(file, ReadOptions())) == read_text(MEETINGS, zone="UTC")[:1] + [
        found._replace(draft=found.draft._replace(timezone="UTC"))
        for found in read_text(MEETINGS)[1:]
        if found.draft
    ]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (MEETINGS.encode("utf-8-sig"), ""),
        (MEETINGS.encode("utf-16"), ""),
        (MEETINGS.encode("utf-16-le"), ""),
        (MEETINGS.encode("cp1252"), ""),
        (MEETINGS.encode("latin-1"), "latin-1"),
        (MEETINGS.replace("\n", "\r\n").encode(), ""),
        (MEETINGS.replace("\n", "\r").encode(), ""),
    ],
)
def test_encodings_and_line_ends_of_all_kinds(data: bytes, encoding: str) -> None:
    found = list(read(io.BytesIO(data), ReadOptions(encoding=encoding), zone="Europe/London"))
    assert [each.draft for each in found] == [each.draft for each in read_text(MEETINGS)]


@pytest.mark.parametrize(
    ("start", "wall", "zone"),
    [
        ("DTSTART:20261023T090000Z", "2026-10-23T09:00", "UTC"),
        ("DTSTART:20261023T090000", "2026-10-23T09:00", "Europe/London"),
        ("DTSTART:2026-10-23T09:00:00Z", "2026-10-23T09:00", "UTC"),
        ("DTSTART;TZID=Asia/Tokyo:20261023T0900", "2026-10-23T09:00", "Asia/Tokyo"),
        ('DTSTART;TZID="America/New_York":20261023T090000', "2026-10-23T09:00", "America/New_York"),
        ("DTSTART;TZID=GMT Standard Time:20261023T090000", "2026-10-23T09:00", "Europe/London"),
        ("DTSTART;TZID=W. Europe Standard Time:20261023T090000", "2026-10-23T09:00", "Europe/Berlin"),
        (
            "DTSTART;TZID=/mozilla.org/20050126_1/Europe/Paris:20261023T090000",
            "2026-10-23T09:00",
            "Europe/Paris",
        ),
        (
            "DTSTART;TZID=/x/America/Argentina/Salta:20261023T090000",
            "2026-10-23T09:00",
            "America/Argentina/Salta",
        ),
        ("dtstart;tzid=UTC:20261023t090000", "2026-10-23T09:00", "UTC"),
        *[
            (f"DTSTART;TZID={tzid}:20261023T090000", "2026-10-23T09:00", zone)
            for tzid, zone in [
                ('"(UTC+00:00) Dublin, Edinburgh, Lisbon, London"', "Europe/London"),
                ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", "Europe/London"),
                ("(GMT-05:00) Eastern Time (US & Canada)", "America/New_York"),
                ("(UTC) Coordinated Universal Time", "UTC"),
                ("tzone://Microsoft/Utc", "UTC"),
                ("/freeassociation.sourceforge.net/Europe/London", "Europe/London"),
                ("Europe/London 1", "Europe/London"),
                ("america/new york", "America/New_York"),
                ("GMT+0100", "Etc/GMT-1"),
            ]
        ],
    ],
)
def test_the_zone_of_a_start(start: str, wall: str, zone: str) -> None:
    draft = quiet(vevent(start=start))
    assert (draft.start, draft.end, draft.timezone) == (wall, wall, zone)


NAMED = """\
BEGIN:VTIMEZONE
TZID:My zone
X-LIC-LOCATION:Asia/Tokyo
END:VTIMEZONE"""
CUSTOM = """\
BEGIN:VTIMEZONE
TZID:My zone
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
MINE = "DTSTART;TZID=My zone:20261023T090000"


def test_a_zone_may_tell_its_name_in_its_definition() -> None:
    assert quiet(vevent(start=MINE), before=NAMED).timezone == "Asia/Tokyo"


def test_a_zone_that_keeps_the_users_time_is_the_users() -> None:
    draft, reasons = only(vevent(start=MINE), before=CUSTOM.format(summer="+0100", winter="+0000"))
    assert (draft.start, draft.timezone) == ("2026-10-23T09:00", "Europe/London")
    assert reasons == [
        'the time zone "My zone" has no name known here; its times were taken as Europe/London'
    ]


def test_a_zone_without_a_name_is_the_one_with_the_same_clock() -> None:
    zone = CUSTOM.format(summer="-0400", winter="-0500").replace("-1SU;BYMONTH=10", "1SU;BYMONTH=11")
    zone = zone.replace("-1SU;BYMONTH=3", "2SU;BYMONTH=3").replace("My zone", "Customized Time Zone")
    series = vevent("RRULE:FREQ=WEEKLY", start=MINE.replace("My zone", "Customized Time Zone"))
    draft, (reason,) = only(series, before=zone)
    assert (draft.start, draft.timezone) == ("2026-10-23T09:00", "America/New_York")
    assert reason.endswith("has no name known here; its times were taken as America/New_York")


def test_a_zone_of_its_own_is_turned_into_utc_by_its_definition() -> None:
    draft, reasons = only(vevent(start=MINE), before=CUSTOM.format(summer="+0545", winter="+0445"))
    assert (draft.start, draft.timezone) == ("2026-10-23T03:15", "UTC")
    assert reasons == ['the time zone "My zone" has no name known here; its times were taken as UTC']


def test_an_unknown_zone_is_named_with_its_line() -> None:
    (found,) = read_text(calendar(vevent(start=MINE)))
    (complaint,) = found.complaints
    assert complaint == (
        5,
        "DTSTART",
        "20261023T090000",
        'the time zone "My zone" is not known; taken as Europe/London',
    )


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0", "nonsense"])
def test_a_zone_with_a_mad_definition_is_an_unknown_one(rule: str) -> None:
    zone = CUSTOM.format(summer="+0545", winter="+0445").replace("RRULE:", f"RRULE:{rule};")
    assert only(vevent(start=MINE), before=zone)[0].start == "2026-10-23T09:00"


@pytest.mark.parametrize(
    ("start", "line", "end"),
    [
        ("DTSTART:20261023T090000Z", "DTEND:20261023T101500Z", "2026-10-23T10:15"),
        ("DTSTART:20261023T090000Z", "DURATION:PT1H30M", "2026-10-23T10:30"),
        ("DTSTART:20261023T090000Z", "DURATION:P1W", "2026-10-30T09:00"),
        ("DTSTART:20261023T090000Z", "DTEND;TZID=Europe/London:20261023T113000", "2026-10-23T10:30"),
        ("DTSTART;TZID=Europe/London:20261024T230000", "DURATION:PT4H", "2026-10-25T02:00"),
        ("DTSTART;TZID=Europe/London:20261024T230000", "DURATION:P1D", "2026-10-25T23:00"),
        ("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261229", "2026-12-29"),
        ("DTSTART;VALUE=DATE:20261224", "DURATION:P5D", "2026-12-29"),
        ("DTSTART;VALUE=DATE:20261224", "X-NO-END:1", "2026-12-25"),
        ("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261224", "2026-12-25"),
        ("DTSTART:20261224", "DTEND:20261226", "2026-12-26"),
    ],
)
def test_the_end(start: str, line: str, end: str) -> None:
    assert quiet(vevent(line, start=start)).end == end


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("DTEND:20261023T060000Z", "it ends before it starts; taken without an end"),
        ("DTEND:tomorrow", "this is no date or date-time"),
        ("DURATION:1 hour", "this is no duration"),
        ("STATUS:MAYBE", "it is not a status of an event; taken as confirmed"),
        ("EXRULE:FREQ=DAILY", "rules of exceptions are not followed"),
        ("BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM", "it is incomplete and was left out"),
        ("this is no line", "this is no calendar line: there is no colon"),
        ("END:VTODO", "there is no BEGIN:VTODO for it"),
    ],
)
def test_a_bad_value_costs_no_event(line: str, reason: str) -> None:
    draft, reasons = only(vevent(line))
    assert reasons == [reason]
    assert (draft.start, draft.end, draft.status) == ("2026-10-23T09:00", "2026-10-23T09:00", "confirmed")


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=99999", "x"]
)
def test_a_rule_that_cannot_be_followed_is_kept_aside(rule: str) -> None:
    draft, (reason,) = only(vevent(f"RRULE:{rule}"))
    assert draft.repeat == ""
    assert draft.properties == (Property("ics", f"X-SMALLCRM-RRULE:{rule}"),)
    assert reason.endswith("; it comes in once")


def test_the_time_of_day_may_stand_in_the_rule_again() -> None:
    rule = "RRULE:RSCALE=GREGORIAN;FREQ=WEEKLY;BYHOUR=9;BYMINUTE=0;BYSECOND=0;COUNT=3"
    assert quiet(vevent(rule)).repeat == "FREQ=WEEKLY;COUNT=3"
    assert only(vevent("RRULE:FREQ=WEEKLY;BYHOUR=9,15"))[0].repeat == ""


def test_a_change_from_one_time_on_divides_the_series() -> None:
    master = vevent("RRULE:FREQ=WEEKLY;COUNT=10", "DTEND;TZID=Europe/London:20261023T100000", "LOCATION:Hall")
    later = vevent(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20261120T090000",
        "DTEND;TZID=Europe/London:20261120T120000",
        start="DTSTART;TZID=Europe/London:20261120T110000",
    )
    latest = later.replace("20261120", "20261211").replace("T110000", "T150000").replace("T120000", "T160000")
    once = vevent("RECURRENCE-ID:20261127T090000Z", "LOCATION:Home", start="DTSTART:20261127T090000Z")
    for parts in ([later, once, latest], [latest, once, later]):
        found = sorted(
            (each.draft for each in read_text(calendar(master, *parts))),
            key=lambda draft: draft.start,  # type: ignore[union-attr]
        )
        assert [(each.uid, each.start, each.end, each.repeat) for each in found] == [  # type: ignore[union-attr]
            ("one", "2026-10-23T09:00", "2026-10-23T10:00", "FREQ=WEEKLY;UNTIL=20261119"),
            ("one#20261120T090000Z", "2026-11-20T11:00", "2026-11-20T12:00", "FREQ=WEEKLY;UNTIL=20261210"),
            ("one#20261211T090000Z", "2026-12-11T15:00", "2026-12-11T16:00", "FREQ=WEEKLY;COUNT=3"),
        ]
        assert all(each.location == "Hall" for each in found)  # type: ignore[union-attr]
        assert [each.recurrence for each in found[1].occurrences] == ["2026-11-27T11:00"]  # type: ignore[union-attr]


def test_a_series_called_off_from_one_time_on_ends() -> None:
    off = vevent("RECURRENCE-ID;RANGE=THISANDFUTURE:20261030T090000Z", "STATUS:CANCELLED")
    series = vevent("RRULE:FREQ=DAILY")
    assert quiet(series + "\n" + off).repeat == "FREQ=DAILY;UNTIL=20261029"


def test_a_change_from_a_time_on_that_is_none_is_made_once() -> None:
    odd = vevent("RECURRENCE-ID;RANGE=THISANDFUTURE:20261030T110000Z", start="DTSTART:20261030T120000Z")
    draft, reasons = only(vevent("RRULE:FREQ=DAILY") + "\n" + odd)
    assert [each.start for each in draft.occurrences] == ["2026-10-30T12:00"]
    assert reasons == [
        "the change is made to this one time, not to those after it: the series has no such time"
    ]


def test_an_until_in_utc_is_kept() -> None:
    assert (
        quiet(vevent("RRULE:FREQ=WEEKLY;UNTIL=20261224T090000Z")).repeat
        == "FREQ=WEEKLY;UNTIL=20261224T090000Z"
    )


@pytest.mark.parametrize(
    ("line", "booked"),
    [
        ("RDATE:20261101T090000Z", [("one#20261101T090000Z", "2026-11-01T09:00", "2026-11-01T10:00")]),
        (
            "RDATE;TZID=Asia/Tokyo:20261101T090000,20261102T090000",
            [
                ("one#20261101T000000Z", "2026-11-01T00:00", "2026-11-01T01:00"),
                ("one#20261102T000000Z", "2026-11-02T00:00", "2026-11-02T01:00"),
            ],
        ),
        (
            "RDATE;VALUE=PERIOD:20261101T090000Z/PT3H,20261102T090000Z/20261102T093000Z",
            [
                ("one#20261101T090000Z", "2026-11-01T09:00", "2026-11-01T12:00"),
                ("one#20261102T090000Z", "2026-11-02T09:00", "2026-11-02T09:30"),
            ],
        ),
        ("RDATE;TZID=Europe/London:20261023T090000", []),
    ],
)
def test_further_dates_are_booked_each_by_itself(line: str, booked: list[tuple[str, str, str]]) -> None:
    first, *others = read_text(calendar(vevent(line, "DTEND;TZID=Europe/London:20261023T100000")))
    assert [(each.draft.uid, each.draft.start, each.draft.end) for each in others] == booked  # type: ignore[union-attr]
    assert first.draft.properties == ()  # type: ignore[union-attr]
    assert [each.reason for each in first.complaints] == [
        "each further date comes in as an appointment of its own"
    ]


def test_a_further_date_is_left_out_or_changed_like_any_other() -> None:
    further = vevent(
        "RRULE:FREQ=DAILY;COUNT=2",
        "RDATE:20261101T090000Z,20261102T090000Z,20261103T090000Z",
        "EXDATE:20261102T090000Z",
    )
    changed = vevent("RECURRENCE-ID:20261103T090000Z", start="DTSTART:20261103T140000Z")
    found = [each.draft for each in read_text(calendar(further, changed)) if each.draft]
    starts = [each.start for each in found if isinstance(each, AppointmentDraft)]
    assert starts == ["2026-10-23T09:00", "2026-11-01T09:00", "2026-11-03T14:00"]


@pytest.mark.parametrize("line", ["RDATE;VALUE=DATE:20261101", "RDATE:soon"])
def test_further_dates_that_can_not_be_booked_are_kept(line: str) -> None:
    draft, (reason,) = only(vevent(line))
    assert draft.properties == (Property("ics", f"X-SMALLCRM-RDATE:{line.partition(':')[2]}"),)
    assert reason.endswith("; the further dates are kept but not booked")


def test_exceptions_of_every_kind() -> None:
    draft = quiet(
        vevent(
            "RRULE:FREQ=DAILY",
            "EXDATE;TZID=Europe/London:20261024T090000,20261026T090000",
            "EXDATE:20261027T090000Z",
            "EXDATE;VALUE=DATE:20261028",
        )
    )
    cancelled = ["2026-10-24T09:00", "2026-10-26T09:00", "2026-10-27T09:00", "2026-10-28T09:00"]
    assert draft.occurrences == tuple(OccurrenceDraft(at, cancelled=True) for at in cancelled)


def test_a_bad_exception_costs_no_other() -> None:
    draft, reasons = only(vevent("RRULE:FREQ=DAILY", "EXDATE:20261024T080000Z,never,,20261026T090000Z"))
    assert [each.recurrence for each in draft.occurrences] == ["2026-10-24T09:00", "2026-10-26T09:00"]
    assert reasons == ["never: this is no date or date-time"]


def series_with(*override: str) -> str:
    master = vevent(
        "RRULE:FREQ=DAILY",
        "DTEND;TZID=Europe/London:20261023T100000",
        "LOCATION:Hall",
        "DESCRIPTION:As usual",
    )
    return master + "\n" + "\n".join(["BEGIN:VEVENT", "UID:one", *override, "END:VEVENT"])


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        (["DTSTART:20261030T140000Z", "DTEND:20261030T150000Z"], {"start": "2026-10-30T14:00"}),
        (
            ["DTSTART:20261030T140000Z", "DTEND:20261030T163000Z"],
            {"start": "2026-10-30T14:00", "end": "2026-10-30T16:30"},
        ),
        (["DTSTART:20261030T090000Z", "DTEND:20261030T100000Z", "LOCATION:"], {"location": ""}),
        (["DTSTART:20261030T090000Z", "DTEND:20261030T100000Z", "LOCATION:Home"], {"location": "Home"}),
        (["DTSTART:20261030T090000Z", "DTEND:20261030T100000Z", "STATUS:TENTATIVE"], {"status": "tentative"}),
        (
            ["DTSTART:20261030T090000Z", "DURATION:PT1H", "STATUS:CANCELLED"],
            {"status": "cancelled", "cancelled": True},
        ),
        (
            ["DTSTART:20261030T090000Z", "DURATION:PT1H", "DESCRIPTION:Bring forks"],
            {"properties": (Property("ics", "DESCRIPTION:Bring forks"),)},
        ),
    ],
)
def test_an_exception_says_what_differs(override: list[str], expected: dict[str, Any]) -> None:
    draft = quiet(series_with("RECURRENCE-ID:20261030T090000Z", *override))
    assert draft.occurrences == (OccurrenceDraft("2026-10-30T09:00", **expected),)


def test_the_later_version_of_an_exception_counts() -> None:
    old = vevent("RECURRENCE-ID:20261030T090000Z", "SEQUENCE:1", start="DTSTART:20261030T110000Z")
    new = vevent("RECURRENCE-ID:20261030T090000Z", "SEQUENCE:2", start="DTSTART:20261030T120000Z")
    for one, other in [(old, new), (new, old)]:
        draft = quiet("\n".join([vevent("RRULE:FREQ=DAILY"), one, other]))
        assert [each.start for each in draft.occurrences] == ["2026-10-30T12:00"]


def test_an_exception_without_its_series_comes_in_by_itself() -> None:
    draft, reasons = only(vevent("RECURRENCE-ID:20261030T090000Z"))
    assert (draft.uid, reasons) == ("one#20261030T090000Z", [])
    assert draft.scheduling.series_uid == "one"
    assert draft.scheduling.recurrence == "2026-10-30T09:00:00Z"


def test_a_whole_day_exception_of_a_timed_series_is_told() -> None:
    draft, reasons = only(series_with("RECURRENCE-ID:20261030T090000Z", "DTSTART;VALUE=DATE:20261031"))
    assert (draft.occurrences[0].start, draft.occurrences[0].end) == ("2026-10-31T00:00", "2026-11-01T00:00")
    assert reasons == ["a series is all day at every time, or at none"]


def test_of_two_versions_the_later_counts() -> None:
    draft, reasons = only(vevent("SEQUENCE:2", "LOCATION:new") + "\n" + vevent("SEQUENCE:1", "LOCATION:old"))
    assert (draft.location, draft.sequence) == ("new", 2)
    assert reasons == ["an older version on this line was left out"]


def test_of_two_versions_with_one_count_the_one_made_later_counts() -> None:
    old, new = (
        vevent("DTSTAMP:20260901T080000Z", "LOCATION:old"),
        vevent("DTSTAMP:20260902T080000Z", "LOCATION:new"),
    )
    for text in (old + "\n" + new, new + "\n" + old):
        draft, reasons = only(text)
        assert (draft.location, reasons) == ("new", ["an older version on this line was left out"])


def test_two_events_under_one_uid_both_come_in() -> None:
    other = vevent(start="DTSTART:20270101T090000Z")
    found = read_text(calendar(vevent(), other, vevent(), other))
    uids = [each.draft.uid for each in found if each.draft]  # type: ignore[union-attr]
    assert uids[0] == "one"
    assert set(uids[1:]) == {"one#2027-01-01T09:00"}


@pytest.mark.parametrize(
    ("trigger", "minutes"),
    [
        ("-PT30M", 30),
        ("-P1D", 1440),
        ("-PT0S", 0),
        ("PT0S", 0),
        ("-PT1H30M", 90),
        ("-P1W", 10080),
        ("-P1DT6H", 1800),
    ],
)
def test_alarms_before_the_start_are_minutes(trigger: str, minutes: int) -> None:
    alarm = f"BEGIN:VALARM\nACTION:AUDIO\nTRIGGER:{trigger}\nEND:VALARM"
    draft = quiet(vevent(alarm, alarm))
    assert (draft.alarms, draft.properties) == ((minutes,), ())


@pytest.mark.parametrize(
    "lines",
    [
        "ACTION:DISPLAY\nTRIGGER:PT30M",
        "ACTION:DISPLAY\nTRIGGER;RELATED=END:-PT5M",
        "ACTION:DISPLAY\nTRIGGER;VALUE=DATE-TIME:20261023T070000Z",
        "ACTION:DISPLAY\nTRIGGER:-PT30S",
        "ACTION:EMAIL\nTRIGGER:-PT30M",
        "ACTION:DISPLAY\nTRIGGER:-PT30M\nREPEAT:2\nDURATION:PT5M",
    ],
)
def test_other_alarms_are_kept_whole(lines: str) -> None:
    alarm = f"BEGIN:VALARM\n{lines}\nEND:VALARM"
    draft = quiet(vevent(alarm))
    assert (draft.alarms, draft.properties) == ((), (Property("ics", alarm),))


def test_those_invited_are_found_by_their_address() -> None:
    draft = quiet(
        vevent(
            "ORGANIZER;CN=Me:MAILTO:Me@Example.org",
            "ATTENDEE:mailto:iris@example.org",
            "ATTENDEE:mailto:IRIS@example.org",
            "ATTENDEE;EMAIL=max@example.org:urn:uuid:1",
            "ATTENDEE:tel:+441",
        )
    )
    assert draft.attendees == ("me@example.org", "iris@example.org", "max@example.org")
    assert len(draft.properties) == 5


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["SUMMARY:a\\, b\\; c\\nd"], "a, b; c\nd"),
        (["DESCRIPTION:First line\\nsecond"], "First line"),
        (["LOCATION:Hall"], "Hall"),
        ([], "Appointment"),
    ],
)
def test_the_title(lines: list[str], title: str) -> None:
    assert quiet("\n".join(["BEGIN:VEVENT", "DTSTART:20261023T090000Z", *lines, "END:VEVENT"])).title == title


def test_a_method_cancel_cancels() -> None:
    assert quiet(vevent("STATUS:CONFIRMED"), before="METHOD:CANCEL").status == "cancelled"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DUE:20261201T170000Z"], {"due": "2026-12-01T17:00", "timezone": "UTC"}),
        (["DUE;TZID=Asia/Tokyo:20261201T170000"], {"due": "2026-12-01T17:00", "timezone": "Asia/Tokyo"}),
        (["DTSTART:20261201T170000", "DURATION:PT1H"], {"due": "2026-12-01T18:00"}),
        (
            ["DUE;VALUE=DATE:20261201", "COMPLETED:20261202T080000Z"],
            {"due": "2026-12-01", "done_at": "2026-12-02T08:00:00Z"},
        ),
        (
            ["DUE;VALUE=DATE:20261201", "STATUS:COMPLETED"],
            {"due": "2026-12-01", "done_at": "2026-12-01T00:00:00Z"},
        ),
        (["DUE;VALUE=DATE:20261201", "RRULE:FREQ=MONTHLY"], {"due": "2026-12-01", "repeat": "FREQ=MONTHLY"}),
        (
            ["DUE;VALUE=DATE:20261201", "DESCRIPTION:Two sets", "PRIORITY:1"],
            {
                "due": "2026-12-01",
                "properties": (Property("ics", "DESCRIPTION:Two sets"), Property("ics", "PRIORITY:1")),
            },
        ),
    ],
)
def test_a_todo(lines: list[str], expected: dict[str, Any]) -> None:
    told: dict[str, Any] = {"text": "Ring", "timezone": "Europe/London", "uid": "t", **expected}
    assert quiet(vtodo(*lines)) == ReminderDraft(**told)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["CREATED:20260901T080000Z"], "it has no due date; the day it was written down stands for it"),
        (
            ["DUE:20261201T170000Z", "DTSTART:20261101T170000Z"],
            "the start of something to do is not kept, only when it is due",
        ),
        (["DUE:20261201T170000Z", "STATUS:CANCELLED"], "a reminder can't be cancelled; taken as done"),
    ],
)
def test_what_a_reminder_has_no_place_for_is_told(lines: list[str], reason: str) -> None:
    draft, reasons = only(vtodo(*lines))
    assert draft is not None
    assert reasons == [reason]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", "it has no start that can be read (DTSTART)"),
        ("BEGIN:VEVENT\nDTSTART:20260230T090000Z\nEND:VEVENT", "it has no start that can be read (DTSTART)"),
        ("BEGIN:VEVENT\nDTSTART:00010101T000000Z\nEND:VEVENT", "it has no start that can be read (DTSTART)"),
        (
            "BEGIN:VTODO\nSUMMARY:x\nEND:VTODO",
            "it has nothing to tell when it is due (DUE, DTSTART or CREATED)",
        ),
        (
            "BEGIN:VJOURNAL\nSUMMARY:x\nEND:VJOURNAL",
            "this is neither an appointment nor a reminder (VEVENT, VTODO)",
        ),
    ],
)
def test_what_can_be_no_draft_costs_no_other(text: str, reason: str) -> None:
    bad, good = read_text(calendar(text, vevent()))
    assert bad.draft is None
    assert bad.complaints[-1].reason == reason
    assert bad.raw == tuple(text.split("\n"))
    assert good.draft
    assert good.complaints == ()


def test_a_lost_end_costs_no_event() -> None:
    lost = vevent("DTEND;TZID=Europe/London:20261023T110000").replace("\nEND:VEVENT", "")
    first, second = read_text(calendar(lost, vevent(uid="two")))
    assert [complaint.reason for complaint in first.complaints] == ["END:VEVENT is missing"]
    assert (first.draft.uid, first.draft.end) == ("one", "2026-10-23T11:00")  # type: ignore[union-attr]
    assert second.draft.uid == "two"  # type: ignore[union-attr]
    assert second.complaints == ()


def test_a_file_that_is_cut_off_is_told() -> None:
    *_, last = read_text(calendar(vevent(), vevent(uid="two")).partition("END:VCALENDAR")[0])
    assert [complaint.reason for complaint in last.complaints] == [
        "the file is cut off: END:VCALENDAR is missing"
    ]
    assert last.draft


@pytest.mark.parametrize("text", ["", "BEGIN:VCARD\nEND:VCARD\n", vevent(), "name,email\nx,y\n"])
def test_what_is_no_calendar_is_refused_by_name(text: str, tmp_path: Path) -> None:
    file = tmp_path / "meetings.ics"
    file.write_text(text)
    with pytest.raises(FileError, match=r"meetings\.ics"):
        list(read(file, ReadOptions()))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"nowhere\.ics"):
        list(read(tmp_path / "nowhere.ics", ReadOptions()))


def test_an_unknown_zone_of_the_users_is_refused() -> None:
    with pytest.raises(UsageError):
        read_text(MEETINGS, zone="Europe/Atlantis")


def test_several_calendars_in_a_file_keep_their_zones() -> None:
    first = calendar(vevent(start=MINE), before=NAMED)
    second = calendar(vevent(start=MINE, uid="two"), before=NAMED.replace("Asia/Tokyo", "Asia/Seoul"))
    assert [found.draft.timezone for found in read_text(first + second)] == ["Asia/Tokyo", "Asia/Seoul"]  # type: ignore[union-attr]


def survives(data: bytes) -> None:
    try:
        found = list(read(io.BytesIO(data), ReadOptions(), zone="Europe/London"))
    except FileError:
        return
    assert all(isinstance(each, Incoming) and (each.draft or each.complaints) for each in found)


SOURCE = calendar(
    vevent("DURATION:PT1H", "RDATE;VALUE=DATE:20261101", "EXDATE:20261024T090000Z"),
    vtodo("DUE;VALUE=DATE:20261201", "RRULE:FREQ=DAILY;UNTIL=20261224", "COMPLETED:20261202T080000Z"),
    before=CUSTOM.format(summer="+0545", winter="+0445"),
).replace("Europe/London", "My zone")


@pytest.mark.parametrize("seed", range(4))
def test_damage_never_crashes_the_reader(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        data = bytearray((MEETINGS + SOURCE).encode())
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice([0, 1, 1, 8, 60])] = chance.choice(
                [
                    b"",
                    b"\n",
                    b":",
                    b";",
                    b"9",
                    b"-",
                    b"\xff",
                    b'"',
                    b"BEGIN:VEVENT\n",
                    b"END:VEVENT\n",
                    b"99991231",
                    b"Z",
                ]
            )
        survives(bytes(data))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                "DTSTART DTEND DUE DURATION RRULE EXDATE RDATE RECURRENCE-ID SEQUENCE TRIGGER COMPLETED".split()
            ),
            st.sampled_from(
                ["", ";VALUE=DATE", ";TZID=My zone", ";TZID=Asia/Tokyo", ";TZID=../x", ";RANGE=THISANDFUTURE"]
            ),
            st.text("0123456789TZ-+PWDHMS,=;/", max_size=20)
            | st.sampled_from(
                [
                    "99981231T235959Z",
                    "00020101T000000",
                    "P999999D",
                    "FREQ=DAILY",
                    "FREQ=WEEKLY;UNTIL=99991231T235959Z",
                ]
            ),
        ),
        max_size=9,
    )
)
def test_values_never_crash_the_reader(properties: list[tuple[str, str, str]]) -> None:
    lines = [f"{name}{params}:{value}" for name, params, value in properties]
    zone = CUSTOM.format(summer="+0545", winter="+0445")
    survives(calendar(vevent(*lines), vevent(*lines[::-1]), vtodo(*lines), before=zone).encode())


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_never_crash_the_reader(data: bytes) -> None:
    survives(data)
    survives(b"BEGIN:VCALENDAR\n" + data)


def test_deep_nesting_does_not_crash_the_reader() -> None:
    survives(("BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + "BEGIN:X\n" * 20000).encode())


def test_a_file_of_any_length_takes_the_memory_of_an_entry(tmp_path: Path) -> None:
    file = tmp_path / "long.ics"
    file.write_text(
        calendar(*(vevent("X-A:" + "b" * 3_000, uid=f"event-{number}") for number in range(3_000)))
    )
    assert file.stat().st_size > 9_000_000
    tracemalloc.start()
    count = sum(each.draft is not None for each in read(file, ReadOptions()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 4_500_000


@given(st.permutations(range(6)))
def test_those_of_one_uid_are_found_wherever_they_lie_among_others(order: list[int]) -> None:
    master = vevent("RRULE:FREQ=DAILY;COUNT=5", uid="series")
    exception = vevent("RECURRENCE-ID;TZID=Europe/London:20261025T090000", "LOCATION:Elsewhere", uid="series")
    entries = [master, exception, *(vevent(uid=f"alone-{number}") for number in range(2, 6))]
    found = read_text(calendar(*(entries[each] for each in order)))
    uids = ["series", "", *(f"alone-{number}" for number in range(2, 6))]
    assert [each.draft.uid for each in found if each.draft] == [uids[each] for each in order if each != 1]
    (series,) = read_text(calendar(master, exception))
    assert [each.draft for each in found if each.draft and each.draft.uid == "series"] == [series.draft]
    assert series.draft
    assert series.draft.occurrences[0].location == "Elsewhere"  # type: ignore[union-attr]
    assert all((each.raw[0], each.raw[-1]) == ("BEGIN:VEVENT", "END:VEVENT") for each in found)


def test_what_stands_around_entries_is_told_of_the_last_of_its_calendar() -> None:
    twice = (vevent(), vevent("RECURRENCE-ID;TZID=Europe/London:20261024T090000"))
    for entries in ([vevent(uid="a"), vevent(uid="b")], twice, [vevent(uid="a"), *twice]):
        *_, last = found = read_text(calendar(*entries, "no line at all"))
        assert [complaint.reason for complaint in last.complaints if "no calendar line" in complaint.reason]
        assert all(each.draft for each in found)


def test_zones_and_method_count_wherever_they_stand() -> None:
    late = calendar(vevent(start=MINE), NAMED, "METHOD:CANCEL")
    draft = read_text(late)[0].draft
    assert isinstance(draft, AppointmentDraft)
    assert (draft.timezone, draft.status) == ("Asia/Tokyo", "cancelled")

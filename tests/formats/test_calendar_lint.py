"""The linter of calendars finds each thing it is there to find, and nothing in a good calendar."""

from __future__ import annotations

import pytest
from calendar_lint import lint

GOOD = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Example//EN
CALSCALE:GREGORIAN
NAME:Diary
X-WR-CALNAME:Diary
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:20251026T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:one
DTSTAMP:20260901T080000Z
LAST-MODIFIED:20260901T080000Z
SEQUENCE:2
DTSTART;TZID=Europe/London:20261023T090000
DTEND;TZID=Europe/London:20261023T100000
RRULE:FREQ=WEEKLY;UNTIL=20261224T235959Z
EXDATE;TZID=Europe/London:20261030T090000,20261106T090000
SUMMARY:Tuning\\, St Mark's
CATEGORIES:work,piano
STATUS:CONFIRMED
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT30M
DESCRIPTION:Tuning
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:one
DTSTAMP:20260901T080000Z
LAST-MODIFIED:20260901T080000Z
SEQUENCE:2
RECURRENCE-ID;TZID=Europe/London:20261113T090000
DTSTART;TZID=Europe/London:20261113T140000
END:VEVENT
BEGIN:VEVENT
UID:two
DTSTAMP:20260901T080000Z
LAST-MODIFIED:20260901T080000Z
SEQUENCE:0
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261229
RRULE:FREQ=YEARLY;UNTIL=20281224
END:VEVENT
BEGIN:VTODO
UID:three
DTSTAMP:20260901T080000Z
LAST-MODIFIED:20260901T080000Z
SEQUENCE:0
DTSTART:20261201T090000Z
DUE:20261201T090000Z
RRULE:FREQ=DAILY
STATUS:NEEDS-ACTION
END:VTODO
END:VCALENDAR
"""

VIOLATIONS = [
    ("VERSION:2.0", "VERSION:2.1", "VERSION is not 2.0"),
    ("VERSION:2.0\r\n", "", "VCALENDAR without VERSION"),
    ("PRODID:-//Example//Example//EN\r\n", "", "VCALENDAR without PRODID"),
    ("CALSCALE:GREGORIAN\r\n", "", "VCALENDAR without CALSCALE"),
    ("NAME:Diary\r\nX", "X", "VCALENDAR without NAME"),
    ("X-WR-CALNAME:Diary\r\n", "", "VCALENDAR without X-WR-CALNAME"),
    ("NAME:Diary\r\nX", "NAME:Diary\r\nNAME:Again\r\nX", "NAME 2 times"),
    ("NAME:Diary\r\nX", "NAME:Diary\r\nMETHOD:PUBLISH\r\nX", "METHOD"),
    ("REFRESH-INTERVAL;VALUE=DURATION", "REFRESH-INTERVAL", "REFRESH-INTERVAL without VALUE=DURATION"),
    ("X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:1H", "X-PUBLISHED-TTL is no duration"),
    ("X-PUBLISHED-TTL:PT1H", "X-PUBLISHED-TTL:PT", "X-PUBLISHED-TTL is no duration"),
    ("TZID:Europe/London\r\n", "", "VTIMEZONE without TZID"),
    ("TZID:Europe/London\r\n", "TZID:Europe/Paris\r\n", "TZID Europe/London without its VTIMEZONE"),
    ("TZOFFSETTO:+0000\r\n", "", "STANDARD without TZOFFSETTO"),
    ("TZOFFSETTO:+0000\r\n", "TZOFFSETTO:0000\r\n", "TZOFFSETTO is no offset"),
    ("UID:two\r\n", "", "VEVENT without UID"),
    ("UID:three\r\n", "", "VTODO without UID"),
    ("UID:two\r\n", "UID:two\r\nUID:two\r\n", "UID 2 times"),
    ("UID:two", "UID:one", "a second VEVENT with the same UID and RECURRENCE-ID"),
    ("UID:one\r\nDTSTAMP:20260901T080000Z\r\n", "UID:one\r\n", "VEVENT without DTSTAMP"),
    ("UID:one\r\nDTSTAMP:20260901T080000Z", "UID:one\r\nDTSTAMP:20260901T080000", "DTSTAMP is not in UTC"),
    ("SEQUENCE:2", "SEQUENCE:two", "SEQUENCE is no number"),
    ("SEQUENCE:2\r\n", "", "VEVENT without SEQUENCE"),
    ("DTSTART;TZID=Europe/London:20261023T090000\r\n", "", "VEVENT without DTSTART"),
    ("DTSTART:20261201T090000Z\r\n", "", "VTODO without DTSTART"),
    ("DTSTART;VALUE=DATE:20261224", "DTSTART:20261224", "DTSTART is neither a date, nor UTC"),
    ("DTSTART;VALUE=DATE:20261224", "DTSTART;VALUE=DATE:20261324", "DTSTART is neither a date, nor UTC"),
    ("DTSTART:20261201T090000Z", "DTSTART:20261201T090000", "DTSTART is neither a date, nor UTC"),
    ("DTSTART:20261201T090000Z", "DTSTART:20261201T250000Z", "DTSTART is neither a date, nor UTC"),
    ("DTSTART:20261201T090000Z", "DTSTART;VALUE=DATE:20261201T090000Z", "DTSTART is neither a date, nor UTC"),
    ("DTEND;VALUE=DATE:20261229", "DTEND:20261229T000000Z", "DTEND is not of the type of DTSTART"),
    ("DTEND;VALUE=DATE:20261229", "DTEND;VALUE=DATE:20261224", "DTEND is not later than DTSTART"),
    ("DTEND;VALUE=DATE:20261229", "DTEND;VALUE=DATE:20261229\r\nDURATION:P1D", "DTEND and DURATION"),
    ("DUE:20261201T090000Z", "DUE;VALUE=DATE:20261201", "DUE is not of the type of DTSTART"),
    ("DUE:20261201T090000Z", "DUE:20261130T090000Z", "DUE is earlier than DTSTART"),
    ("EXDATE;TZID=Europe/London:20261030T090000", "EXDATE:20261030T090000Z", "EXDATE is neither"),
    (",20261106T090000", ",20261106T090000Z", "TZID with a value that is no local date-time"),
    (
        "EXDATE;TZID=Europe/London:20261030T090000,20261106T090000",
        "EXDATE;VALUE=DATE:20261030",
        "EXDATE is not of the type of DTSTART",
    ),
    (
        "RECURRENCE-ID;TZID=Europe/London:20261113T090000",
        "RECURRENCE-ID:20261113T090000Z",
        "RECURRENCE-ID is not of the type of DTSTART",
    ),
    ("UNTIL=20261224T235959Z", "UNTIL=20261224", "UNTIL is not in UTC"),
    ("UNTIL=20261224T235959Z", "UNTIL=20261224T235959", "UNTIL is not in UTC"),
    ("UNTIL=20281224", "UNTIL=20281224T000000Z", "UNTIL of an all-day series is no date"),
    ("Tuning\\,", "Tuning,", "SUMMARY: a separator that is not escaped"),
    ("Tuning\\,", "Tuning;", "SUMMARY: a separator that is not escaped"),
    ("Tuning\\,", "Tuning\\t", "SUMMARY: an escape that means nothing"),
    ("work,piano", "work;piano", "CATEGORIES: a separator that is not escaped"),
    ("STATUS:CONFIRMED", "STATUS:NEEDS-ACTION", "STATUS is not one of VEVENT"),
    ("STATUS:NEEDS-ACTION", "STATUS:CONFIRMED", "STATUS is not one of VTODO"),
    ("ACTION:DISPLAY\r\n", "", "VALARM without ACTION"),
    ("TRIGGER:-PT30M\r\n", "", "VALARM without TRIGGER"),
    ("DESCRIPTION:Tuning\r\n", "", "VALARM without DESCRIPTION"),
    ("TRIGGER:-PT30M", "TRIGGER:-30M", "TRIGGER is neither a duration"),
    ("TRIGGER:-PT30M", "TRIGGER;VALUE=DATE-TIME:20261023T080000", "TRIGGER is neither a duration"),
    ("END:VALARM\r\n", "", "END:VEVENT without its BEGIN"),
    ("END:VCALENDAR\r\n", "", "BEGIN:VCALENDAR without its END"),
    ("BEGIN:VCALENDAR\r\n", "X-EARLY:1\r\nBEGIN:VCALENDAR\r\n", "a property outside of any component"),
    ("BEGIN:VCALENDAR\r\n", "", "there is not exactly one VCALENDAR"),
    ("STATUS:CONFIRMED", "STATUS", "no content line"),
    ("STATUS:CONFIRMED", 'X-P;CN="open:x', "no content line"),
    ("STATUS:CONFIRMED\r\n", "STATUS:CONFIRMED\n", "a line end that is not CRLF"),
    ("STATUS:CONFIRMED\r\n", "STATUS:CONFIRMED\r", "a line end that is not CRLF"),
    ("STATUS:CONFIRMED\r\n", "STATUS:CONFIRMED\r\n\r\n", "an empty line"),
    ("END:VCALENDAR\r\n", "END:VCALENDAR", "the last line does not end in CRLF"),
    ("STATUS:CONFIRMED", "X-LONG:" + "x" * 69, "76 octets"),
    ("STATUS:CONFIRMED", "X-LONG:" + "ü" * 35, "77 octets"),
    ("STATUS:CONFIRMED", "X-BELL:\a", "a control character"),
    ("STATUS:CONFIRMED", "X-NUL:\0", "a control character"),
    ("STATUS:CONFIRMED", "X-C1:\x9b", "a control character"),
    ("BEGIN:VCALENDAR", "\ufeffBEGIN:VCALENDAR", "a byte order mark"),
    (
        "TZNAME:GMT\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n",
        "TZNAME:GMT\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/London\r\nEND:VTIMEZONE\r\n",
        "two VTIMEZONEs",
    ),
    (
        "END:VCALENDAR",
        "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nEND:VTIMEZONE\r\nEND:VCALENDAR",
        "VTIMEZONE without an observance",
    ),
    (
        "END:VCALENDAR",
        "BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nEND:VTIMEZONE\r\nEND:VCALENDAR",
        "a VTIMEZONE after an event",
    ),
]


def good() -> str:
    return GOOD.replace("\n", "\r\n")


def test_a_good_calendar_has_no_violation() -> None:
    assert lint(good().encode()) == []


@pytest.mark.parametrize(("right", "wrong", "violation"), VIOLATIONS)
def test_a_violation_is_found(right: str, wrong: str, violation: str) -> None:
    assert right in good()
    found = lint(good().replace(right, wrong, 1).encode())
    assert any(violation in reason for reason in found), found


def test_a_split_character_is_found() -> None:
    data = good().replace("STATUS:CONFIRMED", "X-NAME:Köhler").encode()
    assert lint(data) == []
    split = data.replace("ö".encode(), b"\xc3\r\n \xb6")
    assert any("split by folding" in reason for reason in lint(split))


def test_a_violation_names_its_line() -> None:
    data = good().replace("SEQUENCE:2", "SEQUENCE:two", 1).encode()
    number = data.split(b"\r\n").index(b"SEQUENCE:two") + 1
    assert lint(data) == [f"{number}: SEQUENCE is no number"]


@pytest.mark.parametrize("data", [b"", b"\r\n", b"BEGIN", b"\xff\xfe", b"END:VCALENDAR\r\n"])
def test_what_is_no_calendar_is_a_violation(data: bytes) -> None:
    assert lint(data)

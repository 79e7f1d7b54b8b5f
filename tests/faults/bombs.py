"""Files that are made to cost: small in the mail, without end in memory or time."""

from __future__ import annotations

import base64
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def card(*lines: str, version: str = "3.0") -> str:
    return "".join(f"{line}\r\n" for line in ("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD"))


def calendar(*parts: str) -> str:
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(parts) + "END:VCALENDAR\r\n"


def event(uid: object, *lines: str) -> str:
    begin = ("BEGIN:VEVENT", f"UID:{uid}", "DTSTART:20260914T090000Z", "DURATION:PT1H", "SUMMARY:x")
    return "".join(f"{line}\r\n" for line in (*begin, *lines, "END:VEVENT"))


def book(rows: str) -> str:
    return '{"format": "smallcrm book", "version": 1, "contact": [' + rows + "]}"


def every(unit: str, last: int) -> str:
    return f"{unit}=" + ",".join(map(str, range(1, last + 1)))


def noise(length: int) -> str:
    return base64.b64encode(random.Random(1).randbytes(length)).decode()


ZONE = (
    "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nRRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\n"
    "END:STANDARD\r\n"
)
# What is tried in every run: one of each kind.
COMMON: dict[str, Callable[[], str]] = {
    "nested-calendars.ics": lambda: "BEGIN:VCALENDAR\r\n" * 300_000,
    "nested.json": lambda: "[" * 1_000_000,
    "folded.vcf": lambda: card("FN:A", "NOTE:" + "x\r\n " * 500_000),
    "quoted-printable.vcf": lambda: card("FN:A", "NOTE;QUOTED-PRINTABLE:" + "=C3=\r\n" * 300_000, version="2.1"),
    "columns.csv": lambda: "Name,Email " * 1_000_000,
    "tiny-rows.csv": lambda: "Name,Email\n" + ",\n" * 500_000,
    "parameters.vcf": lambda: card("FN:A", "TEL;" + "TYPE=a;" * 300_000 + ":07700900142"),
    "rules.ics": lambda: calendar(*(event(i, "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z") for i in range(1_000))),
    "rule.ics": lambda: calendar(
        event(1, f"RRULE:FREQ=YEARLY;{every('BYYEARDAY', 366)};{every('BYMINUTE', 59)};{every('BYSECOND', 59)}")
    ),
}  # fmt: skip
BOMBS: dict[str, Callable[[], str]] = {
    **COMMON,
    "nested-events.ics": lambda: calendar("BEGIN:VEVENT\r\n" * 200_000, "END:VEVENT\r\n" * 200_000),
    "nested-parts.ics": lambda: calendar(event(1, "BEGIN:X-A\r\n" * 200_000 + "END:X-A\r\n" * 200_000)),
    "nested-cards.vcf": lambda: "BEGIN:VCARD\r\n" * 300_000,
    "agents.vcf": lambda: card("FN:A", "AGENT:\r\nBEGIN:VCARD\r\nFN:B\r\n" * 100_000 + "END:VCARD\r\n" * 100_000),
    "nested-rows.json": lambda: book("[" * 500_000 + "]" * 500_000),
    "folded-10mb.vcf": lambda: card("FN:A", "NOTE:" + ("x" * 70 + "\r\n ") * 150_000),
    "folded-letters.vcf": lambda: card("FN:A", "NOTE:" + "\r\n x" * 3_000_000),
    "folded-10mb.ics": lambda: calendar(event(1, "DESCRIPTION:" + ("x" * 70 + "\r\n ") * 150_000)),
    "unknown-10mb.ics": lambda: calendar(event(1, "X-ODD:" + "x" * 10_000_000)),
    "name-10mb.vcf": lambda: card("FN:" + "x" * 10_000_000),
    "phone-10mb.vcf": lambda: card("FN:A", "TEL:" + "1" * 10_000_000),
    "email-10mb.vcf": lambda: card("FN:A", "EMAIL:" + "a@" * 5_000_000),
    "address-10mb.vcf": lambda: card("FN:A", "ADR:" + ";" * 10_000_000),
    "cell-10mb.csv": lambda: "Name,Notes\nAnn," + "x" * 10_000_000 + "\n",
    "quotes.csv": lambda: "Name,Notes\n" + '"' * 5_000_001 + "\n",
    "digits.csv": lambda: "Name,Phone,Birthday\nAnn," + "1" * 5_000_000 + "," + "9" * 1_000_000 + "\n",
    "powers.csv": lambda: "Name,Phone\nAnn,1E+999999999\nBob," + "9" * 4_000 + "E+5\n",
    "rejected-rows.csv": lambda: "Name,Email,Notes\n" + ",,x\n" * 1_000_000,
    "blank-rows.csv": lambda: "Name,Email\n" + ",\n" * 1_000_000,
    "surplus.csv": lambda: "Name\nAnn" + ",x" * 3_000_000 + "\n",
    "emails.csv": lambda: "Name,Email\nAnn," + ";".join(f"a{i}@x.example" for i in range(100_000)) + "\n",
    "preamble.csv": lambda: "x\n" * 1_000_000 + "Name,Email\nAnn,a@x.example\n",
    "base64.vcf": lambda: card("FN:A", "PHOTO;ENCODING=b;TYPE=JPEG:" + "=!*" * 3_000_000),
    "photo-8mb.vcf": lambda: card("FN:A", "PHOTO;ENCODING=b;TYPE=JPEG:" + noise(8_000_000)),
    "properties.vcf": lambda: card("FN:A", *(f"X-P{i}:v" for i in range(200_000))),
    "empty-cards.vcf": lambda: "BEGIN:VCARD\r\nEND:VCARD\r\n" * 200_000,
    "attendees.ics": lambda: calendar(event(1, *(f"ATTENDEE:mailto:a{i}@x.example" for i in range(100_000)))),
    "exceptions.ics": lambda: calendar(event(1, "RRULE:FREQ=DAILY", "EXDATE:" + "20260914T090000Z," * 500_000)),
    "dates.ics": lambda: calendar(event(1, "RDATE:" + ",".join(f"2026{i % 12 + 1:02}{i % 28 + 1:02}T090000Z" for i in range(200_000)))),
    "overrides.ics": lambda: calendar(
        event(1, "RRULE:FREQ=DAILY"), *(event(1, f"RECURRENCE-ID:2026{i % 12 + 1:02}{i % 28 + 1:02}T09{i % 60:02}00Z") for i in range(8_000))
    ),
    "zone.ics": lambda: calendar(
        "BEGIN:VTIMEZONE\r\nTZID:Z\r\n" + ZONE * 2_000 + "END:VTIMEZONE\r\n", event(1, "DTSTART;TZID=Z:20260914T090000")
    ),
    "never.ics": lambda: calendar(
        *(event(i, f"RRULE:{rule}") for i, rule in enumerate((
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;INTERVAL=7", "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=999999999",
        )))
    ),
    "days.ics": lambda: calendar(event(1, "RRULE:FREQ=YEARLY;BYDAY=" + ",".join(["1MO"] * 200_000))),
    "ages.ics": lambda: calendar(
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:00010101T000000Z\r\nDTEND:99991231T235959Z\r\nRRULE:FREQ=DAILY\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
    ),
    "ages-again.ics": lambda: calendar(
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20000229T090000Z\r\nDTEND:99980101T000000Z\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:x\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nUID:1\r\nRECURRENCE-ID:20040229T090000Z\r\nSUMMARY:y\r\nEND:VEVENT\r\n",
    ),
    "digits.json": lambda: book('{"id": ' + "9" * 5_000 + ', "uid": "a", "name": "x"}'),
    "surrogates.json": lambda: book('{"id": 1, "uid": "\\ud800", "name": "\\udfff\\u0000x", "name_key": "x"}'),
    "same-key.json": lambda: '{"format": "smallcrm book", "version": 1' + ', "contact": []' * 500_000 + "}",
}  # fmt: skip

"""A byte linter for calendars (RFC 5545), stricter than any reader and independent of what writes them.

Readers hardly ever complain of a broken calendar, and several then show an empty one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

UTC_TIME = re.compile(rb"\d{8}T\d{6}Z")
LOCAL_TIME = re.compile(rb"\d{8}T\d{6}")
DATE = re.compile(rb"\d{8}")
DURATION = re.compile(rb"[+-]?P(\d+W|\d+D(T(\d+H)?(\d+M)?(\d+S)?)?|T(\d+H(\d+M)?(\d+S)?|\d+M(\d+S)?|\d+S))")
OFFSET = re.compile(rb"[+-]\d{4}(\d{2})?")
PROPERTY = re.compile(
    rb'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL
)
PARAMETER = re.compile(rb';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
TEXTS = frozenset(
    b"SUMMARY DESCRIPTION LOCATION CONTACT COMMENT UID NAME X-WR-CALNAME TZNAME PRODID CATEGORIES RESOURCES".split()
)
LISTS = frozenset(b"CATEGORIES RESOURCES".split())
REQUIRED = {
    b"VCALENDAR": (
        b"VERSION",
        b"PRODID",
        b"CALSCALE",
        b"NAME",
        b"X-WR-CALNAME",
        b"REFRESH-INTERVAL",
        b"X-PUBLISHED-TTL",
    ),
    b"VEVENT": (b"UID", b"DTSTAMP", b"LAST-MODIFIED", b"SEQUENCE", b"DTSTART"),
    b"VTODO": (b"UID", b"DTSTAMP", b"LAST-MODIFIED", b"SEQUENCE"),
    b"VALARM": (b"ACTION", b"TRIGGER"),
    b"VTIMEZONE": (b"TZID",),
    b"STANDARD": (b"DTSTART", b"TZOFFSETFROM", b"TZOFFSETTO"),
    b"DAYLIGHT": (b"DTSTART", b"TZOFFSETFROM", b"TZOFFSETTO"),
}
ONCE = frozenset(
    b"""UID DTSTAMP CREATED LAST-MODIFIED SEQUENCE DTSTART DTEND DUE DURATION COMPLETED RRULE RECURRENCE-ID SUMMARY
    DESCRIPTION LOCATION STATUS VERSION PRODID CALSCALE NAME X-WR-CALNAME X-WR-TIMEZONE REFRESH-INTERVAL COLOR TZID
    TZOFFSETFROM TZOFFSETTO ACTION TRIGGER""".split()
)
UTC_ONLY = frozenset(b"DTSTAMP CREATED LAST-MODIFIED COMPLETED".split())
STATUSES = {
    b"VEVENT": (b"TENTATIVE", b"CONFIRMED", b"CANCELLED"),
    b"VTODO": (b"NEEDS-ACTION", b"COMPLETED", b"IN-PROCESS", b"CANCELLED"),
}


@dataclass
class Line:
    number: int
    name: bytes
    params: dict[bytes, bytes]
    value: bytes


@dataclass
class Part:
    name: bytes
    number: int
    lines: list[Line] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def get(self, name: bytes) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)


def lint(data: bytes) -> list[str]:
    """What is wrong with a calendar, each violation with its physical line; empty when nothing is."""
    found = [*_octets(data)]
    lines, broken = _lines(data)
    tree, unbalanced = _tree(lines)
    found += broken + unbalanced
    for part in _walk(tree):
        found += _required(part) + _repeated(part) + _values(part)
    for calendar in tree:
        found += _calendar(calendar)
    return found


def _octets(data: bytes) -> list[str]:
    found = []
    if data.startswith(b"\xef\xbb\xbf"):
        found.append("1: a byte order mark")
    if not data.endswith(b"\r\n"):
        found.append("the last line does not end in CRLF")
    for number, line in enumerate(data.split(b"\r\n"), 1):
        if b"\r" in line or b"\n" in line:
            found.append(f"{number}: a line end that is not CRLF")
        if len(line) > 75:
            found.append(f"{number}: {len(line)} octets")
        if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]", line):
            found.append(f"{number}: a control character")
        if not line.strip() and number <= data.count(b"\r\n"):
            found.append(f"{number}: an empty line")
        try:
            line.decode()
        except UnicodeDecodeError:
            found.append(f"{number}: not UTF-8, or a character split by folding")
    return found


def _lines(data: bytes) -> tuple[list[Line], list[str]]:
    logical: list[tuple[int, list[bytes]]] = []
    found, lines = [], []
    for number, text in enumerate(data.replace(b"\r\n", b"\n").split(b"\n"), 1):
        if text[:1] in {b" ", b"\t"} and logical:
            logical[-1][1].append(text[1:])
        elif text:
            logical.append((number, [text]))
    for number, pieces in logical:
        shape = PROPERTY.fullmatch(b"".join(pieces))
        if not shape:
            found.append(f"{number}: no content line")
            continue
        params = {key.upper(): value.strip(b'"') for key, value in PARAMETER.findall(shape[2])}
        lines.append(Line(number, shape[1].upper(), params, shape[3]))
    return lines, found


def _tree(lines: list[Line]) -> tuple[list[Part], list[str]]:
    outermost: list[Part] = []
    open_parts: list[Part] = []
    found = []
    for line in lines:
        if line.name == b"BEGIN":
            part = Part(line.value, line.number)
            (open_parts[-1].parts if open_parts else outermost).append(part)
            open_parts.append(part)
        elif line.name == b"END":
            if not open_parts or open_parts.pop().name != line.value:
                found.append(f"{line.number}: END:{line.value.decode()} without its BEGIN")
        elif open_parts:
            open_parts[-1].lines.append(line)
        else:
            found.append(f"{line.number}: a property outside of any component")
    found += [f"{part.number}: BEGIN:{part.name.decode()} without its END" for part in open_parts]
    if [part.name for part in outermost] != [b"VCALENDAR"]:
        found.append("there is not exactly one VCALENDAR")
    return outermost, found


def _walk(parts: list[Part]) -> list[Part]:
    return [each for part in parts for each in [part, *_walk(part.parts)]]


def _required(part: Part) -> list[str]:
    missing = [name for name in REQUIRED.get(part.name, ()) if not part.get(name)]
    action = part.get(b"ACTION")
    if action and action.value == b"DISPLAY" and not part.get(b"DESCRIPTION"):
        missing.append(b"DESCRIPTION")
    if part.name == b"VTODO" and part.get(b"RRULE") and not part.get(b"DTSTART"):
        missing.append(b"DTSTART")
    found = [f"{part.number}: {part.name.decode()} without {name.decode()}" for name in missing]
    if part.name == b"VTIMEZONE" and not part.parts:
        found.append(f"{part.number}: VTIMEZONE without an observance")
    if part.name == b"VCALENDAR" and (version := part.get(b"VERSION")) and version.value != b"2.0":
        found.append(f"{version.number}: VERSION is not 2.0")
    return found


def _repeated(part: Part) -> list[str]:
    names = [line.name for line in part.lines]
    return [
        f"{part.number}: {name.decode()} {names.count(name)} times"
        for name in sorted(ONCE)
        if names.count(name) > 1
    ]


def _values(part: Part) -> list[str]:
    return [f"{line.number}: {reason}" for line in part.lines for reason in _value(part, line)]


def _value(part: Part, line: Line) -> list[str]:
    name = line.name.decode()
    if line.name == b"METHOD":
        return ["METHOD"]
    if line.name in TEXTS:
        return _text(line)
    if line.name in UTC_ONLY and not UTC_TIME.fullmatch(line.value):
        return [f"{name} is not in UTC"]
    if line.name in {b"DURATION", b"REFRESH-INTERVAL", b"X-PUBLISHED-TTL"} and not DURATION.fullmatch(
        line.value
    ):
        return [f"{name} is no duration"]
    if line.name == b"REFRESH-INTERVAL" and line.params.get(b"VALUE") != b"DURATION":
        return [f"{name} without VALUE=DURATION"]
    if line.name == b"TRIGGER":
        return _trigger(line)
    if line.name == b"SEQUENCE" and not line.value.isdigit():
        return ["SEQUENCE is no number"]
    if line.name == b"STATUS" and line.value not in STATUSES.get(part.name, ()):
        return [f"STATUS is not one of {part.name.decode()}"]
    if line.name in {b"TZOFFSETFROM", b"TZOFFSETTO"} and not OFFSET.fullmatch(line.value):
        return [f"{name} is no offset"]
    return []


def _text(line: Line) -> list[str]:
    rest = re.sub(rb"\\[\\;,nN]", b"", line.value)
    found = []
    if b"\\" in rest:
        found.append(f"{line.name.decode()}: an escape that means nothing")
    if b";" in rest or (b"," in rest and line.name not in LISTS):
        found.append(f"{line.name.decode()}: a separator that is not escaped")
    return found


def _trigger(line: Line) -> list[str]:
    absolute = line.params.get(b"VALUE") == b"DATE-TIME"
    shape = UTC_TIME if absolute else DURATION
    return [] if shape.fullmatch(line.value) else ["TRIGGER is neither a duration nor a UTC date-time"]


def _calendar(calendar: Part) -> list[str]:
    zones = [
        zone.value for part in calendar.parts if part.name == b"VTIMEZONE" and (zone := part.get(b"TZID"))
    ]
    found = [f"{zone.decode()}: two VTIMEZONEs" for zone in sorted(set(zones)) if zones.count(zone) > 1]
    entries = [part for part in calendar.parts if part.name in {b"VEVENT", b"VTODO"}]
    for part in _walk(entries):
        found += [reason for line in part.lines for reason in _zone(line, zones)]
    for part in entries:
        found += _times(part)
    found += _identities(entries)
    first = min((entry.number for entry in entries), default=0)
    late = [part for part in calendar.parts if part.name == b"VTIMEZONE" and first and part.number > first]
    return found + [f"{part.number}: a VTIMEZONE after an event" for part in late]


def _zone(line: Line, zones: list[bytes]) -> list[str]:
    zone = line.params.get(b"TZID")
    if zone is None:
        return []
    found = [] if zone in zones else [f"{line.number}: TZID {zone.decode()} without its VTIMEZONE"]
    if any(not LOCAL_TIME.fullmatch(value) for value in line.value.split(b",")):
        found.append(f"{line.number}: TZID with a value that is no local date-time")
    return found


def _times(part: Part) -> list[str]:
    start = part.get(b"DTSTART")
    found = [
        f"{line.number}: {line.name.decode()} is neither a date, nor UTC, nor local with a TZID"
        for line in part.lines
        if line.name in {b"DTSTART", b"DTEND", b"DUE", b"EXDATE", b"RECURRENCE-ID", b"RDATE"}
        and not _kind(line)
    ]
    if start:
        found += [
            f"{line.number}: {line.name.decode()} is not of the type of DTSTART"
            for line in part.lines
            if line.name in {b"DTEND", b"DUE", b"EXDATE", b"RECURRENCE-ID"} and _kind(line) != _kind(start)
        ]
        found += _order(part, start) + _until(part, start)
    return found


def _kind(line: Line) -> str:
    values, dated = line.value.split(b","), line.params.get(b"VALUE") == b"DATE"
    if all(DATE.fullmatch(value) for value in values) and all(map(_exists, values)):
        return "date" if dated else ""
    if dated or not all(map(_exists, values)):
        return ""
    if all(UTC_TIME.fullmatch(value) for value in values):
        return "utc" if b"TZID" not in line.params else ""
    local = all(LOCAL_TIME.fullmatch(value) for value in values)
    return f"local {line.params[b'TZID'].decode()}" if local and b"TZID" in line.params else ""


def _exists(value: bytes) -> bool:
    text = value.decode(errors="replace").removesuffix("Z")
    try:
        datetime.strptime(text, "%Y%m%dT%H%M%S" if "T" in text else "%Y%m%d")
    except ValueError:
        return False
    return True


def _order(part: Part, start: Line) -> list[str]:
    end = part.get(b"DTEND")
    found = []
    if end and _kind(end) == _kind(start) and end.value <= start.value:
        found.append(f"{end.number}: DTEND is not later than DTSTART")
    if end and part.get(b"DURATION"):
        found.append(f"{end.number}: DTEND and DURATION")
    due = part.get(b"DUE")
    if due and _kind(due) == _kind(start) and due.value < start.value:
        found.append(f"{due.number}: DUE is earlier than DTSTART")
    return found


def _until(part: Part, start: Line) -> list[str]:
    rule = part.get(b"RRULE")
    until = re.search(rb"(?:^|;)UNTIL=([^;]*)", rule.value) if rule else None
    if not rule or not until:
        return []
    if _kind(start) == "date":
        return [] if DATE.fullmatch(until[1]) else [f"{rule.number}: UNTIL of an all-day series is no date"]
    return [] if UTC_TIME.fullmatch(until[1]) else [f"{rule.number}: UNTIL is not in UTC"]


def _identities(entries: list[Part]) -> list[str]:
    found, seen = [], set()
    for entry in entries:
        uid, recurrence = entry.get(b"UID"), entry.get(b"RECURRENCE-ID")
        identity = (uid.value if uid else b"", recurrence.value if recurrence else b"")
        if identity in seen:
            found.append(
                f"{entry.number}: a second {entry.name.decode()} with the same UID and RECURRENCE-ID"
            )
        seen.add(identity)
    return found

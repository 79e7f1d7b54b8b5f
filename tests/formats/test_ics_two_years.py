"""Two years of series in zones whose clocks change differently: other programs expand them to the instants we do."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from calendar_lint import lint
from calendar_readers import (
    NO_ICAL_JS,
    NO_LIBICAL,
    Radicale,
    Starts,
    by_ical,
    by_ical_js,
    by_khal,
    by_libical,
    ical_js,
    items_of,
    libical,
    stamp,
)

from smallcrm.formats.ics import CalendarEvent, CalendarItem, CalendarOverride, write
from smallcrm.model.appointment import OccurrenceDraft
from smallcrm.model.happening import Plan, instant, later, times

FROM, TO = datetime(2025, 9, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC)
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
RULES = {
    "daily": ("2025-09-01T09:00", "FREQ=DAILY"),
    "late": ("2025-09-01T23:30", "FREQ=DAILY;INTERVAL=3"),
    "early": ("2025-09-01T00:15", "FREQ=DAILY;INTERVAL=5"),
    "workdays": ("2025-09-01T07:45", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270601"),
    "four-weekly": ("2025-09-05T18:00", "FREQ=WEEKLY;INTERVAL=4"),
    "fortnightly": ("2025-09-02T10:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU"),
    "third-friday": ("2025-09-19T17:00", "FREQ=MONTHLY;BYDAY=3FR"),
    "last-sunday": ("2025-09-28T09:00", "FREQ=MONTHLY;BYDAY=-1SU"),
    "last-workday": ("2025-09-30T16:00", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
    "month-end": ("2025-09-30T12:00", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
    "half-yearly": ("2025-10-26T11:00", "FREQ=MONTHLY;INTERVAL=6;COUNT=5"),
    "yearly": ("2025-11-02T09:30", "FREQ=YEARLY"),
    "march-sundays": ("2026-03-01T09:00", "FREQ=YEARLY;BYMONTH=3,10;BYDAY=SU"),
    "counted": ("2025-10-20T08:00", "FREQ=WEEKLY;COUNT=9"),
    "until-then": ("2025-10-20T08:00", "FREQ=WEEKLY;UNTIL=20260330T080000Z"),
}
LENGTH = timedelta(minutes=50)


def series(zone: str, name: str) -> CalendarEvent:
    """A series with its second time left out, its third moved, its fourth called off."""
    start, repeat = RULES[name]
    plain = Plan(start, later(start, LENGTH), zone, repeat=repeat)
    _, second, third, fourth = (
        time.start for time in times(plain, FROM - timedelta(days=2), TO + timedelta(days=3000), 4)
    )
    overrides = (
        CalendarOverride(third, start=later(third, timedelta(hours=5)), summary="moved"),
        CalendarOverride(fourth, status="cancelled"),
    )
    return CalendarEvent(
        f"{zone}/{name}", 1, "2025-08-01T08:00:00Z", "2025-08-02T08:00:00Z", start, later(start, LENGTH), zone,
        summary=name, repeat=repeat, exdates=(second,), overrides=overrides,
    )  # fmt: skip


BOOK: list[CalendarItem] = [series(zone, name) for zone in ZONES for name in RULES]
DAYS: list[CalendarItem] = [
    CalendarEvent(
        f"days/{name}", 1, "2025-08-01T08:00:00Z", "2025-08-02T08:00:00Z", start[:10],
        later(start[:10], timedelta(days=1)), "Europe/London", all_day=True, summary=name, repeat=repeat,
    )
    for name, (start, repeat) in RULES.items()
]  # fmt: skip


def meant(items: list[CalendarItem]) -> Starts:
    """What we expand."""
    found: Starts = {}
    for event in items:
        assert isinstance(event, CalendarEvent)
        exceptions = [OccurrenceDraft(day, cancelled=True) for day in event.exdates]
        exceptions += [
            OccurrenceDraft(
                each.recurrence, each.status == "cancelled", each.summary, each.start, status=each.status
            )
            for each in event.overrides
        ]
        plan = Plan(event.start, event.end, event.timezone, event.all_day, event.repeat, exceptions)
        found[event.uid] = [
            time.start.replace("-", "") if event.all_day else stamp(instant(time.start, event.timezone))
            for time in times(plan, FROM, TO)
            if not (time.exception and time.exception.cancelled)
        ]
    return found


def feed(items: list[CalendarItem]) -> bytes:
    stream = io.BytesIO()
    write(items, stream, name="Diary", zones=dict.fromkeys(ZONES, (2025, 2027)), timezone="Europe/London")
    assert lint(stream.getvalue()) == []
    return stream.getvalue()


def within(found: Starts) -> Starts:
    """Those that start in the two years, but for the days at their edges, which are other days elsewhere."""
    first, last = (stamp(edge + timedelta(days=days)) for edge, days in ((FROM, 2), (TO, -2)))
    return {
        uid: [start for start in starts if first[: len(start)] <= start < last]
        for uid, starts in found.items()
    }


def test_ical_reads_the_same() -> None:
    assert within(by_ical(feed(BOOK + DAYS), FROM, TO)[0]) == within(meant(BOOK + DAYS))


def test_khal_shows_the_same(tmp_path: Path) -> None:
    pytest.importorskip("khal")
    # Khal shows what is cancelled, takes half a minute for what is endless and frequent, and has zones of pytz, in which
    # Morocco may be of another year's mind than in the system's.
    often = {"daily", "late", "early", "workdays", "fortnightly"}
    items: list[CalendarItem] = [
        each._replace(overrides=each.overrides[:1])
        for each in [*BOOK, *DAYS]
        if isinstance(each, CalendarEvent) and each.summary not in often and "Casablanca" not in each.timezone
    ]
    assert within(by_khal(feed(items), tmp_path, "20250901", "20270901")) == within(meant(items))


@pytest.mark.skipif(not ical_js(), reason=NO_ICAL_JS)
def test_ical_js_expands_the_same(tmp_path: Path) -> None:
    assert within(by_ical_js(feed(BOOK + DAYS), tmp_path, TO)) == within(meant(BOOK + DAYS))


@pytest.mark.skipif(not libical(), reason=NO_LIBICAL)
def test_libical_expands_the_same() -> None:
    assert within(by_libical(feed(BOOK + DAYS), FROM, TO)) == within(meant(BOOK + DAYS))


QUERY = b"""<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="20260324T000000Z" end="20260331T000000Z"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""


def test_radicale_takes_gives_back_and_finds_the_same(tmp_path: Path) -> None:
    pytest.importorskip("radicale")
    book = [each for each in BOOK if each.uid.startswith(("Europe/London", "Australia/Lord_Howe"))]
    items = items_of(feed(book + DAYS))
    names = {uid: f"/me/diary/{uid.replace('/', '-')}.ics" for uid in items}
    with Radicale(tmp_path) as server:
        assert server.ask("MKCALENDAR", "/me/diary/")[0] == 201
        for uid, item in items.items():
            assert (
                server.ask("PUT", names[uid], item, Content_Type="text/calendar; charset=utf-8")[0] == 201
            ), uid
        given = [server.ask("GET", name) for name in names.values()]
        status, answer = server.ask("REPORT", "/me/diary/", QUERY, Content_Type="application/xml", Depth="1")
    assert {code for code, _ in given} == {200}
    found: Starts = {}
    for _, item in given:
        found |= by_ical(item, FROM, TO)[0]
    everything = meant(book + DAYS)
    assert within(found) == within(everything)
    assert status == 207
    week = {
        uid for uid, starts in everything.items() if any("20260324" <= start < "20260331" for start in starts)
    }
    hrefs = {href.text for href in ET.fromstring(answer).iter("{DAV:}href")}
    assert {names[uid] for uid in week} <= hrefs
    assert names["days/yearly"] not in hrefs

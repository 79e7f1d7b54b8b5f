"""Whatever is booked, a strict reader of its calendar finds the instants that we do."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

from calendar_lint import lint
from calendar_readers import by_ical, stamp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smallcrm.formats.ics import CalendarEvent, CalendarOverride, write, zone_of
from smallcrm.model.appointment import OccurrenceDraft
from smallcrm.model.happening import Plan, instant, later, times, wall_of, written
from smallcrm.model.occurrences import occurrences

FROM, TO = datetime(2025, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
EDGE = timedelta(days=3)
ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "UTC",
)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

some_days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True).map(",".join)
nth_days = st.tuples(st.sampled_from([-1, 1, 2, 3, 4]), st.sampled_from(DAYS)).map(
    lambda pair: f"{pair[0]}{pair[1]}"
)
numbers = st.lists(st.sampled_from([*range(1, 32), -1, -2]), min_size=1, max_size=3, unique=True).map(
    lambda found: ",".join(map(str, found))
)
by = st.one_of(
    st.just("FREQ=DAILY"),
    some_days.map(lambda days: f"FREQ=WEEKLY;BYDAY={days}"),
    some_days.map(lambda days: f"FREQ=WEEKLY;BYDAY={days};WKST=SU"),
    st.just("FREQ=WEEKLY"),
    nth_days.map(lambda day: f"FREQ=MONTHLY;BYDAY={day}"),
    numbers.map(lambda days: f"FREQ=MONTHLY;BYMONTHDAY={days}"),
    st.tuples(some_days, st.sampled_from([-1, 1, 2])).map(
        lambda pair: f"FREQ=MONTHLY;BYDAY={pair[0]};BYSETPOS={pair[1]}"
    ),
    st.tuples(st.integers(1, 12), nth_days).map(
        lambda pair: f"FREQ=YEARLY;BYMONTH={pair[0]};BYDAY={pair[1]}"
    ),
)
ends = st.one_of(
    st.just(""),
    st.integers(1, 60).map(lambda count: f";COUNT={count}"),
    st.dates(date(2025, 1, 1), date(2026, 12, 31)).map(lambda day: f";UNTIL={day:%Y%m%d}"),
    st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31)).map(lambda at: f";UNTIL={at:%Y%m%dT%H%M00Z}"),
)
rules = st.tuples(by, st.integers(1, 5), ends).map(lambda parts: f"{parts[0]};INTERVAL={parts[1]}{parts[2]}")


@st.composite
def events(draw: st.DrawFn) -> CalendarEvent:
    """An appointment or a series that starts when its rule has it start, as those that are booked here do."""
    zone, repeat = draw(st.sampled_from(ZONES)), draw(st.just("") | rules)
    all_day = draw(st.booleans())
    moment = draw(st.datetimes(datetime(2024, 6, 1), datetime(2026, 12, 1)))
    start = written(moment.date() if all_day else moment.replace(second=0, microsecond=0))
    length = (
        timedelta(days=draw(st.integers(1, 3))) if all_day else timedelta(minutes=draw(st.integers(1, 600)))
    )
    if repeat:
        free = repeat.partition(";COUNT")[0].partition(";UNTIL")[0]
        given_by_rule = [
            wall for wall in occurrences(wall_of(start), free, zone, limit=2) if wall != wall_of(start)
        ]
        assume(given_by_rule)
        start = written(given_by_rule[0])
    plain = CalendarEvent(
        draw(st.uuids()).hex, 0, "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z", start, later(start, length), zone,
        all_day, summary="x", repeat=repeat,
    )  # fmt: skip
    return draw(excepted(plain)) if repeat else plain


@st.composite
def excepted(draw: st.DrawFn, event: CalendarEvent) -> CalendarEvent:
    plan = Plan(event.start, event.end, event.timezone, event.all_day, event.repeat)
    found = [time.start for time in times(plan, FROM, TO, 40)]
    # Of a series in UTC this reader knows no exceptions: it compares their names with the Z and without.
    most = 1 if event.timezone == "UTC" and not event.all_day else 4
    special = draw(st.lists(st.sampled_from(found), unique=True, max_size=most)) if found else []
    moved = [
        CalendarOverride(
            recurrence,
            start=later(recurrence, timedelta(days=draw(st.integers(0, 2)), hours=not event.all_day)),
        )
        for recurrence in special[2:]
    ]
    return event._replace(
        exdates=tuple(special[:1]),
        overrides=(*[CalendarOverride(each, status="cancelled") for each in special[1:2]], *moved),
    )


def meant(event: CalendarEvent) -> list[str]:
    exceptions = [OccurrenceDraft(each, cancelled=True) for each in event.exdates]
    exceptions += [
        OccurrenceDraft(each.recurrence, each.status == "cancelled", start=each.start, status=each.status)
        for each in event.overrides
    ]
    plan = Plan(event.start, event.end, event.timezone, event.all_day, event.repeat, exceptions)
    found = [time for time in times(plan, FROM, TO) if not (time.exception and time.exception.cancelled)]
    return [
        time.start.replace("-", "") if event.all_day else stamp(instant(time.start, event.timezone))
        for time in found
    ]


def within(starts: list[str]) -> list[str]:
    return sorted(start for start in starts if stamp(FROM + EDGE)[: len(start)] <= start < stamp(TO - EDGE))


@settings(max_examples=150, deadline=None)
@given(st.lists(events(), min_size=1, max_size=4, unique_by=lambda event: event.uid))
def test_a_strict_reader_finds_the_same_instants(booked: list[CalendarEvent]) -> None:
    stream = io.BytesIO()
    zones = {zone: (2024, 2027) for event in booked if (zone := zone_of(event))}
    write(booked, stream, name="Diary", zones=zones)
    assert lint(stream.getvalue()) == []
    found: dict[str, Any] = by_ical(stream.getvalue(), FROM, TO)[0]
    assert {event.uid: within(found.get(event.uid, [])) for event in booked} == {
        event.uid: within(meant(event)) for event in booked
    }

from __future__ import annotations

import datetime as dt
import itertools
import time
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.occurrences import last_occurrence, occurrences
from smallcrm.model.rule import Rule, read_rule
from smallcrm.model.zone import check_zone, to_utc, to_wall

LONDON = "Europe/London"
CLAMP = "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"


def wall(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def listed(
    start: str, rule: str, frm: dt.date | None = None, to: dt.date | None = None, **more: object
) -> list[str]:
    found = occurrences(wall(start), rule, LONDON, frm=frm, to=to, **more)  # type: ignore[arg-type]
    return [f"{moment:%Y-%m-%d %H:%M}" for moment in found]


def test_a_weekly_time_stays_across_the_clock_change() -> None:
    found = list(occurrences(wall("2026-10-19T09:00"), "FREQ=WEEKLY;COUNT=3", LONDON))
    assert [moment.hour for moment in found if isinstance(moment, dt.datetime)] == [9, 9, 9]
    assert [to_utc(moment, LONDON).hour for moment in found if isinstance(moment, dt.datetime)] == [8, 9, 9]


@pytest.mark.parametrize(
    ("start", "rule", "meant"),
    [
        ("2026-08-31 09:00", CLAMP + ";COUNT=4", ["2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30"]),
        ("2026-09-22 09:00", "FREQ=WEEKLY;UNTIL=20261006", ["2026-09-22", "2026-09-29", "2026-10-06"]),
        (
            "2026-09-22 09:00",
            "FREQ=WEEKLY;UNTIL=20261006T080000Z",
            ["2026-09-22", "2026-09-29", "2026-10-06"],
        ),
        ("2026-09-22 09:00", "FREQ=WEEKLY;UNTIL=20261006T075959Z", ["2026-09-22", "2026-09-29"]),
        ("2026-09-22 09:00", "FREQ=WEEKLY;UNTIL=20261006T085959", ["2026-09-22", "2026-09-29"]),
        ("2026-09-22 09:00", "FREQ=WEEKLY;UNTIL=20260901", ["2026-09-22"]),
        ("2026-09-22 09:00", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", ["2026-09-22", "2026-09-28", "2026-10-05"]),
        ("2026-09-22 09:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9", ["2026-09-22"]),
        ("2026-09-22 09:00", "FREQ=DAILY;COUNT=1", ["2026-09-22"]),
    ],
)
def test_the_starts_of_a_series(start: str, rule: str, meant: list[str]) -> None:
    assert listed(start, rule) == [f"{day} 09:00" for day in meant]
    assert last_occurrence(wall(start), rule, LONDON) == wall(f"{meant[-1]} 09:00")


def test_the_window_is_half_open_in_instants() -> None:
    frm, to = wall("2026-09-22T08:00+00:00"), wall("2026-09-29T08:00+00:00")
    assert listed("2026-09-01 09:00", "FREQ=DAILY", frm, to)[:1] == ["2026-09-22 09:00"]
    assert listed("2026-09-01 09:00", "FREQ=DAILY", frm, to)[-1:] == ["2026-09-28 09:00"]
    later = frm + dt.timedelta(seconds=1)
    assert listed("2026-09-01 09:00", "FREQ=DAILY", later, to)[:1] == ["2026-09-23 09:00"]


def test_a_date_as_a_bound_is_its_midnight_in_the_zone() -> None:
    tokyo = occurrences(
        wall("2026-09-01T00:00"),
        "FREQ=DAILY",
        "Asia/Tokyo",
        frm=dt.date(2026, 9, 22),
        to=dt.date(2026, 9, 24),
    )
    assert list(tokyo) == [wall("2026-09-22"), wall("2026-09-23")]


def test_all_day_starts_are_dates() -> None:
    found = occurrences(
        dt.date(2026, 9, 1), "FREQ=WEEKLY", LONDON, frm=dt.date(2026, 9, 8), to=dt.date(2026, 9, 22)
    )
    assert list(found) == [dt.date(2026, 9, 8), dt.date(2026, 9, 15)]
    assert last_occurrence(dt.date(2026, 9, 1), "FREQ=WEEKLY;UNTIL=20260915", LONDON) == dt.date(2026, 9, 15)


def test_weekdays_with_and_without_a_number_are_united() -> None:
    found = listed("2026-09-07 09:00", "FREQ=MONTHLY;BYDAY=1TU,MO", to=dt.date(2026, 10, 7))
    assert [day[5:10] for day in found] == ["09-07", "09-14", "09-21", "09-28", "10-05", "10-06"]


def test_exdates_are_left_out_and_still_count() -> None:
    exdates = {wall("2026-09-29 09:00")}
    assert listed("2026-09-22 09:00", "FREQ=WEEKLY;COUNT=3", exdates=exdates) == [
        "2026-09-22 09:00",
        "2026-10-06 09:00",
    ]


def test_no_more_than_the_limit_come() -> None:
    assert len(listed("2026-01-01 09:00", "FREQ=DAILY", limit=7)) == 7
    assert len(listed("2026-01-01 09:00", "FREQ=DAILY")) == 10_000
    assert listed("2026-01-01 09:00", "FREQ=DAILY", limit=0) == []


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY", "FREQ=WEEKLY;UNTIL=99991231", "FREQ=DAILY;UNTIL=22010101T000000Z"]
)
def test_an_endless_series_has_no_last_start(rule: str) -> None:
    assert last_occurrence(wall("2026-09-22 09:00"), rule, LONDON) is None


HARD = [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=WEEKLY;BYMONTH=2;INTERVAL=10000;BYDAY=MO",
    "FREQ=YEARLY;INTERVAL=2;BYYEARDAY=366",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=10000",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=21991231",
    "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6;UNTIL=21991231",
]


@pytest.mark.parametrize("rule", HARD)
def test_a_rule_that_never_matches_ends_soon(rule: str) -> None:
    begin = time.process_time()
    assert listed("2027-09-22 09:00", rule) == ["2027-09-22 09:00"]
    assert last_occurrence(wall("2027-09-22 09:00"), rule, LONDON) in {None, wall("2027-09-22 09:00")}
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", CLAMP, "FREQ=MONTHLY;BYDAY=3FR", "FREQ=YEARLY"]
)
def test_a_window_far_from_the_start_costs_what_a_near_one_does(rule: str) -> None:
    begin = time.process_time()
    for _ in range(100):
        listed("1950-08-31 09:00", rule, dt.date(2026, 9, 1), dt.date(2026, 10, 1))
    assert time.process_time() - begin < 0.5


# --- against dateutil

LISTS = {
    "by_month": st.integers(1, 12),
    "by_month_day": st.integers(1, 31) | st.integers(-31, -1),
    "by_year_day": st.integers(1, 366) | st.integers(-366, -1),
    "by_week_no": st.integers(1, 53) | st.integers(-53, -1),
    "by_set_pos": st.sampled_from([1, 2, 3, -1, -2]),
}


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    names = draw(st.sets(st.sampled_from([*LISTS, "by_day"]), max_size=3))
    parts = {
        name: tuple(sorted(draw(st.sets(LISTS[name], min_size=1, max_size=4))))
        for name in names
        if name in LISTS
    }
    if "by_day" in names:
        # Not "MO,1MO": dateutil wants both at once where RFC 5545 wants either.
        counted = freq in {"MONTHLY", "YEARLY"} and draw(st.booleans())
        nths = st.sampled_from([1, 2, 5, -1]) if counted else st.just(0)
        days = draw(st.sets(st.tuples(st.integers(0, 6), nths), min_size=1, max_size=4))
        parts["by_day"] = tuple((nth, weekday) for weekday, nth in sorted(days))  # type: ignore[assignment]
    rule = Rule(freq, interval=draw(st.integers(1, 5)), week_start=draw(st.sampled_from([0, 6, 3])), **parts)
    try:
        read_rule(str(rule))
    except UsageError:
        assume(False)
    return rule


STARTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


# dateutil looks for a next occurrence up to the year 9999, so it is asked about the same days some whole
# cycles of the calendar (400 years, also a whole number of weeks) later, where that is near.
CYCLES = dt.timedelta(days=20 * 146_097)
EARLY_STARTS = st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(1985, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


def brute(start: dt.datetime, rule: Rule, until: dt.datetime) -> list[dt.datetime]:
    """What dateutil says up to a day, with the start itself always among them."""
    found = (moment - CYCLES for moment in rrulestr(str(rule), dtstart=start + CYCLES))
    return sorted({start, *itertools.takewhile(lambda moment: moment < until, found)})


@settings(deadline=None)
@given(rules(), EARLY_STARTS, st.integers(0, 3000), st.integers(1, 800))
def test_dateutil_agrees(rule: Rule, start: dt.datetime, offset: int, length: int) -> None:
    if rule.freq == "WEEKLY" and rule.by_set_pos:  # dateutil's first week begins with the start
        start -= dt.timedelta(days=(start.weekday() - rule.week_start) % 7)
    frm = start + dt.timedelta(days=offset)
    to = frm + dt.timedelta(days=length)
    expected = [moment for moment in brute(start, rule, to) if moment >= frm]
    assert list(occurrences(start, str(rule), "UTC", frm=frm, to=to)) == expected


@settings(deadline=None)
@given(rules(), STARTS, st.integers(1, 30))
def test_a_count_is_the_first_so_many_and_the_last_is_the_last(
    rule: Rule, start: dt.datetime, times: int
) -> None:
    endless = list(itertools.islice(occurrences(start, str(rule), "UTC"), times))
    counted = f"{rule};COUNT={times}"
    assert list(occurrences(start, counted, "UTC")) == endless
    assert last_occurrence(start, counted, "UTC") == endless[-1]
    until = endless[-1].strftime("%Y%m%dT%H%M%SZ")
    assert last_occurrence(start, f"{rule};UNTIL={until}", "UTC") == endless[-1]


# --- zones


@pytest.mark.parametrize(
    ("local", "zone", "instant"),
    [
        ("2026-07-01T09:00", LONDON, "2026-07-01T08:00+00:00"),
        ("2026-03-29T01:30", LONDON, "2026-03-29T01:30+00:00"),
        ("2026-10-25T01:30", LONDON, "2026-10-25T00:30+00:00"),
        ("2026-03-08T02:30", "America/New_York", "2026-03-08T07:30+00:00"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30+00:00"),
    ],
)
def test_gaps_and_doubled_hours(local: str, zone: str, instant: str) -> None:
    assert to_utc(wall(local), zone) == wall(instant)


@given(STARTS, st.sampled_from([LONDON, "Asia/Kathmandu", "America/New_York", "Africa/Casablanca"]))
def test_an_instant_is_the_same_after_wall_time_but_for_the_doubled_hour(
    moment: dt.datetime, zone: str
) -> None:
    instant = moment.replace(tzinfo=dt.UTC)
    assert to_wall(instant, zone) == instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert instant - to_utc(to_wall(instant, zone), zone) in {dt.timedelta(0), dt.timedelta(hours=1)}


@pytest.mark.parametrize(
    ("name", "near"),
    [("Europe/Londn", "Europe/London"), ("europe/london", "Europe/London"), ("london", "Europe/London"),
     ("New York", "America/New_York"), ("right/Europe/London", ""), ("Europe", ""), ("", ""), ("../etc/passwd", ""),
     ("x\0y", ""), ("é", "")],
)  # fmt: skip
def test_an_unknown_zone_names_near_ones(name: str, near: str) -> None:
    with pytest.raises(UsageError, match="unknown time zone") as refused:
        check_zone(name)
    assert near in refused.value.message


def test_a_known_zone_is_itself() -> None:
    assert check_zone(LONDON) == LONDON

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.duration import Duration, next_after_completion, parse_duration

READ = {
    "90m": Duration(minutes=90),
    "1h30": Duration(minutes=90),
    "1h30m": Duration(minutes=90),
    "1 h 30 min": Duration(minutes=90),
    "1:30": Duration(minutes=90),
    "1.5h": Duration(minutes=90),
    "1,5 hours": Duration(minutes=90),
    "an hour and a half": Duration(minutes=90),
    "1 hour and 30 minutes": Duration(minutes=90),
    "45": Duration(minutes=45),
    "half an hour": Duration(minutes=30),
    "half hour": Duration(minutes=30),
    "a quarter of an hour": Duration(minutes=15),
    "0m": Duration(),
    "2 days": Duration(days=2),
    "1.5 days": Duration(days=1, minutes=720),
    "2 weeks": Duration(days=14),
    "a fortnight": Duration(days=14),
    "6 months": Duration(months=6),
    "6mo": Duration(months=6),
    "Six Months": Duration(months=6),
    "half a year": Duration(months=6),
    "1 year": Duration(months=12),
    "1y 6mo": Duration(months=18),
    "P6M": Duration(months=6),
    "P1Y": Duration(months=12),
    "P2W": Duration(days=14),
    "PT1H30M": Duration(minutes=90),
    "P1DT12H": Duration(days=1, minutes=720),
    "PT0S": Duration(),
}


@pytest.mark.parametrize(("text", "meant"), READ.items())
def test_a_duration_is_read(text: str, meant: Duration) -> None:
    assert parse_duration(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "h", "3 blah", "-3h", "1h30m blah", "1:75", "half", "half a month and", "1.5 months", "0.3m",
     "P", "PT", "P1DT", "PT30S", "1 2", "2 days 3", "1h90", "and 3h", "101 years", "9" * 9, "9" * 40 + "h"],
)  # fmt: skip
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_duration(text)


DURATIONS = st.builds(Duration, st.integers(0, 1200), st.integers(0, 36_000), st.integers(0, 100_000))


@given(DURATIONS)
def test_iso_and_words_are_read_back(duration: Duration) -> None:
    assert parse_duration(duration.iso) == duration
    assert parse_duration(str(duration)) == duration


@pytest.mark.parametrize(
    ("duration", "iso", "words"),
    [
        (Duration(months=6), "P6M", "6 months"),
        (Duration(minutes=90), "PT1H30M", "1 h 30 min"),
        (Duration(days=14), "P14D", "2 weeks"),
        (Duration(days=1, minutes=45), "P1DT45M", "1 day 45 min"),
        (Duration(months=12), "P12M", "1 year"),
        (Duration(), "PT0M", "0 min"),
    ],
)
def test_how_a_duration_is_written(duration: Duration, iso: str, words: str) -> None:
    assert (duration.iso, str(duration)) == (iso, words)


@given(st.one_of(st.text(max_size=30), st.text("0123456789.,: hmdwyopta", max_size=20)))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        found = parse_duration(text)
    except UsageError:
        return
    assert min(found.months, found.days, found.minutes) >= 0


@pytest.mark.parametrize(
    ("done_on", "every", "due"),
    [
        (dt.date(2026, 9, 24), Duration(months=6), dt.date(2027, 3, 24)),
        (dt.date(2026, 8, 31), Duration(months=6), dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 31), Duration(months=6), dt.date(2028, 2, 29)),
        (dt.date(2028, 2, 29), Duration(months=12), dt.date(2029, 2, 28)),
        (dt.date(2026, 9, 24), Duration(days=10), dt.date(2026, 10, 4)),
        (dt.date(2026, 9, 24), Duration(minutes=48 * 60), dt.date(2026, 9, 26)),
    ],
)
def test_next_after_completion(done_on: dt.date, every: Duration, due: dt.date) -> None:
    assert next_after_completion(done_on, every) == due


@pytest.mark.parametrize("every", [Duration(), Duration(minutes=90)])
def test_after_completion_needs_whole_days(every: Duration) -> None:
    with pytest.raises(UsageError, match="day"):
        next_after_completion(dt.date(2026, 9, 24), every)


def test_a_duration_is_added_to_a_wall_time() -> None:
    wall = dt.datetime(2026, 8, 31, 9, 0)
    assert Duration(months=1, days=1, minutes=90).add_to(wall) == dt.datetime(2026, 10, 1, 10, 30)


def test_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(UsageError, match="beyond the calendar"):
        Duration(months=12).add_to(dt.date(9999, 6, 1))


def test_months_have_no_length_in_minutes() -> None:
    assert Duration(months=1).total_minutes is None
    assert Duration(days=1, minutes=30).total_minutes == 1470

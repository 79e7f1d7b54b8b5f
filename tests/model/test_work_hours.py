from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.work_hours import DAYS, parse_work_hours


def span(start: str, end: str) -> tuple[dt.time, dt.time]:
    return dt.time.fromisoformat(start), dt.time.fromisoformat(end)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("", {}),
        ("mon-fri 09:00-17:00", {day: [span("09:00", "17:00")] for day in range(5)}),
        ("sat 9-12", {5: [span("09:00", "12:00")]}),
        ("Monday 8:30 - 12, 13-17", {0: [span("08:30", "12:00"), span("13:00", "17:00")]}),
        ("fri-mon 9-10", {day: [span("09:00", "10:00")] for day in (0, 4, 5, 6)}),
        ("tue 13-17, tue 9-12", {1: [span("09:00", "12:00"), span("13:00", "17:00")]}),
    ],
)
def test_hours_in_words(text: str, hours) -> None:
    assert parse_work_hours(text) == hours


@pytest.mark.parametrize(
    "text",
    ["mon-fri", "9-17", "mon 17-9", "mon 9-25", "mon 9-12, mon 11-13", "xyz 9-12", "mon 9", "mon 9-12 13-17"],
)
def test_what_is_unclear_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_work_hours(text)


@given(st.dictionaries(st.integers(0, 6), st.tuples(st.times(), st.times()).map(sorted), min_size=1))
def test_what_is_written_is_read(hours) -> None:
    hours = {day: tuple(t.replace(second=0, microsecond=0) for t in pair) for day, pair in hours.items()}
    hours = {day: pair for day, pair in hours.items() if pair[0] < pair[1]}
    text = ", ".join(f"{DAYS[day]} {start:%H:%M}-{end:%H:%M}" for day, (start, end) in hours.items())
    assert parse_work_hours(text) == {day: [pair] for day, pair in sorted(hours.items())}

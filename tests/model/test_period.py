from __future__ import annotations

import datetime as dt

import pytest

from smallcrm.model.period import parse_period

TODAY = dt.date(2026, 9, 16)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("this week", "2026-09-14", "2026-09-21"),
        ("Last  Week", "2026-09-07", "2026-09-14"),
        ("next month", "2026-10-01", "2026-11-01"),
        ("last quarter", "2026-04-01", "2026-07-01"),
        ("this quarter", "2026-07-01", "2026-10-01"),
        ("next year", "2027-01-01", "2028-01-01"),
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
    ],
)
def test_named_spans(text, start, end) -> None:
    assert parse_period(text, TODAY) == (dt.date.fromisoformat(start), dt.date.fromisoformat(end))


def test_a_week_begins_where_the_user_says() -> None:
    period = parse_period("this week", TODAY, week_start=6)
    assert period is not None
    assert period.start == dt.date(2026, 9, 13)


@pytest.mark.parametrize("text", ["", "week", "2026-13", "0000", "9999", "26", "tomorrow", "last day"])
def test_what_is_no_span(text) -> None:
    assert parse_period(text, TODAY) is None

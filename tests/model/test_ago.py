"""How far a day is from today, in words."""

from __future__ import annotations

import datetime as dt

import pytest

from smallcrm.model.ago import ago, near, roughly_ago

TODAY = dt.date(2026, 9, 14)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-09-14", "today"),
        ("2026-09-13", "yesterday"),
        ("2026-09-12", "2 days ago"),
        ("2026-08-14", "31 days ago"),
    ],
)
def test_days_are_counted(day: str, words: str) -> None:
    assert ago(dt.date.fromisoformat(day), TODAY) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-09-01", "13 days ago"),
        ("2026-08-31", "2 weeks ago"),
        ("2026-07-14", "8 weeks ago"),
        ("2026-07-13", "2 months ago"),
        ("2025-09-15", "11 months ago"),
        ("2025-09-14", "12 months ago"),
        ("2024-09-15", "23 months ago"),
        ("2024-09-14", "2 years ago"),
    ],
)
def test_longer_ago_is_told_roughly(day: str, words: str) -> None:
    assert roughly_ago(dt.date.fromisoformat(day), TODAY) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-09-12", "2 days ago"),
        ("2026-09-14", "today"),
        ("2026-09-15", "tomorrow"),
        ("2026-09-25", "on Fri 25 Sep"),
    ],
)
def test_days_to_come_are_named(day: str, words: str) -> None:
    assert near(dt.date.fromisoformat(day), TODAY) == words

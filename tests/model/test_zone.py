"""Wall times where clocks change."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from smallcrm.model.zone import is_certain, to_utc, wall_after

LONDON = "Europe/London"


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-09-14T09:00", 90, "2026-09-14T10:30"),
        # Over the hour that is left out, and over the one that comes twice.
        ("2026-03-29T00:30", 60, "2026-03-29T02:30"),
        ("2026-10-25T00:30", 180, "2026-10-25T02:30"),
        # Into the second pass, which no wall time can say.
        ("2026-10-25T01:30", 30, "2026-10-25T02:00"),
        ("2026-10-25T01:30", 60, "2026-10-25T02:30"),
        ("2026-10-25T00:45", 90, "2026-10-25T02:15"),
    ],
)
def test_so_much_later_by_the_clock_on_the_wall(start: str, minutes: int, end: str) -> None:
    moment = datetime.fromisoformat(start)
    found = wall_after(moment, timedelta(minutes=minutes), LONDON)
    assert found == datetime.fromisoformat(end)
    assert to_utc(found, LONDON) - to_utc(moment, LONDON) >= timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("wall", "zone", "certain"),
    [
        ("2026-10-25T01:30", LONDON, False),
        ("2026-10-25T02:00", LONDON, True),
        ("2026-03-29T01:30", LONDON, False),
        ("2026-03-29T02:00", LONDON, True),
        ("2026-09-14T01:30", LONDON, True),
        # Cairo's clocks go back as the day ends.
        ("2024-10-31T23:30", "Africa/Cairo", False),
        ("2024-10-31T22:30", "Africa/Cairo", True),
        ("9999-12-31T23:30", LONDON, True),
    ],
)
def test_what_clocks_show_twice_or_never_is_not_certain(wall: str, zone: str, certain: bool) -> None:
    assert is_certain(datetime.fromisoformat(wall), zone) is certain

"""The rows of days and the lanes of what overlaps, whatever the clocks do."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.model.agenda import AgendaItem
from smallcrm.tui.widgets.diary import entry_of
from smallcrm.tui.widgets.grid import months_on, spread
from smallcrm.tui.widgets.hours import Block, Hours, arranged, hours_of, quarters

LONDON = ZoneInfo("Europe/London")
ENTRY = entry_of(
    AgendaItem("appointment", 1, "2026-09-14T09:00:00+01:00", "x", "", end="2026-09-14T10:00:00+01:00")
)


@pytest.mark.parametrize(
    ("zone", "day", "count"),
    [
        ("Europe/London", dt.date(2026, 3, 29), 92),
        ("Europe/London", dt.date(2026, 10, 25), 100),
        ("Europe/London", dt.date(2026, 6, 1), 96),
        ("Australia/Lord_Howe", dt.date(2026, 4, 5), 98),
        ("Australia/Lord_Howe", dt.date(2026, 10, 4), 94),
        ("America/Havana", dt.date(2026, 3, 8), 92),
        ("America/Havana", dt.date(2026, 11, 1), 100),
    ],
)
def test_a_day_has_the_quarters_that_its_clocks_show(zone, day, count):
    assert len(quarters(day, ZoneInfo(zone))) == count


@given(day=st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), step=st.sampled_from([15, 30, 60]))
def test_every_hour_of_a_day_has_its_row_in_order(day, step):
    hours = Hours([day], LONDON, step)
    assert len(hours.rows) == hours_of(day, LONDON) * 60 // step
    instants = [
        dt.datetime.combine(
            day, dt.time(slot.minute // 60, slot.minute % 60, fold=slot.fold), LONDON
        ).astimezone(dt.UTC)
        for slot in hours.rows
    ]
    assert instants == sorted(instants)


@given(st.lists(st.tuples(st.integers(0, 95), st.integers(1, 20)), max_size=30))
def test_no_block_hides_another(spans):
    blocks = arranged([Block(ENTRY, top, top + length) for top, length in spans])
    assert sorted((block.top, block.bottom) for block in blocks) == sorted((top, top + n) for top, n in spans)
    for place, block in enumerate(blocks):
        assert block.lane < block.lanes
        for other in blocks[place + 1 :]:
            if block.top < other.bottom and other.top < block.bottom:
                assert block.lane != other.lane
                assert block.lanes == other.lanes


@given(width=st.integers(20, 300), columns=st.integers(1, 7), left=st.integers(0, 7))
def test_columns_fill_the_width(width, columns, left):
    spans = spread(width, columns, left)
    begin, room = spans[-1]
    assert begin + room == width
    assert max(w for _, w in spans) - min(w for _, w in spans) <= 1


def test_a_month_on_from_the_31st_is_the_last_of_a_shorter_month():
    assert months_on(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert months_on(dt.date(2026, 1, 15), -1) == dt.date(2025, 12, 15)

"""When a reminder that was done falls due again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.duration import Duration
from smallcrm.model.reminder_next import check_repeat_after, due_after, due_by_rule, pinned

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
LONDON = "Europe/London"


@given(DAYS, st.integers(1, 120))
def test_months_after_completion_clamp_to_the_month(done_on: dt.date, months: int) -> None:
    due = dt.date.fromisoformat(due_after("2020-01-01", Duration(months=months).iso, done_on))
    assert (due.year * 12 + due.month) - (done_on.year * 12 + done_on.month) == months
    assert due.day == done_on.day or (due.day < done_on.day and (due + dt.timedelta(days=1)).day == 1)


def test_the_hour_stays() -> None:
    assert due_after("2026-09-12T09:30", "P6M", dt.date(2026, 9, 24)) == "2027-03-24T09:30"


@given(DAYS, DAYS, st.integers(1, 30))
def test_a_rule_goes_on_in_its_own_step_and_never_falls_before_completion(
    due: dt.date, done_on: dt.date, interval: int
) -> None:
    found = due_by_rule(due.isoformat(), f"FREQ=DAILY;INTERVAL={interval}", LONDON, done_on)
    assert found is not None
    following = dt.date.fromisoformat(found.due)
    assert following > due
    assert following >= done_on
    assert (following - due).days % interval == 0
    earlier = following - dt.timedelta(days=interval)
    assert earlier <= due or earlier < done_on, "it is the first such"


@given(st.integers(2, 40), st.integers(0, 60))
def test_a_rule_that_counts_ends_on_the_same_day_however_late_it_is_done(times: int, late: int) -> None:
    start = dt.date(2026, 9, 1)
    found = due_by_rule(
        start.isoformat(), f"FREQ=DAILY;COUNT={times}", LONDON, start + dt.timedelta(days=late)
    )
    if found is None:
        assert late >= times
    else:
        left = int(found.repeat.rpartition("COUNT=")[2])
        last = dt.date.fromisoformat(found.due) + dt.timedelta(days=left - 1)
        assert last == start + dt.timedelta(days=times - 1)


@pytest.mark.parametrize(
    ("rule", "due", "said"),
    [
        ("FREQ=WEEKLY;INTERVAL=2", "2026-09-14", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("FREQ=MONTHLY", "2026-09-14T09:00", "FREQ=MONTHLY;BYMONTHDAY=14"),
        ("FREQ=YEARLY", "2026-09-14", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=14"),
        ("FREQ=DAILY;INTERVAL=3", "2026-09-14", "FREQ=DAILY;INTERVAL=3"),
        ("FREQ=WEEKLY;BYDAY=FR", "2026-09-14", "FREQ=WEEKLY;BYDAY=FR"),
    ],
)
def test_a_rule_can_say_the_day_it_has_from_its_start(rule: str, due: str, said: str) -> None:
    assert pinned(rule, due) == said


@pytest.mark.parametrize("text", ["90m", "0 days", "soon", ""])
def test_a_repeat_after_is_whole_days(text: str) -> None:
    with pytest.raises(UsageError):
        check_repeat_after(text)


def test_a_repeat_after_is_kept_as_iso() -> None:
    assert check_repeat_after("6 months") == "P6M"

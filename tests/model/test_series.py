"""Changing a series: what is split comes to the same whole, what is moved comes back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.appointment import AppointmentDraft, OccurrenceDraft
from smallcrm.model.happening import instant, later, plan_of, times
from smallcrm.model.series import before, edited, onwards, with_exception, without

EARLY, LATE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
RULES = (
    "FREQ=DAILY;COUNT=30", "FREQ=DAILY;INTERVAL=5;UNTIL=20270301", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;COUNT=40",
    "FREQ=WEEKLY;INTERVAL=4;UNTIL=20270630T120000Z", "FREQ=MONTHLY;BYDAY=3FR;COUNT=20",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;COUNT=12", "FREQ=YEARLY;COUNT=3",
)  # fmt: skip


def series(start: str, rule: str, *occurrences: OccurrenceDraft) -> AppointmentDraft:
    end = later(start, dt.timedelta(hours=1))
    return AppointmentDraft("Tuning", start, end, "Europe/London", repeat=rule, occurrences=occurrences)


def all_times(draft: AppointmentDraft) -> list[tuple[str, str]]:
    return [(each.start, each.end) for each in times(plan_of(draft), EARLY, LATE)]


@given(
    rule=st.sampled_from(RULES),
    start=st.datetimes(dt.datetime(2026, 9, 1), dt.datetime(2026, 12, 31)),
    place=st.integers(1, 100),
    excepted=st.sets(st.integers(0, 100), max_size=4),
)
def test_a_series_split_anywhere_comes_to_the_same_whole(rule, start, place, excepted) -> None:
    plain = series(start.isoformat(timespec="minutes"), rule)
    starts = [each for each, _ in all_times(plain)]
    if len(starts) < 2:
        return
    taken_out = {starts[number % len(starts)] for number in excepted}
    whole = plain._replace(
        occurrences=tuple(OccurrenceDraft(each, cancelled=True) for each in sorted(taken_out))
    )
    at = starts[1 + place % (len(starts) - 1)]
    assert all_times(before(whole, at)) + all_times(onwards(whole, at)) == all_times(whole)


@given(
    rule=st.sampled_from(
        ["FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=FR", "FREQ=WEEKLY;COUNT=9", "FREQ=WEEKLY"]
    ),
    minutes=st.integers(-3000, 3000),
)
def test_a_series_that_is_moved_and_moved_back_is_as_it_was(rule, minutes) -> None:
    whole = series("2026-10-23T09:00", rule)
    shift = dt.timedelta(minutes=minutes)
    start = later(whole.start, shift)
    moved = edited(whole, {"start": start, "end": later(start, dt.timedelta(hours=1))}, whole.start)
    back = edited(moved, {"start": whole.start, "end": whole.end}, moved.start)
    assert back == whole


def test_exceptions_move_along_and_those_put_elsewhere_stay_there() -> None:
    whole = series(
        "2026-10-23T09:00",
        "FREQ=WEEKLY",
        OccurrenceDraft("2026-10-30T09:00", cancelled=True),
        OccurrenceDraft("2026-11-06T09:00", start="2026-11-07T14:00"),
    )
    moved = edited(whole, {"start": "2026-11-13T11:00", "end": "2026-11-13T12:30"}, "2026-11-13T09:00")
    assert (moved.start, moved.end) == ("2026-10-23T11:00", "2026-10-23T12:30")
    assert [(each.recurrence, each.start) for each in moved.occurrences] == [
        ("2026-10-30T11:00", None),
        ("2026-11-06T11:00", "2026-11-07T14:00"),
    ]


@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYDAY=3FR", "FREQ=MONTHLY;BYMONTHDAY=-1"]
)
def test_a_rule_that_names_other_days_is_not_bent(rule) -> None:
    whole = series("2026-10-23T09:00", rule)
    with pytest.raises(UsageError, match="names its days"):
        edited(whole, {"start": "2026-10-24T09:00", "end": "2026-10-24T10:00"}, whole.start)
    assert edited(whole, {"start": "2026-10-23T08:00"}, whole.start).repeat == rule


def test_an_exception_says_only_what_differs() -> None:
    whole = series("2026-10-23T09:00", "FREQ=WEEKLY")
    changed = with_exception(whole, "2026-10-30T09:00", {"title": "Tuning", "start": "2026-10-30T10:00"})
    assert changed.occurrences == (OccurrenceDraft("2026-10-30T09:00", start="2026-10-30T10:00"),)
    back = with_exception(changed, "2026-10-30T09:00", {"start": "2026-10-30T09:00"})
    assert back == whole


def test_what_is_taken_out_is_gone_and_what_is_called_off_is_known() -> None:
    whole = series("2026-10-23T09:00", "FREQ=WEEKLY;COUNT=3")
    assert [start for start, _ in all_times(without(whole, "2026-10-30T09:00"))] == [
        "2026-10-23T09:00",
        "2026-11-06T09:00",
    ]
    called_off = with_exception(whole, "2026-10-30T09:00", {"status": "cancelled"})
    assert len(all_times(called_off)) == 3
    assert called_off.occurrences[0].cancelled


def test_the_instant_of_a_whole_day_is_its_first_in_its_zone() -> None:
    assert instant("2026-10-23", "Europe/London") == dt.datetime(2026, 10, 22, 23, tzinfo=dt.UTC)

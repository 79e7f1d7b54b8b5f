"""What takes place in a span of time: single appointments, series and their exceptions."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.config import Settings
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.model.appointment import AppointmentDraft, OccurrenceDraft, Part
from smallcrm.model.happening import Plan, times

UTC = dt.UTC


@pytest.fixture
def crm(tmp_path, monkeypatch):
    monkeypatch.setenv("SMALLCRM_NOW", "2026-09-14T08:12:00+01:00")
    crm = Crm(tmp_path / "book.db", Desk(Settings(tmp_path / "config.toml", {"timezone": "Europe/London"})))
    yield crm
    crm.close()


def visit(start: str, end: str, **more) -> AppointmentDraft:
    return AppointmentDraft(more.pop("title", "Visit"), start, end, "Europe/London", **more)


def titles(crm, frm: str, to: str, **options) -> list[str]:
    found = crm.read.appointments.happening(
        dt.datetime.fromisoformat(frm), dt.datetime.fromisoformat(to), **options
    )
    return [each.title for each in found]


def test_a_span_holds_what_touches_it(crm) -> None:
    add = crm.write.appointments.add
    add(visit("2026-09-21T08:00", "2026-09-21T09:00", title="ends as it begins"))
    add(visit("2026-09-21T08:30", "2026-09-21T09:30", title="reaches in"))
    add(visit("2026-09-21T09:00", "2026-09-21T09:00", title="takes no time"))
    add(visit("2026-09-21T09:30", "2026-09-21T12:00", title="reaches out"))
    add(visit("2026-09-21T10:00", "2026-09-21T11:00", title="begins as it ends"))
    add(visit("2026-09-01T00:00", "2026-10-01T00:00", title="long"))
    add(visit("2026-08-01", "2026-10-01", title="whole days", all_day=True))
    assert titles(crm, "2026-09-21T09:00+01:00", "2026-09-21T10:00+01:00") == [
        "whole days", "long", "reaches in", "takes no time", "reaches out",
    ]  # fmt: skip


def test_what_was_called_off_comes_only_if_wanted(crm) -> None:
    crm.write.appointments.add(visit("2026-09-21T09:00", "2026-09-21T10:00", status="cancelled"))
    span = "2026-09-21T00:00+01:00", "2026-09-22T00:00+01:00"
    assert titles(crm, *span) == []
    assert titles(crm, *span, cancelled=True) == ["Visit"]


def test_a_series_comes_as_its_occurrences_with_their_exceptions(crm) -> None:
    series = visit(
        "2026-10-23T09:00",
        "2026-10-23T10:00",
        repeat="FREQ=WEEKLY;INTERVAL=4",
        occurrences=(
            OccurrenceDraft("2026-11-20T09:00", cancelled=True),
            OccurrenceDraft("2026-12-18T09:00", title="Moved", start="2026-12-19T14:00", location="Hall"),
        ),
    )
    crm.write.appointments.add(series)
    found = crm.read.appointments.happening(
        dt.datetime(2026, 10, 1, tzinfo=UTC), dt.datetime(2027, 1, 20, tzinfo=UTC)
    )
    assert [(each.occurrence, each.start.isoformat(), each.title, each.location) for each in found] == [
        ("2026-10-23T09:00", "2026-10-23T09:00:00+01:00", "Visit", None),
        ("2026-12-18T09:00", "2026-12-19T14:00:00+00:00", "Moved", "Hall"),
        ("2027-01-15T09:00", "2027-01-15T09:00:00+00:00", "Visit", None),
    ]


def test_an_exception_is_found_where_it_was_put_also_beyond_the_series(crm) -> None:
    series_id = crm.write.appointments.add(
        visit("2026-10-01T09:00", "2026-10-01T10:00", repeat="FREQ=DAILY;COUNT=3")
    )
    crm.write.appointments.move(
        series_id, "2027-02-01T09:00", "2027-02-01T10:00", Part("only", "2026-10-03T09:00")
    )
    crm.write.appointments.move(
        series_id, "2026-09-01T09:00", "2026-09-01T10:00", Part("only", "2026-10-02T09:00")
    )
    assert len(titles(crm, "2027-02-01T00:00+00:00", "2027-02-02T00:00+00:00")) == 1
    assert len(titles(crm, "2026-09-01T00:00+01:00", "2026-09-02T00:00+01:00")) == 1
    assert len(titles(crm, "2026-10-01T00:00+01:00", "2026-10-31T00:00+00:00")) == 1


def test_a_weekly_nine_o_clock_stays_nine_o_clock(crm) -> None:
    crm.write.appointments.add(visit("2026-10-23T09:00", "2026-10-23T10:00", repeat="FREQ=WEEKLY"))
    found = crm.read.appointments.happening(
        dt.datetime(2026, 10, 20, tzinfo=UTC), dt.datetime(2026, 11, 1, tzinfo=UTC)
    )
    assert [each.start.astimezone(UTC).hour for each in found] == [8, 9]


WALLS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31)).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)


@given(
    start=WALLS,
    minutes=st.integers(0, 4000),
    frm=WALLS,
    days=st.integers(1, 40),
    rule=st.sampled_from(
        ["FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,FR", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=DAILY;COUNT=20"]
    ),
)
def test_a_span_holds_just_those_of_the_whole_that_touch_it(start, minutes, frm, days, rule) -> None:
    end = start + dt.timedelta(minutes=minutes)
    plan = Plan(
        start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes"), "Europe/London", repeat=rule
    )
    begin = frm.replace(tzinfo=UTC)
    finish = begin + dt.timedelta(days=days)
    early, late = dt.datetime(2025, 1, 1, tzinfo=UTC), dt.datetime(2029, 1, 1, tzinfo=UTC)
    whole = times(plan, early, late)
    touching = [
        each
        for each in whole
        if instant(each.start) < finish and (instant(each.start) >= begin or instant(each.end) > begin)
    ]
    assert times(plan, begin, finish) == touching


def instant(moment: str) -> dt.datetime:
    from zoneinfo import ZoneInfo

    wall = dt.datetime.fromisoformat(moment)
    return wall.replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def test_a_day_is_found_quickly_among_many(crm) -> None:
    with crm.write.change("fill the book") as change:
        change.connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
            "INSERT INTO appointment(title, starts, ends, timezone, starts_utc, ends_utc) "
            "SELECT 'Visit', strftime('%Y-%m-%dT%H:%M', '2020-01-01', '+' || (i * 3) || ' hours'), "
            "strftime('%Y-%m-%dT%H:%M', '2020-01-01', '+' || (i * 3 + 1) || ' hours'), 'UTC', "
            "strftime('%Y-%m-%dT%H:%M:%SZ', '2020-01-01', '+' || (i * 3) || ' hours'), "
            "strftime('%Y-%m-%dT%H:%M:%SZ', '2020-01-01', '+' || (i * 3 + 1) || ' hours') FROM n"
        )
    frm = dt.datetime(2026, 9, 21, tzinfo=UTC)
    crm.read.appointments.happening(frm, frm + dt.timedelta(days=1))
    before = time.process_time()
    for _ in range(20):
        assert len(crm.read.appointments.happening(frm, frm + dt.timedelta(days=1))) == 8
    # A walk through all 20,000 takes ten times as long.
    assert (time.process_time() - before) / 20 < 0.01

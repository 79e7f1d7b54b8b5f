from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UnclearDate
from smallcrm.model.when import When, describe, parse_when
from smallcrm.model.when_tokens import vocabulary

LONDON = ZoneInfo("Europe/London")
MONDAY_NOON = dt.datetime(2026, 9, 21, 12, 0, tzinfo=LONDON)


def say(text: str, *, order: str | None = "dmy", past: bool = False, week_start: int = 0) -> str:
    found = parse_when(text, now=MONDAY_NOON, order=order, past=past, week_start=week_start)
    return describe(found, MONDAY_NOON)


FORWARD = {
    "today": "Mon 21 Sep 2026",
    "tomorrow": "Tue 22 Sep 2026",
    "the day after tomorrow": "Wed 23 Sep 2026",
    "yesterday": "Sun 20 Sep 2026",
    "now": "Mon 21 Sep 2026 12:00",
    "tomorrow 9am": "Tue 22 Sep 2026 09:00",
    "9am tomorrow": "Tue 22 Sep 2026 09:00",
    "Tomorrow, at 9 o'clock": "Tue 22 Sep 2026 09:00",
    "tue": "Tue 22 Sep 2026",
    "tues.": "Tue 22 Sep 2026",
    "TUESDAY": "Tue 22 Sep 2026",
    "tue 15:00": "Tue 22 Sep 2026 15:00",
    "mon": "Mon 21 Sep 2026",
    "mon 3pm": "Mon 21 Sep 2026 15:00",
    "mon 12:00": "Mon 28 Sep 2026 12:00",
    "mon 9am": "Mon 28 Sep 2026 09:00",
    "this fri": "Fri 25 Sep 2026",
    "next tue": "Tue 29 Sep 2026",
    "next mon": "Mon 28 Sep 2026",
    "last fri": "Fri 18 Sep 2026",
    "last mon": "Mon 14 Sep 2026",
    "monday week": "Mon 28 Sep 2026",
    "tuesday week at noon": "Tue 29 Sep 2026 12:00",
    "a week on monday": "Mon 28 Sep 2026",
    "tuesday fortnight": "Tue 6 Oct 2026",
    "a week tomorrow": "Tue 29 Sep 2026",
    "today week": "Mon 28 Sep 2026",
    "tuesday next week": "Tue 29 Sep 2026",
    "in 2 weeks": "Mon 5 Oct 2026",
    "in a fortnight": "Mon 5 Oct 2026",
    "in 90 minutes": "Mon 21 Sep 2026 13:30",
    "in 1h 30min": "Mon 21 Sep 2026 13:30",
    "in 3 days at 10am": "Thu 24 Sep 2026 10:00",
    "2 weeks ago": "Mon 7 Sep 2026",
    "2 hours ago": "Mon 21 Sep 2026 10:00",
    "2 weeks from now": "Mon 5 Oct 2026",
    "3 days after tuesday": "Fri 25 Sep 2026",
    "2 days before 24 dec": "Tue 22 Dec 2026",
    "3d": "Thu 24 Sep 2026",
    "2w": "Mon 5 Oct 2026",
    "6mo": "Sun 21 Mar 2027",
    "1y": "Tue 21 Sep 2027",
    "3 apr": "Sat 3 Apr 2027",
    "apr 3": "Sat 3 Apr 2027",
    "21 sep": "Mon 21 Sep 2026",
    "21 sep 9am": "Mon 21 Sep 2026 09:00",
    "3rd april 2027": "Sat 3 Apr 2027",
    "April 3rd, 2027": "Sat 3 Apr 2027",
    "3 apr 27": "Sat 3 Apr 2027",
    "fri 23 oct": "Fri 23 Oct 2026",
    "3/4/2027": "Sat 3 Apr 2027",
    "3/4/27": "Sat 3 Apr 2027",
    "3/4": "Sat 3 Apr 2027",
    "3.4.2027": "Sat 3 Apr 2027",
    "3.4.": "Sat 3 Apr 2027",
    "3-4-2027": "Sat 3 Apr 2027",
    "2027/4/3": "Sat 3 Apr 2027",
    "25/12/2026": "Fri 25 Dec 2026",
    "29 feb": "Tue 29 Feb 2028",
    "the 5th": "Mon 5 Oct 2026",
    "21st": "Mon 21 Sep 2026",
    "31st": "Sat 31 Oct 2026",
    "15th of next month": "Thu 15 Oct 2026",
    "3rd friday": "Fri 16 Oct 2026",
    "5th monday": "Mon 30 Nov 2026",
    "3rd friday of november": "Fri 20 Nov 2026",
    "3rd friday of november 2027": "Fri 19 Nov 2027",
    "first monday in january": "Mon 4 Jan 2027",
    "last friday of the month": "Fri 25 Sep 2026",
    "last friday of next month": "Fri 30 Oct 2026",
    "last friday of november": "Fri 27 Nov 2026",
    "end of month": "Wed 30 Sep 2026",
    "end of next month": "Sat 31 Oct 2026",
    "end of the week": "Sun 27 Sep 2026",
    "end of november": "Mon 30 Nov 2026",
    "end of february 2028": "Tue 29 Feb 2028",
    "end of quarter": "Wed 30 Sep 2026",
    "end of year": "Thu 31 Dec 2026",
    "last day of february": "Sun 28 Feb 2027",
    "start of next month": "Thu 1 Oct 2026",
    "next week": "Mon 28 Sep 2026",
    "next month": "Thu 1 Oct 2026",
    "next year": "Fri 1 Jan 2027",
    "last week": "Mon 14 Sep 2026",
    "this month": "Mon 21 Sep 2026",
    "2026-10-23": "Fri 23 Oct 2026",
    "2026-10-23 14:00": "Fri 23 Oct 2026 14:00",
    "2026-10-23T14:00": "Fri 23 Oct 2026 14:00",
    "2026-10-23T14:00:00Z": "Fri 23 Oct 2026 15:00",
    "2026-10-23 14:00+02:00": "Fri 23 Oct 2026 13:00",
    "2026-10-23 14:00:00-05:00": "Fri 23 Oct 2026 20:00",
    "2026-10-23T23:30Z": "Sat 24 Oct 2026 00:30",
    "tomorrow 12am": "Tue 22 Sep 2026 00:00",
    "tomorrow midnight": "Tue 22 Sep 2026 00:00",
    "tomorrow 12 noon": "Tue 22 Sep 2026 12:00",
    "tomorrow 9.30": "Tue 22 Sep 2026 09:30",
    "tomorrow 3.30 p.m.": "Tue 22 Sep 2026 15:30",
    "tomorrow 1500h": "Tue 22 Sep 2026 15:00",
    "tomorrow at 9": "Tue 22 Sep 2026 09:00",
}


@pytest.mark.parametrize(("text", "meant"), FORWARD.items())
def test_a_phrase_looks_forward(text: str, meant: str) -> None:
    assert say(text) == meant


PAST = {
    "tue": "Tue 15 Sep 2026",
    "mon": "Mon 21 Sep 2026",
    "mon 9am": "Mon 21 Sep 2026 09:00",
    "mon 3pm": "Mon 14 Sep 2026 15:00",
    "3 apr": "Fri 3 Apr 2026",
    "24 dec": "Wed 24 Dec 2025",
    "21 sep": "Mon 21 Sep 2026",
    "3/4": "Fri 3 Apr 2026",
    "3d": "Fri 18 Sep 2026",
    "in 3 days": "Thu 24 Sep 2026",
    "the 5th": "Sat 5 Sep 2026",
    "31st": "Mon 31 Aug 2026",
    "3rd friday": "Fri 18 Sep 2026",
    "3rd friday of november": "Fri 21 Nov 2025",
    "this week": "Mon 21 Sep 2026",
    "this month": "Tue 1 Sep 2026",
    "end of november": "Sun 30 Nov 2025",
    "29 feb": "Thu 29 Feb 2024",
    "tomorrow": "Tue 22 Sep 2026",
    "24-28 dec": "Wed 24 Dec 2025 – Sun 28 Dec 2025",
}


@pytest.mark.parametrize(("text", "meant"), PAST.items())
def test_a_phrase_looks_back(text: str, meant: str) -> None:
    assert say(text, past=True) == meant


RANGES = {
    "mon 9-10:30": "Mon 28 Sep 2026, 09:00–10:30",
    "mon 9am to 10:30am": "Mon 28 Sep 2026, 09:00–10:30",
    "9 to 10:30 on tuesday": "Tue 22 Sep 2026, 09:00–10:30",
    "tue from 9 to 10": "Tue 22 Sep 2026, 09:00–10:00",
    "tue 1-3pm": "Tue 22 Sep 2026, 13:00–15:00",
    "tue 11-1pm": "Tue 22 Sep 2026, 11:00–13:00",
    "tue 9-10:30am": "Tue 22 Sep 2026, 09:00–10:30",
    "tue 3pm-4:30": "Tue 22 Sep 2026, 15:00–16:30",
    "tue 9am-1": "Tue 22 Sep 2026, 09:00–13:00",
    "fri 23 oct 14:00-16:00": "Fri 23 Oct 2026, 14:00–16:00",
    "24 dec 9-10": "Thu 24 Dec 2026, 09:00–10:00",
    "2026-12-24 10:00-12:00": "Thu 24 Dec 2026, 10:00–12:00",
    "2026-12-24T10:00/2026-12-24T12:00": "Thu 24 Dec 2026, 10:00–12:00",
    "fri 22:00-02:00": "Fri 25 Sep 2026 22:00 – Sat 26 Sep 2026 02:00",
    "mon 9am - tue 5pm": "Mon 28 Sep 2026 09:00 – Tue 29 Sep 2026 17:00",
    "24 dec - 28 dec": "Thu 24 Dec 2026 – Mon 28 Dec 2026",
    "24 dec until 3 jan": "Thu 24 Dec 2026 – Sun 3 Jan 2027",
    "24-28 dec": "Thu 24 Dec 2026 – Mon 28 Dec 2026",
    "24–28 dec 2027": "Fri 24 Dec 2027 – Tue 28 Dec 2027",
    "dec 24-28": "Thu 24 Dec 2026 – Mon 28 Dec 2026",
    "2026-12-24/2026-12-28": "Thu 24 Dec 2026 – Mon 28 Dec 2026",
    "24/12-28/12": "Thu 24 Dec 2026 – Mon 28 Dec 2026",
    "from mon to fri": "Mon 21 Sep 2026 – Fri 25 Sep 2026",
}


@pytest.mark.parametrize(("text", "meant"), RANGES.items())
def test_a_range_has_both_ends(text: str, meant: str) -> None:
    assert say(text) == meant


TIMES = {
    "3pm": When(dt.date(2026, 9, 21), dt.time(15), has_date=False),
    "at 3pm": When(dt.date(2026, 9, 21), dt.time(15), has_date=False),
    "11:00": When(dt.date(2026, 9, 22), dt.time(11), has_date=False),
    "noon": When(dt.date(2026, 9, 22), dt.time(12), has_date=False),
    "midnight": When(dt.date(2026, 9, 22), dt.time(0), has_date=False),
    "11:00-12:30": When(
        dt.date(2026, 9, 22), dt.time(11), dt.date(2026, 9, 22), dt.time(12, 30), has_date=False
    ),
}


@pytest.mark.parametrize(("text", "meant"), TIMES.items())
def test_a_time_alone_has_no_date(text: str, meant: When) -> None:
    assert parse_when(text, now=MONDAY_NOON, order=None) == meant


def test_a_time_alone_comes_last_when_looking_back() -> None:
    assert say("3pm", past=True) == "Sun 20 Sep 2026 15:00"
    assert say("11:00", past=True) == "Mon 21 Sep 2026 11:00"


REFUSED = {
    "": "no date",
    "   ": "no date",
    "tusday": '"tusday" was not understood as part of a date, did you mean tuesday?',
    "tomorrow blah": '"blah"',
    "tomorrow at": "as a whole",
    "monday monday": "as a whole",
    "9am tomorrow 10am": "as a whole",
    "3 9am apr": "as a whole",
    "a april": "as a whole",
    "9-10": "as a whole",
    "in 2 weeks ago": "as a whole",
    "12345": '"12345"',
    "²": "was not understood",
    "٣ apr": "was not understood",
    "30 feb": "there is no 30 February",
    "30/2/2027": "there is no 30 February",
    "29 feb 2027": "there is no 29 February 2027",
    "31 apr": "there is no 31 April",
    "0 apr": "there is no 0 April",
    "32nd": "no month has a 32nd",
    "6th friday": "no month has a 6th Friday",
    "5th friday of november 2026": "has no 5th Friday",
    "2026-13-01": "there is no 2026-13-01",
    "2026-10-23T25:00": "there is no 2026-10-23t25:00",
    "1899-12-31": "1900 to 2200",
    "2201-01-01": "1900 to 2200",
    "in 9999 years": "1900 to 2200",
    "3 apr 10": "a year or an hour",
    "3/4/1": "two or four digits",
    "9.30": "a time or a date",
    "13pm": '"13pm" is no time of day',
    "tomorrow 24:00": "no time of day",
    "tomorrow 9:60": "no time of day",
    "fri 22 oct": "22 Oct 2026 is a Thursday, not a Friday",
    "fri 2026-10-22": "22 Oct 2026 is a Thursday, not a Friday",
    "mon 9-5": "ends before it begins",
    "28-24 dec 2026": "before it begins",
    "2026-12-28/2026-12-24": "before it begins",
    "mon 9am - tue": "give both or neither",
}


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_what_is_not_understood_whole_is_refused(text: str, why: str) -> None:
    with pytest.raises(UnclearDate) as refused:
        say(text)
    assert why in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("text", "order", "meant"),
    [
        ("3/4/2027", "mdy", "Thu 4 Mar 2027"),
        ("3/4", "mdy", "Thu 4 Mar 2027"),
        ("3/4", "ymd", "Thu 4 Mar 2027"),
        ("27/4/3", "ymd", "Sat 3 Apr 2027"),
        ("25/12/2026", None, "Fri 25 Dec 2026"),
        ("12/25/2026", None, "Fri 25 Dec 2026"),
        ("25/12/2026", "mdy", "Fri 25 Dec 2026"),
        ("4/4", None, "Sun 4 Apr 2027"),
        ("2027-04-03", "mdy", "Sat 3 Apr 2027"),
    ],
)
def test_numbers_follow_the_date_order(text: str, order: str | None, meant: str) -> None:
    assert say(text, order=order) == meant


@pytest.mark.parametrize(("text", "order"), [("3/4", None), ("3/4/2027", None), ("3/4/2027", "ymd")])
def test_ambiguous_numbers_tell_how_to_set_the_order(text: str, order: str | None) -> None:
    with pytest.raises(UnclearDate, match=r"could be 3 April or 4 March.*smallcrm config set date_order dmy"):
        say(text, order=order)


@pytest.mark.parametrize("text", ["30m", "in 6m", "10 m ago", "3 m"])
def test_m_alone_could_be_minutes_or_months(text: str) -> None:
    with pytest.raises(UnclearDate, match='"m" could be minutes or months; write for example 30min or 6mo'):
        say(text)


def test_the_week_begins_where_the_user_says() -> None:
    assert say("end of week", week_start=6) == "Sat 26 Sep 2026"
    assert say("next week", week_start=6) == "Sun 27 Sep 2026"
    assert say("next sun", week_start=6) == "Sun 27 Sep 2026"


def test_minutes_from_now_run_over_a_clock_change() -> None:
    before_the_gap = dt.datetime(2026, 3, 29, 0, 30, tzinfo=LONDON)
    found = parse_when("in 60 minutes", now=before_the_gap, order=None)
    assert (found.date, found.time) == (dt.date(2026, 3, 29), dt.time(2, 30))


def test_describe_tells_instants_in_the_users_zone() -> None:
    assert describe(dt.datetime(2026, 9, 21, 13, tzinfo=dt.UTC), MONDAY_NOON) == "Mon 21 Sep 2026 14:00"
    assert describe(dt.datetime(2026, 9, 21, 13), MONDAY_NOON) == "Mon 21 Sep 2026 13:00"
    assert describe(dt.date(2026, 10, 23), MONDAY_NOON) == "Fri 23 Oct 2026"


WORDS = [
    *sorted(vocabulary()),
    *["3", "24", "2026", "9am", "10:30", "3rd", "3/4", "2026-12-24", "-", "/", ",", "the", "of", "on", "."],
]
PHRASES = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
    st.from_regex(r"[0-9]{1,4}[-/.:][0-9]{1,4}[-/.: t][0-9]{0,4}[a-z]{0,2}", fullmatch=True),
)


@given(PHRASES, st.sampled_from(["dmy", "mdy", "ymd", None]), st.booleans(), st.integers(0, 6))
def test_any_text_is_understood_or_refused(text: str, order: str | None, past: bool, week_start: int) -> None:
    try:
        found = parse_when(text, now=MONDAY_NOON, order=order, past=past, week_start=week_start)
    except UnclearDate:
        return
    assert 1900 <= found.date.year <= 2200
    assert found.end_date is None or found.date <= found.end_date
    assert describe(found, MONDAY_NOON)


def test_a_very_long_text_is_refused_at_once() -> None:
    begin = time.process_time()
    with pytest.raises(UnclearDate):
        say("mon - " * 2_000)
    with pytest.raises(UnclearDate) as refused:
        say("x\n" * 2_000 + "x" * 2_000)
    assert len(refused.value.message) < 200
    assert "\n" not in refused.value.message
    assert time.process_time() - begin < 0.5


MOMENTS = st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2200, 12, 30)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(MOMENTS, st.sampled_from("T "))
def test_iso_comes_back_as_written(moment: dt.datetime, between: str) -> None:
    found = parse_when(moment.isoformat(between), now=MONDAY_NOON, order=None)
    assert dt.datetime.combine(found.date, found.time or dt.time()) == moment
    assert found.has_date


@given(MOMENTS, st.sampled_from(["Asia/Kathmandu", "America/New_York", "UTC", "Africa/Casablanca"]))
def test_iso_with_an_offset_becomes_the_users_time(moment: dt.datetime, zone: str) -> None:
    instant = moment.replace(year=max(moment.year, 1980), day=min(moment.day, 28), tzinfo=ZoneInfo(zone))
    found = parse_when(instant.isoformat(), now=MONDAY_NOON, order=None)
    assert dt.datetime.combine(found.date, found.time or dt.time()) == instant.astimezone(LONDON).replace(
        tzinfo=None
    )


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_what_is_said_back_is_understood_again(day: dt.date) -> None:
    assert parse_when(describe(day, MONDAY_NOON), now=MONDAY_NOON, order=None) == When(day)


@pytest.mark.parametrize("text", ["june 2027", "jun 2027"])
def test_a_month_of_a_year_lacks_its_day(text: str) -> None:
    with pytest.raises(UnclearDate, match='"June 2027" lacks its day; write for example 1 June 2027'):
        say(text)

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.repeat import parse_repeat, repeat_in_words

NOW = dt.datetime(2026, 9, 21, 12, 0, tzinfo=ZoneInfo("Europe/London"))
TUESDAY = dt.date(2026, 9, 22)
MONTH_END = dt.date(2026, 8, 31)
LEAP_DAY = dt.date(2028, 2, 29)


def read(text: str, start: dt.date = TUESDAY) -> str:
    return parse_repeat(text, start=start, now=NOW, order="dmy")


WORDS = {
    "daily": ("FREQ=DAILY", "every day"),
    "every day": ("FREQ=DAILY", "every day"),
    "every 3 days": ("FREQ=DAILY;INTERVAL=3", "every 3 days"),
    "weekly": ("FREQ=WEEKLY", "every week"),
    "Fortnightly": ("FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
    "every other week": ("FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
    "every 4 weeks": ("FREQ=WEEKLY;INTERVAL=4", "every 4 weeks"),
    "every four weeks": ("FREQ=WEEKLY;INTERVAL=4", "every 4 weeks"),
    "every other tuesday": ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every 2 weeks on Tuesday"),
    "every thursday and monday": ("FREQ=WEEKLY;BYDAY=MO,TH", "every Monday and Thursday"),
    "every mon, tue and thu": ("FREQ=WEEKLY;BYDAY=MO,TU,TH", "every Monday, Tuesday and Thursday"),
    "weekly on friday": ("FREQ=WEEKLY;BYDAY=FR", "every Friday"),
    "every weekday": ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
    "every weekday until 24 dec": (
        "FREQ=WEEKLY;UNTIL=20261224;BYDAY=MO,TU,WE,TH,FR",
        "every weekday until 24 Dec 2026",
    ),
    "every 2 weeks on weekdays": (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR",
        "every 2 weeks on weekdays",
    ),
    "every month": ("FREQ=MONTHLY", "every month"),
    "monthly on the 3rd friday": ("FREQ=MONTHLY;BYDAY=3FR", "monthly on the 3rd Friday"),
    "every 3rd friday of the month": ("FREQ=MONTHLY;BYDAY=3FR", "monthly on the 3rd Friday"),
    "monthly on the last friday": ("FREQ=MONTHLY;BYDAY=-1FR", "monthly on the last Friday"),
    "monthly on the 15th": ("FREQ=MONTHLY;BYMONTHDAY=15", "monthly on the 15th"),
    "monthly on the 1st and 15th": ("FREQ=MONTHLY;BYMONTHDAY=1,15", "monthly on the 1st and 15th"),
    "monthly on the 29th and 29th": ("FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1", "monthly on the 29th"),
    "monthly on the 31st": ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "monthly on the 31st"),
    "monthly on the last day": ("FREQ=MONTHLY;BYMONTHDAY=-1", "monthly on the last day"),
    "every 3 months": ("FREQ=MONTHLY;INTERVAL=3", "every 3 months"),
    "quarterly": ("FREQ=MONTHLY;INTERVAL=3", "every 3 months"),
    "every 3 months on the 2nd tue": (
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU",
        "every 3 months on the 2nd Tuesday",
    ),
    "yearly": ("FREQ=YEARLY", "every year"),
    "annually": ("FREQ=YEARLY", "every year"),
    "every year on 24 dec": ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on 24 Dec"),
    "every december 24th": ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on 24 Dec"),
    "every year on 29 feb": (
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1",
        "every year on 29 Feb",
    ),
    "yearly on the 3rd friday of november": (
        "FREQ=YEARLY;BYMONTH=11;BYDAY=3FR",
        "every year on the 3rd Friday of November",
    ),
    "yearly on the last day of february": (
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
        "every year on the last day of February",
    ),
    "weekly for 6 times": ("FREQ=WEEKLY;COUNT=6", "every week, 6 times"),
    "weekly 6 times": ("FREQ=WEEKLY;COUNT=6", "every week, 6 times"),
    "daily 1 time": ("FREQ=DAILY;COUNT=1", "every day, 1 time"),
}


@pytest.mark.parametrize(("text", "rule", "words"), [(text, *meant) for text, meant in WORDS.items()])
def test_words_become_a_rule_and_words_again(text: str, rule: str, words: str) -> None:
    assert read(text) == rule
    assert repeat_in_words(rule) == words


@pytest.mark.parametrize(
    ("text", "start", "rule"),
    [
        ("monthly", MONTH_END, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        ("quarterly", dt.date(2026, 8, 30), "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=28,29,30;BYSETPOS=-1"),
        ("every 6 months", dt.date(2026, 8, 29), "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=28,29;BYSETPOS=-1"),
        ("monthly", dt.date(2026, 8, 28), "FREQ=MONTHLY"),
        ("yearly", LEAP_DAY, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"),
        ("yearly", MONTH_END, "FREQ=YEARLY"),
        ("monthly on the 3rd friday", MONTH_END, "FREQ=MONTHLY;BYDAY=3FR"),
    ],
)
def test_months_clamp_by_the_day_of_the_start(text: str, start: dt.date, rule: str) -> None:
    assert read(text, start) == rule


def test_until_looks_forward_from_the_start() -> None:
    assert read("weekly until 24 dec", dt.date(2027, 3, 1)) == "FREQ=WEEKLY;UNTIL=20271224"


RULES = {
    "FREQ=WEEKLY;BYDAY=TH,MO": "FREQ=WEEKLY;BYDAY=MO,TH",
    "rrule:freq=daily;interval=1": "FREQ=DAILY",
    "RRULE:FREQ=MONTHLY;BYDAY=3FR;UNTIL=20261224T090000Z": "FREQ=MONTHLY;UNTIL=20261224T090000Z;BYDAY=3FR",
    "FREQ=WEEKLY;UNTIL=20261224T090000;WKST=SU": "FREQ=WEEKLY;UNTIL=20261224T090000;WKST=SU",
    "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO": "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
    "FREQ=YEARLY;BYDAY=-53SU;": "FREQ=YEARLY;BYDAY=-53SU",
    "FREQ=MONTHLY": "FREQ=MONTHLY",
}


@pytest.mark.parametrize(("text", "rule"), RULES.items())
def test_a_rule_is_kept_and_written_canonically(text: str, rule: str) -> None:
    assert read(text, MONTH_END) == rule


@pytest.mark.parametrize(
    "rule",
    ["FREQ=MONTHLY;UNTIL=20261224T090000Z", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "FREQ=DAILY;BYMONTH=1",
     "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=2", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=YEARLY;BYDAY=20MO",
     "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR"],
)  # fmt: skip
def test_a_rule_without_words_is_said_as_it_is(rule: str) -> None:
    assert repeat_in_words(rule) == rule


@pytest.mark.parametrize(
    "text",
    ["", "every", "blah", "bimonthly", "every blah", "every 0 weeks", "every week on", "every week on blah",
     "every 2nd tuesday", "every day on monday", "every year on 30 feb", "every year on 24", "every 24 dec nov",
     "monthly on the 32nd", "monthly on the 6th friday", "weekly for 0 times", "weekly for 10001 times",
     "weekly until 1 jan 2020", "weekly until tomorrow 9am", "weekly until 24-28 dec", "weekly until",
     "weekly until 24 dec 6 times", "every 999999 days",
     "FREQ=SECONDLY", "FREQ=HOURLY", "INTERVAL=2", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0",
     "FREQ=DAILY;COUNT=10001", "FREQ=DAILY;COUNT=3;UNTIL=20270101", "FREQ=DAILY;BYHOUR=9", "FREQ=DAILY;X-A=1",
     "FREQ=DAILY;FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=YEARLY;BYMONTH=-1",
     "FREQ=WEEKLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=MONTHLY;BYDAY=0MO", "FREQ=WEEKLY;BYMONTHDAY=3",
     "FREQ=MONTHLY;BYWEEKNO=3", "FREQ=DAILY;BYSETPOS=1", "FREQ=DAILY;UNTIL=20260230", "FREQ=DAILY;UNTIL=soon",
     "FREQ=DAILY;WKST=XX", "FREQ=DAILY;BYDAY="],
)  # fmt: skip
def test_what_is_no_repeat_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(text)
    assert "\n" not in refused.value.message


def test_an_ambiguous_ordinal_offers_both_readings() -> None:
    with pytest.raises(UsageError, match='"every 2 weeks on tuesday" or "monthly on the 2nd tuesday"'):
        read("every 2nd tuesday")


DAYS = ["monday", "Tuesday", "wed", "thursday", "fri", "sat", "sunday"]
MONTHS = ["jan", "february", "mar", "apr", "may", "june", "jul", "aug", "sept", "oct", "nov", "dec"]
PLACES = ["1st", "2nd", "third", "4th", "5th", "last"]
NUMBERS = st.integers(1, 20)
GRAMMAR = st.one_of(
    st.sampled_from(list(WORDS)),
    st.tuples(NUMBERS, st.sampled_from(["days", "weeks", "months", "years"])).map(
        lambda x: f"every {x[0]} {x[1]}"
    ),
    st.lists(st.sampled_from(DAYS), min_size=1, max_size=7).map(lambda days: "every " + " and ".join(days)),
    st.tuples(NUMBERS, st.sampled_from(PLACES), st.sampled_from(DAYS)).map(
        lambda x: f"every {x[0]} months on the {x[1]} {x[2]}"
    ),
    st.tuples(NUMBERS, st.lists(st.integers(1, 31), min_size=1, max_size=4)).map(
        lambda x: f"every {x[0]} months on the " + " and ".join(f"{day}th" for day in x[1])
    ),
    st.tuples(NUMBERS, st.integers(1, 29), st.sampled_from(MONTHS)).map(
        lambda x: f"every {x[0]} years on {x[1]} {x[2]}"
    ),
    st.tuples(st.sampled_from(PLACES), st.sampled_from(DAYS), st.sampled_from(MONTHS)).map(
        lambda x: f"yearly on the {x[0]} {x[1]} of {x[2]}"
    ),
)
ENDS = st.sampled_from(["", " for 12 times", " until 31 dec 2040"])


@given(GRAMMAR, ENDS, st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 1)) | st.just(LEAP_DAY))
def test_words_said_back_mean_the_same(text: str, end: str, start: dt.date) -> None:
    ends_itself = "until" in text or "time" in text
    rule = read(text if ends_itself else text + end, start if not ends_itself else TUESDAY)
    words = repeat_in_words(rule)
    assert "=" not in words
    assert read(words, start if not ends_itself else TUESDAY) == rule


@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(
                [
                    "every",
                    "each",
                    "other",
                    "weekday",
                    "month",
                    "on",
                    "the",
                    "last",
                    "3rd",
                    "friday",
                    "day",
                    "until",
                    "24",
                    "dec",
                    "times",
                    "6",
                    "for",
                ]
            ),
            max_size=8,
        ).map(" ".join),
        st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        "FREQ",
                        "INTERVAL",
                        "COUNT",
                        "UNTIL",
                        "BYDAY",
                        "BYMONTH",
                        "BYMONTHDAY",
                        "BYSETPOS",
                        "WKST",
                        "BYHOUR",
                    ]
                ),
                st.sampled_from(
                    [
                        "DAILY",
                        "MONTHLY",
                        "YEARLY",
                        "1",
                        "-1",
                        "31",
                        "99999",
                        "MO",
                        "3FR,-1SU",
                        "20261224",
                        "20261224T090000Z",
                        "²",
                    ]
                ),
            ).map("=".join),
            max_size=5,
        ).map(";".join),
    )
)
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        rule = read(text)
    except UsageError:
        return
    assert read(rule) == rule

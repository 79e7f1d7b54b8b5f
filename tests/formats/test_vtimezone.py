"""VTIMEZONE components say what the tz database says."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import tzical
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.formats.ics.vtimezone import vtimezone

REGULAR = [
    "Africa/Cairo",  # back on the last Thursday at 24:00, which may be a 1 November
    "America/Havana",
    "America/New_York",
    "America/Nuuk",  # by the last Sunday, but in the evening before it
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",  # two hours
    "Asia/Beirut",
    "Asia/Jerusalem",
    "Atlantic/Azores",
    "Australia/Lord_Howe",  # half an hour
    "Australia/Sydney",
    "Europe/Chisinau",
    "Europe/Dublin",  # negative daylight saving in winter
    "Europe/London",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Easter",
]
IRREGULAR = ["Africa/Casablanca", "Africa/El_Aaiun", "Asia/Gaza"]
CONSTANT = ["Asia/Kathmandu", "Asia/Tokyo", "Etc/GMT+5", "Pacific/Apia", "UTC"]


def blocks(text: str) -> list[dict[str, str]]:
    """The observances, each a property by name."""
    found: list[dict[str, str]] = []
    for line in text.split("\r\n"):
        name, _, value = line.partition(":")
        if name == "BEGIN" and value != "VTIMEZONE":
            found.append({"kind": value})
        elif found and name != "END":
            found[-1][name] = value
    return found


def offset(value: str) -> timedelta:
    size = timedelta(hours=int(value[1:3]), minutes=int(value[3:5]), seconds=int(value[5:7] or 0))
    return -size if value[0] == "-" else size


def offsets(text: str, until: datetime) -> list[tuple[datetime, timedelta]]:
    """Every onset in UTC with the offset that begins, by RFC 5545 3.6.5."""
    found = []
    for block in blocks(text):
        start = datetime.strptime(block["DTSTART"], "%Y%m%dT%H%M%S")
        rule = rrulestr(block.get("RRULE", "FREQ=YEARLY;COUNT=1"), dtstart=start)
        before = offset(block["TZOFFSETFROM"])
        for onset in rule.between(datetime(1800, 1, 1), until, inc=True):
            found.append(((onset - before).replace(tzinfo=UTC), offset(block["TZOFFSETTO"])))
    return sorted(found)


def differences(tzid: str, frm: int, to: int) -> list[str]:
    """Instants in the span, around each onset and every five days, whose offset is not the zone's."""
    onsets = offsets(vtimezone(tzid, frm, to), datetime(to + 1, 1, 2))
    zone = ZoneInfo(tzid)
    instant, end = datetime(frm, 1, 1, tzinfo=UTC), datetime(to, 12, 31, tzinfo=UTC)
    instants = [instant + timedelta(days=5) * number for number in range((end - instant).days // 5 + 1)]
    instants += [onset + timedelta(seconds=by) for onset, _ in onsets for by in (-1, 0)]
    return [
        f"{moment}: {said} for {moment.astimezone(zone).utcoffset()}"
        for moment in instants
        if instant <= moment <= end
        and (said := [to for onset, to in onsets if onset <= moment][-1])
        != moment.astimezone(zone).utcoffset()
    ]


@pytest.mark.parametrize("tzid", [*REGULAR, *IRREGULAR, *CONSTANT])
def test_every_offset_in_the_span_is_the_zones(tzid: str) -> None:
    assert differences(tzid, 2025, 2030) == []


@pytest.mark.parametrize(
    ("tzid", "frm", "to"),
    [
        ("America/New_York", 2004, 2009),  # new rules in 2007
        ("America/Sao_Paulo", 2015, 2021),  # given up in 2019
        ("Asia/Gaza", 2084, 2090),  # the listed changes end and rules begin
        ("Asia/Pyongyang", 2014, 2019),  # half an hour back and forth, no daylight saving
        ("Europe/Istanbul", 2014, 2018),  # stayed in summer
        ("Europe/London", 1966, 1973),  # summer time all year
        ("Europe/Moscow", 2009, 2016),
        ("Pacific/Apia", 2010, 2023),  # crossed the date line
        ("Africa/Casablanca", 2016, 2024),  # Ramadan, and a new standard time in 2018
        ("Africa/Monrovia", 1970, 1974),  # offset with seconds
    ],
)
def test_a_change_of_rules_inside_the_span_is_told(tzid: str, frm: int, to: int) -> None:
    assert differences(tzid, frm, to) == []


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted([*REGULAR, *IRREGULAR, *CONSTANT])), st.integers(1900, 2095), st.integers(0, 12)
)
def test_any_span_is_right(tzid: str, frm: int, length: int) -> None:
    assert differences(tzid, frm, frm + length) == []


# Only zones whose rules nobody thinks of changing: the tests hold with any tz database.
@pytest.mark.parametrize(
    "tzid", ["America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "Europe/London"]
)
def test_rules_are_written_as_rules_that_do_not_end(tzid: str) -> None:
    observances = blocks(vtimezone(tzid, 2026, 2028))
    assert len(observances) == 2
    assert all("UNTIL" not in observance["RRULE"] for observance in observances)
    assert differences(tzid, 2026, 2028) == []


@pytest.mark.parametrize("tzid", IRREGULAR)
def test_irregular_changes_are_written_one_by_one(tzid: str) -> None:
    observances = blocks(vtimezone(tzid, 2019, 2023))
    assert len(observances) > 8
    assert not any("RRULE" in observance for observance in observances)


@pytest.mark.parametrize("tzid", CONSTANT)
def test_a_zone_that_never_changes_is_one_standard(tzid: str) -> None:
    observances = blocks(vtimezone(tzid, 2026, 2028))
    assert [observance["kind"] for observance in observances] == ["STANDARD"]


def test_london_is_what_anyone_would_write() -> None:
    assert vtimezone("Europe/London", 2026, 2027).split("\r\n") == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:DAYLIGHT",
        "DTSTART:20250330T010000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "TZNAME:BST",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20251026T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "TZNAME:GMT",
        "END:STANDARD",
        "END:VTIMEZONE",
        "",
    ]


def test_dublins_summer_is_its_daylight_saving() -> None:
    kinds = {block["kind"]: block["TZNAME"] for block in blocks(vtimezone("Europe/Dublin", 2026, 2027))}
    assert kinds == {"DAYLIGHT": "IST", "STANDARD": "GMT"}


@pytest.mark.parametrize(("frm", "to"), [(1, 9), (1700, 1750), (2026, 2000), (2500, 2600), (2026, 9999)])
def test_a_span_beyond_what_is_known_is_answered(frm: int, to: int) -> None:
    assert blocks(vtimezone("Europe/London", frm, to))


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UsageError):
        vtimezone("Europe/Atlantis", 2026, 2027)


def wall_times(frm: int, to: int) -> list[datetime]:
    start = datetime(frm, 1, 1, 12)
    return [start + timedelta(days=1) * number for number in range(365 * (to - frm + 1))]


@pytest.mark.parametrize("tzid", [*REGULAR, *IRREGULAR, *CONSTANT])
def test_dateutil_reads_the_same_offsets(tzid: str) -> None:
    zone, read = ZoneInfo(tzid), tzical(io.StringIO(vtimezone(tzid, 2026, 2027))).get()
    wrong = [w for w in wall_times(2026, 2027) if read.utcoffset(w) != w.replace(tzinfo=zone).utcoffset()]
    assert wrong == []


@pytest.mark.parametrize("tzid", [*REGULAR, *IRREGULAR, *CONSTANT])
def test_icalendar_reads_the_same_offsets(tzid: str) -> None:
    from icalendar import Timezone

    text = vtimezone(tzid, 2026, 2027).replace(f"TZID:{tzid}", f"TZID:own {tzid}")
    zone, read = ZoneInfo(tzid), Timezone.from_ical(text).to_tz()
    wrong = [
        w
        for w in wall_times(2026, 2027)
        if w.replace(tzinfo=read).utcoffset() != w.replace(tzinfo=zone).utcoffset()
    ]
    assert wrong == []

"""VTIMEZONE components (RFC 5545 3.6.5), derived from the tz database.

A zone that follows rules gets a recurring observance per rule, open at the end, so that it stays small and holds
for a series that runs on; transitions outside the rules are written one by one. What is needed of a zone is
found by asking ``zoneinfo`` for its offsets, since it tells nobody its transitions.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.zone import check_zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

# No zone had a time of its own before the first, and none has a listed transition after the second: past
# it there are only rules.
_EARLIEST, _SETTLED = 1840, 2100
# The weekdays of the calendar come round every 28 years, so a rule shows each of its seven dates in them.
_CYCLE = 28
# The clocks of Freetown changed twice in four days in 1939, and nobody's faster.
_STEP = timedelta(days=3)
_SECOND = timedelta(seconds=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Period(NamedTuple):
    """What a clock shows: its offset from UTC, the name of that, and whether the zone calls it daylight saving."""

    offset: timedelta
    name: str
    daylight: bool


class _Change(NamedTuple):
    """A change of the clocks at ``onset``: local time by the clock before it (TZOFFSETFROM)."""

    onset: datetime
    before: _Period
    after: _Period


class _Rule(NamedTuple):
    """A change that comes every year: ``dates`` are the seven days of a leap year one of which it falls on."""

    before: _Period
    after: _Period
    clock: str
    weekday: int
    dates: tuple[date, ...]

    def holds(self, change: _Change) -> bool:
        """Whether the change is one of this rule's."""
        return _signature(change) == self[:4] and _in_leap_year(change.onset) in self.dates


def vtimezone(tzid: str, frm: int, to: int) -> str:
    """The VTIMEZONE of an IANA zone, right from the start of the year ``frm`` to the end of the year ``to``.

    Returns whole lines of at most 75 octets that end in CRLF. Where rules are in force at the end they hold on
    after it. Raises UsageError for a zone the tz database hasn't got.
    """
    first = min(max(frm, _EARLIEST), _SETTLED)
    return _vtimezone(tzid, first, min(max(to, first), _SETTLED))


@lru_cache(maxsize=256)
def _vtimezone(tzid: str, first: int, last: int) -> str:
    # zoneinfo takes 4 ms to import, which only a command that writes a calendar needs to pay.
    from zoneinfo import ZoneInfo

    zone = ZoneInfo(check_zone(tzid))
    changes = list(_changes(zone, first - 1, last + 1 + _CYCLE))
    rules = _rules([change for change in changes if change.onset.year > last + 1])
    lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}"]
    for observance in _observances(zone, changes, rules, first, last):
        lines += observance
    return "\r\n".join([*lines, "END:VTIMEZONE", ""])


def _observances(
    zone: ZoneInfo, changes: list[_Change], rules: list[_Rule], first: int, last: int
) -> Iterator[list[str]]:
    if not changes or changes[0].onset.year >= first:
        yield _initial(zone, first)
    single, recurring = _split(changes, rules)
    for change in single:
        if change.onset.year <= last + 1:
            yield _lines(change, "")
    for rule, change in recurring:
        for month, days in groupby(rule.dates, key=lambda day: day.month):
            yield _recurring_lines(rule, change, month, [day.day for day in days])


def _initial(zone: ZoneInfo, first: int) -> list[str]:
    """What the clock showed when the span began, where no change tells."""
    onset = datetime(min(first - 1, 1970), 1, 1)  # noqa: DTZ001 - the clock on the wall
    period = _period(zone, datetime(first, 1, 1, tzinfo=UTC))
    standard = period._replace(daylight=False)
    return _lines(_Change(onset, standard, standard), "")


def _period(zone: ZoneInfo, instant: datetime) -> _Period:
    there = instant.astimezone(zone)
    return _Period(there.utcoffset() or timedelta(), there.tzname() or "", bool(there.dst()))


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[_Change]:
    """Every change of the clocks from the start of the year ``first`` to the end of the year ``last``."""
    instant, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    before = _period(zone, instant)
    while instant < end:
        following = instant + _STEP
        after = _period(zone, following)
        if after != before:
            onset = _onset(zone, instant, following, before)
            yield _Change((onset + before.offset).replace(tzinfo=None), before, after)
        instant, before = following, after


def _onset(zone: ZoneInfo, early: datetime, late: datetime, before: _Period) -> datetime:
    """The first second that is no longer ``before``, by halving."""
    while late - early > _SECOND:
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        if _period(zone, middle) == before:
            early = middle
        else:
            late = middle
    return late


def _signature(change: _Change) -> tuple[_Period, _Period, str, int]:
    return change.before, change.after, f"{change.onset:%H%M%S}", change.onset.weekday()


def _in_leap_year(onset: datetime) -> date:
    return date(2000, onset.month, onset.day)


def _rules(changes: Iterable[_Change]) -> list[_Rule]:
    """The rules that explain every one of the changes, which span a cycle; none where a change has no rule."""
    by_signature: dict[tuple[_Period, _Period, str, int], list[_Change]] = {}
    for change in changes:
        by_signature.setdefault(_signature(change), []).append(change)
    rules = [_rule(alike) for alike in by_signature.values()]
    return [] if None in rules else [rule for rule in rules if rule]


def _rule(alike: list[_Change]) -> _Rule | None:
    dates = sorted({_in_leap_year(change.onset) for change in alike})
    week = len(dates) == 7 and (dates[-1] - dates[0]).days == 6
    years = {change.onset.year for change in alike}
    return _Rule(*_signature(alike[0]), tuple(dates)) if week and len(alike) == len(years) == _CYCLE else None


def _split(changes: list[_Change], rules: list[_Rule]) -> tuple[list[_Change], list[tuple[_Rule, _Change]]]:
    """The changes to write one by one, and each rule with the first change since when it has held every year."""
    explained: set[_Change] = set()
    recurring = []
    for rule in rules:
        run = _run(changes, rule)
        explained.update(run)
        recurring.append((rule, run[-1]))
    return [change for change in changes if change not in explained], sorted(
        recurring, key=lambda pair: pair[1].onset
    )


def _run(changes: list[_Change], rule: _Rule) -> list[_Change]:
    """The changes by the rule, latest first, as far back as no year lacks one."""
    run: list[_Change] = []
    for change in reversed(changes):
        if rule.holds(change) and (not run or run[-1].onset.year - change.onset.year == 1):
            run.append(change)
    return run


def _recurring_lines(rule: _Rule, since: _Change, month: int, days: list[int]) -> list[str]:
    year = since.onset.year
    while (start := _day(year, month, days, rule.weekday)) is None:
        year += 1
    onset = datetime.combine(start, since.onset.time())
    return _lines(
        since._replace(onset=onset), f"RRULE:FREQ=YEARLY;BYMONTH={month};{_by_day(rule, month, days)}"
    )


def _day(year: int, month: int, days: list[int], weekday: int) -> date | None:
    return next(
        (day for day in (date(year, month, number) for number in days) if day.weekday() == weekday), None
    )


def _by_day(rule: _Rule, month: int, days: list[int]) -> str:
    """The shortest way to say on which of the days of the month: ``2SU``, ``-1SU``, or the days one by one."""
    weekday = _WEEKDAYS[rule.weekday]
    if len(days) == 7 and month != 2 and days[-1] == monthrange(2000, month)[1]:
        return f"BYDAY=-1{weekday}"
    if len(days) == 7 and days[-1] % 7 == 0:
        return f"BYDAY={days[-1] // 7}{weekday}"
    return f"BYDAY={weekday};BYMONTHDAY={','.join(map(str, days))}"


def _lines(change: _Change, rrule: str) -> list[str]:
    kind = _kind(change)
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{change.onset:%Y%m%dT%H%M%S}",
        *([rrule] if rrule else []),
        f"TZOFFSETFROM:{_offset(change.before.offset)}",
        f"TZOFFSETTO:{_offset(change.after.offset)}",
        f"TZNAME:{change.after.name}",
        f"END:{kind}",
    ]


def _kind(change: _Change) -> str:
    # Dublin and Casablanca call their winter the exception; readers expect DAYLIGHT to be the clock put forward.
    seasonal = change.before.daylight or change.after.daylight
    return "DAYLIGHT" if seasonal and change.after.offset > change.before.offset else "STANDARD"


def _offset(offset: timedelta) -> str:
    sign, seconds = ("-", -offset) if offset < timedelta() else ("+", offset)
    minutes, rest = divmod(int(seconds.total_seconds()), 60)
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{rest:02}" if rest else "")

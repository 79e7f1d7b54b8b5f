"""Recurrence rules (RFC 5545 section 3.3.10), daily and slower, read strictly and written one way."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple, NoReturn

from smallcrm.errors import UsageError

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_TIMES = 10_000

_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_LARGEST = {"BYMONTH": 12, "BYWEEKNO": 53, "BYYEARDAY": 366, "BYMONTHDAY": 31, "BYSETPOS": 366}
# RFC 5545's table of what a part may not stand beside.
_NOT_WITH = {
    "BYWEEKNO": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYYEARDAY": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYMONTHDAY": ("WEEKLY",),
}


class Rule(NamedTuple):
    """A recurrence rule, its lists sorted and without doubles.

    ``times`` is COUNT. ``until`` is a date (a local day, included), a naive wall time or an aware UTC instant.
    ``by_day`` holds (nth, weekday): nth 0 is every one, -1 the last; Monday is 0.
    """

    freq: str
    interval: int = 1
    times: int | None = None
    until: dt.date | None = None
    by_month: tuple[int, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_set_pos: tuple[int, ...] = ()
    week_start: int = 0

    def __str__(self) -> str:
        days = ",".join(f"{nth or ''}{DAY_CODES[weekday]}" for nth, weekday in self.by_day)
        parts = {
            "FREQ": self.freq,
            "INTERVAL": "" if self.interval == 1 else str(self.interval),
            "COUNT": str(self.times or ""),
            "UNTIL": write_until(self.until) if self.until else "",
            "BYMONTH": _listed(self.by_month),
            "BYWEEKNO": _listed(self.by_week_no),
            "BYYEARDAY": _listed(self.by_year_day),
            "BYMONTHDAY": _listed(self.by_month_day),
            "BYDAY": days,
            "BYSETPOS": _listed(self.by_set_pos),
            "WKST": DAY_CODES[self.week_start] if self.week_start else "",
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)


def read_rule(text: str) -> Rule:
    """The rule an RRULE value says, with or without ``RRULE:`` in front; ``str()`` writes it canonically.

    Raises UsageError for unknown or repeated parts, numbers out of range, parts that RFC 5545 does not
    let stand together, anything faster than daily, and more than 10,000 times.
    """
    value = re.sub(r"\s", "", text).upper().removeprefix("RRULE:")
    parts = _split(value, text)
    freq = parts.pop("FREQ", "")
    if freq not in _FREQUENCIES:
        _refuse(text, "FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY")
    rule = Rule(
        freq,
        interval=_number(text, "INTERVAL", parts.pop("INTERVAL", "1"), 10_000),
        times=_number(text, "COUNT", parts.pop("COUNT"), MOST_TIMES) if "COUNT" in parts else None,
        until=_read_until(text, parts.pop("UNTIL")) if "UNTIL" in parts else None,
        by_day=_read_days(text, parts.pop("BYDAY")) if "BYDAY" in parts else (),
        week_start=_read_week_start(text, parts.pop("WKST", "MO")),
        by_month=_numbers(text, "BYMONTH", parts),
        by_week_no=_numbers(text, "BYWEEKNO", parts),
        by_year_day=_numbers(text, "BYYEARDAY", parts),
        by_month_day=_numbers(text, "BYMONTHDAY", parts),
        by_set_pos=_numbers(text, "BYSETPOS", parts),
    )
    if parts:
        _refuse(text, f"{next(iter(parts))} is not known here")
    _check_company(text, rule)
    return rule


def write_until(until: dt.date) -> str:
    """``20261224`` for a day, ``20261224T090000Z`` for an instant, without Z for a wall time."""
    if not isinstance(until, dt.datetime):
        return f"{until.year:04}{until.month:02}{until.day:02}"
    return f"{write_until(until.date())}T{until:%H%M%S}{'Z' if until.tzinfo else ''}"


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def _refuse(text: str, why: str) -> NoReturn:
    raise UsageError(f'"{" ".join(text.split())[:80]}" is no recurrence rule: {why}')


def _split(value: str, text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in value.removesuffix(";").split(";"):
        name, equals, content = part.partition("=")
        if not equals or not content:
            _refuse(text, f'"{part}" is no NAME=VALUE')
        if name in parts:
            _refuse(text, f"{name} stands twice")
        parts[name] = content
    return parts


def _number(text: str, name: str, value: str, largest: int) -> int:
    number = int(value) if re.fullmatch(r"\+?[0-9]{1,6}", value) else 0
    if not 1 <= number <= largest:
        _refuse(text, f"{name} must be 1 to {largest}")
    return number


def _numbers(text: str, name: str, parts: dict[str, str]) -> tuple[int, ...]:
    if name not in parts:
        return ()
    largest = _LARGEST[name]
    numbers = set()
    for value in parts.pop(name).split(","):
        number = int(value) if re.fullmatch(r"[+-]?[0-9]{1,3}", value) else 0
        if not 1 <= abs(number) <= largest or (name == "BYMONTH" and number < 0):
            _refuse(text, f"{name} can't be {value}")
        numbers.add(number)
    return tuple(sorted(numbers))


def _read_days(text: str, value: str) -> tuple[tuple[int, int], ...]:
    days = set()
    for day in value.split(","):
        found = re.fullmatch(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)", day)
        nth = int(found[1] or 0) if found else 0
        if found is None or abs(nth) > 53 or (found[1] and not nth):
            _refuse(text, f"BYDAY can't be {day}")
        days.add((DAY_CODES.index(found[2]), nth))
    return tuple((nth, weekday) for weekday, nth in sorted(days))


def _read_week_start(text: str, value: str) -> int:
    if value not in DAY_CODES:
        _refuse(text, f"WKST can't be {value}")
    return DAY_CODES.index(value)


def _read_until(text: str, value: str) -> dt.date:
    shape = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})(Z?))?", value)
    try:
        if shape and shape[4] is None:
            return dt.date(*map(int, shape.groups()[:3]))
        if shape:
            year, month, day, hour, minute, second = map(int, shape.groups()[:6])
            zone = dt.UTC if shape[7] else None
            return dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
    except ValueError:
        pass
    _refuse(text, f"UNTIL can't be {value}; write 20261224 or 20261224T090000Z")


def _check_company(text: str, rule: Rule) -> None:
    if rule.times and rule.until:
        _refuse(text, "COUNT and UNTIL can't both stand")
    by = {"BYWEEKNO": rule.by_week_no, "BYYEARDAY": rule.by_year_day, "BYMONTHDAY": rule.by_month_day}
    for name, freqs in _NOT_WITH.items():
        if by[name] and rule.freq in freqs:
            _refuse(text, f"{name} can't stand with FREQ={rule.freq}")
    if rule.by_set_pos and not (rule.by_day or rule.by_month or any(by.values())):
        _refuse(text, "BYSETPOS needs another BY part")
    if any(nth for nth, _ in rule.by_day):
        _check_nth(text, rule)


def _check_nth(text: str, rule: Rule) -> None:
    if rule.freq in {"DAILY", "WEEKLY"} or rule.by_week_no:
        _refuse(text, "BYDAY with a number needs FREQ=MONTHLY, or YEARLY without BYWEEKNO")
    most = 5 if rule.freq == "MONTHLY" or rule.by_month else 53
    if any(abs(nth) > most for nth, _ in rule.by_day):
        _refuse(text, f"a month has no more than {most} of a weekday")

"""Days counted from today: ``tue``, ``next tue``, ``in 2 weeks``, ``a week on monday``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.errors import UnclearDate
from smallcrm.model.calendar_words import FIRST_YEAR, LAST_YEAR, WEEKDAYS
from smallcrm.model.when_point import Day, Period, Standpoint, as_int, checked, first_day, shifted

if TYPE_CHECKING:
    from collections.abc import Callable

    from smallcrm.model.when_point import DayRule, Length
    from smallcrm.model.when_tokens import Token


def _near(point: Standpoint, shift: int) -> Day:
    return Day(shifted(point.today, (0, 1), shift))


def _present(point: Standpoint, _: None) -> Day:
    return Day(point.today, time=point.now.time().replace(microsecond=0))


def _weekday(point: Standpoint, weekday: int) -> Day:
    ahead = (weekday - point.today.weekday()) % 7
    if point.past:
        days = ahead - 7 if ahead else 0
        return Day(point.today + dt.timedelta(days), point.today - dt.timedelta(7) if not days else None)
    return Day(point.today + dt.timedelta(ahead), point.today + dt.timedelta(7) if not ahead else None)


def _related_weekday(point: Standpoint, relation: int, weekday: int) -> Day:
    if relation == 0:
        return _weekday(point, weekday)
    if relation < 0:
        return Day(point.today - dt.timedelta((point.today.weekday() - weekday - 1) % 7 + 1))
    return _weekday_of(point, Period("week", 1), weekday)


def _weekday_of(point: Standpoint, period: Period, weekday: int) -> Day:
    if period.unit != "week":
        raise UnclearDate(
            f'write which {WEEKDAYS[weekday]} of the {period.unit}, for example "3rd friday of next month"'
        )
    return Day(first_day(point, period) + dt.timedelta((weekday - point.week_start) % 7))


def _of_weekday(point: Standpoint, weekday: int, period: Period) -> Day:
    return _weekday_of(point, period, weekday)


_CLOCK_UNITS = {"minute": 1, "hour": 60}
_UNIT_LENGTHS: dict[str, Length] = {
    "day": (0, 1),
    "week": (0, 7),
    "fortnight": (0, 14),
    "month": (1, 0),
    "quarter": (3, 0),
    "year": (12, 0),
}


def amount_day(
    tokens: list[Token], point: Standpoint, find_base: Callable[[list[Token], Standpoint], Day | None]
) -> Day | None:
    """[in] NUMBER UNIT ... or [NUMBER] UNIT ... [ago | from DAY | after DAY | before DAY]; None when it isn't."""
    within = tokens[0].kind == "IN"
    tokens = tokens[1:] if within else _one(tokens)
    end = 0
    while [token.kind for token in tokens[end : end + 2]] == ["NUM", "UNIT"]:
        end += 2
    amount, tail = tokens[:end], tokens[end:]
    if not amount or (within and tail):
        return None
    if not tail:
        return _later(point, Day(point.today), amount, -1 if point.past and not within else 1)
    if [token.kind for token in tail] == ["AGO"]:
        return _later(point, Day(point.today), amount, -1)
    base = find_base(tail[1:], point) if tail[0].kind == "FROM" else None
    return _later(point, base, amount, as_int(tail[0].value)) if base else None


def _one(tokens: list[Token]) -> list[Token]:
    """``the day after tomorrow`` is one day after it."""
    alone = [token.kind for token in tokens[:2]] == ["UNIT", "FROM"]
    return [tokens[0]._replace(kind="NUM", value=1), *tokens] if alone else tokens


def _later(point: Standpoint, base: Day, amount: list[Token], sign: int) -> Day | None:
    date, minutes = base.date, 0
    for number, unit in zip(amount[::2], amount[1::2], strict=True):
        times, name = sign * as_int(number.value), str(unit.value)
        minutes += times * _CLOCK_UNITS.get(name, 0)
        date = shifted(date, _UNIT_LENGTHS.get(name, (0, 0)), times)
    if not minutes:
        return checked(Day(date))
    if base.date != point.today:
        return None
    return checked(_clocked(point, date, minutes))


def _clocked(point: Standpoint, date: dt.date, minutes: int) -> Day:
    """So many minutes later on the clock: over a change of the clocks they still are that many."""
    try:
        begin = dt.datetime.combine(date, point.now.time(), point.now.tzinfo).astimezone(dt.UTC)
        wall = (begin + dt.timedelta(minutes=minutes)).astimezone(point.now.tzinfo)
    except (ValueError, OverflowError):
        raise UnclearDate(f"that is out of reach; dates go from {FIRST_YEAR} to {LAST_YEAR}") from None
    return Day(wall.date(), time=wall.time().replace(microsecond=0))


def _weeks_on(point: Standpoint, number: int, unit: str, weekday: int) -> Day:
    return _weeks_after(_weekday(point, weekday).date, number, unit)


def _weeks_after_near(point: Standpoint, number: int, unit: str, shift: int) -> Day:
    return _weeks_after(_near(point, shift).date, number, unit)


def _weekday_week(point: Standpoint, weekday: int, unit: str) -> Day:
    return _weeks_after(_weekday(point, weekday).date, 1, unit)


def _near_week(point: Standpoint, shift: int, unit: str) -> Day:
    return _weeks_after(_near(point, shift).date, 1, unit)


def _weeks_after(date: dt.date, number: int, unit: str) -> Day:
    if unit not in {"week", "fortnight"}:
        raise UnclearDate(
            f'a {unit} can\'t be counted like that; write for example "in 2 {unit}s" or "monday week"'
        )
    return Day(shifted(date, _UNIT_LENGTHS[unit], number))


NEAR_SHAPES: dict[str, DayRule] = {
    "RELDAY": _near,
    "NOW": _present,
    "WEEKDAY": _weekday,
    "REL WEEKDAY": _related_weekday,
    "PERIOD WEEKDAY": _weekday_of,
    "WEEKDAY PERIOD": _of_weekday,
    "WEEKDAY UNIT": _weekday_week,
    "RELDAY UNIT": _near_week,
    "NUM UNIT WEEKDAY": _weeks_on,
    "NUM UNIT RELDAY": _weeks_after_near,
}

"""Recurrence rules said in the words that ``parse_repeat`` reads."""

from __future__ import annotations

import datetime as dt

from smallcrm.model.calendar_words import MONTHS, WEEKDAYS, say_day, say_ordinal
from smallcrm.model.rule import Rule

WORKING_DAYS = tuple((0, weekday) for weekday in range(5))

_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


def words_of(rule: Rule) -> str | None:
    """The rule in words, None when there are none for it."""
    if rule.by_week_no or rule.by_year_day or rule.week_start or isinstance(rule.until, dt.datetime):
        return None
    said = _frequency(rule._replace(times=None, until=None))
    if said is None:
        return None
    times = f", {rule.times} time{'' if rule.times == 1 else 's'}" if rule.times else ""
    return said + times + (f" until {say_day(rule.until)}" if rule.until else "")


def _frequency(rule: Rule) -> str | None:
    unit = _UNITS[rule.freq]
    every = f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"
    if rule == Rule(rule.freq, interval=rule.interval):
        return every
    if rule.freq == "WEEKLY":
        return _weekly(rule, every)
    if rule.freq == "MONTHLY" and not rule.by_month:
        day = _month_day(rule)
        return f"{'monthly' if rule.interval == 1 else every} on the {day}" if day else None
    return _yearly(rule, every) if rule.freq == "YEARLY" and len(rule.by_month) == 1 else None


def _weekly(rule: Rule, every: str) -> str | None:
    if rule.by_month or rule.by_set_pos:
        return None
    if rule.by_day == WORKING_DAYS:
        return "every weekday" if rule.interval == 1 else f"{every} on weekdays"
    days = _joined([WEEKDAYS[weekday] for _, weekday in rule.by_day])
    return f"every {days}" if rule.interval == 1 else f"{every} on {days}"


def _yearly(rule: Rule, every: str) -> str | None:
    month = rule.by_month[0]
    if rule.by_day or rule.by_month_day == (-1,):
        day = _month_day(rule)
        return f"{every} on the {day} of {MONTHS[month - 1]}" if day else None
    number = rule.by_month_day[0] if len(rule.by_month_day) == 1 and not rule.by_set_pos else _clamp_day(rule)
    clamps = month == 2 and number > 28
    if number < 1 or clamps != bool(rule.by_set_pos):
        return None
    return f"{every} on {number} {MONTHS[month - 1][:3]}"


def _month_day(rule: Rule) -> str | None:
    """``3rd Friday``, ``last day``, ``15th``, ``1st and 15th``."""
    if rule.by_day and not rule.by_month_day and not rule.by_set_pos:
        (nth, weekday), *more = rule.by_day
        said = "last" if nth == -1 else say_ordinal(nth)
        return f"{said} {WEEKDAYS[weekday]}" if not more and -1 <= nth <= 5 and nth else None
    days = rule.by_month_day
    if rule.by_day or not days:
        return None
    if rule.by_set_pos:
        return say_ordinal(_clamp_day(rule)) if _clamp_day(rule) else None
    if days == (-1,):
        return "last day"
    plain = min(days) > 0 and (len(days) > 1 or days[0] <= 28)
    return _joined([say_ordinal(day) for day in days]) if plain else None


def _clamp_day(rule: Rule) -> int:
    """The day of ``BYMONTHDAY=28,...,DAY;BYSETPOS=-1``, 0 for anything else."""
    days = rule.by_month_day
    clamps = rule.by_set_pos == (-1,) and len(days) > 1 and days == tuple(range(28, days[-1] + 1))
    return days[-1] if clamps and not rule.by_day else 0


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

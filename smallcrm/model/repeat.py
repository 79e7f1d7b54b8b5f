"""Recurrence in words: ``every 4 weeks``, ``monthly on the 3rd friday``, ``every weekday until 24 dec``.

A monthly or yearly repeat whose day a shorter month lacks takes that month's last day: the 31st becomes
``BYMONTHDAY=28,29,30,31;BYSETPOS=-1``. An RRULE that is given as one is kept as it is.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NoReturn

from smallcrm.errors import UnclearDate, UsageError
from smallcrm.model.calendar_words import (
    MONTH_NUMBERS,
    NUMBER_WORDS,
    ORDINAL_WORDS,
    WEEKDAY_NUMBERS,
    days_in_month,
)
from smallcrm.model.repeat_words import WORKING_DAYS, words_of
from smallcrm.model.rule import MOST_TIMES, Rule, read_rule
from smallcrm.model.when import parse_when

_FREQUENCY_WORDS = {
    "daily": ("DAILY", 1),
    "weekly": ("WEEKLY", 1),
    "fortnightly": ("WEEKLY", 2),
    "monthly": ("MONTHLY", 1),
    "quarterly": ("MONTHLY", 3),
    "yearly": ("YEARLY", 1),
    "annually": ("YEARLY", 1),
}
_UNITS = {
    "day": ("DAILY", 1),
    "week": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2),
    "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3),
    "year": ("YEARLY", 1),
}
_FILLERS = frozenset({"on", "the", "and", "of", "a", "in"})
_PLACES = {**ORDINAL_WORDS, "last": -1}


def parse_repeat(text: str, *, start: dt.date, now: dt.datetime, order: str | None) -> str:
    """The canonical RRULE value (without ``RRULE:``) for words or an RRULE.

    ``start`` is the first day: months clamp by it, and an end must not lie before it. ``now`` (aware) and
    ``order`` are for the date after "until", a local day that is included. Raises UsageError, and
    UnclearDate for that date.
    """
    if "=" in text:
        return str(read_rule(text))
    words = text.lower().replace(",", " ").split()
    words, count = _take_count(words)
    words, until = _take_until(words, start, now, order)
    if count and until:
        raise UsageError("say either how many times or until when, not both")
    rule = _read(words, text)
    return str(_clamped(rule, start)._replace(times=count, until=until))


def repeat_in_words(rrule: str) -> str:
    """``monthly on the 3rd Friday``; the RRULE itself where our words don't reach.

    ``parse_repeat`` understands the words again. Raises UsageError for what is no RRULE.
    """
    rule = read_rule(rrule)
    return words_of(rule) or str(rule)


def _refuse(text: str, hint: str = "") -> NoReturn:
    raise UsageError(
        f'"{" ".join(text.split())[:80]}" is no repeat that can be understood; '
        + (
            hint
            or 'write for example "every 4 weeks", "monthly on the 3rd friday" or "every weekday until 24 dec"'
        )
    )


def _take_count(words: list[str]) -> tuple[list[str], int | None]:
    """``[for] 6 times`` at the end."""
    if words[-1:] not in (["times"], ["time"]) or len(words) < 3:
        return words, None
    count = _number(words[-2]) or 0
    if not 1 <= count <= MOST_TIMES:
        raise UsageError(f"something can repeat 1 to {MOST_TIMES} times, not {words[-2]}")
    rest = words[:-2]
    return (rest[:-1] if rest[-1] == "for" else rest), count


def _take_until(
    words: list[str], start: dt.date, now: dt.datetime, order: str | None
) -> tuple[list[str], dt.date | None]:
    place = next((place for place, word in enumerate(words) if word in {"until", "till"}), None)
    if place is None:
        return words, None
    first = start.date() if isinstance(start, dt.datetime) else start
    phrase = " ".join(words[place + 1 :])
    # "until 24 dec" of something that begins next year is in that year.
    seen_from = max(now, dt.datetime.combine(first, dt.time(), now.tzinfo))
    when = parse_when(phrase, now=seen_from, order=order)
    if when.time or when.end_date:
        raise UnclearDate(f'"until {phrase}" should be a day without a time, and is included')
    if when.date < first:
        raise UsageError(f'"until {phrase}" ends before it begins')
    return words[:place], when.date


def _read(words: list[str], text: str) -> Rule:
    if not words:
        _refuse(text)
    if words[0] in {"every", "each"}:
        freq, interval, rest = _read_every(words[1:], text)
    elif words[0] in _FREQUENCY_WORDS:
        freq, interval, rest = *_FREQUENCY_WORDS[words[0]], words[1:]
    elif words == ["weekdays"]:
        freq, interval, rest = "WEEKLY", 1, ["weekday"]
    else:
        _refuse(text)
    rule = Rule(freq, interval=interval) if 1 <= interval <= MOST_TIMES else _refuse(text)
    on = [word for word in rest if word not in _FILLERS]
    if not on and rest:
        _refuse(text)
    found = _with_days(rule, on) if on else rule
    return found or _refuse(text)


def _read_every(words: list[str], text: str) -> tuple[str, int, list[str]]:
    """The frequency, the interval and the words left of what follows "every"."""
    times, rest = _read_interval(words)
    if rest and rest[0].removesuffix("s") in _UNITS:
        freq, size = _UNITS[rest[0].removesuffix("s")]
        return freq, times * size, rest[1:]
    if rest and (rest[0] == "weekday" or rest[0] in WEEKDAY_NUMBERS) and not _places_weekday(words):
        return "WEEKLY", times, rest
    if words[-1:] == ["month"] or words[-2:-1] == ["month"]:
        return "MONTHLY", 1, words[: words.index("month")]
    if any(word in MONTH_NUMBERS for word in words):
        return "YEARLY", 1, words
    if _places_weekday(words):
        day, nth = words[1], words[0]
        _refuse(text, f'write "every 2 weeks on {day}" or "monthly on the {nth} {day}"')
    _refuse(text)


def _places_weekday(words: list[str]) -> bool:
    return len(words) > 1 and _place(words[0]) is not None and words[1] in WEEKDAY_NUMBERS


def _read_interval(words: list[str]) -> tuple[int, list[str]]:
    """``every other week`` and ``every 2nd week`` are every 2 weeks."""
    if words[:1] == ["other"]:
        return 2, words[1:]
    number = _number(words[0]) or _place(words[0]) if words else None
    return (number, words[1:]) if number and number > 0 else (1, words)


def _number(word: str) -> int | None:
    return int(word) if re.fullmatch("[0-9]{1,6}", word) else NUMBER_WORDS.get(word)


def _place(word: str) -> int | None:
    """3 for 3rd or third, -1 for last."""
    found = re.fullmatch("([0-9]{1,2})(?:st|nd|rd|th)", word)
    return int(found[1]) if found else _PLACES.get(word)


def _with_days(rule: Rule, on: list[str]) -> Rule | None:
    """The rule limited to days; None when the words don't fit its frequency."""
    if rule.freq == "WEEKLY":
        return _on_weekdays(rule, on)
    if rule.freq == "MONTHLY":
        return _on_month_days(rule, on)
    return _on_dates(rule, on) if rule.freq == "YEARLY" else None


def _on_weekdays(rule: Rule, on: list[str]) -> Rule | None:
    if on in (["weekday"], ["weekdays"]):
        return rule._replace(by_day=WORKING_DAYS)
    if not all(word in WEEKDAY_NUMBERS for word in on):
        return None
    weekdays = sorted({WEEKDAY_NUMBERS[word] for word in on})
    return rule._replace(by_day=tuple((0, weekday) for weekday in weekdays))


def _on_month_days(rule: Rule, on: list[str]) -> Rule | None:
    """``15th``, ``1st 15th``, ``last day``, ``3rd friday``."""
    if on in (["last", "day"], ["last"]):
        return rule._replace(by_month_day=(-1,))
    if len(on) == 2 and on[1] in WEEKDAY_NUMBERS:
        nth = _place(on[0])
        return rule._replace(by_day=((nth, WEEKDAY_NUMBERS[on[1]]),)) if nth and nth <= 5 else None
    days = sorted({_place(word) or 0 for word in on})
    if not 1 <= days[0] <= days[-1] <= 31:
        return None
    return _clamped_to(rule, days[0]) if len(days) == 1 else rule._replace(by_month_day=tuple(days))


def _on_dates(rule: Rule, on: list[str]) -> Rule | None:
    """``24 dec``, ``dec 24th``, ``3rd friday november``."""
    months = [MONTH_NUMBERS[word] for word in on if word in MONTH_NUMBERS]
    rest = [word for word in on if word not in MONTH_NUMBERS]
    if len(months) != 1 or not rest:
        return None
    rule = rule._replace(by_month=(months[0],))
    if len(rest) == 2 or rest[0] == "last":
        return _on_month_days(rule, rest)
    day = _number(rest[0]) or _place(rest[0]) or 0
    if len(rest) > 1 or not 1 <= day <= days_in_month(2000, months[0]):
        return None
    if (day, months[0]) == (29, 2):
        return _clamped_to(rule, day)
    return rule._replace(by_month_day=(day,))


def _clamped(rule: Rule, start: dt.date) -> Rule:
    """The rule with the day of its start made explicit where some month it meets is shorter."""
    if rule.by_day or rule.by_month_day:
        return rule
    if rule.freq == "MONTHLY" and start.day > 28:
        return _clamped_to(rule, start.day)
    if rule.freq == "YEARLY" and (start.day, start.month) == (29, 2):
        return _clamped_to(rule._replace(by_month=(2,)), 29)
    return rule


def _clamped_to(rule: Rule, day: int) -> Rule:
    if day <= 28:
        return rule._replace(by_month_day=(day,))
    return rule._replace(by_month_day=tuple(range(28, day + 1)), by_set_pos=(-1,))

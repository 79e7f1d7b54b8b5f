"""The words of a date phrase, sorted into kinds.

A kind is what the grammar goes by: ``3 apr 2027`` is NUM MONTH NUM, ``next tue`` REL WEEKDAY. Words that
carry no meaning of their own (on, the, of) fall away.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from smallcrm.errors import UnclearDate
from smallcrm.model.calendar_words import MONTH_NUMBERS, NUMBER_WORDS, ORDINAL_WORDS, WEEKDAY_NUMBERS


class Clock(NamedTuple):
    """A time of day as written: ``meridiem`` is am, pm or empty; ``plain`` when only digits could be a date."""

    time: dt.time
    meridiem: str = ""
    plain: bool = False


class Token(NamedTuple):
    """A word of a phrase: its kind, what it stands for, and how it was written."""

    kind: str
    value: object
    text: str


UNITS = {
    "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "d day days",
    "week": "w wk wks week weeks",
    "fortnight": "fortnight fortnights",
    "month": "mo mth mths month months",
    "quarter": "quarter quarters",
    "year": "y yr yrs year years",
}
_FILLERS = frozenset({"on", "the", "of", "o'clock"})

# Digits are 0-9 only, since \d takes those of every script.
_OFFSET = r"[0-9]{2}:?[0-9]{2}"
_SECONDS = r":[0-9]{2}(?:\.[0-9]{1,6})?"
# After a space "-12:00" is an offset only behind seconds; else it is the end of a range.
_ISO = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:"
    rf"t[0-9]{{2}}:[0-9]{{2}}(?:{_SECONDS})?(?:z|[+-]{_OFFSET})?"
    rf"| [0-9]{{2}}:[0-9]{{2}}{_SECONDS}-{_OFFSET}"
    rf"| [0-9]{{2}}:[0-9]{{2}}(?:{_SECONDS})?(?:z|\+{_OFFSET}))?(?![0-9])"
)
_CLOCK = (
    r"[0-9]{1,2}(?:[:.][0-9]{2}(?::[0-9]{2})?)?\s?(?:am|pm|a\.m\.?|p\.m\.?)(?![a-z])"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])|[0-9]{1,2}\.[0-9]{2}(?![0-9.])"
    r"|12\s(?:noon|midday|midnight)|[0-9]{1,2}\s?o'?clock(?![a-z])|[0-9]{4}h(?:rs)?(?![a-z])"
)
_NUMERIC_DATE = (
    r"[0-9]{1,4}/[0-9]{1,2}(?:/[0-9]{1,4})?(?![0-9])|[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}(?![0-9])"
    r"|[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})?(?![0-9])|[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}(?![0-9])"
)
_HALVES = {"am": r"a\.?m|night", "pm": r"p\.?m|noon|midday"}
# Tried in this order at each place.
_LEXEMES = {
    "ISO": _ISO,
    "CLOCK": _CLOCK,
    "NUMDATE": _NUMERIC_DATE,
    "ORD": r"[0-9]{1,2}(?:st|nd|rd|th)(?![a-z])",
    "NUM": r"[0-9]+",
    "WORD": r"[^\W\d_]+(?:'[^\W\d_]+)*\.?",
    "SEP": r"[-–—/]",
    "SPACE": r"[\s,]+",
    "OTHER": r".",
}


@cache
def _lexer() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _LEXEMES.items()), re.DOTALL)


@cache
def vocabulary() -> dict[str, tuple[str, object]]:
    """Every word of the grammar with its kind and what it stands for."""
    words: dict[str, tuple[str, object]] = {
        **{word: ("WEEKDAY", number) for word, number in WEEKDAY_NUMBERS.items()},
        **{word: ("MONTH", number) for word, number in MONTH_NUMBERS.items()},
        **{word: ("COUNT", number) for word, number in NUMBER_WORDS.items()},
        **{word: ("ORD", number) for word, number in ORDINAL_WORDS.items()},
        **{word: ("UNIT", unit) for unit, names in UNITS.items() for word in names.split()},
        **dict.fromkeys(("this", "coming"), ("REL", 0)),
        **dict.fromkeys(("next",), ("REL", 1)),
        **dict.fromkeys(("last", "previous"), ("REL", -1)),
        **dict.fromkeys(("start", "beginning"), ("EDGE", "start")),
        **dict.fromkeys(("end",), ("EDGE", "end")),
        **{word: ("SEP", word) for word in ("to", "until", "till")},
        "next": ("REL", 1),
        "end": ("EDGE", "end"),
        "today": ("RELDAY", 0),
        "tomorrow": ("RELDAY", 1),
        "tmrw": ("RELDAY", 1),
        "yesterday": ("RELDAY", -1),
        "now": ("NOW", None),
        "noon": ("CLOCK", Clock(dt.time(12), "pm")),
        "midday": ("CLOCK", Clock(dt.time(12), "pm")),
        "midnight": ("CLOCK", Clock(dt.time(0), "am")),
        "in": ("IN", None),
        "at": ("AT", None),
        "ago": ("AGO", None),
        "from": ("FROM", 1),
        "after": ("FROM", 1),
        "before": ("FROM", -1),
    }
    return words


def tokenise(text: str, zone: dt.tzinfo | None) -> list[Token]:
    """The phrase as tokens; ISO instants with an offset are turned into wall times of the zone.

    Raises UnclearDate for a time or ISO date that does not exist. Unknown words come as kind OTHER.
    """
    lower = text.lower().replace("’", "'")
    tokens: list[Token] = []
    for match in _lexer().finditer(lower):
        kind, written = match.lastgroup or "", match[0]
        if kind != "SPACE":
            tokens += _sort(kind, written, zone)
    return _settle(tokens)


def _sort(kind: str, written: str, zone: dt.tzinfo | None) -> list[Token]:
    if kind == "WORD":
        return _sort_word(written)
    if kind == "ISO":
        return _read_iso(written, zone)
    if kind == "CLOCK":
        return [Token("CLOCK", _read_clock(written), written)]
    if kind == "ORD":
        return [Token("ORD", int(written[:-2]), written)]
    if kind == "NUM":
        return [Token("NUM", int(written), written) if len(written) <= 4 else Token("OTHER", None, written)]
    return [Token(kind, written, written)]


def _sort_word(written: str) -> list[Token]:
    word = written.rstrip(".")
    if word in _FILLERS:
        return []
    if word == "m":
        # A duration's 30m is minutes, beside 3d and 2w one reads months: years apart.
        raise UnclearDate('"m" could be minutes or months; write for example 30min or 6mo')
    kind, value = vocabulary().get(word, ("OTHER", None))
    return [Token(kind, value, written)]


def _read_iso(written: str, zone: dt.tzinfo | None) -> list[Token]:
    try:
        moment = dt.datetime.fromisoformat(written.upper())
        if moment.tzinfo:
            moment = moment.astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise UnclearDate(
            f"there is no {written}; write for example 2026-10-23 or 2026-10-23T14:00"
        ) from None
    day = Token("ISO", moment.date(), written)
    if len(written) == 10:
        return [day]
    return [day, Token("CLOCK", Clock(moment.time().replace(microsecond=0)), written)]


def _read_clock(written: str) -> Clock:
    meridiem = next((half for half, sign in _HALVES.items() if re.search(sign, written)), "")
    digits = re.findall("[0-9]+", written)
    if len(digits[0]) == 4:
        digits = [digits[0][:2], digits[0][2:]]
    hour, minute, second = (*map(int, digits), 0, 0)[:3]
    clock = clock_at(hour, minute, second, meridiem)
    if clock is None:
        raise UnclearDate(f'"{written}" is no time of day; write for example 9am, 15:00 or 3.30pm')
    return clock._replace(plain=bool(re.fullmatch(r"[0-9]+\.[0-9]+", written)))


def clock_at(hour: int, minute: int = 0, second: int = 0, meridiem: str = "") -> Clock | None:
    """The time of day, 12am being midnight and 12pm noon; None when there is no such time."""
    if meridiem and not 1 <= hour <= 12:
        return None
    if meridiem:
        hour = hour % 12 + (12 if meridiem == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Clock(dt.time(hour, minute, second), meridiem)


def _settle(tokens: list[Token]) -> list[Token]:
    """``at 9`` becomes a time, ``a week`` an amount; at, in and from fall away where they say nothing."""
    kinds = ["", *(token.kind for token in tokens), "", ""]
    settled: list[Token] = []
    for token, before, after, next_but_one in zip(tokens, kinds, kinds[2:], kinds[3:], strict=False):
        if token.kind == "AT" and after in {"NUM", "CLOCK", "WEEKDAY", "RELDAY", "EDGE"}:
            continue
        if token.kind == "IN" and before in {"WEEKDAY", "UNIT"} and after == "MONTH":
            continue
        opens_range = not before or after == "CLOCK" or (after, next_but_one) == ("NUM", "SEP")
        if token.text == "from" and opens_range:
            continue
        if token.kind == "COUNT" and after == "UNIT":
            token = token._replace(kind="NUM")
        settled.append(_after_at(token) if before == "AT" else token)
    return settled


def _after_at(token: Token) -> Token:
    if token.kind == "CLOCK" and isinstance(token.value, Clock):
        return Token("CLOCK", token.value._replace(plain=False), token.text)
    if token.kind == "NUM" and isinstance(token.value, int):
        clock = clock_at(token.value)
        return Token("CLOCK", clock, token.text) if clock else token
    return token

"""Birthdays as other programs write them, read only where they are certain."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})|(\d{4})(\d\d)(\d\d)")
_WITHOUT_YEAR = re.compile(r"--(\d\d)-?(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d\d))?\.?")
_NOTHING = re.compile(r"0{1,4}([/.-])0{1,2}\1?0{0,4}")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([a-z]{3,9})\.?(?:,?[ -](\d{4}))?", re.IGNORECASE)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", re.IGNORECASE)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# A date that fills a cell: digits next to a delimiter, a quotation mark or the end of the line.
_DATE_CELL = re.compile(r'(?:^|(?<=[,;\t|"]))(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d\d)(?=[,;\t|"\r\n ]|$)')

UNCLEAR = "day or month first? nothing in the file tells; set it with `config set date_order dmy` (or mdy)"
NO_YEAR = "a year of two digits: the century is not certain"
NO_DATE = "that is no date"


class UncertainDateError(ValueError):
    """A date that could mean two days, or none; its text is the reason."""


def order_in(lines: Iterable[str]) -> str:
    """``dmy`` or ``mdy`` as the dates that fill cells of ``lines`` show; ``""`` if they don't, or disagree."""
    seen = set()
    for line in lines:
        for first, _, second in _DATE_CELL.findall(line):
            if int(first) > 12 >= int(second):
                seen.add(DAY_FIRST)
            elif int(second) > 12 >= int(first):
                seen.add(MONTH_FIRST)
    return seen.pop() if len(seen) == 1 else ""


def read_birthday(text: str, order: Callable[[], str]) -> str:
    """``YYYY-MM-DD``, ``--MM-DD`` without a year, or ``""`` for an empty date such as 00/00/00.

    ``order`` is asked, for ``dmy``, ``mdy`` or ``""``, only where the text itself doesn't tell.

    Raises:
        UncertainDateError: the day is not certain.
    """
    if text.startswith("0") and _NOTHING.fullmatch(text):
        return ""
    if match := _ISO.fullmatch(text):
        return _date(*match.groups())
    if match := _WITHOUT_YEAR.fullmatch(text):
        return _date("", *match.groups())
    if match := _NUMBERS.fullmatch(text):
        return _numbers(match, order)
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(*filter(None, match.groups()))
    return _in_words(text)


def birthday_of_parts(year: str, month: str, day: str) -> str:
    """The birthday whose parts stand in columns of their own; ``month`` may be a word."""
    number = month if month.isdecimal() else str(_month(month))
    return _date(year, number, day)


def _numbers(match: re.Match[str], order: Callable[[], str]) -> str:
    first, _, second, year = match.groups(default="")
    if len(year) == 2:
        raise UncertainDateError(NO_YEAR)
    if first == second or int(second) > 12:
        return _date(year, first, second)
    if int(first) > 12:
        return _date(year, second, first)
    told = order()
    if told not in {DAY_FIRST, MONTH_FIRST}:
        raise UncertainDateError(UNCLEAR)
    return _date(year, second, first) if told == DAY_FIRST else _date(year, first, second)


def _in_words(text: str) -> str:
    if match := _DAY_MONTH.fullmatch(text):
        return _date(match[3] or "", str(_month(match[2])), match[1])
    if match := _MONTH_DAY.fullmatch(text):
        return _date(match[3] or "", str(_month(match[1])), match[2])
    raise UncertainDateError(NO_DATE)


def _month(word: str) -> int:
    begin = "sep" if word.lower() == "sept" else word.lower()
    for number, name in enumerate(_MONTHS, 1):
        if len(begin) > 2 and name.startswith(begin):
            return number
    raise UncertainDateError(NO_DATE)


def _date(year: str, month: str, day: str) -> str:
    """The canonical text; 1604 is what Apple's programs write for no year."""
    known = int(year or 0) if year != "1604" else 0
    try:
        # 2000 is a leap year: a birthday without its year may be 29 February.
        date = dt.date(known or 2000, int(month), int(day))
    except ValueError:
        raise UncertainDateError(NO_DATE) from None
    return date.isoformat() if known else f"-{date.isoformat()[4:]}"

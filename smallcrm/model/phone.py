"""Phone numbers: kept in E.164, found in every form people write, with what was typed beside them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from smallcrm.errors import UsageError

EXTENSION = re.compile(r"(?i)\s*(?:;\s*ext\s*=|ext(?:ension|n)?\.?|x|#|durchwahl|poste)\s*:?\s*(\d{1,8})\s*$")
LOOKS_DIALLED = re.compile(r"[\d\s()+./\-–]+")
_SPOILT = re.compile(r"(?i)^\d(?:[.,]\d+)?e\+?\d+$")


class Phone(NamedTuple):
    """A number: E.164 ``value``, its ``national`` digits, ``extension`` digits or "", ``raw`` as typed."""

    value: str
    national: str
    extension: str
    raw: str


def parse_phone(text: str, region: str, extension: str = "") -> Phone:
    """The number that ``text`` is, read as dialled in ``region`` (ISO 3166, "" if unknown).

    A number that is merely possible will do; UsageError says why another is none.
    """
    # phonenumbers costs 23 ms, and most commands meet no number.
    import phonenumbers

    raw = text.strip()
    if _SPOILT.match(raw):
        raise UsageError(f'"{raw}" has lost its digits in a spreadsheet')
    if re.search(r"[^\W\d_]", EXTENSION.sub("", raw)):
        raise UsageError(f'"{raw}" is no phone number: it has letters in it')
    try:
        number = phonenumbers.parse(raw, region or None)
    except phonenumbers.NumberParseException as problem:
        raise UsageError(_why(raw, region, problem.error_type)) from None
    if not phonenumbers.is_possible_number(number):
        raise UsageError(f'"{raw}" is no phone number: it has {_size(number)} digits')
    found = extension or number.extension or ""
    significant = phonenumbers.national_significant_number(number)
    country = number.country_code or 0
    return Phone(f"+{country}{significant}", f"{_trunk_prefix(country)}{significant}", found, raw)


@cache
def _trunk_prefix(country_code: int) -> str:
    """What one dials before a number within its country: 0 in most; North America's 1 is its country code too."""
    import phonenumbers

    region = phonenumbers.region_code_for_country_code(country_code)
    return "" if country_code == 1 else phonenumbers.ndd_prefix_for_region(region, True) or ""


def _why(raw: str, region: str, kind: int) -> str:
    if kind == 0 and not region:
        return f'"{raw}" lacks its country: write it with +, or say yours once: smallcrm config set region GB'
    return f'"{raw}" is no phone number'


def _size(number: object) -> str:
    digits = len(str(getattr(number, "national_number", "")))
    return f"only {digits}" if digits < 7 else f"{digits}"


def looks_like_phone(text: str) -> bool:
    """Whether ``text`` is written as a number is dialled: digits with ``+``, a leading 0, or separators."""
    digits = sum(letter.isdigit() for letter in text)
    return digits >= 5 and LOOKS_DIALLED.fullmatch(EXTENSION.sub("", text)) is not None

"""Phone numbers: kept in E.164, found in every form people write, with what was typed beside them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from smallcrm.errors import UsageError
from smallcrm.model.phone_plain import plain_number

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
    raw = text.strip()
    plain = plain_number(raw, region)
    if plain:
        return _phone(*plain, extension, raw)
    return _checked(raw, region, extension)


def _checked(raw: str, region: str, extension: str) -> Phone:
    # phonenumbers costs 23 ms, and most commands meet no number.
    import phonenumbers

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
    significant = phonenumbers.national_significant_number(number)
    return _phone(number.country_code or 0, significant, extension or number.extension or "", raw)


def _phone(country: int, significant: str, extension: str, raw: str) -> Phone:
    return Phone(f"+{country}{significant}", f"{_trunk_prefix(country)}{significant}", extension, raw)


def check_region(region: str) -> None:
    """UsageError unless numbers can be read as dialled in ``region`` (ISO 3166)."""
    import phonenumbers

    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise UsageError(f'unknown region "{region}"; write a two-letter country like GB')


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

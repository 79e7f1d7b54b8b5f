"""Numbers written plainly, with digits and single spaces: read in a tenth of the time that phonenumbers takes.

The rules and the figures are those of phonenumbers. Wherever they leave more than one reading, there is no answer here.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_PLAIN = re.compile(r"\+?[0-9]+(?: [0-9]+)*")
_NEVER = "(?!)"
_LONGEST_COUNTRY_CODE = 3


class Dialling(NamedTuple):
    """How one dials in a region: its country code, the prefixes of calls within it (``trunk``) and out of it.

    ``shape`` is that of a whole number without prefix, ``lengths`` are those a number can have.
    """

    country_code: str
    trunk: re.Pattern[str]
    outward: re.Pattern[str]
    shape: re.Pattern[str]
    lengths: tuple[int, ...]


def plain_number(raw: str, region: str) -> tuple[int, str] | None:
    """Country code and significant digits of ``raw``, dialled in ``region``; None where it takes phonenumbers to say."""
    if not _PLAIN.fullmatch(raw):
        return None
    digits = raw.replace(" ", "")
    return _from_abroad(digits[1:]) if digits[0] == "+" else _from_within(digits, region)


def _from_abroad(digits: str) -> tuple[int, str] | None:
    for length in range(1, _LONGEST_COUNTRY_CODE + 1):
        dialling = _of_country_code(digits[:length])
        if dialling is not None:
            number = digits[length:]
            return None if dialling.trunk.match(number) else _possible(number, dialling)
    return None


def _from_within(digits: str, region: str) -> tuple[int, str] | None:
    dialling = _of_region(region)
    if dialling is None or dialling.outward.match(digits) or digits.startswith(dialling.country_code):
        return None
    trunk = dialling.trunk.match(digits)
    if trunk:
        digits = digits[trunk.end() :]
        if not dialling.shape.fullmatch(digits):
            return None
    if len(digits) not in dialling.lengths:
        return None
    # Of several regions with one country code, the main one says what is possible.
    main = _of_country_code(dialling.country_code)
    return _possible(digits, main) if main else None


def _possible(number: str, dialling: Dialling) -> tuple[int, str] | None:
    if len(number) not in dialling.lengths or number[0] == "0":
        return None
    return int(dialling.country_code), number


@cache
def _of_country_code(country_code: str) -> Dialling | None:
    import phonenumbers

    region = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(country_code or 0), ("",))[0]
    return _of_region(region) if country_code[:1] != "0" else None


@cache
def _of_region(region: str) -> Dialling | None:
    """None for a region that there is not, and for one where the prefix makes another number of it."""
    import phonenumbers

    if region not in phonenumbers.SUPPORTED_REGIONS:
        return None
    of = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if of is None or of.general_desc is None or of.national_prefix_transform_rule:
        return None
    return Dialling(
        str(of.country_code),
        re.compile(of.national_prefix_for_parsing or _NEVER),
        re.compile(of.international_prefix or _NEVER),
        re.compile(of.general_desc.national_number_pattern or _NEVER),
        tuple(of.general_desc.possible_length),
    )

"""Numbers written plainly are read as phonenumbers reads them, which is their judge here."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.phone import parse_phone
from smallcrm.model.phone_plain import plain_number

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
DIGITS = "0123456789"


def judged(text: str, region: str) -> tuple[int, str] | None:
    """Country code and significant digits as phonenumbers has them; None where it takes the text for no number."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return number.country_code, phonenumbers.national_significant_number(number)


def examples(region: str) -> list[str]:
    """Numbers of a region, of every type there is, in the forms people write, and some that are nearly numbers."""
    found = []
    for kind in phonenumbers.PhoneNumberType.values():
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None:
            continue
        national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        abroad = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        digits = phonenumbers.national_significant_number(number)
        found += [
            national,
            abroad,
            digits,
            f"0{digits}",
            f"1{digits}",
            f"00{abroad[1:]}",
            f"+{digits}",
            abroad[1:],
        ]
    return found + [text[:-1] for text in found] + [f"{text}7" for text in found]


@pytest.mark.parametrize("region", REGIONS)
def test_a_plain_number_of_any_region_is_what_phonenumbers_says(region) -> None:
    for text in examples(region):
        for dialled in (region, "GB", "US", "DE", "IT"):
            plain = plain_number(text, dialled)
            assert plain is None or plain == judged(text, dialled), (text, dialled)


@settings(max_examples=1_000)
@given(
    st.sampled_from(REGIONS),
    st.sampled_from(["", "+", "0", "00", "+0", "1", "011", "44", "+44", "+1", "+39", "+49", "+380"]),
    st.text(DIGITS, min_size=0, max_size=17),
    st.integers(1, 8),
)
def test_any_digits_are_what_phonenumbers_says(region, prefix, digits, place) -> None:
    for text in (f"{prefix}{digits}", f"{prefix}{digits[:place]} {digits[place:]}"):
        plain = plain_number(text, region)
        assert plain is None or plain == judged(text, region)


@pytest.mark.parametrize(
    ("text", "region", "value", "national"),
    [
        ("07700900142", "GB", "+447700900142", "07700900142"),
        ("07700 900142", "GB", "+447700900142", "07700900142"),
        ("+44 7700 900142", "US", "+447700900142", "07700900142"),
        ("7700900142", "GB", "+447700900142", "07700900142"),
        ("2025550123", "US", "+12025550123", "2025550123"),
        ("030 123456", "DE", "+4930123456", "030123456"),
        ("02 1234567", "IT", "+39021234567", "021234567"),
    ],
)
def test_a_number_is_kept_in_full_and_as_dialled_at_home(text, region, value, national) -> None:
    assert parse_phone(text, region) == (value, national, "", text)


def test_common_forms_take_the_short_way() -> None:
    assert plain_number("07700 900142", "GB") == (44, "7700900142")
    assert plain_number("+49 30 123456", "GB") == (49, "30123456")


@pytest.mark.parametrize(("text", "region"), [("077", "GB"), ("+", "GB"), ("07700900142", ""), ("", "GB")])
def test_what_is_no_number_is_refused(text, region) -> None:
    with pytest.raises(UsageError):
        parse_phone(text, region)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.money import CURRENCIES, Money, decimal_text, decimals, money_words, parse_money

AMOUNTS = st.integers(min_value=0, max_value=10**15 - 1)
CODES = st.sampled_from(sorted(CURRENCIES))


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("185", 18500, "GBP"),
        ("185.5", 18550, "GBP"),
        ("185,5", 18550, "GBP"),
        (".50", 50, "GBP"),
        ("0", 0, "GBP"),
        ("£1,250.50", 125050, "GBP"),
        ("1,250", 125000, "GBP"),
        ("1.250,50 €", 125050, "EUR"),
        ("1.250.500 €", 125050000, "EUR"),
        ("1 250,50 EUR", 125050, "EUR"),
        ("1\u202f250,50\u00a0€", 125050, "EUR"),
        ("CHF 1'250.50", 125050, "CHF"),
        ("1’250.50 chf", 125050, "CHF"),
        ("₹1,25,000.50", 12500050, "INR"),
        ("GBP 185.00", 18500, "GBP"),
        ("gbp185", 18500, "GBP"),
        ("A$20", 2000, "AUD"),
        ("$20", 2000, "USD"),
        ("185 zł", 18500, "PLN"),
        ("JPY 1,250", 1250, "JPY"),
        ("¥1250", 1250, "JPY"),
        ("KWD 1.250", 1250, "KWD"),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, minor: int, currency: str) -> None:
    assert parse_money(text, "GBP") == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-20", "can't be negative"),
        ("£-20", "can't be negative"),
        ("−20", "can't be negative"),
        ("(20)", "can't be negative"),
        ("185.123", "GBP has 2 decimals"),
        ("1.250", "GBP has 2 decimals"),
        ("0,125", "GBP has 2 decimals"),
        ("JPY 5.0", "JPY has no decimals"),
        ("KWD 1,250", "could be a thousand or a decimal"),
        ("XYZ 4", 'unknown currency "XYZ"'),
        ("kr 20", "write its code"),
        ("12,34,56", "no amount"),
        ("1,250,00", "no amount"),
        ("1.25,00", "no amount"),
        ("1 2", "no amount"),
        ("1,,2", "no amount"),
        ("£5 GBP", "no amount"),
        ("five", "no amount"),
        ("", "no amount"),
        ("1e5", "no amount"),
        ("٣", "no amount"),
        ("9" * 20, "more than an amount can be"),
        ("9" * 5000, "more than an amount can be"),
    ],
)
def test_what_is_no_amount_is_refused_saying_why(text: str, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_money(text, "GBP")
    assert why in refused.value.message


def test_without_a_currency_one_is_told_how_to_set_it() -> None:
    with pytest.raises(UsageError, match="smallcrm config set currency GBP"):
        parse_money("185", "")
    assert parse_money("€185", "") == Money(18500, "EUR")


def test_a_sign_that_countries_share_is_ones_own_first() -> None:
    assert parse_money("$5", "CAD") == Money(500, "CAD")
    assert parse_money("kr 5", "SEK") == Money(500, "SEK")
    assert parse_money("¥5", "CNY") == Money(500, "CNY")
    assert parse_money("US$5", "CAD") == Money(500, "USD")


def test_amounts_are_said_with_sign_and_thousands() -> None:
    assert money_words(18500, "GBP") == "£185.00"
    assert money_words(125050, "EUR") == "€1,250.50"
    assert money_words(125050, "CHF") == "CHF 1,250.50"
    assert money_words(1250, "JPY") == "¥1,250"
    assert decimal_text(125050, "GBP") == "1250.50"
    assert decimal_text(1250, "JPY") == "1250"
    assert decimal_text(5, "KWD") == "0.005"
    assert decimal_text(-5, "GBP") == "-0.05"


@given(AMOUNTS, CODES)
def test_what_is_written_is_read_again(minor: int, currency: str) -> None:
    text = decimal_text(minor, currency)
    assert len(text.partition(".")[2]) == decimals(currency)
    assert parse_money(text, currency) == (minor, currency)
    assert parse_money(f"{currency} {text}", "GBP") == (minor, currency)


@given(AMOUNTS, CODES)
def test_what_is_said_to_people_is_read_again(minor: int, currency: str) -> None:
    assert parse_money(money_words(minor, currency), currency) == (minor, currency)


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    try:
        money = parse_money(text, "GBP")
    except UsageError:
        return
    assert money.minor >= 0
    assert money.currency in CURRENCIES

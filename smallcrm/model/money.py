"""Money: whole minor units of an ISO 4217 currency, as people write it and as smallcrm says it."""

from __future__ import annotations

import re
from typing import NamedTuple

from smallcrm.errors import UsageError


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ISO 4217, the currencies in use. Those not in _DECIMALS have two decimals.
CURRENCIES = _codes(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD "
    "LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK "
    "PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR "
    "ZMW ZWG"
)
_DECIMALS = (
    dict.fromkeys(_codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"), 0)
    | dict.fromkeys(_codes("BHD IQD JOD KWD LYD OMR TND"), 3)
    | dict.fromkeys(_codes("CLF UYW"), 4)
)
_SYMBOLS = {
    "£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₪": "ILS",
    "₴": "UAH", "₦": "NGN", "฿": "THB", "₫": "VND", "₱": "PHP", "US$": "USD", "A$": "AUD", "C$": "CAD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL",
}  # fmt: skip
_ABBREVIATIONS = {"zł": "PLN", "kč": "CZK", "ft": "HUF"}
# A sign that several countries use is that of one's own currency first.
_SHARED = {
    "£": _codes("GBP EGP FKP GIP SHP LBP SYP"),
    "$": _codes("USD AUD CAD NZD HKD SGD ARS CLP COP MXN TWD BBD BMD BSD BZD FJD JMD KYD NAD TTD XCD"),
    "¥": _codes("JPY CNY"),
    "kr": _codes("SEK NOK DKK ISK"),
}
_SIGN_OF = {code: sign for sign, code in reversed(_SYMBOLS.items())}

# SQLite's integers would hold more; a sum of many such amounts still fits.
LARGEST = 10**15

# Compiled when an amount is read, since most commands only say some.
_WRITTEN = r"(?P<before>[^0-9.,]*?) ?(?P<number>[.,]?[0-9](?:[0-9.,' ]*[0-9])?) ?(?P<after>[^0-9.,]*)"
# Thousands in threes; India's lakhs come in twos.
_GROUPED = r"[0-9]{1,3}(?:([.,' ])[0-9]{3})(?:\1[0-9]{3})*|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"


class Money(NamedTuple):
    """An amount in ``minor`` units (pence, cents) of ``currency`` (ISO 4217)."""

    minor: int
    currency: str


def decimals(currency: str) -> int:
    """How many decimals a currency has: 2 for GBP, 0 for JPY, 3 for KWD."""
    return _DECIMALS.get(currency, 2)


def check_currency(code: str) -> str:
    """The code in capitals; UsageError, naming near ones, where ISO 4217 has none such."""
    known = code.strip().upper()
    if known not in CURRENCIES:
        from smallcrm.config import near

        raise UsageError(f'unknown currency "{code}"{near(known, CURRENCIES) or "; write a code like GBP"}')
    return known


def parse_money(text: str, default: str) -> Money:
    """The amount that ``185``, ``£1,250.50``, ``1.250,50 €`` or ``GBP 185.00`` says.

    ``default`` is the ISO 4217 code of an amount that names none, or "". Raises UsageError for what is no
    amount, for a negative one, for more decimals than the currency has, for an unknown currency, and for none.
    """
    amount = " ".join(text.replace("’", "'").split())
    if re.match(r"[^0-9]*[-−(][^0-9]*[0-9]", amount):
        raise UsageError(f'an amount can\'t be negative: "{amount}"')
    match = re.fullmatch(_WRITTEN, amount)
    if match is None or (match["before"] and match["after"]):
        raise _unclear(amount)
    currency = _currency(match["before"] or match["after"], default)
    return Money(_minor(match["number"], currency), currency)


def decimal_text(minor: int, currency: str) -> str:
    """The amount as a decimal string with all the currency's decimals: ``185.00``, for JPY ``185``."""
    return _joined(*_parts(minor, currency))


def money_words(minor: int, currency: str) -> str:
    """The amount for people: ``£1,250.50``, ``CHF 185.00``."""
    sign, whole, fraction = _parts(minor, currency)
    mark = _SIGN_OF.get(currency) or f"{currency} "
    return sign + mark + _joined("", f"{int(whole):,}", fraction)


def _parts(minor: int, currency: str) -> tuple[str, str, str]:
    places = decimals(currency)
    whole, fraction = divmod(abs(minor), 10**places)
    return "-" if minor < 0 else "", str(whole), f"{fraction:0{places}d}" if places else ""


def _joined(sign: str, whole: str, fraction: str) -> str:
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def _currency(mark: str, default: str) -> str:
    mark = mark.strip()
    if not mark:
        return _own(default)
    if default in _SHARED.get(mark.lower(), ()):
        return default
    known = _SYMBOLS.get(mark.upper()) or _ABBREVIATIONS.get(mark.lower())
    if known is None and not re.fullmatch(r"[A-Za-z]{3}", mark):
        raise UsageError(f'"{mark}" is no currency that can be told; write its code, like GBP 185')
    return known or check_currency(mark)


def _own(default: str) -> str:
    if not default:
        raise UsageError(
            'no currency is set; write it with the amount ("GBP 185"), or once: smallcrm config set currency GBP'
        )
    return check_currency(default)


def _minor(number: str, currency: str) -> int:
    places = decimals(currency)
    if len(number) > 40:  # digits beyond number cost time, and int() refuses them in its own words
        raise _too_large(number[:40] + "…")
    whole, fraction = _split(number, places)
    if len(fraction) > places:
        raise UsageError(
            f'{currency} has {places or "no"} decimals, and "{number}" has {len(fraction)}; '
            f"write {'185.' + '0' * places if places else '185'}, and a thousand as 1000"
        )
    minor = int((whole + fraction.ljust(places, "0")) or "0")
    if minor >= LARGEST:
        raise _too_large(number)
    return minor


def _split(number: str, places: int) -> tuple[str, str]:
    """The digits before and after the decimal separator; UsageError where one can't tell which that is."""
    if re.fullmatch("[0-9]{1,3},[0-9]{3}", number) and not number.startswith("0"):
        if places == 3:
            raise UsageError(
                f'"{number}" could be a thousand or a decimal; write {number.replace(",", "")} or {number.replace(",", ".")}'
            )
        return number.replace(",", ""), ""
    whole, separator, fraction = _at_last_separator(number)
    if whole and not whole.isdigit() and not (re.fullmatch(_GROUPED, whole) and separator not in whole[-4:]):
        raise _unclear(number)
    return re.sub("[^0-9]", "", whole), fraction


def _at_last_separator(number: str) -> tuple[str, str, str]:
    """Around the last point or comma; one that stands twice, as in ``1.250.500``, separates no decimals."""
    place = max(number.rfind("."), number.rfind(","))
    if place < 0 or number.count(number[place]) > 1:
        return number, "\0", ""
    return number[:place], number[place], number[place + 1 :]


def _too_large(number: str) -> UsageError:
    return UsageError(f'"{number}" is more than an amount can be')


def _unclear(text: str) -> UsageError:
    return UsageError(
        f'"{text}" is no amount that can be understood; write for example 185, 1250.50 or "EUR 90"'
    )

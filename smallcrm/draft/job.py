"""What is said of a job: what it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from smallcrm.model.money import Money


def money(value: str | None, currency: str | None, default: str) -> Money | None:
    """The value that the options say, in ``currency``, else as written with it, else in ``default``; None for none.

    UsageError where it can't be read, where both name different currencies, and for a currency of no value.
    """
    if not value:
        if currency:
            raise UsageError("--currency says what --value is in; give both: --value 185 --currency EUR")
        return None
    from smallcrm.model.money import check_currency, parse_money

    code = check_currency(currency) if currency else default
    said = parse_money(value, code)
    if currency and said.currency != code:
        raise UsageError(f'"{value}" is in {said.currency}, and --currency says {code}')
    return said

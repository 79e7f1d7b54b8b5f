"""E-mail addresses: kept as typed but for the domain's case, compared without regard to case."""

from __future__ import annotations

import re
from typing import NamedTuple

from smallcrm.errors import UsageError

# A dot-atom at a domain of letters, digits and hyphens is an address by RFC 5321 4.1.2; whatever is not so plain
# goes to email-validator, which costs 35 ms to load.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@((?:{_LABEL}\.)+[A-Za-z]{{2,63}})")


class Email(NamedTuple):
    """An address: ``value`` as kept, ``key`` folded for comparing."""

    value: str
    key: str


def parse_email(text: str) -> Email:
    """The address that ``text`` is, without asking any server; UsageError says why it is none."""
    address = text.strip().removeprefix("mailto:")
    plain = _PLAIN.fullmatch(address)
    if plain and len(plain[1]) <= 64 and len(address) <= 254:
        value = f"{plain[1]}@{plain[2].lower()}"
    else:
        value = _checked(address)
    return Email(value, value.casefold())


def _checked(address: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(
            address, check_deliverability=False, test_environment=True, globally_deliverable=False
        ).normalized
    except EmailNotValidError as problem:
        reason = re.sub(r"\s+", " ", str(problem)).rstrip(".")
        raise UsageError(f'"{address}" is no e-mail address: {reason[:1].lower()}{reason[1:]}') from None


def email_key(text: str) -> str:
    """How an address is compared, valid or not."""
    return text.strip().casefold()

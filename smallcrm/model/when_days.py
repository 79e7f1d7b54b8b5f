"""Which day a phrase without a time means.

SHAPES says which order of kinds is which rule; whatever has no shape is not understood. Where people
differ, the choices are:

- ``tue`` is the coming Tuesday, today included; looking back the most recent. ``this tue`` is the same.
- ``next tue`` is the Tuesday of the next calendar week, ``last tue`` the most recent before today.
- ``next week``, ``next month``, ``last year`` are their first day. ``this week`` is today, looking back
  the first day of the week.
- ``3 apr``, ``the 5th``, ``3rd friday`` are the next ones, today included; looking back the most recent.
- A two-digit year is 20xx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.model.when_dates import DATE_SHAPES, agreeing
from smallcrm.model.when_near import NEAR_SHAPES, amount_day
from smallcrm.model.when_parts import PART_SHAPES
from smallcrm.model.when_point import PERIOD_UNITS, Day, Period, Standpoint, as_int, checked
from smallcrm.model.when_tokens import Token

if TYPE_CHECKING:
    from smallcrm.model.when_point import DayRule

SHAPES: dict[str, DayRule] = {**NEAR_SHAPES, **DATE_SHAPES, **PART_SHAPES}

_ABSOLUTE = frozenset({"ISO", "NUMDATE", "NUM", "MONTH", "ORD"})


def find_day(tokens: list[Token], point: Standpoint) -> Day | None:
    """The day the tokens say, None when they don't; raises UnclearDate for one that does not exist."""
    tokens = _fold(tokens)
    kinds = [token.kind for token in tokens]
    rule = SHAPES.get(" ".join(kinds))
    if rule:
        return checked(rule(point, *(token.value for token in tokens)))
    if "UNIT" in kinds:
        return amount_day(tokens, point, find_day)
    if len(kinds) > 1 and kinds[0] == "WEEKDAY" and kinds[1] in _ABSOLUTE:
        return agreeing(tokens[0].value, find_day(tokens[1:], point))
    return None


def _fold(tokens: list[Token]) -> list[Token]:
    """``next month`` becomes one PERIOD; the last of ``last friday of the month`` counts like 3rd."""
    folded: list[Token] = []
    for token in tokens:
        before = folded[-1] if folded else None
        if token.kind == "UNIT" and before and before.kind == "REL" and token.value in PERIOD_UNITS:
            folded[-1] = Token("PERIOD", Period(str(token.value), as_int(before.value)), token.text)
        else:
            folded.append(token)
    if len(folded) > 2 and folded[0].text == "last" and folded[1].kind in {"WEEKDAY", "UNIT"}:
        folded[0] = Token("ORD", -1, "last")
    return folded

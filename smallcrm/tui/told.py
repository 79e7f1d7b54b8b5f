"""Days, times and amounts as every screen says them: short, and in words where they are near."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.model.ago import short_date
from smallcrm.model.calendar_words import say_day
from smallcrm.model.money import money_words

if TYPE_CHECKING:
    from collections.abc import Iterable

# Through what a change was made, for people.
FACES = {"cli": "command", "tui": "dashboard"}
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def when_words(at: str, today: dt.date) -> str:
    """A date or local time (ISO 8601): ``today 14:00``, ``tomorrow``, ``Fri 25 Sep``, ``23 Oct 2027``."""
    day = dt.date.fromisoformat(at[:10])
    near = _NEAR.get((day - today).days)
    said = near or (short_date(day) if abs((day - today).days) < 300 else say_day(day))
    return f"{said} {at[11:16]}" if len(at) > 10 else said


def since_words(instant: str, now: dt.datetime) -> str:
    """How long ago an instant (UTC, ISO 8601) was: ``now``, ``5 min``, ``3 h``, ``yesterday``, ``12 days``, ``23 Oct 2026``."""
    then = dt.datetime.fromisoformat(instant)
    seconds = (now - then).total_seconds()
    days = (now.date() - then.astimezone(now.tzinfo).date()).days
    if seconds < _MINUTE:
        return "now"
    if seconds < _HOUR:
        return f"{int(seconds) // _MINUTE} min"
    if days == 0 or seconds < _DAY / 4:
        return f"{int(seconds) // _HOUR} h"
    return "yesterday" if days == 1 else f"{days} days" if days < 100 else say_day(then.date())


def worth_words(worth: Iterable[tuple[str, int]]) -> str:
    """Sums of several currencies: ``£1,250.50 + €90.00``."""
    return " + ".join(money_words(minor, currency) for currency, minor in worth)

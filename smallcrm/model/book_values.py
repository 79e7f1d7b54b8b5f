"""What the values of a book's rows have to look like: a date that is none would be met again on every page.

What the schema says of a column, its type and the kinds there are, the store itself sees to.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any

from smallcrm.errors import UsageError
from smallcrm.model.appointment import STATUSES
from smallcrm.model.money import LARGEST, check_currency
from smallcrm.model.reminder_next import check_repeat_after
from smallcrm.model.rule import read_rule
from smallcrm.model.zone import check_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Check = Callable[[Any], object]

_DAY, _TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}", "T[0-9]{2}:[0-9]{2}"
# What a calendar's SEQUENCE can be (RFC 5545 3.3.8), and how long before it starts an appointment can be told of.
_MOST_EDITS, _MOST_MINUTES = 2**31 - 1, 60 * 24 * 999_999_999


def check_values(table: str, columns: Mapping[str, Any]) -> None:
    """Raise UsageError, naming the column, where a value of a row is not what its column holds.

    Each value is of its column's type.
    """
    for name, check in _CHECKS.get(table, {}).items():
        value = columns.get(name)
        if value is not None:
            _named(name, check, value)
    if table in _TOGETHER:
        _TOGETHER[table](columns)


def _named(name: str, check: Check, value: object) -> None:
    try:
        check(value)
    except UsageError as problem:
        raise UsageError(f'"{name}": {problem.message}') from None


def _dated(pattern: str, like: str, years: range = range(1, 10_000)) -> Check:
    """A check that a text has a shape, and that there is such a date in those years."""
    shape = re.compile(pattern)

    def check(text: str) -> None:
        try:
            # 2000 is a leap year: a birthday without its year may be 29 February.
            whole = f"2000{text[1:]}" if text.startswith("--") else text
            if shape.fullmatch(text) and dt.datetime.fromisoformat(whole).year in years:
                return
        except ValueError:
            pass
        raise UsageError(f'"{text}" is nothing like {like}')

    return check


# With room at each end every one of them can be moved between zones.
_MOVABLE = range(1001, 9999)
_day = _dated(_DAY, "2026-09-14", _MOVABLE)
_wall = _dated(_DAY + _TIME, "2026-09-14T09:00", _MOVABLE)
_moment = _dated(f"{_DAY}(?:{_TIME})?", "2026-09-14 or 2026-09-14T09:00", _MOVABLE)
_instant = _dated(f"{_DAY}{_TIME}:[0-9]{{2}}Z", "2026-09-14T08:00:00Z")
_birthday = _dated(f"{_DAY}|-(?:-[0-9]{{2}}){{2}}", "1979-05-24 or --05-24")


def _since(text: str) -> None:
    """Consent is dated as it was where it came from, and told by its day."""
    try:
        dt.date.fromisoformat(text[:10])
    except ValueError:
        raise UsageError(f'"{text}" is nothing like 2026-09-14') from None


def _within(most: int, least: int = 0) -> Check:
    def check(number: int) -> None:
        if not least <= number <= most:
            raise UsageError(f"{number} is not between {least} and {most}")

    return check


_flag = _within(1)


def _one_of(*kinds: str) -> Check:
    def check(text: str) -> None:
        if text not in kinds:
            raise UsageError(f'"{text}" is none of {", ".join(kinds)}')

    return check


def _timed(columns: Mapping[str, Any]) -> None:
    """What takes whole days starts and ends with them; nothing else does."""
    check = _day if columns.get("all_day") else _wall
    for name in ("starts", "ends"):
        if columns.get(name) is not None:
            _named(name, check, columns[name])


def _removed(columns: Mapping[str, Any]) -> None:
    """What a calendar says of a thing that is gone stands in its last shape."""
    if columns.get("removed_at") is None and columns.get("image") is None:
        return
    moments = ("due",) if columns.get("kind") == "reminder" else ("start", "end")
    checks = {"timezone": check_zone, **dict.fromkeys(moments, _moment)}
    try:
        image = json.loads(columns.get("image") or "{}")
        sound = all(isinstance(image[name], str) for name in ("title", *checks))
        for name, check in checks.items() if sound else ():
            check(image[name])
    except (LookupError, TypeError, ValueError, UsageError):
        sound = False
    if not sound:
        raise UsageError('"image" is not the last shape of something that was removed')


_ROW = {"created_at": _instant, "updated_at": _instant}
_CHECKS: dict[str, dict[str, Check]] = {
    "contact": {**_ROW, "birthday": _birthday},
    "email": {"preferred": _flag},
    "phone": {"preferred": _flag},
    "address": {"preferred": _flag},
    "consent": {"on_date": _since},
    "relation": {"since": _since, "until": _since},
    "job": {**_ROW, "due": _day, "value": _within(LARGEST, -LARGEST), "currency": check_currency},
    "job_move": {"on_date": _day},
    "note": {**_ROW, "at": _instant},
    "appointment": {**_ROW, "all_day": _flag, "starts_utc": _instant, "ends_utc": _instant, "last_utc": _instant,
                    "timezone": check_zone, "repeat": read_rule},
    "occurrence": {"cancelled": _flag, "recurrence": _moment, "starts": _moment, "ends": _moment, "starts_utc": _instant,
                   "ends_utc": _instant, "status": _one_of(*STATUSES)},
    "alarm": {"minutes": _within(_MOST_MINUTES)},
    "reminder": {**_ROW, "due": _moment, "timezone": check_zone, "due_utc": _instant, "done_at": _instant,
                 "repeat": read_rule, "repeat_after": check_repeat_after},
    "provenance": {"at": _instant},
    "calendar_item": {"kind": _one_of("appointment", "reminder"), "sequence": _within(_MOST_EDITS),
                      "revised_at": _instant, "removed_at": _instant},
}  # fmt: skip
_TOGETHER: dict[str, Callable[[Mapping[str, Any]], None]] = {
    "appointment": _timed,
    "calendar_item": _removed,
}

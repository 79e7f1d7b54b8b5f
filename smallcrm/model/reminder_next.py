"""When a reminder that was done falls due again."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from smallcrm.errors import UsageError
from smallcrm.model.rule import Rule, read_rule


class NextDue(NamedTuple):
    """The next reminder's ``due`` (a date, or a local wall time) and the RRULE that is left for it."""

    due: str
    repeat: str


def due_after(due: str, repeat_after: str, done_on: dt.date) -> str:
    """The due date or wall time counted from completion: 24 Sep + P6M = 24 Mar, 31 Aug + P6M = 28 Feb.

    The time of day stays. UsageError for a length that is no whole number of days.
    """
    from smallcrm.model.duration import next_after_completion, parse_duration

    return f"{next_after_completion(done_on, parse_duration(repeat_after)).isoformat()}{due[10:]}"


def due_by_rule(due: str, repeat: str, timezone: str, done_on: dt.date) -> NextDue | None:
    """The first due date of a rule after ``due`` that is not before the day of completion; None where the rule ends.

    Those in between count for its COUNT and are left out: nobody wants last month's reminder.
    UsageError for a bad rule or zone.
    """
    from smallcrm.model.happening import wall_of, written
    from smallcrm.model.occurrences import occurrences

    rule, start = read_rule(repeat), wall_of(due)
    first = max(done_on.isoformat(), due[:10])
    # A rule that counts has to be counted from its start; any other is looked up where it matters.
    frm = None if rule.times else dt.date.fromisoformat(first)
    for number, wall in enumerate(occurrences(start, repeat, timezone, frm=frm)):
        if wall > start and written(wall)[:10] >= first:
            left = rule._replace(times=rule.times - number) if rule.times else rule
            return NextDue(written(wall), str(left))
    return None


def check_repeat_after(text: str) -> str:
    """A length of time in words as the store keeps it (ISO 8601); UsageError unless it is a whole number of days."""
    from smallcrm.model.duration import next_after_completion, parse_duration

    every = parse_duration(text)
    next_after_completion(dt.date(2000, 1, 1), every)
    return every.iso


def pinned(repeat: str, due: str) -> str:
    """The rule with the day it has from ``due`` said in it, so that putting one reminder off leaves the others where they are."""
    day = dt.date.fromisoformat(due[:10])
    return str(_pinned(read_rule(repeat), day))


def _pinned(rule: Rule, day: dt.date) -> Rule:
    if rule.by_day or rule.by_month_day or rule.by_week_no or rule.by_year_day or rule.by_set_pos:
        return rule
    if rule.freq == "WEEKLY":
        return rule._replace(by_day=((0, day.weekday()),))
    if rule.freq == "MONTHLY":
        return rule._replace(by_month_day=(day.day,))
    if rule.freq == "YEARLY":
        return rule._replace(by_month=rule.by_month or (day.month,), by_month_day=(day.day,))
    return rule


def refuse_both(repeat: str, repeat_after: str) -> None:
    """UsageError where a reminder would repeat from its due date and from its completion too."""
    if repeat and repeat_after:
        raise UsageError(
            "say either --repeat (from the due date) or --repeat-after (from completion), not both"
        )

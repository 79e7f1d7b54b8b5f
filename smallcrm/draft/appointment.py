"""What is said of an appointment: its alarms, its repeat, and which part of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import UsageError
from smallcrm.model.appointment import Part
from smallcrm.model.happening import Plan, Time, coming, later, say_span, wall_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.desk import Desk


def alarms(desk: Desk, given: Sequence[str] | None) -> tuple[int, ...]:
    """Minutes before the start: as ``--remind`` says, else by the setting default_alarm."""
    wanted = [desk.settings["default_alarm"]] if given is None else given
    return tuple(_minutes(length) for length in wanted if length.strip())


def _minutes(length: str) -> int:
    from smallcrm.model.duration import parse_duration

    minutes = parse_duration(length).total_minutes
    if minutes is None:
        raise UsageError(f'"{length}" has no fixed number of minutes; say for example 30m, 2h or "1 day"')
    return minutes


def rule(desk: Desk, repeat: str, start: str) -> str:
    """The RRULE of ``--repeat``, for something that first takes place at ``start``."""
    from smallcrm.model.repeat import parse_repeat

    return parse_repeat(repeat, start=wall_of(start), now=desk.now(), order=desk.date_order)


class Meant(NamedTuple):
    """Which part of an appointment is meant (None where it does not repeat), and the time that is looked at."""

    part: Part | None
    time: Time


# Which part of a series an act can be about.
KINDS = ("only", "following", "all")


def parts_in_words(time: Time) -> tuple[str, str, str]:
    """What there is to choose of a series, as seen from an occurrence, in the order of KINDS."""
    day = say_span(time.start, time.start)
    return f"only that of {day}", f"that of {day} and those after it", "all of them"


def next_time(desk: Desk, plan: Plan) -> Time:
    """The occurrence that comes next, the last one where none does."""
    return coming(plan, desk.now()) or Time(plan.start, plan.start, plan.end)


def part_of(plan: Plan, kind: str, time: Time) -> Meant:
    """``kind`` (only, following, all) of a series, as seen from the occurrence at ``time``."""
    if kind == "only":
        return Meant(Part(kind, time.recurrence), time)
    # The others follow their rule, so they move from where the rule has this one, not from where it was put.
    length = wall_of(plan.end) - wall_of(plan.start)
    usual = Time(time.recurrence, time.recurrence, later(time.recurrence, length))
    return Meant(Part(kind, time.recurrence), usual)

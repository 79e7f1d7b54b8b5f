"""What the options of an appointment mean: its alarms, its repeat, and which part of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import Candidate, NotFound, UsageError
from smallcrm.model.appointment import Part
from smallcrm.model.happening import Plan, Time, at, coming, say_span, wall_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.cli.face import Face

_KINDS = ("only", "following", "all")


class PartSaid(NamedTuple):
    """What ``--only``, ``--following`` and ``--all`` say."""

    only: str | None = None
    following: str | None = None
    all: bool = False


def alarms(face: Face, given: Sequence[str] | None) -> tuple[int, ...]:
    """Minutes before the start: as ``--remind`` says, else by the setting default_alarm."""
    wanted = [face.crm.desk.settings["default_alarm"]] if given is None else given
    return tuple(_minutes(length) for length in wanted if length.strip())


def _minutes(length: str) -> int:
    from smallcrm.model.duration import parse_duration

    minutes = parse_duration(length).total_minutes
    if minutes is None:
        raise UsageError(f'"{length}" has no fixed number of minutes; say for example 30m, 2h or "1 day"')
    return minutes


def rule(face: Face, repeat: str, start: str) -> str:
    """The RRULE of ``--repeat``, for something that first takes place at ``start``."""
    from smallcrm.model.repeat import parse_repeat

    desk = face.crm.desk
    return parse_repeat(repeat, start=wall_of(start), now=desk.now(), order=desk.date_order)


class Meant(NamedTuple):
    """Which part of an appointment is meant (None where it does not repeat), and the time that is looked at."""

    part: Part | None
    time: Time


def meant(face: Face, appointment_id: int, said: PartSaid) -> Meant:
    """The part of a series that the options name; on a terminal, without any, the one that is chosen.

    UsageError without a choice or with several, or for a part of what does not repeat; NotFound for a day without
    an occurrence.
    """
    plan = face.read.appointments.plan(appointment_id)
    given = [kind for kind, value in zip(_KINDS, said, strict=True) if value]
    if len(given) > 1:
        raise UsageError("say one of --only DATE, --following DATE and --all")
    if not plan.repeat:
        if given and given != ["all"]:
            raise UsageError(f"--{given[0]} is for a series, and this does not repeat")
        return Meant(None, Time(plan.start, plan.start, plan.end))
    if not given:
        return _chosen(face, plan)
    day = said.only or said.following
    time = _on(face, plan, day) if day else _coming(face, plan)
    return _part(plan, given[0], time)


def _part(plan: Plan, kind: str, time: Time) -> Meant:
    if kind == "only":
        return Meant(Part(kind, time.recurrence), time)
    # The others follow their rule, so they move from where the rule has this one, not from where it was put.
    length = wall_of(plan.end) - wall_of(plan.start)
    from smallcrm.model.happening import later

    usual = Time(time.recurrence, time.recurrence, later(time.recurrence, length))
    return Meant(Part(kind, time.recurrence), usual)


def _coming(face: Face, plan: Plan) -> Time:
    return coming(plan, face.crm.desk.now()) or Time(plan.start, plan.start, plan.end)


def _on(face: Face, plan: Plan, text: str) -> Time:
    when = face.when(text)
    found = None if when.time or when.end_date else at(plan, when.date)
    if found is None:
        time = _coming(face, plan)
        raise NotFound(f'the series has nothing on "{text}"; the next is {say_span(time.start, time.end)}')
    return found


def _chosen(face: Face, plan: Plan) -> Meant:
    time = _coming(face, plan)
    day = say_span(time.start, time.start)
    choices = (f"only that of {day}", f"that of {day} and those after it", "all of them")
    picked = face.choose(
        "This repeats. Which part of it?",
        [Candidate((number, words)) for number, words in enumerate(choices, 1)],
    )
    if picked is None:
        raise UsageError("this repeats; say --only DATE, --following DATE or --all")
    return _part(plan, _KINDS[picked - 1], time)

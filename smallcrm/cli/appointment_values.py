"""Which part of a series the options of an appointment mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.draft.appointment import KINDS, Meant, next_time, part_of, parts_in_words
from smallcrm.errors import Candidate, NotFound, UsageError
from smallcrm.model.happening import Plan, Time, at, say_span

if TYPE_CHECKING:
    from smallcrm.cli.face import Face


class PartSaid(NamedTuple):
    """What ``--only``, ``--following`` and ``--all`` say."""

    only: str | None = None
    following: str | None = None
    all: bool = False


def meant(face: Face, appointment_id: int, said: PartSaid) -> Meant:
    """The part of a series that the options name; on a terminal, without any, the one that is chosen.

    UsageError without a choice or with several, or for a part of what does not repeat; NotFound for a day without
    an occurrence.
    """
    plan = face.read.appointments.plan(appointment_id)
    given = [kind for kind, value in zip(KINDS, said, strict=True) if value]
    if len(given) > 1:
        raise UsageError("say one of --only DATE, --following DATE and --all")
    if not plan.repeat:
        if given and given != ["all"]:
            raise UsageError(f"--{given[0]} is for a series, and this does not repeat")
        return Meant(None, Time(plan.start, plan.start, plan.end))
    if not given:
        return _chosen(face, plan)
    day = said.only or said.following
    time = _on(face, plan, day) if day else next_time(face.desk, plan)
    return part_of(plan, given[0], time)


def _on(face: Face, plan: Plan, text: str) -> Time:
    when = face.when(text)
    found = None if when.time or when.end_date else at(plan, when.date)
    if found is None:
        time = next_time(face.desk, plan)
        raise NotFound(f'the series has nothing on "{text}"; the next is {say_span(time.start, time.end)}')
    return found


def _chosen(face: Face, plan: Plan) -> Meant:
    time = next_time(face.desk, plan)
    picked = face.choose(
        "This repeats. Which part of it?",
        [Candidate((number, words)) for number, words in enumerate(parts_in_words(time), 1)],
    )
    if picked is None:
        raise UsageError("this repeats; say --only DATE, --following DATE or --all")
    return part_of(plan, KINDS[picked - 1], time)

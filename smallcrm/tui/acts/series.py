"""Which part of a series is meant, asked of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.draft.appointment import KINDS, Meant, next_time, part_of, parts_in_words
from smallcrm.model.happening import Plan, Time
from smallcrm.tui.forms.choice import Choice, Choices

if TYPE_CHECKING:
    from smallcrm.model.appointment import AppointmentRow
    from smallcrm.read.reading import Read
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.thing import Thing


class Booked(NamedTuple):
    """An appointment, when it is meant to take place, and the occurrence that is looked at."""

    row: AppointmentRow
    plan: Plan
    time: Time


def booked(app: Dashboard, thing: Thing) -> Booked | None:
    """The appointment of ``thing``, at the occurrence it names, else at the next; None where it is gone."""
    return app.look(lambda read: _booked(app, read, thing))


def _booked(app: Dashboard, read: Read, thing: Thing) -> Booked:
    row, plan = read.appointments.get(thing.id), read.appointments.plan(thing.id)
    if not plan.repeat:
        return Booked(row, plan, Time(plan.start, plan.start, plan.end))
    time = read.appointments.occurrence(thing.id, thing.recurrence) if thing.recurrence else None
    return Booked(row, plan, time or next_time(app.desk, plan))


async def which_part(app: Dashboard, it: Booked, question: str) -> Meant | None:
    """The part that the person chooses, all of what does not repeat; None for nothing."""
    if not it.plan.repeat:
        return Meant(None, it.time)
    place = await app.ask(Choice, Choices(question, parts_in_words(it.time)))
    return None if place is None else part_of(it.plan, KINDS[place], it.time)

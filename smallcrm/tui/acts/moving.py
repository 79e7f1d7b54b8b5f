"""Appointments go to another time, reminders to another day, jobs to another stage; appointments are called off."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.draft.appointment import Meant, part_of
from smallcrm.draft.dates import past_date
from smallcrm.draft.job import money
from smallcrm.errors import CrmError
from smallcrm.model.happening import instant, later, wall_of, written
from smallcrm.model.zone import wall_after
from smallcrm.tui.acts.series import Booked, booked, which_part
from smallcrm.tui.forms.choice import Choice, Choices
from smallcrm.tui.forms.field import Field, Values
from smallcrm.tui.forms.form import Form, fill
from smallcrm.tui.forms.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from smallcrm.model.job import JobRow
    from smallcrm.model.money import Money
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.screens.view import View
    from smallcrm.tui.thing import Thing
    from smallcrm.write.writing import Write


async def put_elsewhere(view: View, thing: Thing) -> None:
    """Move a thing to another time or stage."""
    if thing.kind == "appointment":
        await _move_appointment(view, thing)
    elif thing.kind == "reminder":
        from smallcrm.tui.forms.reminder_form import put_off

        await put_off(view.app, [thing.id], f"Move {thing.title}")
    elif thing.kind == "job":
        await _move_job(view.app, thing)
    else:
        view.app.tell(f"a {thing.kind} has no time or stage to move to; e edits it")


async def _move_appointment(view: View, thing: Thing) -> None:
    from smallcrm.tui.forms.appointment_form import put, was_of

    it = booked(view.app, thing)
    meant = await which_part(view.app, it, f"Move {it.row.title}: which part of it?") if it else None
    if it and meant:
        await put(view.app, was_of(it.row, meant))


async def _move_job(app: Dashboard, thing: Thing) -> None:
    row = app.look(lambda read: read.jobs.get(thing.id))
    stages = [each.name for each in app.look(lambda read: read.jobs.stages()) or []]
    if row is None or not stages:
        return
    at = stages.index(row.stage) + 1 if row.stage in stages else 0
    title = f"{row.title} is {row.stage}; move it to"
    place = await app.ask(Choice, Choices(title, stages, min(at, len(stages) - 1)))
    if place is not None:
        await _date_move(app, row, stages[place])


async def _date_move(app: Dashboard, row: JobRow, stage: str) -> None:
    """Ask when it came there, and what it is worth now."""
    currency = row.currency or app.desk.currency

    def said_on(text: str) -> str:
        return past_date(app.desk, text).words

    def said_value(text: str) -> str:
        from smallcrm.model.money import money_words

        worth = money(text, None, currency)
        return money_words(worth.minor, worth.currency) if worth else ""

    async def save(values: Values) -> None:
        on, worth = (
            past_date(app.desk, values["on"].strip()).value,
            money(values["value"].strip(), None, currency),
        )
        await set_stage(app, row.id, stage, on=on, worth=worth)

    fields = [
        Field("on", "on", "", said_on, 'today; or "last fri"'),
        Field("value", "value", "", said_value, "what it is worth now, if that is new"),
    ]
    await fill(app, Form(f"move job {row.id} {stage}", f"{row.title}: {stage}", fields), save)


async def set_stage(
    app: Dashboard, job_id: int, stage: str, *, on: str = "", worth: Money | None = None
) -> None:
    """Bring a job to a stage on a date (``YYYY-MM-DD``, today unless said); CrmError where that is refused."""
    await app.carry_out("move a job", lambda write: write.jobs.move(job_id, stage, on, worth))


async def call_off(view: View, thing: Thing) -> None:
    """Cancel an appointment, or a part of a series; it stays in the book."""
    app = view.app
    if thing.kind != "appointment":
        app.tell("only appointments can be called off; d removes, x is done")
        return
    it = booked(app, thing)
    if it is None:
        return
    meant = await which_part(app, it, f"Call {it.row.title} off: which part of it?")
    if meant is None:
        return
    if meant.part is None:
        what = f"{it.row.contact}, {it.row.title}" if it.row.contact else it.row.title
        if not await app.ask(Question, (what, "Call it off? It stays in the book as cancelled")):
            return
    await _carried_out(
        app, "cancel an appointment", lambda write: write.appointments.cancel(it.row.id, meant.part)
    )


async def _carried_out(app: Dashboard, words: str, act: Callable[[Write], object]) -> bool:
    try:
        await app.carry_out(words, act)
    except CrmError as problem:
        app.tell(problem.message, bad=True)
        return False
    return True


async def shifted(view: View, thing: Thing, *, days: int, minutes: int, longer: int) -> bool:
    """Move an appointment by days and minutes, and make it so many minutes longer; whether it was."""
    it = booked(view.app, thing)
    if it is None:
        return False
    if it.plan.all_day and minutes and not days:
        view.app.tell("it is all day; e gives it a time")
        return False
    start, end = it.time.start, it.time.end
    if it.plan.all_day:
        # What a quarter of an hour is to an appointment, a day is to a whole day.
        end = later(end, dt.timedelta(days=days + (longer > 0) - (longer < 0)))
        return await _put(view, it, later(start, dt.timedelta(days=days)), end)
    length = instant(end, it.plan.timezone) - instant(start, it.plan.timezone)
    # A day later is the same time on the clock; minutes are those that pass, also while the clocks are changed.
    wall = wall_of(later(start, dt.timedelta(days=days)))
    if isinstance(wall, dt.datetime):
        wall = wall_after(wall, dt.timedelta(minutes=minutes), it.plan.timezone) if minutes else wall
        start = written(wall)
        end = written(wall_after(wall, length + dt.timedelta(minutes=longer), it.plan.timezone))
    return await _put(view, it, start, end)


async def _put(view: View, it: Booked, start: str, end: str) -> bool:
    if end <= start:
        view.app.tell("it can't be shorter than that", bad=True)
        return False
    meant = await _meant(view, it)
    if meant is None:
        return False
    return await _carried_out(
        view.app,
        "move an appointment",
        lambda write: write.appointments.move(it.row.id, start, end, meant.part),
    )


async def _meant(view: View, it: Booked) -> Meant | None:
    """The part that moves; an occurrence that was put elsewhere already moves alone, unasked."""
    if it.plan.repeat and it.time.exception is not None:
        return part_of(it.plan, "only", it.time)
    return await which_part(view.app, it, f"Move {it.row.title}: which part of it?")

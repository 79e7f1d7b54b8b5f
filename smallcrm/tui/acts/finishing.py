"""Reminders and jobs are done, or put off."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.draft.dates import describe
from smallcrm.errors import CrmError
from smallcrm.write.reminder import Closed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.screens.view import View
    from smallcrm.tui.thing import Thing
    from smallcrm.write.writing import Write

FINISHABLE = ("reminder", "job")


async def finish(view: View, things: Sequence[Thing]) -> None:
    """Close the reminders and finish the jobs, as one change, and say what comes next."""
    app = view.app
    wanted = list(dict.fromkeys(each for each in things if each.kind in FINISHABLE))
    if not wanted:
        app.tell("only reminders and jobs can be done; C calls an appointment off, d removes")
        return
    try:
        done = await app.carry_out("finish", lambda write: _finished(write, wanted))
    except CrmError as problem:
        app.tell(problem.message, bad=True)
        return
    closed: list[Closed] = done.result  # type: ignore[assignment]
    said = [_words(app, thing, each) for thing, each in zip(wanted, closed, strict=True)]
    undo = " · u undoes it" if done.words else ""
    app.tell("; ".join(said) + undo + "".join(f" · {warning}" for warning in done.warnings))


def _finished(write: Write, things: Sequence[Thing]) -> list[Closed]:
    with write.change("finish") as change:
        closed = [_finish(write, each) for each in things]
        change.say("finished " + ", ".join(f"{{{each.kind}:{each.id}}}" for each in things))
    return closed


def _finish(write: Write, thing: Thing) -> Closed:
    if thing.kind == "reminder":
        return write.reminders.done([thing.id])[0]
    return Closed(thing.id, changed=write.jobs.finish(thing.id))


def _words(app: Dashboard, thing: Thing, closed: Closed) -> str:
    name = thing.title or f"{thing.kind} {thing.id}"
    if not closed.changed:
        return f"{name} was done already"
    if closed.next_id is None:
        return f"{name} is done"
    row = app.look(lambda read: read.reminders.get(closed.next_id or 0))
    if row is None:
        return f"{name} is done"
    due = dt.datetime.fromisoformat(row.due) if "T" in row.due else dt.date.fromisoformat(row.due)
    return f"{name} is done; the next is due {describe(app.desk, due)}"


async def put_off(view: View, things: Sequence[Thing]) -> None:
    """Ask until when to put the reminders off."""
    from smallcrm.tui.forms.reminder_form import put_off as ask

    wanted = [each for each in things if each.kind == "reminder"]
    if not wanted:
        view.app.tell("only reminders can be put off; m moves an appointment")
        return
    title = f"Snooze {wanted[0].title}" if len(wanted) == 1 else f"Snooze {len(wanted)} reminders"
    await ask(view.app, [each.id for each in wanted], title)

"""What is marked or under the cursor goes, once the person was told what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import CrmError
from smallcrm.tui.acts.series import booked, which_part
from smallcrm.tui.forms.question import Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.model.appointment import Part
    from smallcrm.tui.screens.view import View
    from smallcrm.tui.thing import Thing
    from smallcrm.write.writing import Write

KINDS = ("note", "reminder", "appointment", "job", "contact")


async def take_away(view: View, things: Sequence[Thing]) -> None:
    """Remove the things, all or nothing."""
    app = view.app
    part: Part | None = None
    if len(things) == 1 and things[0].kind == "appointment":
        it = booked(app, things[0])
        if it is None:
            return
        if it.plan.repeat:
            meant = await which_part(app, it, f"Remove {it.row.title}: which part of it?")
            if meant is None:
                return
            part = meant.part
    if part is None and not await app.ask(Question, _asked(view, things)):
        return
    try:
        await app.carry_out("remove", lambda write: _remove(write, things, part))
    except CrmError as problem:
        app.tell(problem.message, bad=True)


def _asked(view: View, things: Sequence[Thing]) -> tuple[str, str]:
    """What goes, what goes with it, and the question."""
    named = ", ".join(_name(view, each) for each in things[:5])
    more = f" and {len(things) - 5:,} more" if len(things) > 5 else ""
    what = f"{things[0].kind.capitalize()}: {named}" if len(things) == 1 else f"{named}{more}"
    also = _gone_with(view, things)
    question = "Remove it?" if len(things) == 1 else f"Remove these {len(things):,}?"
    return "\n".join(line for line in (what, also) if line), f"{question} u brings back what was removed"


def _name(view: View, thing: Thing) -> str:
    row = (
        view.app.look(lambda read: next(read.contacts.some([thing.id]), None))
        if thing.kind == "contact"
        else None
    )
    return row.name if row else thing.title or f"{thing.kind} {thing.id}"


def _gone_with(view: View, things: Sequence[Thing]) -> str:
    contact_ids = [each.id for each in things if each.kind == "contact"]
    if contact_ids:
        counts = view.app.look(lambda read: read.contacts.alone(contact_ids)) or {}
        said = ", ".join(counted(count, kind) for kind, count in counts.items() if count)
        return f"with {said}" if said else ""
    jobs = [each for each in things if each.kind == "job"]
    if jobs:
        return (
            "the notes and appointments of the job stay"
            if len(jobs) == 1
            else "their notes and appointments stay"
        )
    return ""


def counted(number: int, thing: str) -> str:
    """``1 note``, ``1,234 notes``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _remove(write: Write, things: Sequence[Thing], part: Part | None) -> None:
    from smallcrm.model.appointment import Part

    with write.change("remove") as change:
        for kind in KINDS:
            ids = list(dict.fromkeys(each.id for each in things if each.kind == kind))
            if ids:
                _remove_all(write, kind, ids, part or Part())
        verb = "changed" if part and part.kind != "all" else "removed"
        change.say(f"{verb} " + ", ".join(f"{{{each.kind}:{each.id}}}" for each in dict.fromkeys(things)))


def _remove_all(write: Write, kind: str, ids: Sequence[int], part: Part) -> None:
    if kind == "appointment":
        write.appointments.remove(ids, part)
    elif kind == "contact":
        write.contacts.remove(ids)
    elif kind == "job":
        write.jobs.remove(ids)
    elif kind == "note":
        write.notes.remove(ids)
    else:
        write.reminders.remove(ids)

"""Opening what a line speaks of: each kind where it is at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.read.listing import Listing
from smallcrm.tui.thing import Thing

if TYPE_CHECKING:
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.screens.view import View


def open_thing(view: View, thing: Thing) -> None:
    """A contact's page, a job on the board, the form of an appointment; a note or reminder with whom it is about."""
    if thing.kind == "contact":
        view.open_contact(thing.id)
    elif thing.kind == "job":
        open_job(view, thing.id)
    elif thing.kind in ("note", "reminder") and thing.contact_id is not None:
        view.open_contact(thing.contact_id)
    else:
        view.action_edit()


def open_job(view: View, job_id: int) -> None:
    """The board, with the job under the cursor."""
    from smallcrm.tui.screens.jobs import Jobs

    screen = view.send_to("jobs")
    if isinstance(screen, Jobs):
        view.app.call_after_refresh(screen.open, job_id)


def open_appointment(view: View, thing: Thing, start: str) -> None:
    """The calendar, on the day and hour of an appointment's ``start`` (local, ISO 8601), with it under the cursor."""
    import datetime as dt

    from smallcrm.tui.screens.calendar import Calendar
    from smallcrm.tui.widgets.grid import Place

    at = dt.datetime.fromisoformat(start)
    key = None if thing.recurrence else (thing.kind, thing.id, "")
    screen = view.send_to("calendar")
    if isinstance(screen, Calendar):
        view.app.call_after_refresh(screen.go, Place(at.date(), at.hour * 60 + at.minute, key))


def open_stage(view: View, stage: str) -> None:
    """The board, with the newest job of a stage under the cursor."""
    where = Listing(where=f'stage = "{stage}"', limit=1)
    found = view.app.look(lambda read: list(read.listings.ids("job", where)))
    if found:
        open_job(view, found[0])
    else:
        view.app.switch_mode("jobs")


def open_change(view: View, change_id: int) -> None:
    """What a change touched, value by value."""
    from smallcrm.tui.forms.touched import Touched

    view.run_worker(view.app.ask(Touched, change_id))


def thing_by_id(app: Dashboard, kind: str, thing_id: int) -> Thing:
    """The thing of that kind and id, with whose it is."""
    if kind == "contact":
        return Thing(kind, thing_id, thing_id)
    rows = app.look(lambda read: list(read.listings.some(kind, [thing_id]))) or [None]
    return Thing(kind, thing_id, rows[0].contact_id if rows[0] else None)

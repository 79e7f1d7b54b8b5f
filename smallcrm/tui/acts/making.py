"""New things, and changes to those there are: each by its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.tui.acts.series import booked, which_part
from smallcrm.tui.forms.about import About, about

if TYPE_CHECKING:
    from smallcrm.tui.screens.view import View
    from smallcrm.tui.thing import Thing


async def make(view: View, kind: str, *, blank: bool) -> None:
    """Ask for a new thing of a kind, about what is under the cursor unless ``blank``."""
    if kind == "contact":
        await _make_contact(view)
        return
    known = About() if blank else about(view.app, view.thing)
    day = view.new_day()
    if kind == "note":
        from smallcrm.tui.forms.note_form import log

        await log(view.app, known)
    elif kind == "job":
        from smallcrm.tui.forms.job_form import add as add_job

        await add_job(view.app, known._replace(job=None))
    elif kind == "appointment":
        from smallcrm.tui.forms.appointment_form import book

        await book(view.app, known, day)
    else:
        from smallcrm.tui.forms.reminder_form import add as remind

        await remind(view.app, known, day)


async def _make_contact(view: View) -> None:
    from smallcrm.tui.forms.contact_form import add

    contact_id = await add(view.app)
    if contact_id is not None and view.NAME == "contacts":
        view.open_contact(contact_id)


async def change(view: View, thing: Thing) -> None:
    """Ask what to change of a thing."""
    app = view.app
    if thing.kind == "contact":
        from smallcrm.tui.forms.contact_form import edit as edit_contact

        await edit_contact(app, thing)
    elif thing.kind == "note":
        from smallcrm.tui.forms.note_form import edit as edit_note

        await edit_note(app, thing)
    elif thing.kind == "job":
        from smallcrm.tui.forms.job_form import edit as edit_job

        await edit_job(app, thing)
    elif thing.kind == "reminder":
        from smallcrm.tui.forms.reminder_form import edit as edit_reminder

        await edit_reminder(app, thing)
    else:
        await _change_appointment(view, thing)


async def _change_appointment(view: View, thing: Thing) -> None:
    from smallcrm.tui.forms.appointment_form import edit, was_of

    it = booked(view.app, thing)
    meant = await which_part(view.app, it, f"Edit {it.row.title}: which part of it?") if it else None
    if it and meant:
        await edit(view.app, was_of(it.row, meant))

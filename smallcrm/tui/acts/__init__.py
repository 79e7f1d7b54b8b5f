"""What is done to whatever is under the cursor, once for all screens: ask, draft, write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.tui.screens.view import View
    from smallcrm.tui.thing import Thing


async def new(view: View, kind: str, *, blank: bool = False) -> None:
    """Make a new ``contact``, ``note``, ``job``, ``appointment`` or ``reminder``, about the contact under the cursor.

    With ``blank`` it is about nobody yet.
    """
    from smallcrm.tui.acts.making import make

    await make(view, kind, blank=blank)


async def edit(view: View) -> None:
    """Edit what is under the cursor."""
    from smallcrm.tui.acts.making import change

    if thing := _there(view):
        await change(view, thing)


async def remove(view: View) -> None:
    """Remove what is marked or under the cursor."""
    from smallcrm.tui.acts.removing import take_away

    if _there(view):
        await take_away(view, view.things())


async def done(view: View) -> None:
    """Close the reminders and finish the jobs that are marked or under the cursor."""
    from smallcrm.tui.acts.finishing import finish

    if _there(view):
        await finish(view, view.things())


async def snooze(view: View) -> None:
    """Put the reminders that are marked or under the cursor off."""
    from smallcrm.tui.acts.finishing import put_off

    if _there(view):
        await put_off(view, view.things())


async def move(view: View) -> None:
    """Move what is under the cursor to another time or stage."""
    from smallcrm.tui.acts.moving import put_elsewhere

    if thing := _there(view):
        await put_elsewhere(view, thing)


async def cancel(view: View) -> None:
    """Call the appointment under the cursor off; it stays in the book."""
    from smallcrm.tui.acts.moving import call_off

    if thing := _there(view):
        await call_off(view, thing)


async def shift(view: View, thing: Thing, *, days: int = 0, minutes: int = 0, longer: int = 0) -> bool:
    """Move an appointment by days and minutes, or make it ``longer`` by minutes (negative: shorter); whether it was.

    An all-day one gets a day longer or shorter. Of a series the person is asked which part moves.
    """
    from smallcrm.tui.acts.moving import shifted

    return await shifted(view, thing, days=days, minutes=minutes, longer=longer)


async def open_way(view: View) -> None:
    """Ring, write to or find the contact under the cursor."""
    from smallcrm.tui.acts.reaching import open_one

    if thing := _there(view):
        await open_one(view, thing)


async def copy(view: View) -> None:
    """Copy something of what is marked or under the cursor."""
    from smallcrm.tui.acts.reaching import copy_one

    if _there(view):
        await copy_one(view, view.things())


async def import_file(view: View) -> None:
    """Import a file, with a preview."""
    from smallcrm.tui.acts.importing import bring_in

    await bring_in(view)


def _there(view: View) -> Thing | None:
    """What is under the cursor; where nothing is, that is said."""
    thing = view.thing
    if thing is None:
        view.app.tell("there is nothing under the cursor")
    return thing

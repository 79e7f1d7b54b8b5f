"""How one rings, writes to or finds somebody, and what one copies of a thing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.desktop import mailto, map_link, open_link, profile_link, tel, to_clipboard, web_link
from smallcrm.errors import CrmError
from smallcrm.model.happening import say_span
from smallcrm.model.text import clean_lines
from smallcrm.tui.forms.choice import Choice, Choices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smallcrm.model.contact_row import ContactRow
    from smallcrm.read.reading import Read
    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.screens.view import View
    from smallcrm.tui.thing import Thing


class Way(NamedTuple):
    """Something to open or to copy: what it is, its text, and its link ("" where none opens it)."""

    what: str
    text: str
    link: str = ""

    @property
    def words(self) -> str:
        """As a choice."""
        return f"{self.what:<9} {self.text}"


async def open_one(view: View, thing: Thing) -> None:
    """Open one of the ways to reach the contact of a thing."""
    app = view.app
    found = [way for way in app.look(lambda read: ways_of(read, thing)) or [] if way.link]
    if not found:
        app.tell("there is no phone, e-mail, address or web page to open here; e adds one")
        return
    way = await _chosen(app, found, "Open")
    if way is None:
        return
    try:
        await asyncio.to_thread(open_link, way.link)
    except CrmError as problem:
        app.tell(problem.message, bad=True)
    else:
        app.tell(f"opened {way.link}")


async def copy_one(view: View, things: Sequence[Thing]) -> None:
    """Copy one of the values of a thing; of several marked ones the same of each."""
    app = view.app
    thing = things[0]
    if len(things) > 1:
        found = app.look(lambda read: _of_all(read, things)) or []
    else:
        found = app.look(lambda read: [*_own(read, thing), *ways_of(read, thing)]) or []
    way = await _chosen(app, found, "Copy")
    if way is None:
        return
    text = clean_lines(way.text)
    # The terminal's own clipboard is the one that reaches over ssh; the desktop's tool where there is one.
    app.copy_to_clipboard(text)
    await asyncio.to_thread(to_clipboard, text)
    app.tell(f"copied {text if len(things) == 1 else f'{way.what} of {len(things):,}'}")


async def _chosen(app: Dashboard, found: Sequence[Way], title: str) -> Way | None:
    if len(found) < 2:
        return next(iter(found), None)
    place = await app.ask(Choice, Choices(title, [way.words for way in found]))
    return None if place is None else found[place]


def ways_of(read: Read, thing: Thing) -> list[Way]:
    """Where the thing is, and every way to reach its contact."""
    contact_id = thing.id if thing.kind == "contact" else thing.contact_id
    row = next(read.contacts.some([contact_id]), None) if contact_id else None
    place = _place(read, thing)
    here = [Way("place", place, map_link(place))] if place else []
    return [*here, *(_ways(row) if row else ())]


def _place(read: Read, thing: Thing) -> str:
    if thing.kind == "appointment":
        return read.appointments.get(thing.id).location or ""
    return (read.jobs.get(thing.id).site or "") if thing.kind == "job" else ""


def _ways(row: ContactRow) -> Iterator[Way]:
    # A fax is only called when there is nothing else to call.
    for each in sorted(row.phones, key=lambda each: "fax" in (each["label"] or "")):
        yield Way(each["label"] or "phone", each["value"], tel(each["value"], each["extension"]))
    for each in row.emails:
        yield Way(each["label"] or "e-mail", each["value"], mailto(each["value"]))
    for each in row.addresses:
        yield Way(each["label"] or "address", each["formatted"], map_link(each["formatted"]))
    for each in row.urls:
        yield Way(each["label"] or "web", each["value"], web_link(each["value"]))
    for each in row.handles:
        yield Way(each["platform"], each["value"], profile_link(each["platform"], each["value"]))


def _own(read: Read, thing: Thing) -> Iterator[Way]:
    """What a thing says itself."""
    if thing.kind == "contact":
        yield Way("name", read.contacts.get(thing.id).name)
    elif thing.kind == "note":
        yield Way("note", read.notes.get(thing.id).body)
    elif thing.kind == "appointment":
        row = read.appointments.get(thing.id)
        time = read.appointments.occurrence(thing.id, thing.recurrence) if thing.recurrence else None
        span = (time.start, time.end) if time else (row.start[:16], row.end[:16])
        yield Way("title", row.title)
        yield Way("when", say_span(*span))
    elif thing.kind == "job":
        yield Way("title", read.jobs.get(thing.id).title)
    elif thing.kind == "reminder":
        yield Way("text", read.reminders.get(thing.id).text)


def _of_all(read: Read, things: Sequence[Thing]) -> list[Way]:
    """The names, phones and e-mails of several, one a line."""
    ids = dict.fromkeys(each.id if each.kind == "contact" else each.contact_id for each in things)
    rows = list(read.contacts.some([each for each in ids if each]))
    texts = {
        "names": [row.name for row in rows],
        "e-mails": [row.emails[0]["value"] for row in rows if row.emails],
        "phones": [row.phones[0]["value"] for row in rows if row.phones],
    }
    return [Way(what, "\n".join(lines)) for what, lines in texts.items() if lines]

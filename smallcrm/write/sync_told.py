"""What our own words for a thing add to it from elsewhere in the book, and the thing without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from smallcrm.model.text import fold
from smallcrm.model.told import way_to
from smallcrm.write.invited import invited

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from smallcrm.desk import Desk
    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.contact import Property
    from smallcrm.model.reminder import ReminderDraft

Draft = TypeVar("Draft", "AppointmentDraft", "ReminderDraft")

_PHONE = (
    "(SELECT value || coalesce(' ext. ' || extension, '') FROM phone WHERE contact_id = c.id "
    "AND label IS NOT 'fax' ORDER BY preferred DESC, id LIMIT 1)"
)
_PLACE = "(SELECT formatted FROM address_row WHERE contact_id = c.id ORDER BY preferred DESC, id LIMIT 1)"


class Person(NamedTuple):
    """The contact whose name and number stand in the words; all empty where there is none.

    ``told`` is how the words that came back name them, who may have been called otherwise then.
    """

    id: int | None = None
    name: str = ""
    phone: str | None = None
    place: str | None = None
    told: tuple[str, ...] = ()

    def title(self, told: str) -> str:
        """A title without the name before it."""
        names = [self.name, *(name for text in self.told for name in _names_in(text))] if self.id else []
        return next((rest for name in names if name and (rest := _after(f"{name}: ", told))), told)

    def description(self, told: str) -> str:
        """A description without the way to the contact below it."""
        ways = [*([way_to(self.name, self.phone)] if self.phone else []), *self.told] if self.id else []
        last = next((way for way in ways if way and told.endswith(way)), "")
        return told.removesuffix(last).removesuffix("\n") if last else told

    def foreign(self, properties: Iterable[Property]) -> tuple[Property, ...]:
        """Properties without the line that says who the contact is."""
        own = {way_to(self.name, self.phone), *self.told} if self.id else set()
        return tuple(kept for kept in properties if not own.intersection(_told([kept])))


def person(
    connection: sqlite3.Connection, contact_id: int | None, properties: Iterable[Property] = ()
) -> Person:
    """A contact as our words have them, and as the words of those properties had them."""
    query = f"SELECT c.id, c.name, {_PHONE}, {_PLACE} FROM contact c WHERE c.id = ?"
    row = connection.execute(query, (contact_id,)).fetchone()
    return Person._make((*row, _told(properties))) if row else Person()


def _told(properties: Iterable[Property]) -> tuple[str, ...]:
    lines = (kept.line.replace("\\", "") for kept in properties)
    return tuple(line.removeprefix("CONTACT:") for line in lines if line.startswith("CONTACT:"))


def _names_in(text: str) -> list[str]:
    """What before a comma may be a name: all of it, or less."""
    parts = text.split(", ")
    return [", ".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _after(start: str, text: str) -> str:
    return text.removeprefix(start) if text.startswith(start) else ""


def first_of(connection: sqlite3.Connection, desk: Desk, draft: AppointmentDraft | ReminderDraft) -> Person:
    """Whom a thing from a file is with: the contact that its CONTACT names, else the first of those invited."""
    named = (_called(connection, text) for text in _told(draft.properties))
    ids = [found for found in named if found is not None]
    first = next(iter([*ids, *invited(connection, desk, draft.attendees)]), None)
    return person(connection, first, draft.properties if ids else ())


def _called(connection: sqlite3.Connection, text: str) -> int | None:
    """The one contact whose name the text is, or begins with before a comma."""
    for name in _names_in(text):
        query = "SELECT id FROM contact WHERE name_key = ? AND name = ? LIMIT 2"
        rows = connection.execute(query, (fold(name), name)).fetchall()
        if len(rows) == 1:
            return int(rows[0][0])
    return None

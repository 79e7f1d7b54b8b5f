"""Our own words for what the book holds: each thing as the lines that its file would have."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, NamedTuple

from smallcrm import __version__
from smallcrm.formats import ics, vcard
from smallcrm.model.calendar_entry import CalendarEvent, CalendarTodo
from smallcrm.read.calendar import YEARS_AHEAD, Calendar
from smallcrm.read.calendar_extract import Extract
from smallcrm.read.card import with_kept
from smallcrm.read.listing import Listings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.calendar_entry import CalendarItem

# Every server of address books takes this version, and none of the large ones takes 4.0 alone.
VERSION = "3.0"
# What is said of the lines and not of the thing.
_VOLATILE = re.compile(
    r"^(?:DTSTAMP|LAST-MODIFIED|SEQUENCE|REV|CREATED|X-SMALLCRM-CREATED):.*\r\n", re.MULTILINE
)
# An organisation that is only somebody's employer has no card of its own until more than its name is known.
_CARDS = """SELECT id FROM contact_row c WHERE NOT (kind = 'organisation' AND emails = '[]' AND phones = '[]' AND addresses = '[]'
  AND urls = '[]' AND handles = '[]' AND tags = '[]' AND fields = '{}' AND about IS NULL
  AND EXISTS (SELECT 1 FROM relation WHERE to_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM sync_item WHERE uid = c.uid)) ORDER BY id"""


class Words(NamedTuple):
    """A thing of the book, and our words for it without what is said of the lines alone."""

    kind: str
    id: int
    uid: str
    text: str


class Book:
    """The book as files would tell it."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def all(self, kinds: Sequence[str]) -> Iterator[Words]:
        """Every thing of the kinds."""
        if "contact" in kinds:
            ids = [row[0] for row in self.connection.execute(_CARDS)]
            for card in self._cards(ids):
                yield Words("contact", card.row.id, card.row.uid, stable(_written(card, VERSION)))
        for kind in ("appointment", "reminder"):
            if kind in kinds:
                ids = [row[0] for row in self.connection.execute(f"SELECT id FROM {kind} ORDER BY id")]
                for thing_id, item in self._entries(kind, ids):
                    yield Words(kind, thing_id, item.uid, stable(ics.component(item)))

    def one(self, kind: str, uid: str, item_uid: str, version: str = VERSION) -> tuple[Words, bytes]:
        """A thing that there is: our words for it, and the whole file, in which it is called ``item_uid``."""
        thing_id = self.connection.execute(f"SELECT id FROM {kind} WHERE uid = ?", (uid,)).fetchone()[0]
        if kind == "contact":
            card = next(self._cards([thing_id]))
            file = _written(card._replace(row=card.row._replace(uid=item_uid)), version)
            return Words(kind, thing_id, uid, stable(_written(card, VERSION))), file.encode()
        item = next(self._entries(kind, [thing_id]))[1]
        words = Words(kind, thing_id, uid, stable(ics.component(item)))
        return words, self._calendar(item._replace(uid=item_uid)).encode()

    def _cards(self, contact_ids: Sequence[int]) -> Iterator[vcard.Card]:
        rows = Listings(self.connection, self.desk).some("contact", contact_ids)
        return (vcard.Card(*kept) for kept in with_kept(self.connection, rows))

    def _entries(self, kind: str, ids: Sequence[int]) -> Iterator[tuple[int, CalendarItem]]:
        return Calendar(self.connection, self.desk).these(f"{kind}s", ids, Extract())

    def _calendar(self, item: CalendarItem) -> str:
        """A calendar of one thing, as servers take it: no METHOD, and nothing of what a feed says of itself."""
        from smallcrm.formats.ics.vtimezone import vtimezone

        zone = ics.zone_of(item)
        clocks = vtimezone(zone, *self._years(item)) if zone else ""
        return f"{head()}{clocks}{ics.component(item)}{ics.TAIL}"

    def _years(self, item: CalendarItem) -> tuple[int, int]:
        if isinstance(item, CalendarEvent):
            moments = [item.start, item.end, *(each.start or "" for each in item.overrides)]
        else:
            moments = [item.due if isinstance(item, CalendarTodo) else item.start]
        years = [int(moment[:4]) for moment in moments if moment]
        repeats = not isinstance(item, CalendarEvent | CalendarTodo) or bool(item.repeat)
        last = max(*years, self.desk.today().year + YEARS_AHEAD) if repeats else max(years)
        return min(years), last


def head() -> str:
    """How a calendar of ours begins."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//smallcrm//smallcrm {__version__}//EN\r\n"


def stable(text: str) -> str:
    """Lines without those that are said of the lines alone."""
    return _VOLATILE.sub("", text)


def readable(text: bytes, kind: str) -> bytes:
    """Our words as a file that can be read."""
    if kind == "contact" or text.startswith(b"BEGIN:VCALENDAR"):
        return text
    return b"".join((head().encode(), text, ics.TAIL.encode()))


def version_of(data: bytes) -> str:
    """The version that a card is written in, so that its file stays in it."""
    return "4.0" if b"\nVERSION:4.0" in data.upper() else VERSION


def _written(card: vcard.Card, version: str) -> str:
    out = io.BytesIO()
    vcard.write([card], out, version)
    return out.getvalue().decode()

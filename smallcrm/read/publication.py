"""The published calendars."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from smallcrm import __version__
from smallcrm.errors import NotFound
from smallcrm.model.publication import ALL, APPOINTMENTS, Publication, PublicationRow
from smallcrm.model.text import fold
from smallcrm.read.calendar_extract import KINDS, Extract, window

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from smallcrm.desk import Desk

_SELECT = f"SELECT {', '.join(Publication._fields)} FROM publication"


class Publications:
    """What is published, and whether its files are up to date."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk) -> None:
        self.connection = connection
        self.desk = desk

    def all(self) -> list[Publication]:
        """Every published calendar, by name."""
        return [Publication(*row) for row in self.connection.execute(f"{_SELECT} ORDER BY name")]

    def get(self, name: str) -> Publication | None:
        """The calendar of that very name."""
        row = self.connection.execute(f"{_SELECT} WHERE name = ?", (name,)).fetchone()
        return Publication(*row) if row else None

    def named(self, reference: str) -> Publication:
        """The calendar of that name, or kept in that file; NotFound, naming the near ones, where there is none."""
        everyone = self.all()
        file = os.path.abspath(os.path.expanduser(reference))  # noqa: PTH100, PTH111 - a name is no path
        for publication in everyone:
            if reference in (publication.name, publication.file) or publication.file == file:
                return publication
        from smallcrm.config import near

        raise NotFound(
            f'no published calendar is called "{reference}"{near(reference, [each.name for each in everyone])}; '
            "see: smallcrm calendar list"
        )

    def mark(self) -> str:
        """What a calendar goes by apart from the store: its window moves with the day."""
        return f"{self.desk.today()} {self.desk.timezone} {__version__}"

    def behind(self) -> list[Publication]:
        """Those whose file is not as the store is now, what failed before included."""
        return [publication for publication in self.all() if publication.file and self.is_behind(publication)]

    def is_behind(self, publication: Publication) -> bool:
        """Whether its file is not as the store is now."""
        up_to_date = (publication.revision, self.mark()) == (publication.written, publication.written_as)
        return not up_to_date or bool(publication.problem) or not os.path.exists(publication.file or "")  # noqa: PTH110

    def rows(self) -> list[PublicationRow]:
        """Every published calendar as lists have it."""
        return [self._row(publication) for publication in self.all()]

    def _row(self, publication: Publication) -> PublicationRow:
        return PublicationRow(
            publication.name,
            APPOINTMENTS if publication.busy else publication.kinds,
            publication.tag,
            bool(publication.busy),
            bool(publication.cancelled),
            bool(publication.everything),
            publication.file,
            f"{publication.mode:04o}" if publication.file else None,
            self._state(publication),
        )

    def _state(self, publication: Publication) -> str:
        if publication.file is None:
            return "served only"
        return publication.problem or ("behind" if self.is_behind(publication) else "up to date")

    def extract(self, publication: Publication) -> Extract:
        """What of the book the calendar holds today."""
        kinds: Sequence[str] = KINDS if publication.kinds == ALL else (publication.kinds,)
        first, last = (None, None) if publication.everything else window(self.desk.today())
        return Extract(
            # A reminder takes no time, and its words are private.
            kinds=(APPOINTMENTS,) if publication.busy else kinds,
            frm=first,
            to=last,
            cancelled=bool(publication.cancelled),
            tag=fold(publication.tag) if publication.tag else None,
            busy=bool(publication.busy),
        )

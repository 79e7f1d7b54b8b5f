"""The reading side of the door: one room per concern over one read-only connection."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING

from smallcrm.errors import BEGINNINGS, StoreMissing
from smallcrm.store.connect import LIMIT, open_reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from smallcrm.desk import Desk
    from smallcrm.read.agenda import Agenda
    from smallcrm.read.appointment import Appointments
    from smallcrm.read.calendar import Calendar
    from smallcrm.read.contact import Contacts
    from smallcrm.read.due import Due
    from smallcrm.read.find import Finder
    from smallcrm.read.free import Free
    from smallcrm.read.history import History
    from smallcrm.read.job import Jobs
    from smallcrm.read.listing import Listings
    from smallcrm.read.next import Next
    from smallcrm.read.note import Notes
    from smallcrm.read.publication import Publications
    from smallcrm.read.reference import References
    from smallcrm.read.reminder import Reminders


class Read:
    """What the store holds. A missing store that nobody named is an empty book."""

    def __init__(
        self, path: Path, desk: Desk, *, named: bool, tell: Callable[[str], None], patience: float = LIMIT
    ) -> None:
        self.path = path
        self.desk = desk
        self.named = named
        self.tell = tell
        self.patience = patience
        self.empty_book = False
        # Renews the search index; set by who reads in the midst of a change.
        self.renew: Callable[[], None] | None = None

    @cached_property
    def connection(self) -> sqlite3.Connection:
        """The read-only connection; StoreMissing where a named store does not exist."""
        try:
            return open_reader(self.path, self.patience, tell=self.tell)
        except StoreMissing:
            if self.named:
                raise
            self.tell(f"there are no contacts yet; begin with: {BEGINNINGS}")
            self.empty_book = True
            return _empty_book()

    @cached_property
    def contacts(self) -> Contacts:
        """People and organisations."""
        from smallcrm.read.contact import Contacts

        return Contacts(self.connection, self.desk)

    @cached_property
    def notes(self) -> Notes:
        """What was said and done."""
        from smallcrm.read.note import Notes

        return Notes(self.connection, self.desk)

    @cached_property
    def jobs(self) -> Jobs:
        """Pieces of work and their stages."""
        from smallcrm.read.job import Jobs

        return Jobs(self.connection, self.desk)

    @cached_property
    def reminders(self) -> Reminders:
        """What must not be forgotten."""
        from smallcrm.read.reminder import Reminders

        return Reminders(self.connection, self.desk)

    @property
    def agenda(self) -> Agenda:
        """What is coming, by date, as of now."""
        from smallcrm.read.agenda import Agenda

        return Agenda(self.connection, self.desk)

    @property
    def due(self) -> Due:
        """What a person is to be told now."""
        from smallcrm.read.due import Due

        return Due(self.connection, self.desk)

    @property
    def free(self) -> Free:
        """Gaps in the working hours, as of now."""
        from smallcrm.read.free import Free

        return Free(self.connection, self.desk)

    @property
    def next(self) -> Next:
        """What to do next, and why, as of now."""
        from smallcrm.read.next import Next

        return Next(self.connection, self.desk)

    @property
    def listings(self) -> Listings:
        """Lists of every kind."""
        from smallcrm.read.listing import Listings

        self.freshen()
        return Listings(self.connection, self.desk)

    @property
    def finder(self) -> Finder:
        """The search over everything."""
        from smallcrm.read.find import Finder

        self.freshen()
        return Finder(self.connection)

    @cached_property
    def appointments(self) -> Appointments:
        """What is booked, and when."""
        from smallcrm.read.appointment import Appointments

        return Appointments(self.connection, self.desk)

    @cached_property
    def calendar(self) -> Calendar:
        """The book for calendar programs."""
        from smallcrm.read.calendar import Calendar

        return Calendar(self.connection, self.desk)

    @cached_property
    def publications(self) -> Publications:
        """Calendars that others subscribe to."""
        from smallcrm.read.publication import Publications

        return Publications(self.connection, self.desk)

    @cached_property
    def history(self) -> History:
        """What was changed."""
        from smallcrm.read.history import History

        return History(self.connection)

    @cached_property
    def references(self) -> References:
        """What a word on the command line means."""
        from smallcrm.read.reference import References

        return References(self.connection, self.desk, self.freshen)

    def freshen(self) -> None:
        """Have the search index renewed before it is asked, where one reads in the midst of a change."""
        if self.renew is not None:
            self.renew()

    def close(self) -> None:
        """Let go of the store."""
        if "connection" in self.__dict__:
            self.connection.close()


def _empty_book() -> sqlite3.Connection:
    from smallcrm.store.migrate import lay

    connection = sqlite3.connect(":memory:", isolation_level=None)
    lay(connection)
    return connection

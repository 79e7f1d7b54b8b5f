"""The writing side of the door: one room per concern, all through one change at a time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from smallcrm.write.change import Change, Changes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from smallcrm.desk import Desk
    from smallcrm.write.appointment import Appointments
    from smallcrm.write.contact import Contacts
    from smallcrm.write.erase import Erasing
    from smallcrm.write.importing import Import
    from smallcrm.write.job import Jobs
    from smallcrm.write.note import Notes
    from smallcrm.write.publication import Publishing
    from smallcrm.write.reminder import Reminders
    from smallcrm.write.telling import Telling
    from smallcrm.write.undo import Undo


class Write:
    """What one can do to the store; ``daily`` looks after it first, on the first write of a day."""

    def __init__(
        self,
        path: Path,
        desk: Desk,
        origin: str,
        tell: Callable[[str], None],
        *,
        daily: bool = True,
        reader: Callable[[], sqlite3.Connection | None] = lambda: None,
        after: Callable[[sqlite3.Connection], None] = lambda _connection: None,
    ) -> None:
        self.desk = desk
        self.changes = Changes(
            path, origin, tell, daily=self._look_after if daily else None, reader=reader, after=after
        )

    def change(self, words: str) -> AbstractContextManager[Change]:
        """One transaction and one undo step around whatever the block writes."""
        return self.changes.open(words)

    @cached_property
    def contacts(self) -> Contacts:
        """People and organisations."""
        from smallcrm.write.contact import Contacts

        return Contacts(self.changes, self.desk)

    @cached_property
    def erasing(self) -> Erasing:
        """Erasing a person for good."""
        from smallcrm.write.erase import Erasing

        return Erasing(self.changes)

    @cached_property
    def notes(self) -> Notes:
        """What was said and done."""
        from smallcrm.write.note import Notes

        return Notes(self.changes, self.desk)

    @cached_property
    def jobs(self) -> Jobs:
        """Pieces of work and their stages."""
        from smallcrm.write.job import Jobs

        return Jobs(self.changes, self.desk)

    @cached_property
    def reminders(self) -> Reminders:
        """What must not be forgotten."""
        from smallcrm.write.reminder import Reminders

        return Reminders(self.changes, self.desk)

    @cached_property
    def telling(self) -> Telling:
        """What a person was told."""
        from smallcrm.write.telling import Telling

        return Telling(self.changes)

    @cached_property
    def publishing(self) -> Publishing:
        """Calendars that others subscribe to."""
        from smallcrm.write.publication import Publishing

        return Publishing(self.changes)

    @cached_property
    def appointments(self) -> Appointments:
        """What is booked, and when."""
        from smallcrm.write.appointment import Appointments

        return Appointments(self.changes, self.desk)

    @cached_property
    def history(self) -> Undo:
        """Undo and redo."""
        from smallcrm.write.undo import Undo

        return Undo(self.changes)

    def importing(self, *, mode: str = "update", strict: bool = False) -> Import:
        """An import of files: check first, then write."""
        from smallcrm.write.importing import Import

        return Import(self.changes, self.desk, mode=mode, strict=strict)

    def back_up(self, reason: str) -> Path | None:
        """Back the store up before something large; the backup's file, None while there is nothing to back up."""
        if not self.changes.path.exists():
            return None
        from smallcrm.store.backup import automatic

        return automatic(self.changes.path, reason, int(self.desk.settings["backup_keep"]))

    def _look_after(self, connection: sqlite3.Connection) -> None:
        """A backup a day, and what is older than the setting history_keep leaves the history."""
        from smallcrm.store.backup import backed_up_today

        path, settings = self.changes.path, self.desk.settings
        if backed_up_today(path):
            return
        from smallcrm.write.daily import is_of_today, look_after

        if not is_of_today(connection):
            look_after(path, int(settings["backup_keep"]), settings["history_keep"], self.changes.tell)

    def close(self) -> None:
        """Let go of the store."""
        self.changes.close()

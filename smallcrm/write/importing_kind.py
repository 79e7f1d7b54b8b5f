"""How a thing of a calendar file is matched with the book, and which version of it was last read.

One is known by its UID, which becomes ours; without one, by all that it says. The file as it was last read is remembered
by its fingerprint, so that the same file again changes nothing, also after a change of one's own; a file that says
something new is followed, except where it is a version before the one in the book (RFC 5546 2.1.5).
"""

from __future__ import annotations

import hashlib
import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, NamedTuple, TypeVar

from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.told import rule, way_to
from smallcrm.write.import_report import NEW, SKIPPED, UNCHANGED, UPDATED
from smallcrm.write.invited import invited
from smallcrm.write.row import new_uid

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.contact import Property
    from smallcrm.write.change import Change, Changes
    from smallcrm.write.newcomers import Newcomers

Draft = TypeVar("Draft", AppointmentDraft, ReminderDraft)

# What a fingerprint is the external key of.
SOURCE = "ics"


class Version(NamedTuple):
    """A thing as a file said it: its fingerprint, SEQUENCE, and when that was (``YYYYMMDDTHHMMSSZ``, ``""`` unsaid)."""

    print_: str
    sequence: int = 0
    revised_at: str = ""

    @classmethod
    def of(cls, key: str) -> Version:
        """What :meth:`key` wrote."""
        print_, _, rest = key.partition(" ")
        sequence, _, revised_at = rest.partition(" ")
        # A book of JSON can hold any key.
        return cls(print_, int(sequence) if re.fullmatch("[0-9]{1,9}", sequence) else 0, revised_at)

    def key(self) -> str:
        """As it is remembered."""
        return f"{self.print_} {self.sequence} {self.revised_at}".strip()

    def is_before(self, other: Version) -> bool:
        """Whether it is an earlier version than another."""
        if self.sequence != other.sequence:
            return self.sequence < other.sequence
        return "" < self.revised_at < other.revised_at


class Known(NamedTuple):
    """What the book has already: the version it was last read in, None for one of our own."""

    id: int
    uid: str
    version: Version | None


class Told(NamedTuple):
    """What our own calendar adds to a thing from elsewhere in the book."""

    contact: str | None = None
    phone: str | None = None
    location: str | None = None


class Kind(ABC, Generic[Draft]):
    """How one kind of thing is matched with the book, made, and brought up to date.

    ``newcomers`` are those that wait to be written, ``tell`` is given words about the thing that is being written.
    """

    table: ClassVar[str]

    def __init__(
        self, change: Change, changes: Changes, desk: Desk, newcomers: Newcomers, tell: Callable[[str], None]
    ) -> None:
        self.change = change
        self.connection = change.connection
        self.changes = changes
        self.desk = desk
        self.newcomers = newcomers
        self.tell = tell

    def write(self, draft: Draft, mode: str) -> str:
        """What became of it."""
        version = version_of(draft)
        known = self.known(draft.uid, version)
        if known is None and self.is_over(draft) and _removed(self.connection, draft.uid):
            return SKIPPED
        if known is None or mode == "create":
            uid = new_uid() if known else draft.uid or new_uid()
            self.insert(draft, uid)
            self.newcomers.add(uid, SOURCE, version.key(), draft.sequence)
            return NEW
        settled = self.settled(known, version, mode)
        if settled:
            return settled
        with self.newcomers.whole():
            return self._updated(known, draft, version)

    def settled(self, known: Known, version: Version, mode: str) -> str:
        """What became of something the book has without looking at what it says; ``""`` where it must be looked at."""
        same = known.version is not None and known.version.print_ == version.print_
        if mode == "skip" or (same and mode == "update"):
            return UNCHANGED if same else SKIPPED
        have = known.version
        if have is None:
            have = Version("", _sequence(self.connection, known.uid))
        elif mode == "replace":
            return ""
        if not version.is_before(have):
            return ""
        self.tell(
            f"this is an older version (SEQUENCE {version.sequence}, the book has {have.sequence}); nothing changes"
            if version.sequence != have.sequence
            else "this is an older version than the one in the book; nothing changes"
        )
        return SKIPPED

    def _updated(self, known: Known, draft: Draft, version: Version) -> str:
        if not self.update(known, draft):
            return UNCHANGED
        remember(self.connection, known.uid, version)
        return UPDATED

    @abstractmethod
    def insert(self, draft: Draft, uid: str) -> None:
        """Make a new one."""

    @abstractmethod
    def update(self, known: Known, draft: Draft) -> bool:
        """Bring the one in the book up to date; whether that changed it."""

    @abstractmethod
    def is_over(self, draft: Draft) -> bool:
        """Whether it was called off or done: what our own calendar says of what was removed here."""

    def known(self, uid: str, version: Version) -> Known | None:
        """What the book has of it."""
        self.newcomers.meet(uid or version.key())
        key = "(SELECT key FROM external_key WHERE subject_uid = t.uid AND source = ? LIMIT 1)"
        if uid:
            query, value = f"SELECT id, uid, {key} FROM {self.table} t WHERE uid = ?", uid
        else:
            which = "(SELECT subject_uid FROM external_key WHERE source = 'ics' AND key = ?)"
            query, value = f"SELECT id, uid, {key} FROM {self.table} t WHERE uid = {which}", version.key()
        row = self.connection.execute(query, (SOURCE, value)).fetchone()
        return Known(row[0], row[1], Version.of(row[2]) if row[2] else None) if row else None

    def people(self, draft: Draft) -> tuple[int, ...]:
        """The contacts that are invited."""
        return invited(self.connection, self.desk, draft.attendees)

    def counted(self, known: Known, sequence: int, *, touched: bool) -> bool:
        """Whether subscribers are to be told, as they are here, of a new version: changed, or counted further by the file."""
        newer = sequence > _sequence(self.connection, known.uid)
        if touched or newer:
            # Said here, with the file's own count, so that closing the change does not raise it once more.
            self.connection.execute(
                "UPDATE calendar_item SET sequence = max(sequence + 1, ?), revised_at = ?, raised_in = ? WHERE uid = ?",
                (sequence, self.change.at, self.change.id, known.uid),
            )
        return touched or newer


def version_of(draft: AppointmentDraft | ReminderDraft) -> Version:
    """What stands for all that a file says of one thing, but for when it was written."""
    said = repr(tuple(draft._replace(revised_at="")))
    print_ = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Version(print_, draft.sequence, draft.revised_at) if draft.uid else Version(print_)


def remember(connection: sqlite3.Connection, uid: str, version: Version) -> None:
    """Keep which version was last read."""
    connection.execute("DELETE FROM external_key WHERE subject_uid = ? AND source = ?", (uid, SOURCE))
    connection.execute(
        "INSERT OR IGNORE INTO external_key(uid, source, key, subject_uid) VALUES (?, ?, ?, ?)",
        (new_uid(), SOURCE, version.key(), uid),
    )


def untold(said: str, have: str, told: str) -> str:
    """What a file says, or what the book has if the file only repeats what our calendar told of it."""
    return have if said == told else said


def untold_rule(draft: AppointmentDraft | ReminderDraft, have: str, timezone: str, *, all_day: bool) -> str:
    """Our calendar tells the end of a series as an instant, or as a day, whatever it was written as here."""
    return untold(draft.repeat, have, rule(have, timezone, all_day=all_day)) if have else draft.repeat


def foreign(properties: Sequence[Property], told: Told) -> tuple[Property, ...]:
    """Without the line that our calendar adds; the book has the contact itself."""
    own = f"CONTACT:{way_to(told.contact, told.phone)}"
    return tuple(kept for kept in properties if kept.line.replace("\\", "") != own)


def _removed(connection: sqlite3.Connection, uid: str) -> bool:
    query = "SELECT 1 FROM calendar_item WHERE uid = ? AND removed_at IS NOT NULL"
    return connection.execute(query, (uid,)).fetchone() is not None


def _sequence(connection: sqlite3.Connection, uid: str) -> int:
    row = connection.execute("SELECT sequence FROM calendar_item WHERE uid = ?", (uid,)).fetchone()
    return int(row[0]) if row else 0


PHONE = (
    "(SELECT value || coalesce(' ext. ' || extension, '') FROM phone WHERE contact_id = v.contact_id "
    "AND label IS NOT 'fax' ORDER BY preferred DESC, id LIMIT 1)"
)

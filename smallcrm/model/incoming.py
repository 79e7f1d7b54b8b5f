"""What a file brings: drafts with the place they came from, and complaints about single values."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.model.book import BookRow
    from smallcrm.model.contact import ContactDraft
    from smallcrm.model.reminder import ReminderDraft


class Complaint(NamedTuple):
    """A value that is not what its column says: 1-based ``line``, the column's name, the value, the reason."""

    line: int
    column: str
    value: str
    reason: str


class Incoming(NamedTuple):
    """One record of a file: its draft, its first line (1-based), and what the reader had to say of it.

    ``draft`` is None when the record could not be read at all; ``complaints`` then says why.
    ``raw`` is the record as it stood, for a rejects file: the cells of a CSV row, or the lines of a card;
    ``columns`` are the columns of such a row. ``ours`` says that smallcrm wrote the record, so that its uid tells it
    from every other.
    """

    draft: ContactDraft | AppointmentDraft | ReminderDraft | BookRow | None
    line: int
    complaints: tuple[Complaint, ...] = ()
    raw: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    ours: bool = False


class ReadOptions(NamedTuple):
    """How to read a file: ``encoding`` ("" detects), ``mapping`` of column to field, the date order of dates.

    ``own`` are the user's e-mail addresses, by which their answer to an invitation is known.
    """

    encoding: str = ""
    mapping: Mapping[str, str] = MappingProxyType({})
    date_order: str = ""
    own: Sequence[str] = ()

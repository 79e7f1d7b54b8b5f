"""One thing as a text tells it, whoever wrote that: a file of another program's, or our own words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import FileError
from smallcrm.formats.known import records
from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.contact import ContactDraft, Property
from smallcrm.model.incoming import ReadOptions
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.settle import Settled, settle
from smallcrm.write.sync_facts import facts_of

if TYPE_CHECKING:
    from smallcrm.desk import Desk
    from smallcrm.model.incoming import Incoming
    from smallcrm.model.three_way import Facts

ICS, VCF = ".ics", ".vcf"
_FRAMES = {ICS: "VCALENDAR", VCF: "VCARD"}
# What stands in a card that can't be kept as what it says it is, and stays a line of the card.
_LINES = {"TEL": "TEL", "EMAIL": "EMAIL", "birthday": "BDAY;VALUE=text"}
# A journal or a table of free hours is nothing of ours, and nothing is wrong with it.
_OTHERS = (b"BEGIN:VJOURNAL", b"BEGIN:VFREEBUSY")


class NotOurs(FileError):
    """There is nothing in it that the book keeps."""


class Account(NamedTuple):
    """A thing as told: its kind, its UID ("" for none), the draft, and that fact by fact."""

    kind: str
    uid: str
    draft: AppointmentDraft | ReminderDraft | Settled
    facts: Facts

    @property
    def title(self) -> str:
        """What it is called."""
        if isinstance(self.draft, AppointmentDraft):
            return self.draft.title
        return self.draft.text if isinstance(self.draft, ReminderDraft) else self.draft.name


def account(data: bytes, suffix: str, desk: Desk) -> Account:
    """The one thing in a file; FileError, saying what is wrong, where it is not whole, or not one, or none of ours."""
    _check_frame(data, _FRAMES[suffix])
    name = "ics" if suffix == ICS else "vcf"
    options = ReadOptions(own=desk.settings.items("email"))
    found = list(records(name, io.BytesIO(data), options, desk.timezone))
    drafts = [each for each in found if each.draft is not None]
    if len(drafts) != len(found) or len(drafts) != 1:
        raise _unfit(data, found)
    draft = drafts[0].draft
    if isinstance(draft, ContactDraft):
        settled = _settled(draft, desk.region)
        return Account("contact", settled.draft.uid, settled, facts_of(settled))
    if isinstance(draft, AppointmentDraft | ReminderDraft):
        kind = "appointment" if isinstance(draft, AppointmentDraft) else "reminder"
        return Account(kind, draft.uid, draft, facts_of(draft))
    raise _unfit(data, found)


def _check_frame(data: bytes, frame: str) -> None:
    lines = data.upper().split()
    if not lines:
        raise FileError("is empty")
    if lines[0].removeprefix(b"\xef\xbb\xbf") != f"BEGIN:{frame}".encode():
        raise FileError(f"does not begin with BEGIN:{frame}")
    if lines[-1] != f"END:{frame}".encode():
        raise FileError(f"is cut off: it does not end with END:{frame}")


def _unfit(data: bytes, found: list[Incoming]) -> FileError:
    if any(mark in data for mark in _OTHERS):
        return NotOurs()
    if len(found) > 1:
        return FileError(f"holds {len(found)} things, and such a folder has one a file")
    reasons = [complaint.reason for each in found for complaint in each.complaints]
    return FileError(reasons[-1] if reasons else "holds neither appointment, reminder nor contact")


def _settled(draft: ContactDraft, region: str) -> Settled:
    """The card ready to be written; a number or date that is none stays a line of it."""
    from smallcrm.formats.content_line import escape_text

    settled = settle(draft, region)
    doubts = [doubt for doubt in settled.doubts if doubt.column in _LINES]
    if not doubts:
        return settled
    values = {doubt.value for doubt in doubts}
    return settle(
        draft._replace(
            phones=tuple(each for each in draft.phones if each.value not in values),
            emails=tuple(each for each in draft.emails if each.value not in values),
            birthday="" if draft.birthday in values else draft.birthday,
            properties=(
                *draft.properties,
                *(Property("vcard", f"{_LINES[each.column]}:{escape_text(each.value)}") for each in doubts),
            ),
        ),
        region,
    )

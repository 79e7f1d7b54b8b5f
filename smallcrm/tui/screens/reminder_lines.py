"""What the lines of the reminders say, and what there is to know about one."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from smallcrm.model.reminder_words import repeat_words
from smallcrm.tui.plain import line, words
from smallcrm.tui.told import since_words, when_words
from smallcrm.tui.widgets.window import Column, Heading

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from smallcrm.model.reminder import ReminderRow
    from smallcrm.read.history import ChangeRow
    from smallcrm.read.reading import Read
    from smallcrm.read.reminder import Sections
    from smallcrm.tui.widgets.window import Row

# From so many cells on, how one repeats has a column of its own.
WIDE = 96
COLUMNS = (Column(1), Column(16), Column(), Column(22, least=66), Column(28, least=WIDE))
TITLES = ("Overdue", "Today", "This week", "Later", "Done")
LABEL = 11
# So much of what happened to one is worth a look.
MOST_CHANGES = 8


class About(NamedTuple):
    """All that is known of one reminder."""

    row: ReminderRow
    phone: str
    job: str
    changes: list[ChangeRow]


def reminder_keys(sections: Sections) -> list[Hashable]:
    """The ids, each part under its heading, which says how many there are."""
    return [
        each
        for title, ids in zip(TITLES, sections, strict=True)
        if ids
        for each in (Heading(f"{title} · {len(ids):,}"), *ids)
    ]


def reminder_row(row: ReminderRow, now: dt.datetime, width: int) -> Row:
    """Sign, when, what, who, how it repeats, in a list of ``width`` cells."""
    repeats = repeat_words(row.repeat, row.repeat_after)
    said = row.text if width >= WIDE or not repeats else f"{row.text}, {repeats}"
    if row.done_at:
        when = when_words(row.done_at[:10], now.date())
        return ("✓", "good"), (when, "dim"), (said, "dim"), (row.contact or "", "dim"), (repeats, "dim")
    late = is_overdue(row, now)
    look, sign = ("alert", "!") if late else ("", "")
    when = when_words(local_due(row, now), now.date())
    return (sign, look), (when, look), (said, look), row.contact or "", (repeats, "dim")


def is_overdue(row: ReminderRow, now: dt.datetime) -> bool:
    """Whether it is open and its day or hour has gone by."""
    if row.done_at:
        return False
    if len(row.due) > 10:
        return dt.datetime.fromisoformat(row.due) < now
    return dt.date.fromisoformat(row.due) < now.date()


def local_due(row: ReminderRow, now: dt.datetime) -> str:
    """When it is due by the clock on the user's wall."""
    if len(row.due) <= 10:
        return row.due
    return dt.datetime.fromisoformat(row.due).astimezone(now.tzinfo).isoformat()


def about(read: Read, reminder_id: int) -> About | None:
    """What is known of a reminder; None where there is none any more."""
    row = next(read.reminders.some([reminder_id]), None)
    if row is None:
        return None
    card = (
        next(iter(read.listings.some("contact", [row.contact_id], ("phones",))), None)
        if row.contact_id
        else None
    )
    job = next(iter(read.listings.some("job", [row.job_id], ("title",))), None) if row.job_id else None
    phones = card.phones if card else ()
    return About(
        row,
        phones[0]["value"] if phones else "",
        f"{job.title} ({job.stage})" if job else "",
        read.history.of_thing("reminder", reminder_id)[:MOST_CHANGES],
    )


def about_text(told: About, now: dt.datetime, width: int) -> Content:
    """A reminder's page, ``width`` cells wide: its values, each after its label, then what happened to it."""
    lines = [f"{label:<{LABEL}}{value}" for label, value in _values(told, now) if value]
    lines += ["", *(f"{since_words(change.at, now):<{LABEL}}{change.words}" for change in told.changes)]
    hanging = " " * LABEL
    wrapped = (textwrap.fill(line(each), max(width, 30), subsequent_indent=hanging) for each in lines)
    return Content("\n").join([words(told.row.text, "bold"), Content(), words("\n".join(wrapped))])


def _values(told: About, now: dt.datetime) -> Iterator[tuple[str, str]]:
    row = told.row
    yield "due", when_words(local_due(row, now), now.date()) + (" !" if is_overdue(row, now) else "")
    yield "done", when_words(row.done_at[:16], now.date()) if row.done_at else ""
    yield "repeats", repeat_words(row.repeat, row.repeat_after)
    yield "contact", row.contact or ""
    yield "phone", told.phone
    yield "job", told.job
    yield "number", str(row.id)

"""What the lines of Today say: a line an item of the day, of what is next, a stage, a change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.agenda import APPOINTMENT, BIRTHDAY, JOB, REMINDER
from smallcrm.tui.told import FACES, since_words, when_words, worth_words
from smallcrm.tui.widgets.window import Column, Heading

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from smallcrm.model.agenda import AgendaItem
    from smallcrm.read.history import ChangeRow
    from smallcrm.read.job import Column as Stage
    from smallcrm.tui.widgets.window import Row

# What stands in the column of times where there is none.
WHOLE_DAY = {APPOINTMENT: "all day", REMINDER: "to do", JOB: "job due", BIRTHDAY: "birthday"}

DAY = (Column(11), Column(1), Column(), Column(28, least=96), Column(14, least=50, right=True))
NEXT = (Column(1), Column(), Column(), Column(14, least=90, right=True))
STAGES = (Column(14), Column(6, right=True), Column(24, right=True))
CHANGES = (Column(10), Column(9, least=64), Column())


class Spot(NamedTuple):
    """Which item of the agenda a line is: what stays the same while its words change."""

    type: str
    id: int
    occurrence: str | None


def spot_of(item: AgendaItem) -> Spot:
    """The item's key in a list."""
    return Spot(item.type, item.id, item.occurrence)


def day_keys(items: Iterable[AgendaItem], today: dt.date) -> list[Hashable]:
    """The lines of the day: what is overdue, today's and tomorrow's, each under its heading."""
    parts: dict[str, list[Hashable]] = {"Overdue": [], "Today": [], "Tomorrow": []}
    for item in items:
        parts[_part(item, today)].append(spot_of(item))
    return [each for name, spots in parts.items() if spots for each in (Heading(name), *spots)]


def day_counts(items: Sequence[AgendaItem], today: dt.date) -> tuple[str, str]:
    """How many are overdue, and how many are still to come today, each "" for none."""
    overdue = sum(item.overdue for item in items)
    coming = sum(item.at[:10] <= today.isoformat() and not item.overdue for item in items)
    return f"{overdue} overdue" if overdue else "", f"{coming} today" if coming else ""


def _part(item: AgendaItem, today: dt.date) -> str:
    day = item.at[:10]
    if day < today.isoformat():
        return "Today" if item.type == APPOINTMENT else "Overdue"
    return "Today" if day == today.isoformat() else "Tomorrow"


def day_row(item: AgendaItem, today: dt.date) -> Row:
    """Time, sign, what and who, where, phone."""
    look = "alert" if item.overdue else ""
    return (
        (_time(item, today), look or "dim"),
        ("!" if item.overdue else "", "alert"),
        (_what(item), look),
        (item.location or "", "dim"),
        item.phone or "",
    )


def _time(item: AgendaItem, today: dt.date) -> str:
    late = item.at[:10] < today.isoformat()
    if item.type == APPOINTMENT and not item.all_day:
        start, end = item.at, item.end or item.at
        if late:
            return f"until {end[11:16]}"
        return f"{start[11:16]}–{end[11:16]}" if start[:10] == end[:10] else f"{start[11:16]} →"
    if late and item.type != APPOINTMENT:
        return when_words(item.at[:10], today)
    return item.at[11:16] or WHOLE_DAY[item.type]


def _what(item: AgendaItem) -> str:
    state = f" ({item.status})" if item.type == APPOINTMENT and item.status != "confirmed" else ""
    contact = "" if item.contact and item.contact in item.title else item.contact
    return ", ".join(part for part in (item.title + state, contact) if part)


def day_details(item: AgendaItem) -> str:
    """What the line may have no room for."""
    return " · ".join(part for part in (_what(item), item.location, item.why) if part)


def next_row(item: AgendaItem) -> Row:
    """Sign, who and what, why, phone."""
    look = "alert" if item.overdue else ""
    return (
        ("!" if item.overdue else "", "alert"),
        _who(item),
        (item.why, look or "dim"),
        item.phone or "",
    )


def _who(item: AgendaItem) -> str:
    """The contact first, unless the title names them: a long title is what gets cut."""
    contact = "" if item.contact and item.contact in item.title else item.contact
    return ", ".join(part for part in (contact, item.title) if part)


def next_details(item: AgendaItem) -> str:
    """The whole reason, and how to reach whom it is about."""
    return " · ".join(part for part in (_who(item), item.why, item.phone) if part)


def stage_row(total: Stage) -> Row:
    """Stage, how many, worth how much."""
    look = "" if total.jobs else "dim"
    return (total.name, look), (str(total.jobs or "–"), look), (worth_words(total.sums.items()), "dim")


def in_hand(totals: Sequence[Stage]) -> str:
    """How many jobs are neither paid nor lost, and what is owed."""
    count = sum(total.jobs for total in totals if total.meaning not in ("paid", "lost"))
    owed = worth_words(pair for total in totals if total.meaning == "owed" for pair in total.sums.items())
    return f"{count:,} in hand" + (f" · {owed} owed" if owed else "")


def change_row(change: ChangeRow, now: dt.datetime) -> Row:
    """How long ago, through what, and what."""
    look = "dim" if change.undone else ""
    said = f"{change.words} (undone)" if change.undone else change.words
    return (
        (since_words(change.at, now), "dim"),
        (FACES.get(change.origin, change.origin), "dim"),
        (said, look),
    )


def change_details(change: ChangeRow, now: dt.datetime) -> str:
    """When to the minute, and through what."""
    at = dt.datetime.fromisoformat(change.at).astimezone(now.tzinfo)
    face = FACES.get(change.origin, change.origin)
    return f"{when_words(at.isoformat(), now.date())} · {face}"

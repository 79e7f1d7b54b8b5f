"""All there is to know about one thing of the diary, in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from smallcrm.model.agenda import APPOINTMENT
from smallcrm.model.calendar_words import say_date
from smallcrm.tui.plain import words
from smallcrm.tui.widgets.entry_words import hours_words, length_words, name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from smallcrm.read.reading import Read
    from smallcrm.tui.widgets.diary import Entry
    from smallcrm.tui.widgets.hours import Slot

Line = tuple[str, str]
DIM, ALERT = "$dim", "$alert"


def details(read: Read, entry: Entry, clashes: Sequence[Entry]) -> Content:
    """When, who, where and what else, a line each."""
    item = read.agenda.reachable([entry.item])[0]
    told: list[Line] = [(item.title, "bold")]
    told += [(each, "$primary") for each in (item.contact,) if each]
    told += [(each, "") for each in (item.phone, item.location) if each]
    told.append((_when(entry), ""))
    told += _kind_of(read, entry)
    told += [(f"overlaps {_clash(other)}", ALERT) for other in clashes]
    return Content("\n").join(words(text, style) for text, style in told)


def _when(entry: Entry) -> str:
    first, last = entry.first, entry.last
    length = length_words(entry)
    days = say_date(first) if first == last or entry.start else f"{say_date(first)} – {say_date(last)}"
    if entry.start is None:
        return " · ".join(part for part in (days, length) if part)
    if entry.end is None or first == last:
        return " · ".join(part for part in (hours_words(entry, first), length) if part)
    return f"{days} {entry.start:%H:%M} – {say_date(last)} {entry.end:%H:%M} · {length}"


def _kind_of(read: Read, entry: Entry) -> Iterator[Line]:
    item = entry.item
    if item.type != APPOINTMENT:
        yield (item.why, ALERT if item.overdue else DIM)
        return
    if item.status != "confirmed":
        yield (item.status or "", ALERT if entry.is_off else "$accent")
    row = read.appointments.get(item.id)
    if row.repeat:
        from smallcrm.model.repeat import repeat_in_words

        yield (f"repeats {repeat_in_words(row.repeat)}", DIM)
    if row.timezone != read.desk.timezone and not entry.item.all_day:
        yield (f"meant for the clocks of {row.timezone}", DIM)
    if item.job_id:
        yield (f"job: {read.jobs.get(item.job_id).title}", DIM)


def _clash(other: Entry) -> str:
    return f"{hours_words(other, other.first)} {name(other)}"


def free_words(slot: Slot, day: dt.date, entries: Sequence[Entry]) -> str:
    """What is said of a slot without anything: until when it is free."""
    after = [
        each.start
        for each in entries
        if each.start and each.end and each.first == day and each.minute > slot.minute and not each.is_off
    ]
    until = f" until {min(after):%H:%M}" if after else ""
    return f"free from {slot.words}{until} · b books"

"""How people see their day: grouped by date, or ranked with the reason; within 80 columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.cli.output import page_width
from smallcrm.model.agenda import APPOINTMENT, BIRTHDAY, JOB, REMINDER
from smallcrm.model.ago import short_date
from smallcrm.model.calendar_words import say_date
from smallcrm.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smallcrm.model.agenda import AgendaItem

TIME = 11
# What stands in the column of times where there is none.
WHOLE_DAY = {APPOINTMENT: "all day", REMINDER: "to do", JOB: "job due", BIRTHDAY: "birthday"}


def by_date(
    items: Sequence[AgendaItem], today: dt.date, first: dt.date, *, why: bool = False
) -> Iterator[str]:
    """The agenda's lines: a heading per day (what is from before ``first`` under its own), a line per item, its place below."""
    heading = ""
    for item in items:
        before = _heading(item, today, first)
        if before != heading:
            if heading:
                yield ""
            yield before
            heading = before
        yield _line(item, late=item.at[:10] < first.isoformat())
        below = " · ".join(part for part in (item.why if why else "", item.location) if part)
        if below:
            yield _cut(f"{'':{TIME + 4}}{clean(below)}", page_width())


def ranked(items: Sequence[AgendaItem]) -> Iterator[str]:
    """The lines of `next`: who and what, and the phone; why, on the same line where all of them fit, else below."""
    width = page_width()
    phone = max((len(item.phone or "") for item in items), default=0)
    who = max((len(_who(item)) for item in items), default=0)
    reason = max((len(item.why) for item in items), default=0)
    beside = who + reason + phone + 4 <= width
    for item in items:
        if beside:
            yield f"{_who(item):{who}}  {clean(item.why):{reason}}  {item.phone or ''}".rstrip()
        else:
            room = width - phone - 2
            yield f"{_cut(_who(item), room):{room}}  {item.phone or ''}".rstrip()
            yield f"  {clean(item.why)}"


def _heading(item: AgendaItem, today: dt.date, first: dt.date) -> str:
    day = dt.date.fromisoformat(item.at[:10])
    if day < first and item.type != APPOINTMENT:
        return "Overdue"
    day = max(day, first)
    near = {0: ", today", 1: ", tomorrow"}.get((day - today).days, "")
    return f"{say_date(day)}{near}"


def _line(item: AgendaItem, *, late: bool) -> str:
    return f"  {_time(item, late=late):{TIME}}  " + _with_phone(
        _what(item), item.phone, page_width() - TIME - 4
    )


def _time(item: AgendaItem, *, late: bool) -> str:
    if item.type == APPOINTMENT and not item.all_day:
        start, end = item.at, item.end or item.at
        if late:
            return f"until {end[11:16]}"
        return f"{start[11:16]}–{end[11:16]}" if start[:10] == end[:10] else f"{start[11:16]} →"
    if late and item.type != APPOINTMENT:
        return short_date(dt.date.fromisoformat(item.at[:10]))
    return item.at[11:16] or WHOLE_DAY[item.type]


def _what(item: AgendaItem) -> str:
    state = f" ({item.status})" if item.type == APPOINTMENT and item.status != "confirmed" else ""
    return clean(", ".join(part for part in (item.title + state, item.contact) if part))


def _who(item: AgendaItem) -> str:
    """The contact first, unless the title names them: a long title is what gets cut."""
    contact = "" if item.contact and item.contact in item.title else item.contact
    return clean(", ".join(part for part in (contact, item.title) if part))


def _with_phone(text: str, phone: str | None, width: int) -> str:
    if not phone:
        return _cut(text, width)
    return f"{_cut(text, width - len(phone) - 2)}  {phone}"


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"

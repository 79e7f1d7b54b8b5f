"""How something of the diary is told, in as much room as there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from smallcrm.model.agenda import APPOINTMENT
from smallcrm.model.calendar_words import WEEKDAYS
from smallcrm.tui.plain import line

if TYPE_CHECKING:
    import datetime as dt

    from smallcrm.tui.widgets.diary import Entry

MARKS = {"birthday": "★", "reminder": "○", "job": "◆", "appointment": "■"}


def cut(text: str, width: int) -> str:
    """``text`` in exactly ``width`` cells; what is cut ends in an ellipsis where that leaves enough to read."""
    length = cell_len(text)
    if length <= width:
        return text + " " * (width - length)
    return set_cell_size(text, width - 1) + "…" if width > 5 else set_cell_size(text, max(0, width))


def told(entry: Entry) -> str:
    """Whose it is and what: ``Maya O'Connor · Boiler service``."""
    item = entry.item
    if item.type == "birthday":
        return line(f"{item.contact}, {item.title}")
    parts = (item.contact, item.title) if item.type == APPOINTMENT else (item.title, item.contact)
    return line(" · ".join(part for part in parts if part))


def name(entry: Entry) -> str:
    """Whose it is, else what it is."""
    item = entry.item
    whose = item.type in (APPOINTMENT, "birthday") and item.contact
    return line(whose or item.title)


def fitting(entry: Entry, width: int) -> str:
    """As much of it as fits in ``width`` cells: whose and what, whose, the first word of that, or its initials."""
    whole = name(entry)
    for text in (told(entry), whole):
        if cell_len(text) <= width:
            return text
    if width >= 16:
        return cut(told(entry) if cell_len(whole) + 6 < width else whole, width)
    first = (whole.split() or [""])[0]
    return initials(entry) if cell_len(first) > width and width <= 3 else cut(first, width)


def initials(entry: Entry) -> str:
    """``MO`` for Maya O'Connor."""
    return "".join(word[0] for word in name(entry).split() if word[0].isalnum())[:3].upper()


def marked(entry: Entry) -> str:
    """What takes no hours, with the mark of its kind: ``○ 14:00 ring Bob``."""
    mark = MARKS[entry.item.type]
    time = f"{entry.start:%H:%M} " if entry.start and not entry.end else ""
    return f"{mark} {time}{told(entry)}"


def hours_words(entry: Entry, day: dt.date) -> str:
    """When it is on that day: ``09:00–10:30``, ``→ 02:00`` where it began the day before, ``all day``, ``due``."""
    if entry.start is None:
        return _days_words(entry, day)
    if entry.end is None:
        return f"{entry.start:%H:%M}"
    begin = f"{entry.start:%H:%M}" if entry.first == day else "→"
    if entry.last != day:
        return f"{begin} →"
    if entry.first != day:
        return f"→ {entry.end:%H:%M}"
    return f"{begin}–{entry.end:%H:%M}" if entry.end > entry.start else begin


def start_words(entry: Entry, day: dt.date) -> str:
    """When it begins on that day: ``09:00``, ``→02:00`` where it only ends there, ``→`` where it goes on."""
    if entry.start is None or entry.first == day:
        return f"{entry.start:%H:%M}" if entry.start else ""
    return f"→{entry.end:%H:%M}" if entry.end and entry.last == day else "→"


def _days_words(entry: Entry, day: dt.date) -> str:
    if entry.item.type == APPOINTMENT:
        if entry.last == day:
            return "all day"
        return f"until {WEEKDAYS[entry.last.weekday()][:3]} {entry.last.day}"
    return "birthday" if entry.item.type == "birthday" else "due"


def length_words(entry: Entry) -> str:
    """How long it lasts: ``1h30``, ``3 days``; "" for a day or an instant."""
    if entry.start is None or entry.end is None:
        days = (entry.last - entry.first).days + 1
        return f"{days} days" if days > 1 else ""
    minutes = int((entry.end - entry.start).total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours}h{rest:02}" if rest else f"{hours} h"

"""An appointment as a block of the week or the day: line by line as much as its room holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from smallcrm.tui.plain import line
from smallcrm.tui.widgets.entry_words import cut, fitting, hours_words, initials, name, start_words

if TYPE_CHECKING:
    import datetime as dt

    from smallcrm.tui.widgets.diary import Entry
    from smallcrm.tui.widgets.grid import Parts
    from smallcrm.tui.widgets.hours import Block
    from smallcrm.tui.widgets.week import Week

# Below this a block has no room for a time and a name on one line.
_BOLD = Style(bold=True)
NARROW = 14
WIDE = 40


def block_line(grid: Week, block: Block, day: dt.date, row: int, width: int) -> Parts:
    """The line of a block at a row."""
    entry, place = block.entry, row - block.top
    look = grid.look_of(entry, day)
    chosen = entry.key == grid.place.key and day == grid.place.day
    ground = grid.look(_ground(block, look, chosen=chosen))
    if look == "off" and not chosen:
        ground = grid.ink("off", grid.look("band"))
    edge = ("▌", grid.ink("alert" if look == "alert" else "mark", ground))
    first = row == max(block.top, grid.top)
    lines = _lines(entry, day, width - 1, block.bottom - block.top, clash=look == "alert")
    text = lines[place] if place < len(lines) else ""
    if first and place:
        text = f"↑ {name(entry)}"
    style = grid.ink("off", ground) if look == "off" else ground
    return [edge, (cut(text, width - 1), style if place else style + _BOLD)] if width > 1 else [edge]


def _ground(block: Block, look: str, *, chosen: bool) -> str:
    if chosen or look == "tentative":
        return "chosen" if chosen else "tentative"
    return "other" if block.odd else "block"


def _lines(entry: Entry, day: dt.date, width: int, height: int, *, clash: bool) -> list[str]:
    """What a block says, the most important first."""
    item = entry.item
    sign = {"tentative": "? ", "cancelled": "✗ "}.get(item.status or "", "! " if clash else "")
    title = line(item.title) if item.contact else ""
    place = line(item.location or "")
    if width < NARROW:
        return _narrow(entry, start_words(entry, day), title, width, height)
    if width >= WIDE:
        time = f"{sign}{hours_words(entry, day)} "
        return [time + fitting(entry, width - len(time)), place]
    if height == 1:
        time = f"{sign}{start_words(entry, day)} "
        return [time + fitting(entry, width - len(time))]
    return [f"{sign}{hours_words(entry, day)}", name(entry), title, place]


def _narrow(entry: Entry, time: str, title: str, width: int, height: int) -> list[str]:
    if width < 5:
        return [initials(entry)]
    first = (name(entry).split() or [""])[0]
    return [first, title] if height <= 2 else [time, first, title]

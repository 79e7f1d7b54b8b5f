"""A table as wide as the terminal: what is empty goes, what is widest gives way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Between two columns, and what a column keeps when there is little room.
GAP = 2
NARROW = 8
# What a thing is called gives way after the others; a number or a time cut short is of no use at all.
CALLED = frozenset({"name", "title", "text"})
WHOLE = frozenset({"phones", "birthday", "at", "start", "end", "due", "done_at", "value"})


def with_content(lines: Sequence[Sequence[str]]) -> list[int]:
    """The places of the columns in which some line has something; the first is always one."""
    return [place for place, cells in enumerate(zip(*lines, strict=True)) if place == 0 or any(cells)]


def fitted_table(
    names: Sequence[str], titles: Sequence[str], lines: Sequence[Sequence[str]], *, header: bool
) -> str:
    """The table as the terminal is to show it, ``titles`` bold; ``names`` say what the columns hold."""
    # Rich costs 45 ms, and only a terminal gets this table.
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(
        no_color=True if os.environ.get("NO_COLOR") else None, highlight=False, markup=False, emoji=False
    )
    columns = list(zip(*lines, strict=True))
    heads = titles if header else [""] * len(titles)
    wide = [max(map(cell_len, (head, *cells))) for head, cells in zip(heads, columns, strict=True)]
    floors = list(map(_floors, names, columns, wide))
    table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_header=header, header_style="bold")
    for title, width in zip(titles, fitted(wide, floors, console.width), strict=True):
        table.add_column(title, width=width, overflow="ellipsis", no_wrap=True)
    for line in lines:
        table.add_row(*(Text(text) for text in line))
    with console.capture() as capture:
        console.print(table)
    return capture.get()


def _floors(name: str, cells: Sequence[str], width: int) -> tuple[int, int, int, int]:
    """What a column keeps at first, and what when that is not enough, and then, and at last."""
    if name in CALLED:
        return width, 2 * NARROW, NARROW, 1
    if name == "id":
        return width, width, width, width
    # Of several numbers the first, and that there are more.
    firsts = ((cell, cell.partition(", ")[0]) for cell in cells) if name in WHOLE else ()
    whole = max((len(first) + 2 * (first != cell) for cell, first in firsts), default=NARROW)
    return whole, whole, NARROW, 1


def fitted(widths: Sequence[int], floors: Sequence[Sequence[int]], room: int) -> list[int]:
    """Widths that fit into ``room``: the widest give way, down to what each keeps; ``floors`` say that, one after the other."""
    now = list(widths)
    for least in zip(*floors, strict=True):
        while sum(now) + GAP * len(now) > room:
            able = [place for place, width in enumerate(now) if width > least[place]]
            if not able:
                break
            now[max(able, key=now.__getitem__)] -= 1
    return now

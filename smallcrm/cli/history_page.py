"""What happened to one thing, or in one change, as a page for people."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from smallcrm.cli.output import page_width
from smallcrm.read.touched import touched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from smallcrm.read.history import ChangeRow, History


def sections(
    read: History, found: Iterable[ChangeRow], subject: str, on_the_wall: Callable[[str], str]
) -> Iterator[tuple[str, list[str]]]:
    """A heading for each change, with a line for each thing that it touched."""
    width = page_width() - 4
    for row in found:
        lines = [
            f"  {indented}" for line in touched(read, row, subject) for indented in _wrapped(line, width)
        ]
        yield f"{row.id}  {on_the_wall(row.at)}  {row.words}{' (undone)' if row.undone else ''}", lines


def _wrapped(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width, subsequent_indent="  ", break_on_hyphens=False) or [line]

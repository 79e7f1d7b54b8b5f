"""What is said once things were removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.cli.output import print_lines, print_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.cli.face import Face


def counted(number: int, thing: str) -> str:
    """``1 contact``, ``1,234 contacts``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def say_removed(face: Face, kind: str, ids: Sequence[int], *, json: bool) -> None:
    """Print the ids that went, with ``json`` as a record, and say how they come back."""
    if json:
        print_record({"removed": list(ids), "warnings": []})
    else:
        print_lines(map(str, ids))
    what, them = (f"{kind} {ids[0]}", "it") if len(ids) == 1 else (counted(len(ids), kind), "them")
    face.say(f"removed {what}; smallcrm undo brings {them} back")

"""What a command that writes says: the id on stdout, or the record with its warnings; words on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.cli.output import print_line, print_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from smallcrm.cli.face import Face


def answer(
    face: Face,
    made: int,
    record: Callable[[], Mapping[str, Any]],
    *,
    json: bool,
    words: str = "",
    warnings: Sequence[str] = (),
) -> None:
    """Print the id of what was made or changed (with ``json`` its record and ``warnings``), and say ``words``."""
    if json:
        print_record({**record(), "warnings": list(warnings)})
    else:
        print_line(str(made))
    if words:
        face.say(words)
    face.warn(warnings)

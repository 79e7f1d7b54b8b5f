"""What a command that writes says: the id on stdout, or the record with its warnings; words on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.cli.output import print_line, print_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from smallcrm.cli.face import Face


def say_birthday(face: Face, typed: str | None, kept: str) -> None:
    """Say a birthday back that was not written as it is kept: 3/4/80 is not the same to everybody."""
    if kept and kept != typed:
        import datetime as dt

        from smallcrm.model.calendar_words import say_day

        # 2000 is a leap year: a birthday without its year may be 29 February.
        day = say_day(dt.date.fromisoformat(kept.replace("-", "2000", 1) if kept.startswith("-") else kept))
        face.say(f"birthday {day.removesuffix(' 2000') if kept.startswith('-') else day}")


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

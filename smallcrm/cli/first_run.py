"""The first run: settings as the system has them, written once and said aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.config import write_values
from smallcrm.errors import FileError
from smallcrm.system import proposed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def write_settings(path: Path, say: Callable[[str], None]) -> None:
    """Write region, time zone, currency and date order to ``path``; where it can't be written, go on without."""
    values = proposed()
    try:
        write_values(path, values)
    except FileError as problem:
        say(f"{problem.message}; going on with the defaults")
        return
    said = ", ".join(f"{name} {value}" for name, value in values.items())
    unset = (
        ""
        if "date_order" in values
        else "; dates like 3/4 are unclear until: smallcrm config set date_order dmy"
    )
    say(f"first run: settings taken from the system: {said}{unset} (in {path})")

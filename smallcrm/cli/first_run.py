"""The first run: settings as the system has them, written once and said aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.config import write_values
from smallcrm.errors import FileError
from smallcrm.system import proposed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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
    say(f"first run: settings taken from the system: {said}{_unsaid(values)} (in {path})")


def _unsaid(values: Mapping[str, str]) -> str:
    """What the system did not say, and how it is said: a region brings its currency and date order along."""
    unknown = [name for name in ("region", "currency", "date_order") if name not in values]
    if not unknown:
        return ""
    one = "region" if "region" in unknown else unknown[0]
    example = {"region": "GB", "currency": "GBP", "date_order": "dmy"}[one]
    if unknown == ["date_order"]:
        return f"; dates like 3/4 are unclear until: smallcrm config set {one} {example}"
    return f"; it does not say {', '.join(unknown)}: smallcrm config set {one} {example}"

"""What zone a TZID means: programs write IANA names, those of Windows, paths that end in one, or what a menu shows."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_UTC_NAMES = frozenset(
    {"UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "COORDINATED UNIVERSAL TIME", "TZONE://MICROSOFT/UTC"}
)
# Menus of Windows name these by their country.
_OF_MENUS = {
    "eastern time": "America/New_York",
    "central time": "America/Chicago",
    "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles",
    "atlantic time": "America/Halifax",
}
# Where most of those live who have their clock.
_LARGE = (
    *(
        "Europe/London",
        "Europe/Berlin",
        "Europe/Athens",
        "America/New_York",
        "America/Chicago",
        "America/Denver",
    ),
    *("America/Los_Angeles", "Australia/Sydney"),
)
_OFFSET = re.compile(r"\(?(?:UTC|GMT)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?\)?", re.IGNORECASE)
_MENU = re.compile(r"\((?:UTC|GMT)(?:[+-][0-9:.]+)?\)\s*(.+)", re.IGNORECASE)


def named(names: Iterable[str], default: str, *, defined: bool) -> str:
    """The IANA zone that the first of the names to mean one means, ``""`` if none does.

    Places that share a name are those of ``default``. An offset alone is a name only for what isn't ``defined``
    otherwise, since those who write it mean the summer, too.
    """
    for name in names:
        if re.sub(r"^\(UTC\) ", "", name.upper()) in _UTC_NAMES:
            return "UTC"
        for zone in _meant(name, default):
            if is_iana(zone):
                return zone
        if not defined and (zone := _fixed(name)):
            return zone
    return ""


def candidates(tzid: str, default: str) -> Iterator[str]:
    """Zones that a definition may be that of, the likely ones first."""
    from tzlocal.windows_tz import win_tz

    yield default
    yield from _cities(tzid, default)
    yield from _LARGE
    yield from (zone for zone in win_tz.values() if is_iana(zone))


def is_iana(name: str) -> bool:
    """Whether the tz database has a zone of that name."""
    # check_zone looks for near names when it refuses one: 10 ms for each strange name of a file.
    from zoneinfo import ZoneInfo

    try:
        return not name.startswith(("right/", "posix/")) and bool(ZoneInfo(name))
    except (LookupError, ValueError, OSError):
        return False


def _meant(name: str, default: str) -> Iterator[str]:
    # 3 ms, for files from Outlook and Exchange only.
    from tzlocal.windows_tz import win_tz

    yield name
    yield win_tz.get(name, "")
    # /mozilla.org/20050126_1/America/Argentina/Salta
    parts = name.split("/")
    yield from ("/".join(parts[-length:]) for length in (3, 2) if len(parts) > length)
    written = re.sub(r"[ -]?[0-9]+$", "", name).strip().replace(" ", "_").casefold()
    yield _zones().get(written, "")
    menu = _MENU.fullmatch(name)
    shown = menu[1] if menu else name
    yield _OF_MENUS.get(shown.partition("(")[0].strip().casefold(), "")
    yield win_tz.get(shown, "")
    if menu or "," in shown:
        yield from _cities(shown, default)


def _cities(text: str, default: str) -> list[str]:
    """The zones of the cities in a list, the default one first."""
    words = {word.strip().replace(" ", "_").casefold() for word in re.split(r"[,;:()&]", text)}
    found = [
        zone for folded, zone in _zones().items() if "/" in folded and folded.rpartition("/")[2] in words
    ]
    return sorted(found, key=lambda zone: (zone != default, zone.startswith(("Etc/", "US/")), zone))


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    # 5 ms, for names that are none.
    from zoneinfo import available_timezones

    return {zone.casefold(): zone for zone in sorted(available_timezones())}


def _fixed(name: str) -> str:
    """The zone of whole hours from UTC; the names of those have the sign turned round."""
    shape = _OFFSET.fullmatch(name)
    if not shape or (shape[3] or "00") != "00":
        return ""
    zone = f"Etc/GMT{'-' if shape[1] == '+' else '+'}{int(shape[2])}"
    return zone if is_iana(zone) else ""

"""Wall times and instants: the one place that turns the one into the other."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def to_utc(wall: dt.datetime, zone: str) -> dt.datetime:
    """The aware UTC instant of a naive wall time in an IANA zone.

    A wall time that does not exist takes the offset before the gap, an ambiguous one the first
    (RFC 5545 section 3.3.5). Raises UsageError for an unknown zone.
    """
    return wall.replace(tzinfo=_load(zone), fold=0).astimezone(dt.UTC)


def to_wall(instant: dt.datetime, zone: str) -> dt.datetime:
    """The naive wall time that clocks in an IANA zone show at an aware instant."""
    return instant.astimezone(_load(zone)).replace(tzinfo=None, fold=0)


def wall_after(start: dt.datetime, span: dt.timedelta, zone: str) -> dt.datetime:
    """The wall time so much later than another.

    Where clocks show it for the second time, which a wall time can't say, as if they had not gone back: better an
    hour too long than ending before it starts.
    """
    instant = to_utc(start, zone) + span
    wall = to_wall(instant, zone)
    return wall if to_utc(wall, zone) == instant else start + span


def is_certain(wall: dt.datetime, zone: str) -> bool:
    """Whether clocks in the zone show the time once: not twice, nor never."""
    if is_even(wall.date(), zone):
        return True
    aware = wall.replace(tzinfo=_load(zone), fold=0)
    return aware.utcoffset() == aware.replace(fold=1).utcoffset()


@lru_cache(maxsize=4096)
def is_even(day: dt.date, zone: str) -> bool:
    """Whether no clock is changed on that day, or as it ends."""
    midnight = dt.datetime.combine(day, dt.time(), _load(zone))
    try:
        return midnight.utcoffset() == (midnight + dt.timedelta(hours=27)).utcoffset()
    except OverflowError:
        return True


def check_zone(name: str) -> str:
    """The name itself when it is an IANA time zone; raises UsageError naming near zones otherwise."""
    _load(name)
    return name


@lru_cache(maxsize=64)
def _load(name: str) -> ZoneInfo:
    from zoneinfo import ZoneInfo  # 6 ms that commands without times don't pay

    # right/ counts leap seconds and posix/ repeats the rest: neither means anything to a calendar.
    if name.startswith(("right/", "posix/")):
        raise _unknown(name)
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        raise _unknown(name) from None


def _unknown(name: str) -> UsageError:
    near = _near(name)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; write one such as Europe/London"
    return UsageError(f'unknown time zone "{name}"{hint}')


def _near(name: str) -> list[str]:
    import difflib
    from zoneinfo import available_timezones

    zones = {zone.casefold(): zone for zone in sorted(available_timezones())}
    wanted = name.strip().replace(" ", "_").casefold()
    cities = [zone for folded, zone in zones.items() if folded.rpartition("/")[2] == wanted]
    return cities[:3] or [zones[near] for near in difflib.get_close_matches(wanted, zones, n=3, cutoff=0.7)]

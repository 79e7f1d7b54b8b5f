"""Which IANA zone a TZID means: its name, a Windows name, a path that ends in one, or what its VTIMEZONE says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from smallcrm.errors import CrmError
from smallcrm.formats.content_line import ContentLine
from smallcrm.formats.ics.values import Moment, read_moment
from smallcrm.model.zone import to_utc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smallcrm.formats.ics.parts import Component

_UTC_NAMES = frozenset({"UTC", "Z", "ETC/UTC"})
# Observances recur yearly, so this far back there is always one.
_LOOK_BACK = timedelta(days=800)


class Zones:
    """The zones of one calendar. ``default`` is the IANA zone of times that name none."""

    def __init__(self, default: str, definitions: Iterable[Component] = ()) -> None:
        self.default = default
        self._definitions = {
            tzid.value.strip(): definition for definition in definitions if (tzid := definition.first("TZID"))
        }
        self._known: dict[str, str] = {}

    def settle(self, tzid: str, wall: datetime) -> Moment:
        """The wall time with an IANA zone: by the zone's own definition in UTC where it has no such name."""
        zone = self.iana(tzid)
        if zone:
            return Moment(wall, zone)
        offset = self._offset(tzid, wall)
        if offset is None or self._agrees(tzid, wall):
            return Moment(wall, self.default)
        return Moment(wall - offset, "UTC")

    def iana(self, tzid: str) -> str:
        """The IANA name that a TZID stands for, the default zone for none, ``""`` when it can't be told."""
        if tzid not in self._known:
            self._known[tzid] = self._find(tzid.strip()) if tzid.strip() else self.default
        return self._known[tzid]

    def doubt(self, line: ContentLine) -> str:
        """Why the zone of a property is uncertain, in words; empty when it is certain."""
        tzid = line.params.get("TZID", ("",))[0]
        if line.value.strip().upper().endswith("Z") or self.iana(tzid):
            return ""
        if tzid.strip() not in self._definitions:
            return f'the time zone "{tzid}" is not known; taken as {self.default}'
        try:
            taken = read_moment(line, self)
        except ValueError:
            return ""
        return f'the time zone "{tzid}" has no name known here; its times were taken as {taken.zone}'

    def _find(self, tzid: str) -> str:
        if tzid.upper() in _UTC_NAMES:
            return "UTC"
        return next((zone for zone in self._candidates(tzid) if _is_iana(zone)), "")

    def _candidates(self, tzid: str) -> Iterator[str]:
        yield tzid
        defined = self._definitions.get(tzid)
        location = defined.first("X-LIC-LOCATION") if defined else None
        if location:
            yield location.value.strip()
        yield _windows_zone(tzid)
        # /mozilla.org/20050126_1/America/Argentina/Salta
        parts = tzid.split("/")
        for length in (3, 2):
            if len(parts) > length:
                yield "/".join(parts[-length:])

    def _agrees(self, tzid: str, wall: datetime) -> bool:
        """Whether the zone's definition gives the default zone's offsets, then and half a year later."""
        moments = (wall, wall + timedelta(days=182))
        return all(self._offset(tzid, moment) == _offset_in(self.default, moment) for moment in moments)

    def _offset(self, tzid: str, wall: datetime) -> timedelta | None:
        """The offset by the VTIMEZONE: that of the observance whose onset is the last before the wall time."""
        definition = self._definitions.get(tzid.strip())
        onsets = [
            (onset, number, offset)
            for number, observance in enumerate(definition.children if definition else ())
            if (offset := _read_offset(observance.first("TZOFFSETTO"))) is not None
            and (onset := _last_onset(observance, wall)) is not None
        ]
        return max(onsets)[2] if onsets else None


def _is_iana(name: str) -> bool:
    # check_zone looks for near names when it refuses one: 10 ms for each strange name of a file.
    from zoneinfo import ZoneInfo

    try:
        return not name.startswith(("right/", "posix/")) and bool(ZoneInfo(name))
    except (LookupError, ValueError, OSError):
        return False


def _windows_zone(name: str) -> str:
    # 3 ms, for files from Outlook and Exchange only.
    from tzlocal.windows_tz import win_tz

    return win_tz.get(name, "")


def _offset_in(zone: str, wall: datetime) -> timedelta:
    return wall.replace(tzinfo=UTC) - to_utc(wall, zone)


def _read_offset(line: ContentLine | None) -> timedelta | None:
    digits = line.value.strip() if line else ""
    if (
        len(digits) not in {5, 7}
        or digits[0] not in "+-"
        or not (digits[1:].isascii() and digits[1:].isdigit())
    ):
        return None
    size = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]), seconds=int(digits[5:] or 0))
    return -size if digits[0] == "-" else size


def _last_onset(observance: Component, wall: datetime) -> datetime | None:
    from smallcrm.model.occurrences import occurrences

    start_line, rule = observance.first("DTSTART"), observance.first("RRULE")
    try:
        start = _local(start_line, start_line.value) if start_line else None
        if start is None or start > wall:
            return None
        onsets = [start, *_listed_onsets(observance)]
        if rule:
            earliest = max(start, wall - _LOOK_BACK)
            # Not the zone's rule but its pattern, so any zone without changes does to expand it in.
            found = occurrences(start, rule.value, "UTC", frm=earliest, to=wall + timedelta(seconds=1))
            onsets += [onset for onset in found if isinstance(onset, datetime)]
    except (ValueError, OverflowError, CrmError):
        return None
    return max(onset for onset in onsets if onset <= wall)


def _listed_onsets(observance: Component) -> list[datetime]:
    return [_local(line, value) for line in observance.every("RDATE") for value in line.value.split(",")]


def _local(line: ContentLine, value: str) -> datetime:
    return read_moment(ContentLine(line.name, {}, value), Zones("UTC")).wall

"""Which IANA zone a TZID means: its name, a Windows name, a path that ends in one, or what its VTIMEZONE says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from smallcrm.errors import CrmError
from smallcrm.formats.content_line import ContentLine
from smallcrm.formats.ics.values import Moment, read_moment
from smallcrm.model.zone import to_utc

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smallcrm.formats.ics.parts import Component

# Observances recur yearly, so this far back there is always one.
_LOOK_BACK = timedelta(days=800)
_WEEK = timedelta(weeks=1)


class Zones:
    """The zones of one calendar. ``default`` is the IANA zone of times that name none."""

    def __init__(self, default: str, definitions: Iterable[Component] = ()) -> None:
        self.default = default
        self._definitions = {
            _plain(tzid.value): definition for definition in definitions if (tzid := definition.first("TZID"))
        }
        self._known: dict[str, str] = {}
        self._alike: dict[tuple[str, int], str] = {}

    def settle(self, tzid: str, wall: datetime) -> Moment:
        """The wall time with an IANA zone: by the zone's own definition in UTC where none is like it."""
        zone = self.iana(tzid) or self._like(tzid, wall)
        if zone:
            return Moment(wall, zone)
        offset = self._offset(tzid, wall)
        return Moment(wall, self.default) if offset is None else Moment(wall - offset, "UTC")

    def iana(self, tzid: str) -> str:
        """The IANA name that a TZID stands for, the default zone for none, ``""`` when its name doesn't tell."""
        if tzid not in self._known:
            self._known[tzid] = self._find(_plain(tzid)) if tzid.strip() else self.default
        return self._known[tzid]

    def doubt(self, line: ContentLine) -> str:
        """Why the zone of a property is uncertain, in words; empty when it is certain."""
        tzid = tzid_of(line)
        if line.value.strip().upper().endswith("Z") or self.iana(tzid):
            return ""
        if _plain(tzid) not in self._definitions:
            return f'the time zone "{tzid}" is not known; taken as {self.default}'
        try:
            taken = read_moment(line, self)
        except ValueError:
            return ""
        return f'the time zone "{tzid}" has no name known here; its times were taken as {taken.zone}'

    def _find(self, tzid: str) -> str:
        from smallcrm.formats.ics.zone_names import named

        defined = self._definitions.get(tzid)
        location = defined.first("X-LIC-LOCATION") if defined else None
        names = (tzid, location.value.strip()) if location else (tzid,)
        return named(names, self.default, defined=defined is not None)

    def _like(self, tzid: str, wall: datetime) -> str:
        """The zone that has the same clock all year as the VTIMEZONE, the default one before others."""
        if _plain(tzid) not in self._definitions:
            return ""
        found = self._alike.get((tzid, wall.year))
        if found is None:
            found = self._alike[tzid, wall.year] = self._found_alike(tzid, wall.year)
        return found

    def _found_alike(self, tzid: str, year: int) -> str:
        from smallcrm.formats.ics.zone_names import candidates

        weeks = [datetime(year, 1, 1, 12) + number * _WEEK for number in range(52)]  # noqa: DTZ001 - the clock on the wall
        clock = [self._offset(tzid, week) for week in weeks]
        if None in clock:
            return ""
        return next(
            (
                zone
                for zone in candidates(tzid, self.default)
                if all(offset == _offset_in(zone, week) for week, offset in zip(weeks, clock, strict=True))
            ),
            "",
        )

    def _offset(self, tzid: str, wall: datetime) -> timedelta | None:
        """The offset by the VTIMEZONE: that of the observance whose onset is the last before the wall time."""
        definition = self._definitions.get(_plain(tzid))
        onsets = [
            (onset, number, offset)
            for number, observance in enumerate(definition.children if definition else ())
            if (offset := _read_offset(observance.first("TZOFFSETTO"))) is not None
            and (onset := _last_onset(observance, wall)) is not None
        ]
        return max(onsets)[2] if onsets else None


def tzid_of(line: ContentLine) -> str:
    """The TZID of a property: whole, though commas that nobody quoted part it."""
    return ", ".join(line.params.get("TZID", ()))


def _plain(tzid: str) -> str:
    """Without the quotes and the double blanks that some write it with."""
    return " ".join(tzid.replace('"', "").split())


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

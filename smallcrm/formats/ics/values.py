"""Date-times and durations of a calendar file (RFC 5545 3.3.4 - 3.3.6), read tolerantly."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.zone import to_utc, to_wall, wall_after

if TYPE_CHECKING:
    from smallcrm.formats.content_line import ContentLine
    from smallcrm.formats.ics.zones import Zones

_MOMENT = re.compile("([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z?))?")
_DURATION = re.compile(
    "([+-]?)P(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,9})S)?)?"
)


class Moment(NamedTuple):
    """A wall time in an IANA zone, or a whole day (``wall`` is then its midnight)."""

    wall: datetime
    zone: str
    whole_day: bool = False

    def within(self, zone: str) -> datetime:
        """The wall time there at the same instant; a day, and a time in its own zone, stay as they are."""
        if self.whole_day or zone == self.zone:
            return self.wall
        return to_wall(to_utc(self.wall, self.zone), zone)

    def until(self, end: Moment) -> datetime:
        """The wall time of an end, in the zone of this start."""
        if self.whole_day or end.whole_day or end.zone == self.zone:
            return end.within(self.zone)
        length = to_utc(end.wall, end.zone) - to_utc(self.wall, self.zone)
        return wall_after(self.wall, length, self.zone)

    def utc(self) -> str:
        """The instant, ``YYYY-MM-DDTHH:MM:SSZ``."""
        return to_utc(self.wall, self.zone).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def written(wall: datetime, *, whole_day: bool) -> str:
    """As drafts have it: ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM``."""
    return wall.date().isoformat() if whole_day else wall.isoformat(timespec="minutes")


def read_moment(line: ContentLine, zones: Zones, value: str = "") -> Moment:
    """The moment a property says; ``value`` is one of its list, where it has one.

    Raises:
        ValueError: it says none; the message is the reason.
    """
    text = (value or line.value).strip().upper().replace("-", "").replace(":", "")
    shape = _MOMENT.fullmatch(text)
    if not shape:
        raise ValueError("this is no date or date-time")
    whole_day = shape[4] is None or line.params.get("VALUE", ("",))[0].upper() == "DATE"
    day = _day(*map(int, shape.groups()[:3]))
    if whole_day:
        return Moment(datetime.combine(day, datetime.min.time()), zones.default, whole_day=True)
    hour, minute, second = int(shape[4]), int(shape[5]), min(int(shape[6] or 0), 59)
    wall = datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001 - the clock on the wall
    if shape[7]:
        return Moment(wall, "UTC")
    return zones.settle(", ".join(line.params.get("TZID", ())), wall)


def _day(year: int, month: int, day: int) -> date:
    # With room at each end every one of them can be moved between zones, and has four digits.
    if not 1000 < year < 9999:
        raise ValueError("the year is out of range")
    return date(year, month, day)


def read_duration(text: str) -> timedelta:
    """The length a DURATION says (RFC 5545 3.3.6), possibly negative.

    Raises:
        ValueError: it is none.
    """
    shape = _DURATION.fullmatch(text.strip().upper())
    if not shape or not any(shape.groups()[1:]):
        raise ValueError("this is no duration")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in shape.groups()[1:])
    size = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -size if shape[1] == "-" else size


def later(start: Moment, length: timedelta) -> datetime:
    """The wall time that much later: days are nominal, the rest is exact (RFC 5545 3.8.2.5).

    Raises:
        ValueError: that is beyond the calendar's end.
    """
    try:
        moved = start.wall + timedelta(days=length.days)
        rest = length - timedelta(days=length.days)
        if rest and not start.whole_day:
            moved = wall_after(moved, rest, start.zone)
    except OverflowError:
        moved = datetime.max  # noqa: DTZ901 - refused below
    _day(moved.year, 1, 1)
    return moved

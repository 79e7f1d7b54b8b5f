"""Local times as readers get them: with their offset."""

from __future__ import annotations

import datetime as dt

from smallcrm.model.zone import to_utc


def moment(text: str, zone: str) -> str:
    """A wall time of an IANA zone as ISO 8601 with offset; a date stays a date, "" stays ""."""
    if len(text) <= 10:
        return text
    wall = dt.datetime.fromisoformat(text)
    offset = wall - to_utc(wall, zone).replace(tzinfo=None)
    return wall.replace(tzinfo=dt.timezone(offset)).isoformat()

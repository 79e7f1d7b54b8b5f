"""Now, today, and the user's zone: the one place that asks the machine.

``SMALLCRM_NOW`` (ISO 8601 with offset) sets the clock for scripts and tests.
"""

from __future__ import annotations

import datetime as dt
import os
from functools import cached_property

from smallcrm.errors import UsageError

# A clock that says more or less would lead the calendar beyond the years that it has.
FIRST_YEAR, LAST_YEAR = 1970, 2100


def utc_now() -> dt.datetime:
    """This instant, in UTC, to the second."""
    text = os.environ.get("SMALLCRM_NOW")
    if not text:
        return dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f'SMALLCRM_NOW is "{text}", which is no ISO 8601 time like 2026-09-14T08:12:00+01:00'
        ) from None
    if instant.tzinfo is None:
        raise UsageError(f'SMALLCRM_NOW is "{text}", which lacks an offset like +01:00 or Z')
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise UsageError(f'SMALLCRM_NOW is "{text}"; its year must be from {FIRST_YEAR} to {LAST_YEAR}')
    return instant.astimezone(dt.UTC).replace(microsecond=0)


def stamp(instant: dt.datetime | None = None) -> str:
    """An instant (now, if none is given) as the store keeps it: ``YYYY-MM-DDTHH:MM:SSZ``."""
    return (instant or utc_now()).astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Clock:
    """The clock on the user's wall."""

    def __init__(self, timezone: str) -> None:
        self.timezone = timezone

    @cached_property
    def zone(self) -> dt.tzinfo:
        """The user's zone; UsageError if the configured one is unknown."""
        # Costs 5 ms, and many commands never look at the clock.
        from zoneinfo import ZoneInfo

        try:
            return ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError):
            raise UsageError(
                f'unknown time zone "{self.timezone}" in the settings; mend it with: smallcrm config set timezone Europe/London'
            ) from None

    def now(self) -> dt.datetime:
        """This instant, in the user's zone."""
        return utc_now().astimezone(self.zone)

    def today(self) -> dt.date:
        """The date in the user's zone."""
        return self.now().date()

    def local(self, instant: str) -> str:
        """An instant of the store (``...Z``) as scripts see it: ISO 8601 with the offset of the user's zone."""
        return dt.datetime.fromisoformat(instant).astimezone(self.zone).isoformat()

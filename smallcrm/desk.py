"""What lies on the desk while one works: the settings and the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.clock import Clock

if TYPE_CHECKING:
    import datetime as dt

    from smallcrm.config import Settings

WEEK_STARTS = {"monday": 0, "saturday": 5, "sunday": 6}


class Desk:
    """The settings in force, in the types the rooms want them in."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings["timezone"])

    @property
    def region(self) -> str:
        """ISO 3166 country that numbers without + belong to, or ""."""
        return self.settings["region"]

    @property
    def currency(self) -> str:
        """ISO 4217 currency of a value given without one, or ""."""
        return self.settings["currency"]

    @property
    def timezone(self) -> str:
        """IANA zone of the day and of new appointments."""
        return self.settings["timezone"]

    @property
    def date_order(self) -> str | None:
        """``dmy``, ``mdy`` or ``ymd``; None leaves 3/4 unclear."""
        return self.settings["date_order"] or None

    @property
    def week_start(self) -> int:
        """First day of the week, 0 is Monday."""
        return WEEK_STARTS[self.settings["week_start"]]

    def now(self) -> dt.datetime:
        """This instant, in the user's zone."""
        return self.clock.now()

    def today(self) -> dt.date:
        """The date in the user's zone."""
        return self.clock.today()

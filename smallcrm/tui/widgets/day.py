"""A day: its hours, each appointment with what there is to know about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.model.calendar_words import MONTHS, WEEKDAYS
from smallcrm.tui.widgets.hours import hours_of
from smallcrm.tui.widgets.week import Week

if TYPE_CHECKING:
    import datetime as dt


class Day(Week):
    """One day."""

    DAYS = 1

    def reach(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """The day alone."""
        return day, day

    def title(self) -> str:
        """``Monday 14 September 2026``."""
        day = self.place.day
        return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"

    def _day_words(self, day: dt.date, *, brief: bool) -> str:
        """How much there is, which the title of the pane doesn't say; and how long the day is where that is special."""
        booked = [each for each in self.diary.on(day) if each.has_hours and not each.is_off]
        words = f"{len(booked)} appointment{'s' if len(booked) != 1 else ''}" if booked else "nothing booked"
        hours = hours_of(day, self.hours.zone)
        changed = (
            "" if hours == 24 else f" · {hours} hours: the clocks go {'back' if hours > 24 else 'forward'}"
        )
        return ("today: " if day == self.today and not brief else "") + words + changed

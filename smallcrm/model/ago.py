"""How far a day is from today, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.model.calendar_words import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    import datetime as dt


def ago(day: dt.date, today: dt.date) -> str:
    """A day that has come: ``today``, ``yesterday``, ``31 days ago``."""
    days = (today - day).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"


def roughly_ago(day: dt.date, today: dt.date) -> str:
    """As :func:`ago`, in weeks from two weeks on, in months from nine weeks on: ``6 weeks ago``."""
    days = (today - day).days
    if days < 14:
        return ago(day, today)
    if days < 63:
        return f"{days // 7} weeks ago"
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    return f"{months} months ago" if months < 24 else f"{months // 12} years ago"


def near(day: dt.date, today: dt.date) -> str:
    """Any day: ``today``, ``tomorrow``, ``yesterday``, ``3 days ago``, ``on Fri 25 Sep``."""
    days = (day - today).days
    if days <= 0:
        return ago(day, today)
    return "tomorrow" if days == 1 else f"on {short_date(day)}"


def short_date(day: dt.date) -> str:
    """``Fri 25 Sep``."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}"

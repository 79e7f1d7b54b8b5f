"""The five screens, one module each, and what they share; each is loaded when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen


def _today() -> Screen[object]:
    from smallcrm.tui.screens.today import Today

    return Today()


def _contacts() -> Screen[object]:
    from smallcrm.tui.screens.contacts import Contacts

    return Contacts()


def _jobs() -> Screen[object]:
    from smallcrm.tui.screens.jobs import Jobs

    return Jobs()


def _calendar() -> Screen[object]:
    from smallcrm.tui.screens.calendar import Calendar

    return Calendar()


def _reminders() -> Screen[object]:
    from smallcrm.tui.screens.reminders import Reminders

    return Reminders()


SCREENS: dict[str, Callable[[], Screen[object]]] = {
    "today": _today,
    "contacts": _contacts,
    "jobs": _jobs,
    "calendar": _calendar,
    "reminders": _reminders,
}

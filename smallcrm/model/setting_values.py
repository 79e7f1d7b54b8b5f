"""Whether the value of a setting is one to go by; what only its kind says is checked in config.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from smallcrm.config import Settings

Value = TypeVar("Value")
# Counted on the calendar, where part of a day means nothing: a bare 30 would be 30 minutes.
IN_DAYS = frozenset({"quote_follow_up", "payment_terms", "follow_up", "birthday_lead", "history_keep"})
# What none at all would make senseless: an appointment without length, a history that forgets at once.
SOME = frozenset({"default_duration", "follow_up", "history_keep"})
# Templates, whose placeholders must be known.
MESSAGES = frozenset({"appointment_message", "reminder_message"})
NEVER_EMPTY = frozenset({"default_duration"})


def check_value(name: str, kind: str, text: str) -> None:
    """UsageError, naming the setting, unless ``text`` is a duration, a template, a zone or working hours as it takes them."""
    if kind == "duration":
        _check_duration(name, text)
    elif name in MESSAGES:
        from smallcrm.model.message import check_template

        _named(name, check_template, text)
    elif name == "timezone":
        from smallcrm.model.zone import check_zone

        check_zone(text)
    elif name == "work_hours":
        from smallcrm.model.work_hours import parse_work_hours

        _named(name, parse_work_hours, text)


def check_standing(settings: Settings) -> Settings:
    """The settings; UsageError, naming file and setting, where the file gives one a duration that it can't have.

    Zone and working hours are told where they are used: to look at them at every start would cost too much.
    """
    from smallcrm.config import BY_NAME

    for name, value in settings.values.items():
        setting = BY_NAME.get(name)
        if setting is not None and setting.kind == "duration":
            try:
                _check_duration(name, str(value))
            except UsageError as problem:
                raise UsageError(f"{settings.path}: {problem.message}") from None
    return settings


def _check_duration(name: str, text: str) -> None:
    # Costs 3 ms, and most configurations hold no duration.
    from smallcrm.model.duration import Duration, parse_duration

    if not text.strip():
        if name in NEVER_EMPTY:
            raise UsageError(f"{name} can't be empty; write for example 1h")
        return
    duration: Duration = _named(name, parse_duration, text)
    if name in SOME and duration == Duration():
        raise UsageError(f'{name} can\'t be "{text}", which is no time at all')
    if name in IN_DAYS and duration.minutes % (24 * 60):
        raise UsageError(f'{name} is a number of days or longer, like "30 days"; "{text}" is {duration}')
    if name not in IN_DAYS and duration.months:
        raise UsageError(
            f'{name} is a number of minutes, hours or days, like 90m; "{text}" has no fixed length'
        )


def _named(name: str, parse: Callable[[str], Value], text: str) -> Value:
    """What ``parse`` makes of the text, its complaint led by the setting's name."""
    try:
        return parse(text)
    except UsageError as problem:
        raise UsageError(f"{name}: {problem.message}") from None

"""Changing a series: one of its occurrences, one and those after it, or all of them. Pure: draft in, draft out.

An exception is named by the local start its occurrence was first meant for, so when a whole series moves, those names
move along; an exception with a start of its own stays where it was put, unless it is the very one that is looked at.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.model.appointment import OccurrenceDraft
from smallcrm.model.happening import later, length_of, wall_of
from smallcrm.model.rule import Rule, read_rule

if TYPE_CHECKING:
    from smallcrm.model.appointment import AppointmentDraft, AppointmentEdit

# What one occurrence can have of its own.
OWN = ("title", "start", "end", "location", "status")
_NO_TIME = dt.timedelta()


def edited(draft: AppointmentDraft, edit: AppointmentEdit, recurrence: str = "") -> AppointmentDraft:
    """The whole appointment, or all of a series, after an edit that looks at ``recurrence``.

    UsageError where a rule names days that the series is moved away from.
    """
    plain = {name: value for name, value in edit.items() if name not in ("start", "end")}
    changed = draft._replace(**plain)  # type: ignore[arg-type]
    if draft.repeat and changed.all_day != draft.all_day:
        raise UsageError("a series is all day at every time or at none; book another one")
    if "start" not in edit and "end" not in edit:
        return _with_own_exceptions(changed) if changed.repeat != draft.repeat else changed
    shift, length = _new_times(draft, edit, recurrence or draft.start)
    changed = _moved(draft, changed, edit, shift, length)
    return _with_own_exceptions(changed) if changed.repeat else changed


def shift_of(draft: AppointmentDraft, edit: AppointmentEdit, recurrence: str = "") -> dt.timedelta:
    """By how much an edit of all of a series moves it."""
    return _new_times(draft, edit, recurrence or draft.start)[0] if draft.repeat else _NO_TIME


def _new_times(
    draft: AppointmentDraft, edit: AppointmentEdit, recurrence: str
) -> tuple[dt.timedelta, dt.timedelta]:
    """How far the start moves, and how long it lasts from then on."""
    usual = length_of(draft.start, draft.end)
    start = edit.get("start", recurrence)
    if edit.get("all_day", draft.all_day) != draft.all_day:
        return _NO_TIME, length_of(start, edit.get("end", start))
    end = edit.get("end", later(start, usual) if "start" in edit else later(recurrence, usual))
    return length_of(recurrence, start), length_of(start, end)


def _moved(
    draft: AppointmentDraft,
    changed: AppointmentDraft,
    edit: AppointmentEdit,
    shift: dt.timedelta,
    length: dt.timedelta,
) -> AppointmentDraft:
    start = later(draft.start, shift) if draft.repeat else edit.get("start", draft.start)
    repeat = changed.repeat
    if repeat and repeat == draft.repeat:
        repeat = _shifted_rule(repeat, wall_of(draft.start), shift)
    occurrences = tuple(
        occurrence._replace(recurrence=later(occurrence.recurrence, shift))
        for occurrence in changed.occurrences
    )
    return changed._replace(start=start, end=later(start, length), repeat=repeat, occurrences=occurrences)


def _shifted_rule(repeat: str, start: dt.date, shift: dt.timedelta) -> str:
    rule = read_rule(repeat)
    new = start + shift
    days = dt.timedelta(days=new.toordinal() - start.toordinal())
    if rule.until:
        rule = rule._replace(until=rule.until + (shift if isinstance(rule.until, dt.datetime) else days))
    return str(_on_other_days(rule, start, new) if days else rule)


def _on_other_days(rule: Rule, start: dt.date, new: dt.date) -> Rule:
    """The rule with the day it names, if it names one, taken along."""
    free = rule._replace(interval=1, times=None, until=None, week_start=0)
    if free == Rule(rule.freq) and (rule.freq in ("DAILY", "WEEKLY") or new.day <= 28):
        return rule
    if free == Rule("WEEKLY", by_day=((0, start.weekday()),)):
        return rule._replace(by_day=((0, new.weekday()),))
    if free == Rule("MONTHLY", by_month_day=(start.day,)) and new.day <= 28:
        return rule._replace(by_month_day=(new.day,))
    from smallcrm.model.repeat import repeat_in_words

    raise UsageError(
        f'it repeats "{repeat_in_words(str(rule))}", which names its days; say with --repeat how it is to repeat'
    )


def _with_own_exceptions(draft: AppointmentDraft) -> AppointmentDraft:
    """Without exceptions to occurrences that the series no longer has."""
    return draft._replace(
        occurrences=tuple(each for each in draft.occurrences if is_time_of(draft, each.recurrence))
    )


def is_time_of(draft: AppointmentDraft, recurrence: str) -> bool:
    """Whether the rule of the series gives that local start."""
    from smallcrm.model.occurrences import occurrences

    wall = wall_of(recurrence)
    around = dt.timedelta(days=1)
    return draft.repeat != "" and wall in occurrences(
        wall_of(draft.start), draft.repeat, draft.timezone, frm=wall - around, to=wall + around
    )


def exception_of(draft: AppointmentDraft, recurrence: str) -> OccurrenceDraft:
    """What is special about an occurrence; nothing, if it is as the others."""
    return next(
        (each for each in draft.occurrences if each.recurrence == recurrence), OccurrenceDraft(recurrence)
    )


def with_exception(draft: AppointmentDraft, recurrence: str, edit: AppointmentEdit) -> AppointmentDraft:
    """The series after an edit of one occurrence; UsageError for what no single one can have of its own."""
    foreign = [name for name in edit if name not in OWN]
    if foreign:
        raise UsageError(
            f"one occurrence can have a title, time, location and status of its own; change {foreign[0].replace('_', ' ')} of all with --all"
        )
    return _with(draft, _told_apart(draft, exception_of(draft, recurrence), edit))


def _told_apart(draft: AppointmentDraft, old: OccurrenceDraft, edit: AppointmentEdit) -> OccurrenceDraft:
    """The exception, saying only what differs from the series."""
    usual = length_of(draft.start, draft.end)
    was = old.start or old.recurrence
    length = length_of(was, old.end) if old.end else usual
    start = edit.get("start", was)
    end = edit.get("end", later(start, length))
    status = edit.get("status", old.status)
    return old._replace(
        cancelled=status == "cancelled",
        title=_unless(edit.get("title", old.title), draft.title),
        start=_unless(start, old.recurrence),
        end=_unless(end, later(start, usual)),
        location=_unless(edit.get("location", old.location), draft.location),
        status=_unless(status, draft.status),
    )


def _unless(value: str | None, usual: str) -> str | None:
    return None if value == usual else value


def _with(draft: AppointmentDraft, occurrence: OccurrenceDraft) -> AppointmentDraft:
    kept = tuple(each for each in draft.occurrences if each.recurrence != occurrence.recurrence)
    plain = occurrence == OccurrenceDraft(occurrence.recurrence)
    return draft._replace(occurrences=kept if plain else (*kept, occurrence))


def at_usual_time(draft: AppointmentDraft, recurrence: str) -> AppointmentDraft:
    """The series with one occurrence when it would be, had it never been moved alone."""
    return _with(draft, exception_of(draft, recurrence)._replace(start=None, end=None))


def moved_alone(draft: AppointmentDraft) -> list[str]:
    """The local starts of those occurrences that have one of their own, in order."""
    return sorted(each.start for each in draft.occurrences if each.start and not each.cancelled)


def without(draft: AppointmentDraft, recurrence: str) -> AppointmentDraft:
    """The series without one occurrence (EXDATE)."""
    return _with(draft, OccurrenceDraft(recurrence, cancelled=True))


def before(draft: AppointmentDraft, recurrence: str) -> AppointmentDraft:
    """The series up to but without an occurrence other than its first."""
    rule = read_rule(draft.repeat)
    last = dt.date.fromisoformat(recurrence[:10]) - dt.timedelta(days=1)
    kept = tuple(each for each in draft.occurrences if each.recurrence < recurrence)
    return draft._replace(repeat=str(rule._replace(times=None, until=last)), occurrences=kept)


def onwards(draft: AppointmentDraft, recurrence: str) -> AppointmentDraft:
    """The series from an occurrence on, as one of its own, without a uid."""
    from smallcrm.model.occurrences import occurrences

    rule = read_rule(draft.repeat)
    if rule.times:
        first, to = wall_of(draft.start), wall_of(recurrence)
        rule = rule._replace(
            times=rule.times - sum(1 for _ in occurrences(first, draft.repeat, draft.timezone, to=to))
        )
    end = later(recurrence, length_of(draft.start, draft.end))
    kept = tuple(each for each in draft.occurrences if each.recurrence >= recurrence)
    return draft._replace(start=recurrence, end=end, repeat=str(rule), occurrences=kept, uid="", sequence=0)

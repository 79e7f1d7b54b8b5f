"""What takes place in a span of time: the one query that the reading and the writing side share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from smallcrm.clock import stamp
from smallcrm.model.appointment import OccurrenceDraft
from smallcrm.model.happening import Happening, Plan, aware, times

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.model.happening import Time

# Nothing shorter than two days can reach into the span from before them, and what is longer has an index of its own:
# so each part walks no more of an index than it finds.
_TOUCHING = """
SELECT id FROM appointment WHERE repeat IS NULL AND starts_utc < :to AND starts_utc >= strftime('%Y-%m-%dT%H:%M:%SZ', :frm, '-3 days')
  AND (ends_utc > :frm OR starts_utc >= :frm)
UNION SELECT id FROM appointment WHERE ends_utc > date(starts_utc, '+2 days') AND ends_utc > :frm AND starts_utc < :to AND repeat IS NULL
UNION ALL SELECT id FROM appointment WHERE repeat IS NOT NULL AND last_utc >= :frm
UNION ALL SELECT id FROM appointment WHERE repeat IS NOT NULL AND last_utc IS NULL
"""
_COLUMNS = (
    'id, uid, start, "end", timezone, all_day, title, contact_id, contact, job_id, location, status, repeat, '
    "CASE WHEN repeat IS NULL THEN '[]' ELSE occurrences END"
)


def happening(
    connection: sqlite3.Connection, frm: dt.datetime, to: dt.datetime, *, cancelled: bool = False
) -> list[Happening]:
    """What touches the instants from ``frm`` up to but without ``to`` (both aware), by start, then id.

    Series come as their occurrences, each with what is special about it; what was called off only with ``cancelled``.
    """
    found = [
        happened
        for values in _candidates(connection, _TOUCHING, {"frm": stamp(frm), "to": stamp(to)})
        for happened in _happenings(values, frm, to)
        if cancelled or happened.status != "cancelled"
    ]
    return [happened for _, _, happened in sorted((_instant(each), each.id, each) for each in found)]


def _candidates(
    connection: sqlite3.Connection, which: str, values: dict[str, Any]
) -> Iterable[Sequence[Any]]:
    return connection.execute(f"SELECT {_COLUMNS} FROM appointment_row WHERE id IN ({which})", values)


def _happenings(values: Sequence[Any], frm: dt.datetime, to: dt.datetime) -> Iterator[Happening]:
    start, end, timezone, all_day, repeat, occurrences = *values[2:6], values[12], values[13]
    plan = Plan(start, end, timezone, bool(all_day), repeat or "", exceptions(occurrences))
    for time in times(plan, frm, to):
        yield _happening(values, plan, time)


def exceptions(text: str) -> tuple[OccurrenceDraft, ...]:
    """The exceptions of a series as the view appointment_row has them."""
    return tuple(
        OccurrenceDraft(**{**item, "cancelled": bool(item["cancelled"])}) for item in json.loads(text)
    )


def _happening(values: Sequence[Any], plan: Plan, time: Time) -> Happening:
    appointment_id, uid, _, _, _, _, title, contact_id, contact, job_id, location, status, _, _ = values
    special = time.exception or OccurrenceDraft(time.recurrence)
    return Happening(
        appointment_id,
        uid,
        time.recurrence if plan.repeat else None,
        aware(time.start, plan.timezone),
        aware(time.end, plan.timezone),
        plan.all_day,
        title if special.title is None else special.title,
        contact_id,
        contact,
        job_id,
        location if special.location is None else special.location,
        "cancelled" if special.cancelled else special.status or status,
        plan.timezone,
    )


def _instant(happened: Happening) -> str:
    """What happenings are sorted by: UTC, an all-day one before all others of its first day."""
    if happened.all_day:
        from smallcrm.model.happening import stamped

        return stamped(happened.start.isoformat(), happened.timezone)
    return stamp(happened.start)  # type: ignore[arg-type]

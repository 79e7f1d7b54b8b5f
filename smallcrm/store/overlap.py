"""What an appointment would clash with, and what is odd about its time: asked before it is booked and as it is.

Ends count: one that starts at 10:30 does not clash with one that ends at 10:30. What was called off clashes with nothing.
All-day appointments (a holiday, a trade fair) stand beside the day's others and clash with nothing either.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from smallcrm.model.happening import aware, instant, is_skipped, say_span, say_span_briefly, times, written
from smallcrm.model.zone import to_wall
from smallcrm.store.happening import happening

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from smallcrm.model.happening import Happening, Plan

# How far ahead the occurrences of a series are compared, and how many clashes are named.
AHEAD = dt.timedelta(days=366)
MOST = 60
NAMED = 3


def oddities(plan: Plan, now: dt.datetime) -> list[str]:
    """Warnings of a time that the clocks skip, and of one that is past."""
    odd = []
    if is_skipped(plan.start, plan.timezone):
        shown = to_wall(instant(plan.start, plan.timezone), plan.timezone)
        odd.append(
            f"{plan.start[11:]} does not exist that day in {plan.timezone}: the clocks go forward, and it is {shown:%H:%M} then"
        )
    if not plan.repeat and instant(plan.end, plan.timezone) <= now:
        odd.append(f"{say_span(plan.start, plan.end)} is in the past")
    return odd


def clashes(
    connection: sqlite3.Connection, plan: Plan, *, but: int, now: dt.datetime, zone: str
) -> list[str]:
    """Whom a plan overlaps, other than appointment ``but``: ``overlaps Lena Novak, Boiler, Mon 21 Sep 10:00–11:00``.

    Times are told in ``zone``; of a series those from ``now`` on, for a year, are compared.
    """
    if plan.all_day:
        return []
    first = instant(plan.start, plan.timezone)
    begin = max(first, now) if plan.repeat else first
    wanted = times(plan, begin, begin + AHEAD, MOST)
    spans = [(aware(time.start, plan.timezone), aware(time.end, plan.timezone)) for time in wanted]
    found: dict[int, Happening] = {}
    if spans:
        window = spans[0][0], max(end for _, end in spans)
        others = happening(connection, *window)  # type: ignore[arg-type]
        timed = [other for other in others if not other.all_day and other.id != but]
        for other in _meeting(spans, timed):
            found.setdefault(other.id, other)
    named = [f"overlaps {_said(other, zone)}" for other in list(found.values())[:NAMED]]
    return named + ([f"overlaps {len(found) - NAMED} more"] if len(found) > NAMED else [])


def _meeting(spans: list[tuple[dt.date, dt.date]], others: list[Happening]) -> Iterator[Happening]:
    """The others that meet any of the spans, both being in order of their starts."""
    waiting = others
    for start, end in spans:
        waiting = [other for other in waiting if other.end > start]
        for other in waiting:
            if other.start >= end:
                break
            yield other


def _said(other: Happening, zone: str) -> str:
    span = [written(to_wall(moment, zone)) for moment in (other.start, other.end)]  # type: ignore[arg-type]
    return ", ".join(part for part in (other.contact, other.title, say_span_briefly(*span)) if part)

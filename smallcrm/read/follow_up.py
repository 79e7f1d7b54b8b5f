"""Whom one has not spoken to for too long.

How long is too long says a contact's own field ``follow_up`` ("6 weeks"), else the setting. The setting is about those
who were ever spoken to, and those never spoken to for whom one has worked. A note of the channel ``note`` is no talk.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.clock import stamp
from smallcrm.errors import UsageError
from smallcrm.model.agenda import CONTACT, AgendaItem
from smallcrm.model.ago import roughly_ago
from smallcrm.model.calendar_words import add_months
from smallcrm.model.duration import Duration, parse_duration

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from smallcrm.desk import Desk

# Nobody rings more people than this in a day; those whose time came last are the likeliest to remember us.
MOST = 200
# Among so many of the newest jobs one looks for people never spoken to.
RECENT_JOBS = 2000

_OWN = "lower(replace(replace(name, '_', ' '), '-', ' ')) = 'follow up'"
_OWN_WISH = f"""
SELECT c.id, c.name, c.stage, c.created_at, f.value,
  (SELECT max(n.at) FROM note_contact x JOIN note n ON n.id = x.note_id WHERE x.contact_id = c.id AND n.channel <> 'note')
FROM custom_field f INDEXED BY custom_field_follow_up JOIN contact c ON c.id = f.contact_id WHERE {_OWN.replace("name", "f.name")}
"""
# From the newest talk before the cut backwards, until enough are found who were not spoken to since: a walk over all
# talks would grow with the book. CROSS JOIN keeps SQLite at the few talks of one contact.
_LAPSED = f"""
SELECT c.id, c.name, c.stage, n.at
FROM note n INDEXED BY note_by_time CROSS JOIN note_contact x ON x.note_id = n.id CROSS JOIN contact c ON c.id = x.contact_id
WHERE n.at < :cut AND n.channel <> 'note'
  AND NOT EXISTS (
    SELECT 1 FROM note_contact y CROSS JOIN note m ON m.id = y.note_id
    WHERE y.contact_id = x.contact_id AND m.at >= :cut AND m.channel <> 'note')
  AND x.contact_id NOT IN (SELECT contact_id FROM custom_field INDEXED BY custom_field_follow_up WHERE {_OWN})
ORDER BY n.at DESC, n.id DESC
"""
_NEVER_SPOKEN = f"""
WITH worked AS (
  SELECT x.contact_id, (SELECT on_date FROM job_move WHERE job_id = j.id ORDER BY id DESC LIMIT 1) AS on_date
  FROM job j JOIN job_contact x ON x.job_id = j.id AND x.position = 0
  WHERE j.id > (SELECT max(id) FROM job) - {RECENT_JOBS}
    AND j.stage IN (SELECT name FROM stage WHERE meaning IN ('won', 'done', 'owed', 'paid'))
)
SELECT c.id, c.name, c.stage, max(w.on_date) AS last FROM worked w JOIN contact c ON c.id = w.contact_id
WHERE NOT EXISTS (
    SELECT 1 FROM note_contact y JOIN note n ON n.id = y.note_id WHERE y.contact_id = c.id AND n.channel <> 'note')
  AND c.id NOT IN (SELECT contact_id FROM custom_field INDEXED BY custom_field_follow_up WHERE {_OWN})
GROUP BY c.id HAVING last < :day ORDER BY last DESC LIMIT :most
"""


class Lapsed(NamedTuple):
    """Somebody whose time has come: ``since`` is the day from which one counts, ``what`` happened then."""

    id: int
    name: str
    stage: str | None
    since: dt.date
    what: str
    every: Duration


def follow_ups(
    connection: sqlite3.Connection, desk: Desk, every: Duration | None
) -> Iterator[tuple[int, AgendaItem]]:
    """``(days over, item)`` of those whose time has come; ``every`` is the setting, None for never."""
    today = desk.today()
    found = [*_own_wishes(connection, desk, today)]
    if every is not None:
        found += _lapsed(connection, desk, every)
        found += _never_spoken(connection, today, every)
    for each in found:
        why = f"{each.what} {roughly_ago(each.since, today)}, follow-up {_each(each.every)}"
        item = AgendaItem(
            CONTACT, each.id, each.since.isoformat(), "Get in touch", why, all_day=True, contact_id=each.id,
            contact=each.name, status=each.stage,
        )  # fmt: skip
        yield (today - _due(each)).days, item


def _own_wishes(connection: sqlite3.Connection, desk: Desk, today: dt.date) -> Iterator[Lapsed]:
    for contact_id, name, stage, created_at, wish, at in connection.execute(_OWN_WISH):
        every = _read(wish)
        if every is not None:
            since = dt.date.fromisoformat(desk.clock.local(at or created_at)[:10])
            lapsed = Lapsed(
                contact_id, name, stage, since, "last spoke" if at else "never spoke; added", every
            )
            if _due(lapsed) <= today:
                yield lapsed


def _read(wish: str) -> Duration | None:
    """``6 weeks``, ``every month``; None for anything else, such as "never"."""
    words = wish.strip().lower().removeprefix("every ").strip()
    try:
        every = parse_duration(words if words[:1].isdigit() else f"1 {words}")
    except UsageError:
        return None
    return every if every != Duration() else None


def _lapsed(connection: sqlite3.Connection, desk: Desk, every: Duration) -> Iterator[Lapsed]:
    seen: set[int] = set()
    for contact_id, name, stage, at in connection.execute(_LAPSED, {"cut": _cut(desk, every)}):
        if contact_id not in seen:
            seen.add(contact_id)
            since = dt.date.fromisoformat(desk.clock.local(at)[:10])
            yield Lapsed(contact_id, name, stage, since, "last spoke", every)
        if len(seen) == MOST:
            return


def _never_spoken(connection: sqlite3.Connection, today: dt.date, every: Duration) -> Iterator[Lapsed]:
    values = {"day": _first_day_left(today, every).isoformat(), "most": MOST}
    for contact_id, name, stage, last in connection.execute(_NEVER_SPOKEN, values):
        yield Lapsed(contact_id, name, stage, dt.date.fromisoformat(last), "last job", every)


def _first_day_left(today: dt.date, every: Duration) -> dt.date:
    """Who was spoken to on this day or later is left in peace."""
    return add_months(today, -every.months) - dt.timedelta(days=every.days + every.minutes // 1440 - 1)


def _cut(desk: Desk, every: Duration) -> str:
    day = _first_day_left(desk.today(), every)
    return stamp(dt.datetime.combine(day, dt.time(), desk.clock.zone))


def _due(lapsed: Lapsed) -> dt.date:
    every = lapsed.every
    return add_months(lapsed.since, every.months) + dt.timedelta(days=every.days + every.minutes // 1440)


def _each(every: Duration) -> str:
    """``every month``, ``every 6 weeks``."""
    words = str(every)
    return f"every {words.removeprefix('1 ') if words.count(' ') == 1 else words}"

"""What a change says of an appointment's time as it books it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import Conflict
from smallcrm.store.overlap import clashes, oddities

if TYPE_CHECKING:
    from smallcrm.desk import Desk
    from smallcrm.model.happening import Plan
    from smallcrm.write.change import Change


def look(change: Change, desk: Desk, plan: Plan, *, but: int, no_overlap: bool) -> None:
    """Warn of a time that the clocks skip, that is past, or that clashes with another's than appointment ``but``.

    With ``no_overlap`` a clash is refused: Conflict.
    """
    now = desk.now()
    for odd in oddities(plan, now):
        change.warn(odd)
    for clash in clashes(change.connection, plan, but=but, now=now, zone=desk.timezone):
        if no_overlap:
            raise Conflict(f"it {clash}; nothing was changed")
        change.warn(clash)

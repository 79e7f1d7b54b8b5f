"""What a person is to be told now: a reminder that is due, or an appointment whose alarm is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from smallcrm.model.agenda import AgendaItem


class Notice(NamedTuple):
    """One thing to tell: the thing's ``uid``, the ``item`` as the agenda has it, and the occasions of telling it.

    An occasion is the instant a reminder is due (UTC), or an appointment's start and how many minutes before it the
    alarm is: put off, repeated or moved, it is another.
    """

    uid: str
    occasions: tuple[str, ...]
    item: AgendaItem

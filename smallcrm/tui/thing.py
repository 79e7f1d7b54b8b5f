"""What a line of any screen speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from smallcrm.model.agenda import AgendaItem


class Thing(NamedTuple):
    """A ``contact``, ``note``, ``job``, ``appointment`` or ``reminder``, and whose it is.

    ``recurrence`` is the occurrence of a series that is meant, by its original local start.
    """

    kind: str
    id: int
    contact_id: int | None = None
    title: str = ""
    recurrence: str = ""


def thing_of(item: AgendaItem) -> Thing:
    """What a line of the agenda speaks of; a birthday is the contact's."""
    kind = "contact" if item.type == "birthday" else item.type
    recurrence = (item.occurrence or "")[: 10 if item.all_day else 16]
    return Thing(kind, item.id, item.contact_id, item.title, recurrence)

"""Who a note or a job is with, as the command line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.cli.face import Face


def party(
    face: Face,
    people: Sequence[int],
    first: str | None,
    others: Sequence[str] | None,
    without: Sequence[str] | None = None,
) -> tuple[int, ...]:
    """Whose ids they are once ``first`` takes the first place, ``others`` join ``people`` and those ``without`` leave."""
    wanted = list(people)
    if first is not None:
        wanted[:1] = [face.contact(first)]
    wanted += [face.contact(reference) for reference in others or ()]
    gone = {face.contact(reference) for reference in without or ()}
    return tuple(dict.fromkeys(contact_id for contact_id in wanted if contact_id not in gone))

"""A choice among things of several kinds, which can have the same id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import Ambiguous, Candidate

if TYPE_CHECKING:
    from collections.abc import Callable

    from smallcrm.cli.face import Face


def chosen(face: Face, reference: str, find: Callable[[str], tuple[str, int]]) -> tuple[str, int]:
    """``(kind, id)`` of what ``find`` finds; several are offered as a choice on a terminal, elsewhere Ambiguous."""
    try:
        return find(reference)
    except Ambiguous as problem:
        places = tuple(Candidate((place, each.words)) for place, each in enumerate(problem.candidates, 1))
        picked = face.choose(f'"{reference}" could be:', places)
        if picked is None:
            raise
        # Its words end with the reference that names it alone: "Tune, Iris Chen, lead (job:3)".
        return find(places[picked - 1].words.rpartition("(")[2].rstrip(")"))

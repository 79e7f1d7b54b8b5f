"""How wide a sheet of contacts has to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Extent(NamedTuple):
    """The most that any of some contacts has of each list (``emails``, ``phones`` ...), and all their custom fields.

    ``fields`` are names, in the order in which they are met.
    """

    lists: Mapping[str, int]
    fields: Sequence[str]

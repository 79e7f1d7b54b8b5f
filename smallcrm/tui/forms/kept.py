"""What was typed into forms that were left: the next opening of a form shows it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.tui.forms.field import Values


class Kept:
    """By the form's name. Of several that were left one after the other the last comes back first."""

    def __init__(self) -> None:
        self._typed: dict[str, list[Values]] = {}

    def keep(self, name: str, typed: Values) -> None:
        """Keep what is typed into a form that is left."""
        self._typed.setdefault(name, []).append(typed)

    def take(self, name: str) -> Values | None:
        """What was typed into the form of that name, which is not kept any more; None where nothing was."""
        left = self._typed.get(name)
        return left.pop() if left else None

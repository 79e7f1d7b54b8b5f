"""The writing side of the door: one room per concern, all through one change at a time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from smallcrm.write.change import Change, Changes

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from smallcrm.desk import Desk
    from smallcrm.write.contact import Contacts


class Write:
    """What one can do to the store."""

    def __init__(self, path: Path, desk: Desk, origin: str, tell: Callable[[str], None]) -> None:
        self.desk = desk
        self.changes = Changes(path, origin, tell)

    def change(self, words: str) -> AbstractContextManager[Change]:
        """One transaction and one undo step around whatever the block writes."""
        return self.changes.open(words)

    @cached_property
    def contacts(self) -> Contacts:
        """People and organisations."""
        from smallcrm.write.contact import Contacts

        return Contacts(self.changes, self.desk)

    def close(self) -> None:
        """Let go of the store."""
        self.changes.close()

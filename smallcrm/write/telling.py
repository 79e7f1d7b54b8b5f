"""What a person was told, and when: kept outside history, undo and exports, since telling changes nothing in the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.clock import stamp
from smallcrm.store.connect import begin, translated
from smallcrm.store.turn import turn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from smallcrm.model.notice import Notice
    from smallcrm.write.change import Changes

# So long one waits for another who is telling the same.
PATIENCE = 10.0
# What is done or gone is told no more; what is done and reopened is told anew.
_OVER = (
    "DELETE FROM told WHERE uid NOT IN (SELECT uid FROM reminder WHERE done_at IS NULL) "
    "AND uid NOT IN (SELECT uid FROM appointment)"
)


class Telling:
    """Who tells takes a turn, tells, and only then keeps that it was told: what is cut short is told again."""

    def __init__(self, changes: Changes) -> None:
        self.changes = changes

    def turn(self) -> AbstractContextManager[bool]:
        """A turn at telling: False where another process is still at it, and will have told the same."""
        return turn(self.changes.path.parent, PATIENCE)

    def told(self, notices: Sequence[Notice]) -> None:
        """Keep that these were told now, on each of their occasions."""
        rows = [(notice.uid, occasion, stamp()) for notice in notices for occasion in notice.occasions]
        with translated(self.changes.path):
            connection = self.changes.connection
            begin(connection, "what was told", self.changes.tell)
            try:
                connection.execute(_OVER)
                connection.executemany(
                    "INSERT OR REPLACE INTO told(uid, occasion, at) VALUES (?, ?, ?)", rows
                )
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise

"""Watching the store: what other processes change is shown and published, and where it can't be read, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.errors import CrmError
from smallcrm.tui.book import Waiting
from smallcrm.tui.messages import Changed

if TYPE_CHECKING:
    import datetime as dt

    from smallcrm.tui.app import Dashboard


class Watch:
    """Notices twice a second what became of the store; what is wrong is said once, and once that it is over."""

    def __init__(self, app: Dashboard) -> None:
        self.app = app
        self._trouble = ""
        # Whether a screen could not be read since another program held the store.
        self._missed = False
        # The day on which published files were last looked at (None: they are to be), and whether they are being written.
        self._day: dt.date | None = None
        self._publishing = False

    def round(self) -> None:
        """Have the screens read again where the store is not as it was, or could not be read before."""
        changed = self.stirred() or (self._missed and self.readable())
        if changed:
            self._day = None
            self.app.post_message(Changed())
        if self._day != self.app.desk.today() and not self._publishing:
            self._look_at_published()

    def _look_at_published(self) -> None:
        """Have published files written where they lack what a notebook wrote, or what a new day brings."""
        self._day = self.app.desk.today()
        if self.app.look(lambda read: any(not each.problem for each in read.publications.behind())):
            self._publishing = True
            self.app.run_worker(self._publish(), group="publish")

    async def _publish(self) -> None:
        try:
            await self.app.book.publish()
        except CrmError as problem:
            self.app.tell(problem.message, bad=True)
        finally:
            self._publishing = False

    def readable(self) -> bool:
        """Whether the store can be read now; what stands on the screen is not taken away where it can't."""
        self._missed = False
        return (
            self.app.look(lambda read: read.connection.execute("SELECT 1 FROM stage LIMIT 1").fetchall())
            is not None
        )

    def missed(self, problem: CrmError) -> None:
        """Something could not be read; if that is over soon, it is read then."""
        self._missed = self._missed or isinstance(problem, Waiting)

    def stirred(self) -> bool:
        """Whether the store is not as it was when this was last asked."""
        book = self.app.book
        try:
            stirred = book.stirred()
        except CrmError as problem:
            if problem.message != self._trouble:
                self._trouble = problem.message
                self.app.tell(problem.message, bad=True)
            return False
        if stirred and book.replaced:
            self.app.tell("another store was put in the place of this one; what you see is what it holds")
        elif self._trouble:
            self.app.tell("the store can be read again")
        stirred = stirred or bool(self._trouble)
        self._trouble = ""
        return stirred

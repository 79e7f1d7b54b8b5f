"""What the five screens share: the masthead, the panes, the status line, and the acts on whatever is under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work

from smallcrm.tui.dressed import Dressed
from smallcrm.tui.plain import Words
from smallcrm.tui.widgets.masthead import Masthead
from smallcrm.tui.widgets.panes import Panes
from smallcrm.tui.widgets.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult
    from textual.screen import Screen
    from textual.widget import Widget

    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.thing import Thing


class View(Dressed[object]):
    """One of the five screens.

    A screen says its ``NAME``, its ``panes``, how to ``read`` what they show, and which ``things`` are under the
    cursor or marked; what is done to these is told in ``smallcrm.tui.acts``, once for all screens.
    """

    NAME: ClassVar[str] = ""
    # The actions that the bottom line names, by name.
    HINTS: ClassVar[tuple[str, ...]] = ()

    app: Dashboard

    def __init__(self) -> None:
        super().__init__()
        self._stale = True
        # The screen from which one was sent here, to which Escape goes back.
        self.origin = ""
        # All styles are parsed at the start; a new screen would have them parsed again, at 80 ms.
        self._css_update_count = self.app._css_update_count  # noqa: SLF001

    def panes(self) -> Iterable[Widget]:
        """The panes, in the order in which Tab goes through them."""
        raise NotImplementedError

    def read(self) -> None:
        """Read from the book what the panes show; keeps places and marks."""
        raise NotImplementedError

    def things(self) -> Sequence[Thing]:
        """What is marked, else what is under the cursor of the pane in front."""
        raise NotImplementedError

    def default_new(self) -> str:
        """What `new` makes on this screen: contact, job, appointment or reminder."""
        return "contact"

    def new_day(self) -> str:
        """The day in view (``YYYY-MM-DD``), on which something new is proposed; "" for none."""
        return ""

    def compose(self) -> ComposeResult:
        """The masthead, the panes, the status line, and what is said where there is too little room."""
        yield Masthead(self.NAME)
        yield Panes(*self.panes())
        yield Status(self.NAME, self.HINTS)
        yield Words("smallcrm needs a terminal of at least 60 x 15 characters", classes="too-small")

    @property
    def status(self) -> Status:
        """The status line."""
        return self.query_one(Status)

    @property
    def all_panes(self) -> Panes:
        """The panes."""
        return self.query_one(Panes)

    @property
    def thing(self) -> Thing | None:
        """The first of the things."""
        return next(iter(self.things()), None)

    def on_mount(self) -> None:
        """Show what there is, with the keyboard in the first pane."""
        self._renew()
        front = self.all_panes.front
        if front is not None:
            self.all_panes.bring(front)

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile."""
        self.query_one(Masthead).renew()
        if self._stale and self.is_mounted:
            self._renew()

    def turn_stale(self) -> None:
        """What is shown is not what the store holds any more."""
        self._stale = True
        if self.is_mounted and self.app.view is self:
            self._renew()

    def _renew(self) -> None:
        if not self.app.watch_store.readable():
            return
        self._stale = False
        self.read()

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self.all_panes.turn(1)

    def action_previous_pane(self) -> None:
        """Go to the pane before."""
        self.all_panes.turn(-1)

    def action_back(self) -> None:
        """Go back: a screen says to where; by default to its first pane."""
        panes = self.all_panes.all
        if panes and self.all_panes.front is not panes[0]:
            self.all_panes.bring(panes[0])

    def action_narrow(self) -> None:
        """Narrow the view by words; a screen that can, says how."""

    @work
    async def action_help(self) -> None:
        """Show the keys of this screen."""
        from smallcrm.tui.forms.help import Help

        await self.app.ask(Help, self.NAME)

    def send_to(self, name: str) -> Screen[object]:
        """Go to a screen, from which Escape comes back to this one."""
        self.app.switch_mode(name)
        screen = self.app.screen
        if isinstance(screen, View) and screen is not self:
            screen.origin = self.NAME
        return screen

    def went_back(self) -> bool:
        """Go back to the screen from which one was sent here; whether there was one."""
        origin, self.origin = self.origin, ""
        if origin:
            self.app.switch_mode(origin)
        return bool(origin)

    def open_contact(self, contact_id: int) -> None:
        """Show a contact's page on the contacts screen."""
        from smallcrm.tui.screens.contacts import Contacts

        screen = self.send_to("contacts")
        if isinstance(screen, Contacts):
            self.app.call_after_refresh(screen.open, contact_id)

    @work
    async def action_new(self) -> None:
        """Make something new of the kind that this screen is about."""
        from smallcrm.tui.acts import new

        await new(self, self.default_new(), blank=True)

    @work
    async def action_add_job(self) -> None:
        """A new job for the contact under the cursor."""
        from smallcrm.tui.acts import new

        await new(self, "job")

    @work
    async def action_log(self) -> None:
        """Log a call with the contact under the cursor."""
        from smallcrm.tui.acts import new

        await new(self, "note")

    @work
    async def action_book(self) -> None:
        """Book an appointment with the contact under the cursor."""
        from smallcrm.tui.acts import new

        await new(self, "appointment")

    @work
    async def action_remind(self) -> None:
        """Set a reminder about the contact under the cursor."""
        from smallcrm.tui.acts import new

        await new(self, "reminder")

    @work
    async def action_edit(self) -> None:
        """Edit what is under the cursor."""
        from smallcrm.tui.acts import edit

        await edit(self)

    @work
    async def action_remove(self) -> None:
        """Remove what is marked or under the cursor."""
        from smallcrm.tui.acts import remove

        await remove(self)

    @work
    async def action_done(self) -> None:
        """Close the reminders and finish the jobs that are marked or under the cursor."""
        from smallcrm.tui.acts import done

        await done(self)

    @work
    async def action_snooze(self) -> None:
        """Put the reminder under the cursor off."""
        from smallcrm.tui.acts import snooze

        await snooze(self)

    @work
    async def action_move(self) -> None:
        """Move the appointment or reminder to another time, the job to another stage."""
        from smallcrm.tui.acts import move

        await move(self)

    @work
    async def action_open(self) -> None:
        """Ring, write to or find the contact under the cursor."""
        from smallcrm.tui.acts import open_way

        await open_way(self)

    @work
    async def action_copy(self) -> None:
        """Copy a phone, an e-mail, an address or the title of what is under the cursor."""
        from smallcrm.tui.acts import copy

        await copy(self)

    @work
    async def action_import(self) -> None:
        """Import a file, with a preview."""
        from smallcrm.tui.acts import import_file

        await import_file(self)

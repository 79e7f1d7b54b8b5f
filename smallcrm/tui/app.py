"""The dashboard: five screens over one book."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on, work
from textual.app import App
from textual.events import Event, Key, Paste, Resize, ScreenSuspend
from textual.worker import WorkerFailed

from smallcrm.errors import CrmError
from smallcrm.tui.anchored import anchoring
from smallcrm.tui.book import Book, Done
from smallcrm.tui.forms.kept import Kept
from smallcrm.tui.forms.question import Question
from smallcrm.tui.forms.saving import Saving
from smallcrm.tui.hanging_up import leave_when_told, outliving
from smallcrm.tui.keyboard import Keyboard, turn
from smallcrm.tui.keys import KEYS, rebound, shown
from smallcrm.tui.messages import Changed
from smallcrm.tui.screens import SCREENS
from smallcrm.tui.screens.view import View
from smallcrm.tui.themes import PLAIN, THEMES, Uncoloured, after, fitting
from smallcrm.tui.warming import Warming
from smallcrm.tui.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import PurePath

    from textual.driver import Driver
    from textual.filter import LineFilter
    from textual.screen import Screen

    from smallcrm.crm import Crm
    from smallcrm.read.reading import Read
    from smallcrm.tui.forms.dialog import Dialog
    from smallcrm.write.undo import Undone
    from smallcrm.write.writing import Write

Answer = TypeVar("Answer")
Reply = TypeVar("Reply")
About = TypeVar("About")
# How often it looks whether another process has written.
WATCH = 0.5


class Dashboard(App[None]):
    """The application; ``notice`` is said throughout (``NOT KEPT``)."""

    TITLE = "smallcrm"
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        f"styles/{name}.tcss"
        for name in ("base", "forms", "today", "contacts", "jobs", "calendar", "reminders", "import")
    ]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {**SCREENS}
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (15, "-low"), (35, "-high")]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, crm: Crm, *, notice: str = "") -> None:
        super().__init__()
        self.book = Book(crm.path, crm.desk, self.tell)
        self.watch_store = Watch(self)
        # What should never have happened, told once the screen is left.
        self.broken: Exception | None = None
        self.keyboard = Keyboard(self, super().on_event)
        self.desk = crm.desk
        self.notice = notice
        self.own_keys = rebound(crm.desk.settings.keys)
        self.kept = Kept()
        # Whether one leaves as soon as all is saved.
        self._leaving = False
        self._dialogs: dict[type[Dialog[Any, Any]], Dialog[Any, Any]] = {}
        self._uncoloured = Uncoloured()
        for theme in THEMES.values():
            self.register_theme(theme)
        # Once it runs, another theme means to parse all styles again: a tenth of the start.
        self._dress(PLAIN if self.no_color else self.desk.settings["theme"])
        self.colours: str | None = None

    def suit(self, colours: str | None) -> None:
        """Keep to the themes that a terminal of so many colours, as rich calls them, can show."""
        self.colours = colours
        self._dress(fitting(self.theme, colours))

    def _dress(self, theme: str) -> None:
        self.theme = theme
        self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        """Begin with today, in the theme that was left."""
        leave_when_told(self)
        self.set_keymap(self.own_keys)
        self.look(lambda read: read.connection)
        self.watch_store.stirred()
        self.switch_mode("today")
        self.set_interval(WATCH, self.watch_store.round)
        self.warming = Warming(self)
        self.app_resume_signal.subscribe(self, self._resumed)

    async def on_event(self, event: Event) -> None:
        """Keys and pastes go by the keyboard, one after the other; everything else at once."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            self.warming.touch()
            self.keyboard.take(event)
        else:
            await super().on_event(event)

    def get_driver_class(self) -> type[Driver]:
        """What writes to the terminal."""
        return outliving(anchoring(super().get_driver_class()))

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The names that the styles use, until a theme of ours is on."""
        return next(iter(THEMES.values())).variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line passes through on its way to the terminal."""
        # Textual's own make a shade of grey of what is dim, which would go with the colours.
        return [self._uncoloured] if self.theme == PLAIN else super().get_line_filters()

    @property
    def view(self) -> View | None:
        """The screen in view, below what is asked on top of it."""
        return next((each for each in self.screen_stack if isinstance(each, View)), None)

    def look(self, ask: Callable[[Read], Answer]) -> Answer | None:
        """What ``ask`` reads; None where the store can't be read, which is said."""
        try:
            return self.book.look(ask)
        except CrmError as problem:
            self.watch_store.missed(problem)
            self.tell(problem.message, bad=True)
            return None

    def tell(self, words: str, *, bad: bool = False) -> None:
        """Say a sentence on the status line, and where one waits for what is being saved."""
        front = self.screen_stack[-1] if self.screen_stack else None
        if isinstance(front, Saving):
            front.hear(words)
        if self.view is not None and self.view.query("Status #said"):
            self.view.status.tell(words, bad=bad)
        elif self.is_running:
            # The screen is only being laid.
            self.set_timer(0.05, lambda: self.tell(words, bad=bad))

    async def carry_out(self, words: str, act: Callable[[Write], object]) -> Done:
        """Do ``act`` as one change in another thread, show what it changed and say it; CrmError where it is refused.

        ``words`` name it while it is done; what it says of itself is what `history` says.
        """
        done = await self._saved(self.book.carry_out(words, act))
        self.renew()
        warned = "".join(f" · {warning}" for warning in done.warnings)
        self.tell(f"{done.words} · u undoes it{warned}" if done.words else f"nothing changed{warned}")
        return done

    async def _saved(self, act: Awaitable[Answer]) -> Answer:
        """What is returned by an act that writes; who wanted to leave meanwhile leaves, unless it was refused."""
        try:
            result = await act
        except CrmError:
            self._leaving = False
            raise
        if self._leaving and not self.book.saving:
            self.exit()
        return result

    async def action_quit(self) -> None:
        """Leave; what is being saved is waited for, and who leaves before it is refused stays.

        Textual has Ctrl-Q do so too, also where something is typed, and to a terminal's user that means to go on.
        """
        if self.screen is not self.view:
            self.tell(f"esc goes back first, and keeps what is typed; then {self._quit_key} leaves")
            return
        self._leaving = bool(self.book.saving)
        if self._leaving:
            self.tell("leaving as soon as what you did last is saved")
        else:
            self.exit()

    def renew(self) -> None:
        """Have every screen read again."""
        self.watch_store.stirred()
        self.post_message(Changed())

    @on(Changed)
    def _pass_on(self) -> None:
        if not self.watch_store.readable():
            return
        for name in SCREENS:
            stack = self._screen_stacks.get(name, [])
            for screen in stack:
                if isinstance(screen, View):
                    screen.turn_stale()

    def _resumed(self, _app: App[Any]) -> None:
        """Back from the shell, whose screen is another: paint the whole of ours anew."""
        for screen in self.screen_stack:
            screen.refresh()
        if self.view is not None:
            self.view.turn_stale()

    async def ask(self, kind: type[Dialog[About, Reply]], about: About) -> Reply | None:
        """What is answered to a dialog of that kind; None where the person leaves."""
        below, dialog = self.screen, self._dialog(kind, about)
        # Painted once: the screen below has the dialog painted again when it hears that it is not in front any more.
        with self.batch_update():
            answer = self.push_screen(dialog, wait_for_dismiss=True)
            for screen in (below, dialog):
                await turn(screen)
        dialog.refresh()
        return await asyncio.shield(answer)

    def _dialog(self, kind: type[Dialog[About, Reply]], about: About) -> Dialog[About, Reply]:
        """One of that kind about something: the one that is kept, unless that is in use."""
        kept = self._kept(kind)
        dialog = kind() if kept.busy else kept
        dialog.put(about)
        return dialog

    def _kept(self, kind: type[Dialog[About, Reply]]) -> Dialog[About, Reply]:
        if kind not in self._dialogs:
            self._dialogs[kind] = kind()
            self.install_screen(self._dialogs[kind], kind.__name__)
        return self._dialogs[kind]

    def lay_dialog(self, kind: type[Dialog[Any, Any]]) -> None:
        """Make a dialog ready that has not been shown yet."""
        kept = self._kept(kind)
        # There is no public way to have a screen mounted, but to show it.
        self._get_screen(kept)
        # As if it had been shown and left, it is given its size.
        kept.post_message(ScreenSuspend())
        kept.post_message(Resize(self.size, self.size))

    def lay(self, name: str) -> None:
        """Make a screen ready that has not been shown yet."""
        self._init_mode(name)

    def action_show(self, name: str) -> None:
        """Go to one of the five screens."""
        self.switch_mode(name)

    @work
    async def action_palette(self) -> None:
        """Find an action by its words, and do it."""
        from smallcrm.tui.forms.palette import Palette

        view = self.view
        if view is None or self.screen is not view:
            return
        key = await self.ask(Palette, view)
        if key is not None:
            await (view.focused or view).run_action(key.action)

    @work
    async def action_undo(self) -> None:
        """Take the last change back."""
        await self._reverse(lambda write: write.history.undo(), "ctrl+r makes it again")

    @work
    async def action_redo(self) -> None:
        """Make the change that was undone last again."""
        await self._reverse(lambda write: write.history.redo(), "u undoes it")

    async def _reverse(self, act: Callable[[Write], list[Undone]], back: str) -> None:
        from smallcrm.write.undo import OthersChange

        try:
            undone = await self._saved(self.book.reverse(act))
        except OthersChange as problem:
            # What follows is how a command says it.
            made = problem.message.partition("; ")[0]
            if await self.ask(Question, (made, "Undo it all the same?")):
                await self._reverse(lambda write: write.history.undo(others=True), back)
            return
        except CrmError as problem:
            self.tell(problem.message, bad=True)
            return
        self.renew()
        self.tell(" · ".join((*(self._in_words(each) for each in undone), back)))

    def _in_words(self, undone: Undone) -> str:
        said = self.look(lambda read: read.history.in_words(undone.words)) or undone.words
        return "; ".join((said, *undone.warnings))

    def action_next_theme(self) -> None:
        """The next theme, remembered."""
        from smallcrm.config import put

        if self.no_color:
            self.tell("NO_COLOR is set, so there are no colours to choose from")
            return
        self.theme = fitting(after(self.theme), self.colours)
        try:
            put(self.desk.settings.path, "theme", self.theme)
        except CrmError as problem:
            self.tell(problem.message, bad=True)
            return
        self.tell(f"theme {self.theme}")

    def action_help_quit(self) -> None:
        """What Ctrl-C does, which others may mean to leave by: say how one leaves."""
        self.tell(f"press {self._quit_key} to leave")

    @property
    def _quit_key(self) -> str:
        return next(shown(key, self.own_keys) for key in KEYS if key.name == "quit").split()[0]

    def _handle_exception(self, error: Exception) -> None:
        """A refusal that nobody else told is told; anything else ends the dashboard, and is raised by who opened it."""
        problem = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(error, WorkerFailed) and isinstance(problem, CrmError):
            self.tell(problem.message, bad=True)
            return
        self.broken = self.broken or (problem if isinstance(problem, Exception) else error)
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave; Textual's own would print a traceback, of which a person has no use."""
        self._close_messages_no_wait()

    def on_unmount(self) -> None:
        """Let go of the store."""
        self.book.close()

"""A form: lines to type in the command line's words, checked as one types, each saying what it was understood as."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import on
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Input, TextArea

from smallcrm.errors import CrmError, StoreError
from smallcrm.tui.forms.dialog import Dialog
from smallcrm.tui.forms.field import Field, Line, Values, among, choice, in_form
from smallcrm.tui.forms.lines import Lines
from smallcrm.tui.forms.saving import Act, stayed
from smallcrm.tui.forms.typing_in import OneLine, SeveralLines
from smallcrm.tui.plain import Words, line, words

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from smallcrm.tui.app import Dashboard

__all__ = ["Field", "Form", "FormDialog", "Values", "among", "choice", "fill"]

BACK = "the same key brings it back"
# What is dear to find out waits until nobody has typed for so long.
PAUSE = 0.15


class Form(NamedTuple):
    """What is to be filled in.

    What is typed is kept under ``name`` when one leaves with Escape, and stands there when the form is opened again.
    ``values`` is what was typed before, and ``problem`` why that was refused; ``at`` is the field to begin in. ``warn``
    says what one should know before saving all that is typed, a sentence a line. ``does`` is what Enter does with it.
    """

    name: str
    title: str
    fields: Sequence[Field]
    values: Mapping[str, str] | None = None
    problem: str = ""
    at: str = ""
    warn: Callable[[Values], Sequence[str]] | None = None
    does: str = "saves"

    @property
    def keys(self) -> str:
        """What the keys do in it."""
        several = any(field.long or field.listed for field in self.fields)
        turns = any(field.choices for field in self.fields)
        said = (f"{'ctrl+s' if several else 'enter'} {self.does}", "tab next" if len(self.fields) > 1 else "",
                "space other choice" if turns else "", "esc keeps it", "ctrl+x drops it")  # fmt: skip
        return "  ".join(each for each in said if each)


class FormDialog(Dialog[Form, Values]):
    """Returns what was typed, by field; None where the person left.

    The lines are drawn, and one types in a widget that goes from one to the next.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "leave", "Back, keeping what is typed"),
        Binding("ctrl+x", "discard", "Back, throwing it away", priority=True),
        Binding("down,tab", "go(1)", "Next field"),
        Binding("up,shift+tab", "go(-1)", "Field before"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.form = Form("", "", ())
        self.lines: list[Line] = []
        self.line = Line(Field("", ""), "")
        # The line that is wrong, as is said below.
        self._wrong: Line | None = None
        self._waiting: set[Line] = set()
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """The lines, what is wrong, and the keys."""
        with Vertical(classes="dialog form"):
            with VerticalScroll(classes="lines", can_focus=False):
                yield Lines()
                yield OneLine()
                yield SeveralLines()
            yield Words(classes="warning")
            yield Words(classes="problem")
            yield Words(classes="keys")

    @property
    def _dashboard(self) -> Dashboard:
        return cast("Dashboard", self.app)

    @property
    def typed(self) -> Values:
        """What is typed now, by field."""
        return {each.field.name: each.text for each in self.lines}

    def fill(self, about: Form) -> None:
        """What is to be filled in, with what was typed before."""
        self.form = about
        kept = None if about.values else self._dashboard.kept.take(about.name)
        typed = about.values or kept or {}
        self.lines = [Line(field, typed.get(field.name, field.value)) for field in about.fields]
        self.query_one(".dialog").border_title = words(line(about.title) or " ")
        self.query_one(".keys", Words).say(about.keys)
        told = "" if about.problem or not kept else "what you had typed is here again"
        self._tell(about.problem or told, mild=bool(told))
        self._check_filled()
        self.go_to(next((each for each in self.lines if each.field.name == about.at), self.lines[0]))

    def _check_filled(self) -> None:
        typed = self.typed
        for each in self.lines:
            if each.text.strip():
                each.check(typed, quietly=True)
        self._say_warnings(typed)

    def _tell(self, problem: str, *, mild: bool = False, wrong: Line | None = None) -> None:
        self._wrong = wrong
        told = self.query_one(".problem", Words)
        told.set_class(mild, "-mild")
        told.display = bool(problem)
        told.say(line(in_form(problem)))

    def on_resize(self) -> None:
        """The lines scroll where there is too little room, never what is said below them."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if not self.lines:
            return
        below = sum(
            self._height(each) for each in self.query(".dialog > Words").results(Words) if each.display
        )
        self.query_one(".lines").styles.max_height = max(self.size.height - below - 2, 1)
        self._show()

    def _height(self, told: Words) -> int:
        """The rows that a text below the lines takes: of the one that is said now, be it laid out already or not."""
        width = self.query_one(".dialog").content_size.width
        rows = told.get_content_height(self.size, self.app.size, width) if width else 1
        most = told.styles.max_height
        return (min(rows, int(most.value)) if most else rows) + told.styles.margin.height

    @property
    def _typing(self) -> OneLine | SeveralLines:
        """The widget that one types in."""
        return self.query_one(SeveralLines) if self.line.several else self.query_one(OneLine)

    def go_to(self, wanted: Line) -> None:
        """Type into that line."""
        self.line = wanted
        self._typing.begin(wanted)
        self._show()
        self._typing.focus(scroll_visible=False)

    def _show(self) -> None:
        """The lines, and over one of them where one types."""
        lines = self.query_one(Lines)
        lines.show(self.lines)
        row, height = lines.place(self.line)
        typing = self._typing
        for each in (self.query_one(OneLine), self.query_one(SeveralLines)):
            each.display = each is typing
        typing.styles.offset = (0, row)
        typing.styles.height = height
        shown = Region(0, row, 1, height + 1)
        self.call_after_refresh(self.query_one(".lines").scroll_to_region, shown, animate=False)

    @on(Lines.Pointed)
    def _pointed(self, event: Lines.Pointed) -> None:
        self._take()
        self.go_to(event.line)

    def action_go(self, step: int) -> None:
        """Go to the next line, or the one before, round and round."""
        self._take()
        self.go_to(self.lines[(self.lines.index(self.line) + step) % len(self.lines)])

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        self._take()

    def _take(self) -> None:
        """What is typed is what the line holds."""
        if self.line.shown == self._typing.typed:
            return
        self.line.shown = self._typing.typed
        typed = self.typed
        for each in self.lines:
            if each is not self.line and not (each.field.weigh and each.text.strip()):
                continue
            if each.field.dear:
                self._waiting.add(each)
            else:
                each.check(typed)
        self._righted()
        self._show()
        self._rest()
        self._pause = self.set_timer(PAUSE, self._rested)

    def _righted(self) -> None:
        """What was wrong is not said any longer than it is."""
        if self._wrong is not None and not self._wrong.bad:
            self._tell("")
            self.call_after_refresh(self._fit)

    def _rest(self) -> None:
        if self._pause is not None:
            self._pause.stop()

    def _rested(self) -> None:
        typed = self.typed
        for each in self._waiting:
            each.check(typed)
        self._waiting.clear()
        self._righted()
        self._say_warnings(typed)
        self._show()

    def _say_warnings(self, typed: Values) -> None:
        try:
            said = self.form.warn(typed) if self.form.warn else ()
        except CrmError:
            # What can't be understood says so beside its field.
            said = ()
        warning = self.query_one(".warning", Words)
        warning.display = bool(said)
        warning.say("\n".join(line(each) for each in said))
        self.call_after_refresh(self._fit)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Return what is typed, unless a line can't be understood."""
        self._take()
        typed = self.typed
        for each in self.lines:
            if problem := each.check(typed):
                self._tell(problem, wrong=each)
                self.go_to(each)
                self.call_after_refresh(self._fit)
                return
        self.answer(typed)

    def action_leave(self) -> None:
        """Leave; what was typed is kept."""
        self._take()
        typed = self.typed
        if typed != {field.name: field.value for field in self.form.fields}:
            self._dashboard.kept.keep(self.form.name, typed)
            self._dashboard.tell(f"what you typed is kept; {BACK}")
        self.answer(None)

    def action_discard(self) -> None:
        """Leave; what was typed is gone."""
        self.answer(None)

    def answer(self, answer: Values | None) -> None:
        """Give an answer; nothing of this form is waited for any more."""
        self._rest()
        self._waiting.clear()
        super().answer(answer)


async def fill(app: Dashboard, form: Form, save: Callable[[Values], Coroutine[None, None, object]]) -> bool:
    """Ask ``form`` until ``save`` takes what was typed; whether it was taken, and the person is still there.

    Where it is refused, the form stands there again with all that was typed and the reason. Who went on while it was
    being saved is told, and finds it in the form when that is opened again.
    """
    place = app.book.place
    while True:
        values = await app.ask(FormDialog, form)
        if values is None:
            return False
        task = asyncio.create_task(_save(app, place, save, values))
        there = await stayed(app, Act(form.title, task))
        try:
            await task
        except CrmError as problem:
            if not there:
                app.kept.keep(form.name, values)
                app.tell(f"{problem.message}; what you typed is kept; {BACK}", bad=True)
                return False
            form = form._replace(values=values, problem=problem.message)
        else:
            return there


async def _save(
    app: Dashboard,
    place: tuple[int, int] | None,
    save: Callable[[Values], Coroutine[None, None, object]],
    values: Values,
) -> None:
    """Save what was typed, unless it was about what is in another store than the one there is now."""
    app.watch_store.round()
    if place is not None and app.book.place not in (place, None):
        raise StoreError(f"another store was put in the place of this one; esc keeps what you typed, {BACK}")
    await save(values)

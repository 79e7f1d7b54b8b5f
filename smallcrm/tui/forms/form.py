"""A form: lines to type in the command line's words, checked as one types, each saying what it was understood as."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from smallcrm.errors import CrmError
from smallcrm.tui.forms.field import Field, Line, Typed, Values, among, choice, in_form
from smallcrm.tui.plain import Words, line, words

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from smallcrm.tui.app import Dashboard

__all__ = ["Field", "Form", "Values", "among", "choice", "fill"]

# What is dear to find out waits until nobody has typed for so long.
PAUSE = 0.15


class Form(ModalScreen[Values | None]):
    """Returns what was typed, by field; None where the person left.

    What is typed is kept under ``name`` when one leaves with Escape, and stands there when the form is opened again.
    ``problem`` is why what was typed before was refused; ``at`` the field to begin in. ``warn`` says what one should know
    before saving all that is typed, a sentence a line.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "leave", "Back, keeping what is typed"),
        Binding("ctrl+x", "discard", "Back, throwing it away", priority=True),
        Binding("down", "app.focus_next", "Next field"),
        Binding("up", "app.focus_previous", "Field before"),
    ]

    def __init__(
        self,
        name: str,
        title: str,
        fields: Sequence[Field],
        *,
        values: Mapping[str, str] | None = None,
        problem: str = "",
        at: str = "",
        warn: Callable[[Values], Sequence[str]] | None = None,
    ) -> None:
        super().__init__()
        self.form_name = name
        self.heading = title
        self.fields = fields
        self.values = values
        self.problem = problem
        self.at = at
        self.warn = warn
        self._waiting: set[Line] = set()
        self._pause: Timer | None = None

    def again(self, values: Values, problem: str) -> Form:
        """The same form with what was typed, and why that was refused."""
        return type(self)(
            self.form_name, self.heading, self.fields,
            values=values, problem=problem, at=self.at, warn=self.warn,
        )  # fmt: skip

    def compose(self) -> ComposeResult:
        """A line a field, what is wrong, and the keys."""
        kept = self._dashboard.kept.pop(self.form_name, None)
        typed = self.values or kept or {}
        self.lines = [Line(field, typed.get(field.name, field.value)) for field in self.fields]
        with Vertical(classes="dialog form") as dialog:
            dialog.border_title = words(line(self.heading) or " ")
            with VerticalScroll(classes="lines", can_focus=False):
                yield from self.lines
            yield Words("", classes="warning -silent")
            told = in_form(self.problem) or ("what you had typed is here again" if kept else "")
            yield Words(
                told, classes="problem" if self.problem else "problem -mild" if told else "problem -silent"
            )
            yield Words(self._keys, classes="keys")

    @property
    def _keys(self) -> str:
        several = any(field.long or field.listed for field in self.fields)
        turns = any(field.choices for field in self.fields)
        said = ("ctrl+s saves" if several else "enter saves", "tab next" if len(self.fields) > 1 else "",
                "space other choice" if turns else "", "esc keeps it", "ctrl+x drops it")  # fmt: skip
        return "  ".join(each for each in said if each)

    @property
    def _dashboard(self) -> Dashboard:
        return cast("Dashboard", self.app)

    @property
    def typed(self) -> Values:
        """What is typed now, by field."""
        return {each.field.name: each.text for each in self.lines}

    def on_mount(self) -> None:
        """Begin in the first field, or where something is wrong."""
        self._original = {field.name: field.value for field in self.fields}
        typed = self.typed
        for each in self.lines:
            if each.text.strip():
                each.check(typed, quietly=True)
        first = next((each for each in self.lines if each.field.name == self.at), self.lines[0])
        first.typing.focus()
        self._say_warnings(typed)

    def on_resize(self) -> None:
        """The lines scroll where there is too little room, never what is said below them."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        below = sum(
            each.outer_size.height + each.styles.margin.height
            for each in self.query(".dialog > Words")
            if each.display
        )
        self.query_one(".lines").styles.max_height = max(self.size.height - below - 2, 1)

    @on(Typed)
    def _check(self, event: Typed) -> None:
        event.stop()
        typed = self.typed
        for each in self.lines:
            if each is not event.line and not (each.field.weigh and each.text.strip()):
                continue
            if each.field.dear:
                self._waiting.add(each)
            else:
                each.check(typed)
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self._rested)

    def _rested(self) -> None:
        typed = self.typed
        for each in self._waiting:
            each.check(typed)
        self._waiting.clear()
        self._say_warnings(typed)

    def _say_warnings(self, typed: Values) -> None:
        if self.warn is None:
            return
        try:
            said = self.warn(typed)
        except CrmError:
            # What can't be understood says so beside its field.
            said = ()
        warning = self.query_one(".warning", Words)
        warning.set_class(not said, "-silent")
        warning.say("\n".join(line(each) for each in said))
        self.call_after_refresh(self._fit)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Return what is typed, unless a line can't be understood."""
        typed = self.typed
        for each in self.lines:
            if problem := each.check(typed):
                told = self.query_one(".problem", Words)
                told.remove_class("-mild", "-silent")
                told.say(line(problem))
                self.call_after_refresh(self._fit)
                each.typing.focus()
                return
        self.dismiss(typed)

    def action_leave(self) -> None:
        """Leave; what was typed is kept."""
        typed = self.typed
        if typed != self._original:
            self._dashboard.kept[self.form_name] = typed
            self._dashboard.tell("what you typed is kept; the same key brings it back")
        self.dismiss(None)

    def action_discard(self) -> None:
        """Leave; what was typed is gone."""
        self.dismiss(None)


async def fill(app: Dashboard, form: Form, save: Callable[[Values], Coroutine[None, None, object]]) -> bool:
    """Ask ``form`` until ``save`` takes what was typed; whether it was taken.

    Where it is refused, the form stands there again with all that was typed and the reason.
    """
    while True:
        values = await app.push_screen_wait(form)
        if values is None:
            return False
        try:
            await save(values)
        except CrmError as problem:
            form = form.again(values, problem.message)
        else:
            return True

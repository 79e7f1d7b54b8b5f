"""The lines of a form: what is typed, in the command line's words, and what it was understood as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import on
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, TextArea

from smallcrm.errors import CrmError, UsageError
from smallcrm.model.text import clean, clean_lines, fold
from smallcrm.tui.plain import Entry, line, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key

Values = dict[str, str]
# Cells of the label, and of what is typed where there is room for more beside it, as the styles have it.
LABEL = 13
TYPING = 49


class Field(NamedTuple):
    """One line of a form.

    ``check`` gets the text and returns what it was understood as, in words ("" for nothing to say); CrmError where it
    can't be understood; ``weigh`` does the same knowing all that is typed. ``dear`` has both wait until one stops typing.
    ``hint`` is an example; ``suggest`` returns what the text could become as one types; space goes round ``choices``.
    ``needed`` refuses an empty one, ``long`` takes several lines, a ``listed`` one a value a line.
    """

    name: str
    label: str
    value: str = ""
    check: Callable[[str], str] | None = None
    hint: str = ""
    suggest: Callable[[str], Sequence[str]] | None = None
    needed: bool = False
    long: bool = False
    weigh: Callable[[Values], str] | None = None
    choices: Sequence[str] = ()
    listed: bool = False
    dear: bool = False


def among(choices: Sequence[str]) -> Callable[[str], Sequence[str]]:
    """Suggestions from a fixed list."""
    return lambda _typed: choices


def picked(text: str, choices: Sequence[str]) -> str:
    """The one of ``choices`` that ``text`` is, or begins; UsageError, naming them all, for none or several."""
    said = fold(text)
    if not said:
        return ""
    found = [each for each in choices if fold(each) == said] or [
        each for each in choices if each and fold(each).startswith(said)
    ]
    if len(found) != 1:
        raise UsageError(f'"{text.strip()}" is none of {", ".join(each for each in choices if each)}')
    return found[0]


def choice(name: str, label: str, choices: Sequence[str], value: str = "", *, hint: str = "") -> Field:
    """A field that takes one of a few words; their beginnings will do."""

    def check(text: str) -> str:
        found = picked(text, choices)
        return found if found != text.strip() else ""

    said = hint or ", ".join(each for each in choices if each)
    return Field(name, label, value, check, said, among(choices), choices=choices)


def in_form(message: str) -> str:
    """A message in the words of a form: an option is the field of that name."""
    return re.sub(r"--([a-z][a-z-]*)", lambda option: f'"{option[1].replace("-", " ")}"', message)


class Suggestions(Suggester):
    """What a field suggests, accepted with the right arrow."""

    def __init__(self, suggest: Callable[[str], Sequence[str]]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._suggest = suggest

    async def get_suggestion(self, value: str) -> str | None:
        """The first suggestion that goes on from what is typed, in its own letters."""
        for each in self._suggest(value):
            said = line(each)
            if said.casefold().startswith(value.casefold()) and len(said) > len(value):
                return value + said[len(value) :]
        return None


class Picked(Entry):
    """A line that takes one of a few words: space goes to the next."""

    choices: Sequence[str] = ()

    async def _on_key(self, event: Key) -> None:
        if event.key != "space":
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        try:
            place = list(self.choices).index(picked(self.value, self.choices))
        except (UsageError, ValueError):
            place = -1
        self.value = self.choices[(place + 1) % len(self.choices)]
        self.cursor_position = len(self.value)


class Lines(TextArea):
    """Several lines to type in, into which no control sequence gets."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "screen.focus_next", "Next", show=False)]

    def __init__(self, text: str, *, classes: str, hint: str = "") -> None:
        super().__init__(
            text, classes=classes, soft_wrap=True, tab_behavior="focus", placeholder=hint, compact=True
        )

    def on_mount(self) -> None:
        """Begin behind what is there, where one goes on."""
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: object) -> None:
        text = getattr(event, "text", "")
        event.text = clean_lines(text)  # type: ignore[attr-defined]
        await super()._on_paste(event)  # type: ignore[arg-type]

    async def _on_key(self, event: Key) -> None:
        rows = self.document.line_count
        if (event.key == "up" and self.cursor_location[0] == 0) or (
            event.key == "down" and self.cursor_location[0] == rows - 1
        ):
            # The form goes on to the next field.
            event.stop()
            event.prevent_default()
            screen = self.screen
            screen.focus_previous() if event.key == "up" else screen.focus_next()
            return
        await super()._on_key(event)


class Typed(Message):
    """Something was typed into a line."""

    def __init__(self, typed_into: Line) -> None:
        super().__init__()
        self.line = typed_into


def restored(typed: str, was: str) -> str:
    """``typed`` with the lines that were not touched as they were, whatever of them could not be shown."""
    if typed == clean_lines(was):
        return was
    before: dict[str, list[str]] = {}
    for each in reversed(was.split("\n")):
        before.setdefault(clean(each), []).append(each)
    # Those that look alike come back in their order.
    return "\n".join(same.pop() if (same := before.get(each)) else each for each in typed.split("\n"))


class Line(Widget):
    """A field's label, what is typed, and what that was understood as."""

    def __init__(self, field: Field, text: str) -> None:
        kind = "list" if field.listed else "long" if field.long else "short"
        super().__init__(classes=f"line {kind}")
        self.field = field
        self.was = text
        self.typing = self._typing()
        self._said = ""
        self._bad = False

    def compose(self) -> ComposeResult:
        """What is typed; the words around it are drawn, since each widget more is dear in a form of twenty fields."""
        yield self.typing

    def render(self) -> Content:
        """The label, and beside what is typed, on a narrow terminal below it, what that means."""
        label = words(self.field.label.ljust(LABEL), "$foreground 70%")
        said = words(self._said, "$text-error" if self._bad else "$text-muted")
        if self.screen.has_class("-narrow"):
            below = "\n" * self.typing.size.height + " " * LABEL if self._said else ""
            return Content.assemble(label, below, said)
        return Content.assemble(label, " " * (TYPING + 1), said)

    def _typing(self) -> Entry | Lines:
        field = self.field
        if field.long or field.listed:
            return Lines(clean_lines(self.was), classes="typing", hint=field.hint)
        suggester = Suggestions(field.suggest) if field.suggest else None
        # What ends in a space is to be gone on with, anything else is written over.
        replaced = not self.was.endswith(" ")
        kind = Picked if field.choices else Entry
        entry = kind(
            line(self.was), placeholder=field.hint, suggester=suggester, classes="typing",
            select_on_focus=replaced,
        )  # fmt: skip
        if isinstance(entry, Picked):
            entry.choices = field.choices
        return entry

    @property
    def text(self) -> str:
        """What is typed; what was there before and has not been touched is given back as it was."""
        if isinstance(self.typing, TextArea):
            return restored(self.typing.text, self.was)
        typed = self.typing.value
        return self.was if typed == line(self.was) else typed

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        self.post_message(Typed(self))

    def check(self, typed: Values, *, quietly: bool = False) -> str:
        """Say what the text means, or why it means nothing (not ``quietly``); that reason, or ""."""
        problem, meant = "", ""
        try:
            meant = self._meant(typed)
        except CrmError as refused:
            problem = in_form(refused.message)
        if not (problem and quietly):
            self.say(problem or meant, bad=bool(problem))
        return problem

    def _meant(self, typed: Values) -> str:
        text = self.text.strip()
        if not text and self.field.needed:
            raise UsageError(f"{self.field.label} is needed")
        meant = self.field.check(text) if text and self.field.check else ""
        meant = (self.field.weigh(typed) if self.field.weigh else "") or meant
        return meant if meant.casefold() != text.casefold() else ""

    def say(self, sentence: str, *, bad: bool = False) -> None:
        """Say something beside the field; of what is wrong the first clause, which has room there."""
        said = line(sentence)
        self._said, self._bad = said.partition("; ")[0] if bad else said, bad
        self.set_class(bool(said), "-told")
        self.refresh()

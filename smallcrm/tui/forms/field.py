"""The lines of a form: what is typed, in the command line's words, and what it was understood as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from textual.suggester import Suggester

from smallcrm.errors import CrmError, UsageError
from smallcrm.model.text import clean, clean_lines, fold
from smallcrm.tui.plain import line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Values = dict[str, str]


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


def restored(typed: str, was: str) -> str:
    """``typed`` with the lines that were not touched as they were, whatever of them could not be shown."""
    if typed == clean_lines(was):
        return was
    before: dict[str, list[str]] = {}
    for each in reversed(was.split("\n")):
        before.setdefault(clean(each), []).append(each)
    # Those that look alike come back in their order.
    return "\n".join(same.pop() if (same := before.get(each)) else each for each in typed.split("\n"))


class Line:
    """A field with what is typed into it, and what that was understood as."""

    def __init__(self, field: Field, text: str) -> None:
        self.field = field
        self.was = text
        self.several = field.long or field.listed
        self.shown = clean_lines(text) if self.several else line(text)
        self.said = ""
        self.bad = False

    @property
    def text(self) -> str:
        """What is typed; what was there before and has not been touched is given back as it was."""
        if self.several:
            return restored(self.shown, self.was)
        return self.was if self.shown == line(self.was) else self.shown

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
        self.said, self.bad = f"! {said.partition('; ')[0]}" if bad else said, bad

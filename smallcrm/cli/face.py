"""What a command has at hand: the door, the global options, and words for the person at the terminal."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from smallcrm.model.text import clean_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import TextIO

    from smallcrm.crm import Crm
    from smallcrm.desk import Desk
    from smallcrm.errors import Candidate
    from smallcrm.model.when import When
    from smallcrm.read.reading import Read
    from smallcrm.write.writing import Write

Found = TypeVar("Found", bound="Hashable")


class Face:
    """The command line's side of the door; ``crm`` is opened by the first command that asks for it."""

    def __init__(self, *, db: str | None, config: str | None, quiet: bool, no_input: bool) -> None:
        self.db = db
        self.config = config
        self.quiet = quiet
        self.no_input = no_input
        self.json = False
        self.yes = False
        # Opens the full screen on a book, with a notice; the composition root knows how.
        self.dashboard: Callable[[Crm, str], int] | None = None

    @cached_property
    def crm(self) -> Crm:
        """The store, as the options, the environment and the settings name it."""
        from smallcrm.config import config_path, load, store_path
        from smallcrm.crm import Crm
        from smallcrm.desk import Desk
        from smallcrm.model.setting_values import check_standing

        path = config_path(self.config)
        if not path.exists():
            from smallcrm.cli.first_run import write_settings

            write_settings(path, self.say)
        store, named = store_path(self.db)
        return Crm(store, Desk(check_standing(load(path))), named=named, origin="cli", tell=self.say)

    @property
    def desk(self) -> Desk:
        """The settings and the clock."""
        return self.crm.desk

    @property
    def read(self) -> Read:
        """What the store holds."""
        return self.crm.read

    @property
    def write(self) -> Write:
        """What one can do."""
        return self.crm.write

    @property
    def asks(self) -> bool:
        """Whether a question would reach a person."""
        return not self.no_input and sys.stdin.isatty() and sys.stderr.isatty()

    def say(self, message: str) -> None:
        """Words for a person: on stderr, neutralised, unless --quiet."""
        if not self.quiet:
            speak(f"{clean_lines(message)}\n")

    def warn(self, messages: Sequence[str]) -> None:
        """What a change had to warn of."""
        for message in messages:
            self.say(f"warning: {message}")

    def confirm(self, question: str) -> bool:
        """Whether the person says yes; without a terminal, only ``--yes`` does."""
        if self.yes:
            return True
        if not self.asks:
            return False
        speak(f"{clean_lines(question)} [y/N] ")
        return _answer().casefold() in ("y", "yes")

    def choose(self, question: str, candidates: Sequence[Candidate]) -> int | None:
        """The id of the candidate that the person picks by its number; None without a terminal or a pick."""
        if not self.asks:
            return None
        speak(f"{clean_lines(question)}\n")
        for number, candidate in enumerate(candidates, 1):
            speak(f"  {number}) {clean_lines(candidate.words)}\n")
        speak("Which one? ")
        answer = _answer()
        if answer.isdigit() and 1 <= int(answer) <= len(candidates):
            return candidates[int(answer) - 1].id
        return None

    def contact(self, reference: str) -> int:
        """The id of the contact that ``reference`` names; several are offered as a choice on a terminal."""
        return self._chosen(reference, self.read.references.contact)

    def note(self, reference: str) -> int:
        """The id of the note that ``reference``, an id or uid, names."""
        return self.item("note", reference)

    def job(self, reference: str) -> int:
        """The id of the job that ``reference`` names; as for a contact."""
        return self.item("job", reference)

    def reminder(self, reference: str) -> int:
        """The id of the reminder that ``reference`` names; as for a contact."""
        return self.item("reminder", reference)

    def appointment(self, reference: str) -> int:
        """The id of the appointment that ``reference`` names; as for a contact."""
        return self.item("appointment", reference)

    def item(self, kind: str, reference: str) -> int:
        """The id of the ``note``, ``job``, ``appointment`` or ``reminder`` that ``reference`` names; as for a contact."""
        return self._chosen(reference, lambda text: self.read.references.item(kind, text))

    def _chosen(self, reference: str, find: Callable[[str], int]) -> int:
        from smallcrm.errors import Ambiguous, Candidate

        try:
            return find(reference)
        except Ambiguous as problem:
            named = [Candidate((each.id, f"{each.words} ({each.id})")) for each in problem.candidates]
            picked = self.choose(f'"{reference}" could be:', named)
            if picked is None:
                raise
            return picked

    def contacts(self, references: Sequence[str]) -> list[int]:
        """The ids of the contacts that ``references`` name, each once; ``-`` stands for ids on stdin."""
        return self.several(references, self.contact)

    def several(self, references: Sequence[str], find: Callable[[str], Found]) -> list[Found]:
        """What ``find`` makes of each reference, each once, in order; ``-`` stands for ids on stdin."""
        return list(dict.fromkeys(find(reference) for reference in self.named(references)))

    def named(self, references: Sequence[str]) -> list[str]:
        """The references, with the ids on stdin in the place of ``-``."""
        named: list[str] = []
        for reference in references:
            named += sys.stdin.read().split() if reference == "-" else [reference]
        return named

    def when(self, text: str, *, past: bool = False) -> When:
        """What a date or time in words means; UnclearDate where it means none."""
        from smallcrm.draft.dates import when_of

        return when_of(self.desk, text, past=past)

    def close(self) -> None:
        """Let go of the store."""
        if "crm" in self.__dict__:
            self.crm.close()


def _answer() -> str:
    """The line that the person types; what comes next stands on a line of its own, answered or not."""
    answer = ""
    try:
        answer = sys.stdin.readline()
    finally:
        if not answer:
            speak("\n")
    return answer.strip()


def speak(text: str) -> None:
    """Write ``text`` to stderr; where that fails there is nobody to tell, and no reason to fail."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Send what a stream still holds nowhere: the interpreter would try to write it when it ends, and fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

"""What somebody sees who has no contacts yet: how to begin, and in which world it all stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import Horizontal, VerticalScroll

from smallcrm.tui.keys import KEYS, shown
from smallcrm.tui.plain import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from smallcrm.tui.app import Dashboard

BEGINNINGS = (
    ("new", "add your first contact"),
    ("import", "import a file: Google, Outlook, an iPhone's vCard, Jobber, Square, any CSV"),
    ("demo", "try the demo: a week of a small business, in a book of its own"),
)
WORLD = (
    ("timezone", "time zone"),
    ("region", "phones are of"),
    ("currency", "amounts in"),
    ("date_order", "dates"),
)
DATES = {"dmy": "3/4 is 3 April", "mdy": "3/4 is March 4", "ymd": "year, month, day"}


class Pair(Horizontal):
    """A word, and beside it what it stands for, on as many lines as that needs."""

    def __init__(self, word: str, meaning: str, *, classes: str) -> None:
        super().__init__(Words(word, classes="word"), Words(meaning, classes="meaning"), classes=classes)


class Welcome(VerticalScroll):
    """Three ways to begin, by key; then where everything stands, and the settings in force."""

    def compose(self) -> ComposeResult:
        """The sentences, one below the other."""
        yield Words("Your book is empty. Begin with a key:", classes="greeting")
        for key, what in self._ways():
            yield Pair(key, what, classes="way")
        yield Words(classes="gap")
        for label, value in self._world():
            yield Pair(label, value, classes="world")

    def _ways(self) -> Iterator[tuple[str, str]]:
        own = cast("Dashboard", self.app).own_keys
        keys = {key.name: shown(key, own).split()[0] for key in KEYS}
        yield from ((keys[name], what) for name, what in BEGINNINGS)
        yield keys["help"], "every key of this screen;  " + keys["palette"] + "  every action by its name"

    def _world(self) -> Iterator[tuple[str, str]]:
        app = cast("Dashboard", self.app)
        settings = app.desk.settings
        for name, label in WORLD:
            value = settings[name]
            yield label, DATES.get(value, value) or f"not set yet: smallcrm config set {name} …"
        yield "the book", f"{app.book.path}"
        yield "the settings", f"{settings.path}"
        yield "to change one", "smallcrm config set timezone Europe/London"

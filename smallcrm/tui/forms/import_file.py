"""Which file is brought in: typed, with what there is shown as one types."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from smallcrm.errors import CrmError
from smallcrm.formats.known import FORMATS, format_of
from smallcrm.tui.plain import Entry, Words, words
from smallcrm.tui.widgets.window import Column, Window

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from smallcrm.tui.app import Dashboard
    from smallcrm.tui.widgets.window import Row

SUFFIXES = tuple(suffix for known in FORMATS.values() for suffix in known.suffixes)
# Under this name the path stays typed in the dashboard's drafts.
KEPT = "import"
# Where files that were downloaded or exported are looked for before anything is typed.
USUAL = ("Downloads", "Desktop", "Documents", "")
MOST = 200
UNITS = ((1 << 20, "MB"), (1 << 10, "kB"))


class ImportFile(ModalScreen[Path | None]):
    """Returns the file that is to be brought in; None where the person left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back"),
        Binding("tab", "complete", "Complete", priority=True),
        Binding("ctrl+s", "take", "Take it"),
    ]

    def __init__(self, problem: str = "") -> None:
        super().__init__()
        self.problem = problem

    def compose(self) -> ComposeResult:
        """What is typed, and what it could become."""
        typed = (cast("Dashboard", self.app).kept.take(KEPT) or {}).get("path", "")
        with Vertical(classes="dialog form tall") as dialog:
            dialog.border_title = "Import a file"
            yield Entry(typed, placeholder="~/Downloads/contacts.csv", id="path", classes="typing")
            yield Window((Column(), Column(9, right=True), Column(12, right=True)), self._rows,
                         empty="no file here that could be imported: csv, vcf, ics or json", id="files")  # fmt: skip
            yield Words(words(self.problem, "$alert"), classes="problem")
            yield Words("enter reads it and shows what it would bring   tab completes   down goes to the files   esc back",
                        classes="keys")  # fmt: skip

    def on_mount(self) -> None:
        """Begin by typing."""
        self.query_one(Entry).focus()
        self._look()

    @on(Input.Changed)
    def _look(self) -> None:
        self.query_one(Window).show([str(path) for path in candidates(self.query_one(Entry).value)])

    @on(Window.Opened)
    def _opened(self, message: Window.Opened) -> None:
        self._go_to(Path(str(message.key)))

    @on(Input.Submitted)
    def action_take(self) -> None:
        """Take the file that is typed."""
        typed = self.query_one(Entry).value.strip()
        window = self.query_one(Window)
        if typed:
            self._go_to(_path(typed))
        elif window.key is not None:
            window.focus()

    def _go_to(self, path: Path) -> None:
        """Into a folder; with a file, back."""
        if path.is_dir():
            self._type(path)
            return
        try:
            if not path.is_file():
                raise CrmError(f"there is no file {path}")
            format_of(str(path))
        except CrmError as problem:
            self.query_one(".problem", Words).say(words(problem.message, "$alert"))
            return
        cast("Dashboard", self.app).kept.keep(KEPT, {"path": _shown(path)})
        self.dismiss(path)

    def action_complete(self) -> None:
        """Type the one under the cursor on."""
        key = self.query_one(Window).key
        if key is not None:
            self._type(Path(str(key)))

    def _type(self, path: Path) -> None:
        entry = self.query_one(Entry)
        entry.value = _shown(path)
        entry.focus()
        entry.action_end()

    def on_key(self, event: object) -> None:
        """Down goes from what is typed into the files."""
        if getattr(event, "key", "") == "down" and self.query_one(Entry).has_focus:
            self.query_one(Window).focus()

    def action_leave(self) -> None:
        """Bring in nothing; what is typed is kept."""
        typed = self.query_one(Entry).value
        if typed.strip():
            cast("Dashboard", self.app).kept.keep(KEPT, {"path": typed})
        self.dismiss(None)

    def _rows(self, keys: Sequence[Hashable]) -> dict[Hashable, Row]:
        return {key: self._row(Path(str(key))) for key in keys}

    def _row(self, path: Path) -> Row:
        import datetime as dt

        try:
            stat = path.stat()
        except OSError:
            return (_shown(path), "", "")
        if path.is_dir():
            return (_shown(path), ("folder", "dim"), "")
        zone = cast("Dashboard", self.app).desk.clock.zone
        return (
            _shown(path),
            (_size(stat.st_size), "dim"),
            (f"{dt.datetime.fromtimestamp(stat.st_mtime, zone):%Y-%m-%d}", "dim"),
        )


def candidates(typed: str) -> list[Path]:
    """What the path typed so far could become: folders, and files that could be imported, the newest first.

    Before anything is typed, the files in the folders where they usually are.
    """
    if not typed.strip():
        found = [file for folder in USUAL for file in _listed(Path.home() / folder) if not file.is_dir()]
        return sorted(found, key=_age)[:MOST]
    path = _path(typed)
    folder, begins = (path, "") if typed.endswith(("/", os.sep)) or typed == "~" else (path.parent, path.name)
    matching = [each for each in _listed(folder) if each.name.casefold().startswith(begins.casefold())]
    return sorted(
        matching, key=lambda each: (each.is_dir(), each.name.casefold() if each.is_dir() else _age(each))
    )[:MOST]


def _listed(folder: Path) -> Iterator[Path]:
    try:
        entries = list(folder.iterdir())
    except OSError:
        return
    for entry in entries:
        if not entry.name.startswith(".") and (entry.suffix.lower() in SUFFIXES or entry.is_dir()):
            yield entry


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def _path(typed: str) -> Path:
    try:
        return Path(typed.strip()).expanduser().absolute()
    except RuntimeError:
        # Nobody of that name has a home here.
        return Path(typed.strip()).absolute()


def _shown(path: Path) -> str:
    """The path as people write it, a folder with its stroke."""
    home = Path.home()
    text = f"~/{path.relative_to(home)}" if path.is_relative_to(home) and path != home else str(path)
    return f"{text}/" if path.is_dir() else text


def _size(size: int) -> str:
    for unit, name in UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"

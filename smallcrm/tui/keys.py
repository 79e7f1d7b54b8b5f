"""Every action of the dashboard by name, with its key and its words: one table for bindings, help and palette."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding

from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SCREENS = ("today", "contacts", "jobs", "calendar", "reminders")


class Key(NamedTuple):
    """One action: ``name`` is what ``[keys]`` calls it, ``keys`` are Textual's, ``screens`` those it works on (all: ())."""

    name: str
    keys: str
    action: str
    words: str
    group: str
    screens: tuple[str, ...] = ()


KEYS = (
    Key("today", "1", "app.show('today')", "Today", "Screens"),
    Key("contacts", "2", "app.show('contacts')", "Contacts", "Screens"),
    Key("jobs", "3", "app.show('jobs')", "Jobs", "Screens"),
    Key("calendar", "4", "app.show('calendar')", "Calendar", "Screens"),
    Key("reminders", "5", "app.show('reminders')", "Reminders", "Screens"),
    Key("next_pane", "tab", "next_pane", "Next pane", "Moving"),
    Key("previous_pane", "shift+tab", "previous_pane", "Previous pane", "Moving"),
    Key("back", "escape", "back", "Back", "Moving"),
    Key("narrow", "slash", "narrow", "Narrow the view", "Moving", ("contacts", "jobs", "calendar", "reminders")),
    Key("find", "slash", "find", "Find somebody", "Moving", ("today",)),
    Key("into", "l,right", "into", "Into the page", "Moving", ("contacts",)),
    Key("out", "h,left", "out", "Out of the page", "Moving", ("contacts",)),
    Key("filter", "f", "filter", "Filter and sort", "Moving", ("contacts",)),
    Key("new", "n", "new", "New", "Doing"),
    Key("edit", "e", "edit", "Edit", "Doing"),
    Key("remove", "d", "remove", "Remove", "Doing"),
    Key("log", "c", "log", "Log a call", "Doing"),
    Key("book", "b", "book", "Book an appointment", "Doing"),
    Key("remind", "r", "remind", "Set a reminder", "Doing"),
    Key("done", "x", "done", "Done", "Doing"),
    Key("snooze", "z", "snooze", "Snooze", "Doing"),
    Key("move", "m", "move", "Move to another time or stage", "Doing"),
    Key("add_job", "J", "add_job", "New job", "Doing", ("today", "contacts", "jobs", "reminders")),
    Key("copy", "y", "copy", "Copy", "Doing"),
    Key("open", "o", "open", "Open: ring, write, map", "Doing"),
    Key("tag", "plus", "tag", "Tag, or take a tag away", "Doing", ("contacts",)),
    Key("stage", "s", "stage", "Set the stage", "Doing", ("contacts",)),
    Key("merge", "M", "merge", "Merge the marked", "Doing", ("contacts",)),
    Key("export", "X", "export", "Export the marked, or what is in view", "Doing", ("contacts",)),
    Key("import", "I", "import", "Import a file", "Doing", ("today", "contacts")),
    Key("demo", "D", "demo", "The demo, a book of its own", "Doing", ("today",)),
    Key("stage_left", "h,left", "column(-1)", "To the stage before", "Board", ("jobs",)),
    Key("stage_right", "l,right", "column(1)", "To the next stage", "Board", ("jobs",)),
    Key("closed", "a", "closed", "Show or hide what is paid or lost", "Board", ("jobs",)),
    Key("stage_back", "H", "stage_back", "Stage back", "Board", ("jobs",)),
    Key("stage_on", "L", "stage_on", "Stage on", "Board", ("jobs",)),
    Key("day_before", "left,h", "sideways(-1)", "A day back", "Calendar", ("calendar",)),
    Key("day_after", "right,l", "sideways(1)", "A day on", "Calendar", ("calendar",)),
    Key("next_item", "right_square_bracket", "item(1)", "Next of the day", "Calendar", ("calendar",)),
    Key("previous_item", "left_square_bracket", "item(-1)", "The one before", "Calendar", ("calendar",)),
    Key("go_today", "t", "go_today", "Today", "Calendar", ("calendar",)),
    Key("view", "v", "view", "Month, week or day", "Calendar", ("calendar",)),
    Key("earlier_day", "H", "shift('day', -1)", "A day earlier", "Calendar", ("calendar",)),
    Key("later_day", "L", "shift('day', 1)", "A day later", "Calendar", ("calendar",)),
    Key("later", "J", "shift('time', 1)", "A quarter of an hour later", "Calendar", ("calendar",)),
    Key("earlier", "K", "shift('time', -1)", "A quarter of an hour earlier", "Calendar", ("calendar",)),
    Key("longer", "plus", "resize(1)", "Longer", "Calendar", ("calendar",)),
    Key("shorter", "minus", "resize(-1)", "Shorter", "Calendar", ("calendar",)),
    Key("cancel", "C", "cancel", "Call an appointment off", "Calendar", ("calendar",)),
    Key("called_off", "a", "called_off", "Show or hide what was called off", "Calendar", ("calendar",)),
    Key("undo", "u", "app.undo", "Undo", "Always"),
    Key("redo", "ctrl+r", "app.redo", "Redo", "Always"),
    Key("theme", "T", "app.next_theme", "Next theme", "Always"),
    Key("palette", "colon,ctrl+p", "app.palette", "Every action", "Always"),
    Key("help", "question_mark", "help", "Keys of this screen", "Always"),
    Key("suspend", "ctrl+z", "app.suspend_process", "Suspend", "Always"),
    Key("quit", "q", "app.quit", "Quit", "Always"),
)  # fmt: skip
_SETTING = "[keys] in the settings"
# Within a list; lists bind these themselves.
LIST_KEYS = (
    Key("down", "down,j", "cursor(1)", "Down", "Moving"),
    Key("up", "up,k", "cursor(-1)", "Up", "Moving"),
    Key("page_down", "pagedown,ctrl+d", "page(1)", "A page down", "Moving"),
    Key("page_up", "pageup,ctrl+u", "page(-1)", "A page up", "Moving"),
    Key("first", "home,g", "first", "First", "Moving"),
    Key("last", "end,G", "last", "Last", "Moving"),
    Key("enter", "enter", "enter", "Open", "Moving"),
    Key("mark", "space", "mark", "Mark", "Moving"),
    Key("mark_all", "asterisk,ctrl+a", "mark_all", "Mark all, or none", "Moving"),
)


def of_screen(screen: str) -> Iterator[Key]:
    """The actions that work on ``screen``."""
    return (key for key in KEYS if not key.screens or screen in key.screens)


def bindings(screen: str) -> list[Binding]:
    """Textual's bindings for ``screen``."""
    return [_binding(key) for key in of_screen(screen)]


def list_bindings() -> list[Binding]:
    """Textual's bindings for a list."""
    return [_binding(key) for key in LIST_KEYS]


def _binding(key: Key) -> Binding:
    return Binding(key.keys, key.action, key.words, id=key.name, show=False)


def rebound(wanted: Mapping[str, str]) -> dict[str, str]:
    """The user's own keys (``[keys]`` in the settings) by action, as Textual names them.

    UsageError for an action or a key that there is not, and where an action of a screen would be left without one.
    """
    known = {key.name: key for key in (*KEYS, *LIST_KEYS)}
    for name in wanted:
        if name not in known:
            from smallcrm.config import near

            raise UsageError(f'{_SETTING}: there is no action "{name}"{near(name, known)}')
    own = {name: ",".join(_named(each) for each in keys.split(",")) for name, keys in wanted.items()}
    for screen in SCREENS:
        own |= _yielding((*of_screen(screen), *LIST_KEYS), own)
    return own


def _named(key: str) -> str:
    """A key as Textual names it, of one as people write it: ``l``, ``ctrl+l``, ``?``, ``esc``, ``f5``."""
    from textual.keys import Keys

    *held, last = key.strip().split("+") if len(key.strip()) > 1 else [key.strip()]
    last = {"esc": "escape", "return": "enter"}.get(last, last)
    named = next(iter(Binding.make_bindings([Binding(last or "?", "")]))).key
    known = {each.value for each in Keys} | set(_SHOWN)
    if not last or (len(last) > 1 and named not in known) or not set(held) <= {"ctrl", "shift", "alt"}:
        raise UsageError(f'{_SETTING}: "{key}" is no key; write for example l, L, ctrl+l, f5 or space')
    return "+".join((*held, named))


def _yielding(keys: Iterable[Key], own: Mapping[str, str]) -> dict[str, str]:
    """The keys that are left to actions of which the user gave one away; UsageError where none is left."""
    taken: dict[str, str] = {}
    left: dict[str, str] = {}
    for key in sorted(keys, key=lambda key: key.name not in own):
        named = own.get(key.name, key.keys).split(",")
        free = [each for each in named if taken.setdefault(each, key.name) == key.name]
        lost = next((each for each in named if each not in free and taken[each] in own), "")
        if lost and (key.name in own or not free):
            raise UsageError(
                f'{_SETTING}: {_SHOWN.get(lost, lost)} would be both "{taken[lost]}" and "{key.name}"; '
                "give one of them another key"
            )
        if lost:
            left[key.name] = ",".join(free)
    return left


_SHOWN = {
    "slash": "/", "question_mark": "?", "colon": ":", "plus": "+", "minus": "-", "escape": "esc", "space": "space", "asterisk": "*",
    "left_square_bracket": "[", "right_square_bracket": "]",
}  # fmt: skip


def shown(key: Key, own: Mapping[str, str]) -> str:
    """The key or keys as people write them: ``: ctrl+p``; the user's own where they have bound it."""
    keys = own.get(key.name, key.keys).split(",")
    return " ".join(_SHOWN.get(each.strip(), each.strip()) for each in keys)

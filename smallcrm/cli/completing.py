"""What the Tab key offers. A name costs no more than asking the store; a command's options build that command alone.

The shells' scripts (``smallcrm completion``) call ``smallcrm --complete-words SHELL WORD...``, the last word being
the one that is typed. Nothing is made, nothing is said, nothing goes wrong: at worst nothing is offered.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from smallcrm.cli.commands import ALIASES, COMMANDS, GROUPS
from smallcrm.errors import CrmError
from smallcrm.model.text import clean, storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from smallcrm.cli.face import Face

Suggestion = tuple[str, str]
# What a command's arguments name, in order; "..." repeats the one before.
ARGUMENTS: dict[tuple[str, ...], tuple[str, ...]] = {
    **{(name,): ("contact",) for name in ("show", "log", "book", "phone", "email", "address")},
    ("move",): ("appointment",),
    ("done",): ("reminder", "..."),
    ("reminder", "message"): ("contact",),
    ("export",): ("export",),
    ("completion",): ("shell",),
    **{("contact", name): ("contact", "...") for name in ("show", "edit", "remove", "merge", "dossier")},
    **{(kind, "add"): ("contact",) for kind in ("note", "job", "appointment")},
    **{
        (kind, name): (kind, "...")
        for kind in ("note", "job", "appointment", "reminder")
        for name in ("show", "edit", "remove", "cancel", "done", "snooze")
    },
    ("job", "move"): ("job", "stage"),
    ("appointment", "move"): ("appointment",),
    **{("config", name): ("setting",) for name in ("get", "set", "unset")},
}
# What the values of options name; those of others are files, dates or words.
VALUES = {
    "--contact": "contact", "--tag": "tag", "-t": "tag", "--remove-tag": "tag", "--job": "job", "--stage": "stage",
    "--format": "format", "-f": "format", "--channel": "channel", "-c": "channel", "--direction": "direction", "--prefers": "channel",
    "--status": "status", "--type": "type", "--sort": "field", "-s": "field", "--company": "contact",
}  # fmt: skip
FLAGS = frozenset({
    "--json", "--all", "--open", "--copy", "--reverse", "-r", "--no-header", "--yes", "-y", "--out", "--all-day",
    "--no-overlap", "--allow-duplicate", "--consent", "--no-consent", "--dry-run", "--strict", "--count", "--new",
})  # fmt: skip
SHELLS = ("bash", "zsh", "fish")


def complete(words: Sequence[str], face: Face) -> None:
    """Print what the last of ``words`` could become, a line each, words about it behind a tab; the first is the shell."""
    if len(words) < 2:
        return
    shell, *before, typed = words
    try:
        offered = _offered([_bare(word) for word in before if word != "="], _bare(typed.lstrip("=")), face)
        lines = [_line(shell, typed, *pair) for pair in dict(offered).items()]
    except (CrmError, OSError):
        return
    sys.stdout.write("".join(line for line in lines if line))


def _bare(word: str) -> str:
    """A word as the shell will read it: without quotes, and what a backslash protects."""
    return storable(re.sub(r"\\(.)", r"\1", word.lstrip("\"'").rstrip("\"'")))


def _line(shell: str, typed: str, value: str, about: str) -> str:
    if shell == "bash":
        return f"{quoted}\n" if (quoted := _for_bash(value, typed[:1])) else ""
    return f"{value}\t{clean(about)}\n"


def _for_bash(value: str, quote: str) -> str:
    """``value`` so that bash reads it back as it is, within the quote that is open; "" where that can't be."""
    if quote == "'":
        return "" if "'" in value else value
    if quote == '"':
        return "" if "!" in value else re.sub(r'([\\"$`])', r"\\\1", value)
    return re.sub(r"([^\w@%+:,./-])", r"\\\1", value)


def _offered(before: list[str], typed: str, face: Face) -> Iterable[Suggestion]:
    path, arguments, table = _place(before)
    if table is not None:
        return _beginning(typed, {**{name: text for name, (_, text) in table.items()}, **_more(path)})
    last = before[-1]
    if last.startswith("-") and last not in FLAGS:
        return _values(VALUES.get(last, ""), typed, path, face)
    option, equals, value = typed.partition("=")
    if option.startswith("--") and equals:
        # Bash makes three words of these; zsh and fish leave them one.
        given = _values(VALUES.get(option, ""), value, path, face)
        return ((f"{option}={name}", about) for name, about in given)
    if typed.startswith("-"):
        return _beginning(typed, _options(path))
    kinds = ARGUMENTS.get(path, ())
    if kinds[-1:] == ("...",):
        return _values(kinds[0], typed, path, face)
    return _values(kinds[len(arguments)], typed, path, face) if len(arguments) < len(kinds) else []


def _place(before: Sequence[str]) -> tuple[tuple[str, ...], list[str], dict[str, tuple[str, str]] | None]:
    """Where on the line one is: the command, its arguments so far, and the commands to choose from where none is yet."""
    table: dict[str, tuple[str, str]] | None = COMMANDS
    path: tuple[str, ...] = ()
    arguments: list[str] = []
    previous = ""
    for word in before:
        name = ALIASES.get(word, word)
        if table is not None and name in table:
            path = (*path, name)
            table = GROUPS[name][2] if table[name][0].startswith("group:") else None
        elif not word.startswith("-") and (not previous.startswith("-") or previous in FLAGS):
            arguments.append(word)
        previous = word
    return path, arguments, table


def _more(path: tuple[str, ...]) -> dict[str, str]:
    return {} if path else {"help": "What a command does"}


def _beginning(typed: str, offered: dict[str, str]) -> Iterable[Suggestion]:
    return ((name, text) for name, text in offered.items() if name.startswith(typed))


def _options(path: tuple[str, ...]) -> dict[str, str]:
    # Only here is a command built.
    from smallcrm.cli.app import load

    table = GROUPS[path[0]][2] if len(path) > 1 else COMMANDS
    command = load(path[-1], table[path[-1]][0])
    options = {
        name: (option.help or "").splitlines()[0]
        for option in command.params
        if getattr(option, "help", None)
        for name in (*option.opts, *option.secondary_opts)
        if name.startswith("--")
    }
    return {**options, "--help": "What the command does"}


def _values(kind: str, typed: str, path: tuple[str, ...], face: Face) -> Iterable[Suggestion]:
    words = _words(kind, path, face)
    if words:
        return _beginning(typed, dict.fromkeys(words, ""))
    if kind not in ("contact", "note", "job", "appointment", "reminder", "tag", "stage"):
        return []
    from smallcrm.config import store_path
    from smallcrm.read.completion import suggestions

    store, _ = store_path(face.db)
    return suggestions(store, kind, typed) if store.exists() else []


def _words(kind: str, path: tuple[str, ...], face: Face) -> Iterable[str]:
    """The words of a kind that knows them all; none for what stands in the store."""
    if kind == "shell":
        return SHELLS
    if kind == "export":
        return ("contacts", "notes", "jobs", "appointments", "reminders", "all")
    if kind == "format":
        exported = ("csv", "json", "jsonl", "vcf", "ics")
        return exported if path == ("export",) else ("table", "json", "jsonl", "csv", "tsv", "ids")
    if kind == "setting" or (kind == "stage" and path[:1] == ("contact",)):
        return _of_settings(kind, face)
    return _of_model(kind, path)


def _of_settings(kind: str, face: Face) -> Iterable[str]:
    from smallcrm.config import BY_NAME, config_path, load

    return BY_NAME if kind == "setting" else load(config_path(face.config)).items("contact_stages")


def _of_model(kind: str, path: tuple[str, ...]) -> Iterable[str]:
    if kind == "type":
        from smallcrm.read.find import TYPES

        return TYPES
    if kind == "field":
        from smallcrm.read.fields import FIELDS

        return FIELDS.get(path[0], {})
    from smallcrm.model.appointment import STATUSES
    from smallcrm.model.note import CHANNELS, DIRECTIONS

    return {"channel": CHANNELS, "direction": DIRECTIONS, "status": STATUSES}.get(kind, ())

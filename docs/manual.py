"""The man page, in roff's man macros (groff_man(7)): every command, its arguments, options and examples."""  # noqa: INP001

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from smallcrm import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

BEGINNING = f"""\
.\\" Written by docs/generate.py from the code; edit that, then run it.
.TH SMALLCRM 1 "" "smallcrm {__version__}" "User commands"
.SH NAME
smallcrm \\- contacts, notes, jobs, appointments and reminders in one file
.SH SYNOPSIS
.B smallcrm
.RI [ "GLOBAL OPTION" ]... " COMMAND " [ ARGUMENT ]...
.br
.B smallcrm
.SH DESCRIPTION
A contact manager for one person at a terminal. Without a command, on a terminal, it opens the full-screen dashboard.
Data goes to standard output, words to standard error. Dates are said as one says them: tomorrow 9am, next tue, 3 apr.
.SH GLOBAL OPTIONS
They stand anywhere on the line.
"""
GLOBAL = (
    ("--db FILE", "The store, instead of your own"),
    ("--config FILE", "The configuration, instead of your own"),
    ("-q, --quiet", "No words on standard error"),
    ("--no-input", "Never ask"),
    ("-h, --help", "Help, with examples, of the command"),
    ("-V, --version", "The version"),
)
CODES = (
    ("0", "Done, also when a list is empty"),
    ("1", "Failed"),
    ("2", "The line was not understood"),
    ("3", "Not found"),
    ("4", "Ambiguous: several could be meant"),
    ("5", "Some of what was to be imported was rejected"),
    ("6", "Refused because of a conflict"),
    ("130", "Stopped by Ctrl-C"),
)
FILES = (
    ("~/.local/share/smallcrm/smallcrm.db", "The store, on Linux; SMALLCRM_DB names another"),
    ("~/.local/share/smallcrm/smallcrm.db.backups/", "Its automatic backups"),
    ("~/.config/smallcrm/config.toml", "The configuration; SMALLCRM_CONFIG names another"),
)


def manual(commands: Iterable[tuple[str, Any, Any]]) -> str:
    """The page for ``(path, command, context)`` of every command, the whole line first."""
    sections = [_command(*each) for each in commands]
    ending = f".SH EXIT STATUS\n{_listed(CODES)}.SH FILES\n{_listed(FILES)}"
    return f"{BEGINNING}{_listed(GLOBAL)}.SH COMMANDS\n{''.join(sections[1:])}{ending}"


def _command(path: str, command: Any, context: Any) -> str:  # noqa: ANN401
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    records = [p.get_help_record(context) for p in command.get_params(context) if "--help" not in p.opts]
    examples = [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  ")]
    return (
        f'.SS "{_plain(usage)}"\n{_line(inspect.cleandoc(command.help or ""))}'
        f"{_listed(record for record in records if record)}{_examples(examples)}"
    )


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f".TP\n.B {_plain(name)}\n{_line(text)}" for name, text in pairs)


def _examples(lines: Iterable[str]) -> str:
    shown = "".join(_line(line) for line in lines)
    return f".PP\n.EX\n{shown}.EE\n" if shown else ""


def _line(text: str) -> str:
    """One line of text; what would begin a macro is kept from it."""
    plain = _plain(" ".join(text.split()))
    return f"\\&{plain}\n" if plain.startswith((".", "'")) else f"{plain}\n"


def _plain(text: str) -> str:
    for sign, written in (
        ("\\", "\\e"),
        ("-", "\\-"),
        ('"', "\\(dq"),
        ("'", "\\(aq"),
        ("~", "\\(ti"),
        ("^", "\\(ha"),
    ):
        text = text.replace(sign, written)
    return text

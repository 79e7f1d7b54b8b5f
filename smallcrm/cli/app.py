"""The command line as a whole: commands known by name and help, each loaded when it is invoked.

Sixty commands built eagerly cost 30 ms of every start, so the table below says which module holds which command;
a test holds the table to the modules.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any

import typer
from typer import Typer
from typer.core import TyperGroup

from smallcrm.cli.commands import ALIASES, COMMANDS, GROUPS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smallcrm.cli.face import Face

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


# What a value is called in help: by the parameter, else by its type.
VALUES = {
    "reference": "REF", "references": "REF", "contact": "REF", "contacts": "REF", "ref": "REF", "refs": "REF", "keep": "REF",
    "others": "REF", "job": "REF", "reminder": "REF", "due": "WHEN", "at": "WHEN", "on": "WHEN", "when": "WHEN",
    "until": "WHEN", "first": "WHEN", "last": "WHEN", "length": "DURATION", "repeat": "REPEAT", "repeat_after": "DURATION",
    "where": "CONDITION", "tag": "TAG", "sort": "COLUMN", "columns": "COLUMNS", "value": "AMOUNT", "stage": "STAGE",
    "title": "TITLE", "name": "NAME", "words": "WORDS", "files": "FILE", "kind": "KIND", "reach": "PHONE|EMAIL",
    "form": "FORMAT", "channel": "CHANNEL", "prefers": "CHANNEL", "email": "EMAIL", "phone": "PHONE", "fax": "PHONE",
    "prefer_email": "EMAIL", "prefer_phone": "PHONE", "birthday": "DATE", "handle": "PLATFORM=NAME", "fields": "KEY=VALUE",
    "timezone": "ZONE", "mapping": "COLUMN=FIELD", "change": "ID", "shell": "SHELL", "remove_tag": "TAG",
    "remove_email": "EMAIL", "remove_phone": "PHONE",
}  # fmt: skip
WORDS = {
    "text": "TEXT", "str": "TEXT", "integer": "NUMBER", "int": "NUMBER", "integer range": "NUMBER", "int range": "NUMBER",
    "path": "FILE", "file": "FILE", "float": "NUMBER",
}  # fmt: skip


class LazyGroup(TyperGroup):
    """A group that knows its commands' names and help, and loads a command's module when it is asked for."""

    table: Mapping[str, tuple[str, str]] = {}

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """The rest of the line; a bare group means its help."""
        return super().parse_args(ctx, args or ["--help"])

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Every command's name, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        """The command of that name, built now; None where there is none."""
        cmd_name = ALIASES.get(cmd_name, cmd_name)
        entry = self.table.get(cmd_name)
        return load(cmd_name, entry[0]) if entry else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """The list of commands, from the table: none is loaded for it."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.table.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """The command that the line names; a misspelled one is told the near ones."""
        if args and ALIASES.get(args[0], args[0]) not in self.table and not args[0].startswith("-"):
            from smallcrm.cli import mistaken
            from smallcrm.errors import UsageError

            raise UsageError(mistaken.command(args[0], self.table, ctx.command_path))
        return super().resolve_command(ctx, args)


@cache
def load(name: str, module: str) -> Any:  # noqa: ANN401
    """Build the command ``name`` of ``smallcrm.cli.<module>``, and no other; once, for a batch may have many of it."""
    if module.startswith("group:"):
        return _group(name, module.removeprefix("group:"))
    app: Typer = importlib.import_module(f"smallcrm.cli.{module}").app
    for info in app.registered_commands:
        if info.name == name:
            info.context_settings = CONTEXT
            return _named(
                typer.main.get_command_from_info(info, pretty_exceptions_short=True, rich_markup_mode=None)
            )
    raise LookupError(f"{module} has no command {name}")


def _named(command: Any) -> Any:  # noqa: ANN401
    """The command, its values called in the words of the reference rather than by Python's types."""
    for parameter in command.params:
        kind = parameter.type.name
        if parameter.metavar is None and kind not in ("boolean", "choice", "enum"):
            word = WORDS.get(kind) if kind == "path" else VALUES.get(parameter.name) or WORDS.get(kind)
            parameter.metavar = f"{word}..." if word and parameter.nargs == -1 else word
    return command


def _group(name: str, key: str) -> LazyGroup:
    text, examples, table = GROUPS[key]
    return _lazy(name, text, table, examples)


def _lazy(name: str, text: str, table: Mapping[str, tuple[str, str]], epilog: str) -> LazyGroup:
    group = LazyGroup(name=name, help=text, epilog=epilog, context_settings=CONTEXT, rich_markup_mode=None)
    group.table = table
    return group


def build() -> LazyGroup:
    """The whole command line."""
    text = (
        "A contact manager for sole traders: contacts, notes, jobs, appointments and reminders in one file."
    )
    return _lazy(
        "smallcrm",
        text,
        COMMANDS,
        "\b\nExamples:\n  smallcrm demo\n  smallcrm import contacts.csv\n"
        '  smallcrm add "Maya O\'Connor" 07700900142\n  smallcrm next\n  smallcrm help book\n'
        "\n\b\nAnywhere on the line: --db FILE --config FILE -q/--quiet --no-input -h/--help -V/--version",
    )


def carry_out(command: Any, name: str, arguments: Sequence[str], face: Face) -> int:  # noqa: ANN401
    """Carry out the command of that name with its arguments; its exit code, where it is not told by a CrmError."""
    from typer.exceptions import Abort, Exit, TyperException

    from smallcrm.errors import Cancelled, UsageError

    try:
        # Typer's own main() would turn a closed pipe and Ctrl-C into exit codes of its own.
        with command.make_context(name, list(arguments), obj=face) as context:
            command.invoke(context)
    except Exit as leaving:
        return leaving.exit_code
    except Abort:
        raise Cancelled from None
    except TyperException as problem:
        from smallcrm.cli import mistaken

        raise UsageError(mistaken.line(problem)) from None
    return 0

"""What is said of a command line that can't be understood: what was wrong, and what may have been meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from smallcrm.cli.commands import ALIASES, COMMANDS, GROUPS
from smallcrm.config import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# What other programs call it.
ELSEWHERE = {
    "delete": "remove", "del": "remove", "rm": "remove", "new": "add", "create": "add", "insert": "add", "ls": "list",
    "update": "edit", "change": "edit", "modify": "edit", "view": "show", "get": "show", "search": "find", "grep": "find",
    "call": "log", "schedule": "book", "todo": "next", "start": "demo", "help": "--help",
}  # fmt: skip
OFFERED = 3


def command(word: str, table: Mapping[str, object], path: str) -> str:
    """The message for a ``word`` that is no command of ``path`` ("smallcrm", "smallcrm contact"), whose are in ``table``."""
    return f'no such command "{word}"{_meant(word, table, path)}; see: {path} --help'


def _meant(word: str, table: Mapping[str, object], path: str) -> str:
    """``; did you mean ...?``: what others call it, a near one, or one of another group."""
    wanted = ELSEWHERE.get(word.casefold(), word)
    if wanted in table:
        return _offer([wanted])
    return near(word, [*table, *ALIASES] if path == "smallcrm" else table) or _offer(_in_other_groups(wanted))


def _in_other_groups(word: str) -> list[str]:
    first = [f"smallcrm {word}"] if word in COMMANDS else []
    return first + [f"smallcrm {group} {word}" for group, (_, _, table) in GROUPS.items() if word in table]


def _offer(names: Iterable[str]) -> str:
    offered = ", ".join(list(names)[:OFFERED])
    return f"; did you mean {offered}?" if offered else ""


def line(problem: Any) -> str:  # noqa: ANN401
    """The message for what Typer's parser has to say of a line: an unknown option, a missing argument or another."""
    context = getattr(problem, "ctx", None)
    where = f"; see: {context.command_path} --help" if context else ""
    if context and hasattr(problem, "possibilities"):
        known = [
            name for each in context.command.get_params(context) for name in each.opts + each.secondary_opts
        ]
        return f"there is no option {problem.option_name}{near(problem.option_name, known)}{where}"
    if context and hasattr(problem, "param_type") and getattr(problem, "param", None):
        return f"{_called(problem.param)} is missing{_example(context.command)}{where}"
    if hasattr(problem, "option_name"):
        takes = "needs a" if "requires" in problem.message else "takes no"
        return f"{problem.option_name} {takes} value{where}"
    return f"{_plain(problem.format_message())}{where}"


def _plain(message: str) -> str:
    return re.sub(r"a valid int(eger)?( range)?\b", "a whole number", message.rstrip("."))


def _called(parameter: Any) -> str:  # noqa: ANN401
    return str(
        parameter.metavar or parameter.human_readable_name
        if parameter.param_type_name == "argument"
        else parameter.opts[0]
    )


def _example(command: Any) -> str:  # noqa: ANN401
    """``; write it like: ...``, by the command's first example."""
    examples = [
        each.strip() for each in (command.epilog or "").splitlines() if each.startswith("  smallcrm ")
    ]
    return f"; for example: {examples[0]}" if examples else ""

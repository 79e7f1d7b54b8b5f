"""One run of the command line: global options anywhere, errors told once, exit codes by the contract."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from smallcrm.cli.face import Face
from smallcrm.errors import Cancelled, CrmError, UsageError
from smallcrm.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

VALUED = {"--db": "db", "--config": "config"}
FLAGS = {"-q": "quiet", "--quiet": "quiet", "--no-input": "no_input"}


def run(arguments: Sequence[str], dashboard: Callable[[Face], int] | None = None) -> int:
    """Carry out one command line; its exit code. ``dashboard`` opens the full screen where there is one."""
    sys.excepthook = _last_words
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    face = Face(db=None, config=None, quiet=False, no_input=False)
    try:
        return _carried_out(arguments, face, dashboard)
    except CrmError as problem:
        return _told(problem, face)
    except KeyboardInterrupt:
        return _told(Cancelled(), face)
    except BrokenPipeError:
        # The reader of the pipe has enough; the interpreter must not try to flush the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        face.close()


def _carried_out(arguments: Sequence[str], face: Face, dashboard: Callable[[Face], int] | None) -> int:
    rest = _global_options(arguments, face)
    if arguments[:1] == ["--complete-words"]:
        return _complete(arguments, rest, face)
    if rest[:1] == ["help"]:
        rest = [*rest[1:], "--help"]
    if rest == ["--version"]:
        return _version()
    if not rest and dashboard and sys.stdin.isatty() and sys.stdout.isatty():
        return dashboard(face)
    return _command(rest or ["--help"], face)


def _global_options(arguments: Sequence[str], face: Face) -> list[str]:
    """What is left of the line once the global options, which may stand anywhere before ``--``, are taken."""
    rest: list[str] = []
    given = list(arguments)
    while given:
        word = given.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            return [*rest, word, *given]
        if word in ("-V", "--version"):
            return ["--version"]
        if word in FLAGS:
            setattr(face, FLAGS[word], True)
        elif name in VALUED and (equals or given):
            setattr(face, VALUED[name], value if equals else given.pop(0))
        else:
            rest.append(word)
    face.json = "--json" in rest
    return rest


def _complete(arguments: Sequence[str], rest: Sequence[str], face: Face) -> int:
    from smallcrm.cli.completing import complete

    # The value of a global option is a file, for the shell to complete.
    if rest[-1] == arguments[-1]:
        complete(rest[1:], face)
    return 0


def _version() -> int:
    from smallcrm import __version__

    sys.stdout.write(f"smallcrm {__version__}\n")
    return 0


def _command(rest: list[str], face: Face) -> int:
    from typer.exceptions import Abort, Exit, TyperException

    from smallcrm.cli.app import build

    group = build()
    rest = _unaliased(rest, face)
    try:
        # Typer's own main() would turn a closed pipe and Ctrl-C into exit codes of its own.
        with group.make_context("smallcrm", rest, obj=face) as context:
            group.invoke(context)
    except Exit as leaving:
        return leaving.exit_code
    except Abort:
        raise Cancelled from None
    except TyperException as problem:
        at = getattr(problem, "ctx", None)
        where = f"; see: {at.command_path} --help" if at else ""
        raise UsageError(problem.format_message().rstrip(".") + where) from None
    sys.stdout.flush()
    return 0


def _unaliased(rest: list[str], face: Face) -> list[str]:
    """The line with the user's own name for a command (``[aliases]`` in the settings) put in full."""
    from smallcrm.cli.commands import ALIASES, COMMANDS

    if rest[0].startswith("-") or rest[0] in COMMANDS or rest[0] in ALIASES:
        return rest
    import shlex

    from smallcrm.config import config_path, load

    meant = load(config_path(face.config)).aliases.get(rest[0])
    return [*shlex.split(meant), *rest[1:]] if meant else rest


def _told(problem: CrmError, face: Face) -> int:
    _print_error(f"smallcrm: {clean(problem.message)}")
    if face.json:
        import json

        candidates = [{"id": c.id, "name": c.words} for c in problem.candidates]
        error = {"code": problem.code, "message": problem.message, "candidates": candidates}
        _print_error(json.dumps({"error": error}))
    return problem.exit_code


def _print_error(line: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{line}\n")


def _last_words(kind: type[BaseException], problem: BaseException, _trace: TracebackType | None) -> None:
    """What should never happen, told in one line: a person has no use for a traceback."""
    where = ""
    if _trace is not None:
        while _trace.tb_next is not None:
            _trace = _trace.tb_next
        code = _trace.tb_frame.f_code
        where = f" in {os.path.basename(code.co_filename)}:{_trace.tb_lineno}"  # noqa: PTH119
    _print_error(
        f"smallcrm: something went wrong inside ({kind.__name__}{where}: {clean(str(problem))}); nothing was changed"
    )

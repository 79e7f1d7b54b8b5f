"""One run of the command line: global options anywhere, errors told once, exit codes by the contract."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from smallcrm.cli.face import Face, silence, speak
from smallcrm.errors import Cancelled, CrmError, FileError, StoreError, UsageError
from smallcrm.model.text import clean, storable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from smallcrm.crm import Crm

VALUED = {"--db": "db", "--config": "config"}
FLAGS = {"-q": "quiet", "--quiet": "quiet", "--no-input": "no_input"}


def run(arguments: Sequence[str], dashboard: Callable[[Crm, str], int] | None = None) -> int:
    """Carry out one command line; its exit code. ``dashboard`` opens the full screen on a book, with a notice."""
    sys.excepthook = _last_words
    os.umask(0o077)
    _ready_streams()
    face = Face(db=None, config=None, quiet=False, no_input=False)
    face.dashboard = dashboard
    try:
        code = _carried_out(arguments, face)
        sys.stdout.flush()
        return code
    except CrmError as problem:
        return _told(problem, face)
    except KeyboardInterrupt:
        return _told(_stopped(face), face)
    except BrokenPipeError:
        # The reader of the pipe has enough.
        silence(sys.stdout)
        return 0
    except OSError as problem:
        silence(sys.stdout)
        what = f"{problem.filename} can't be used" if problem.filename else "the output can't be written"
        return _told(FileError(f"{what}: {problem.strerror}"), face)
    except _unforeseen() as problem:
        return _told(_judged(problem, face), face)
    finally:
        face.close()


def _unforeseen() -> tuple[type[Exception], ...]:
    """What a damaged store can lead to; asked for only once something was raised, since few commands need SQLite."""
    import sqlite3

    return sqlite3.Error, ArithmeticError, AttributeError, LookupError, TypeError, ValueError


def _judged(problem: Exception, face: Face) -> CrmError:
    """What is told of it; raised on where the store is whole, and the fault therefore ours."""
    import sqlite3

    from smallcrm.store.connect import damage, words_for
    from smallcrm.store.health import is_damaged

    if isinstance(problem, OverflowError) and "SQLite INTEGER" in str(problem):
        return UsageError("there is nothing with so large a number")
    if "crm" not in vars(face):
        raise problem
    if isinstance(problem, sqlite3.Error):
        return StoreError(words_for(problem, face.crm.path))
    if is_damaged(face.crm.path):
        return StoreError(damage(face.crm.path))
    raise problem


def _stopped(face: Face) -> Cancelled:
    if "crm" in face.__dict__ and face.crm.changed:
        return Cancelled("stopped, but the change was made already; take it back with: smallcrm undo")
    return Cancelled()


def _ready_streams() -> None:
    """Streams that are closed become empty ones, so that no file of ours gets their number; none fails on a character."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure") and stream.errors != "replace":
            stream.reconfigure(errors="replace")


def _carried_out(arguments: Sequence[str], face: Face) -> int:
    rest = _global_options(arguments, face)
    if arguments[:1] == ["--complete-words"]:
        return _complete(arguments, rest, face)
    if rest[:1] == ["help"]:
        rest = [*rest[1:], "--help"]
    if rest == ["--version"]:
        return _version()
    if not rest and face.dashboard and sys.stdin.isatty() and sys.stdout.isatty():
        return face.dashboard(face.crm, "")
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
    from smallcrm.cli.app import build, carry_out

    code = carry_out(build(), "smallcrm", _unaliased(rest, face), face)
    if code == 0 and "crm" in vars(face):
        face.crm.bring_up_to_date()
    return code


def _unaliased(rest: list[str], face: Face) -> list[str]:
    """The line with the user's own name for a command (``[aliases]`` in the settings) put in full."""
    from smallcrm.cli.commands import ALIASES, COMMANDS

    if rest[0].startswith("-") or rest[0] in COMMANDS or rest[0] in ALIASES:
        return rest
    import shlex

    from smallcrm.config import config_path, load

    meant = load(config_path(face.config)).aliases.get(rest[0])
    try:
        return [*shlex.split(meant), *rest[1:]] if meant else rest
    except ValueError as problem:
        raise UsageError(
            f"the alias {rest[0]} is no command line ({problem}); see: smallcrm config edit"
        ) from None


def _told(problem: CrmError, face: Face) -> int:
    speak(f"smallcrm: {clean(problem.message)}\n")
    if face.json:
        import json

        candidates = [{"id": c.id, "name": c.words} for c in problem.candidates]
        error = {"code": problem.code, "message": storable(problem.message), "candidates": candidates}
        speak(json.dumps({"error": error}) + "\n")
    return problem.exit_code


def _last_words(kind: type[BaseException], problem: BaseException, _trace: TracebackType | None) -> None:
    """What should never happen, told in one line: a person has no use for a traceback."""
    where = ""
    if _trace is not None:
        while _trace.tb_next is not None:
            _trace = _trace.tb_next
        code = _trace.tb_frame.f_code
        where = f" in {os.path.basename(code.co_filename)}:{_trace.tb_lineno}"  # noqa: PTH119
    speak(f"smallcrm: something went wrong inside ({kind.__name__}{where}: {clean(str(problem))})\n")

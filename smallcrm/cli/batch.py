"""``smallcrm batch``: many commands in one process, one transaction and one undo step."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from smallcrm.cli.app import LazyGroup, build, carry_out
from smallcrm.cli.commands import ALIASES
from smallcrm.cli.face import Face
from smallcrm.cli.output import print_lines
from smallcrm.errors import CrmError, FileError, UsageError
from smallcrm.formats.json_text import dumps
from smallcrm.model.text import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from smallcrm.store.change import Change

app = typer.Typer()

# What can join no transaction, waits for a person, or speaks of the store as a whole.
ALONE = frozenset(
    {
        "backup", "batch", "calendar", "completion", "config", "demo", "doctor", "export", "history", "import", "redo",
        "restore", "tui", "undo",
    }
)  # fmt: skip
ALONE_IN = frozenset({("contact", "erase"), ("reminder", "install"), ("reminder", "notify")})

# How a command is told to answer otherwise.
ANSWERING = frozenset({"--json", "-f", "--format", "-h", "--help"})


class Line(NamedTuple):
    """A command of a batch: the 1-based ``number`` of its line, and its words."""

    number: int
    words: list[str]


@app.command(
    "batch",
    help="Carry out many commands, read from standard input or FILE, as one change: a line each, a JSON array of its "
    "words. Each is answered by a line of JSON, in order.",
    epilog="\b\nExamples:\n"
    """  echo '["note", "add", "maya", "sent the quote"]' | smallcrm batch\n"""
    "  smallcrm batch changes.jsonl --all-or-nothing",
)
def batch(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The commands, as JSON Lines")] = None,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="End at the first command that fails, and keep none")
    ] = False,
) -> None:
    face: Face = ctx.obj
    lines = list(_lines(file))
    if not lines:
        face.say("no commands")
        return
    answers = _carried_out(face, lines, all_or_nothing=all_or_nothing)
    print_lines(map(dumps, answers))
    failed = [answer["exit"] for answer in answers if answer["exit"]]
    face.say(f"{len(lines) - len(failed)} done" + (f", {len(failed)} failed" if failed else ""))
    if failed:
        raise typer.Exit(failed[0])


def _lines(file: Path | None) -> Iterator[Line]:
    """Every command, read to the end before the first is carried out; UsageError says which is none."""
    for number, text in enumerate(_text(file).splitlines(), 1):
        if text.strip():
            yield Line(number, _words(number, text))


def _text(file: Path | None) -> str:
    try:
        held = sys.stdin.buffer.read() if file is None or str(file) == "-" else file.read_bytes()
        return held.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise FileError(f"the commands are not UTF-8 (byte {problem.start})") from None
    except OSError as problem:
        raise FileError(f"{file} can't be read: {problem.strerror}") from None


def _words(number: int, text: str) -> list[str]:
    try:
        words: Any = json.loads(text)
    except json.JSONDecodeError as problem:
        raise UsageError(f"line {number}, column {problem.colno}: not JSON: {problem.msg}") from None
    except RecursionError:
        words = None
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        raise UsageError(
            f'line {number}: a command is an array of its words, like ["note", "add", "12", "hi"]'
        )
    name = ALIASES.get(words[0], words[0])
    if name in ALONE or (name, *words[1:2]) in ALONE_IN:
        raise UsageError(f"line {number}: {' '.join(words[:2])} can't be part of a batch")
    return words


def _carried_out(face: Face, lines: Sequence[Line], *, all_or_nothing: bool) -> list[dict[str, Any]]:
    """The answer to each command, given once all that it tells of is kept."""
    group, answers, failed = build(), list[dict[str, Any]](), 0
    face.no_input = True
    _open(face)
    with face.write.change("carry out a batch") as change, _quietly(face):
        face.read.renew = change.renew
        for line in lines:
            answer, problem = _tried(face, group, line.words, change)
            if problem is not None:
                failed += 1
                if all_or_nothing:
                    raise type(problem)(
                        f"line {line.number}: {problem.message}; nothing was kept", problem.candidates
                    )
            answers.append({"line": line.number, **answer})
        change.say(f"carried out a batch of {len(lines) - failed}")
    return answers


def _open(face: Face) -> None:
    """Commands read what those before them wrote, over one connection: a new store is made first."""
    if not face.crm.path.exists():
        _ = face.write.changes.connection
        face.write.close()
    _ = face.read.connection


@contextlib.contextmanager
def _quietly(face: Face) -> Iterator[None]:
    """Words for a person are left out: the answers say it all."""
    before = face.quiet
    face.quiet = True
    try:
        yield
    finally:
        face.quiet = before


def _tried(
    face: Face, group: LazyGroup, words: list[str], change: Change
) -> tuple[dict[str, Any], CrmError | None]:
    """The answer to a command, and the problem where there was one; what it wrote by then is taken back."""
    face.yes = False
    change.connection.execute("SAVEPOINT command")
    try:
        return _answer(group, words, face), None
    except CrmError as problem:
        change.connection.execute("ROLLBACK TO command")
        return _told(problem), problem
    finally:
        change.connection.execute("RELEASE command")
        change.warnings.clear()


def _answer(group: LazyGroup, words: list[str], face: Face) -> dict[str, Any]:
    command, name, rest = _resolved(group, words)
    # The record of what was written, unless the line says how it is to be answered.
    takes = any(parameter.name == "json" for parameter in command.params) and not ANSWERING.intersection(rest)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = carry_out(command, name, ["--json", *rest] if takes else rest, face)
    text = said.getvalue()
    return {"exit": code, "result": json.loads(text) if takes and text else text}


def _resolved(group: LazyGroup, words: list[str]) -> tuple[Any, str, list[str]]:
    """The command that a line names, its whole name, and its arguments.

    To go through the groups that hold it would take as long as the command itself.
    """
    command: Any = group
    for place, word in enumerate(words):
        found = command.get_command(None, word)
        if found is None:
            break
        command = found
        if not isinstance(command, LazyGroup):
            return command, " ".join(["smallcrm", *words[: place + 1]]), words[place + 1 :]
    return group, "smallcrm", words


def _told(problem: CrmError) -> dict[str, Any]:
    candidates = [{"id": each.id, "name": each.words} for each in problem.candidates]
    error = {"code": problem.code, "message": storable(problem.message), "candidates": candidates}
    return {"exit": problem.exit_code, "error": error}

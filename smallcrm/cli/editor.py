"""The person's own editor, on a file that is kept whenever what they wrote could not be taken."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from smallcrm.errors import CrmError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.cli.face import Face


@contextlib.contextmanager
def edited(face: Face, text: str, *, name: str) -> Iterator[str]:
    """What the person made of ``text``, in a file whose name ends in ``name``.

    If the block refuses it with a CrmError, the file stays and the error says where.
    """
    import tempfile

    command = editor_command(face)
    handle, place = tempfile.mkstemp(prefix="smallcrm-", suffix=f"-{name}.txt")
    path = Path(place)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        _run(command, path)
        yield _text(path)
    except CrmError as problem:
        if path.read_bytes() == text.encode("utf-8"):
            path.unlink()
        else:
            problem.message += f"; what you wrote is kept in {path}"
        raise
    path.unlink(missing_ok=True)


def editor_command(face: Face) -> list[str]:
    """The editor as an argument list: the setting, else ``$VISUAL`` or ``$EDITOR``, else what a terminal has."""
    named = face.crm.desk.settings["editor"] or os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if face.no_input or not (named or face.asks):
        raise UsageError("there is no terminal for an editor; say with options what to change")
    if named:
        try:
            return shlex.split(named, posix=sys.platform != "win32")
        except ValueError:
            raise UsageError(f'the editor "{named}" is no command') from None
    for program in ("nano", "vi", "notepad"):
        if shutil.which(program):
            return [program]
    raise UsageError("there is no editor; name yours: smallcrm config set editor nano")


def _run(command: list[str], path: Path) -> None:
    import subprocess

    try:
        code = subprocess.run([*command, str(path)], check=False).returncode
    except OSError as problem:
        raise UsageError(
            f"the editor {command[0]} can't be run ({problem.strerror}); name yours: smallcrm config set editor nano"
        ) from None
    if code:
        raise CrmError(f"the editor {command[0]} ended with {code}, so nothing was changed")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the text is not UTF-8") from None

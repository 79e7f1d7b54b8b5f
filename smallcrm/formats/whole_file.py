"""Files of the user's, written for the user alone (0600), whole or not at all."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from smallcrm.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


PRIVATE = 0o600


@contextlib.contextmanager
def whole_file(file: Path, mode: int = PRIVATE) -> Iterator[BinaryIO]:
    """A stream into ``file``, which appears with its end (0600, or ``mode``), or not at all; FileError where it can't be written.

    A link stays and what it names is written; so is a device or a pipe, which has to be there already.
    """
    if not file.name:
        raise FileError(f"{file} is no name of a file")
    try:
        if file.exists() and not file.is_file():
            with file.open("wb") as out:
                yield out
            return
        with _renamed(Path(os.path.realpath(file)), mode) as out:
            yield out
    except OSError as problem:
        raise FileError(f"{file} can't be written: {problem.strerror}") from None


@contextlib.contextmanager
def _renamed(file: Path, mode: int) -> Iterator[BinaryIO]:
    _clear_parts(file)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            yield out
            if mode != PRIVATE:
                part.chmod(mode)
            # A power cut must not leave the new name to an empty file.
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _clear_parts(file: Path) -> None:
    """Take away what writers of ``file`` that were killed left beside it: the parts of processes that are no more."""
    with contextlib.suppress(OSError):
        for part in file.parent.iterdir():
            pid = part.name.removeprefix(f".{file.name}.").removesuffix(".part")
            if part.name == f".{file.name}.{pid}.part" and pid.isdigit() and not _runs(int(pid)):
                part.unlink(missing_ok=True)


def _runs(pid: int) -> bool:
    """Whether there is a process of that number; where that can't be asked without harm, yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True

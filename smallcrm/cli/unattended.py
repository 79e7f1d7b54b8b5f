"""What the system runs by itself: the command by its absolute path, and the files that make it run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from smallcrm.cli.output import Format, Sheet, data_stream, print_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.cli.face import Face
    from smallcrm.cli.timer import File


def command(face: Face, *words: str) -> list[str]:
    """The command line with these words, on this store and configuration, wherever it is run; a missing store is told."""
    return [*_program(), *_files(face), *words]


def _program() -> list[str]:
    """The command by its absolute path: the script beside the interpreter, else the interpreter with the module."""
    script = Path(sys.executable).with_name("smallcrm")
    return [str(script)] if script.exists() else [sys.executable, "-P", "-m", "smallcrm"]


def _files(face: Face) -> list[str]:
    from smallcrm.config import config_path, store_path

    store, config = store_path(face.db)[0].absolute(), config_path(face.config).absolute()
    if not store.exists():
        face.say(f"warning: there is no store at {store} yet")
    return ["--db", str(store), "--config", str(config)]


def print_files(files: Sequence[File], *, json: bool) -> None:
    """The files as they are to be made."""
    if json:
        print_sheet(Sheet([file._asdict() for file in files], ("path",)), Format.JSON)
        return
    # A plist may not begin with a comment; where there are several, each says which it is.
    named = (f"# {file.path}\n{file.content}" if len(files) > 1 else file.content for file in files)
    with data_stream(None) as out:
        out.write("\n".join(named).encode())

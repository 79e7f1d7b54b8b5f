"""A note's text: as said on the line, from a pipe, or from the editor."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.cli.face import Face


@contextlib.contextmanager
def note_text(face: Face, text: str | None, before: str = "") -> Iterator[str]:
    """The text for the block to take: as it stands; from stdin for ``-`` or where that is a pipe; else from the editor.

    The editor begins with ``before``, and what was written in it stays in a file if the block refuses it.
    """
    if text is not None and text != "-":
        yield text
    elif text == "-" or not sys.stdin.isatty():
        yield _piped()
    else:
        from smallcrm.cli.editor import edited

        with edited(face, before, name="note") as written:
            yield _without_last_end(written)


def _piped() -> str:
    raw = sys.stdin.buffer.read()
    try:
        return _without_last_end(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _without_last_end(raw.decode("cp1252", "replace"))


def _without_last_end(text: str) -> str:
    """`echo` and editors end the last line, which is no part of what was said."""
    return text.removesuffix("\n").removesuffix("\r")

"""Cells that a spreadsheet would run, guarded so that it shows them, and freed again by our own reader."""

from __future__ import annotations

import re

# The wide ones count too where Chinese or Japanese is typed.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
SUSPECT = frozenset(("'", *_STARTS))
"""The letters that a guarded cell can begin with."""
_HARMLESS = re.compile(r"[+-]?[\d .,()/-]+(?:e[+-]?\d+)?", re.IGNORECASE)


def guarded(text: str) -> str:
    """``text`` behind an apostrophe if a spreadsheet would run it; plain numbers and +44 phones stay as they are."""
    return f"'{text}" if needs_guard(text) else text


def needs_guard(text: str) -> bool:
    """Whether a spreadsheet would take ``text`` for a formula."""
    return text.lstrip("'").startswith(_STARTS) and not _HARMLESS.fullmatch(text.lstrip("'"))


def unguarded(text: str) -> str:
    """What :func:`guarded` was given."""
    return text[1:] if text.startswith("'") and needs_guard(text[1:]) else text

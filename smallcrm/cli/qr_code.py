"""A QR code (ISO/IEC 18004) on a terminal, two of its rows a line."""

from __future__ import annotations

import os
import sys
from itertools import zip_longest
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

# By what is light of the upper and the lower of two modules: what is drawn is light.
_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
# White on black, whatever colours the terminal has; few cameras read a code the other way round.
_WHITE_ON_BLACK, _AS_BEFORE = "\x1b[38;5;231;48;5;16m", "\x1b[0m"
# Modules around it. The standard asks for 4, cameras are content with 2, and 2 lines are much on a terminal.
_QUIET = 2


def qr_code(text: str) -> list[str]:
    """The lines to print; coloured on a terminal, unless NO_COLOR is set.

    UsageError where what is printed to has no characters for it.
    """
    import segno

    try:
        "".join(_BLOCKS.values()).encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        raise UsageError(
            f"no QR code can be drawn in the encoding {sys.stdout.encoding}; set LANG to one of UTF-8, such as C.UTF-8"
        ) from None
    rows = [
        [not module for module in row] for row in segno.make_qr(text, error="l").matrix_iter(border=_QUIET)
    ]
    lines = ["".join(_pairs(upper, lower)) for upper, lower in zip_longest(rows[::2], rows[1::2])]
    return [f"{_WHITE_ON_BLACK}{line}{_AS_BEFORE}" for line in lines] if _is_coloured() else lines


def _pairs(upper: Sequence[bool], lower: Sequence[bool] | None) -> list[str]:
    return [_BLOCKS[pair] for pair in zip(upper, lower or [False] * len(upper), strict=True)]


def _is_coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

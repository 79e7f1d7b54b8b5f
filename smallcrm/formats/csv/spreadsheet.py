"""What spreadsheets do to phones: they make numbers of them."""

from __future__ import annotations

import re

_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d\d?)")
_FLOAT = re.compile(r"(\+?\d{5,})[.,]0+")
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"|\'(.*)')

LOST = "a spreadsheet turned it into a number and its last digits are lost"


def repaired_phone(text: str) -> tuple[str, str]:
    """A phone number as it was before a spreadsheet, and what was done to it (``""``: nothing).

    ``="07700 900111"`` and ``'07700 900111`` were kept as text; ``447700900111.0`` and ``4.47700900111E+11`` have all
    their digits; ``4.47701E+11`` has not, and gives ``("", reason)``. A lost leading zero is not judged here, for that
    takes the region.
    """
    if match := _KEPT_AS_TEXT.fullmatch(text):
        return (match[1] or match[2] or "").strip(), ""
    if match := _FLOAT.fullmatch(text):
        return match[1], f"a spreadsheet turned it into a number: read as {match[1]}"
    if match := _SCIENTIFIC.fullmatch(text):
        digits = match[1] + (match[2] or "")
        if len(digits) != int(match[3]) + 1:
            return "", LOST
        return digits, f"a spreadsheet turned it into a number: read as {digits}"
    return text, ""

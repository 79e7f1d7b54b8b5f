"""Several values in one cell, and the labels they carry."""

from __future__ import annotations

import re
from functools import lru_cache

BETWEEN = ":::"
"""What Google puts between the values of a cell."""

_SEPARATORS = re.compile(r"[,;\n\r]|\s/\s|\s+or\s+", re.IGNORECASE)
_LABELS = {
    "business": "work",
    "cell": "mobile",
    "cell phone": "mobile",
    "e-mail": "",
    "email": "",
    "phone": "",
}
_SYSTEM_GROUP = "* "
_NO_TAG = frozenset({"* myContacts", "*", "myContacts", "* My Contacts"})
_LEAST_DIGITS = 6


def several(cell: str) -> list[str]:
    """The values between Google's ``:::``, without the blank ones."""
    return [value for part in cell.split(BETWEEN) if (value := part.strip())]


def emails_in(cell: str) -> list[str]:
    """The e-mail addresses of a cell: several only if each part is one by its looks."""
    if BETWEEN in cell:
        return several(cell)
    if cell.count("@") < 2:
        return [cell]
    for parts in (_SEPARATORS.split(cell), cell.split()):
        values = [value for part in parts if (value := part.strip())]
        if len(values) > 1 and all("@" in value for value in values):
            return values
    return [cell]


def phones_in(cell: str) -> list[str]:
    """The phone numbers of a cell: several only if each part has digits enough for one, so no "ext 4" is torn off."""
    if BETWEEN in cell:
        return several(cell)
    if len(cell) < 2 * _LEAST_DIGITS or not _SEPARATORS.search(cell):
        return [cell]
    values = [value for part in _SEPARATORS.split(cell) if (value := part.strip())]
    enough = all(sum(map(str.isdigit, value)) >= _LEAST_DIGITS for value in values)
    return values if enough else [cell]


def tags_in(cell: str) -> list[str]:
    """The tags of a cell, parted by ``:::``, else by semicolons or commas; Google's "* myContacts" is none."""
    if BETWEEN in cell or cell.startswith("*"):
        names = several(cell)
    else:
        names = [name for part in re.split(r"[;,]", cell) if (name := part.strip())]
    return [name.removeprefix(_SYSTEM_GROUP) for name in names if name not in _NO_TAG]


@lru_cache(maxsize=256)
def label_in(cell: str) -> tuple[str, bool]:
    """The label in lower case, and whether Google's ``* `` marks its value as the preferred one."""
    label = cell.removeprefix("*").strip().lower()
    return _LABELS.get(label, label), cell.startswith("*")

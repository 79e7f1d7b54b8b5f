"""A contact as lines of text that one can edit, and what the edited lines change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.draft.card import MANY, SINGLES, Line, many_of, singles_of
from smallcrm.draft.card import card_edit as edit_of
from smallcrm.errors import UsageError
from smallcrm.model.text import clean, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.desk import Desk
    from smallcrm.model.contact_edit import ContactEdit
    from smallcrm.model.contact_row import ContactRow


def card_text(row: ContactRow) -> str:
    """The contact as text: a line for each single value, empty ones too, and one for each of the others."""
    head = (
        f"# {clean(row.name)} ({row.id}). What you change here is changed, a line you take away is taken away.\n"
        "# email: LABEL=VALUE (preferred), the same for phone; address: LABEL=STREET; CITY; REGION; POSTCODE; COUNTRY\n"
        "# handle: PLATFORM=NAME, field: NAME=VALUE, url and tag. Further lines of a value begin with two spaces.\n"
    )
    singles = [_line(name, value) for name, value in singles_of(row).items()]
    return head + "".join(singles) + "".join(_line(key, text) for key, text, _ in many_of(row))


def _line(key: str, value: str) -> str:
    value = value.replace("\n", "\n  ")
    return f"{key.replace('_', ' ')}: {value}".rstrip(" ") + "\n"


def card_edit(text: str, row: ContactRow, desk: Desk) -> ContactEdit:
    """What the edited ``text`` changes of ``row``; UsageError names the line that can't be understood."""
    lines = list(_lines(text))
    singles: dict[str, Line] = {}
    for line in lines:
        if line.key in singles:
            raise UsageError(f"line {line.number}: a second {line.key.replace('_', ' ')}")
        if line.key not in MANY:
            singles[line.key] = line
    return edit_of(singles, [line for line in lines if line.key in MANY], row, desk)


def _lines(text: str) -> Iterator[Line]:
    """The ``key: value`` lines; what is indented goes on, over empty lines too."""
    current: Line | None = None
    empty = 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            empty += 1
            continue
        if current and line[0] in " \t":
            more = line.removeprefix("  ").rstrip()
            current = current._replace(value=current.value + "\n" * (empty + 1) + more)
        elif not line.startswith("#"):
            if current:
                yield current
            current = _parsed(line, number)
        empty = 0
    if current:
        yield current


def _parsed(line: str, number: int) -> Line:
    name, colon, value = line.partition(":")
    key = fold(name).replace(" ", "_")
    if not colon:
        raise UsageError(f'line {number}: "{line.strip()}" is no "key: value"')
    if key not in (*SINGLES, *MANY):
        from smallcrm.config import near

        raise UsageError(f'line {number}: unknown "{name.strip()}"{near(key, (*SINGLES, *MANY))}')
    return Line(key, value.strip(), number)

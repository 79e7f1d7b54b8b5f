"""JSON as smallcrm writes it: a line a row, and nothing in it that a terminal could take for an order."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from smallcrm.model.text import UNSAFE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LINE = json.JSONEncoder(ensure_ascii=False)


def dumps(value: object, *, indent: int | None = None) -> str:
    """JSON text; what a terminal could take for an order stands in it escaped, lone surrogates never."""
    text = _LINE.encode(value) if indent is None else json.dumps(value, ensure_ascii=False, indent=indent)
    # Of what is printable nothing is an order, and to know that costs a tenth of looking for each.
    return text if text.isprintable() else re.sub(UNSAFE, _escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    if 0xD800 <= code < 0xE000:
        return "?"
    return found.group() if code == 0x0A else json.dumps(found.group())[1:-1].replace("\x7f", "\\u007f")


def json_array(rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    """The pieces of an array of rows."""
    # A line a row: indented JSON is written by Python itself, ten times slower, and diffs no better.
    first = True
    for row in rows:
        yield "[\n" if first else ",\n"
        yield "  " + dumps(row)
        first = False
    yield "[]\n" if first else "\n]\n"

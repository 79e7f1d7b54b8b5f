"""Content lines, the one grammar vCard (RFC 6350 3.2-3.4) and iCalendar (RFC 5545 3.1) share.

Reading is tolerant, writing is strict: whatever a value holds, what is written is one logical line of printable
UTF-8, folded at 75 octets, that no reader can take for two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FOLD_OCTETS = 75

_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_BLANK_CONTROL = re.compile("[\n\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_CARET = re.compile(r"\^([n'^])")
_CARET_MEANS = {"n": "\n", "'": '"', "^": "^"}
_NEEDS_QUOTES = re.compile(r"[:;,]|^\s|\s$")

# vCard 2.1 writes parameter values without their name: TEL;CELL;PREF, NOTE;QUOTED-PRINTABLE.
_BARE_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"})

_Head = tuple[str, str, dict[str, tuple[str, ...]]]


class ContentLine(NamedTuple):
    """One property: ``name`` and the keys of ``params`` in upper case, ``value`` raw, that is still escaped.

    ``group`` is as written (``item1``), ``line`` the 1-based physical line it started on, 0 when unknown.
    A parameter without a name (vCard 2.1) stands under ``TYPE``, or under ``ENCODING`` when it is one.
    """

    name: str
    params: dict[str, tuple[str, ...]]
    value: str
    group: str = ""
    line: int = 0


def parse_line(text: str, line: int = 0) -> ContentLine:
    """The property in one unfolded line (RFC 6350 3.3, RFC 5545 3.1).

    Raises:
        ValueError: there is no colon, or no name before it; the message is the reason.
    """
    head, colon, value = text.partition(":")
    if '"' in head:
        head, colon, value = _partition_quoted(text)
    if not colon:
        raise ValueError("there is no colon")
    group, name, params = _parse_head(head) if len(head) < 200 else _read_head(head)
    return ContentLine(name, dict(params), value, group, line)


def _partition_quoted(text: str) -> tuple[str, str, str]:
    """Split at the first colon outside quotes; at the first of all when a quote is never closed."""
    start = 0
    while True:
        colon, quote = text.find(":", start), text.find('"', start)
        if colon < 0 or quote < 0 or colon < quote:
            break
        closing = text.find('"', quote + 1)
        if closing < 0:
            break
        start = closing + 1
    if text.find(":", start) < 0:
        start = 0
    colon = text.find(":", start)
    return (text[:colon], ":", text[colon + 1 :]) if colon >= 0 else (text, "", "")


def _read_head(head: str) -> _Head:
    name, *params = _split_unquoted(head, ";") if '"' in head else head.split(";")
    group, _, name = name.strip().rpartition(".")
    if not _NAME.fullmatch(name):
        raise ValueError("there is no property name before the colon")
    return group, name.upper(), _read_params(params)


# Heads are few and values many: a file of 10,000 cards has some twenty different heads.
_parse_head = lru_cache(maxsize=512)(_read_head)


def _read_params(texts: list[str]) -> dict[str, tuple[str, ...]]:
    params: dict[str, list[str]] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            key, value = _name_bare(text.strip()), text
        if value.strip():
            params.setdefault(key.strip().upper(), []).extend(_read_param_values(value))
    return {key: tuple(values) for key, values in params.items()}


def _name_bare(value: str) -> str:
    return "ENCODING" if value.upper() in _BARE_ENCODINGS else "TYPE"


def _read_param_values(text: str) -> tuple[str, ...]:
    parts = _split_unquoted(text, ",") if '"' in text else text.split(",")
    return tuple(_decode_caret(part.strip().replace('"', "")) for part in parts)


def _split_unquoted(text: str, separator: str) -> list[str]:
    """The parts of a text between separators that stand outside quotes."""
    parts, piece = [], []
    for index, run in enumerate(text.split('"')):
        if index:
            piece.append('"')
        if index % 2:
            piece.append(run)
            continue
        first, *others = run.split(separator)
        piece.append(first)
        for other in others:
            parts.append("".join(piece))
            piece = [other]
    return [*parts, "".join(piece)]


def _decode_caret(text: str) -> str:
    """RFC 6868 3.2; an unknown pair stays as it is."""
    return _CARET.sub(lambda match: _CARET_MEANS[match[1]], text) if "^" in text else text


def unfold(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Logical lines with the 1-based physical line each starts on (RFC 6350 3.2, RFC 5545 3.1).

    A physical line may end in LF, CR or CRLF, and an item of ``lines`` may hold several; empty lines are
    skipped, even inside a folded one.
    """
    number, start, pieces = 0, 0, list[str]()
    for item in lines:
        for text in _physical(item):
            number += 1
            if not text:
                continue
            if text[0] in " \t" and pieces:
                pieces.append(text[1:])
                continue
            if pieces:
                yield start, pieces[0] if len(pieces) == 1 else "".join(pieces)
            start, pieces = number, [text]
    if pieces:
        yield start, "".join(pieces)


def _physical(item: str) -> Sequence[str]:
    text = item.removesuffix("\n").removesuffix("\r")
    if "\r" in text or "\n" in text:
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return (text,)


def fold(text: str) -> str:
    """The text as physical lines of at most 75 octets, each ended by CRLF (RFC 6350 3.2, RFC 5545 3.1).

    No UTF-8 character is split. Line breaks become spaces, other control characters go, and lone
    surrogates become U+FFFD, so the result is one logical line whatever came in.
    """
    if not text.isprintable():
        text = _neutralise(text)
    if len(text) <= FOLD_OCTETS and (text.isascii() or len(text.encode()) <= FOLD_OCTETS):
        return text + "\r\n"
    if text.isascii():
        rest = (
            text[start : start + FOLD_OCTETS - 1] for start in range(FOLD_OCTETS, len(text), FOLD_OCTETS - 1)
        )
        return "\r\n ".join([text[:FOLD_OCTETS], *rest]) + "\r\n"
    return b"\r\n ".join(_octet_pieces(text.encode())).decode() + "\r\n"


def _octet_pieces(octets: bytes) -> Iterator[bytes]:
    start, room = 0, FOLD_OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        yield octets[start:end]
        start, room = end, FOLD_OCTETS - 1
    yield octets[start:]


def _neutralise(text: str) -> str:
    text = _CONTROL.sub("", _BLANK_CONTROL.sub(" ", text))
    return _SURROGATE.sub("\ufffd", text)


def escape_text(value: str) -> str:
    r"""The value as TEXT: ``\\``, ``\;``, ``\,``, and ``\n`` for a line break of any kind (RFC 6350 4, RFC 5545 3.3.11)."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    value = value.replace(";", "\\;").replace(",", "\\,")
    if value.isprintable():
        return value
    # Most text that is not all printable has newlines, and nothing else.
    simple = value.replace("\n", "\\n")
    return simple if simple.isprintable() else _neutralise(_LINE_BREAK.sub(r"\\n", value))


def unescape_text(value: str) -> str:
    r"""The text a TEXT value means; ``\:`` is a colon, as some write it, and any other backslash stays."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def split_escaped(value: str, separator: str) -> list[str]:
    """The parts between separators that no backslash precedes, each still escaped (RFC 6350 3.4)."""
    if "\\" not in value:
        return value.split(separator)
    parts, start = [], 0
    for match in _separators(separator).finditer(value):
        if match[0] == separator:
            parts.append(value[start : match.start()])
            start = match.end()
    return [*parts, value[start:]]


@lru_cache(maxsize=8)
def _separators(separator: str) -> re.Pattern[str]:
    return re.compile(rf"\\.|{re.escape(separator)}", re.DOTALL)


def render(
    name: str,
    value: str,
    params: Mapping[str, str | Iterable[str]] | None = None,
    group: str = "",
) -> str:
    """One folded line, CRLF included; ``value`` is already escaped, parameter values are not.

    A parameter is one value or several; empty ones are left out.
    """
    head = f"{group}.{name}" if group else name
    if not params:
        return fold(f"{head}:{value}")
    for key, values in params.items():
        texts = [values] if isinstance(values, str) else values
        written = ",".join(_render_param(text) for text in texts if text)
        head += f";{key}={written}" if written else ""
    return fold(f"{head}:{value}")


def _render_param(text: str) -> str:
    """A parameter value, caret encoded (RFC 6868 3.1) and quoted where it has to be."""
    if text.isalnum():
        return text
    text = text.replace("^", "^^").replace('"', "^'")
    if not text.isprintable():
        text = _neutralise(_LINE_BREAK.sub("^n", text))
    return f'"{text}"' if _NEEDS_QUOTES.search(text) else text

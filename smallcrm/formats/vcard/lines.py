"""From the bytes of a vCard file to its cards, and from a card to its unfolded lines.

Bytes travel as Latin-1 text, which loses nothing: a character cut in two by folding is whole again before it is
decoded, and every value can have a charset of its own, as in vCard 2.1.
"""

from __future__ import annotations

import binascii
import codecs
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, TYPE_CHECKING

from smallcrm.errors import UsageError
from smallcrm.formats.content_line import escape_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 16
_STRAY_KEPT = 1000
_BOM_UTF8 = "\xef\xbb\xbf"

_WIDE_STARTS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"B\0E\0", "utf-16-le"),
    (b"\0B\0E", "utf-16-be"),
)
# These codecs are no charsets: they run an escape language over the bytes, or refuse everything.
_NO_CHARSETS = frozenset({"unicode-escape", "raw-unicode-escape", "utf-7", "idna", "punycode", "undefined"})
_CHARSET = re.compile(r'CHARSET="?([\w.:-]+)', re.IGNORECASE)
_EDGES = {"BEGIN:VCARD": "BEGIN", "END:VCARD": "END"}
_EDGE_STARTS = "BbEe\xef"
_NAME_LINE = re.compile(r"(?:[\w-]+\.)?F?N[;:]", re.IGNORECASE)
_AGENT = re.compile(r"(?:[\w-]+\.)?AGENT(?:;[^:]*)?:\s*", re.IGNORECASE)
_BINARY = re.compile(
    r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b|[^:]*;(?:ENCODING=)?(?:BASE64|B)\b", re.IGNORECASE
)
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_KNOWN_START = re.compile(
    r"(?:item\d+\.)?(?:N|FN|TEL|EMAIL|ADR|ORG|TITLE|ROLE|URL|BDAY|NOTE|NICKNAME|UID|REV|PHOTO|LABEL|CATEGORIES|X-[A-Z-]+)[;:]"
)


@dataclass
class CardText:
    """The physical lines of one card, BEGIN and END included, from 1-based ``line`` on, still Latin-1.

    ``flaw`` says what is wrong with its frame. With ``is_card`` False these are ``count`` lines that stand
    outside cards, of which the first thousand are kept. ``has_agent``: there is a card inside it.
    """

    line: int
    lines: list[str] = field(default_factory=list)
    flaw: str = ""
    is_card: bool = True
    count: int = 0
    has_agent: bool = False


def physical_lines(stream: IO[bytes], encoding: str) -> tuple[Iterator[str], bool]:
    """The lines of a stream without their ends (LF, CR or CRLF), as Latin-1 of its bytes.

    When ``encoding`` says what the bytes are, or their start shows UTF-16 or UTF-32, the lines are Latin-1 of
    the same text in UTF-8, and the second of the result is True.

    Raises:
        UsageError: there is no such encoding.
    """
    start = stream.read(_CHUNK)
    codec = _checked(encoding) or _wide_encoding(start)
    chunks = _chunks(stream, start)
    return _split(_transcoded(chunks, codec) if codec else map(_as_latin, chunks)), bool(codec)


def _chunks(stream: IO[bytes], chunk: bytes) -> Iterator[bytes]:
    while chunk:
        yield chunk
        chunk = stream.read(_CHUNK)


def _as_latin(octets: bytes) -> str:
    return octets.decode("latin-1")


def _transcoded(chunks: Iterator[bytes], codec: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace").decode("latin-1")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace").decode("latin-1")


def _split(texts: Iterator[str]) -> Iterator[str]:
    pieces: list[str] = []
    cut_return = False
    for text in texts:
        if cut_return and text.startswith("\n"):
            text = text[1:]
        cut_return = text.endswith("\r")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        first, *others = text.split("\n")
        pieces.append(first)
        if others:
            yield "".join(pieces)
            yield from others[:-1]
            pieces = [others[-1]]
    yield "".join(pieces)


def _checked(encoding: str) -> str:
    if encoding and not _codec(encoding):
        raise UsageError(f'there is no encoding "{encoding}"; try utf-8, utf-16 or windows-1252')
    return encoding


def _wide_encoding(start: bytes) -> str:
    return next((codec for mark, codec in _WIDE_STARTS if start.startswith(mark)), "")


def card_texts(lines: Iterator[str]) -> Iterator[CardText]:
    """The cards of a file in order, and between them what stands outside any card.

    A card without its END ends where the next begins, or with the file. Lines that end with END and hold a
    name are a card that lost its BEGIN. A card nested under AGENT (vCard 2.1) stays inside its card.
    """
    card, depth = _stray(1), 0
    for number, text in enumerate(lines, 1):
        edge = _edge(text) if text[:1] in _EDGE_STARTS and len(text) < 24 else ""
        if not edge and card.is_card:
            card.lines.append(text)
        elif not edge:
            _append(card, number, text)
        elif edge == "BEGIN" and card.is_card and _follows_agent(card):
            card.lines.append(text)
            card.has_agent = True
            depth += 1
        elif edge == "BEGIN":
            yield from _closed(card, "END:VCARD is missing")
            card, depth = CardText(number, ["BEGIN:VCARD"]), 0
        elif depth:
            card.lines.append(text)
            depth -= 1
        else:
            yield from _ended(card, number, text)
            card = _stray(number + 1)
    yield from _closed(card, "the file ends before END:VCARD")


def _stray(line: int) -> CardText:
    return CardText(line, is_card=False)


def _edge(text: str) -> str:
    if "VCARD" not in (upper := text.upper()):
        return ""
    return (
        _EDGES.get(upper.removeprefix(_BOM_UTF8.upper()).replace(" ", ""), "") if text[0] not in " \t" else ""
    )


def _append(card: CardText, number: int, text: str) -> None:
    if card.is_card:
        card.lines.append(text)
        return
    text = text.removeprefix(_BOM_UTF8)
    if not text.strip():
        return
    if not card.count:
        card.line = number
    card.count += 1
    if card.count <= _STRAY_KEPT:
        card.lines.append(text)


def _follows_agent(card: CardText) -> bool:
    last = next((text for text in reversed(card.lines) if text.strip()), "")
    return len(last) < 200 and _AGENT.fullmatch(last) is not None


def _closed(card: CardText, flaw: str) -> Iterator[CardText]:
    if card.is_card:
        card.flaw = flaw
        yield card
    elif card.count:
        card.flaw = "this stands outside BEGIN:VCARD and END:VCARD"
        yield card


def _ended(card: CardText, number: int, text: str) -> Iterator[CardText]:
    if not card.is_card:
        card.flaw = "BEGIN:VCARD is missing before END:VCARD"
        card.is_card = any(_NAME_LINE.match(line) for line in card.lines)
    _append(card, number, text)
    yield card


def take_agents(card: CardText, *, ignore_charset: bool = False) -> list[tuple[int, str]]:
    """Remove nested cards from a card; each comes as one ``AGENT`` line (RFC 2426 3.5.4), decoded, with its number."""
    agents: list[tuple[int, str]] = []
    begin = depth = 0
    for index, text in enumerate(card.lines):
        edge = _edge(text) if index and len(text) < 24 else ""
        if edge == "BEGIN":
            begin = begin if depth else index
            depth += 1
        elif edge and depth:
            depth -= 1
            if not depth:
                agents.append(_take_agent(card, begin, index + 1, ignore_charset=ignore_charset))
    if depth:
        agents.append(_take_agent(card, begin, len(card.lines), ignore_charset=ignore_charset))
    return agents


def _take_agent(card: CardText, begin: int, end: int, *, ignore_charset: bool) -> tuple[int, str]:
    lines = [decoded(text, ignore_charset=ignore_charset) for text in card.lines[begin:end] if text]
    start = next(index for index in range(begin - 1, -1, -1) if card.lines[index].strip())
    card.lines[start:end] = [""] * (end - start)
    return card.line + start, "AGENT:" + escape_text("\n".join(lines))


def unfolded(card: CardText) -> Iterator[tuple[int, str]]:
    """The logical lines of a card, still Latin-1, each with the number of the line it starts on.

    Besides folding (RFC 6350 3.2) this follows the soft line breaks of quoted-printable, and base64 whose
    further lines are not indented, as phones write both.
    """
    start, pieces, soft = 0, list[str](), False
    for number, text in enumerate(card.lines, card.line):
        if not text or text in _EDGES:
            soft = False
            continue
        indented = text[0] in " \t"
        if pieces and (indented or soft or ":" not in text) and _continues(pieces[0], text, soft=soft):
            pieces.append(text[1:] if indented and not soft else text)
            soft = text[-1] == "=" and _is_quoted_printable(pieces[0])
            continue
        if pieces:
            yield start, _joined(pieces)
        start, pieces = number, [text]
        soft = text[-1] == "=" and _is_quoted_printable(text)
    if pieces:
        yield start, _joined(pieces)


def _continues(first: str, text: str, *, soft: bool) -> bool:
    if soft:
        return not _KNOWN_START.match(text)
    return text[0] in " \t" or (
        _BINARY.match(first[:200]) is not None and _BASE64.fullmatch(text) is not None
    )


def _is_quoted_printable(text: str) -> bool:
    return "QUOTED-PRINTABLE" in text[:200].partition(":")[0].upper()


def _joined(pieces: list[str]) -> str:
    if len(pieces) == 1:
        return pieces[0]
    if pieces[0][-1] == "=" and _is_quoted_printable(pieces[0]):
        # Some writers indent after a soft break and some don't: only where all do, the blank is no text.
        indented = all(piece[0] in " \t" for piece in pieces[1:])
        further = (piece[1:] if indented else piece for piece in pieces[1:])
        return "".join(piece.removesuffix("=") for piece in (pieces[0], *further))
    return "".join(pieces)


def decoded(text: str, *, ignore_charset: bool = False) -> str:
    """The text of a Latin-1 line: by its CHARSET, else UTF-8, else Windows-1252.

    ``ignore_charset`` is for a file whose encoding is known, and that is UTF-8 by now.
    """
    if text.isascii():
        return text
    charset = None if ignore_charset else _CHARSET.search(text[:200].partition(":")[0])
    return decode_octets(text.encode("latin-1"), charset[1] if charset else "")


def decode_quoted_printable(value: str, charset: str) -> str:
    """The text of a quoted-printable value (RFC 2045 6.7), an encoded semicolon escaped."""
    octets = value.replace("=3B", "\\;").replace("=3b", "\\;").encode()
    return decode_octets(binascii.a2b_qp(octets), charset)


def decode_octets(octets: bytes, charset: str) -> str:
    """Text from bytes: by ``charset`` if it is one and fits, else UTF-8, else Windows-1252, else Latin-1."""
    for codec in (_codec(charset), "utf-8", "cp1252"):
        if codec:
            try:
                return octets.decode(codec)
            except UnicodeError:
                continue
    return octets.decode("latin-1")


@lru_cache(maxsize=64)
def _codec(name: str) -> str:
    """The name of a codec that is a charset, else ""; what is called Latin-1 is Windows-1252 in real files."""
    try:
        codec = codecs.lookup(name).name if name else ""
        "A".encode(codec or "ascii")
    except (LookupError, ValueError):
        return ""
    if codec in _NO_CHARSETS:
        return ""
    return "cp1252" if codec in {"iso8859-1", "ascii"} else codec


def value_charset(encoding: str) -> str:
    """The charset an encoding given for a file means for quoted-printable: none when its letters are wider than a byte."""
    return "" if _codec(encoding).startswith(("utf-16", "utf-32")) else encoding

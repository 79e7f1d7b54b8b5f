"""vCard files: 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as address books and phones really write them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from smallcrm.errors import FileError
from smallcrm.formats.vcard_card import read_card
from smallcrm.formats.vcard_lines import (
    CardText,
    card_texts,
    decoded,
    physical_lines,
    take_agents,
    unfolded,
    value_charset,
)
from smallcrm.formats.vcard_writer import Card, write
from smallcrm.model.incoming import Complaint, Incoming, ReadOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NAME", "SUFFIXES", "Card", "read", "write"]

NAME = "vcf"
SUFFIXES = (".vcf", ".vcard")


def read(path_or_stream: str | Path | BinaryIO, options: ReadOptions | None = None) -> Iterator[Incoming]:
    """The cards of a file, one by one, each with its complaints; memory holds one card at a time.

    Lines outside any card come as a record without a draft. A card that is cut off or has bad lines comes with
    what could be read of it.

    Raises:
        FileError: the file can't be read, or there is no vCard in it.
        UsageError: ``options.encoding`` is no encoding.
    """
    encoding = options.encoding if options else ""
    with _opened(path_or_stream) as (stream, name):
        before: list[Incoming] | None = []
        for card in card_texts(physical_lines(stream, encoding)):
            incoming = _incoming(card, encoding) if card.is_card else _outside(card, encoding)
            if before is not None and not card.is_card:
                before.append(incoming)
                continue
            yield from before or ()
            before = None
            yield incoming
        if before is not None:
            raise FileError(f"no vCard found in {name}; a vCard file holds BEGIN:VCARD and END:VCARD")


@contextmanager
def _opened(path_or_stream: str | Path | BinaryIO) -> Iterator[tuple[BinaryIO, str]]:
    if not isinstance(path_or_stream, str | Path):
        yield path_or_stream, str(getattr(path_or_stream, "name", "the input"))
        return
    path = Path(path_or_stream)
    try:
        with path.open("rb") as stream:
            yield stream, path.name
    except OSError as error:
        raise FileError(f"can't read {path}: {error.strerror}") from error


def _incoming(card: CardText, encoding: str) -> Incoming:
    raw = _raw(card, encoding)
    agents = take_agents(card, ignore_charset=bool(encoding)) if card.has_agent else []
    given = bool(encoding)
    lines = [
        (number, text if text.isascii() else decoded(text, ignore_charset=given))
        for number, text in unfolded(card)
    ]
    draft, complaints = read_card([*lines, *agents], value_charset(encoding))
    if card.flaw:
        complaints = (Complaint(card.line, "", raw[0], card.flaw), *complaints)
    return Incoming(draft, card.line, complaints, raw)


def _outside(card: CardText, encoding: str) -> Incoming:
    raw = _raw(card, encoding)
    return Incoming(None, card.line, (Complaint(card.line, "", raw[0], card.flaw),), raw)


def _raw(card: CardText, encoding: str) -> tuple[str, ...]:
    text = "\n".join(card.lines)
    return tuple(card.lines if text.isascii() else decoded(text, ignore_charset=bool(encoding)).split("\n"))

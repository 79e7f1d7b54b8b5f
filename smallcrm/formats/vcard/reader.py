"""Reading vCard files: every card of a file, and what is wrong with it, without losing the others."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from smallcrm.errors import FileError
from smallcrm.formats.text_file import file_name
from smallcrm.formats.vcard.card import read_card
from smallcrm.formats.vcard.lines import (
    CardText,
    card_texts,
    decoded,
    physical_lines,
    take_agents,
    unfolded,
    value_charset,
)
from smallcrm.model.incoming import Complaint, Incoming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.formats.text_file import Source
    from smallcrm.model.incoming import ReadOptions

_OURS = "PRODID:-//smallcrm//"


def read(source: Source, options: ReadOptions) -> Iterator[Incoming]:
    """The cards of a file, one by one; see :func:`smallcrm.formats.vcard.read`."""
    with _opened(source) as stream:
        lines, given = physical_lines(stream, options.encoding)
        before: list[Incoming] | None = []
        for card in card_texts(lines):
            if not card.is_card and before is not None:
                before.append(_incoming(card, options.encoding, given=given))
                continue
            yield from before or ()
            before = None
            yield _incoming(card, options.encoding, given=given)
        if before is not None:
            if not before:
                raise FileError(f"{file_name(source)} is empty; export it again")
            raise FileError(
                f"no vCard found in {file_name(source)}; a vCard file holds BEGIN:VCARD and END:VCARD"
            )


@contextmanager
def _opened(source: Source) -> Iterator[IO[bytes]]:
    if not isinstance(source, str | Path):
        yield source
        return
    try:
        with Path(source).open("rb") as stream:
            yield stream
    except FileNotFoundError:
        raise FileError(f"{source}: there is no such file; check the path") from None
    except IsADirectoryError:
        raise FileError(f"{source} is a folder; name the file in it") from None
    except OSError as error:
        raise FileError(f"{source} can't be read: {error.strerror}") from None


def _incoming(card: CardText, encoding: str, *, given: bool) -> Incoming:
    raw = _raw(card, given=given)
    flaws = (Complaint(card.line, "", raw[0][:200], card.flaw),) if card.flaw else ()
    if not card.is_card:
        return Incoming(None, card.line, flaws, raw)
    agents = take_agents(card, ignore_charset=given) if card.has_agent else []
    lines = [
        (number, text if text.isascii() else decoded(text, ignore_charset=given))
        for number, text in unfolded(card)
    ]
    draft, complaints = read_card([*lines, *agents], value_charset(encoding))
    ours = any(text.startswith(_OURS) for _, text in lines)
    return Incoming(draft, card.line, (*flaws, *complaints), raw, ours=ours)


def _raw(card: CardText, *, given: bool) -> tuple[str, ...]:
    text = "\n".join(card.lines)
    if text.isascii():
        return tuple(card.lines)
    try:
        # All at once, since folding may have cut a character in two.
        return tuple(text.encode("latin-1").decode().split("\n"))
    except UnicodeDecodeError:
        return tuple(decoded(line, ignore_charset=given) for line in card.lines)

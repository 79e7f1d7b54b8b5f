"""vCard files: 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), as address books and phones really write them."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from smallcrm.formats.text_file import Source
    from smallcrm.model.contact import Property
    from smallcrm.model.contact_row import ContactRow
    from smallcrm.model.incoming import Incoming, ReadOptions

NAME = "vcf"
SUFFIXES = (".vcf", ".vcard")


class Card(NamedTuple):
    """What one card says: the contact, its photo as a ``data:`` URI, and the properties kept from elsewhere."""

    row: ContactRow
    photo: str = ""
    properties: Sequence[Property] = ()


def read(source: Source, options: ReadOptions) -> Iterator[Incoming]:
    """The cards of a file, one by one, each with its complaints; memory holds one card at a time.

    Versions may be mixed. Lines outside any card come as a record without a draft. A card that is cut off or
    has bad lines comes with what could be read of it. A property that is not understood is a ``Property`` of
    the format ``vcard``; with a group, the ``X-ABLabel`` of the group is another.

    Raises:
        FileError: the file can't be read, or there is no vCard in it.
        UsageError: ``options.encoding`` is no encoding.
    """
    # The reader is 4 modules that an export has no use for.
    from smallcrm.formats.vcard import reader

    return reader.read(source, options)


def write(cards: Iterable[Card], stream: IO[bytes], version: str = "4.0") -> None:
    """Write cards in the order they come, as UTF-8 with CRLF; the same cards are always the same bytes.

    Raises:
        UsageError: ``version`` is neither "4.0" nor "3.0".
    """
    # The writer is of no use to an import.
    from smallcrm.formats.vcard import writer

    writer.write(cards, stream, version)

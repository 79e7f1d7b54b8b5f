"""Contacts on their way into a file that others read: what the command and the dashboard both write."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from smallcrm.model.contact_row import ContactRow
    from smallcrm.read.reading import Read

FORMATS = ("csv", "json", "jsonl", "vcf")
SUFFIXES = {".vcard": "vcf", ".ndjson": "jsonl"}


def format_of(file: Path) -> str:
    """The format that a file's ending says, csv where it has none; UsageError where it is none of contacts."""
    suffix = file.suffix.lower()
    wanted = SUFFIXES.get(suffix, suffix.removeprefix(".")) or "csv"
    if wanted not in FORMATS:
        raise UsageError(
            f"the file's ending {suffix} is no format for contacts; there are {', '.join(FORMATS)}"
        )
    return wanted


def write_sheet(
    read: Read,
    contact_ids: Callable[[], Iterable[int]],
    stream: BinaryIO,
    columns: Sequence[str] | None = None,
    *,
    header: bool = True,
) -> None:
    """Write contacts as CSV; their ids are asked for twice, first to learn how wide the sheet has to be."""
    from smallcrm.formats import csv as contacts_csv

    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    extent = read.listings.extent(contact_ids())
    contacts_csv.write(read.listings.some("contact", contact_ids()), extent, text, columns, header=header)
    # What is left to write goes out; the stream belongs to whoever opened it.
    text.flush()
    text.detach()


def write_cards(read: Read, rows: Iterable[ContactRow], stream: BinaryIO, version: str = "4.0") -> None:
    """Write contacts as vCards, with their pictures and the properties that smallcrm does not know."""
    from smallcrm.formats import vcard
    from smallcrm.read.card import with_kept

    vcard.write((vcard.Card(*kept) for kept in with_kept(read.connection, rows)), stream, version)


def export_contacts(read: Read, contact_ids: Sequence[int], file: Path) -> int:
    """Write these contacts into ``file``, in the format that its ending says; how many they were.

    UsageError where the ending says none; FileError where the file can't be written, and then there is none.
    """
    from smallcrm.formats.json_text import dumps, json_array
    from smallcrm.formats.whole_file import whole_file

    shape = format_of(file)
    with read.listings.steady(), whole_file(file) as stream:
        rows = read.listings.some("contact", contact_ids)
        count = sum(1 for _ in read.listings.some("contact", contact_ids, ("id",)))
        if shape == "csv":
            write_sheet(read, lambda: contact_ids, stream)
        elif shape == "vcf":
            write_cards(read, rows, stream)
        else:
            records = (row.json() for row in rows)
            pieces = json_array(records) if shape == "json" else (f"{dumps(each)}\n" for each in records)
            stream.writelines(piece.encode("utf-8", "replace") for piece in pieces)
    return count

"""Contacts as CSV: those of other programs, known by their columns' names, and smallcrm's own."""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING

from smallcrm.formats.csv.birthdays import order_in
from smallcrm.formats.csv.contact_columns import Plan, is_header
from smallcrm.formats.csv.contact_sheet import Sheet
from smallcrm.formats.csv.linked_people import people_apart, together
from smallcrm.formats.csv.table import Table
from smallcrm.formats.text_file import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from smallcrm.formats.text_file import Source
    from smallcrm.model.contact_row import ContactRow
    from smallcrm.model.extent import Extent
    from smallcrm.model.incoming import Incoming, ReadOptions

NAME = "csv"
SUFFIXES = (".csv", ".tsv", ".txt")


def read(source: Source, options: ReadOptions) -> Iterator[Incoming]:
    """The contacts of a delimited file (a path or a binary stream), one after the other, in little memory.

    Google, Outlook, Square, Jobber, HubSpot, LinkedIn, Thunderbird and Xero are known, and what people call the
    columns of files of their own. Every value is kept: one without a place, or not what its column says, is a
    custom field named after its column, the latter with a complaint. E-mails and phones are text as it stood;
    whether they are any, and whether a spreadsheet took the zero off ``7700900188``, is for :mod:`smallcrm.model.settle`.
    An organisation's row that names a person too gives two records, the organisation first.

    Raises:
        FileError: the file can't be read, or has no column that names or reaches a contact.
        UsageError: ``options`` name an encoding, a column or a field there is not.
    """
    with open_text(source, options.encoding) as file:
        table = Table(file, is_header(options.mapping))

        @cache
        def order() -> str:
            # What the file shows weighs more than what is usual where its reader lives.
            return order_in(file.lines()) or options.date_order

        plan = Plan(table, options.mapping, order, file.name)
        records = map(plan.incoming, table)
        for incoming in together(records, plan.column_of) if plan.layout == "jobber" else records:
            yield from people_apart(incoming, plan)


def write(
    rows: Iterable[ContactRow],
    extent: Extent,
    stream: TextIO,
    columns: Sequence[str] | None = None,
    *,
    header: bool = True,
) -> None:
    """Write contacts to ``stream`` (opened with ``newline=""``) in the layout of :mod:`smallcrm.formats.csv.contact_sheet`.

    ``columns`` are keys of a contact's JSON.

    Raises:
        UsageError: ``columns`` names what a contact has not.
        FileError: a contact has more than ``extent`` says.
    """
    sheet = Sheet(extent, columns or ())
    writer = csv.writer(stream, lineterminator="\r\n")
    if header:
        writer.writerow(sheet.header())
    writer.writerows(map(sheet.cells, rows))

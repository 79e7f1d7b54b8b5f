"""The whole book as JSON: every row of every table, ids and uids included, one row a line.

Exported, imported into an empty store and exported again, it is the same to the byte; it diffs well, and anything
can read it. Columns that hold nothing are left out.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from smallcrm.errors import FileError
from smallcrm.formats.text_file import file_name, open_text
from smallcrm.model.book import BookRow
from smallcrm.model.incoming import Complaint, Incoming
from smallcrm.model.text import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from smallcrm.formats.text_file import Source
    from smallcrm.model.incoming import ReadOptions

NAME = "json"
SUFFIXES = (".json",)
FORMAT = "smallcrm book"
VERSION = 1


def write(rows: Iterable[BookRow], stream: TextIO) -> None:
    """Write a book: an object with a key a table, and a line a row."""
    stream.write(f'{{\n"format": "{FORMAT}",\n"version": {VERSION}')
    for table, group in groupby(rows, key=lambda row: row.table):
        stream.write(f',\n"{table}": [')
        for number, row in enumerate(group):
            stream.write(",\n" if number else "\n")
            stream.write(json.dumps(row.columns, ensure_ascii=False))
        stream.write("\n]")
    stream.write("\n}\n")


def read(source: Source, options: ReadOptions) -> Iterator[Incoming]:
    """The rows of a book; their lines are those they have where :func:`write` wrote it.

    Raises:
        FileError: the file is no JSON, no book, or one of a newer smallcrm.
    """
    name = file_name(source)
    with open_text(source, options.encoding) as file:
        try:
            book = json.loads("".join(file.lines()))
        except json.JSONDecodeError as problem:
            raise FileError(f"{name}, line {problem.lineno}: that is no JSON ({problem.msg})") from None
        except RecursionError:
            raise FileError(f"{name}: that is no JSON (nested too deeply)") from None
        except ValueError:
            # Python makes no number of more than 4,300 digits.
            raise FileError(f"{name}: that is no book (a number in it is too long)") from None
    _check(book, name)
    first = 5
    for table, rows in book.items():
        if table not in ("format", "version"):
            yield from _rows(table, rows, name, first)
            first += len(rows) + 2


def _check(book: Any, name: str) -> None:  # noqa: ANN401, JSON may be anything
    if not isinstance(book, dict) or book.get("format") != FORMAT:
        raise FileError(
            f"{name} is JSON, but no book of smallcrm's; export one with: smallcrm export all --format json"
        )
    if not isinstance(book.get("version"), int) or book["version"] > VERSION:
        raise FileError(
            f"{name} was written by a newer smallcrm (version {book.get('version')}); upgrade smallcrm"
        )


def _rows(table: str, rows: Any, name: str, first: int) -> Iterator[Incoming]:  # noqa: ANN401, JSON may be anything
    if not isinstance(rows, list):
        raise FileError(f'{name}: "{table}" is no list of rows')
    for line, row in enumerate(rows, first):
        if isinstance(row, dict) and isinstance(row.get("uid"), str):
            storable_row = {
                name: storable(value) if isinstance(value, str) else value for name, value in row.items()
            }
            yield Incoming(BookRow(table, storable_row), line)
        else:
            reason = f'row {line - first + 1} of "{table}" is no row with a uid'
            yield Incoming(
                None, line, (Complaint(line, "", "", reason),), (json.dumps(row, ensure_ascii=False),)
            )

"""Rows of a delimited text file, read tolerantly (RFC 4180 as people's programs understand it).

The delimiter is the one the header uses most. Lines without a quotation mark are split at once; the others go
through Python's csv in its strict mode, and what that refuses is read again here: a quotation mark that never
closes, or closes only behind whole other rows, is taken as a character like any other, so that it costs no row.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import FileError
from smallcrm.model.incoming import Complaint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from smallcrm.formats.text_file import TextFile

_DELIMITERS = ",;\t|"
_LINES_TO_HEADER = 20
# The widest exports have some hundreds.
_MOST_COLUMNS = 10_000
_LONGEST_RECORD = 1 << 24
_QUOTED_PART = re.compile(r'"[^"]*"')
_TELLING = re.compile(r"@|\d{6}")

UNCLOSED = "unclosed quote: read as a character of the value"
LOOSE = "quotation marks inside a quoted value: read up to the last one before the next column"
SURPLUS = "more values than the header has columns: kept as a custom field"
NUL = "a NUL character was taken out"


class Row(NamedTuple):
    """A record: the 1-based ``line`` it begins on, its ``cells`` as they stood, what was wrong with its quoting."""

    line: int
    cells: list[str]
    complaints: tuple[Complaint, ...]


class Table:
    """A file's ``columns``, named and numbered so that each name is there once, and its rows.

    A column without a name is "Column 3"; the second "Phone" is "Phone 2". ``headers`` are the names as they
    stood. Lines before the first one for which ``is_header`` holds, a preamble, are passed over.

    Raises:
        FileError: there is nothing but blank lines.
    """

    def __init__(self, file: TextFile, is_header: Callable[[Sequence[str]], bool]) -> None:
        self._file = file
        skipped, self._delimiter = _find_header(file, is_header)
        self._lines = lines = _Lines(file.lines())
        for _ in range(skipped):
            next(lines)
        first = next(lines)
        # Judged by what stands between quoted cells: a name in quotes may hold a delimiter and a space itself.
        self._spaced = f'{self._delimiter} "' in _QUOTED_PART.sub('"', first)
        self.columns: list[str] = []
        header = self._record(first, lines.number)
        begin = '"' if header.complaints else ""
        self.headers = [cell.strip().removeprefix(begin) for cell in header.cells]
        self.columns = list(
            unique_names(name or f"Column {place}" for place, name in enumerate(self.headers, 1))
        )

    def __iter__(self) -> Iterator[Row]:
        """The records after the header, once; those without any value are left out."""
        width = len(self.columns)
        lines, delimiter, has_nul = self._lines, self._delimiter, self._file.has_nul
        for line in lines:
            if '"' in line:
                row = self._record(line, lines.number)
            else:
                row = Row(lines.number, line.rstrip("\r\n").split(delimiter), ())
            if has_nul:
                row = self._without_nul(row)
            if not any(map(str.strip, row.cells)):
                continue
            yield row if len(row.cells) <= width else self._with_surplus(self._bounded(row))

    def column(self, index: int) -> str:
        """The name of the column at ``index``, of a surplus one too."""
        return self.columns[index] if index < len(self.columns) else f"Column {index + 1}"

    def _record(self, first: str, line: int) -> Row:
        taken = [first]
        reader = csv.reader(
            self._continued(taken), delimiter=self._delimiter, strict=True, skipinitialspace=self._spaced
        )
        # The limit is Python's for the whole process, so it is raised for this one record only.
        limit = csv.field_size_limit(_LONGEST_RECORD)
        try:
            return Row(line, next(reader), ())
        except (csv.Error, _SwallowedRowsError):
            return self._repaired(taken, line)
        finally:
            csv.field_size_limit(limit)

    def _continued(self, taken: list[str]) -> Iterator[str]:
        """The record's first line and, while its quote is open, those that follow it."""
        yield taken[0]
        length = len(taken[0])
        for line in self._lines:
            taken.append(line)
            length += len(line)
            if length > _LONGEST_RECORD or self._is_whole_row(line):
                raise _SwallowedRowsError
            yield line

    def _is_whole_row(self, line: str) -> bool:
        """Whether ``line``, met inside a quoted value, is plainly a row of this table and no prose."""
        return (
            len(self.columns) > 2
            and '"' not in line
            and line.count(self._delimiter) == len(self.columns) - 1
            and f"{self._delimiter} " not in line
            and _TELLING.search(line) is not None
        )

    def _repaired(self, taken: list[str], line: int) -> Row:
        text = "".join(taken)
        parts, end = self._split(text, loose=True)
        if len(parts) != len(self.columns):
            parts, end = self._split(text, loose=False)
        starts = list(accumulate(map(len, taken[:-1]), initial=0))
        self._lines.put_back(taken[bisect_right(starts, end) :])
        complaints = (
            Complaint(line + bisect_right(starts, part.start) - 1, self.column(index), part.cell, part.reason)
            for index, part in enumerate(parts)
            if part.reason
        )
        return Row(line, [part.cell for part in parts], tuple(complaints))

    def _split(self, text: str, *, loose: bool) -> tuple[list[_Part], int]:
        """The cells of the first record in ``text``, and where it ends."""
        quoted = _quoted_cell(self._delimiter, spaced=self._spaced, loose=loose)
        bare = re.compile(rf"[^{re.escape(self._delimiter)}\r\n]*")
        parts: list[_Part] = []
        at = 0
        while True:
            found = quoted.match(text, at) or bare.match(text, at)
            assert found is not None
            parts.append(_part(found, at))
            if text[found.end() : found.end() + 1] != self._delimiter:
                return parts, found.end()
            at = found.end() + 1

    def _bounded(self, row: Row) -> Row:
        """Of a row without end, the cells beyond all measure as one."""
        if len(row.cells) <= _MOST_COLUMNS:
            return row
        rest = self._delimiter.join(row.cells[_MOST_COLUMNS:])
        return row._replace(cells=[*row.cells[:_MOST_COLUMNS], rest])

    def _with_surplus(self, row: Row) -> Row:
        complaints = tuple(
            Complaint(row.line, self.column(index), cell, SURPLUS)
            for index, cell in enumerate(row.cells)
            if index >= len(self.columns) and cell.strip()
        )
        return row._replace(complaints=row.complaints + complaints)

    def _without_nul(self, row: Row) -> Row:
        complaints = tuple(
            Complaint(row.line, self.column(index), cell, NUL)
            for index, cell in enumerate(row.cells)
            if "\0" in cell
        )
        cells = [cell.replace("\0", "") for cell in row.cells]
        return Row(row.line, cells, row.complaints + complaints) if complaints else row


class _SwallowedRowsError(Exception):
    """A quoted value has grown over whole other rows, or beyond all measure."""


class _Part(NamedTuple):
    """A cell, the offset it stands at, what is wrong with its quotes."""

    cell: str
    start: int
    reason: str


class _Lines:
    """The physical lines of a file; ``number`` is that of the last one given, and lines can be put back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._lines)
        self.number += 1
        return line

    def put_back(self, lines: list[str]) -> None:
        self._back.extend(reversed(lines))
        self.number -= len(lines)


def unique_names(names: Iterable[str]) -> Iterator[str]:
    """The names in order, those met before numbered: "Phone", "Phone 2"."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    for name in names:
        unique = name
        while unique in taken:
            numbers[name] = numbers.get(name, 1) + 1
            unique = f"{name} {numbers[name]}"
        taken.add(unique)
        yield unique


def _find_header(file: TextFile, is_header: Callable[[Sequence[str]], bool]) -> tuple[int, str]:
    """How many lines stand before the header, and the delimiter it uses."""
    head: list[tuple[int, str]] = []
    for number, line in enumerate(file.lines()):
        if line.strip():
            head.append((number, line))
        if len(head) == _LINES_TO_HEADER:
            break
    if not head:
        raise FileError(f"{file.name} is empty; export it again")
    for place, (number, line) in enumerate(head):
        delimiter = _delimiter(line)
        if line.count(delimiter) > _MOST_COLUMNS:
            continue
        if is_header(_first_record([line for _, line in head[place:]], delimiter)):
            return number, delimiter
    number, line = head[0]
    delimiter = _delimiter(line)
    if line.count(delimiter) > _MOST_COLUMNS:
        raise FileError(f"{file.name} is no table of contacts: it has more than {_MOST_COLUMNS:,} columns")
    return number, delimiter


def _delimiter(line: str) -> str:
    bare = _QUOTED_PART.sub("", line)
    return max(_DELIMITERS, key=bare.count)


def _first_record(lines: list[str], delimiter: str) -> list[str]:
    try:
        return next(csv.reader(lines, delimiter=delimiter, skipinitialspace=True))
    except csv.Error:
        return lines[0].split(delimiter)


def _quoted_cell(delimiter: str, *, spaced: bool, loose: bool) -> re.Pattern[str]:
    """A cell in quotation marks; a ``loose`` one ends at the first mark on its line that a delimiter follows."""
    begin = ' *"' if spaced else '"'
    end = rf'" *(?=[{re.escape(delimiter)}\r\n]|\Z)'
    strict = rf'{begin}(?P<strict>(?:[^"]++|"")*+){end}'
    return re.compile(rf"{strict}|{begin}(?P<loose>[^\r\n]*?){end}" if loose else strict)


def _part(found: re.Match[str], start: int) -> _Part:
    groups = found.groupdict()
    if groups.get("strict") is not None:
        return _Part(groups["strict"].replace('""', '"'), start, "")
    if groups.get("loose") is not None:
        return _Part(groups["loose"].replace('""', '"'), start, LOOSE)
    return _Part(found[0], start, UNCLOSED if found[0].lstrip(" ").startswith('"') else "")

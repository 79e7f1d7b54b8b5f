"""The only place that prints data: tables for people, stable shapes for scripts."""

from __future__ import annotations

import contextlib
import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from smallcrm.errors import UsageError
from smallcrm.formats.json_text import dumps, json_array
from smallcrm.model.text import clean, clean_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO, TextIO

# Beyond this many rows a table is laid out without rich, which costs 0.34 ms a row.
RICH_ROWS = 200


class Format(StrEnum):
    """How data is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    IDS = "ids"


def cell(value: object) -> str:
    """One value as one safe line of a table."""
    if value is None:
        return ""
    if value is True or value is False:
        return "yes" if value else ""
    if isinstance(value, list):
        return ", ".join(cell(_plain(item)) + _extension(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{cell(key)}: {cell(item)}" for key, item in value.items())
    return clean(str(value))


def _plain(item: object) -> object:
    """What of a nested object a table shows: its value, its formatted text, or a job's stage and when it came there."""
    if not isinstance(item, dict):
        return item
    if "stage" in item:
        return f"{item['stage']} {item['on']}"
    return item.get("value") or item.get("formatted") or item.get("channel") or item


def _extension(item: object) -> str:
    return f" ext {cell(item['extension'])}" if isinstance(item, dict) and item.get("extension") else ""


class Sheet:
    """Rows on their way out: ``columns`` are those that a table shows, in order; JSON shows every key.

    ``headings`` names columns for people; ``rows`` are mappings.
    """

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]],
        columns: Sequence[str],
        *,
        headings: Mapping[str, str] | None = None,
    ) -> None:
        self.rows = rows
        self.columns = columns
        self.headings = headings or {}


def print_sheet(
    sheet: Sheet,
    form: Format = Format.TABLE,
    *,
    columns: str | None = None,
    header: bool = True,
    file: Path | None = None,
    empty: Callable[[], None] | None = None,
) -> None:
    """Print ``sheet`` in the wanted shape, to stdout or into ``file``; ``empty`` says so where a table has no rows."""
    text = _shape(sheet, form, columns, header=header, wide=file is not None)
    if file is not None:
        write_file(file, text)
        return
    empty_table = not _send(text) and form is Format.TABLE
    if empty_table and empty:
        empty()


def _shape(sheet: Sheet, form: Format, columns: str | None, *, header: bool, wide: bool) -> Iterable[str]:
    wanted = [name.strip() for name in columns.split(",")] if columns else None
    if form is Format.JSON:
        return json_array(_picked(sheet.rows, wanted))
    if form is Format.JSONL:
        return (f"{dumps(row)}\n" for row in _picked(sheet.rows, wanted))
    if form is Format.IDS:
        return (f"{field(row, 'id')}\n" for row in sheet.rows)
    names = wanted or list(sheet.columns)
    if form in (Format.CSV, Format.TSV):
        separator = "," if form is Format.CSV else "\t"
        return _separated(sheet.rows, names, separator, header=header, shown=sys.stdout.isatty() and not wide)
    return _table(sheet, names, header=header, wide=wide, whole=wanted is not None)


def _picked(rows: Iterable[Mapping[str, Any]], wanted: Sequence[str] | None) -> Iterable[Mapping[str, Any]]:
    return ({name: field(row, name) for name in wanted} for row in rows) if wanted else rows


def field(row: Mapping[str, Any], name: str) -> object:
    """A column of a row; UsageError, naming the near ones, where there is none of that name."""
    if name in row:
        return row[name]
    from smallcrm.config import near

    raise UsageError(f'unknown column "{name}"{near(name, list(row))}; there are {", ".join(row)}')


def _separated(
    rows: Iterable[Mapping[str, Any]], names: Sequence[str], separator: str, *, header: bool, shown: bool
) -> Iterable[str]:
    import csv
    import io

    from smallcrm.formats.guard import guarded

    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\n")
    if header:
        writer.writerow(names)
    for row in rows:
        cells = [guarded(_flat(field(row, name))) for name in names]
        writer.writerow(map(clean, cells) if shown else cells)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _flat(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_flat(_plain(item)) for item in value)
    return dumps(value) if isinstance(value, dict) else str(value)


def _table(sheet: Sheet, names: Sequence[str], *, header: bool, wide: bool, whole: bool) -> Iterable[str]:
    """Lines of a table; ``wide`` where no terminal limits it, ``whole`` with the columns that are empty too."""
    lines = [[cell(field(row, name)) for name in names] for row in sheet.rows]
    if not lines:
        return
    titles = [sheet.headings.get(name, name.replace("_", " ")).upper() for name in names]
    if sys.stdout.isatty() and not wide:
        yield from _terminal_table(names, titles, lines, header=header, whole=whole)
    else:
        yield from _plain_table(titles if header else None, lines)


def _terminal_table(
    names: Sequence[str], titles: Sequence[str], lines: Sequence[Sequence[str]], *, header: bool, whole: bool
) -> Iterable[str]:
    from smallcrm.cli.table import fitted_table, with_content

    shown = range(len(names)) if whole else with_content(lines)
    names, titles, *lines = ([line[place] for place in shown] for line in (names, titles, *lines))
    if len(lines) <= RICH_ROWS:
        yield fitted_table(names, titles, lines, header=header)
    else:
        yield from _plain_table(titles if header else None, lines)


def _plain_table(titles: Sequence[str] | None, lines: Sequence[Sequence[str]]) -> Iterable[str]:
    rows = [titles, *lines] if titles else lines
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() + "\n"


def _send(pieces: Iterable[str]) -> bool:
    """Write to stdout, through ``$PAGER`` when a terminal can't hold it; whether there was anything."""
    if not sys.stdout.isatty():
        return _write_all(sys.stdout, pieces)
    import shutil

    text = "".join(pieces)
    pager = os.environ.get("PAGER")
    if pager and text.count("\n") > shutil.get_terminal_size().lines - 1:
        _page(pager, text)
    else:
        sys.stdout.write(text)
    return bool(text)


def _write_all(stream: TextIO, pieces: Iterable[str]) -> bool:
    some = False
    for piece in pieces:
        stream.write(piece)
        some = some or bool(piece)
    return some


def _page(pager: str, text: str) -> None:
    import shlex
    import subprocess

    try:
        subprocess.run(
            shlex.split(pager), input=text, text=True, check=False, encoding="utf-8", errors="replace",
            # As git does: less shows bold as bold. What it reads is UTF-8, whatever the locale.
            env={"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ},
        )  # fmt: skip
    except (OSError, ValueError):
        sys.stdout.write(text)


def write_file(file: Path, pieces: Iterable[str]) -> None:
    """Write a file of the user's, for the user alone (0600), whole or not at all."""
    from smallcrm.formats.whole_file import whole_file

    with whole_file(file) as out:
        for piece in pieces:
            out.write(piece.encode("utf-8", "replace"))


@contextlib.contextmanager
def data_stream(file: Path | None) -> Iterator[BinaryIO]:
    """A binary stream into ``file``, as ``whole_file``, or to stdout; a terminal is shown it neutralised."""
    if file is not None:
        from smallcrm.formats.whole_file import whole_file

        with whole_file(file) as out:
            yield out
    elif sys.stdout.isatty():
        import io

        shown = io.BytesIO()
        yield shown
        _send([clean_lines(shown.getvalue().decode("utf-8", "replace"))])
    else:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()


def print_record(record: Mapping[str, Any]) -> None:
    """One record as JSON."""
    sys.stdout.write(dumps(record, indent=2) + "\n")


def page_width() -> int:
    """How wide a page may be: as the terminal, within reason; 80 where there is none."""
    import shutil

    return max(40, min(shutil.get_terminal_size().columns, 120))


def print_page(sections: Iterable[tuple[str, Sequence[str]]], file: Path | None = None) -> None:
    """Headings and their lines, an empty line between: headings bold on a terminal, plain elsewhere."""
    bold = file is None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    text = "\n".join(_section(clean(title), lines, bold=bold) for title, lines in sections)
    if file is not None:
        write_file(file, [text])
    else:
        _send([text])


def _section(title: str, lines: Sequence[str], *, bold: bool) -> str:
    heading = f"\x1b[1m{title}\x1b[0m" if bold else title
    return "".join(f"{line}\n" for line in (heading, *map(clean, lines)))


def print_text(text: str) -> None:
    """Text of our own making, as it is."""
    sys.stdout.write(text)


def print_line(text: str) -> None:
    """One line of data."""
    sys.stdout.write(clean(text) + "\n")


def print_separated(cells: Sequence[str]) -> None:
    """One line of data, its cells apart by tabs."""
    sys.stdout.write("\t".join(map(clean, cells)) + "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Lines of data."""
    for line in lines:
        print_line(line)

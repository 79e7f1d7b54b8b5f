"""One record, as a page for people or in a shape for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smallcrm.cli.output import Format, Sheet, print_lines, print_record, print_sheet, write_file
from smallcrm.formats.json_text import dumps
from smallcrm.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path


def print_one(
    record: Mapping[str, Any], page: Callable[[], Iterable[str]], form: Format, *, file: Path | None = None
) -> None:
    """Print ``record``: as JSON an object, as a table the lines of ``page``, else a row; or write it to ``file``."""
    if form not in (Format.JSON, Format.TABLE):
        print_sheet(Sheet([record], tuple(record)), form, file=file)
    elif file is not None:
        lines = [dumps(record, indent=2)] if form is Format.JSON else [clean(line) for line in page()]
        write_file(file, (f"{line}\n" for line in lines))
    elif form is Format.JSON:
        print_record(record)
    else:
        print_lines(page())


def facts(pairs: Iterable[tuple[str, str | None]]) -> list[str]:
    """``name  value`` lines, aligned; those without a value are left out."""
    known = [(name, value) for name, value in pairs if value]
    width = max((len(name) for name, _ in known), default=0)
    return [f"{name.ljust(width)}  {value}" for name, value in known]

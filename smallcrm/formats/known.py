"""The formats that files come in: one row each, its module loaded when a file is read."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.config import near
from smallcrm.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.formats.text_file import Source
    from smallcrm.model.incoming import Incoming, ReadOptions


class Format(NamedTuple):
    """A format: its module, and the suffixes its files have."""

    module: str
    suffixes: tuple[str, ...]


FORMATS = {
    "csv": Format("csv", (".csv", ".tsv", ".txt")),
    "vcf": Format("vcard", (".vcf", ".vcard")),
    "ics": Format("ics", (".ics", ".ical", ".ifb")),
    "json": Format("book_json", (".json",)),
}


def format_of(file: str, given: str = "") -> str:
    """The name of the format of ``file``: as ``given``, else by its suffix; UsageError where neither tells."""
    if given:
        if given not in FORMATS:
            raise UsageError(
                f'unknown format "{given}"{near(given, FORMATS)}; there are {", ".join(FORMATS)}'
            )
        return given
    suffix = Path(file).suffix.lower()
    for name, known in FORMATS.items():
        if suffix in known.suffixes:
            return name
    if Path(file).is_dir():
        raise UsageError(f"{file} is a folder; name the files in it")
    what = "standard input" if file == "-" else file
    raise UsageError(f"can't tell the format of {what}; say --input-format {'|'.join(FORMATS)}")


def module(name: str) -> Any:  # noqa: ANN401
    """The module that reads and writes the format."""
    return importlib.import_module(f"smallcrm.formats.{FORMATS[name].module}")


def records(name: str, source: Source, options: ReadOptions, zone: str) -> Iterator[Incoming]:
    """The records of a file of that format; ``zone`` is for times that name none."""
    read = module(name).read
    found: Iterator[Incoming] = read(source, options, zone=zone) if name == "ics" else read(source, options)
    return found

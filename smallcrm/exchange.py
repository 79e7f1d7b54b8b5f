"""Bringing files in, as both faces do it: read and checked first, then written in one change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smallcrm.formats.known import format_of, records
from smallcrm.model.text import storable
from smallcrm.write.importing import MANY, Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from smallcrm.model.incoming import ReadOptions
    from smallcrm.write.import_report import Report
    from smallcrm.write.writing import Write

# Begins a part of the work, of so many records (None: unknown), and returns what is told as each is done.
Begin = Callable[[str, "int | None"], Callable[[int], None]]


def source_of(path: Path, options: ReadOptions, zone: str, input_format: str = "") -> Source:
    """A file's records, of the format given or else by its suffix; UsageError where neither tells.

    ``zone`` is for times that name none.
    """
    return Source(storable(path.name), records(format_of(str(path), input_format), path, options, zone))


def bring(
    write: Write, sources: Iterable[Source], begin: Begin, *, mode: str, strict: bool, safely: bool
) -> Report:
    """Check the records of all sources, then write them as one change; what became of them.

    ``safely`` makes a backup before many are written. What ``begin`` and what it returns raise ends the work, and
    nothing is written then.
    """
    job = write.importing(mode=mode, strict=strict)
    aside = job.check(sources, begin("reading", None))
    if safely and aside.count > MANY:
        write.back_up("import")
    return job.write(aside, begin("writing", aside.count))

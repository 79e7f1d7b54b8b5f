"""The records that an import rejected, in a file that can be mended and imported again."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from smallcrm.cli.output import write_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from smallcrm.model.incoming import Incoming


def write_rejects(target: Path, rejects: Sequence[tuple[str, Incoming]]) -> None:
    """Write the rejected records as they stood: rows under their columns, or cards and components as they were."""
    rows = [(file, incoming) for file, incoming in rejects if incoming.columns]
    blocks = [incoming for _, incoming in rejects if not incoming.columns]
    if rows:
        write_file(target, [_table([incoming for _, incoming in rows])])
    if blocks:
        write_file(target.with_name(f"{target.name}.txt") if rows else target, _lines(blocks))


def _table(rows: Sequence[Incoming]) -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row.columns))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(dict(zip(row.columns, row.raw, strict=False)))
    return out.getvalue()


def _lines(blocks: Iterable[Incoming]) -> Iterable[str]:
    for block in blocks:
        yield "".join(f"{line}\r\n" for line in block.raw)

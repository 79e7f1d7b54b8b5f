"""A whole book on its way in or out: every row of every table, one after the other."""

from __future__ import annotations

from typing import Any, NamedTuple


class BookRow(NamedTuple):
    """One row: its table, and its columns by name."""

    table: str
    columns: dict[str, Any]

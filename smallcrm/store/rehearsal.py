"""A throw-away copy of a store, to see what a change would do."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from smallcrm.store.connect import open_reader, translated

if TYPE_CHECKING:
    from pathlib import Path


def copy_to(store: Path, target: Path) -> None:
    """Copy ``store`` to ``target`` (0600), reading only."""
    os.close(os.open(target, os.O_CREAT | os.O_RDWR, 0o600))
    with (
        translated(store),
        contextlib.closing(open_reader(store)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)

"""Stores on a file system without shared memory, which a write-ahead log needs: a rollback journal takes its place."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# What SQLite says where it can't map, size or lock the memory that processes share; the last of a lock of any kind.
NO_SHARED_MEMORY = (
    sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMLOCK,
    sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_LOCK,
)  # fmt: skip
# Where a store's file says that it has a write-ahead log.
LOG_MARK, HAS_LOG = 18, 2


def lacks_shared_memory(problem: sqlite3.Error, path: Path) -> bool:
    """Whether that is what is wrong with a store."""
    code = getattr(problem, "sqlite_errorcode", 0)
    if code in NO_SHARED_MEMORY:
        return True
    # The file of that memory can't be made.
    return code & 0xFF == sqlite3.SQLITE_CANTOPEN and _has_log(path)


def _has_log(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(LOG_MARK)
            return file.read(1) == bytes([HAS_LOG])
    except OSError:
        return False


def give_up_log(connection: sqlite3.Connection) -> None:
    """Have a rollback journal from here on; the connection must not have read yet, and the store be nobody else's.

    Who has a file alone from the start needs no shared memory to read the log. OperationalError where another has it.
    """
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("PRAGMA journal_mode=DELETE")

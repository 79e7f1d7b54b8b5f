"""Backups that still hold a person, and backups written anew without one."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from typing import TYPE_CHECKING

from smallcrm.errors import CrmError, FileError
from smallcrm.store.backup import back_up, kept_beside, put_in_place
from smallcrm.store.migrate import SCHEMA_VERSION
from smallcrm.write.change import Changes
from smallcrm.write.erase import Erasing
from smallcrm.write.erase_traces import person_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Through what a backup was written anew, as its history tells.
ORIGIN = "erasure"


def holding(store: Path, uids: Sequence[str]) -> list[Path]:
    """The files beside the store, automatic backups and stores moved aside, that hold one of the uids or can't be read."""
    return [file for file in kept_beside(store) if _holds(file, uids)]


def _holds(file: Path, uids: Sequence[str]) -> bool:
    query = (
        "SELECT EXISTS (SELECT 1 FROM contact WHERE uid IN (SELECT value FROM json_each(?1))) OR EXISTS "
        "(SELECT 1 FROM journal, json_each(?1) WHERE instr(coalesce(before, '') || coalesce(after, ''), value) > 0)"
    )
    try:
        with contextlib.closing(_open(file)) as connection:
            return bool(connection.execute(query, (json.dumps(list(uids)),)).fetchone()[0])
    except sqlite3.Error:
        return True


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def rewrite(backup: Path, uids: Sequence[str]) -> None:
    """Write a backup anew without the person, whole or not at all; FileError where it can't be."""
    if not _is_of_now(backup):
        raise FileError(
            f"{backup} has an older schema, or can't be read; remove it, or keep it out of others' hands"
        )
    part = backup.with_name(f"{backup.name}.{os.getpid()}.part")
    try:
        back_up(backup, part)
        _erase_from(part, uids)
        put_in_place(part, backup)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _is_of_now(backup: Path) -> bool:
    try:
        with contextlib.closing(_open(backup)) as connection:
            return bool(connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION)
    except sqlite3.Error:
        return False


def _erase_from(part: Path, uids: Sequence[str]) -> None:
    changes = Changes(part, ORIGIN)
    try:
        erasing = Erasing(changes)
        for uid in uids:
            person = person_of(changes.connection, uid)
            if person is not None and not erasing.erase(person).swept:
                raise FileError(f"{part} could not be swept")
    except sqlite3.Error as problem:
        raise CrmError(f"{part}: {problem}") from None
    finally:
        changes.close()

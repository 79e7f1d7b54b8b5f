"""Backups and restores, through SQLite's backup API: a copy made by reading the file would miss what is in its log."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from smallcrm.clock import stamp
from smallcrm.errors import FileError, StoreError

if TYPE_CHECKING:
    from pathlib import Path

COUNTED = ("contact", "note", "job", "appointment", "reminder", "journal")


def folder_of(store: Path) -> Path:
    """Where a store's automatic backups stand: ``NAME.backups`` beside it."""
    return store.with_name(f"{store.name}.backups")


def automatic(store: Path, reason: str, keep: int = 14) -> Path:
    """Back up before something risky, or daily; returns the new file. The newest ``keep`` of all stay."""
    folder = folder_of(store)
    target = folder / f"{stamp().replace(':', '').replace('-', '')}-{reason}.db"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as problem:
        raise StoreError(f"the backup folder {folder} can't be made: {problem.strerror}") from None
    back_up(store, target)
    rotate(store, keep)
    return target


def listed(store: Path) -> list[Path]:
    """A store's automatic backups, newest first."""
    folder = folder_of(store)
    return sorted(folder.glob("*.db"), key=lambda file: file.name, reverse=True) if folder.is_dir() else []


def rotate(store: Path, keep: int) -> None:
    """Remove all but the newest ``keep`` automatic backups."""
    for file in listed(store)[max(keep, 1) :]:
        file.unlink(missing_ok=True)


def back_up(store: Path, target: Path) -> None:
    """Copy the store to ``target``, whole or not at all, checked, and safe on the disk when this returns."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
        _copy_checked(store, part)
        _sync(part)
        part.replace(target)
        _sync(target.parent)
    except OSError as problem:
        raise FileError(f"the backup {target} can't be written: {problem.strerror}") from None
    except sqlite3.Error as problem:
        raise FileError(f"the backup {target} can't be written: {problem}") from None
    finally:
        part.unlink(missing_ok=True)


def _copy_checked(store: Path, part: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True)) as source,
        contextlib.closing(sqlite3.connect(part)) as copy,
    ):
        # Held open, so that the counts and the copy are of one moment.
        source.execute("BEGIN")
        counts = _counts(source)
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        fault = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if fault != "ok" or _counts(copy) != counts:
            raise StoreError(f"the backup does not equal the store ({fault}); is the disk full or failing?")


def _counts(connection: sqlite3.Connection) -> list[int]:
    return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def restore(backup: Path, store: Path) -> None:
    """Put a backup's content into the live store, under its lock, so that whoever has it open sees the change.

    An unreadable store is moved aside whole first. FileError where the backup is none.
    """
    from smallcrm.store.connect import LIMIT, open_writer

    _check_backup(backup)
    if store.exists() and not _readable(store):
        _move_aside(store)
    if not store.exists():
        open_writer(store).close()
    with (
        contextlib.closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as source,
        contextlib.closing(sqlite3.connect(store, timeout=LIMIT)) as live,
    ):
        source.backup(live)


def _check_backup(backup: Path) -> None:
    from smallcrm.store.migrate import APPLICATION_ID

    if not backup.is_file():
        raise FileError(f"there is no backup {backup}")
    try:
        with contextlib.closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as source:
            ours = source.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            fault = source.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as problem:
        raise FileError(f"{backup} is no backup of a store: {problem}") from None
    if not ours:
        raise FileError(f"{backup} is no backup of a smallcrm store")
    if fault != "ok":
        raise FileError(f"the backup {backup} is damaged ({fault})")


def _readable(store: Path) -> bool:
    try:
        with contextlib.closing(
            sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True)
        ) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.Error:
        return False


def _move_aside(store: Path) -> None:
    aside = store.with_name(f"{store.name}.unreadable-{stamp().replace(':', '').replace('-', '')}")
    for suffix in ("-wal", "-shm", "-journal", ""):
        part = store.with_name(store.name + suffix)
        if part.exists():
            part.replace(aside.with_name(aside.name + suffix))

"""Backups and restores, through SQLite's backup API: a copy made by reading the file would miss what is in its log."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.clock import stamp
from smallcrm.errors import FileError, StoreError
from smallcrm.store.connect import UNSOUND
from smallcrm.store.migrate import APPLICATION_ID, SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COUNTED = ("contact", "note", "job", "appointment", "reminder", "journal")
# How many automatic backups stay where the settings are not at hand.
KEEP = 14
A_DAY = 24 * 60 * 60
HEADER = b"SQLite format 3\0"
# What SQLite says of a file that is not as it was written; the last of a schema that is none any more.
SPOILING = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR)
# How a store that could not be read is called beside the one that took its place.
ASIDE = "unreadable"
MISSING, OTHERS, DAMAGED, WHOLE = "missing", "others", "damaged", "whole"


class Backup(NamedTuple):
    """An automatic backup: its file, when it was made (UTC), how many contacts it has, and whether it is whole."""

    file: Path
    at: str
    contacts: int | None
    ok: bool


def folder_of(store: Path) -> Path:
    """Where a store's automatic backups stand: ``NAME.backups`` beside it."""
    return store.with_name(f"{store.name}.backups")


def automatic(store: Path, reason: str, keep: int = KEEP, spare: Path | None = None) -> Path:
    """Back up before something risky, or daily; returns the new file.

    The newest ``keep`` of all stay, and ``spare``. FileError where it can't be written.
    """
    folder = folder_of(store)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as problem:
        raise FileError(f"the backup folder {folder} can't be made: {problem.strerror}") from None
    target = _free(folder, f"{_compact(stamp())}-{reason}")
    back_up(store, target)
    # Made within one second, the newest may stand behind others by its name.
    rotate(store, keep, target, spare)
    return target


def _compact(at: str) -> str:
    return at.replace(":", "").replace("-", "")


def _free(folder: Path, name: str) -> Path:
    """A file that is not there yet: two restores within one second must not cost the first one's backup."""
    target, count = folder / f"{name}.db", 1
    while target.exists():
        count += 1
        target = folder / f"{name}-{count}.db"
    return target


def backed_up_today(store: Path) -> bool:
    """Whether an automatic backup of today (UTC) is there; one of a day to come is from when the clock was wrong."""
    today = _compact(stamp())[:8]
    try:
        return any(file.name[:8] == today and file.suffix == ".db" for file in folder_of(store).iterdir())
    except OSError:
        return False


def listed(store: Path) -> list[Path]:
    """A store's automatic backups, newest first; those of a time to come, from when the clock was wrong, come last."""
    folder, now = folder_of(store), _compact(stamp())
    return (
        sorted(folder.glob("*.db"), key=lambda file: _age(file, now), reverse=True) if folder.is_dir() else []
    )


def _age(file: Path, now: str) -> tuple[bool, str, int]:
    """What is greater is newer; of one second's backups the file system knows which came later."""
    made = file.name[: len(now)]
    try:
        return made <= now, made, file.stat().st_mtime_ns
    except OSError:
        return False, made, 0


def kept_beside(store: Path) -> list[Path]:
    """Every file beside a store that may hold what was in it: automatic backups, those cut short, stores moved aside."""
    parts = sorted(folder_of(store).glob("*.part")) if folder_of(store).is_dir() else []
    aside = (file for file in store.parent.iterdir() if file.name.startswith(f"{store.name}.{ASIDE}-"))
    return [*listed(store), *parts, *sorted(aside)]


def described(store: Path) -> Iterator[Backup]:
    """A store's automatic backups, newest first, each looked into."""
    for file in listed(store):
        name = file.name
        at = f"{name[:4]}-{name[4:6]}-{name[6:11]}:{name[11:13]}:{name[13:16]}"
        try:
            with contextlib.closing(_open(file, "ro")) as connection:
                contacts = connection.execute("SELECT count(*) FROM contact").fetchone()[0]
                whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        except UNSOUND:
            contacts, whole = None, False
        yield Backup(file, at, contacts, whole)


def rotate(store: Path, keep: int, *spared: Path | None) -> None:
    """Remove all but the newest ``keep`` automatic backups and those ``spared``, and what a killed backup left a day ago."""
    for file in listed(store)[max(keep, 1) :]:
        if not any(spare and spare.exists() and file.samefile(spare) for spare in spared):
            file.unlink(missing_ok=True)
    for file in folder_of(store).glob("*.part*"):
        if file.stat().st_mtime < time.time() - A_DAY:
            file.unlink(missing_ok=True)


def _is_of_another_kind(target: Path) -> bool:
    """Whether there is a file that is neither empty nor a store (its mark stands at byte 68 of SQLite's header)."""
    try:
        with target.open("rb") as file:
            header = file.read(72)
    except OSError:
        return False
    return bool(header) and header[68:] != APPLICATION_ID.to_bytes(4)


def back_up(store: Path, target: Path) -> None:
    """Copy the store to ``target``, whole or not at all, checked, and safe on the disk when this returns."""
    if not target.name or (target.exists() and not target.is_file()):
        raise FileError(f"the backup can't be {target}, which is no ordinary file")
    if _is_of_another_kind(target):
        raise FileError(
            f"the backup can't be {target}, which is no backup and would be lost; name another file"
        )
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
        _copy_checked(store, part)
        put_in_place(part, target)
    except OSError as problem:
        raise FileError(f"the backup {target} can't be written: {problem.strerror}") from None
    except UNSOUND as problem:
        raise FileError(f"the backup {target} can't be written: {problem}") from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def _open(path: Path, mode: str) -> sqlite3.Connection:
    from smallcrm.store.connect import LIMIT

    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=LIMIT
    )


def _copy_checked(store: Path, part: Path) -> None:
    from smallcrm.store.connect import reading_mode

    with (
        contextlib.closing(_open(store, reading_mode(store))) as source,
        contextlib.closing(_open(part, "rw")) as copy,
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


def put_in_place(part: Path, target: Path) -> None:
    """Give a whole file its name, so that no power cut leaves the name without the file; OSError where that fails."""
    _sync(part)
    part.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Restored(NamedTuple):
    """What a restore did: the backup it made first, or where the unreadable store was moved; its contacts now.

    ``returned`` are the ids of contacts that had been erased and are there again.
    """

    before: Path | None
    aside: Path | None
    contacts: int
    returned: list[int]


def restore(backup: Path, store: Path, keep: int = KEEP) -> Restored:
    """Put a backup's content into the live store, under its lock, so that whoever has it open sees the change.

    The store is backed up first; one that is no database, or a damaged one, is moved aside whole. FileError where the
    backup is none, StoreError where the store is another program's or is held by another for half a minute.
    """
    from smallcrm.store.connect import open_writer, translated
    from smallcrm.store.subscribers import outlive

    check_backup(backup)
    before = aside = None
    with translated(store):
        state = _state(store)
    if state == OTHERS:
        raise StoreError(f"{store} is a database of another program, not a smallcrm store")
    if state == WHOLE:
        before = automatic(store, "restore", keep, spare=backup)
    elif state == DAMAGED:
        aside = _move_aside(store)
    if before is None:
        open_writer(store).close()
    with (
        translated(store),
        contextlib.closing(_open(backup, "ro")) as source,
        contextlib.closing(_open(store, "rw")) as live,
    ):
        erased = _erased(live)
        source.backup(live, progress=_refuse_held(store))
        contacts = live.execute("SELECT count(*) FROM contact").fetchone()[0]
        returned = [contact_id for contact_id in erased if _knows(live, contact_id)]
    if before is not None:
        outlive(store, before)
    return Restored(before, aside, contacts, returned)


def _erased(connection: sqlite3.Connection) -> list[int]:
    """The ids of contacts that were erased."""
    from smallcrm.store.change import ERASE
    from smallcrm.store.naming import things_in

    words = connection.execute("SELECT words FROM change WHERE kind = ? ORDER BY id", (ERASE,)).fetchall()
    return [contact_id for (said,) in words for _, contact_id in things_in(said)]


def _knows(connection: sqlite3.Connection, contact_id: int) -> bool:
    """Whether there is that contact, or history has one."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM contact WHERE id = ?1) OR EXISTS (SELECT 1 FROM journal "
        "WHERE table_name = 'contact' AND row_id = ?1 AND before IS NOT NULL)"
    )
    return bool(connection.execute(query, (contact_id,)).fetchone()[0])


def newest_whole(store: Path) -> Path:
    """The newest automatic backup that can be restored; FileError where there is none."""
    for file in listed(store):
        with contextlib.suppress(FileError):
            check_backup(file)
            return file
    raise FileError(
        f"there is no whole backup in {folder_of(store)}; what can be read of the store itself comes out with: "
        "smallcrm doctor --salvage NEW"
    )


def check_backup(backup: Path) -> None:
    """FileError unless ``backup`` is a whole store that this version can read."""
    if not backup.is_file():
        raise FileError(f"there is no backup {backup}; see: smallcrm restore --list")
    try:
        with contextlib.closing(_open(backup, "ro")) as source:
            ours = source.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
            version = source.execute("PRAGMA user_version").fetchone()[0]
            fault = source.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except UNSOUND as problem:
        raise FileError(f"{backup} is no backup of a store: {problem}") from None
    if not ours:
        raise FileError(f"{backup} is no backup of a smallcrm store")
    if version > SCHEMA_VERSION:
        raise FileError(f"the backup {backup} was made by a newer smallcrm; upgrade smallcrm")
    if fault != "ok":
        raise FileError(f"the backup {backup} is damaged ({fault})")


def _state(store: Path) -> str:
    """Whether the store is MISSING (or empty), OTHERS, DAMAGED or WHOLE."""
    if not store.exists() or not store.stat().st_size:
        return MISSING
    with store.open("rb") as file:
        # SQLite would take away the log of a file that it can't read.
        if file.read(len(HEADER)) != HEADER:
            return DAMAGED
    try:
        with contextlib.closing(_open(store, "rw")) as connection:
            return _state_inside(connection)
    except UNSOUND as problem:
        # What Python itself says, of a text that is none, has no code.
        if getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in SPOILING:
            raise
        return DAMAGED


def _state_inside(connection: sqlite3.Connection) -> str:
    from smallcrm.store import migrate

    if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        return DAMAGED
    if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return MISSING
    return {migrate.OURS: WHOLE, migrate.SPOILT: DAMAGED, migrate.OTHERS: OTHERS}[migrate.mark(connection)]


def _refuse_held(store: Path) -> Callable[[int, int, int], None]:
    """SQLite's own waiting is over when a step of the copy says busy; Python would try for ever."""
    from smallcrm.store.connect import LIMIT

    def progress(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreError(
                f"the store {store} has been busy for {LIMIT:.0f} seconds; another program holds it. Nothing was changed"
            )

    return progress


def _move_aside(store: Path) -> Path:
    aside = store.with_name(f"{store.name}.{ASIDE}-{_compact(stamp())}")
    try:
        for suffix in ("-wal", "-shm", "-journal", ""):
            part = store.with_name(store.name + suffix)
            if part.exists():
                part.replace(aside.with_name(aside.name + suffix))
    except OSError as problem:
        raise FileError(f"the unreadable {store} can't be moved aside: {problem.strerror}") from None
    return aside

"""Connections to the store: how it is opened, what is refused, who may read it, and how one waits for it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, TypeVar

from smallcrm.errors import StoreError, StoreMissing
from smallcrm.store.migrate import OTHERS, SCHEMA_VERSION, SPOILT, declared_schema, mark, schema_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Done = TypeVar("Done")
# After a second of waiting a person is told what for; after thirty we give up.
PATIENCE = 1.0
LIMIT = 30.0
# How Python's sqlite3 begins to say that a text is no UTF-8; SQLite itself looks at none.
UNDECODED = "Could not decode to UTF-8"
# What a damaged file is met with: also by what Python makes of a message that quotes its octets.
UNSOUND = (sqlite3.Error, UnicodeDecodeError)

SAFETY = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA cell_size_check=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA mmap_size=0",
    # 64 MB: an import's pages would spill to the log and be read back with SQLite's own 2.
    "PRAGMA cache_size=-65536",
)


def silent(_message: str) -> None:
    """Tell nobody."""


def open_reader(
    path: Path, patience: float = LIMIT, *, tell: Callable[[str], None] = silent, any_thread: bool = False
) -> sqlite3.Connection:
    """A connection that can only read; StoreMissing where there is no store, StoreError where it is unusable.

    It waits ``patience`` seconds for whoever holds the whole file. With ``any_thread`` several threads may use it, one
    at a time.
    """
    if not path.exists():
        raise StoreMissing(path)
    with translated(path):
        connection = _settled(path, reading_mode(path), patience, tell, any_thread=any_thread)
        with _closed_unless_well(connection):
            connection.execute("PRAGMA query_only=ON")
            # A page whose cells lie elsewhere than they could is an error then, where it would be rows without values.
            connection.execute("PRAGMA cell_size_check=ON")
            if _is_empty(connection):
                raise StoreMissing(path, ", the file is empty")
            _refuse_foreign(connection, path)
            version = _version(connection)
            if version < SCHEMA_VERSION and os.access(path, os.W_OK):
                connection.close()
                upgrade(path, tell)
                return open_reader(path, patience, tell=tell, any_thread=any_thread)
            _refuse_other_schema(connection, path)
    return connection


def open_writer(path: Path, tell: Callable[[str], None] = silent) -> sqlite3.Connection:
    """A connection that can write; makes the store, and its folder, where there is none."""
    _make_file(path)
    with translated(path):
        connection = _logged(path, tell)
        with _closed_unless_well(connection):
            for pragma in SAFETY:
                connection.execute(pragma)
            if _is_empty(connection):
                _create(connection, tell)
            connection.execute(f"PRAGMA synchronous={_synchronous(connection)}")
            _refuse_foreign(connection, path)
            if _version(connection) < SCHEMA_VERSION:
                connection.close()
                upgrade(path, tell)
                return open_writer(path, tell)
            _refuse_other_schema(connection, path)
    return connection


@contextlib.contextmanager
def _closed_unless_well(connection: sqlite3.Connection) -> Iterator[None]:
    """What fails in the block closes the connection: left to itself it would hold its files for as long as the program runs."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


def let_write(connection: sqlite3.Connection, path: Path) -> None:
    """Make a connection that :func:`open_reader` opened one that writes: to open another would parse the schema anew."""
    with translated(path):
        connection.execute("PRAGMA query_only=OFF")
        for pragma in SAFETY:
            connection.execute(pragma)
        connection.execute(f"PRAGMA synchronous={_synchronous(connection)}")


def write_at_length(connection: sqlite3.Connection) -> None:
    """Make ready for a change of many rows; no transaction may be open.

    SQLite sets aside what a statement changes, in case it has to take it back. In a file, its usual place, that costs
    a tenth of an import.
    """
    connection.execute("PRAGMA temp_store=MEMORY")


def reading_mode(path: Path) -> str:
    """How SQLite opens a store that is only to be read.

    Where it may write it can recover what a crash left. Where it may not, it could not make the files beside a
    write-ahead log, and a read-only one that it did make would outlast it: without a log there is no need of any.
    """
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return "rw"
    return "ro" if path.with_name(f"{path.name}-wal").exists() else "ro&immutable=1"


def _connect(
    path: Path, mode: str, patience: float = LIMIT, *, any_thread: bool = False
) -> sqlite3.Connection:
    _refuse_old_sqlite()
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=patience,
        check_same_thread=not any_thread,
    )


def _refuse_old_sqlite() -> None:
    if sqlite3.sqlite_version_info < (3, 38):
        raise StoreError(
            f"this Python's SQLite is {sqlite3.sqlite_version}; smallcrm needs 3.38 or newer, with FTS5"
        )


def _make_file(path: Path) -> None:
    """The file must be ours alone from its first byte; SQLite would make it as the umask says."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a store")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as problem:
        raise StoreError(f"the store {path} can't be made: {problem.strerror}") from None
    if not os.access(path, os.W_OK):
        raise StoreError(f"the store {path} is read-only")
    if not os.access(path.parent, os.W_OK):
        raise StoreError(f"the folder {path.parent} can't be written, so the store in it can't be changed")


def _is_empty(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT NOT EXISTS (SELECT 1 FROM sqlite_master)").fetchone()[0])


def _create(connection: sqlite3.Connection, tell: Callable[[str], None]) -> None:
    from smallcrm.store.migrate import lay

    connection.execute(f"PRAGMA synchronous={_synchronous(connection)}")
    begin(connection, "the new store", tell)
    try:
        if _is_empty(connection):
            lay(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _settled(
    path: Path,
    mode: str,
    patience: float = LIMIT,
    tell: Callable[[str], None] = silent,
    *,
    any_thread: bool = False,
) -> sqlite3.Connection:
    """A connection; a write-ahead log that the file system can't have goes, as when the store was moved there."""
    connection = _connect(path, mode, patience, any_thread=any_thread)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.DatabaseError as problem:
        connection.close()
        # Loaded only where it is needed, which is hardly ever.
        from smallcrm.store.fallback import give_up_log, lacks_shared_memory

        if not lacks_shared_memory(problem, path):
            raise
        with contextlib.closing(_connect(path, "rw")) as alone:
            _patiently(lambda: give_up_log(alone))
        tell(_without_log(path))
        return _connect(path, mode, patience, any_thread=any_thread)
    return connection


def _logged(path: Path, tell: Callable[[str], None]) -> sqlite3.Connection:
    """A connection that writes; a new store gets a write-ahead log where the file system can have it."""
    connection = _settled(path, "rw", tell=tell)
    with _closed_unless_well(connection):
        if not _is_empty(connection):
            return connection
        mode = _patiently(lambda: connection.execute("PRAGMA journal_mode=WAL").fetchone()[0])
        if mode != "wal":
            connection.execute("PRAGMA journal_mode=DELETE")
            tell(_without_log(path))
    connection.close()
    return _settled(path, "rw", tell=tell)


def _without_log(path: Path) -> str:
    return f"the file system of {path} has no shared memory, so readers wait for writers there; nothing is less safe"


def _patiently(attempt: Callable[[], Done]) -> Done:
    """Changing the journal mode needs the file alone and does not wait for it, so that ten first commands meet here."""
    import time

    end = time.monotonic() + LIMIT
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _synchronous(connection: sqlite3.Connection) -> str:
    # A power cut loses no acknowledged change with WAL and FULL; a rollback journal needs EXTRA for the same.
    wal = connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    return "FULL" if wal else "EXTRA"


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    whose = mark(connection)
    if whose == SPOILT:
        raise StoreError(damage(path))
    if whose == OTHERS:
        raise StoreError(f"{path} is a database of another program, not a smallcrm store")
    version = _version(connection)
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"the store {path} was written by a newer smallcrm (schema {version}, this one knows {SCHEMA_VERSION}); upgrade smallcrm"
        )


def _refuse_other_schema(connection: sqlite3.Connection, path: Path) -> None:
    if schema_text(connection) != declared_schema():
        raise StoreError(
            f"the schema of {path} is not the one smallcrm declares; another program changed it. Restore a backup: smallcrm restore --list"
        )


def upgrade(path: Path, tell: Callable[[str], None] = silent) -> None:
    """Back an older store up, then bring it to this version's schema; all or nothing."""
    from smallcrm.store.backup import automatic
    from smallcrm.store.migrate import lay

    tell(f"bringing {path} to the new schema; the backup before it is {automatic(path, 'migration')}")
    with translated(path), contextlib.closing(_connect(path, "rw")) as connection:
        # A migration may rebuild a table that others point at.
        connection.execute("PRAGMA foreign_keys=OFF")
        begin(connection, "the migration", tell)
        try:
            if _version(connection) < SCHEMA_VERSION:
                lay(connection)
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            if broken:
                raise StoreError(
                    f"the store {path} can't be migrated: {broken[0]} {broken[1]} points at nothing"
                )
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise


def begin(connection: sqlite3.Connection, purpose: str, tell: Callable[[str], None] = silent) -> None:
    """Take the write lock now, since a transaction that reads first and writes later fails under load.

    StoreError after 30 seconds; after one, ``tell`` says what is being waited for.
    """
    connection.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as problem:
        if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        tell(f"waiting to write ({purpose}): another program is writing to the store")
        connection.execute(f"PRAGMA busy_timeout={int((LIMIT - PATIENCE) * 1000)}")
        connection.execute("BEGIN IMMEDIATE")


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into one clear line each."""
    try:
        yield
    except UNSOUND as problem:
        raise StoreError(words_for(problem, path)) from problem


def damage(path: Path) -> str:
    """What is said of a store that is damaged."""
    return f"the store {path} is damaged; see: smallcrm doctor, and smallcrm restore --list"


def words_for(problem: Exception, path: Path) -> str:
    """What a person is told of an error of SQLite's, on one line."""
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"the store {path} has been busy for {LIMIT:.0f} seconds; another program holds it. Nothing was changed"
    if code == sqlite3.SQLITE_NOTADB:
        return f"{path} is no database; name another file with --db, or restore a backup: smallcrm restore --list"
    if code == sqlite3.SQLITE_CORRUPT:
        return damage(path)
    if code == sqlite3.SQLITE_FULL:
        return f"the disk that holds {path} is full; nothing was changed"
    if code == sqlite3.SQLITE_READONLY:
        return f"the store {path} is read-only; nothing was changed"
    if code == sqlite3.SQLITE_CANTOPEN:
        return f"the store {path} can't be opened; check the folder's permissions"
    if code == sqlite3.SQLITE_IOERR:
        return f"the disk that holds {path} failed; nothing was changed"
    if UNDECODED in str(problem) or isinstance(problem, UnicodeDecodeError):
        return damage(path)
    return f"the store {path} refused that: {problem}"

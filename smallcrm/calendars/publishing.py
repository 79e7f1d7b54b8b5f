"""Published files brought up to date: whole or not at all, one writer at a time, and never at a change's cost."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from smallcrm.calendars.feed import Feed
from smallcrm.errors import CrmError, FileError
from smallcrm.formats.whole_file import whole_file
from smallcrm.model.text import storable
from smallcrm.read.publication import Publications
from smallcrm.store.connect import begin, translated
from smallcrm.store.turn import turn

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from smallcrm.desk import Desk
    from smallcrm.model.publication import Publication, PublicationDraft
    from smallcrm.write.writing import Write

# So long one waits for another who writes into the same folder.
PATIENCE = 10.0
CHUNK = 1_048_576
# What tells a calendar of ours, within its first lines.
OURS, HEAD = b"PRODID:-//smallcrm//", 400


class Publisher:
    """Writes the files of published calendars, over a connection that can write and has no transaction open."""

    def __init__(
        self, connection: sqlite3.Connection, store: Path, desk: Desk, tell: Callable[[str], None]
    ) -> None:
        self.connection = connection
        self.store = store
        self.desk = desk
        self.tell = tell
        self.publications = Publications(connection, desk)

    def refresh(self) -> list[Publication]:
        """Bring all that is behind up to date; those that could not be, each told in one line."""
        with translated(self.store):
            behind = self.publications.behind()
        return [publication for publication in behind if not self._refreshed(publication)]

    def _refreshed(self, publication: Publication) -> bool:
        try:
            self.write(publication.name)
        except CrmError as problem:
            self.tell(
                f"warning: the calendar {publication.name} is not up to date: {problem.message}; it is tried again at the "
                "next change, or now by: smallcrm calendar publish"
            )
            self._note(publication, problem.message)
            return False
        return True

    def write(self, name: str) -> None:
        """Bring one file up to date, unless it is; FileError where it can't be written."""
        publication = self.publications.get(name)
        if publication is None or publication.file is None:
            return
        file = Path(publication.file)
        # Who comes later looks at the store later, so that an older state never replaces a newer one.
        with turn(file.parent, PATIENCE) as ours, translated(self.store):
            if not ours:
                raise FileError(
                    f"another smallcrm has been writing into {file.parent} for {PATIENCE:.0f} seconds"
                )
            self._write(name)

    def _write(self, name: str) -> None:
        with self._steady():
            publication = self.publications.get(name)
            if (
                publication is None
                or publication.file is None
                or not self.publications.is_behind(publication)
            ):
                return
            feed = Feed(self.connection, self.desk, self.publications.extract(publication), publication.name)
            bring(Path(publication.file), feed.pieces(), publication.mode)
        begin(self.connection, "what is published", self.tell)
        try:
            feed.keep(self.connection)
            self.connection.execute(
                "UPDATE publication SET written = ?, written_as = ?, problem = NULL WHERE name = ? AND file = ?",
                (publication.revision, self.publications.mark(), publication.name, publication.file),
            )
            self.connection.execute("COMMIT")
        finally:
            self._let_go()

    @contextlib.contextmanager
    def _steady(self) -> Iterator[None]:
        """The store as it is at one moment."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self.connection.in_transaction:
            self.connection.rollback()

    def _note(self, publication: Publication, problem: str) -> None:
        """Keep what went wrong for `calendar list`; a store on the same full disk has been told of already."""
        if publication.problem == problem:
            return
        with contextlib.suppress(CrmError), translated(self.store):
            self.connection.execute(
                "UPDATE publication SET problem = ? WHERE name = ?", (storable(problem), publication.name)
            )


def publish(write: Write, desk: Desk, draft: PublicationDraft) -> Publication:
    """Publish a calendar, or change it, and write its file; what can't be written is not published.

    Errors as for :meth:`smallcrm.write.publication.Publishing.put`; FileError where the file can't be written.
    """
    if draft.file is None:
        with write.publishing.transaction():
            return write.publishing.put(draft)
    file = Path(draft.file)
    check_target(file, write.changes.path)
    # A state from before this change, with a filter from before it, must not come last.
    with turn(file.parent, PATIENCE), write.publishing.transaction() as connection:
        publication = write.publishing.put(draft)
        publications = Publications(connection, desk)
        feed = Feed(connection, desk, publications.extract(publication), publication.name)
        bring(file, feed.pieces(), publication.mode)
        feed.keep(connection)
        connection.execute(
            "UPDATE publication SET written = revision, written_as = ? WHERE name = ?",
            (publications.mark(), publication.name),
        )
    return publication


def bring(file: Path, pieces: Iterator[bytes], mode: int) -> None:
    """Make ``file`` hold the pieces, whole or not at all; one that holds them already is left alone.

    FileError where it can't be written.
    """
    if file.exists() and not file.is_file():
        raise FileError(f"{file} is no ordinary file")
    same, rest = _compared(file, pieces)
    if rest is None:
        _permit(file, mode)
        return
    with whole_file(file, mode) as out:
        _copy(file, same, out)
        out.writelines(rest)


def _compared(file: Path, pieces: Iterator[bytes]) -> tuple[int, Iterable[bytes] | None]:
    """How many bytes of the file the pieces begin with, and what of them comes then: None where all is the same."""
    try:
        with file.open("rb") as old:
            same = 0
            for piece in pieces:
                if old.read(len(piece)) != piece:
                    return same, _chained(piece, pieces)
                same += len(piece)
            return (same, ()) if old.read(1) else (same, None)
    except OSError:
        return 0, pieces


def _chained(piece: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield piece
    yield from pieces


def _copy(file: Path, size: int, out: BinaryIO) -> None:
    """The first ``size`` bytes of the file."""
    if not size:
        return
    with file.open("rb") as old:
        while size and (found := old.read(min(size, CHUNK))):
            out.write(found)
            size -= len(found)


def _permit(file: Path, mode: int) -> None:
    try:
        if file.stat().st_mode & 0o777 != mode:
            file.chmod(mode)
    except OSError as problem:
        raise FileError(f"{file} can't be given the mode {mode:04o}: {problem.strerror}") from None


def is_ours(file: Path) -> bool:
    """Whether the file is a calendar that smallcrm wrote."""
    try:
        with file.open("rb") as stream:
            return OURS in stream.read(HEAD)
    except OSError:
        return False


def check_target(file: Path, store: Path) -> None:
    """FileError unless ``file`` may be written: it is not there yet, or empty, or a calendar that smallcrm wrote."""
    if file.is_dir():
        raise FileError(f"{file} is a folder; name a file in it, such as {file / 'work.ics'}")
    if file.exists() and not file.is_file():
        raise FileError(f"{file} is no ordinary file")
    if not file.parent.is_dir():
        raise FileError(f"there is no folder {file.parent}")
    if file.exists() and file.stat().st_size and not is_ours(file):
        what = "the store itself" if store.exists() and file.samefile(store) else "no calendar of smallcrm's"
        raise FileError(f"{file} is {what}, and would be overwritten; name another file, or remove it first")

"""One sync of a folder: look at both sides, change the book in one undo step, then write the files.

A change of the book and what is remembered of it are one transaction, and what a file is to become is remembered before
it is written: killed at any moment, the next sync goes on where this one was.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import Conflict, CrmError, FileError
from smallcrm.formats import vdir
from smallcrm.model.three_way import differing
from smallcrm.sync.account import ICS, account
from smallcrm.sync.carrying import Carrying
from smallcrm.sync.collection import CALLED, COLOURS, collections_of
from smallcrm.sync.pairing import Shelf
from smallcrm.sync.patching import patched
from smallcrm.sync.report import HERE, Report
from smallcrm.sync.words import Book, readable, version_of
from smallcrm.write.sync_state import KINDS, State, SyncState, Text

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from smallcrm.sync.carrying import Settlement
    from smallcrm.sync.collection import Collection
    from smallcrm.sync.pairing import Pair, Pairing
    from smallcrm.sync.words import Words
    from smallcrm.write.writing import Write

# So many files may go at once without a question, and up to half of all.
FEW = 10
# What the next of a repeating reminder, or a name that changed, brings about is seen when one looks again.
PASSES = 3


class Errand(NamedTuple):
    """A file to be written, or with ``data`` None to be removed, where it is of the digest ``was``."""

    collection: Collection
    href: str
    data: bytes | None
    was: str | None

    @property
    def file(self) -> Path:
        """The file that it is about."""
        return self.collection.folder / self.href


class Syncing:
    """Syncs folders with the book that ``write`` writes to; with ``dry`` no file is touched."""

    def __init__(self, write: Write, *, dry: bool = False, removals: bool = False) -> None:
        self.write = write
        self.changes = write.changes
        self.desk = write.desk
        self.dry = dry
        self.removals = removals

    @property
    def connection(self) -> sqlite3.Connection:
        """The book's connection."""
        return self.changes.connection

    def remembered(self) -> dict[str, tuple[str, ...]]:
        """The folders synced before, by path, each with the kinds of things kept in step with it."""
        return SyncState(self.connection).folders()

    def sync(self, root: Path, kinds: Sequence[str]) -> Report:
        """Bring a folder and the book in step; what was done.

        Conflict where so many files are gone that the folder is hardly the one it was; FileError where it can't be
        read or written; UsageError where it can't be meant.
        """
        report = Report(root)
        for _ in range(PASSES):
            done = len(report.acts)
            self._pass(root, kinds, report)
            if self.dry or not any(act.side == HERE for act in report.acts[done:]):
                break
        return report

    def _pass(self, root: Path, kinds: Sequence[str], report: Report) -> None:
        memory = SyncState(self.connection)
        collections = collections_of(root, kinds, memory.places())
        self._refuse_vanished(collections, memory)
        if not self.dry:
            _make(root, collections)
        version = self.connection.execute("PRAGMA data_version").fetchone()
        book = Book(self.connection, self.desk)
        words = {each: {one.uid: one for one in book.all(each.kinds)} for each in collections}
        shelves = {each: Shelf(each, memory, self.desk) for each in collections}
        pairings = {each: shelves[each].pairs(words[each]) for each in collections}
        for each, pairing in pairings.items():
            report.left |= {f"{each.folder.name}/{file}": reason for file, reason in pairing.left}
        self._refuse_many(root, pairings)
        if not any(
            self._busy(each, pairing, memory) for each, pairing in pairings.items()
        ) and memory.folders().get(str(root)) == tuple(kinds):
            return
        with self.changes.transaction("a sync") as connection:
            memory.remember(str(root), kinds)
            fresh = connection.execute("PRAGMA data_version").fetchone() == version
            with self.changes.step("sync") as change:
                before, carried = connection.total_changes, []
                for each in collections:
                    if not fresh or connection.total_changes != before:
                        words[each] = {one.uid: one for one in book.all(each.kinds)}
                        shelf = shelves[each] if fresh else Shelf(each, memory, self.desk)
                        pairings[each] = shelf.pairs(words[each])
                    carried.append(Carrying(change, self.changes, self.desk, each, report))
                    busy = self._busy(each, pairings[each], memory)
                    carried[-1].carry_out(busy, words[each], _linked(pairings[each]))
                change.say(f"synced {root.name}: {report.counts()}")
            errands = [errand for each in carried for errand in self._remember(each, book, memory)]
        if not self.dry:
            self._run(errands, memory, report)

    def _busy(self, collection: Collection, pairing: Pairing, memory: SyncState) -> list[Pair]:
        """The pairs in which anything is other than it was."""
        told = memory.told(collection.path)
        return [
            pair
            for pair in pairing.pairs
            if pair.state is None
            or pair.state.owed
            or pair.paper is None
            or pair.ours is None
            or pair.paper.account is not None
            or pair.paper.href != pair.state.href
            or pair.ours.text != told.get(pair.state.href)
        ]

    def _refuse_vanished(self, collections: Sequence[Collection], memory: SyncState) -> None:
        known = {each: len(memory.items(each.path, each.kinds)) for each in collections}
        if self.removals or not any(known.values()):
            return
        for each, count in known.items():
            if count and not each.folder.is_dir():
                raise Conflict(
                    f"{each.folder} is gone, with {count} files that were there; is it mounted? if it is meant, say --allow-removals"
                )
        if not any(next(vdir.names(each.folder, each.suffix), None) for each in collections):
            total = sum(known.values())
            raise Conflict(
                f"{collections[0].folder} is empty, and {total} files were there; is it mounted? if it is meant, say --allow-removals"
            )

    def _refuse_many(self, root: Path, pairings: dict[Collection, Pairing]) -> None:
        if self.removals:
            return
        for each, pairing in pairings.items():
            for count, words in (
                (pairing.gone, f"files of {each.folder} are gone; that would remove their things here"),
                (pairing.lost, f"things of {root} are not in this book; that would remove their files"),
            ):
                if count > FEW and count * 2 > pairing.known:
                    raise Conflict(
                        f"{count} of {pairing.known} {words}; if that is meant, say --allow-removals"
                    )

    def _remember(self, carrying: Carrying, book: Book, memory: SyncState) -> Iterator[Errand]:
        """What is remembered of every thing carried out, and what is to be done to its file."""
        collection = carrying.collection
        for state in carrying.removals:
            yield Errand(collection, state.href, None, state.digest)
        taken = {state.href.lower() for state in memory.items(collection.path, KINDS)}
        taken |= {name.lower() for name in vdir.names(collection.folder, collection.suffix)}
        for settlement in carrying.settlements:
            href = settlement.href or vdir.name_for(settlement.item_uid, collection.suffix, taken)
            taken.add(href.lower())
            yield from self._settled(collection, settlement._replace(href=href), book, memory)

    def _settled(
        self, collection: Collection, settlement: Settlement, book: Book, memory: SyncState
    ) -> Iterator[Errand]:
        kind, uid, item_uid, href, text, digest, write, was, before = settlement
        words, data = book.one(kind, uid, item_uid, version_of(text.base or b""))
        if was and was != href:
            memory.forget(collection.path, was)
        state = State(href, kind, uid, item_uid, digest)
        if write and text.base and before and collection.suffix == ICS:
            data = self._patched(text.base, before, words, data) or data
        if not write or data == text.base:
            memory.save(collection.path, state, Text(text.base, words.text))
            return
        memory.save(collection.path, state, text._replace(pending=data, pending_told=words.text))
        yield Errand(collection, href, data, digest)

    def _patched(self, file: bytes, before: str, words: Words, data: bytes) -> bytes | None:
        """Their file with our change in it; None where it would not say what is meant."""
        was = readable(before.encode(), words.kind)
        found = patched(file, was, data)
        if found is None:
            return None
        try:
            old, new, told = (account(text, ICS, self.desk).facts for text in (was, data, found))
        except CrmError:
            return None
        return found if all(told.get(key) == value for key, value in differing(old, new)) else None

    def _run(self, errands: Sequence[Errand], memory: SyncState, report: Report) -> None:
        """Do what is to be done to the files, and remember that it is done."""
        done: list[tuple[Errand, str]] = []
        try:
            for errand, kept in _carried_out(errands):
                if kept:
                    done.append((errand, vdir.digest(errand.data or b"")))
                else:
                    name = f"{errand.collection.folder.name}/{errand.href}"
                    report.notices.append(f"{name} was changed just now; run it again")
        finally:
            for folder in {errand.collection.folder for errand in errands}:
                vdir.tidy(folder)
            if done:
                with self.changes.transaction("a sync"):
                    self._done(done, memory)

    def _done(self, done: Sequence[tuple[Errand, str]], memory: SyncState) -> None:
        for errand, digest in done:
            if errand.data is None:
                memory.forget(errand.collection.path, errand.href)
            else:
                memory.written(errand.collection.path, errand.href, digest, errand.data)


def _carried_out(errands: Sequence[Errand]) -> Iterator[tuple[Errand, bool]]:
    """Each errand in order, with whether its file was as it was when it was looked at."""
    for writing, run in groupby(errands, key=lambda errand: errand.data is not None):
        some = list(run)
        if writing:
            wanted = [vdir.Put(errand.file, errand.data or b"", errand.was) for errand in some]
            yield from zip(some, vdir.put(wanted), strict=True)
        else:
            yield from ((errand, vdir.take_away(errand.file, errand.was)) for errand in some)


def _linked(pairing: Pairing) -> set[str]:
    """The uids of the things that have a file."""
    return {pair.ours.uid for pair in pairing.pairs if pair.ours and (pair.state or pair.paper)}


def _make(root: Path, collections: Sequence[Collection]) -> None:
    """Make the folders that are not there."""
    try:
        if not root.is_dir():
            root.mkdir(mode=0o700)
    except OSError as problem:
        raise FileError(f"{root} can't be made: {problem.strerror}") from None
    for each in collections:
        if not each.folder.is_dir():
            vdir.make(each.folder, CALLED[each.suffix], COLOURS[each.suffix])

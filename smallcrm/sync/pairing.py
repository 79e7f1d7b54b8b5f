"""Every thing of a collection with its file: as both are now, and as they were when they last agreed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import CrmError
from smallcrm.formats import vdir
from smallcrm.sync.account import NotOurs, account
from smallcrm.write.sync_state import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smallcrm.desk import Desk
    from smallcrm.sync.account import Account
    from smallcrm.sync.collection import Collection
    from smallcrm.sync.words import Words
    from smallcrm.write.sync_state import State, SyncState


class Paper(NamedTuple):
    """A file: its bytes, and what it tells where it is not as it was."""

    href: str
    data: bytes
    digest: str
    account: Account | None = None


class Pair(NamedTuple):
    """A thing and its file; None for what there is none of. ``seen`` is that the file is what it was to become."""

    state: State | None = None
    paper: Paper | None = None
    ours: Words | None = None
    seen: bool = False


class Pairing(NamedTuple):
    """The pairs of a collection; ``left`` are files left alone, and why.

    Of ``known`` files, ``gone`` are there no more though their things are here, and the things of ``lost`` are gone here.
    """

    pairs: list[Pair]
    left: list[tuple[str, str]]
    known: int
    gone: int
    lost: int


class Shelf:
    """The files of one collection, and what is remembered of them."""

    def __init__(self, collection: Collection, memory: SyncState, desk: Desk) -> None:
        self.collection = collection
        self.memory = memory
        self.desk = desk
        self.states = {state.href: state for state in memory.items(collection.path, collection.kinds)}
        others = {state.href for state in memory.items(collection.path, KINDS)} - self.states.keys()
        self.papers: dict[str, Paper] = {}
        self.seen: set[str] = set()
        self.left: dict[str, str] = {}
        self.doubled: set[str] = set()
        for href in sorted(vdir.names(collection.folder, collection.suffix)):
            if href not in others:
                self._look(href)
        self._leave_doubled()

    def pairs(self, words: Mapping[str, Words]) -> Pairing:
        """Every thing of ``words``, by uid, with its file; files of none, and what is remembered of neither."""
        states = [state for state in self.states.values() if state.href not in self.left]
        free = {href: paper for href, paper in self.papers.items() if self._is_new(paper)}
        taken = self.doubled | {self.states[href].uid for href in self.left if href in self.states}
        found = []
        for state in states:
            paper = self.papers.get(state.href)
            if paper is None or paper.href in free:
                paper = self._moved(state, free)
            found.append(Pair(state, paper, words.get(state.uid), state.href in self.seen))
        gone = sum(not each.paper and bool(each.ours and each.state and each.state.digest) for each in found)
        lost = sum(not each.ours and bool(each.paper) for each in found)
        taken |= {state.uid for state in states}
        for paper in free.values():
            uid = paper.account.uid if paper.account else ""
            ours = words.get(uid) if uid and uid not in taken else None
            if ours and paper.account and ours.kind != paper.account.kind:
                self.left[paper.href] = f"has the UID of a {ours.kind} here"
                continue
            taken.add(uid)
            found.append(Pair(None, paper, ours))
        found += [Pair(None, None, ours) for uid, ours in words.items() if uid not in taken]
        return Pairing(found, sorted(self.left.items()), len(states), gone, lost)

    def _look(self, href: str) -> None:
        try:
            data = vdir.read(self.collection.folder / href)
            if data is None:
                return
            paper = self._paper(href, data)
        except NotOurs:
            if href in self.states:
                self.left[href] = "holds something else now"
        except CrmError as problem:
            self.left[href] = problem.message
        else:
            if paper is not None:
                self.papers[href] = paper

    def _paper(self, href: str, data: bytes) -> Paper | None:
        """The file, read where it is not as it was; None for a kind that is not kept in step."""
        digest = vdir.digest(data)
        state = self.states.get(href)
        if state and state.owed:
            pending = self.memory.text(self.collection.path, href).pending
            if pending is not None and vdir.digest(pending) == digest:
                self.seen.add(href)
                return Paper(href, data, digest)
        if state and state.digest == digest:
            return Paper(href, data, digest)
        told = account(data, self.collection.suffix, self.desk)
        return Paper(href, data, digest, told) if told.kind in self.collection.kinds else None

    def _is_new(self, paper: Paper) -> bool:
        """Whether the file is of no thing that it was of before."""
        state = self.states.get(paper.href)
        if state is None:
            return True
        uid = paper.account.uid if paper.account else state.item_uid
        return bool(uid) and uid != state.item_uid

    def _moved(self, state: State, free: dict[str, Paper]) -> Paper | None:
        """The file under another name."""
        for href, paper in free.items():
            if paper.account and paper.account.uid == state.item_uid and href != state.href:
                return free.pop(href)
        return None

    def _leave_doubled(self) -> None:
        """Two files of one UID can't both be the thing's; neither is touched."""
        uids = {href: self._uid(paper) for href, paper in self.papers.items()}
        counts = Counter(uid for uid in uids.values() if uid)
        for href, uid in uids.items():
            if counts[uid] > 1:
                others = ", ".join(other for other in uids if other != href and uids[other] == uid)
                self.left[href] = f"has the same UID as {others}"
                self.doubled.add(uid)
        for href in self.left:
            self.papers.pop(href, None)

    def _uid(self, paper: Paper) -> str:
        return paper.account.uid if paper.account else self.states[paper.href].item_uid

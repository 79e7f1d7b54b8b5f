"""What is to be done about each pair of a thing and its file, and the part of it that is done in the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import CrmError, FileError
from smallcrm.formats.vdir import name_for
from smallcrm.model.appointment import AppointmentDraft, Part
from smallcrm.model.settle import Settled
from smallcrm.model.three_way import Facts, Side, differing, merge
from smallcrm.sync.account import Account, account
from smallcrm.sync.pairing import Pair
from smallcrm.sync.report import ADDED, CHANGED, HERE, REMOVED, THERE, Act, Clash
from smallcrm.sync.words import readable
from smallcrm.write.appointment import Appointments
from smallcrm.write.contact import Contacts
from smallcrm.write.reminder import Reminders
from smallcrm.write.row import new_uid
from smallcrm.write.sync_calendar import OTHER, CalendarSide
from smallcrm.write.sync_contact import add_contact, change_contact, same_contact, ties
from smallcrm.write.sync_state import SyncState, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smallcrm.desk import Desk
    from smallcrm.model.three_way import Merged
    from smallcrm.sync.collection import Collection
    from smallcrm.sync.pairing import Paper
    from smallcrm.sync.report import Report
    from smallcrm.sync.words import Words
    from smallcrm.write.change import Change, Changes
    from smallcrm.write.sync_state import State


class Settlement(NamedTuple):
    """A thing that both sides have from here on: to be remembered, and with ``write`` to be written into its file.

    ``text`` is what is remembered of it until the file is written; ``before`` what our words for it were when both
    sides last agreed. ``was`` is the name its file had.
    """

    kind: str
    uid: str
    item_uid: str
    href: str
    text: Text
    digest: str | None
    write: bool
    was: str = ""
    before: str | None = None


class Carrying:
    """Carries out what a collection needs, within a change; what is left for its files are ``settlements``."""

    def __init__(
        self, change: Change, changes: Changes, desk: Desk, collection: Collection, report: Report
    ) -> None:
        self.change = change
        self.connection = change.connection
        self.changes = changes
        self.desk = desk
        self.collection = collection
        self.report = report
        self.memory = SyncState(change.connection)
        self.calendar = CalendarSide(change, changes, desk)
        self.settlements: list[Settlement] = []
        self.removals: list[State] = []
        # Things that have a file: no other file can be theirs.
        self.linked: set[str] = set()
        self.words: Mapping[str, Words] = {}

    def carry_out(self, pairs: Sequence[Pair], words: Mapping[str, Words], linked: set[str]) -> None:
        """Do what the pairs need, those with a file first; a file that can't be followed is left alone.

        ``words`` are our words for every thing by uid, ``linked`` the uids of those that have a file.
        """
        self.words = words
        self.linked = linked
        for pair in sorted(pairs, key=lambda each: each.paper is None):
            self.connection.execute("SAVEPOINT item")
            done, told = len(self.settlements), len(self.report.acts)
            try:
                self._carry(pair)
            except CrmError as problem:
                self.connection.execute("ROLLBACK TO item")
                del self.settlements[done:], self.report.acts[told:]
                href = pair.paper.href if pair.paper else pair.state.href if pair.state else ""
                self.report.left[self._called(href)] = problem.message
            finally:
                self.connection.execute("RELEASE item")

    def _carry(self, pair: Pair) -> None:
        state, paper, ours = pair.state, pair.paper, pair.ours
        if paper is not None:
            self.change.came_from(self._called(paper.href))
        if state and paper is None and ours is None:
            self.memory.forget(self.collection.path, state.href)
        elif state and paper is None and ours:
            self._without_file(state, ours)
        elif paper is None and ours:
            if ours.uid not in self.linked:
                self._write_new(ours.kind, ours.uid, ours.uid)
                self._did(THERE, ADDED, ours.kind, self._title(ours), self._name(ours.uid))
        elif state and paper and ours is None:
            self._without_thing(state, paper)
        elif paper and ours:
            self._both(pair, paper, ours)
        elif paper:
            self._add_here(paper)

    def _without_file(self, state: State, ours: Words) -> None:
        """The file is gone: so goes the thing, unless it was changed here, or others hang on it."""
        text = self.memory.text(self.collection.path, state.href)
        was, now = self._ours(text.our_base, state.kind), self._ours(ours.text.encode(), state.kind)
        title = now.title if now else ours.uid
        if state.digest is None:
            self._write_again(state, ours)
            return
        hanging = ties(self.connection, ours.id) if ours.kind == "contact" else {}
        if state.owed or not was or not now or was.facts != now.facts:
            reason = "it was changed here meanwhile"
        elif hanging:
            counts = ", ".join(f"{count} {word}{'s' * (count > 1)}" for word, count in hanging.items())
            reason = f"here it has {counts}; take it away with: smallcrm contact remove {ours.id}"
        else:
            self.memory.forget(self.collection.path, state.href)
            self.change.came_from(self._called(state.href))
            self._remove(ours)
            self._did(HERE, REMOVED, ours.kind, title, state.href)
            return
        self._write_again(state, ours)
        self._did(THERE, ADDED, ours.kind, title, state.href)
        self.report.notices.append(
            f"{self._called(state.href)}: {title} was removed there and is back: {reason}"
        )

    def _remove(self, ours: Words) -> None:
        if ours.kind == "contact":
            Contacts(self.changes, self.desk).remove([ours.id])
        elif ours.kind == "reminder":
            Reminders(self.changes, self.desk).remove([ours.id])
        else:
            Appointments(self.changes, self.desk).remove([ours.id], Part())

    def _write_again(self, state: State, ours: Words) -> None:
        self.settlements.append(
            Settlement(ours.kind, ours.uid, state.item_uid, state.href, Text(), None, True, state.href)
        )

    def _write_new(self, kind: str, uid: str, item_uid: str) -> None:
        self.settlements.append(Settlement(kind, uid, item_uid, "", Text(), None, True))

    def _without_thing(self, state: State, paper: Paper) -> None:
        """The thing is gone here: so goes the file, unless it was changed there."""
        if paper.account is None:
            self.removals.append(state._replace(href=paper.href, digest=paper.digest))
            base = self._ours(paper.data, state.kind)
            self._did(THERE, REMOVED, state.kind, base.title if base else state.uid, paper.href)
            return
        self.memory.forget(self.collection.path, state.href)
        uid = self._insert(paper.account, state.uid)
        self._follow(paper, paper.account, uid, state.href)
        title = paper.account.title
        self._did(HERE, ADDED, paper.account.kind, title, paper.href)
        self.report.notices.append(
            f"{self._called(paper.href)}: {title} was removed here and is back: it was changed there meanwhile"
        )

    def _both(self, pair: Pair, paper: Paper, ours: Words) -> None:
        text = self.memory.text(self.collection.path, pair.state.href) if pair.state else Text()
        if pair.seen:
            text = Text(text.pending, text.pending_told)
        owed = bool(pair.state and pair.state.owed and not pair.seen)
        now = account(readable(ours.text.encode(), ours.kind), self.collection.suffix, self.desk)
        was = self._ours(text.our_base, ours.kind)
        if paper.account is None:
            changed = was is None or was.facts != now.facts
            write = changed or owed
            self._settle(pair, paper, text, write=write, title=now.title, before=text.told)
            return
        if paper.account.kind != ours.kind:
            raise FileError(f"holds a {paper.account.kind} now; here it is a {ours.kind}")
        before = self._ours(text.base, ours.kind)
        our_side, their_side = _side(was, now), _side(before, paper.account)
        merged = merge(our_side, their_side)
        if merged.clashes:
            self._keep_both(paper, paper.account, ours, now, merged)
        if merged.facts != now.facts:
            self._change_here(ours, now.facts, merged.facts, paper.account)
            self._did(HERE, CHANGED, ours.kind, paper.account.title, paper.href)
        news = our_side.changes()
        write = owed or any(key in news for key, _ in differing(paper.account.facts, merged.facts))
        # Until the file is written, what it says stands for what we said: the rest of ours is news to it.
        told = Text(paper.data, None if write else ours.text)
        self._settle(pair, paper, told, write=write, title=now.title, before=text.told)

    def _settle(
        self, pair: Pair, paper: Paper, text: Text, *, write: bool, title: str, before: str | None
    ) -> None:
        state, ours = pair.state, pair.ours
        assert ours is not None
        item_uid = state.item_uid if state else (paper.account.uid if paper.account else "") or ours.uid
        digest = paper.digest if text.base == paper.data or not state else state.digest
        was = state.href if state else ""
        base = text if text.base is not None else Text(paper.data)
        self.settlements.append(
            Settlement(ours.kind, ours.uid, item_uid, paper.href, base, digest, write, was, before)
        )
        if write:
            self._did(THERE, CHANGED, ours.kind, title, paper.href)

    def _keep_both(self, paper: Paper, theirs: Account, ours: Words, now: Account, merged: Merged) -> None:
        """Ours stays under its UID, theirs comes in beside it under another."""
        uid = new_uid()
        if isinstance(theirs.draft, Settled):
            name = theirs.draft.name + OTHER
            draft = theirs.draft.draft._replace(name=name, keys=())
            add_contact(self.change, theirs.draft._replace(draft=draft, name=name), uid)
        else:
            self.calendar.copy(ours.id, theirs.draft, uid)
        self._write_new(ours.kind, uid, uid)
        self._did(HERE, ADDED, ours.kind, f"{theirs.title}{OTHER}", paper.href)
        self._did(THERE, ADDED, ours.kind, f"{theirs.title}{OTHER}", self._name(uid))
        fields = list(dict.fromkeys(name for name, _ in merged.clashes))
        self.report.clashes.append(
            Clash(ours.kind, ours.uid, now.title, self._called(paper.href), fields, uid)
        )

    def _change_here(self, ours: Words, was: Facts, wanted: Facts, theirs: Account) -> None:
        if isinstance(theirs.draft, Settled):
            change_contact(self.change, ours.id, was, wanted, theirs.draft)
        elif isinstance(theirs.draft, AppointmentDraft):
            self.calendar.change_appointment(ours.id, was, wanted, theirs.draft)
        else:
            self.calendar.change_reminder(ours.id, was, wanted, theirs.draft)

    def _add_here(self, paper: Paper) -> None:
        theirs = paper.account
        assert theirs is not None
        if isinstance(theirs.draft, Settled) and self._link(paper, theirs, theirs.draft):
            return
        uid = self._insert(theirs, theirs.uid)
        self._follow(paper, theirs, uid, "")
        self._did(HERE, ADDED, theirs.kind, theirs.title, paper.href)

    def _link(self, paper: Paper, theirs: Account, settled: Settled) -> bool:
        """Whether the card is of a contact that is here under another UID, and says nothing that contradicts it."""
        ids = {words.id for uid, words in self.words.items() if uid in self.linked}
        found = same_contact(self.connection, settled, ids)
        ours = next((words for words in self.words.values() if words.id == found), None)
        if ours is None:
            return False
        now = account(ours.text.encode(), self.collection.suffix, self.desk)
        if merge(_side(None, now), _side(None, theirs)).clashes:
            return False
        self.linked.add(ours.uid)
        self._both(Pair(None, paper, ours), paper, ours)
        return True

    def _insert(self, theirs: Account, uid: str) -> str:
        """A new thing of a free UID; the UID."""
        table = theirs.kind
        used = self.connection.execute(
            f"SELECT 1 FROM {table} WHERE uid = ?1 UNION ALL SELECT 1 FROM calendar_item WHERE uid = ?1 AND kind <> ?2 "
            "AND removed_at IS NULL",
            (uid, table),
        ).fetchone()
        uid = new_uid() if used or not uid else uid
        if isinstance(theirs.draft, Settled):
            add_contact(self.change, theirs.draft, uid)
        else:
            self.calendar.add(theirs.draft, uid)
        self.linked.add(uid)
        return uid

    def _follow(self, paper: Paper, theirs: Account, uid: str, was: str) -> None:
        self.settlements.append(
            Settlement(
                theirs.kind, uid, theirs.uid or uid, paper.href, Text(paper.data), paper.digest, False, was
            )
        )

    def _ours(self, text: bytes | None, kind: str) -> Account | None:
        """What a remembered text tells; None where there is none, or where it can be read no more."""
        try:
            return account(readable(text, kind), self.collection.suffix, self.desk) if text else None
        except CrmError:
            return None

    def _title(self, ours: Words) -> str:
        told = self._ours(ours.text.encode(), ours.kind)
        return told.title if told else ours.uid

    def _did(self, side: str, verb: str, kind: str, title: str, href: str) -> None:
        self.report.acts.append(Act(side, verb, kind, title, self._called(href)))

    def _name(self, uid: str) -> str:
        return name_for(uid, self.collection.suffix, ())

    def _called(self, href: str) -> str:
        return f"{self.collection.folder.name}/{href}"


def _side(before: Account | None, now: Account) -> Side:
    return Side(before.facts if before else {}, now.facts)

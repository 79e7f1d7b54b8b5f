"""Whatever is edited and removed on both sides, and whenever a sync is cut off: afterwards both agree, no edit is lost."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from smallcrm.config import Settings
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.model.appointment import AppointmentDraft
from smallcrm.model.contact import ContactDraft, EmailDraft
from smallcrm.model.contact_edit import ContactEdit
from smallcrm.sync.syncing import Syncing
from smallcrm.write.sync_state import KINDS

MEMORY = "/dev/shm"
PICK = st.integers(0, 2)
FIELDS = st.sampled_from(["title", "location"])
NAMES = {"title": "SUMMARY", "location": "LOCATION"}
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//other//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260901T080000Z\r\n"
    "DTSTART:20260921T080000Z\r\nDTEND:20260921T090000Z\r\nSUMMARY:{title}\r\nX-KEEP:{title}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{title}\r\nN:;;;;\r\nX-KEEP:{title}\r\nEND:VCARD\r\n"


class TwoSides(RuleBasedStateMachine):
    """A store and a folder. Every edit says a word that was never said before, so that none can be lost unseen."""

    def __init__(self) -> None:
        super().__init__()
        # Thousands of files are brought to the disk here: in memory that takes no time.
        self.folder = Path(tempfile.mkdtemp(dir=MEMORY if os.access(MEMORY, os.W_OK) else None))
        self.vdir = self.folder / "sync"
        chosen = {"region": "GB", "timezone": "Europe/London", "currency": "GBP", "date_order": "dmy"}
        self.crm = Crm(
            self.folder / "book.db", Desk(Settings(self.folder / "config.toml", chosen)), origin="sync"
        )
        self.said = 0
        # The last word said by each side of a field of a file or thing, not yet heard by the other.
        self.unheard: dict[tuple[str, str, str], str] = {}

    def teardown(self) -> None:
        self.crm.close()
        shutil.rmtree(self.folder)

    def word(self) -> str:
        self.said += 1
        return f"word{self.said}x"

    @initialize()
    def begin(self) -> None:
        self.sync()

    # What there is, on each side.

    def things(self) -> list[tuple[int, str]]:
        query = "SELECT id, uid FROM appointment ORDER BY id"
        return list(self.crm.write.changes.connection.execute(query))

    def contacts(self) -> list[tuple[int, str]]:
        return list(self.crm.write.changes.connection.execute("SELECT id, uid FROM contact ORDER BY id"))

    def files(self, kind: str) -> list[Path]:
        return sorted((self.vdir / kind).glob("[!.]*.[iv]c[sf]"))

    # Edits here.

    @rule()
    def book(self) -> None:
        word = self.word()
        self.crm.write.appointments.add(
            AppointmentDraft(word, "2026-09-21T09:00", "2026-09-21T10:00", "Europe/London")
        )
        self.unheard["here", "new", word] = word

    @rule(pick=PICK, field=FIELDS)
    def edit_here(self, pick: int, field: str) -> None:
        for thing_id, uid in _one(self.things(), pick):
            word = self.word()
            self.crm.write.appointments.edit(thing_id, {field: word})
            self.unheard["here", uid, field] = word
            if field == "title":
                self._overwritten()

    @rule(pick=PICK)
    def remove_here(self, pick: int) -> None:
        for thing_id, uid in _one(self.things(), pick):
            self.crm.write.appointments.remove([thing_id])
            self._forget("here", uid)

    @rule()
    def meet(self) -> None:
        word = self.word()
        self.crm.write.contacts.add(ContactDraft(name=word))
        self.unheard["here", "new", word] = word

    @rule(pick=PICK)
    def add_email_here(self, pick: int) -> None:
        for contact_id, uid in _one(self.contacts(), pick):
            word = self.word()
            adds = ContactDraft(emails=(EmailDraft(f"{word}@x.example"),))
            self.crm.write.contacts.edit([contact_id], ContactEdit(adds=adds))
            self.unheard["here", uid, word] = word

    @rule(pick=PICK)
    def nickname_here(self, pick: int) -> None:
        for contact_id, uid in _one(self.contacts(), pick):
            word = self.word()
            self.crm.write.contacts.edit([contact_id], ContactEdit({"nickname": word}))
            self.unheard["here", uid, "nickname"] = word

    # Edits there.

    @rule()
    def make_there(self) -> None:
        word = self.word()
        (self.vdir / "calendar" / f"{word}.ics").write_text(EVENT.format(uid=word, title=word), newline="")
        self.unheard["there", word, "title"] = word

    @rule(pick=PICK, field=FIELDS)
    def edit_there(self, pick: int, field: str) -> None:
        for file in _one(self.files("calendar"), pick):
            self._say_there(file, field)

    def _say_there(self, file: Path, field: str) -> None:
        word, text = self.word(), file.read_bytes().decode()
        text = re.sub(rf"{NAMES[field]}:.*\r\n", "", text)
        file.write_bytes(text.replace("END:VEVENT", f"{NAMES[field]}:{word}\r\nEND:VEVENT").encode())
        self.unheard["there", file.stem, field] = word

    @rule(pick=PICK, kind=st.sampled_from(["calendar", "contacts"]))
    def remove_there(self, pick: int, kind: str) -> None:
        for file in _one(self.files(kind), pick):
            file.unlink()
            self._forget("there", file.stem)

    @rule()
    def card_there(self) -> None:
        word = self.word()
        (self.vdir / "contacts" / f"{word}.vcf").write_text(CARD.format(uid=word, title=word), newline="")
        self.unheard["there", word, "name"] = word

    @rule(pick=PICK, line=st.sampled_from(["EMAIL:{}@x.example", "X-NOTE:{}", "NICKNAME:{}"]))
    def add_there(self, pick: int, line: str) -> None:
        for file in _one(self.files("contacts"), pick):
            word, text = self.word(), file.read_bytes().decode()
            if line.startswith("NICKNAME"):
                text = re.sub(r"NICKNAME:.*\r\n", "", text)
            file.write_bytes(text.replace("END:VCARD", f"{line.format(word)}\r\nEND:VCARD").encode())
            self.unheard["there", file.stem, "nickname" if line.startswith("NICKNAME") else word] = word

    # Both together.

    @rule(pick=PICK, field=FIELDS)
    def contradict(self, pick: int, field: str) -> None:
        """Another word of the same field on each side, where both have the thing."""
        for thing_id, uid in _one(self.both(), pick):
            word = self.word()
            self.crm.write.appointments.edit(thing_id, {field: word})
            self.unheard["here", uid, field] = word
            self._say_there(self.vdir / "calendar" / f"{uid}.ics", field)
            if field == "title":
                self._overwritten()

    @rule(pick=PICK, field=FIELDS, here=st.booleans())
    def remove_what_the_other_edits(self, pick: int, field: str, *, here: bool) -> None:
        for thing_id, uid in _one(self.both(), pick):
            file = self.vdir / "calendar" / f"{uid}.ics"
            if here:
                self.crm.write.appointments.remove([thing_id])
                self._forget("here", uid)
                self._say_there(file, field)
            else:
                word = self.word()
                self.crm.write.appointments.edit(thing_id, {field: word})
                self.unheard["here", uid, field] = word
                self._overwritten()
                file.unlink()
                self._forget("there", uid)

    def both(self) -> list[tuple[int, str]]:
        """What has a file of its name."""
        names = {file.stem for file in self.files("calendar")}
        return [(thing_id, uid) for thing_id, uid in self.things() if uid in names]

    @rule()
    def cut_off(self) -> None:
        """A sync that is killed when the book was changed and no file yet."""
        Syncing(self.crm.write, dry=True, removals=True).sync(self.vdir, KINDS)
        heard = [key for key in self.unheard if key[0] == "there"]
        held = self._held()
        for key in heard:
            assert self.unheard.pop(key) in held

    @rule()
    def sync(self) -> None:
        report = Syncing(self.crm.write, removals=True).sync(self.vdir, KINDS)
        assert report.left == {}
        held, written = self._held(), self._written()
        for word in self.unheard.values():
            assert word in held, f"{word} was lost here"
            assert word in written, f"{word} was lost there"
        self.unheard.clear()
        assert len(self.things()) == len(self.files("calendar"))
        assert len(self.contacts()) == len(self.files("contacts"))
        before = {file: file.read_bytes() for kind in ("calendar", "contacts") for file in self.files(kind)}
        again = Syncing(self.crm.write, removals=True).sync(self.vdir, KINDS)
        assert again.acts == []
        assert before == {
            file: file.read_bytes() for kind in ("calendar", "contacts") for file in self.files(kind)
        }

    def _forget(self, side: str, uid: str) -> None:
        """Who removes a thing takes back what was said of it on that side."""
        for key in [key for key in self.unheard if key[0] == side and key[1] in (uid, "new")]:
            word = self.unheard[key]
            if key[1] == uid or not self._is_held(word):
                del self.unheard[key]

    def _overwritten(self) -> None:
        """A title said anew takes the place of the one that the thing was made with."""
        for key in [key for key in self.unheard if key[:2] == ("here", "new")]:
            if not self._is_held(self.unheard[key]):
                del self.unheard[key]

    def _is_held(self, word: str) -> bool:
        return word in self._held()

    def _held(self) -> str:
        connection = self.crm.write.changes.connection
        queries = (
            "SELECT title || ' ' || coalesce(location, '') FROM appointment",
            "SELECT name || ' ' || coalesce(nickname, '') FROM contact",
            "SELECT value FROM email",
            "SELECT line FROM property",
        )
        return " ".join(row[0] for query in queries for row in connection.execute(query))

    def _written(self) -> str:
        return " ".join(
            file.read_bytes().decode() for kind in ("calendar", "contacts") for file in self.files(kind)
        )


def _one(found: list, pick: int) -> Iterator:
    """One of those there are, if there are any."""
    if found:
        yield found[pick % len(found)]


def test_both_sides_agree_after_a_sync_and_no_edit_is_lost(monkeypatch) -> None:
    monkeypatch.setenv("SMALLCRM_NOW", "2026-09-14T08:12:00+01:00")
    run_state_machine_as_test(
        TwoSides,
        settings=settings(
            max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

"""Undo is exact or refused: every user table is what it was, the index agrees, and nothing dangles."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from smallcrm.config import Settings
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.errors import Conflict, NotFound, UsageError
from smallcrm.model.contact import ContactDraft, EmailDraft, HandleDraft, PhoneDraft
from smallcrm.store.naming import in_words
from smallcrm.write.undo import OthersChange
from smallcrm.write.writing import Write

SYSTEM = {
    "calendar_item", "change", "component", "journal", "open_change", "publication", "stale", "sync_folder", "sync_item",
    "told",
}  # fmt: skip
# A random run does not shrink to anything shorter to read, only longer to wait for.
EXACT = settings(
    max_examples=12, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
WORDS = ("a", "b", "c", "Zoë", "d'e", "f\ng", "")
CHOICES = {
    ("contact", "kind"): ("person", "organisation"), ("contact", "name"): ("Maya", "Łukasz", "Harbour"),
    ("consent", "given"): (0, 1), ("stage", "meaning"): ("open", "won", "lost"),
    ("note", "channel"): ("note", "call"), ("note", "direction"): ("in", "out", None),
    ("appointment", "status"): ("tentative", "confirmed"), ("appointment", "starts_utc"): ("2026-09-14T08:00:00Z",),
    ("appointment", "ends_utc"): ("2026-09-14T09:00:00Z", "2026-09-14T10:00:00Z"), ("relation", "kind"): ("works_for", "friend"),
    ("job", "currency"): ("GBP",), ("merged", "merged_id"): (901, 902),
}  # fmt: skip


def make(folder: Path, origin: str = "cli") -> Write:
    desk = Desk(Settings(folder / "config.toml", {"region": "GB", "timezone": "Europe/London"}))
    return Crm(folder / "book.db", desk, origin=origin).write


@pytest.fixture
def write(tmp_path: Path):
    made = make(tmp_path)
    yield made
    made.close()


class Book:
    """A store seen whole."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '*_search*' AND name NOT GLOB 'sqlite_*'"
        self.tables = sorted({name for (name,) in connection.execute(tables)} - SYSTEM)
        self.columns = {t: connection.execute(f"PRAGMA table_info({t})").fetchall() for t in self.tables}
        self.points = {
            (t, row[3]): (row[2], row[4])
            for t in self.tables
            for row in connection.execute(f"PRAGMA foreign_key_list({t})")
        }

    def dump(self) -> dict[str, list[tuple[object, ...]]]:
        return {t: self.connection.execute(f"SELECT * FROM {t} ORDER BY id").fetchall() for t in self.tables}

    def check(self) -> None:
        assert self.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert self.connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
        for leftover in ("open_change", "stale", "told"):
            assert self.connection.execute(f"SELECT * FROM {leftover}").fetchall() == []
        query = "SELECT rowid, name, reach, words FROM contact_search ORDER BY 1"
        assert (
            self.connection.execute(query).fetchall()
            == self.connection.execute("SELECT id, name, reach, words FROM contact_doc ORDER BY 1").fetchall()
        )
        items = " UNION ALL ".join(
            f"SELECT id * 4 + {place}, title, body FROM {kind}_doc"
            for place, kind in enumerate(("note", "job", "appointment", "reminder"))
        )
        held = self.connection.execute("SELECT rowid, title, body FROM item_search ORDER BY 1").fetchall()
        assert held == self.connection.execute(f"{items} ORDER BY 1").fetchall()


class Scribe:
    """Writes at random, but only what the schema allows."""

    def __init__(self, write: Write, luck: random.Random) -> None:
        self.write, self.luck = write, luck
        self.connection = write.changes.connection
        self.book = Book(self.connection)
        self.made = 0

    def act(self) -> bool:
        """One change of several writes; whether it was kept as a step."""
        before = self._last()
        acts = [
            self.insert,
            self.insert,
            self.update,
            self.update,
            self.delete,
            self.add,
            self.remove,
            self.swap,
        ]
        try:
            with self.write.change("act"):
                for _ in range(self.luck.randint(1, 5)):
                    self.luck.choice(acts)()
        except sqlite3.IntegrityError:
            raise AssertionError("an act must mend itself") from None
        return self._last() != before

    def _last(self) -> int | None:
        return self.connection.execute("SELECT max(id) FROM change").fetchone()[0]

    def _try(self, statement: str, *values: object) -> None:
        self.connection.execute("SAVEPOINT trying")
        try:
            self.connection.execute(statement, values)
        except sqlite3.IntegrityError:
            self.connection.execute("ROLLBACK TO trying")
        self.connection.execute("RELEASE trying")

    def _value(self, table: str, name: str, kind: str, needed: bool) -> object:
        if (table, name) in self.book.points:
            parent, key = self.book.points[table, name]
            keys = [row[0] for row in self.connection.execute(f"SELECT {key} FROM {parent}")]
            return self.luck.choice(keys) if keys and (needed or self.luck.random() < 0.7) else None
        if name == "subject_uid":
            union = " UNION ALL ".join(
                f"SELECT uid FROM {t}" for t in ("contact", "job", "note", "appointment", "reminder")
            )
            uids = [row[0] for row in self.connection.execute(union)]
            return self.luck.choice(uids) if uids else None
        if (table, name) in CHOICES:
            return self.luck.choice(CHOICES[table, name])
        return self.luck.randint(0, 3) if kind == "INTEGER" else self.luck.choice(WORDS)

    def _fields(self, table: str) -> list[tuple[str, str, bool]]:
        return [(c[1], c[2], bool(c[3])) for c in self.book.columns[table] if c[1] not in ("id", "uid")]

    def _uid(self) -> str:
        self.made += 1
        return f"{self.made:032x}"

    def insert(self) -> None:
        table = self.luck.choice(self.book.tables)
        fields = self._fields(table)
        names = ", ".join(f'"{name}"' for name, *_ in fields)
        values = [self._value(table, *field) for field in fields]
        self._try(
            f"INSERT INTO {table}(uid, {names}) VALUES (?, {', '.join('?' * len(fields))})",
            self._uid(), *values,
        )  # fmt: skip

    def _any(self, table: str) -> int | None:
        ids = [row[0] for row in self.connection.execute(f"SELECT id FROM {table}")]
        return self.luck.choice(ids) if ids else None

    def update(self) -> None:
        table = self.luck.choice(self.book.tables)
        field = self.luck.choice(self._fields(table))
        verb = self.luck.choice(("UPDATE", "UPDATE OR REPLACE"))
        self._try(
            f'{verb} {table} SET "{field[0]}" = ? WHERE id = ?', self._value(table, *field), self._any(table)
        )

    def delete(self) -> None:
        table = self.luck.choice(self.book.tables)
        self._try(f"DELETE FROM {table} WHERE id = ?", self._any(table))

    def swap(self) -> None:
        """Two tags exchange their names."""
        rows = self.connection.execute("SELECT id, name_key FROM tag").fetchall()
        if len(rows) > 1:
            (one, a), (two, b) = self.luck.sample(rows, 2)
            for row_id, key in ((one, "aside"), (two, a), (one, b)):
                self._try("UPDATE tag SET name_key = ? WHERE id = ?", key, row_id)

    def add(self) -> None:
        company, tags = self.luck.choice(("", "Novak & Daughters")), self.luck.sample(("x", "y", "z"), 2)
        draft = ContactDraft(
            name="Lena Novak", company=company, tags=tuple(tags), emails=(EmailDraft("lena@example.org"),),
            phones=(PhoneDraft("07700 900142"),), handles=(HandleDraft("signal", "lena"),), fields=(("shoe", "38"),),
            keys=(("jobber", self._uid()),),
        )  # fmt: skip
        self.write.contacts.add(draft, allow_duplicate=True)

    def remove(self) -> None:
        contact_id = self._any("contact")
        if contact_id:
            self.write.contacts.remove([contact_id])


@EXACT
@given(luck=st.randoms(use_true_random=False), length=st.integers(2, 7))
def test_any_sequence_of_changes_is_undone_and_redone_exactly(luck: random.Random, length: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write = make(Path(folder))
        scribe = Scribe(write, luck)
        states = [scribe.book.dump()]
        for _ in range(length):
            if scribe.act():
                states.append(scribe.book.dump())
        for state in reversed(states[:-1]):
            write.history.undo()
            assert scribe.book.dump() == state
            scribe.book.check()
        for state in states[1:]:
            write.history.redo()
            assert scribe.book.dump() == state
            scribe.book.check()
        if len(states) > 1:
            write.history.undo(len(states) - 1)
        assert scribe.book.dump() == states[0]
        write.close()


@EXACT
@given(luck=st.randoms(use_true_random=False), length=st.integers(3, 7))
def test_an_earlier_change_is_undone_with_nothing_dangling_or_refused_with_nothing_done(
    luck: random.Random, length: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write = make(Path(folder))
        scribe = Scribe(write, luck)
        steps = sum(scribe.act() for _ in range(length))
        before = scribe.book.dump()
        ids = [row[0] for row in scribe.connection.execute("SELECT id FROM change")]
        assert len(ids) == steps
        chosen = luck.choice(ids) if ids else 0
        told = ""
        try:
            write.history.undo(change_id=chosen)
            write.history.redo()
        except (Conflict, NotFound) as refusal:
            told = refusal.message
        assert scribe.book.dump() == before
        if told and ids:
            assert told.startswith(f"change {chosen} (")
            assert " can't be undone: " in told
        scribe.book.check()
        write.close()


def add(write: Write, name: str, **parts: object) -> int:
    return write.contacts.add(ContactDraft(name=name, **parts), allow_duplicate=True)


def rename(write: Write, contact_id: int, name: str) -> None:
    with write.change("rename") as change:
        change.connection.execute(
            "UPDATE contact SET name = ?, name_key = lower(?), updated_at = '2030-01-01T00:00:00Z' WHERE id = ?",
            (name, name, contact_id),
        )
        change.say(f"edited {{contact:{contact_id}}}")


def test_what_a_later_change_touched_is_refused_naming_row_and_change(write: Write) -> None:
    maya = add(write, "Maya O'Connor")
    rename(write, maya, "Maya Novak")
    with pytest.raises(Conflict) as refusal:
        write.history.undo(change_id=1)
    assert refusal.value.exit_code == 6
    assert refusal.value.message == (
        "change 1 (added Maya Novak (1)) can't be undone: Maya Novak (1) was changed since (name), "
        "by change 2 (edited Maya Novak (1)); undo that first"
    )


def test_another_column_changed_later_is_no_conflict_and_stays(write: Write) -> None:
    maya = add(write, "Maya")
    rename(write, maya, "Maya O'Connor")
    with write.change("stage") as change:
        change.connection.execute(
            "UPDATE contact SET stage = 'lead', updated_at = ? WHERE id = ?", (change.at, maya)
        )
    dated = change.at
    write.history.undo(change_id=2)
    row = write.changes.connection.execute("SELECT name, stage, updated_at FROM contact").fetchone()
    assert row == ("Maya", "lead", dated)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("INSERT INTO email(contact_id, value) VALUES (1, 'm@example.org')", "the e-mail m@example.org of Maya (1)"),
        ("INSERT INTO relation(from_id, to_id, kind) VALUES (2, 1, 'friend')", "the tie friend of Lena (2)"),
        ("INSERT INTO reminder(text, due, timezone, due_utc, contact_id) VALUES ('Ring', '2026-09-15', 'UTC', '', 1)", 'reminder "Ring" (1)'),
        ("INSERT INTO tagging(tag_id, subject_uid) VALUES (1, (SELECT uid FROM contact WHERE id = 1))", "the tag vip of Maya (1)"),
        ("INSERT INTO property(subject_uid, format, line) VALUES ((SELECT uid FROM contact WHERE id = 1), 'vcard', 'X-A:b')", "the property X-A:b of Maya (1)"),
        ("INSERT INTO external_key(source, key, subject_uid) VALUES ('jobber', 'J-1', (SELECT uid FROM contact WHERE id = 1))", "the key J-1 of Maya (1)"),
        ("INSERT INTO provenance(subject_uid, source, at) VALUES ((SELECT uid FROM contact WHERE id = 1), 'a.csv', '')", "the origin a.csv of Maya (1)"),
    ],
)  # fmt: skip
def test_a_later_row_that_points_at_an_inserted_one_is_named(
    write: Write, statement: str, words: str
) -> None:
    add(write, "Maya")
    add(write, "Lena", tags=("vip",))
    with write.change("later") as change:
        change.connection.execute(statement)
    with pytest.raises(Conflict) as refusal:
        write.history.undo(change_id=1)
    assert (
        f"{words} was made since and belongs to what would go, by change 3 (later)" in refusal.value.message
    )


def test_what_was_removed_cannot_come_back_to_an_owner_who_is_gone(write: Write) -> None:
    maya = add(write, "Maya", emails=(EmailDraft("maya@example.org"),), tags=("vip",))
    with write.change("clean") as change:
        change.connection.execute("DELETE FROM email")
    with write.change("untag") as change:
        change.connection.execute("DELETE FROM tagging")
    write.contacts.remove([maya])
    for step in (2, 3):
        with pytest.raises(
            Conflict, match=r"Maya \(1\) was removed since, by change 4 \(removed Maya \(1\)\)"
        ):
            write.history.undo(change_id=step)


def test_a_name_that_must_be_unique_and_was_given_again_is_refused(write: Write) -> None:
    for statement in (
        "INSERT INTO tag(name, name_key) VALUES ('vip', 'vip')",
        "DELETE FROM tag",
        "INSERT INTO tag(name, name_key) VALUES ('VIP', 'vip')",
    ):
        with write.change(statement[:6].lower()) as change:
            change.connection.execute(statement)
    with pytest.raises(
        Conflict, match=r'tag "VIP" \(2\) was made since, in place of tag "vip" \(1\), by change 3 \(insert\)'
    ):
        write.history.undo(change_id=2)


def test_several_are_all_or_nothing(write: Write) -> None:
    maya = add(write, "Maya")
    add(write, "Lena")
    with pytest.raises(NotFound, match="there are only 2 changes to undo, not 3; nothing was changed"):
        write.history.undo(3)
    with write.change("note") as change:
        change.connection.execute("UPDATE contact SET about = 'x' WHERE id = ?", (maya,))
    write.history.undo(change_id=2)
    with pytest.raises(Conflict):
        write.history.undo(change_id=1)
    assert write.changes.connection.execute("SELECT name, about FROM contact").fetchall() == [("Maya", "x")]
    undone = write.history.undo(2)
    assert [in_words(write.changes.connection, step.words) for step in undone] == [
        "undid: note",
        "undid: added Maya (1)",
    ]


def test_redo_ends_at_the_next_ordinary_change(write: Write) -> None:
    add(write, "Maya")
    write.history.undo()
    add(write, "Lena")
    with pytest.raises(NotFound, match="there is nothing to redo"):
        write.history.redo()
    with pytest.raises(Conflict, match="is undone already"):
        write.history.undo(change_id=1)
    with pytest.raises(Conflict, match="is no ordinary change"):
        write.history.undo(change_id=2)


def test_an_id_is_never_given_again_after_an_undo(write: Write) -> None:
    add(write, "Maya")
    write.history.undo()
    assert add(write, "Lena") == 2


def test_anothers_change_needs_consent(write: Write, tmp_path: Path) -> None:
    add(write, "Maya")
    outside = sqlite3.connect(tmp_path / "book.db")
    outside.execute("UPDATE contact SET role = 'plumber'")
    outside.commit()
    outside.close()
    with pytest.raises(
        OthersChange, match="was made by another program; to undo it all the same, say --yes"
    ) as refusal:
        write.history.undo()
    assert refusal.value.exit_code == 1
    assert write.history.undo(others=True)[0].words == "undid: changed outside smallcrm"
    assert write.changes.connection.execute("SELECT role FROM contact").fetchone() == (None,)


def test_undo_does_not_reach_behind_a_migration(write: Write) -> None:
    add(write, "Maya")
    write.changes.connection.execute("UPDATE change SET schema_version = 0")
    with pytest.raises(Conflict, match="undo does not reach behind that"):
        write.history.undo()


def test_undo_is_no_part_of_another_change(write: Write) -> None:
    add(write, "Maya")
    with pytest.raises(UsageError), write.change("batch"):
        write.history.undo()


def test_rows_erased_from_the_journal_are_left_out_and_told(write: Write) -> None:
    with write.change("import"):
        maya, lena = add(write, "Maya"), add(write, "Lena")
    connection = write.changes.connection
    with write.change("erase"):
        connection.execute("DELETE FROM contact WHERE id = ?", (maya,))
    connection.execute(
        "UPDATE journal SET before = NULL, after = NULL WHERE table_name = 'contact' AND row_id = ?", (maya,)
    )
    assert write.history.undo(change_id=1)[0].warnings == ["1 rows of contacts erased since were left out"]
    assert connection.execute("SELECT count(*) FROM contact").fetchone() == (0,)
    assert lena == 2


def test_an_undone_booking_is_told_to_subscribers_like_any_edit(write: Write) -> None:
    with write.change("book") as change:
        change.connection.execute(
            "INSERT INTO appointment(title, starts, ends, timezone, starts_utc, ends_utc) "
            "VALUES ('Fix valve', '2026-09-14T09:00', '2026-09-14T10:00', 'UTC', '2026-09-14T09:00:00Z', '2026-09-14T10:00:00Z')"
        )
    item = "SELECT sequence, removed_at IS NULL FROM calendar_item"
    told = [write.changes.connection.execute(item).fetchone()]
    for act in (write.history.undo, write.history.redo, write.history.undo):
        act()
        told.append(write.changes.connection.execute(item).fetchone())
    assert told == [(0, 1), (1, 0), (2, 1), (3, 0)]


def test_an_import_of_ten_thousand_is_undone_quickly(write: Write) -> None:
    rows = [(f"{i:032x}", f"Person {i}", f"person {i}") for i in range(10_000)]
    with write.change("import") as change:
        change.connection.executemany("INSERT INTO contact(uid, name, name_key) VALUES (?, ?, ?)", rows)
        change.connection.executemany(
            "INSERT INTO email(contact_id, value, key) SELECT id, name || '@example.org', name FROM contact WHERE uid = ?",
            [(uid,) for uid, *_ in rows],
        )
    start = time.process_time()
    write.history.undo()
    assert time.process_time() - start < 3
    assert write.changes.connection.execute("SELECT count(*) FROM email").fetchone() == (0,)

"""Rows that were put in have no image of their own in the journal, and yet it tells what they were."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.config import Settings
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.errors import CrmError
from smallcrm.model.contact import AddressDraft, ContactDraft, EmailDraft, PhoneDraft
from smallcrm.model.incoming import Incoming
from smallcrm.model.note import NoteDraft
from smallcrm.store.declare import user_tables
from smallcrm.write.importing import Source

NAMES = st.sampled_from(["Maya", "Tom", "Iris"])
IDS = st.integers(1, 4)
STEPS = st.one_of(
    st.tuples(st.just("import"), st.lists(NAMES, min_size=1, max_size=4), st.sampled_from(["update", "create"])),
    st.tuples(st.just("note"), IDS, NAMES),
    st.tuples(st.just("remove"), IDS),
    st.tuples(st.just("merge"), IDS, IDS),
    st.tuples(st.just("undo"), st.integers(1, 3)),
    st.tuples(st.just("undo change"), st.integers(1, 9)),
    st.tuples(st.just("redo")),
    st.tuples(st.just("sql"), st.sampled_from([
        "UPDATE contact SET about = coalesce(about, '') || '!' WHERE id = ?",
        "UPDATE phone SET label = 'x' WHERE contact_id = ?",
        "DELETE FROM email WHERE contact_id = ?",
        "DELETE FROM contact WHERE id = ?",
        "REPLACE INTO tag(id, name, name_key) VALUES (?, 'VIP', 'client')",
        "INSERT INTO handle(contact_id, platform, value) SELECT id, 'x', 'y' FROM contact WHERE id = ?",
    ]), IDS),
)  # fmt: skip


def book(folder: Path) -> Crm:
    desk = Desk(Settings(folder / "config.toml", {"region": "GB", "timezone": "Europe/London"}))
    return Crm(folder / "book.db", desk)


def bring(crm: Crm, names: list[str], mode: str = "update") -> None:
    drafts = [
        ContactDraft(
            name=name, company="Harbour", tags=("client",), emails=(EmailDraft(f"{name}@x.org", "", True),),
            phones=(PhoneDraft("07700900142"),), addresses=(AddressDraft(f"{place} High St", "Bath"),),
            fields=(("Size", str(len(names))),), photo="data:image/png;base64,AAAA",
        )
        for place, name in enumerate(names)
    ]  # fmt: skip
    job = crm.write.importing(mode=mode)
    found = [Incoming(draft, line) for line, draft in enumerate(drafts, 2)]
    job.write(job.check([Source("a.csv", found)], lambda _: None), lambda _: None)


def take(crm: Crm, what: str, *rest) -> None:
    history = crm.write.history
    if what == "import":
        bring(crm, *rest)
    elif what == "note":
        crm.write.notes.add(NoteDraft(body=rest[1], contact_ids=(rest[0],)))
    elif what == "remove":
        crm.write.contacts.remove(rest)
    elif what == "merge":
        crm.write.contacts.merge(rest[0], [rest[1]])
    elif what == "undo":
        history.undo(rest[0], others=True)
    elif what == "undo change":
        history.undo(change_id=rest[0], others=True)
    elif what == "redo":
        history.redo()
    else:
        crm.write.changes.connection.execute(rest[0], rest[1:])


def watch(connection: sqlite3.Connection) -> None:
    """Keep the image of every row put in, as the journal once did itself."""
    connection.execute("CREATE TEMP TABLE seen(journal_id INTEGER PRIMARY KEY, image TEXT)")
    for table in user_tables():
        pairs = ", ".join(f"'{column.name}', NEW.\"{column.name}\"" for column in table.columns)
        connection.execute(
            f"CREATE TEMP TRIGGER seen_{table.name} AFTER INSERT ON main.journal "
            f"WHEN NEW.before IS NULL AND NEW.table_name = '{table.name}' BEGIN INSERT INTO seen "
            f'SELECT NEW.id, json_object({pairs.replace("NEW.", "r.")}) FROM main."{table.name}" r WHERE r.id = NEW.row_id; END'
        )


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=1, max_size=12))
def test_a_row_that_was_put_in_is_told_as_it_was(steps) -> None:
    with tempfile.TemporaryDirectory() as name:
        crm = book(Path(name))
        bring(crm, ["Maya", "Tom"])
        connection = crm.write.changes.connection
        watch(connection)
        for step in steps:
            try:
                take(crm, *step)
            except (CrmError, sqlite3.IntegrityError):
                continue
        assert connection is crm.write.changes.connection
        told = connection.execute(
            "SELECT s.image, i.after FROM seen s LEFT JOIN journal_image i ON i.id = s.journal_id"
        ).fetchall()
        read = everything(crm)
        connection.execute("UPDATE journal SET after = image FROM seen WHERE journal_id = journal.id")
        assert read == everything(crm)
        crm.close()
    assert [after for _, after in told] == [image for image, _ in told]


def everything(crm: Crm) -> list[object]:
    """What readers make of the journal."""
    history = crm.read.history
    changes = [history.change(row.id) for row in history.changes()]
    found: list[object] = [changes]
    for contact_id in range(1, 12):
        try:
            found.append(history.of_contact(contact_id))
            found.append(crm.read.contacts.dossier(contact_id)["history"])
        except CrmError as problem:
            found.append(problem.message)
    return found


def test_the_journal_holds_nothing_of_what_an_import_put_in(tmp_path) -> None:
    crm = book(tmp_path)
    bring(crm, ["Maya", "Tom"])
    connection = crm.write.changes.connection
    assert connection.execute("SELECT DISTINCT before, after FROM journal").fetchall() == [(None, "{}")]
    found = connection.execute(
        "SELECT json_extract(after, '$.name') FROM journal_image WHERE table_name = 'contact' ORDER BY id"
    )
    assert sorted(found.fetchall()) == [("Harbour",), ("Maya",), ("Tom",)]
    crm.close()


def test_what_another_program_put_in_its_place_unseen_is_not_taken_away(tmp_path) -> None:
    crm = book(tmp_path)
    bring(crm, ["Maya"])
    connection = crm.write.changes.connection
    connection.execute("PRAGMA recursive_triggers=OFF")
    connection.execute("REPLACE INTO handle(id, contact_id, platform, value) VALUES (1, 1, 'x', 'old')")
    connection.execute("PRAGMA recursive_triggers=ON")
    with crm.write.changes.open("adopts"):
        pass
    connection.execute("PRAGMA recursive_triggers=OFF")
    connection.execute("REPLACE INTO handle(id, contact_id, platform, value) VALUES (1, 1, 'x', 'new')")
    connection.execute("PRAGMA recursive_triggers=ON")
    with pytest.raises(CrmError, match="was changed since"):
        crm.write.history.undo(change_id=2, others=True)
    assert connection.execute("SELECT value FROM handle").fetchall() == [("new",)]
    crm.close()

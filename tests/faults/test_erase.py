"""An erased person is in no byte of any file of the store; what is others' stays, and undo leaves the erased out."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from pty_screen import on_terminal

from smallcrm.config import load
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.errors import UsageError

# Each stands in one place of the person's data, or in several; none is part of anything else.
SAID = {
    "name": "Xanthe", "family": "Quillfeather", "before": "Oldnameish", "merged": "Doppelfeather", "mail": "xq@plume",
    "other mail": "second@plume", "phone": "7700900555", "as typed": "900555", "street": "Obelisk Lane",
    "web": "plumage.example", "handle": "featherhandle", "field": "Borogove", "about": "mimsyabout",
    "note": "slithytoves", "removed note": "gyrewabe", "edited note": "jubjubbird", "long note": "frumious",
    "job": "vorpalblade", "kept job": "manxomefoe", "description": "tulgeywood", "appointment": "uffishthought",
    "exception": "galumphing", "removed appointment": "beamishboy", "reminder": "callooh", "done reminder": "callay",
    "property": "momeraths", "photo": "T1VUR1JBQkU", "tag": "xanthe-quillfeather", "removed": "bandersnatch",
}  # fmt: skip
CARD = """BEGIN:VCARD\r
VERSION:3.0\r
UID:momeraths-key\r
FN:Xanthe Quillfeather\r
EMAIL:xq@plume.example\r
TEL:07700 900555\r
ADR:;;4 Obelisk Lane;Bristol;;;\r
URL:https://plumage.example\r
X-OUTGRABE:momeraths\r
PHOTO;ENCODING=b;TYPE=JPEG:T1VUR1JBQkU=\r
END:VCARD\r
"""


def lay(crm: Any) -> None:
    """A book of many, and everything that can be known of one."""
    rows = "".join(f"Person {i},p{i}@x.example,Company {i % 9},about {i}\n" for i in range(120))
    crm.ok("import", "-", "--input-format", "csv", stdin=f"Name,Email,Company,Notes\n{rows}")
    card = crm.folder / "Xanthe Quillfeather.vcf"
    card.write_text(CARD, newline="")
    crm.ok("import", card)
    card.unlink()
    crm.ok("calendar", "publish", crm.folder / "work.ics")
    crm.ok("contact", "edit", "xanthe", "--name", "Xanthe Oldnameish", "--handle", "mastodon=featherhandle")
    crm.ok(
        "contact", "edit", "xanthe", "--name", "Xanthe Quillfeather", "--set", "Snark=Borogove", "--about", "mimsyabout",
        "--birthday", "24 may 1980", "--tag", "xanthe-quillfeather", "--source", "bandersnatch", "--company", "Company 3",
    )  # fmt: skip
    crm.ok("contact", "edit", "xanthe", "--source", "web")
    crm.ok("contact", "add", "Zoe Doppelfeather", "--email", "second@plume.example")
    crm.ok("contact", "merge", "xanthe", "doppelfeather")
    for i in range(12):
        crm.ok("note", "add", f"person {i}", f"said {i}")
        crm.ok("note", "add", "xanthe", f"slithytoves {i}")
    crm.ok("note", "add", "xanthe", "frumious " * 3_000)
    crm.ok("note", "edit", crm.ok("note", "add", "xanthe", "jubjubbird").id, "another thing")
    crm.ok("note", "remove", crm.ok("note", "add", "xanthe", "gyrewabe").id)
    crm.ok("job", "add", "xanthe", "vorpalblade", "--description", "tulgeywood", "--value", "50")
    crm.ok("job", "add", "xanthe", "manxomefoe", "--value", "1250", "--site", "4 Obelisk Lane, Bristol")
    crm.ok("job", "move", "manxomefoe", "paid", "--on", "2026-09-01")
    crm.ok("appt", "add", "xanthe", "uffishthought", "--at", "mon 9-10:30", "--repeat", "every 2 weeks")
    crm.ok("appt", "edit", "uffishthought", "--only", "2026-09-28", "--title", "galumphing")
    gone = crm.ok("appt", "add", "xanthe", "beamishboy", "--at", "tue 9-10:30").id
    crm.ok("appt", "remove", gone)
    crm.ok("reminder", "add", "callooh", "--contact", "xanthe", "--due", "tomorrow")
    crm.ok(
        "reminder", "done", crm.ok("reminder", "add", "callay", "--contact", "xanthe", "--due", "today").id
    )
    crm.ok("reminder", "due", "--new")


@pytest.fixture
def book(built: Any) -> Any:
    return built(lay)


def ids(crm: Any, *line: str) -> set[int]:
    return {int(number) for number in crm.ok(*line, "-f", "ids").out.split()}


def left(folder: Path) -> dict[str, list[str]]:
    """What of the person is in which file."""
    found = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes().lower()
        said = [what for what, word in SAID.items() if word.lower().encode() in content]
        if said:
            found[file.name] = said
    return found


def whole(crm: Any) -> None:
    crm.ok("doctor")
    assert crm.ok("contact", "list", "--where", "name ~ quill", "-f", "ids").out == ""


def test_the_book_of_these_tests_says_all_of_it(book) -> None:
    assert left(book.folder)["book.db"] == list(SAID)


def test_no_file_of_the_store_holds_a_byte_of_the_erased(book) -> None:
    others = ids(book, "note", "list", "--where", "contact ~ person")
    book.ok("contact", "erase", "xanthe", "--yes", "--backups")
    assert left(book.folder) == {}
    whole(book)
    assert ids(book, "note", "list") == others
    assert [path.name for path in book.folder.glob("book.db*") if path.is_file()] == ["book.db"]


def test_nor_while_another_has_the_store_open(book) -> None:
    reader = sqlite3.connect(book.db)
    reader.execute("SELECT count(*) FROM contact").fetchone()
    book.ok("contact", "erase", "xanthe", "--yes", "--backups")
    assert (book.folder / "book.db-wal").exists()
    assert left(book.folder) == {}
    reader.close()


def test_where_another_reads_on_that_is_said_and_the_sweep_can_be_had_later(book, monkeypatch) -> None:
    monkeypatch.setattr("smallcrm.write.erase.LINGER", 0.1)
    monkeypatch.setattr("smallcrm.write.erase.PATIENCE", 0.05)
    reader = sqlite3.connect(book.db, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM contact").fetchone()
    number = book.ok("contact", "list", "--where", "name ~ quill", "-f", "ids").id
    done = book.ok("contact", "erase", "xanthe", "--yes", "--backups", "--json").json
    assert any("could not be swept" in warning for warning in done["warnings"])
    reader.close()
    again = book.ok("contact", "erase", number, "--yes")
    assert "erased already" in again.err
    assert left(book.folder) == {}


def test_what_jobs_were_worth_and_when_stays_without_the_person(book) -> None:
    done = book.ok("contact", "erase", "xanthe", "--yes", "--json").json
    assert done["with"] == {"note": 14, "appointment": 1, "job": 1, "reminder": 2}
    (kept,) = book.ok("job", "list", "--json").json
    assert [kept["id"]] == done["kept_jobs"]
    assert (kept["title"], kept["value"], kept["contact"], kept["site"]) == (
        "(erased)",
        "1250.00",
        None,
        None,
    )
    assert kept["stages"][-1] == {"stage": "paid", "on": "2026-09-01"}
    book.ok("job", "show", kept["id"])
    book.ok("next")
    book.ok("export", "all")


def test_backups_that_hold_them_are_named_and_can_be_written_anew(book) -> None:
    book.ok("backup")
    done = book.ok("contact", "erase", "xanthe", "-y", "--json").json
    named = {Path(file).name for file in done["backups"]}
    assert named == {"20260914T071200Z-manual.db", "20260914T071200Z-erasure.db"} == left(book.folder).keys()
    assert all(any(name in warning for warning in done["warnings"]) for name in named)
    rows = book.ok("restore", "--list", "--json").json
    book.ok("restore", rows[0]["file"], "-y")
    assert left(book.folder)["book.db"]
    done = book.ok("contact", "erase", "xanthe", "-y", "--backups", "--json").json
    assert done["backups"] == []
    assert len(done["rewritten"]) == 3
    assert left(book.folder) == {}
    rows = book.ok("restore", "--list", "--json").json
    assert [(row["contacts"], row["ok"]) for row in rows] == [(129, True)] * 4
    book.ok("restore", rows[-1]["file"], "-y")
    whole(book)


def test_a_restore_that_brings_an_erased_one_back_says_so(book) -> None:
    number = book.ok("contact", "list", "--where", "name ~ quill", "-f", "ids").id
    book.ok("backup", book.folder / "elsewhere.db")
    book.ok("contact", "erase", number, "-y")
    book.ok("backup", book.folder / "after.db")
    assert book.ok("restore", book.folder / "after.db", "-y", "--json").json["warnings"] == []
    back = book.ok("restore", book.folder / "elsewhere.db", "-y")
    assert f"warning: contact {number} had been erased and is there again" in back.err


def test_a_backup_that_can_not_be_read_is_named(book) -> None:
    folder = book.folder / "book.db.backups"
    folder.mkdir()
    (folder / "20260901T000000Z-daily.db").write_bytes(b"xanthe" * 1_000)
    done = book.ok("contact", "erase", "xanthe", "-y", "--backups", "--json").json
    assert [Path(file).name for file in done["backups"]] == ["20260901T000000Z-daily.db"]


def test_undoing_an_import_later_leaves_the_erased_out_and_says_so(book) -> None:
    changes = {row["words"]: row["id"] for row in book.ok("history", "--json").json}
    book.ok("contact", "erase", "xanthe", "-y")
    told = {row["id"]: row["words"] for row in book.ok("history", "--json").json}
    number = changes["imported Xanthe Quillfeather.vcf: 1 new, 0 updated"]
    assert told[number] == "imported a file: 1 new, 0 updated"
    undone = book.ok("undo", "--change", number)
    assert "rows of contacts erased since were left out" in undone.err
    assert left(book.folder / "book.db") == {}
    book.ok("redo")
    assert left(book.folder / "book.db") == {}
    whole(book)


def test_the_erasure_itself_is_no_step_that_undo_takes_back(book) -> None:
    number = book.ok("contact", "list", "--where", "name ~ quill", "-f", "ids").id
    book.ok("contact", "erase", "xanthe", "-y")
    (last, before) = book.ok("history", "--json").json[:2]
    assert (last["kind"], last["words"]) == ("erase", f"erased contact {number}")
    assert book("undo", "--change", last["id"]).code == 6
    assert book.ok("undo", "-y", "--json").json[0]["id"] == before["id"]
    assert book.ok("undo", "10", "-y").code == 0
    whole(book)
    assert set(left(book.folder)) == {"20260914T071200Z-erasure.db"}


def test_one_who_was_removed_before_is_erased_by_id(book) -> None:
    number = book.ok("contact", "list", "--where", "name ~ quill", "-f", "ids").id
    book.ok("contact", "remove", number)
    assert left(book.folder)["book.db"]
    book.ok("contact", "erase", number, "-y", "--backups")
    assert left(book.folder) == {}
    assert book("contact", "erase", "99999", "-y").code == 3
    assert book("contact", "erase", "nobody such", "-y").code == 3


def test_what_is_shared_with_others_stays_theirs(book) -> None:
    note = book.ok("note", "add", "xanthe", "we met", "--json").json["id"]
    connection = sqlite3.connect(book.db, isolation_level=None)
    connection.execute(
        "INSERT INTO note_contact(note_id, contact_id, position) "
        "SELECT ?, id, 1 FROM contact WHERE name = 'Person 4'", (note,)
    )  # fmt: skip
    connection.close()
    book.ok("note", "add", "person 5", "sent by Xanthe Quillfeather")
    done = book.ok("contact", "erase", "xanthe", "-y", "--json").json
    assert book.ok("note", "show", note, "--json").json["contact"] == "Person 4"
    (mentioned,) = done["mentions"]
    assert (mentioned["type"], book.ok("note", "show", mentioned["id"], "--json").json["contact"]) == (
        "note",
        "Person 5",
    )
    assert any("names them still: note" in warning for warning in done["warnings"])


def test_a_merging_that_was_undone_leaves_nothing_in_the_other(crm) -> None:
    crm.ok("contact", "add", "Maya")
    crm.ok("contact", "add", "Xanthe Quillfeather", "--email", "xq@plume.example", "--source", "mimsyabout")
    crm.ok("contact", "merge", "maya", "xanthe")
    crm.ok("undo")
    crm.ok("contact", "erase", "xanthe", "-y", "--backups")
    assert left(crm.folder) == {}
    assert [row["name"] for row in crm.ok("contact", "list", "--json").json] == ["Maya"]
    crm.ok("undo", "2")
    assert crm.ok("contact", "list", "--json").json == []
    crm.ok("doctor")


def test_calendars_and_folders_forget_them(crm) -> None:
    crm.ok("contact", "add", "Xanthe Quillfeather", "--phone", "07700900555")
    crm.ok("contact", "add", "Person 4")
    crm.ok("appt", "add", "xanthe", "uffishthought", "--at", "mon 9-10:30")
    shared = crm.ok("appt", "add", "xanthe", "Shared", "--at", "tue 9-10:30").id
    connection = sqlite3.connect(crm.db, isolation_level=None)
    connection.execute(
        "INSERT INTO appointment_contact(appointment_id, contact_id, position) VALUES (?, 2, 1)", (shared,)
    )
    connection.close()
    crm.ok("calendar", "publish", crm.folder / "work.ics")
    crm.ok("calendar", "sync", crm.folder / "sync")
    done = crm.ok("contact", "erase", "xanthe", "-y", "--backups", "--json").json
    assert done["folders"] == [str(crm.folder / "sync")]
    synced = {"contacts", "calendar"}
    assert all(
        path.parent.name in synced
        for path in (crm.folder).rglob("*")
        if path.is_file() and left(path.parent).get(path.name)
    )
    crm.ok("calendar", "sync", crm.folder / "sync")
    assert left(crm.folder) == {}
    assert "SUMMARY:Person 4: Shared" in (crm.folder / "work.ics").read_text()
    assert "nothing to do" in crm.ok("calendar", "sync", crm.folder / "sync").out


def test_it_is_asked_twice_and_each_no_keeps_everything(book) -> None:
    line = [("contact", "erase", "xanthe")]
    for typed in ("n\n", "y\nn\n"):
        ((code, shown),) = on_terminal(line, typed=typed)
        assert code == 1
        assert "nothing was erased" in shown
        assert left(book.folder)["book.db"] == list(SAID)
    ((code, shown),) = on_terminal(line, typed="y\ny\ny\n")
    assert code == 0
    assert "with 14 notes, 1 appointment, 1 job, 2 reminders; 1 job with a value kept without a name" in shown
    assert shown.count("[y/N]") == 3
    assert "1 backup still hold" in shown
    assert left(book.folder) == {}


def test_it_is_no_part_of_another_change(crm: Any) -> None:
    crm.ok("contact", "add", "Maya")
    write = Crm(crm.db, Desk(load(crm.config))).write
    with write.change("more than that"), pytest.raises(UsageError):
        write.erasing.person(1)
    write.close()


def test_without_a_terminal_it_must_be_said(book) -> None:
    refused = book("contact", "erase", "xanthe")
    assert refused.code == 1
    assert "say --yes" in refused.err
    assert left(book.folder)["book.db"] == list(SAID)

"""Stores that can't be used: one clear line each, and an exit code."""

from __future__ import annotations

import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from smallcrm.errors import StoreError
from smallcrm.store import connect
from smallcrm.store.connect import open_reader, open_writer


@pytest.fixture
def full(crm):
    """A store with a contact in it."""
    crm.ok("contact", "add", "Maya")
    return crm


def alter(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def one_line(err: str) -> str:
    lines = [line for line in err.splitlines() if line.startswith("smallcrm: ")]
    assert len(lines) == 1, err
    assert "Traceback" not in err
    return lines[0]


@pytest.mark.parametrize("command", [("contact", "list"), ("contact", "add", "Lena")])
@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (
            ("PRAGMA application_id = 7", "CREATE TABLE extra(a)"),
            "is a database of another program, not a smallcrm store",
        ),
        (("PRAGMA user_version = 99",), "was written by a newer smallcrm (schema 99"),
        (("CREATE TABLE extra(a)",), "is not the one smallcrm declares; another program changed it"),
        (("DROP TRIGGER contact_leaves",), "is not the one smallcrm declares; another program changed it"),
    ],
)
def test_another_programs_store_is_refused(full, statements, words: str, command) -> None:
    alter(full.db, *statements)
    refused = full(*command)
    assert refused.code == 1
    assert words in one_line(refused.err)


@pytest.mark.parametrize(
    "command",
    [
        ("contact", "list"),
        ("contact", "add", "Lena"),
        ("doctor",),
        ("backup",),
        ("doctor", "--salvage", "saved.db"),
    ],
)
def test_what_is_no_database_is_said_to_be_none(crm, monkeypatch, command) -> None:
    monkeypatch.chdir(crm.folder)
    crm.db.write_bytes(b"Dear diary, " * 1000)
    refused = crm(*command)
    assert refused.code == 1
    line = one_line(refused.err)
    assert "is no database" in line or "is not a database" in line
    assert crm.db.read_bytes() == b"Dear diary, " * 1000
    assert not (crm.folder / "saved.db").exists()


def spoil(path: Path) -> None:
    """Overwrite a stretch in the middle, but for the header that says what the file is."""
    with path.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(os.urandom(4096 * 60))


@pytest.mark.parametrize(
    "command",
    [
        ("contact", "list"),
        ("contact", "add", "Lena"),
        ("doctor",),
        ("doctor", "--json"),
        ("history",),
        ("find", "maya"),
    ],
)
def test_a_damaged_store_leads_to_the_doctor(full, command) -> None:
    spoil(full.db)
    refused = full(*command)
    assert refused.code in (0, 1)
    if refused.code:
        assert "restore" in one_line(refused.err)
    if command[0] == "doctor":
        assert refused.code == 1


def test_a_store_named_but_missing_is_not_found(crm) -> None:
    for command in (("contact", "list"), ("doctor",), ("backup",), ("undo",), ("history",)):
        missing = crm(*command)
        assert missing.code == 3
        assert f"there is no store at {crm.db}" in one_line(missing.err)
        assert not crm.db.exists()


def test_a_missing_default_store_is_an_empty_book(crm, monkeypatch) -> None:
    monkeypatch.delenv("SMALLCRM_DB")
    monkeypatch.setenv("XDG_DATA_HOME", str(crm.folder / "data"))
    empty = crm.ok("contact", "list", "--json")
    assert empty.out == "[]\n"
    assert "begin with: smallcrm add NAME" in empty.err
    assert not (crm.folder / "data").exists()


def test_a_locked_store_is_waited_for_and_then_given_up(full, monkeypatch) -> None:
    monkeypatch.setattr(connect, "PATIENCE", 0.05)
    monkeypatch.setattr(connect, "LIMIT", 0.3)
    holder = sqlite3.connect(full.db, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    refused = full("contact", "add", "Lena")
    holder.execute("ROLLBACK")
    holder.close()
    assert refused.code == 1
    assert "waiting to write (add a contact): another program is writing to the store" in refused.err
    assert "has been busy for" in refused.err
    assert "Nothing was changed" in refused.err
    assert "database is locked" not in refused.err
    full.ok("contact", "add", "Lena")


UNPRIVILEGED = pytest.mark.skipif(os.access("/proc/version", os.W_OK), reason="root may write everything")


@UNPRIVILEGED
def test_a_read_only_file_is_read_and_not_written(full) -> None:
    full.db.chmod(0o400)
    refused = full("contact", "add", "Lena")
    assert refused.code == 1
    assert "is read-only" in one_line(refused.err)
    assert len(full.ok("contact", "list", "--json").json) == 1


@UNPRIVILEGED
def test_a_folder_that_cannot_be_written_is_named(full) -> None:
    full.folder.chmod(0o500)
    try:
        refused = full("contact", "add", "Lena")
        assert len(full.ok("contact", "list", "--json").json) == 1
    finally:
        full.folder.chmod(0o700)
    assert refused.code == 1
    assert "can't be written" in one_line(refused.err)


def test_a_folder_is_no_store(crm) -> None:
    crm.db.mkdir()
    refused = crm("contact", "add", "Lena")
    assert refused.code == 1
    assert "is a folder, not a store" in one_line(refused.err)


def test_a_full_disk_loses_nothing(full) -> None:
    """The files of a process may not grow beyond a limit: the store's log meets it as it would meet a full disk."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    names = [word for i in range(40) for word in ("--set", f"k{i}={'x' * 400}")]
    done = subprocess.run(
        [sys.executable, "-c", "import signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
         "from smallcrm.cli.run import run; sys.exit(run(sys.argv[1:]))", "contact", "add", "Lena", *names],
        capture_output=True, text=True, preexec_fn=limit, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "nothing was changed" in one_line(done.stderr)
    assert [row["name"] for row in full.ok("contact", "list", "--json").json] == ["Maya"]
    full.ok("doctor")


def test_ten_first_commands_at_once_all_succeed(crm) -> None:
    command = [sys.executable, "-m", "smallcrm", "contact", "add"]
    running = [
        subprocess.Popen([*command, f"Person {i}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for i in range(10)
    ]
    ended = [(*process.communicate(), process.returncode) for process in running]
    assert [code for *_, code in ended] == [0] * 10, ended
    assert sorted(int(out) for out, *_ in ended) == list(range(1, 11))
    assert [path.name for path in crm.folder.glob("book.db*")] == ["book.db"]


WRITER = """
import sys
from pathlib import Path
from smallcrm.config import Settings
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.model.contact import ContactDraft
crm = Crm(Path(sys.argv[1]), Desk(Settings(Path(), {"region": "GB", "timezone": "UTC"})))
for i in range(25):
    crm.write.contacts.add(ContactDraft(name=f"Writer {sys.argv[2]} no {i}"))
crm.close()
"""


def test_eight_writers_at_once_lose_nothing(full) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(full.db), str(i)], stderr=subprocess.PIPE, text=True
        )
        for i in range(8)
    ]
    told = [process.communicate()[1] for process in running]
    assert told == [""] * 8
    assert len(full.ok("contact", "list", "--json").json) == 1 + 8 * 25


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are looked up in /proc")
@pytest.mark.parametrize("spoil", [b"no database at all" * 100, b"", None])
def test_a_store_that_can_not_be_opened_is_let_go_of(crm, spoil: bytes | None) -> None:
    """A program that goes on, such as the dashboard, would hold more files each time it looks."""
    crm.ok("contact", "add", "Maya")
    data = bytearray(crm.db.read_bytes())
    # The page of the schema, behind the head.
    data[200:4000] = bytes(3800)
    crm.db.write_bytes(data if spoil is None else spoil)
    for attempt in (open_reader, open_writer) if spoil != b"" else (open_reader,):
        with pytest.raises(StoreError) as refused:
            attempt(crm.db)
        # What is raised holds the frames, and they what they opened.
        assert refused.traceback
        assert [link for link in map(target, Path("/proc/self/fd").iterdir()) if str(crm.db) in link] == []


def target(link: Path) -> str:
    with contextlib.suppress(OSError):
        return str(link.readlink())
    return ""

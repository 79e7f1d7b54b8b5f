"""Input that is wrong: what is said, word for word, and how the command ends."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from smallcrm.crm import Crm
from smallcrm.store import connect

if TYPE_CHECKING:
    from collections.abc import Callable


def lay(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor", "--email", "maya@oconnor.example", "--phone", "07700900142")
    crm.ok("contact", "add", "Tom Ridley")
    crm.ok("contact", "add", "Tom Waits")
    crm.ok("job", "add", "maya", "Leaking valve")
    crm.ok("job", "add", "tom ridley", "Leaking tap")
    crm.ok("appointment", "add", "maya", "Fix valve", "--at", "2026-09-21T09:00")


@pytest.fixture
def book(built, monkeypatch):
    crm = built(lay)
    monkeypatch.chdir(crm.folder)
    return crm


TOMS = [{"id": 2, "name": "Tom Ridley"}, {"id": 3, "name": "Tom Waits"}]
LEAKS = [
    {"id": 1, "name": "Leaking valve, Maya O'Connor, lead"},
    {"id": 2, "name": "Leaking tap, Tom Ridley, lead"},
]
KNOWN_STAGES = "lead, quoted, accepted, scheduled, done, invoiced, paid, lost"


@pytest.mark.parametrize(
    ("line", "code", "kind", "message", "candidates"),
    [
        # References.
        ("show zebedee", 3, "not_found", 'no contact matches "zebedee"', []),
        ("show mya", 3, "not_found", 'no contact matches "mya"; did you mean Maya O\'Connor (1)?', [{"id": 1, "name": "Maya O'Connor"}]),
        ("show 99", 3, "not_found", 'no contact matches "99"', []),
        ("show ''", 2, "usage", "a reference can't be empty", []),
        ("show +447700900999", 3, "not_found", 'no contact matches "+447700900999"', []),
        ("show nobody@nowhere.example", 3, "not_found", 'no contact matches "nobody@nowhere.example"', []),
        ("show 99999999999999999999", 3, "not_found", 'no contact matches "99999999999999999999"', []),
        ("history --change 99999999999999999999", 2, "usage", "there is nothing with so large a number", []),
        ("show ²", 3, "not_found", 'no contact matches "²"', []),
        ("show tom", 4, "ambiguous", '"tom" could be Tom Ridley (2), Tom Waits (3); say which by id', TOMS),
        ("contact remove maya tom", 4, "ambiguous", '"tom" could be Tom Ridley (2), Tom Waits (3); say which by id', TOMS),
        ("job show leaking", 4, "ambiguous", '"leaking" could be Leaking valve, Maya O\'Connor, lead (1), Leaking tap, Tom Ridley, lead (2); say which by id', LEAKS),
        ("job show 99", 3, "not_found", 'there is no job "99"', []),
        ("note show 99", 3, "not_found", 'there is no note "99"; a note is named by its id, see: smallcrm note list', []),
        ("move zebedee 11:00", 3, "not_found", 'no coming appointment matches "zebedee"', []),
        # E-mails and phones.
        ("contact add Ann --email ann@", 2, "usage", '"ann@" is no e-mail address: there must be something after the @-sign', []),
        ("contact add Ann --email ann", 2, "usage", '"ann" is no e-mail address: an email address must have an @-sign', []),
        ("add Ann ann@", 2, "usage", '"ann@" is no e-mail address: there must be something after the @-sign', []),
        ("contact add Ann --phone 12", 2, "usage", '"12" is no phone number: it has only 2 digits', []),
        ("contact add Ann --email maya@oconnor.example", 6, "conflict", "Maya O'Connor (1) has maya@oconnor.example already; add to them with: smallcrm contact edit 1, or say --allow-duplicate", [{"id": 1, "name": "Maya O'Connor"}]),
        # Dates.
        ("book maya '30 feb 9am' Visit", 2, "unclear_date", "there is no 30 February", []),
        ("book maya '2026-02-29 9am' Visit", 2, "unclear_date", "there is no 2026-02-29; write for example 2026-10-23 or 2026-10-23T14:00", []),
        ("book maya '31/4 9am' Visit", 2, "unclear_date", "there is no 31 April", []),
        ("book maya 'fri 25:00' Visit", 2, "unclear_date", '"25:00" is no time of day; write for example 9am, 15:00 or 3.30pm', []),
        ("book maya soonish Visit", 2, "unclear_date", '"soonish" was not understood as part of a date; write for example "tomorrow 9am", "fri 23 oct 14:00", "in 2 weeks" or 2026-10-23', []),
        ("agenda --from 32/1", 2, "unclear_date", "there is no 32 January", []),
        # Ends before starts.
        ("book maya '2026-09-15 15:00' Visit --until '2026-09-15 14:00'", 2, "usage", "it ends before it starts (Tue 15 Sep 2026, 15:00)", []),
        ("book maya '15 sep 15:00-14:00' Visit", 2, "unclear_date", "15:00 to 14:00 ends before it begins; write for example 9:00-17:00 or 9am-5pm", []),
        ("agenda --from 2026-09-20 --to 2026-09-19", 2, "usage", "--to 2026-09-19 is before --from 2026-09-20", []),
        # Names of things that are not there.
        ("contact list --sort nmae", 2, "usage", '--sort: unknown field "nmae"; did you mean name?', []),
        ("contact list --where 'nmae = x'", 2, "usage", 'unknown field "nmae"; did you mean name?', []),
        ("book maya 'fri 9am' Visit --timezone Europe/Londn", 2, "usage", 'unknown time zone "Europe/Londn"; did you mean Europe/London or Europe/Lisbon or Europe/Oslo?', []),
        ("config set timezone Mars/Base", 2, "usage", 'unknown time zone "Mars/Base"; write one such as Europe/London', []),
        ("job move 1 quoted2", 2, "usage", 'unknown stage "quoted2"; did you mean quoted?', []),
        ("job move 1 xyz", 2, "usage", f'unknown stage "xyz"; there are {KNOWN_STAGES}', []),
        ("contact add Ann --stage xyz", 2, "usage", 'unknown stage "xyz"; there are lead, customer, past (setting contact_stages)', []),
        ("contact list -f xml", 2, "usage", "Invalid value for '--format' / '-f': 'xml' is not one of 'table', 'json', 'jsonl', 'csv', 'tsv', 'ids'; see: smallcrm contact list --help", []),
        ("export notes -f xml", 2, "usage", "--format xml is no format for notes; there are csv, json, jsonl", []),
        ("import people.xyz", 2, "usage", "can't tell the format of people.xyz; say --input-format csv|vcf|ics|json", []),
        ("import - --input-format xml", 2, "usage", 'unknown format "xml"; there are csv, vcf, ics, json', []),
        ("conatct list", 2, "usage", 'no such command "conatct"; did you mean contact?; see: smallcrm --help', []),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_word_for_word(book, line, code, kind, message, candidates) -> None:  # noqa: PLR0917
    before = book.ok("export", "all", "-f", "json").out
    words = shlex.split(line)
    done = book(*words)
    assert (done.code, done.out) == (code, "")
    told = done.err.splitlines()
    assert told == [f"smallcrm: {message}"]
    # What has a format of its own takes --json for one.
    if not line.startswith("export"):
        told_to_scripts = book(*words, "--json").err.splitlines()
        error = {"code": kind, "message": message, "candidates": candidates}
        assert [json.loads(line) for line in told_to_scripts[1:]] == [{"error": error}]
    assert book.ok("export", "all", "-f", "json").out == before


def test_a_column_that_is_not_there_names_the_near_ones_and_all(book) -> None:
    told = book("contact", "list", "--columns", "name,fone").err
    assert told.startswith(
        'smallcrm: unknown column "fone"; did you mean phones?; there are id, uid, kind, name, '
    )
    assert len(told.splitlines()) == 1


CONTACTS = "Name,Email\nAnn Lee,ann@lee.example\nZoë Bell,zoe@bell.example\n"
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nEND:VCARD\r\n"
EVENT = "BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260921T080000Z\r\nSUMMARY:Visit\r\nEND:VEVENT\r\n"
NOISE = bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        ("missing.csv", None, 1, "missing.csv: there is no such file; check the path"),
        ("missing.vcf", None, 1, "missing.vcf: there is no such file; check the path"),
        ("empty.csv", b"", 1, "empty.csv is empty; export it again"),
        ("empty.vcf", b"", 1, "empty.vcf is empty; export it again"),
        ("empty.ics", b"", 1, "empty.ics is empty; export it again"),
        ("empty.json", b"", 1, "empty.json is empty; export it again"),
        ("noise.csv", NOISE, 1, "noise.csv is no text file (it holds NUL bytes); export the contacts as CSV or vCard"),
        ("noise.vcf", NOISE, 1, "no vCard found in noise.vcf; a vCard file holds BEGIN:VCARD and END:VCARD"),
        ("sheet.csv", b"PK\x03\x04" + NOISE, 1, "sheet.csv is no text file but a spreadsheet or zip file: open it and save it as CSV (UTF-8)"),
        ("cut.json", b'{"smallcrm": 1, "contact": [{"id"', 1, "cut.json, line 1: that is no JSON (Expecting ':' delimiter)"),
        ("cut16.csv", CONTACTS.encode("utf-16")[:-1], 1, "cut16.csv is cut off in the middle of a character (UTF-16); copy or export it again"),
    ],
)  # fmt: skip
def test_a_file_that_holds_nothing_to_import_is_refused(book, name, content, code, told) -> None:
    if content is not None:
        (book.folder / name).write_bytes(content)
    before = book.db.read_bytes()
    done = book("import", name)
    assert (done.code, done.out) == (code, "")
    assert done.err == f"smallcrm: {told}\n"
    assert json.loads(book("import", name, "--json").err.splitlines()[-1])["error"]["code"] == "file"
    assert book.db.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "code", "out", "told"),
    [
        ("wide.csv", CONTACTS.encode("utf-16"), 0, "wide.csv: 2 new", ()),
        ("bare.csv", CONTACTS.encode("utf-16-le"), 0, "bare.csv: 2 new", ()),
        ("wide.vcf", CARD.encode("utf-16"), 0, "wide.vcf: 1 new", ()),
        ("quote.csv", b'Name,Email\n"Ann Lee,ann@lee.example\nBob Ray,bob@ray.example\n', 0, "quote.csv: 2 new",
         ('quote.csv, line 2, column Name: ""Ann Lee": unclosed quote: read as a character of the value',)),
        ("cut.csv", b"Name,Email\nAnn Lee,ann@lee.example\nBob Ray,bob@", 0, "cut.csv: 2 new",
         ('cut.csv, line 3, column Email: "bob@" is no e-mail address: there must be something after the @-sign',)),
        ("cut.vcf", f"{CARD}BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob Ray\r\nTEL:+4477009".encode(), 0, "cut.vcf: 2 new",
         ('cut.vcf, line 5: "BEGIN:VCARD": the file ends before END:VCARD',)),
        ("cut.ics", f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{EVENT}BEGIN:VEVENT\r\nUID:2\r\nDTSTA".encode(), 5, "cut.ics: 1 new, 1 rejected",
         ("cut.ics, line 1, column BEGIN: the file is cut off: END:VCALENDAR is missing",
          "smallcrm: 1 record was rejected; write them to a file with --rejects FILE")),
    ],
)  # fmt: skip
def test_a_file_that_is_damaged_gives_what_it_can_and_says_the_rest(  # noqa: PLR0917
    book, name, content, code, out, told
) -> None:
    (book.folder / name).write_bytes(content)
    done = book("import", name)
    assert (done.code, done.out) == (code, f"{out}\n")
    assert set(told) <= set(done.err.splitlines())
    if not told:
        assert done.err == ""


# Stores.

COMMANDS = [("contact", "list"), ("contact", "add", "Lena")]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_store_that_is_no_database(crm, line) -> None:
    crm.db.write_bytes(b"Dear diary, " * 1000)
    done = crm(*line)
    assert done.code == 1
    assert done.err == (
        f"smallcrm: {crm.db} is no database; name another file with --db, or restore a backup: smallcrm restore --list\n"
    )


@pytest.mark.parametrize("line", [*COMMANDS, ("undo",), ("export", "all", "-f", "json")])
def test_a_store_that_is_corrupted(book, line) -> None:
    with book.db.open("r+b") as file:
        size = file.seek(0, 2)
        for page in range(2, size // 4096, 2):
            file.seek(page * 4096)
            file.write(b"\xa5" * 4096)
    done = book(*line)
    assert done.code == 1
    assert done.err.splitlines()[-1] == (
        f"smallcrm: the store {book.db} is damaged; see: smallcrm doctor, and smallcrm restore --list"
    )


def test_a_store_cut_off_in_the_middle(book) -> None:
    os.truncate(book.db, book.db.stat().st_size // 2 // 4096 * 4096)
    done = book("contact", "add", "Lena")
    assert done.code == 1
    assert (
        done.err
        == f"smallcrm: the store {book.db} is damaged; see: smallcrm doctor, and smallcrm restore --list\n"
    )


@pytest.mark.parametrize(
    "line", [("undo",), ("contact", "remove", "1"), ("job", "move", "1", "quoted"), ("import", "people.csv")]
)
def test_a_store_that_another_program_holds_for_long(book, monkeypatch, line) -> None:
    (book.folder / "people.csv").write_text(CONTACTS)
    monkeypatch.setattr(connect, "PATIENCE", 0.02)
    monkeypatch.setattr(connect, "LIMIT", 0.1)
    holder = sqlite3.connect(book.db, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    done = book(*line)
    readable = book("contact", "list", "--json")
    holder.execute("ROLLBACK")
    holder.close()
    waiting, refused = done.err.splitlines()
    assert done.code == 1
    assert waiting.startswith("waiting to write ")
    assert waiting.endswith(": another program is writing to the store")
    assert refused == (
        f"smallcrm: the store {book.db} has been busy for 0 seconds; another program holds it. Nothing was changed"
    )
    assert len(readable.json) == 3


def test_a_store_that_another_program_keeps_to_itself(book, monkeypatch) -> None:
    monkeypatch.setattr(connect, "LIMIT", 0.1)
    monkeypatch.setitem(Crm.__init__.__kwdefaults__, "patience", 0.1)
    holder = sqlite3.connect(book.db, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    done = book("contact", "list")
    holder.close()
    assert done.code == 1
    assert done.err == (
        f"smallcrm: the store {book.db} has been busy for 0 seconds; another program holds it. Nothing was changed\n"
    )


def bounded() -> None:
    """Take from a superuser's process what lets it pass over permissions: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (1, 2):
            assert libc.prctl(24, capability, 0, 0, 0) == 0


def ended(crm, line, before: Callable[[], None]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a process that does ``before`` first."""
    done = subprocess.run(
        [sys.executable, "-m", "smallcrm", *map(str, line)], capture_output=True, text=True, check=False,
        preexec_fn=before, stdin=subprocess.DEVNULL, cwd=crm.folder,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def shut(book):
    """Makes files and folders read-only for the length of a test."""
    changed = []

    def shut(path, mode: int) -> None:
        changed.append((path, path.stat().st_mode))
        path.chmod(mode)

    yield shut
    for path, mode in changed:
        path.chmod(mode)


def test_a_store_that_is_read_only(book, shut) -> None:
    shut(book.db, 0o400)
    assert ended(book, ("contact", "add", "Lena"), bounded) == (
        1,
        "",
        f"smallcrm: the store {book.db} is read-only\n",
    )
    code, out, err = ended(book, ("contact", "list", "-f", "ids"), bounded)
    assert (code, out, err) == (0, "1\n2\n3\n", "")


def test_a_store_that_may_not_be_read(book, shut) -> None:
    shut(book.db, 0)
    closed = f"smallcrm: the store {book.db} can't be opened; check the folder's permissions\n"
    assert ended(book, ("contact", "list"), bounded) == (1, "", closed)
    assert ended(book, ("contact", "add", "Lena"), bounded) == (
        1,
        "",
        f"smallcrm: the store {book.db} is read-only\n",
    )


def test_a_store_in_a_folder_that_cannot_be_written(book, shut) -> None:
    shut(book.folder, 0o500)
    assert ended(book, ("contact", "add", "Lena"), bounded) == (
        1, "", f"smallcrm: the folder {book.folder} can't be written, so the store in it can't be changed\n",
    )  # fmt: skip
    assert ended(book, ("contact", "list", "-f", "ids"), bounded) == (0, "1\n2\n3\n", "")
    elsewhere = book.folder / "new" / "book.db"
    assert ended(book, ("--db", elsewhere, "add", "Lena"), bounded) == (
        1, "", f"smallcrm: the store {elsewhere} can't be made: Permission denied\n",
    )  # fmt: skip
    code, _, err = ended(book, ("export", "contacts", "-o", "out.csv"), bounded)
    assert (code, err) == (1, "smallcrm: out.csv can't be written: Permission denied\n")
    code, _, err = ended(book, ("backup",), bounded)
    assert code == 1
    assert err == f"smallcrm: the backup folder {book.db}.backups can't be made: Permission denied\n"
    code, _, err = ended(book, ("config", "set", "region", "FR"), bounded)
    assert (code, err) == (
        1,
        f"smallcrm: the configuration {book.config} can't be written: Permission denied\n",
    )


def test_a_file_that_may_not_be_read(book, shut) -> None:
    (book.folder / "people.csv").write_text(CONTACTS)
    shut(book.folder / "people.csv", 0)
    assert ended(book, ("import", "people.csv"), bounded) == (
        1, "", "smallcrm: people.csv can't be opened: Permission denied\n",
    )  # fmt: skip


FULL = Path("/dev/full")


def full() -> None:
    """No file may grow beyond 200 kB: what a full disk does, but for the error's number."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def test_a_full_disk_during_an_import_leaves_the_store_as_it_was(book) -> None:
    rows = "".join(f"Person {i},p{i}@x.example,{'x' * 300}\n" for i in range(900))
    (book.folder / "many.csv").write_text(f"Name,Email,Notes\n{rows}")
    before = book.ok("export", "all", "-f", "json").out
    code, out, err = ended(book, ("import", "many.csv"), full)
    assert (code, out) == (1, "")
    assert err == f"smallcrm: the disk that holds {book.db} failed; nothing was changed\n"
    assert book.ok("export", "all", "-f", "json").out == before
    book.ok("doctor")
    book.ok("import", "many.csv")


def test_a_full_disk_leaves_no_half_file(book) -> None:
    rows = "".join(f"Person {i},p{i}@x.example,{'x' * 300}\n" for i in range(900))
    (book.folder / "many.csv").write_text(f"Name,Email,Notes\n{rows}")
    book.ok("import", "many.csv")
    (book.folder / "out.csv").write_text("the one before")
    code, _, err = ended(book, ("export", "contacts", "-o", "out.csv"), full)
    assert (code, err) == (1, "smallcrm: out.csv can't be written: File too large\n")
    assert (book.folder / "out.csv").read_text() == "the one before"
    code, _, err = ended(book, ("backup", "copy.db"), full)
    assert code == 1
    assert err.startswith("smallcrm: the backup copy.db can't be written: ")
    assert not (book.folder / "copy.db").exists()
    assert not list(book.folder.rglob("*.part"))


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize(
    "line", [("contact", "list"), ("export", "contacts"), ("--help",), ("--version",), ("add", "Lena")]
)
def test_an_output_that_is_full(book, line) -> None:
    with FULL.open("wb") as device:
        done = subprocess.run(
            [sys.executable, "-m", "smallcrm", *line], stdout=device, stderr=subprocess.PIPE, check=False
        )
    # The words for the person may come first: what is printed is buffered until the end.
    *words, error = done.stderr.splitlines()
    assert (done.returncode, error) == (1, b"smallcrm: the output can't be written: No space left on device")
    assert words in ([], [b"added Lena (4)"])


def test_an_output_file_may_be_a_link_or_a_pipe(book) -> None:
    kept = book.folder / "kept.csv"
    kept.write_text("")
    link = book.folder / "link.csv"
    link.symlink_to(kept)
    book.ok("export", "contacts", "-o", link)
    assert link.is_symlink()
    assert "Maya" in kept.read_text()
    pipe = book.folder / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        book.ok("contact", "list", "-f", "ids", "-o", pipe)
        assert reader.communicate()[0] == b"1\n2\n3\n"
    assert pipe.is_fifo()
    told = book("backup", pipe)
    assert (told.code, told.err) == (1, f"smallcrm: the backup can't be {pipe}, which is no ordinary file\n")
    shutil.move(book.config, book.folder / "mine.toml")
    book.config.symlink_to(book.folder / "mine.toml")
    book.ok("config", "set", "region", "FR")
    assert book.config.is_symlink()
    for nameless in ("", "/"):
        assert book("contact", "list", "-o", nameless).code == 1
        assert book("backup", nameless).code == 1


def test_a_configuration_without_an_end_is_refused(crm) -> None:
    refused = crm("--config", "/dev/zero", "contact", "list")
    assert refused.code == 1
    assert (
        refused.err
        == "smallcrm: the configuration /dev/zero is no configuration: it is longer than 1,000,000 characters\n"
    )


def test_an_empty_home_is_none(crm, monkeypatch) -> None:
    for name in ("SMALLCRM_DB", "SMALLCRM_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "")
    refused = crm("contact", "list")
    assert (refused.code, refused.err) == (
        2,
        "smallcrm: there is no home folder; name the files with --db and --config\n",
    )


def test_a_folder_to_import_is_told_from_a_file(book) -> None:
    refused = book("import", book.folder)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == f"smallcrm: {book.folder} is a folder; name the files in it\n"

"""Files made to harm: never a traceback, five seconds of work, or three hundred megabytes."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bombs import BOMBS, COMMON
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

SECONDS, MEGABYTES = 5, 300
DATA = Path(__file__).parent.parent / "data"
# Ways of looking at what came in: none may be brought to its knees by it either.
LOOKING = (("show", "1"), ("agenda", "--count"), ("calendar", "export"), ("contact", "list"))
# Its largest memory is asked of the process itself: what is told of a child begins with what its parent had.
DRIVER = """
import resource, sys
from smallcrm.cli.run import run
code = run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
sys.stderr.write(f"\\n{code} {used.ru_utime + used.ru_stime} {peak / 1024}")
"""
LINUX = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by Linux")


def cost(crm: Any, *line: object) -> tuple[int, float, float, str]:
    """Exit code, seconds of work, megabytes and words of one command in a process of its own, ended after a minute."""
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, *map(str, line)], capture_output=True, stdin=subprocess.DEVNULL, check=False,
        cwd=crm.folder, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (60, 60)),
    )  # fmt: skip
    told, _, figures = done.stderr.decode(errors="replace").rpartition("\n")
    assert "Traceback" not in told + figures, told[-2000:]
    assert done.returncode == 0, (line, done.returncode, told[-500:])
    code, seconds, megabytes = figures.split()
    return int(code), float(seconds), float(megabytes), told


def check(crm: Any, name: str, content: str) -> None:
    file = crm.folder / name
    file.write_bytes(content.encode("utf-8", "surrogatepass"))
    for line in (("import", name), *LOOKING):
        if line[0] != "import" and not crm.db.exists():
            break
        code, seconds, megabytes, told = cost(crm, *line)
        assert code in {0, 1, 3, 5}, (line, code, told[-500:])
        assert "inside" not in told, told[-500:]
        assert len(told) < 500_000
        assert seconds < SECONDS, (line, seconds)
        assert megabytes < MEGABYTES, (line, megabytes)
    file.unlink()


@LINUX
def test_bombs_do_not_go_off(crm, monkeypatch) -> None:
    """The book has all of them in it at the end."""
    monkeypatch.setattr(sys.modules[__name__], "LOOKING", LOOKING[:2])
    for name, content in COMMON.items():
        check(crm, name, content())


@LINUX
@pytest.mark.long
@pytest.mark.parametrize("name", BOMBS)
def test_no_bomb_goes_off(crm, name: str) -> None:
    check(crm, name, BOMBS[name]())


# Damaged, cut, mixed.

PIECES = (
    b"", b"\0", b"\xff", b"\xed\xa0\x80", b"\xc3", b"\r", b"\n", b"\r\n ", b'"', b";", b",", b":", b"=", b"=3D=\r\n", b"\\", b"\\n", b"\x1b[31m",
    b"9" * 50, b"-1", b"1E+99", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"[", b"}", b"null", b"BEGIN:VCARD\r\n", b"END:VCARD\r\n",
    b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n", b";ENCODING=b:", b";ENCODING=QUOTED-PRINTABLE;CHARSET=utf-7:", b";CHARSET=utf-16:", b"RRULE:FREQ=DAILY\r\n",
    b"TZID=", b"99991231T235959Z", b"00010101", b"P9999999W", "Köhler 👩‍👩‍👧".encode(), "קורן".encode("cp1255"), "\u202e".encode(), b"' OR 1=1 --",
)  # fmt: skip


def damaged(data: bytes, luck: random.Random) -> bytes:
    """The file with a few stretches taken out, put in, doubled or exchanged, or cut off."""
    octets = bytearray(data)
    for _ in range(luck.choice((1, 1, 3, 10, 40))):
        at, length = luck.randrange(len(octets) + 1), luck.choice((0, 1, 1, 2, 8, 60))
        piece = luck.choice(
            (luck.choice(PIECES), luck.randbytes(luck.randrange(4)), bytes(octets[at : at + length]) * 3)
        )
        octets[at : at + length] = piece
    if luck.random() < 0.2:
        del octets[luck.randrange(len(octets) + 1) :]
    if luck.random() < 0.05:
        octets = bytearray(
            octets.decode("utf-8", "replace").encode(luck.choice(("utf-16", "utf-16-le", "utf-32")))
        )
    return bytes(octets)


@pytest.fixture
def whole(crm) -> dict[str, bytes]:
    """Files of every kind, whole; the largest as its beginning."""
    crm.ok(
        "contact",
        "add",
        "Maya",
        "--email",
        "maya@x.example",
        "--about",
        "x",
        "--set",
        "Boiler=1",
        "--consent",
    )
    crm.ok("appt", "add", "maya", "Service", "--at", "mon 9am", "--repeat", "weekly", "--remind", "1h")
    crm.ok("reminder", "add", "Ring", "--due", "today", "--contact", "maya")
    crm.ok("job", "add", "maya", "Boiler", "--value", "185", "--tag", "a")
    files = {file.name: file.read_bytes()[:12_000] for file in sorted(DATA.rglob("*")) if file.is_file()}
    return {**files, "book.json": crm.ok("export", "all").out.encode()}


def survives(crm: Any, name: str, data: bytes, *, mode: str = "update") -> None:
    """It comes in, in part, or is refused in words; the book stays in order, and can be taken back as it was."""
    before = crm.ok("export", "all").out
    (crm.folder / name).write_bytes(data)
    done = crm("import", crm.folder / name, "--on-duplicate", mode)
    assert done.code in {0, 1, 2, 5}, done
    assert "inside" not in done.err, done.err
    assert "is damaged; see: smallcrm doctor" not in done.err
    assert not done.code or done.err.splitlines()[-1].startswith("smallcrm: ")
    if done.code in {1, 2}:
        assert crm.ok("export", "all").out == before
    for line in (
        ("contact", "list"),
        ("agenda",),
        ("export", "contacts", "-f", "vcf"),
        ("calendar", "export", "--all"),
        ("doctor",),
    ):
        crm.ok(*line)


def mutated(crm: Any, whole: dict[str, bytes], seeds: range) -> None:
    fresh = crm.db.read_bytes()
    for seed in seeds:
        luck = random.Random(seed)
        name = luck.choice(sorted(whole))
        crm.db.write_bytes(fresh)
        survives(
            crm,
            name,
            damaged(whole[name], luck),
            mode=luck.choice(("update", "update", "replace", "create", "skip")),
        )
        (crm.folder / name).unlink()


def test_damaged_files_come_in_in_part_or_are_refused(crm, whole) -> None:
    mutated(crm, whole, range(12))


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_damaged_files_come_in_in_part_or_are_refused_at_length(crm, whole, part: int) -> None:
    mutated(crm, whole, range(1_000 + part * 500, 1_500 + part * 500))


# Books made by hand: whatever stands in them.

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["\ud800", "\0", "' OR 1=1 --", "2026-09-14", "Europe/London", "FREQ=DAILY", "\x1b]52;c;eA==\x07", "a" * 32, "x" * 9999]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2), max_leaves=4,
)  # fmt: skip
TABLES = (
    "contact", "email", "phone", "address", "note", "note_contact", "job", "job_contact", "job_move", "appointment", "occurrence", "alarm", "reminder",
    "stage", "tag", "tagging", "relation", "merged", "property", "photo", "calendar_item", "external_key", "provenance", "journal", "change",
    "sqlite_master", "contact_search", 'x"; DROP TABLE contact; --', "",
)  # fmt: skip
COLUMNS = (
    "id", "uid", "name", "name_key", "kind", "contact_id", "value", "key", "starts", "ends", "timezone", "starts_utc", "ends_utc", "repeat", "due", "body",
    "at", "stage", "title", "subject_uid", "tag_id", "meaning", "position", "preferred", "created_at", 'id" FROM contact; --', "rowid", "",
)  # fmt: skip
ROWS = st.lists(
    st.dictionaries(st.sampled_from(COLUMNS), VALUES, max_size=6).map(lambda row: {"uid": "u", **row}),
    max_size=3,
)


@settings(
    max_examples=int(os.environ.get("SMALLCRM_BOOKS", "60")), deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(st.dictionaries(st.sampled_from(TABLES), ROWS | VALUES, max_size=4))
@example({"contact": [{"uid": "u", "id": 2**63, "name": "x"}]})
@example({"contact": [{"uid": "u", "name": {"a": 1}}]})
def test_any_book_comes_in_or_is_refused(crm, book: dict[str, Any]) -> None:
    for beside in crm.folder.glob("book.db*"):
        shutil.rmtree(beside) if beside.is_dir() else beside.unlink()
    crm.ok("contact", "add", "Maya")
    survives(crm, "any.json", json.dumps({"format": "smallcrm book", "version": 1, **book}).encode())

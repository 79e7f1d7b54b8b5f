"""Files made to harm: never a traceback, five seconds of work, or three hundred megabytes."""

from __future__ import annotations

import copy
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

from smallcrm.store.order import BOOK

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


# Every page, and every way out.
PAGES = (
    ("contact", "list"), ("note", "list"), ("job", "list"), ("job", "stages"), ("appointment", "list"), ("reminder", "list"), ("reminder", "due"),
    ("today",), ("next",), ("agenda",), ("agenda", "--from", "2026-08-01", "--to", "2027-12-31"), ("free",), ("find", "maya"), ("history",),
    ("contact", "duplicates"), ("export", "contacts"), ("export", "contacts", "-f", "vcf"), ("calendar", "export", "--all"), ("doctor",),
)  # fmt: skip


def survives(crm: Any, name: str, data: bytes, *, mode: str = "update") -> None:
    """It comes in, in part, or is refused in words; the book stays in order, and can be taken back as it was."""
    before = crm.ok("export", "all").out
    (crm.folder / name).write_bytes(data)
    done = crm("import", crm.folder / name, "--on-duplicate", mode)
    assert done.code in {0, 1, 2, 5}, done
    assert "inside" not in done.err, done.err
    assert "refused that" not in done.err, done.err
    assert "is damaged; see: smallcrm doctor" not in done.err
    assert not done.code or done.err.splitlines()[-1].startswith("smallcrm: ")
    assert (crm.folder / name).read_bytes() == data
    if done.code in {1, 2}:
        assert crm.ok("export", "all").out == before
    for line in PAGES:
        crm.ok(*line)
    if but_for_subscribers(crm.ok("export", "all").out) != but_for_subscribers(before):
        crm.ok("undo")
        assert but_for_subscribers(crm.ok("export", "all").out) == but_for_subscribers(before)


def but_for_subscribers(book: str) -> dict[str, Any]:
    """A book without what subscribers of calendars were told, which undo does not take back."""
    return {table: rows for table, rows in json.loads(book).items() if table != "calendar_item"}


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


# Books of JSON that are whole but for what stands in them.

ODD = (
    None, "", "x", "null", "[1]", '{"a": 1}', "a\nb", "\ud800\0", "\x1b]52;c;eA==\x07", "x" * 9999, 0, 1, -1, 5, 2**31, 2**53, 2**63 - 1, 2**70, 1.5, True,
    [1], {"a": 1}, "2026-02-30", "2026-09-14", "2026-09-14T09:00", "2026-09-14T08:00:00Z", "2026-09-14T08:00:00+01:00", "9999-12-31", "9999-12-31T23:59",
    "9999-12-31T23:59:59Z", "0001-01-01T00:00", "--02-30", "FREQ=DAILY", "FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "P9999Y", "P0D", "PT5M",
    "Asia/Tokyo", "Nowhere/Land", "person", "cancelled", "reminder", "XXX", "JPY",
)  # fmt: skip


def altered(whole: str, luck: random.Random) -> bytes:
    """A book as it was exported, with a few values, names, rows or tables exchanged for others, doubled or left out."""
    book = json.loads(whole)
    for _ in range(luck.choice((1, 2, 12, 40))):
        table = luck.choice([name for name, rows in book.items() if isinstance(rows, list)])
        rows = book[table]
        at = luck.randrange(len(rows) + 1)
        if at == len(rows) or not isinstance(rows[at], dict) or not rows[at]:
            rows.insert(at, copy.deepcopy(luck.choice((*ODD, *rows))))
            continue
        row, name = rows[at], luck.choice(list(rows[at]))
        # An unknown name has all of the book refused, so that it is rare.
        match luck.randrange(60):
            case 0:
                book[luck.choice(TABLES)] = book.pop(table)
            case 1:
                row[luck.choice(COLUMNS)] = row.pop(name)
            case 2 | 3 | 4:
                del rows[at]
            case 5 | 6 | 7 | 8:
                del row[name]
            case 9 | 10 | 11 | 12:
                other = luck.choice([each for each in rows if isinstance(each, dict) and each])
                row[name] = copy.deepcopy(luck.choice(list(other.values())))
            case _:
                row[name] = copy.deepcopy(luck.choice(ODD))
    return json.dumps(book).encode()


@pytest.fixture
def rich(crm) -> str:
    """A book with a row in every table, as it is exported; its store stays."""
    for file in ("iphone.vcf", "meetings.ics", "jobber.csv"):
        crm.ok("import", DATA / file)
    ways = ("--email", "ann@x.example", "--company", "Price Ltd", "--birthday", "24 may", "--consent", "--set", "Boiler=1", "--handle", "signal=m.1")  # fmt: skip
    for line in (
        ("contact", "add", "Ann Dew", *ways, "--url", "https://x.example", "--phone", "07700900177", "--address", "1 Park Row"),
        ("contact", "add", "Anne Dew", "--tag", "vip"), ("contact", "merge", "ann@x.example", "anne dew"),
        ("note", "add", "ann dew", "rang", "--channel", "call", "--direction", "in"),
        ("job", "add", "ann dew", "Sink", "--value", "185.50", "--due", "2026-10-01", "--tag", "urgent"), ("job", "move", "sink", "quoted"),
        ("job", "add", "ann dew", "Pump", "--value", "20"), ("job", "move", "pump", "invoiced", "--on", "2026-08-01"),
        ("appt", "add", "ann dew", "Service", "--at", "mon 21 sep 9am", "--repeat", "weekly until 24 dec", "--remind", "1h"),
        ("appt", "remove", "service", "--only", "2026-09-28"), ("appt", "edit", "service", "--only", "2026-10-05", "--at", "14:00"),
        ("appt", "add", "-", "Fair", "--at", "24 dec", "--until", "28 dec", "--all-day", "--repeat", "yearly"),
        ("appt", "add", "ann dew", "Gone", "--at", "tomorrow 9am"), ("appt", "remove", "gone"),
        ("reminder", "add", "Ring Ann", "--due", "today", "--contact", "ann dew", "--repeat-after", "6 months"), ("done", "ring ann"),
        ("reminder", "add", "Tidy", "--due", "today 9am", "--repeat", "daily"), ("reminder", "add", "Old", "--due", "today"), ("reminder", "remove", "old"),
    ):  # fmt: skip
        crm.ok(*line)
    book = crm.ok("export", "all").out
    assert set(BOOK) <= set(json.loads(book))
    return book


def tried(crm: Any, rich: str, seeds: range) -> None:
    """Into the store that the book is of, and into one that has little."""
    held = crm.db.read_bytes()
    crm.db.unlink()
    crm.ok("contact", "add", "Maya", "--email", "maya@x.example")
    fresh = crm.db.read_bytes()
    for seed in seeds:
        luck = random.Random(seed)
        crm.db.write_bytes(luck.choice((held, fresh, fresh)))
        survives(
            crm, "book.json", altered(rich, luck), mode=luck.choice(("update", "replace", "create", "skip"))
        )


def test_altered_books_come_in_in_part_or_are_refused(crm, rich) -> None:
    tried(crm, rich, range(16))


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_altered_books_come_in_in_part_or_are_refused_at_length(crm, rich, part: int) -> None:
    tried(crm, rich, range(1_000 + part * 250, 1_250 + part * 250))


# Books made by hand: whatever stands in them.

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8)
    | st.sampled_from(["\ud800", "\0", "' OR 1=1 --", "2026-09-14", "Europe/London", "FREQ=DAILY", "\x1b]52;c;eA==\x07", "a" * 32, "x" * 9999]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2), max_leaves=4,
)  # fmt: skip
TABLES = (
    *BOOK, "journal", "change", "sqlite_master", "contact_search", 'x"; DROP TABLE contact; --', "",
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
    max_examples=int(os.environ.get("SMALLCRM_BOOKS", "20")), deadline=None, database=None, derandomize=True,
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

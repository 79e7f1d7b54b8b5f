"""A damaged store never brings a traceback or a write; the doctor says what is wrong, and what can be read comes out."""

from __future__ import annotations

import contextlib
import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from full_book import READING, lay_full_book

PAGE = 4096
TABLES = ("contact", "email", "note", "job", "appointment", "reminder", "address")
BACKUP = "book.db.backups"


def flip(data: bytearray, luck: random.Random) -> None:
    """A few bits, anywhere."""
    for _ in range(luck.choice((1, 1, 2, 8, 64))):
        data[luck.randrange(len(data))] ^= 1 << luck.randrange(8)


def flip_head(data: bytearray, luck: random.Random) -> None:
    """A few bytes of the file's first hundred, which say what it is."""
    for _ in range(luck.choice((1, 1, 3))):
        data[luck.randrange(100)] = luck.randrange(256)


def flip_page_heads(data: bytearray, luck: random.Random) -> None:
    """A byte in the heads of some pages, which say where their cells are."""
    for _ in range(luck.choice((1, 3))):
        page = luck.randrange(1, len(data) // PAGE)
        data[page * PAGE + luck.randrange(60)] = luck.randrange(256)


def lose_page(data: bytearray, luck: random.Random) -> None:
    """Some pages of zeros, or of noise."""
    for _ in range(luck.choice((1, 1, 4))):
        at = luck.randrange(1, len(data) // PAGE) * PAGE
        data[at : at + PAGE] = bytes(PAGE) if luck.random() < 0.5 else luck.randbytes(PAGE)


def swap_pages(data: bytearray, luck: random.Random) -> None:
    """A page that was written in the place of another."""
    one, other = (luck.randrange(1, len(data) // PAGE) * PAGE for _ in range(2))
    data[one : one + PAGE] = data[other : other + PAGE]


def lose_stretch(data: bytearray, luck: random.Random) -> None:
    """A stretch of 512 bytes, the oldest disks' unit."""
    at = luck.randrange(len(data) // 512) * 512
    data[at : at + 512] = luck.randbytes(512)


def cut(data: bytearray, luck: random.Random) -> None:
    """The end is missing."""
    del data[luck.randrange(len(data)) :]


HARM = (flip, flip, flip_head, flip_page_heads, lose_page, swap_pages, lose_stretch, cut)


@pytest.fixture
def book(built):
    crm = built(lay_full_book)
    crm.ok("backup")
    return crm


class Trial:
    """One damaged copy of a book, and what becomes of those who use it."""

    def __init__(
        self,
        crm: Any,
        truth: dict[tuple[str, ...], str],
        whole: bytes,
        columns: dict[str, list[tuple[str, bool]]],
        seed: int,
    ) -> None:
        self.crm, self.truth, self.columns = crm, truth, columns
        luck = random.Random(seed)
        data = bytearray(whole)
        harm = luck.choice(HARM)
        harm(data, luck)
        self.data = bytes(data)
        self.name = f"{harm.__name__} {seed}"
        self.lay()

    def lay(self) -> None:
        for beside in self.crm.folder.glob("book.db-*"):
            beside.unlink()
        self.crm.db.write_bytes(self.data)

    def run(self, *line: Any) -> Any:
        """One command: done, or refused in a line of words; reading, it changes nothing in the file."""
        done = self.crm(*line)
        where = (self.name, line, done.err)
        assert "something went wrong inside" not in done.err, where
        assert "Traceback" not in done.err, where
        assert done.code in {0, 1, 3, 4, 6}, where
        if done.code:
            assert sum(said.startswith("smallcrm: ") for said in done.err.splitlines()) == 1, where
        return done

    def untouched(self) -> bool:
        return bool(self.crm.db.read_bytes() == self.data)

    def wrong(self) -> list[tuple[str, ...]]:
        """The commands whose answers are not what they were, though nothing was said."""
        wrong = []
        for line, answer in self.truth.items():
            done = self.run(*line)
            assert self.untouched(), (self.name, line)
            if not done.code and done.out != answer:
                wrong.append(line)
        assert self.run("--complete-words", "bash", "show", "ma").err == ""
        return wrong

    def is_sound(self) -> bool:
        """Whether SQLite finds nothing wrong."""
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.crm.db}?mode=ro", uri=True)) as connection:
                return connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        except (sqlite3.Error, UnicodeDecodeError):
            return False

    def readable(self, table: str) -> set[int]:
        """The ids of the rows that can be asked for one by one; not those of another table, from a page that was swapped."""
        found = set()
        with contextlib.closing(sqlite3.connect(f"file:{self.crm.db}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA cell_size_check=ON")
            for row_id in range(1, 400):
                with contextlib.suppress(sqlite3.Error, UnicodeDecodeError):
                    query = f"SELECT * FROM {table} NOT INDEXED WHERE id = ?"
                    row = connection.execute(query, (row_id,)).fetchone()
                    if row and row[0] == row_id and all(map(fits, self.columns[table], row)):
                        found.add(row_id)
        return found

    def salvage(self) -> bool:
        """Whether anything came out: if so, all that can be read, in a store that is well."""
        target = self.crm.folder / "salvaged.db"
        target.unlink(missing_ok=True)
        done = self.run("doctor", "--salvage", target)
        assert self.untouched(), self.name
        assert target.exists() is not bool(done.code), self.name
        if done.code:
            return False
        healthy = self.crm("--db", target, "doctor")
        assert healthy.code == 0, (self.name, healthy.out)
        with contextlib.closing(sqlite3.connect(target)) as connection:
            for table in TABLES:
                got = {row[0] for row in connection.execute(f"SELECT id FROM {table}")}
                assert self.readable(table) <= got, (self.name, table)
        return True

    def restore(self) -> None:
        """The newest backup that is whole is back with one command, and what was there is kept."""
        self.lay()
        done = self.run("restore", "--newest", "--yes", "--json")
        assert done.code == 0, (self.name, done.err)
        kept = Path(done.json["aside"] or done.json["before"])
        if done.json["aside"]:
            assert kept.read_bytes() == self.data
        assert self.crm.ok("contact", "list", "--json").out == self.truth["contact", "list", "--json"]
        kept.unlink()

    def write(self) -> None:
        """A change is made whole, or refused."""
        added = self.run("contact", "add", "New One")
        if added.code == 0:
            assert self.run("show", added.id, "--json").json["name"] == "New One"
            self.run("undo")

    def go(self) -> str:
        """What became of it, in a word."""
        wrong, doctor = self.wrong(), self.run("doctor")
        sound = self.is_sound()
        self.run("doctor", "--json")
        assert self.untouched()
        assert sound or doctor.code == 1, self.name
        assert (doctor.code == 1) is ("WRONG" in doctor.out), self.name
        assert not wrong or doctor.code == 1 or sound, (self.name, wrong)
        out = self.salvage()
        self.write()
        self.restore()
        if wrong:
            return "answers amiss, SQLite can tell" if not sound else "answers amiss, SQLite can't tell"
        return "told" if not out else "told and salvaged" if doctor.code else "harmless"


def columns_of(crm: Any) -> dict[str, list[tuple[str, bool]]]:
    """The type of each column of a table that is salvaged, and whether it may be empty."""
    with contextlib.closing(sqlite3.connect(crm.db)) as connection:
        return {
            table: [(row[2], not row[3]) for row in connection.execute(f"PRAGMA table_info({table})")]
            for table in TABLES
        }


def fits(column: tuple[str, bool], value: object) -> bool:
    """Whether a strict table could hold that value there."""
    kind, optional = column
    return optional if value is None else isinstance(value, int if kind == "INTEGER" else str)


def tried(crm: Any, seeds: range) -> Counter[str]:
    whole, truth = crm.db.read_bytes(), {line: crm.ok(*line).out for line in READING}
    columns = columns_of(crm)
    return Counter(Trial(crm, truth, whole, columns, seed).go() for seed in seeds)


def test_damage_of_any_kind_is_told_and_survived(book) -> None:
    assert tried(book, range(5))


@pytest.mark.long
def test_damage_of_any_kind_is_told_and_survived_at_length(book) -> None:
    outcome = tried(book, range(300))
    assert outcome["told and salvaged"] > 100
    print(outcome)
    assert outcome["answers amiss, SQLite can tell"] < 30


def corrupt_text(crm: Any, said: str) -> None:
    """One letter of a text becomes an octet that no UTF-8 has: SQLite looks at no text, so its own check finds nothing."""
    data = crm.db.read_bytes()
    assert data.count(said.encode()) >= 1
    crm.db.write_bytes(data.replace(said.encode(), b"\xff" + said.encode()[1:]))


def test_a_text_that_is_none_is_found_and_its_row_salvaged(crm) -> None:
    crm.ok("contact", "add", "Maya", "--about", "has a very old boiler")
    corrupt_text(crm, "very old")
    for line in (("show", "maya"), ("contact", "list", "--json"), ("export", "all")):
        refused = crm(*line)
        assert refused.code == 1
        assert "is damaged; see: smallcrm doctor" in refused.err
    wrong = {
        finding["check"]: finding["message"] for finding in crm("doctor", "--json").json if not finding["ok"]
    }
    assert wrong["rows"] == "not every row of contact can be read"
    crm.ok("doctor", "--salvage", crm.folder / "new.db")
    assert (
        crm.ok("--db", crm.folder / "new.db", "show", "maya", "--json").json["about"]
        == "has a \ufffdery old boiler"
    )


def test_what_belonged_to_a_lost_contact_is_kept_under_a_nameless_one(crm) -> None:
    crm.ok("contact", "add", "Maya", "--email", "maya@x.example")
    crm.ok("note", "add", "maya", "rang about the boiler")
    crm.ok("job", "add", "maya", "Boiler")
    connection = sqlite3.connect(crm.db)
    connection.execute("DELETE FROM contact")
    connection.commit()
    connection.close()
    crm.ok("doctor", "--salvage", crm.folder / "new.db")
    (contact,) = crm.ok("--db", crm.folder / "new.db", "contact", "list", "--json").json
    assert (contact["name"], contact["emails"][0]["value"]) == ("Contact 1 (name lost)", "maya@x.example")
    (note,) = crm.ok("--db", crm.folder / "new.db", "note", "list", "--json").json
    assert (note["contact_id"], note["body"]) == (1, "rang about the boiler")


@pytest.mark.parametrize(
    "statement", ["PRAGMA application_id = 7", "PRAGMA user_version = 0"], ids=["mark", "version"]
)
def test_a_damaged_mark_is_damage_and_no_other_programs_file_nor_an_old_store(crm, statement: str) -> None:
    crm.ok("contact", "add", "Maya")
    crm.ok("backup")
    connection = sqlite3.connect(crm.db, isolation_level=None)
    connection.execute(statement)
    connection.close()
    before = crm.db.read_bytes()
    for line in (("contact", "list"), ("contact", "add", "Zoë")):
        refused = crm(*line)
        assert refused.code == 1
        assert "is damaged; see: smallcrm doctor" in refused.err
    assert "what the head of" in crm("doctor").out
    assert crm.db.read_bytes() == before
    crm.ok("restore", "--newest", "--yes")
    crm.ok("contact", "list")


def test_the_newest_backup_that_is_whole_is_taken(crm) -> None:
    crm.ok("contact", "add", "Maya")
    crm.ok("backup")
    crm.at("2026-09-15T08:12:00+01:00")
    crm.ok("contact", "add", "Zoë")
    spoilt = crm.db.with_name("book.db.backups") / "20260916T000000Z-daily.db"
    spoilt.write_bytes(b"not a backup")
    crm.ok("restore", "--newest", "--yes")
    assert crm.ok("contact", "list", "-f", "ids").out.split() == ["1"]
    shutil.rmtree(spoilt.parent)
    refused = crm("restore", "--newest", "--yes")
    assert refused.code == 1
    assert "there is no whole backup" in refused.err
    assert crm("restore").code == 2
    assert crm("restore", "--newest", spoilt).code == 2

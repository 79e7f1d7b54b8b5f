"""Any sequence of commands, undone one by one, gives back the book of each step to the byte; redone, likewise."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from smallcrm.cli.run import run

SETTINGS = (
    'region = "GB"\ntimezone = "Europe/London"\ncurrency = "GBP"\ndate_order = "dmy"\nbackup_keep = 1\n'
)
NAMES = st.sampled_from(
    ["Maya O'Connor", "Łukasz Köhler", "Tom Ridley", "Harbour Ltd", "Zoë 👩", "[/red] \x1b[31m"]
)
WORDS = st.sampled_from(["boiler", "new valve", "a\nb", "Köhler's", "=1+1", "x" * 300])
TAGS = st.sampled_from(["vip", "Plumbing", "new"])
EMAILS = st.sampled_from(["maya@x.example", "tom@x.example", "office@harbour.example"])
PHONES = st.sampled_from(["07700 900142", "mobile=07700 900177", "029 2018 0142 ext 7"])
DATES = st.sampled_from(["today", "tomorrow", "2026-09-21", "2026-10-26", "fri", "31 dec"])
TIMES = st.sampled_from(["today 9am", "mon 9-10:30", "25 oct 01:30", "2026-10-12 15:00", "tomorrow 8am"])
REPEATS = st.sampled_from(
    ["daily", "every 4 weeks", "monthly on the 3rd friday", "every weekday until 24 dec"]
)
PARTS = st.sampled_from([("--only",), ("--following",), ("--all",), ()])
STAGES = st.sampled_from(["lead", "quoted", "accepted", "done", "paid", "lost", "snagging"])
FILES = {
    "people.csv": "Name,Email,Phone,Company,Tags,Shoe\nMaya O'Connor,maya@x.example,07700 900142,Harbour Ltd,vip,38\n"
    'Tom Ridley,bad,,Harbour Ltd,,\nNew One,new@x.example,07700 900166,,"a,b",\n',
    "more.csv": "Name,Email,Notes,Job Title\nMaya O'Connor,maya@x.example,other words,Tuner\nTom Ridley,tom@x.example,,\n",
    "card.vcf": "BEGIN:VCARD\nVERSION:3.0\nUID:card-1\nFN:Maya O'Connor\nN:O'Connor;Maya;;;\nTEL;TYPE=CELL:+447700900177\n"
    "EMAIL:maya@x.example\nORG:Harbour Ltd\nBDAY:--0524\nX-ODD:kept\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo=\nEND:VCARD\n",
    "meet.ics": "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:e-1\nDTSTART;TZID=Europe/London:20260914T090000\nDURATION:PT1H\n"
    "RRULE:FREQ=WEEKLY;COUNT=9\nEXDATE;TZID=Europe/London:20260921T090000\nSUMMARY:Standing\nX-ODD:kept\n"
    "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nDESCRIPTION:x\nEND:VALARM\nEND:VEVENT\n"
    "BEGIN:VEVENT\nUID:e-1\nRECURRENCE-ID;TZID=Europe/London:20260928T090000\nDTSTART;TZID=Europe/London:20260928T110000\n"
    "DURATION:PT2H\nSUMMARY:Later\nEND:VEVENT\nBEGIN:VTODO\nUID:t-1\nSUMMARY:Post it\nDUE;VALUE=DATE:20261001\nEND:VTODO\nEND:VCALENDAR\n",
}  # fmt: skip
LINES = (
    '["add", "Batch One", "07700 900111", "--job", "Job of batch"]\n'
    '["note", "add", "batch one", "said"]\n["book", "batch one", "fri 10:00", "Visit"]\n'
)


BEGINNING = (
    ("contact", "add", "First One", "--tag", "vip", "--email", "maya@x.example", "--set", "Shoe=38"),
    ("contact", "add", "Second One", "--company", "Harbour Ltd", "--allow-duplicate", "--email", "maya@x.example"),
    ("job", "add", "1", "Boiler", "--value", "100", "--tag", "new"), ("note", "add", "1", "rang", "--job", "1"),
    ("appt", "add", "1", "Standing", "--at", "mon 9-10:30", "--repeat", "every monday", "--remind", "1h"),
    ("appt", "add", "2", "Once", "--at", "tomorrow 15:00"), ("reminder", "add", "Ring", "--due", "today", "--contact", "1"),
    ("reminder", "add", "Service", "--due", "fri", "--repeat-after", "6 months", "--job", "1"),
)  # fmt: skip
LAID: list[bytes] = []


def said(*line: object, stdin: str = "") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of one command, in this process."""
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    typed, hook, mask = sys.stdin, sys.excepthook, os.umask(0o077)
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([str(word) for word in line])
        out.flush()
        return code, out.buffer.getvalue().decode(), err.getvalue()
    finally:
        sys.stdin, sys.excepthook = typed, hook
        os.umask(mask)


def book_of(text: str) -> tuple[str, set[str]]:
    """An exported book without what undo raises on purpose (what subscribers were told); and what they are told of."""
    book = json.loads(text)
    told = {item["uid"] for item in book.pop("calendar_item", []) if not item.get("removed_at")}
    return json.dumps(book, ensure_ascii=False), told


class Commands(RuleBasedStateMachine):
    """Somebody at work, who now and then goes back and forth in what they did."""

    def __init__(self) -> None:
        super().__init__()
        self.rooms = contextlib.ExitStack()
        self.folder = Path(self.rooms.enter_context(tempfile.TemporaryDirectory()))
        self.db = self.folder / "book.db"
        (self.folder / "config.toml").write_text(SETTINGS)
        for name, text in FILES.items():
            (self.folder / name).write_text(text)
        self.day = 14
        os.environ["SMALLCRM_NOW"] = "2026-09-14T08:12:00+01:00"
        self.lay()
        self.states = [self.book()]
        # How many steps are done of those that were.
        self.at = 0

    def lay(self) -> None:
        """A few things to begin with: laid once, and copied for every other sequence."""
        if not LAID:
            for line in BEGINNING:
                code, _, err = self.run(*line)
                assert code == 0, err
            LAID.append(self.db.read_bytes())
        self.db.write_bytes(LAID[0])
        self.db.chmod(0o600)

    # What there is.

    def run(self, *line: object, stdin: str = "") -> tuple[int, str, str]:
        done = said(
            "--db", self.db, "--config", self.folder / "config.toml", "--no-input", *line, stdin=stdin
        )
        assert "went wrong inside" not in done[2], (line, done[2])
        return done

    def book(self) -> tuple[str, set[str]]:
        code, out, err = self.run("export", "all")
        assert code == 0, err
        return book_of(out)

    def ask(self, query: str) -> list[Any]:
        with contextlib.closing(sqlite3.connect(self.db)) as connection:
            return [row[0] for row in connection.execute(query)]

    def pick(self, data: st.DataObject, table: str) -> int:
        return data.draw(st.sampled_from(self.ask(f"SELECT id FROM {table} ORDER BY id") or [1]), label=table)

    def steps(self) -> int:
        return int(self.ask("SELECT count(*) FROM change WHERE kind = 'do' AND undone_by IS NULL")[0])

    def do(self, *line: object, stdin: str = "") -> None:
        """One command: a step more, or nothing changed."""
        before = self.steps()
        self.run(*line, stdin=stdin)
        after = self.steps()
        assert after - before in (0, 1), line
        now = self.book()
        if after == before:
            assert now == self.states[self.at], ("no step, yet a change", line)
            return
        del self.states[self.at + 1 :]
        self.states.append(now)
        self.at += 1

    def undo(self) -> None:
        code, _, err = self.run("undo")
        assert code == 0, err
        self.at -= 1
        assert self.book() == self.states[self.at]

    def redo(self) -> None:
        code, _, err = self.run("redo")
        assert code == 0, err
        self.at += 1
        assert self.book() == self.states[self.at]

    # Going back and forth.

    @precondition(lambda self: self.at)
    @rule(count=st.integers(1, 4))
    def go_back(self, count: int) -> None:
        for _ in range(min(count, self.at)):
            self.undo()

    @precondition(lambda self: self.at < len(self.states) - 1)
    @rule(count=st.integers(1, 4))
    def go_forth(self, count: int) -> None:
        for _ in range(min(count, len(self.states) - 1 - self.at)):
            self.redo()

    @rule(data=st.data())
    def undo_an_earlier_one(self, data: st.DataObject) -> None:
        """It is taken back alone and redone, or refused with the row named and nothing done."""
        ids = self.ask("SELECT id FROM change WHERE kind = 'do' AND undone_by IS NULL ORDER BY id")
        chosen = data.draw(st.sampled_from(ids[:-1]))
        code, _, err = self.run("undo", "--change", chosen)
        if code:
            assert code == 6, err
            assert f"change {chosen} (" in err
            assert " can't be undone: " in err
            assert ", by change " in err, err
        else:
            assert self.run("doctor")[0] == 0
            code, _, err = self.run("redo")
            assert code == 0, err
        assert self.book() == self.states[self.at]

    def teardown(self) -> None:
        try:
            while self.at:
                self.undo()
            while self.at < len(self.states) - 1:
                self.redo()
            code, out, _ = self.run("doctor")
            assert code == 0, out
        finally:
            self.rooms.close()

    # What people do.

    @rule(days=st.integers(0, 9))
    def another_day(self, days: int) -> None:
        self.day = min(self.day + days, 30)
        os.environ["SMALLCRM_NOW"] = f"2026-09-{self.day:02}T08:{10 + days}:00+01:00"

    @rule(
        name=NAMES,
        email=EMAILS,
        phone=PHONES,
        tag=TAGS,
        company=st.sampled_from(["", "Harbour Ltd", "Novak"]),
    )
    def contact_add(self, name: str, email: str, phone: str, tag: str, company: str) -> None:
        self.do(
            "contact", "add", "--allow-duplicate", "--email", email, "--phone", phone, "--tag", tag, "--company", company,
            "--about", "a\nb", "--set", "Shoe=38", "--handle", "signal=x", "--consent", "--birthday", "--05-24",
            "-a", "1 Park Row, Cardiff", "--note", "said", "--", name,
        )  # fmt: skip

    @rule(name=NAMES, phone=st.sampled_from(["07700 900142", "07700 900199"]))
    def add(self, name: str, phone: str) -> None:
        self.do("add", "--job", "Tune it", "-t", "new", "--", name, phone)

    @precondition(lambda self: self.ask("SELECT 1 FROM contact LIMIT 1"))
    @rule(
        data=st.data(),
        change=st.lists(
            st.one_of(
                st.tuples(st.just("--name"), NAMES),
                st.tuples(st.just("--tag"), TAGS),
                st.tuples(st.just("--remove-tag"), TAGS),
                st.tuples(st.just("--company"), st.sampled_from(["", "Novak", "Harbour Ltd"])),
                st.tuples(st.just("--email"), EMAILS),
                st.tuples(st.just("--remove-email"), EMAILS),
                st.tuples(st.just("--prefer-email"), EMAILS),
                st.tuples(st.just("--phone"), PHONES),
                st.tuples(st.just("--remove-phone"), PHONES),
                st.tuples(st.just("--set"), st.sampled_from(["Shoe=39", "Boiler=old"])),
                st.tuples(st.just("--unset"), st.just("Shoe")),
                st.tuples(st.just("--birthday"), st.sampled_from(["", "24 may", "1979-05-24"])),
                st.tuples(st.just("--about"), WORDS),
                st.tuples(st.just("--no-consent")),
                st.tuples(st.just("--remove-address"), st.just("1 Park Row")),
            ),
            min_size=1,
            max_size=3,
        ),
    )
    def contact_edit(self, data: st.DataObject, change: list[tuple[str, ...]]) -> None:
        words = [word for each in change for word in each]
        self.do("contact", "edit", self.pick(data, "contact"), "--allow-duplicate", *words)

    @precondition(lambda self: self.ask("SELECT 1 FROM contact LIMIT 1"))
    @rule(data=st.data())
    def contact_remove(self, data: st.DataObject) -> None:
        self.do("contact", "remove", self.pick(data, "contact"))

    @precondition(lambda self: self.ask("SELECT 1 FROM contact LIMIT 1"))
    @rule(data=st.data())
    def contact_merge(self, data: st.DataObject) -> None:
        self.do("contact", "merge", self.pick(data, "contact"), self.pick(data, "contact"))

    @rule(data=st.data(), text=WORDS)
    def note_add(self, data: st.DataObject, text: str) -> None:
        self.do(
            "log",
            self.pick(data, "contact"),
            text,
            "--remind",
            "tomorrow",
            "--with",
            self.pick(data, "contact"),
        )

    @precondition(lambda self: self.ask("SELECT 1 FROM note LIMIT 1"))
    @rule(data=st.data(), text=WORDS, act=st.sampled_from(["edit", "remove"]))
    def note_change(self, data: st.DataObject, text: str, act: str) -> None:
        words = (text, "--channel", "call", "--contact", self.pick(data, "contact")) if act == "edit" else ()
        self.do("note", act, self.pick(data, "note"), *words)

    @rule(data=st.data(), title=WORDS, stage=STAGES, tag=TAGS, due=DATES)
    def job_add(self, data: st.DataObject, title: str, stage: str, tag: str, due: str) -> None:
        self.do(
            "job", "add", self.pick(data, "contact"), title, "--value", "185.50", "--stage", stage, "--tag", tag, "--due",
            due, "--site", "1 Park Row",
        )  # fmt: skip

    @precondition(lambda self: self.ask("SELECT 1 FROM job LIMIT 1"))
    @rule(data=st.data(), stage=STAGES)
    def job_move(self, data: st.DataObject, stage: str) -> None:
        self.do("job", "move", self.pick(data, "job"), stage)

    @precondition(lambda self: self.ask("SELECT 1 FROM job LIMIT 1"))
    @rule(data=st.data(), title=WORDS, tag=TAGS)
    def job_edit(self, data: st.DataObject, title: str, tag: str) -> None:
        self.do(
            "job", "edit", self.pick(data, "job"), "--title", title, "--value", "90", "--remove-tag", tag, "--contact",
            self.pick(data, "contact"),
        )  # fmt: skip

    @precondition(lambda self: self.ask("SELECT 1 FROM job LIMIT 1"))
    @rule(data=st.data())
    def job_remove(self, data: st.DataObject) -> None:
        self.do("job", "remove", self.pick(data, "job"))

    @rule(
        act=st.sampled_from(
            [
                ("--add", "snagging=done"),
                ("--remove", "snagging"),
                ("--remove", "lost"),
                ("--add", "lost=lost"),
            ]
        )
    )
    def job_stages(self, act: tuple[str, str]) -> None:
        self.do("job", "stages", *act)

    @rule(data=st.data(), at=TIMES, repeat=st.none() | REPEATS, whole=st.booleans())
    def appointment_add(self, data: st.DataObject, at: str, repeat: str | None, whole: bool) -> None:
        words = ["--repeat", repeat] if repeat else []
        words += ["--all-day"] if whole else ["--remind", "30m"]
        at = "2026-09-21" if whole else at
        self.do("appt", "add", self.pick(data, "contact"), "Service", "--at", at, *words)

    def part(self, data: st.DataObject, appointment: int, which: tuple[str, ...]) -> list[object]:
        """The options that name a part of a series: a day that it has, near its beginning."""
        if which in ((), ("--all",)):
            return list(which)
        _, out, _ = self.run("agenda", "--from", "2026-09-01", "--to", "2026-11-30", "--json")
        days = [
            row["at"][:10]
            for row in json.loads(out or "[]")
            if row["type"] == "appointment" and row["id"] == appointment
        ]
        return [*which, data.draw(st.sampled_from(days[:4] or ["2026-09-14"]))]

    @precondition(lambda self: self.ask("SELECT 1 FROM appointment LIMIT 1"))
    @rule(
        data=st.data(),
        which=PARTS,
        act=st.sampled_from(["edit", "move", "cancel", "remove", "repeat"]),
        at=TIMES,
    )
    def appointment_change(self, data: st.DataObject, which: tuple[str, ...], act: str, at: str) -> None:
        appointment = self.pick(data, "appointment")
        words: dict[str, tuple[str, ...]] = {
            "edit": ("--title", "Other", "--location", "there", "--remind", "1h"), "move": (at,), "repeat": ("--repeat", "daily"),
        }  # fmt: skip
        verb = "edit" if act == "repeat" else act
        self.do("appt", verb, appointment, *words.get(act, ()), *self.part(data, appointment, which))

    @rule(
        data=st.data(),
        due=DATES,
        again=st.sampled_from([(), ("--repeat", "weekly"), ("--repeat-after", "6 months")]),
    )
    def reminder_add(self, data: st.DataObject, due: str, again: tuple[str, ...]) -> None:
        self.do("reminder", "add", "Ring", "--due", due, "--contact", self.pick(data, "contact"), *again)

    @precondition(lambda self: self.ask("SELECT 1 FROM reminder LIMIT 1"))
    @rule(
        data=st.data(),
        act=st.sampled_from([("done",), ("snooze", "2 weeks"), ("edit", "--text", "Write"), ("remove",)]),
    )
    def reminder_change(self, data: st.DataObject, act: tuple[str, ...]) -> None:
        self.do("reminder", act[0], self.pick(data, "reminder"), *act[1:])

    @precondition(lambda self: self.ask("SELECT 1 FROM job LIMIT 1"))
    @rule(data=st.data())
    def job_done(self, data: st.DataObject) -> None:
        self.do("done", f"job:{self.pick(data, 'job')}")

    @rule(name=st.sampled_from([*FILES]), mode=st.sampled_from(["update", "skip", "replace", "create"]))
    def import_file(self, name: str, mode: str) -> None:
        self.do("import", self.folder / name, "--on-duplicate", mode)

    @rule(back=st.integers(0, 3))
    def import_an_earlier_book(self, back: int) -> None:
        self.run("export", "all", "-o", self.folder / f"book{back}.json")
        if (self.folder / f"book{(back + 1) % 4}.json").exists():
            self.do("import", self.folder / f"book{(back + 1) % 4}.json")

    @rule()
    def batch(self) -> None:
        self.do("batch", stdin=LINES)


def tried(examples: int, steps: int, *, shrink: bool) -> None:
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])]
    run_state_machine_as_test(
        Commands,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
            database=None, phases=phases, derandomize=not shrink,
        ),
    )  # fmt: skip


def test_any_sequence_of_commands_is_undone_and_redone_to_the_byte(crm) -> None:
    tried(6, 10, shrink=False)


@pytest.mark.long
def test_any_sequence_of_commands_is_undone_and_redone_to_the_byte_at_length(crm) -> None:
    tried(1_000, 14, shrink=True)

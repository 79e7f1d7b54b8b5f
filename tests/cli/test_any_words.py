"""Whatever words stand on the line: an exit code of the contract, one line when it goes wrong, and never a traceback."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smallcrm.cli import commands
from smallcrm.cli.app import load

EXIT_CODES = {0, 1, 2, 3, 4, 5, 6}
WEIRD = (
    "", " ", "-", "--", "0", "00", "1", "2", "-1", "99999999999999999999", "9" * 5000, "0.5", "1e999", "NaN", "²", "٣",
    "%", "_", "*", "'", '"', "\\", "=", "==", "x=", "=x", "a=b=c", ",", ";", "/", "..", "a/b", ":", "job:", "job:1",
    "job:99999999999999999999", "maya", "tom", "nobody", "maya@oconnor.example", "@", "@x", "a@b", "+", "+44", "07700",
    "\udcff", "caf\udce9", "\x1b]52;c;eA==\x07", "\x9b31m", "\u202e\u200b", "[/red]", "{contact:1}", "{0}", "%s", "a\nb",
    "x" * 5000, "😀" * 50, "א" * 9, "e\u0301", "İ", "ß", "(", "((((", "name = x", "name ~ '", "name < ", "nmae = 1",
    "id = 99999999999999999999", "not " * 50 + "id = 1", "(" * 500, "value > 1e99", "created_at > '99999 years ago'",
    "today", "tomorrow 9am", "tue 15:00", "3/4", "3/4/27", "30 feb", "2026-02-30", "0000-00-00", "9999-12-31", "0001-01-01",
    "9999-12-31T23:59", "2026-10-25 01:30", "in 99999999 weeks", "in 9999 years", "5000 years ago", "mon 9-10:30", "25:00",
    "1h", "0m", "99999999h", "1h30", "6 months", "9999 years", "every 4 weeks", "every 0 weeks", "FREQ=SECONDLY",
    "FREQ=DAILY;INTERVAL=0", "FREQ=YEARLY;UNTIL=99991231", "FREQ=DAILY;COUNT=999999999", "RRULE:", "monthly on the 3rd friday",
    "lead", "quoted", "gone", "call", "in", "confirmed", "all", "csv", "json", "xml", "GBP", "GBP 1e9", "£5", "Europe/London",
    "Europe/../etc", "timezone", "contacts", "people.csv", "noise", "nothing.vcf", "folder",
)  # fmt: skip
# What gets further into a command.
FIT = (
    "1", "maya", "tom ridley", "fix", "service", "leaking", "tomorrow 9am", "fri 10:00-11:00", "2026-10-23", "today", "6 months",
    "1h", "every 4 weeks", "185", "quoted", "people.csv", "contacts", "all", "name", "x=y", "name ~ o", "timezone",
)  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(FIT),
    st.sampled_from(FIT),
    st.sampled_from(WEIRD),
    st.text(st.characters(exclude_characters="\0"), max_size=12).filter(lambda text: not text.startswith("/")),
)  # fmt: skip


def leaves() -> list[tuple[str, ...]]:
    """Every command as the words that call it; but for `demo`, which is slow, and has a store of its own."""
    found: list[tuple[str, ...]] = []
    for name, (module, _) in commands.COMMANDS.items():
        group = module.removeprefix("group:")
        found += [(name, sub) for sub in commands.GROUPS[group][2]] if group != module else [(name,)]
    return [path for path in found if path != ("demo",)]


def parameters(path: tuple[str, ...]) -> list[Any]:
    """What the command takes."""
    table = (
        commands.COMMANDS if len(path) == 1 else commands.GROUPS[commands.ALIASES.get(path[0], path[0])][2]
    )
    return list(load(path[-1], table[path[-1]][0]).params)


@st.composite
def lines(draw: st.DrawFn) -> list[str]:
    """A command line: mostly as many arguments as the command takes, and some of its options."""
    path = draw(st.sampled_from(leaves()))
    line = list(path)
    for each in parameters(path):
        if each.param_type_name == "argument":
            fewest = 1 if each.required else 0
            line += draw(st.lists(WORDS, min_size=fewest, max_size=3 if each.nargs == -1 else 1))
        elif each.required or draw(st.integers(0, 5)) == 0:
            name = draw(st.sampled_from([*each.opts, *each.secondary_opts]))
            line += [name] if each.is_flag else [name, draw(WORDS)]
    return line


def lay(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor", "--email", "maya@oconnor.example", "--phone", "07700900142")
    crm.ok("contact", "add", "Tom Ridley", "--tag", "x", "--set", "Boiler=Old", "--birthday", "24 may")
    crm.ok("contact", "add", "Tom Waits")
    crm.ok("job", "add", "maya", "Leaking valve", "--value", "185")
    crm.ok("appointment", "add", "maya", "Fix", "--at", "mon 9-10:30", "--repeat", "every 4 weeks")
    crm.ok(
        "reminder", "add", "Service", "--contact", "maya", "--due", "tomorrow", "--repeat-after", "6 months"
    )
    crm.ok("note", "add", "maya", "rang")


@pytest.fixture
def laid(built, monkeypatch):
    """A small book, laid anew for every line, on a machine where nothing opens and nothing is copied."""
    crm = built(lay)
    book, config = crm.db.read_bytes(), crm.config.read_text()
    monkeypatch.setenv("PATH", "")

    def anew():
        for path in crm.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        work = crm.folder / "work"
        (work / "folder").mkdir(parents=True)
        (work / "people.csv").write_text("Name,Email\nAnn,ann@x.example\nBob,bob\n")
        (work / "noise").write_bytes(bytes(range(256)))
        crm.db.write_bytes(book)
        crm.config.write_text(config)
        monkeypatch.chdir(work)
        return crm

    return anew


@settings(
    max_examples=int(os.environ.get("SMALLCRM_LINES", "120")), derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
@given(lines(), st.sampled_from(["", "1", "1\n2\n", "maya", "\x1b[31m\r\n"]))
@example(["history", "²"], "")
def test_any_line_ends_in_an_exit_code(laid, line: list[str], stdin: str) -> None:
    done = laid()(*line, stdin=stdin)
    assert done.code in EXIT_CODES
    assert "something went wrong inside" not in done.err
    assert "Traceback" not in done.err
    if done.code:
        assert done.err.splitlines()[-1].startswith(("smallcrm: ", "{"))

"""The examples of the help: each does what it says, in a book where what it names is there."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from smallcrm.cli.app import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Result, Terminal

DATA = Path(__file__).parents[1] / "data"
FILES = {
    "contacts.csv": "Name,Email\nAnn Lee,ann@lee.example\n",
    "clients.csv": "Client name,Tel\nBea Moss,07700900301\n",
    "google.csv": (DATA / "google.csv").read_text(encoding="utf-8"),
    "iphone.vcf": (DATA / "iphone.vcf").read_text(encoding="utf-8"),
    "changes.jsonl": '["note", "add", "maya", "sent the quote"]\n',
}
PASTED = "From: Maya\n\nCould you come at eleven?\n"
# What takes the terminal, needs a desktop, or goes on until Ctrl-C, is run by tests of its own.
ELSEWHERE = (
    "smallcrm tui", "smallcrm --db practice.db tui", "smallcrm note edit 12", "smallcrm -q reminder notify --desktop",
    "smallcrm calendar serve", "smallcrm calendar serve --allow-host desk.example.ts.net --qr work",
)  # fmt: skip
# What asks, is answered yes.
ASKS = (
    "smallcrm contact erase maya",
    "smallcrm restore --newest",
    "smallcrm restore 20260914T071200Z-daily.db",
)
# What was done before, for a command or one of its examples.
BEFORE = {
    "smallcrm": ("contact remove maya",),
    "smallcrm add": ("contact remove maya", "contact remove iris"),
    "smallcrm contact add": ("contact remove maya", "contact remove 'harbour lettings'"),
    'smallcrm contact add "Maya O\'Connor" --phone 07700900142 --tag bristol': ("contact remove maya",),
    "smallcrm redo": ("undo 3",),
    "smallcrm restore": ("note add maya 'the change before which the store is backed up'",),
    "smallcrm calendar unpublish": ("calendar publish ~/Sync/work.ics",),
    "smallcrm calendar token": ("calendar publish ~/Sync/work.ics",),
    "smallcrm calendar sync": ("calendar sync ~/sync",),
}


def lay(crm: Terminal) -> None:
    """A book of yesterday, with Maya, Iris and their like, and every id that the examples name."""
    crm.at("2026-09-13T08:12:00+01:00")
    for line in (
        "contact add 'Maya O\\'Connor' --phone 07700900142 --email maya@oconnor.example --email old@example.org "
        "--address '12 High Street, Bristol'",
        "contact add 'Iris Chen' --phone 07700900177",
        "contact add 'Lena Novak' --phone 07700900123",
        "contact add 'Harbour Lettings' --kind organisation --email repairs@harbour.example",
        "contact add 'Dee Novak' --phone 07911123456 --email dee@novak.example",
        "contact add 'Tom Ridley' --email tr@ridley.example",
    ):
        crm.ok(*shlex.split(line.replace("\\'", "'\"'\"'")))
    for number in range(7, 19):
        crm.ok("contact", "add", f"Caller {number:02}", "--tag", "old")
    for line in (
        "job add maya 'Leaking cylinder valve' --value 185",
        "job add iris 'Voicing'",
        "job add 'harbour lettings' 'Gas check' --tag waiting",
        "book maya 'mon 21 sep 9:00-10:30' 'Fix valve' --job 1",
        "book iris 'fri 23 oct 9:00' Tuning --for 1h --repeat 'every 4 weeks'",
        "book dee 'tue 14:00' 'Look at the boiler' --remind 1h",
    ):
        crm.ok(*shlex.split(line))
    for number in range(1, 8):
        crm.ok(
            "reminder", "add", "Service Bechstein" if number == 4 else f"Errand {number}", "--due", "today"
        )
    for number in range(1, 13):
        crm.ok("note", "add", "maya", f"said {number}")


def walk(path: str, command: object) -> Iterator[tuple[str, list[str]]]:
    context = command.context_class(command, info_name=path)
    yield path, [line.strip() for line in (command.epilog or "").splitlines() if line.startswith("  ")]
    for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
        yield from walk(f"{path} {name}", command.get_command(context, name))


EXAMPLES = dict(walk("smallcrm", build()))


@pytest.fixture
def book(built, monkeypatch):
    """The book and the files, in a home of their own; programs that open links and hold clipboards."""
    crm = built(lay)
    monkeypatch.chdir(crm.folder)
    for name, text in FILES.items():
        (crm.folder / name).write_text(text, encoding="utf-8")
    for name in ("Sync", "stick", "www", ".contacts", "bin"):
        (crm.folder / name).mkdir()
    for name in ("xdg-open", "xclip"):
        (crm.folder / "bin" / name).write_text("#!/bin/sh\ncat >/dev/null\n", encoding="utf-8")
        (crm.folder / "bin" / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{crm.folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("EDITOR", "true")
    return crm


def carried_out(crm: Terminal, line: str) -> Result | None:
    """What the last command of a line did, its pipes laid by hand; None where there is none of ours in it."""
    said, done = "", None
    for part in re.split(r" \| ", re.sub(r" >>? \S+$", "", line)):
        first, *words = shlex.split(re.sub(r"(?<=\s)(?:~|/media|/srv)(?=/)", str(crm.folder), part))
        if first == "smallcrm":
            done = crm(*words, stdin=said)
            said = done.out
        else:
            said = {"echo": " ".join(words), "pbpaste": PASTED}.get(first, "")
    return done


@pytest.mark.parametrize("path", EXAMPLES)
def test_every_example_of_the_help_works(book, path: str) -> None:
    whole, wrong, run = book.db.read_bytes(), [], 0
    for example in EXAMPLES[path]:
        if example in ELSEWHERE:
            run += 1
            continue
        book.db.write_bytes(whole)
        for line in (*BEFORE.get(path, ()), *BEFORE.get(example, ())):
            carried_out(book, f"smallcrm {line}")
        done = carried_out(book, f"{example} --yes" if example in ASKS else example)
        if done is not None:
            run += 1
            wrong += [f"{example}\n  {done.code} {done.err}"] if done.code else []
    assert "\n".join(wrong) == ""
    assert run, "no example"

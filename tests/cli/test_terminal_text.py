"""No text of a person, a file or an argument is an order to the terminal, whatever way it takes out."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from pty_screen import STYLE, on_terminal

# Writes the clipboard, clears the screen, rings, turns red by one C1 byte, turns the line round, hides.
ORDERS = "\x1b]52;c;ZXZpbCEh\x07\x1b[2J\x9b31m\u202egnp\u200b\u2066"
MARKUP = "[/red][@click=app.quit]x[/]"
EVIL = f"Eve{ORDERS}{MARKUP}"
LONG = "Long " + "x" * 500
EMOJI = "Émile 👩‍👩‍👧 😀"
RTL = "דנה כהן"
ORDER = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def orders(text: str, allowed: str = "") -> list[str]:
    """What of ``text`` a terminal could take for an order, in its surroundings."""
    plain = STYLE.sub("", text)
    return [
        plain[max(0, found.start() - 20) : found.end() + 20]
        for found in ORDER.finditer(plain)
        if found.group() not in allowed
    ]


def lay(crm) -> None:
    """A book in which every text is hostile; the contact is 1, as is each of their things."""
    card = (
        f"Name,Company,Role,Notes,Tags,Street,City,{EVIL} column,Website\n"
        f'"{EVIL}","{EVIL} Ltd","{EVIL}","{EVIL}","{EVIL}","{EVIL} road","{EVIL}","{EVIL}","https://x.example/{EVIL}"\n'
    )
    (crm.folder / f"a{ORDERS}.csv").write_text(card)
    crm.ok("import", crm.folder / f"a{ORDERS}.csv")
    evil = crm.ok("contact", "list", "-f", "ids", "--where", "kind = person").out.strip()
    crm.ok(
        "contact",
        "edit",
        evil,
        "--set",
        f"key{ORDERS}={EVIL}",
        "--handle",
        f"Mastodon=@{EVIL}",
        "--birthday",
        "15 sep",
    )
    crm.ok(
        "contact",
        "edit",
        evil,
        "--about",
        EVIL,
        "--email",
        "eve@eve.example",
        "--phone",
        "mobile=07700900177",
    )
    for name in (LONG, EMOJI, RTL):
        crm.ok("contact", "add", name, "--phone", "07700900142", "--allow-duplicate")
    crm.ok("note", "add", evil, f"{EVIL}\nsecond {EVIL}")
    crm.ok(
        "job",
        "add",
        evil,
        f"{EVIL} job",
        "--value",
        "185",
        "--site",
        EVIL,
        "--description",
        EVIL,
        "--due",
        "today",
    )
    crm.ok("job", "stages", "--add", f"stage{ORDERS}=open")
    crm.ok("job", "move", "1", f"stage{ORDERS}")
    crm.ok("appointment", "add", evil, f"{EVIL} visit", "--at", "today 15:00", "--location", EVIL)
    crm.ok("reminder", "add", f"{EVIL} remind", "--due", "today", "--contact", evil)


@pytest.fixture
def book(built, monkeypatch):
    crm = built(lay)
    monkeypatch.chdir(crm.folder)
    return crm


READING = (
    ("contact", "list"), ("contact", "list", "--columns", "name,company,tags,fields,addresses,about,handles,urls,phones"),
    ("contact", "list", "--json"), ("contact", "list", "-f", "jsonl"), ("show", "eve@eve.example", "--json"), ("show", "eve@eve.example"), ("contact", "show", "eve@eve.example"),
    ("contact", "dossier", "eve@eve.example"), ("contact", "duplicates"), ("address", "eve@eve.example", "--all"),
    ("note", "list"), ("note", "show", "1"), ("job", "list"), ("job", "list", "--columns", "title,site,stage,description"),
    ("job", "show", "1"), ("job", "stages"), ("appointment", "list"), ("appointment", "show", "1"), ("reminder", "list"),
    ("reminder", "due"), ("today",), ("next",), ("agenda",), ("free",), ("find", "eve"), ("history",),
    ("history", "eve@eve.example"), ("history", "job:1"), ("history", "--change", "1"), ("doctor",), ("config", "show"),
)  # fmt: skip
# What goes to another program as it is, and to a terminal neutralised.
FEEDS = (
    ("contact", "list", "-f", "csv"), ("note", "list", "-f", "tsv"), ("export", "contacts"), ("export", "contacts", "-f", "vcf"),
    ("export", "all", "-f", "json"), ("calendar", "export"),
)  # fmt: skip
# What goes wrong, and says what it was given.
WRONG = (
    ("show", EVIL + "nobody"), ("show", "x"), ("job", "show", EVIL), ("done", EVIL + "?"), ("done", "eve"), (EVIL,), ("contact", EVIL),
    ("contact", "list", EVIL), ("contact", "list", f"--{EVIL}"), ("contact", "list", "--columns", EVIL),
    ("contact", "list", "--sort", EVIL), ("contact", "list", "--where", f"{EVIL} = 1"), ("contact", "list", "--where", f"name = '{EVIL}"),
    ("contact", "list", "-f", EVIL), ("contact", "list", "--limit", EVIL), ("contact", "list", "--tag", EVIL + "?"),
    ("contact", "list", "-o", f"nowhere/{EVIL}"), ("agenda", "--from", EVIL), ("free", "--for", EVIL), ("find", EVIL + "zz"), ("find", "--type", EVIL, "x"),
    ("import", f"{EVIL}.csv"), ("import", EVIL), ("import", "x.csv", "--encoding", EVIL), ("import", "x.csv", "--map", f"{EVIL}=name"),
    ("--db", f"{EVIL}.db", "contact", "list"), ("--config", f"/dev/null/{EVIL}", "contact", "list"),
    ("config", "get", EVIL), ("config", "set", "timezone", EVIL), ("config", "set", "region", EVIL), ("config", "set", "work_hours", EVIL),
    ("export", EVIL), ("export", "contacts", "-f", EVIL), ("restore", EVIL), ("backup", f"nowhere/{EVIL}"), ("doctor", "--salvage", f"nowhere/{EVIL}"),
    ("completion", EVIL), ("job", "move", "1", EVIL), ("job", "edit", "1", "--value", EVIL), ("history", EVIL), ("history", "--change", EVIL),
    ("contact", "add", "A", "--email", EVIL), ("contact", "add", "A", "--phone", f"077{EVIL}"), ("contact", "add", "A", "--birthday", EVIL),
    ("contact", "add", "A", "--kind", EVIL), ("contact", "add", "A", "--stage", EVIL), ("contact", "add", "A", "--prefers", EVIL),
    ("contact", "add", "A", "--set", EVIL), ("contact", "add", "A", "--handle", EVIL), ("contact", "add", "A", "--email", "eve@eve.example"),
    ("book", "eve@eve.example", EVIL, "x"), ("appointment", "add", "eve@eve.example", "x", "--at", "today 9:00", "--timezone", EVIL),
    ("appointment", "add", "eve@eve.example", "x", "--at", "today 9:00", "--repeat", EVIL), ("note", "add", "eve@eve.example", "x", "--channel", EVIL),
    ("appointment", "add", "eve@eve.example", "x", "--at", "today 15:00", "--no-overlap"), ("undo", EVIL), ("undo", "--change", EVIL),
)  # fmt: skip
# What changes something, and says what.
WRITING = (
    ("contact", "edit", "eve@eve.example", "--tag", f"more{EVIL}"), ("contact", "edit", "eve@eve.example", "--name", f"New {EVIL}"), ("undo",), ("redo",),
    ("contact", "add", f"Twin {EVIL}"), ("add", f"Twin {EVIL}", "--job", EVIL), ("contact", "merge", "eve@eve.example", LONG), ("undo",),
    ("log", "eve@eve.example", EVIL, "--remind", "tomorrow"), ("book", "eve@eve.example", "today 15:00", EVIL), ("done", "reminder:1"),
    ("done", "job:1"), ("appointment", "cancel", "1"), ("appointment", "remove", "1"), ("reminder", "remove", "1"), ("note", "edit", "1", EVIL),
    ("note", "remove", "1"), ("job", "edit", "1", "--title", f"Other {EVIL}"), ("job", "remove", "1"), ("contact", "remove", "eve@eve.example"),
    ("undo", "3"), ("redo", "2"), ("job", "stages", "--add", f"two{ORDERS}=lost"), ("job", "stages", "--remove", f"two{ORDERS}"),
    ("history", "--limit", "0"),
)  # fmt: skip


@pytest.mark.parametrize("columns", [80, 20])
def test_a_terminal_is_given_no_orders_when_reading(book, columns: int) -> None:
    lines = (*READING, *FEEDS)
    done = dict(zip(lines, on_terminal(lines, columns=columns), strict=True))
    assert [(line, text) for line, (code, text) in done.items() if code] == []
    assert {line: found for line, (_, text) in done.items() if (found := orders(text, "\t"))} == {}


def test_markup_is_shown_as_it_is(book) -> None:
    done = on_terminal(
        [("contact", "list"), ("show", "eve@eve.example"), ("today",), ("find", "eve")], columns=400
    )
    for code, text in done:
        assert code == 0
        assert MARKUP in STYLE.sub("", text)


def test_a_terminal_is_given_no_orders_by_what_goes_wrong(book) -> None:
    done = dict(zip(WRONG, on_terminal(WRONG), strict=True))
    assert {line: found for line, (_, text) in done.items() if (found := orders(text))} == {}
    assert [(line, text) for line, (_, text) in done.items() if "inside" in text] == []
    assert sum(code != 0 for code, _ in done.values()) > len(WRONG) * 0.8


def test_a_terminal_is_given_no_orders_by_changes(book) -> None:
    done = list(zip(WRITING, on_terminal(WRITING), strict=True))
    assert [(line, text) for line, (code, text) in done if code] == []
    assert [(line, found) for line, (_, text) in done if (found := orders(text))] == []


def test_questions_hold_no_orders(book) -> None:
    book.ok("contact", "add", f"Other {EVIL}")
    choice, again = on_terminal([("show", "gnp"), ("show", "gnp")], typed="1\nno\n")
    assert choice[0] == 0
    assert "Which one?" in choice[1]
    assert again[0] == 4
    assert orders(choice[1] + again[1]) == []
    backup = book.folder / f"b{ORDERS}.db"
    book.ok("backup", backup)
    ((code, text),) = on_terminal([("restore", str(backup))], typed="n\n")
    assert code == 1
    assert "[y/N]" in text
    assert orders(text) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_tab_key_offers_no_orders(book, shell: str) -> None:
    for line in (
        ("show", "ev"),
        ("job", "show", ""),
        ("reminder", "show", ""),
        ("contact", "list", "--tag", ""),
        ("job", "move", "1", ""),
    ):
        offered = book.ok("--complete-words", shell, *line)
        assert orders(offered.out, "\t") == []
        assert orders(offered.err) == []


def test_a_pipe_is_given_no_orders_either(book) -> None:
    for line in (*READING, *WRONG):
        done = book(*line)
        assert orders(done.out) == [], line
        assert orders(done.err) == [], line


def test_a_pager_is_given_no_orders(book, tmp_path) -> None:
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat > {tmp_path}/paged\n")
    pager.chmod(0o700)
    for line in (("contact", "list"), ("show", "eve@eve.example"), ("history",)):
        on_terminal([line], rows=3, env={"PAGER": str(pager)})
        paged = (tmp_path / "paged").read_text()
        assert "Eve␛]52" in paged or "Eve␛" in paged
        assert orders(paged) == []
        (tmp_path / "paged").unlink()


def test_scripts_and_files_are_given_the_text_itself(book) -> None:
    raw = book.ok("contact", "list", "--json").out
    assert EVIL in {row["name"] for row in json.loads(raw)}
    assert orders(raw) == []
    lines = book.ok("contact", "list", "-f", "jsonl").out
    assert EVIL in {json.loads(line)["name"] for line in lines.splitlines()}
    assert orders(lines) == []
    sheet = csv.DictReader(io.StringIO(book.ok("contact", "list", "-f", "csv").out, newline=""))
    assert EVIL in {row["name"] for row in sheet}
    exported = csv.DictReader(io.StringIO(book.ok("export", "contacts").out, newline=""))
    assert any(EVIL in row.values() for row in exported)
    feeds = book.ok("export", "contacts", "-f", "vcf").out + book.ok("calendar", "export").out
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", feeds)


def test_what_a_spreadsheet_would_run_is_guarded(crm) -> None:
    for name in ("=cmd|' /C calc'!A0", "@SUM(1)", "+cmd", "-2+3", "\t=1"):
        crm.ok("contact", "add", "--", name)
    for line in csv.reader(
        io.StringIO(crm.ok("contact", "list", "-f", "csv", "--columns", "name", "--no-header").out)
    ):
        assert line[0][0] not in "=@+-\t", line


def test_what_a_thing_is_called_by_stays_whole_on_a_small_terminal(crm) -> None:
    for number in range(3):
        ways = (
            "--email",
            f"a.very.long.address.{number}@example.org",
            "--company",
            "Harbour Lettings of Cardiff",
        )
        crm.ok("contact", "add", f"Maximiliane Köhler {number}", *ways, "--tag", "a rather long tag")
    ((_, shown),) = on_terminal([("contact", "list")])
    for number in range(3):
        assert f"Maximiliane Köhler {number}" in shown
    assert "ID" in shown.splitlines()[0]

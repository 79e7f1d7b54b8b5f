"""How a command behaves among others: in pipes and cron jobs, in odd surroundings, and when it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pty_screen import STYLE, on_terminal

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("Zoë Köhler", "Łukasz Ørsted", "דנה כהן", "李 小龍", "Émile 😀")


def lay(crm) -> None:
    rows = "".join(f"Person {i},p{i}@x.example\n" for i in range(10_000))
    crm.ok("import", "-", "--input-format", "csv", stdin=f"Name,Email\n{rows}")


@pytest.fixture
def book(built):
    """Ten thousand contacts."""
    return built(lay)


@pytest.fixture
def few(crm):
    for name in NAMES:
        crm.ok("contact", "add", name)
    return crm


def shell(crm, script: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which `crm` is the command."""
    return subprocess.run(
        ["bash", "-c", f'crm() {{ "{sys.executable}" -m smallcrm "$@"; }}; {script}'], capture_output=True, text=True,
        check=False, cwd=crm.folder, env={**os.environ, **env}, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "contact list",
        "contact list --json",
        "contact list -f csv",
        "export contacts -f vcf",
        "export all -f json",
    ],
)
def test_a_reader_that_has_enough_is_left_in_peace(book, line: str) -> None:
    done = shell(book, f"crm {line} | head -c 20 >/dev/null; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize(
    "line", ["contact list", "--help", "--version", "contact show 1", "export contacts", "calendar export"]
)
def test_streams_that_are_closed_are_done_without(few, line: str) -> None:
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = shell(few, f"crm {line} {closed}")
        assert (done.returncode, done.stderr) == (0, ""), closed
        assert bool(done.stdout) == (">&-" not in closed or closed == "2>&-"), closed


def test_a_change_without_streams_is_made_and_the_store_is_whole(few) -> None:
    assert shell(few, "crm add Nobody <&- >&- 2>&-").returncode == 0
    assert "Nobody" in few.ok("contact", "list").out
    few.ok("doctor")


def test_an_error_that_nobody_can_be_told_keeps_its_code(few) -> None:
    assert shell(few, "crm show zebedee 2>&-").returncode == 3
    if Path("/dev/full").exists():
        assert shell(few, "crm show zebedee 2>/dev/full").returncode == 3
        assert shell(few, "crm add Nobody 2>/dev/full").returncode == 0


def test_a_note_or_reference_from_a_closed_stdin_is_empty(few) -> None:
    assert (
        shell(few, "crm note add 1 <&-").stderr
        == "smallcrm: a note can't be empty; say what was said or done\n"
    )
    assert shell(few, "crm contact remove - <&-").returncode == 0


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "C"}, {"LANG": "C"}, {"LC_ALL": "POSIX"}, {"LC_ALL": "xx_YY.nonsense"}]
)
def test_names_are_themselves_in_any_locale(few, env: dict[str, str]) -> None:
    done = few.process("contact", "list", "--columns", "name", "--no-header", "-s", "id", env=env)
    assert (done.out.splitlines(), done.err) == (list(NAMES), "")
    assert few.process("contact", "add", "Søren Ångström", env=env).code == 0
    assert few.ok("show", "Søren Ångström").out.startswith("Søren Ångström")


def test_a_terminal_that_knows_only_ascii_gets_question_marks(few) -> None:
    done = few.process(
        "contact", "list", "--columns", "name", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    )
    assert (done.code, done.err) == (0, "")
    assert "Zo? K?hler" in done.out


def test_words_that_are_no_utf_8_are_kept_as_far_as_they_can_be(few) -> None:
    done = shell(few, "crm contact add $'K\\xf6hler'; crm show $'K\\xf6hler' --json; crm show $'\\xff\\xfe'")
    assert '"name": "K\ufffdhler"' in done.stdout
    assert done.stderr.splitlines()[-1] == 'smallcrm: no contact matches "\ufffd\ufffd"'
    (few.folder / os.fsdecode(b"caf\xe9.csv")).write_text("Name\nAnn Lee\n")
    done = shell(few, "crm import $'caf\\xe9.csv'; crm history --limit 1")
    assert done.stdout.startswith("caf\ufffd.csv: 1 new\n")
    assert "imported caf\ufffd.csv: 1 new" in done.stdout
    assert done.stderr == ""


def test_without_a_home_the_files_must_be_named(few) -> None:
    bare = (
        "unset HOME SMALLCRM_DB SMALLCRM_CONFIG XDG_DATA_HOME XDG_CONFIG_HOME; export HOME=/dev/null/none; "
    )
    done = shell(few, f"{bare} crm contact list --json")
    assert (done.returncode, done.stdout) == (0, "[]\n")
    assert "config.toml can't be written: Not a directory; going on with the defaults" in done.stderr
    done = shell(few, f"{bare} crm add Ann")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "smallcrm: the store /dev/null/none/.local/share/smallcrm/smallcrm.db can't be made: Not a directory"
    )
    done = shell(few, f"{bare} crm --db {few.db} --config {few.config} contact list -f ids")
    assert sorted(done.stdout.split()) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("columns", [1, 20, 40])
def test_a_narrow_terminal_gets_narrow_tables(few, columns: int) -> None:
    few.ok("job", "add", "1", "A title that is longer than the terminal is wide")
    for code, text in on_terminal(
        [("contact", "list"), ("job", "list"), ("find", "title"), ("history",)], columns=columns
    ):
        assert code == 0
        assert max(len(STYLE.sub("", line)) for line in text.splitlines()) <= max(columns, 20) or columns == 1


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_without_colours_gets_none(few, env: dict[str, str]) -> None:
    lines = [("contact", "list"), ("show", "1"), ("today",), ("job", "stages"), ("show", "zebedee")]
    for _, text in on_terminal(lines, env=env):
        assert not [found for found in STYLE.findall(text) if "3" in found or "4" in found]
        if "TERM" in env:
            assert "\x1b" not in text


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("timezone = ", 1, "the configuration {config} can't be read: Invalid value (at line 1, column 12)"),
        ('nosuch = "x"', 2, '{config}: unknown setting "nosuch"'),
        ('timezone = "Mars/Base"', 2, 'unknown time zone "Mars/Base" in the settings; mend it with: smallcrm config set timezone Europe/London'),
        ('region = "England"', 2, '{config}: region is a two-letter country like GB, not "England"'),
        ('week_start = "someday"', 2, '{config}: week_start is one of monday, sunday, saturday, not "someday"'),
        ("backup_keep = -1", 2, '{config}: backup_keep is a whole number, not "-1"'),
        ("\xff", 1, "the configuration {config} is not UTF-8 text"),
    ],
)  # fmt: skip
def test_a_configuration_that_is_wrong_is_named(few, text: str, code: int, told: str) -> None:
    few.config.write_bytes(f"{text}\n".encode("latin-1"))
    done = few("today")
    assert (done.code, done.out, done.err) == (code, "", f"smallcrm: {told.format(config=few.config)}\n")


def test_an_alias_that_is_no_command_line_is_named(few) -> None:
    few.config.write_text("[aliases]\nt = 'today \"'\n")
    assert (
        few("t").err
        == "smallcrm: the alias t is no command line (No closing quotation); see: smallcrm config edit\n"
    )


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ("garbage", "which is no ISO 8601 time like 2026-09-14T08:12:00+01:00"),
        ("2026-09-14", "which lacks an offset like +01:00 or Z"),
        ("2026-09-14T08:12:00", "which lacks an offset like +01:00 or Z"),
        ("2026-09-14T08:12:00+99:00", "which is no ISO 8601 time like 2026-09-14T08:12:00+01:00"),
    ],
)  # fmt: skip
def test_a_clock_that_says_nothing_is_refused(few, now: str, told: str) -> None:
    few.at(now)
    for line in (("today",), ("add", "Ann"), ("undo",)):
        done = few(*line)
        assert (done.code, done.out, done.err) == (2, "", f'smallcrm: SMALLCRM_NOW is "{now}", {told}\n')


@pytest.mark.parametrize("now", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_clock_beyond_the_calendar_is_refused(few, now: str) -> None:
    few.at(now)
    assert few("today").err == f'smallcrm: SMALLCRM_NOW is "{now}"; its year must be from 1970 to 2100\n'


def test_a_thing_of_great_length_is_taken_or_refused(few) -> None:
    few.ok("contact", "add", "x" * 50_000)
    assert few.ok("show", "x" * 50_000).out.startswith("x" * 70)
    assert few("contact", "list", "--where", "not " * 5_000 + "id = 1").code in (0, 2)
    assert few("contact", "list", "--where", "(" * 5_000).code == 2
    assert few("show", "9" * 5_000).code == 3
    assert few("book", "1", "9" * 5_000, "x").code == 2
    assert few("job", "add", "1", "x", "--value", "9" * 5_000).code == 2


def interrupted(crm, *line: str, when: Callable[[], bool]) -> tuple[int, str, str]:
    """Exit code and output of a process that Ctrl-C reaches once ``when()`` says so."""
    with subprocess.Popen(
        [sys.executable, "-m", "smallcrm", *line], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, cwd=crm.folder,
    ) as process:  # fmt: skip
        end = time.monotonic() + 30
        while not when() and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    return process.returncode, out, err


NOTHING = (130, "", "smallcrm: Stopped; nothing was changed.\n")
CHANGED = (130, "", "smallcrm: stopped, but the change was made already; take it back with: smallcrm undo\n")


@pytest.fixture
def many(few):
    rows = "".join(f"Person {i},p{i}@x.example,{i}\n" for i in range(5_000))
    (few.folder / "many.csv").write_text(f"Name,Email,Notes\n{rows}")
    return few


def test_ctrl_c_during_an_import_leaves_nothing(many) -> None:
    before = many.ok("export", "all", "-f", "json").out
    backups = many.db.with_name(f"{many.db.name}.backups")
    # The backup is made between checking and writing.
    done = interrupted(many, "import", "many.csv", when=lambda: any(backups.glob("*-import.db")))
    assert done == NOTHING
    assert many.ok("export", "all", "-f", "json").out == before
    many.ok("doctor")


def test_ctrl_c_is_told_the_truth_when_it_comes_too_late(many) -> None:
    log = many.db.with_name(f"{many.db.name}-wal")
    done = interrupted(many, "import", "many.csv", when=lambda: log.exists() and log.stat().st_size > 100_000)
    kept = len(many.ok("contact", "list", "-f", "ids").out.split()) > 5_000
    # It may be so late that all is told already.
    assert done[0] == 0 or done == (CHANGED if kept else NOTHING)
    many.ok("doctor")


def test_ctrl_c_while_a_note_is_awaited_is_told_in_a_line(few) -> None:
    few.config.unlink()
    # What is written before the note is read says that the command has begun.
    assert interrupted(few, "-q", "note", "add", "1", when=few.config.exists) == NOTHING


def test_a_choice_names_each_once_and_ends_its_line_unanswered(crm) -> None:
    crm.ok("contact", "add", "Ann Lee")
    crm.ok("contact", "add", "Ann Day")
    crm.ok("book", "ann lee", "tue 9:00", "Tuning", "--repeat", "weekly")
    picked, none = on_terminal([("show", "ann"), ("show", "ann")], typed="1\n\x04")
    assert picked[0] == 0
    assert "  1) Ann Lee (1)\n  2) Ann Day (2)\n" in picked[1]
    assert none[0] == 4
    assert 'Which one? \nsmallcrm: "ann" could be' in none[1]
    ((_, series),) = on_terminal([("move", "tuning", "10:00")], typed="3\n")
    assert "  3) all of them\n" in series


def test_what_a_killed_writer_left_beside_a_file_is_cleared_by_the_next(few) -> None:
    target = few.folder / "out.csv"
    gone = subprocess.Popen(["true"])
    gone.wait()
    dead, alive = (few.folder / f".out.csv.{pid}.part" for pid in (gone.pid, os.getppid()))
    others = [few.folder / name for name in (".other.csv.1.part", ".out.csv.part", ".out.csv.x.part")]
    for part in (dead, alive, *others):
        part.write_text("half")
    few.ok("contact", "list", "-f", "csv", "-o", target)
    assert not dead.exists()
    assert [part for part in (alive, *others) if not part.exists()] == []
    assert target.read_text().startswith("id,name")

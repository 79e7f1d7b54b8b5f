"""``reminder install``: what it prints works where it says, whatever the paths are called."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
from pathlib import Path

import pytest

from smallcrm.cli.service import systemd

ODD = """it's 100% "odd" $HOME `x` \\ é"""


@pytest.fixture
def odd(crm) -> tuple[Path, Path]:
    """A store and a configuration in a folder with an odd name, with one reminder due."""
    folder = crm.folder / ODD
    folder.mkdir()
    config = folder / "c.toml"
    config.write_text(crm.config.read_text())
    crm.ok(
        "--db", folder / "a b.db", "--config", config, "reminder", "add", "Ring back", "--due", "today 8:00"
    )
    return folder / "a b.db", config


def printed(crm, odd: tuple[Path, Path], *options: str) -> str:
    return crm.ok("--db", odd[0], "--config", odd[1], "reminder", "install", *options).out


def as_cron_runs(line: str) -> str:
    """What cron gives to the shell: the rest after five fields, up to a bare %, with each ``\\%`` a ``%``."""
    command, shell = line.split(None, 5)[5], ""
    while command:
        if command.startswith("\\%"):
            shell, command = shell + "%", command[2:]
        elif command.startswith("%"):
            break
        else:
            shell, command = shell + command[0], command[1:]
    return shell


def test_the_line_for_cron_runs_as_it_stands(crm, odd, tmp_path) -> None:
    (line,) = printed(crm, odd, "--mail").splitlines()
    assert line.startswith("*/5 * * * * /")
    done = subprocess.run(
        ["/bin/sh", "-c", as_cron_runs(line)], cwd="/", capture_output=True, text=True, check=False,
        env={"SMALLCRM_NOW": "2026-09-14T08:12:00+01:00", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "Ring back" in done.stdout


def test_by_default_the_line_is_for_the_desktop(crm, odd) -> None:
    (line,) = printed(crm, odd).splitlines()
    assert line.endswith(" --quiet reminder notify --desktop")


def test_a_path_that_cron_would_misread_is_refused(crm) -> None:
    refused = crm("--db", "/tmp/a\\%b.db", "reminder", "install")
    assert (refused.code, "--systemd" in refused.err) == (2, True)


@pytest.mark.parametrize("option", ["--mail", "--systemd", "--launchd"])
def test_a_line_break_in_a_path_is_refused(crm, option) -> None:
    assert crm("--db", "/tmp/a\nb.db", "reminder", "install", option).code == 2


def units(crm, odd: tuple[Path, Path], folder: Path) -> list[Path]:
    files = crm.ok("--db", odd[0], "--config", odd[1], "reminder", "install", "--systemd", "--json").json
    made = [folder / Path(file["path"]).name for file in files]
    for file, path in zip(files, made, strict=True):
        path.write_text(file["content"])
    return made


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_accepts_the_units(crm, odd, tmp_path) -> None:
    made = units(crm, odd, tmp_path)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *map(str, made)], capture_output=True, text=True, check=False,
        env={"XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if "smallcrm" in line]
    assert complaints == []


def test_the_service_quotes_as_systemd_reads(crm, odd, tmp_path) -> None:
    service, timer = units(crm, odd, tmp_path)
    (line,) = [text for text in service.read_text().splitlines() if text.startswith("ExecStart=")]
    # The colon: no values of the environment. Then %% is %, and a backslash escapes within double quotes.
    assert line.startswith("ExecStart=:/")
    store = str(odd[0]).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    assert f' --db "{store}" ' in line
    assert "OnCalendar=*:0/5" in timer.read_text()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("folder", [ODD, "100%", "a b", "a;b", "$HOME"])
def test_systemd_starts_the_program_wherever_it_lies(tmp_path, folder: str) -> None:
    program = tmp_path / folder / "smallcrm"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "smallcrm.service"
    unit.write_text(systemd([str(program), "calendar", "serve"]).content)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", unit], capture_output=True, text=True, check=False,
        env={"XDG_RUNTIME_DIR": str(tmp_path), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert [line for line in done.stderr.splitlines() if "smallcrm" in line] == []


def test_both_units_are_printed_under_their_paths(crm, odd) -> None:
    text = printed(crm, odd, "--systemd")
    assert text.startswith("# ~/.config/systemd/user/smallcrm-reminders.service\n[Unit]\n")
    assert "\n\n# ~/.config/systemd/user/smallcrm-reminders.timer\n[Unit]\n" in text


def test_launchd_gets_the_arguments_as_they_are(crm, odd) -> None:
    job = plistlib.loads(printed(crm, odd, "--launchd").encode())
    program, *rest = job["ProgramArguments"]
    assert Path(program).is_absolute()
    start = rest.index("--db")
    assert rest[start:] == [
        "--db", str(odd[0]), "--config", str(odd[1]), "--quiet", "reminder", "notify", "--desktop",
    ]  # fmt: skip
    assert job["StartInterval"] == 300


def test_it_installs_nothing_and_says_where_to_put_it(crm, odd) -> None:
    before = sorted(crm.folder.rglob("*"))
    done = crm.ok("reminder", "install", "--launchd")
    assert "Library/LaunchAgents/smallcrm.reminders.plist" in done.err
    assert "there is no store at" in done.err
    assert sorted(crm.folder.rglob("*")) == before
    assert crm("reminder", "install", "--mail", "--systemd").code == 2


def test_relative_files_become_absolute(crm, monkeypatch) -> None:
    monkeypatch.chdir(crm.folder)
    line = crm.ok("--db", "x.db", "--config", "config.toml", "reminder", "install").out
    assert f"--db {crm.folder}/x.db --config {crm.folder}/config.toml " in line

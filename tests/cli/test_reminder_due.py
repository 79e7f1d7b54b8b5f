"""``reminder due --new``: each thing once, kept as told only after it is out."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

DUE_NEW = (sys.executable, "-m", "smallcrm", "reminder", "due", "--new")


def new(crm, *options: str) -> list[str]:
    return [row["text"] for row in crm.ok("reminder", "due", "--new", "--json", *options).json]


def alarms(crm, *options: str) -> list[tuple[str, int]]:
    rows = crm.ok("reminder", "due", "--alarms", "--json", *options).json
    return [(row["type"], row["id"]) for row in rows]


def test_each_is_printed_once(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    crm.ok("reminder", "add", "At nine", "--due", "today 9:00")
    assert new(crm) == ["Late"]
    assert new(crm) == []
    silent = crm.ok("reminder", "due", "--new")
    assert (silent.out, silent.err) == ("", "")
    crm.at("2026-09-14T09:00:00+01:00")
    assert new(crm) == ["At nine"]
    assert [row["text"] for row in crm.ok("reminder", "due", "--json").json] == ["Late", "At nine"]


def test_put_off_or_repeated_it_is_new_again(crm) -> None:
    crm.ok("reminder", "add", "Tune", "--due", "today 8:00", "--repeat", "every day")
    assert new(crm) == ["Tune"]
    crm.ok("reminder", "snooze", 1, "today 9:00")
    assert new(crm) == []
    crm.at("2026-09-14T09:30:00+01:00")
    assert new(crm) == ["Tune"]
    crm.ok("reminder", "done", 1)
    crm.at("2026-09-15T09:30:00+01:00")
    assert new(crm) == ["Tune"]
    assert new(crm) == []


def test_it_leaves_no_step_no_history_and_nothing_in_exports(crm) -> None:
    crm.ok("book", "-", "today 9:00", "Choir", "--remind", "1h")
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")

    def all_of_it() -> list[str]:
        lines = (
            ("history", "--json"),
            ("export", "all", "--format", "json"),
            ("calendar", "export", "--all"),
        )
        return [crm.ok(*line).out for line in lines]

    before = all_of_it()
    assert len(alarms(crm, "--new")) == 2
    assert all_of_it() == before
    assert "undid: set reminder" in crm.ok("undo").err


def test_undoing_and_redoing_do_not_tell_it_again(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    assert new(crm) == ["Late"]
    crm.ok("reminder", "edit", 1, "--text", "Later")
    crm.ok("undo")
    crm.ok("redo")
    assert new(crm) == []


def test_nothing_new_writes_nothing(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    new(crm)
    before = crm.db.read_bytes()
    new(crm)
    crm.ok("reminder", "due", "--alarms")
    assert crm.db.read_bytes() == before


def test_counting_tells_nobody(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    assert crm.ok("reminder", "due", "--new", "--count").out == "1\n"
    assert new(crm) == ["Late"]
    assert crm.ok("reminder", "due", "--new", "--count").out == "0\n"
    assert crm.ok("reminder", "due", "--count").out == "1\n"


def test_an_alarm_goes_off_its_time_before_and_until_it_is_over(crm) -> None:
    crm.ok("book", "-", "today 14:00", "Choir", "--for", "2h", "--remind", "1h")
    crm.at("2026-09-14T12:59:59+01:00")
    assert alarms(crm) == []
    crm.at("2026-09-14T13:00:00+01:00")
    assert alarms(crm) == [("appointment", 1)]
    assert crm.ok("reminder", "due", "--json").json == []
    crm.at("2026-09-14T15:59:59+01:00")
    assert alarms(crm) == [("appointment", 1)]
    crm.at("2026-09-14T16:00:00+01:00")
    assert alarms(crm) == []


def test_an_alarm_of_something_short_is_told_for_an_hour(crm) -> None:
    crm.ok("book", "-", "today 14:00", "Ring the bank", "--for", "5m", "--remind", "0m")
    crm.at("2026-09-14T14:59:00+01:00")
    assert alarms(crm, "--new") == [("appointment", 1)]
    crm.at("2026-09-14T15:00:00+01:00")
    assert alarms(crm) == []


def test_each_alarm_of_each_time_of_a_series_is_told_once(crm) -> None:
    crm.ok("book", "-", "today 14:00", "Choir", "--repeat", "every week", "--remind", "1h", "--remind", "10m")
    told = []
    for now in ("14T13:00", "14T13:05", "14T13:50", "14T13:55", "21T13:55", "28T12:59"):
        crm.at(f"2026-09-{now}:00+01:00")
        told.append(len(alarms(crm, "--new")))
    # On the 21st both have gone off since: told as one.
    assert told == [1, 0, 1, 0, 1, 0]


def test_moved_it_is_told_again_and_called_off_never(crm) -> None:
    crm.ok("book", "-", "today 9:00", "Choir", "--remind", "1h")
    crm.ok("book", "-", "today 9:00", "Dentist", "--remind", "1h")
    assert len(alarms(crm, "--new")) == 2
    crm.ok("move", "choir", "9:05")
    crm.ok("move", "dentist", "9:05")
    crm.ok("appointment", "cancel", "dentist")
    assert alarms(crm, "--new") == [("appointment", 1)]


def test_a_whole_day_begins_at_midnight_across_a_clock_change(crm) -> None:
    crm.ok("book", "-", "26 oct 2026", "Trade fair", "--all-day", "--remind", "24h")
    crm.at("2026-10-25T00:59:00+01:00")
    assert alarms(crm) == []
    # 24 hours before a midnight on winter time are 00:00 UTC, which is 01:00 on summer time.
    crm.at("2026-10-25T01:00:00+01:00")
    assert alarms(crm) == [("appointment", 1)]


def test_ids_of_two_kinds_are_refused(crm) -> None:
    assert crm("reminder", "due", "--alarms", "-f", "ids").code == 2


def test_a_reader_that_went_away_is_told_next_time(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    read, write = os.pipe()
    os.close(read)
    assert subprocess.run(DUE_NEW, stdout=write, check=False).returncode == 0
    os.close(write)
    assert new(crm) == ["Late"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_that_fails_is_told_next_time(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(DUE_NEW, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert new(crm) == ["Late"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_killed_while_it_prints_it_is_told_next_time_and_the_store_is_free_meanwhile(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    read, write = os.pipe()
    os.set_blocking(write, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(write, b"x" * 4096)
    os.set_blocking(write, True)
    with subprocess.Popen(DUE_NEW, stdout=write) as telling:
        _until_blocked(telling.pid)
        crm.ok("reminder", "add", "Meanwhile", "--due", "tomorrow")
        telling.kill()
    os.close(write)
    os.close(read)
    assert new(crm) == ["Late"]


def _until_blocked(pid: int) -> None:
    """Wait until the process waits and uses the processor no more: for the full pipe."""
    before, end = None, time.monotonic() + 30
    while time.monotonic() < end:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used = fields[11:13]
        if fields[0] == "S" and used == before:
            return
        before = used
        time.sleep(0.3)


def test_several_at_once_tell_it_once(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    running = [subprocess.Popen(DUE_NEW, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    outs = [each.communicate(timeout=60)[0] for each in running]
    assert [each.returncode for each in running] == [0] * 6
    assert sum(out.count("Late") for out in outs) == 1


def test_into_a_file_it_counts_as_told(crm) -> None:
    crm.ok("reminder", "add", "Late", "--due", "2026-09-12")
    crm.ok("reminder", "due", "--new", "-o", crm.folder / "due.txt")
    assert "Late" in (crm.folder / "due.txt").read_text()
    assert new(crm) == []

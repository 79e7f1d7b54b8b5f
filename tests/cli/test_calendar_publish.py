"""Calendars kept in files: through the real command, every feed under the byte linter."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from calendar_lint import lint

from smallcrm.store.connect import open_writer


@pytest.fixture
def book(crm):
    """A customer with a tag, and an appointment of each kind."""
    crm.ok(
        "contact",
        "add",
        "Dee Walsh",
        "--phone",
        "07700 900142",
        "--address",
        "3 Park Row, Bristol",
        "--tag",
        "VIP",
    )
    crm.ok("contact", "add", "Sam Hill")
    crm.ok("book", "dee", "21 sep 9-10:30", "Colour", "--remind", "30m")
    crm.ok("appt", "add", "dee", "Cut", "--at", "23 oct 9am", "--repeat", "every 4 weeks")
    crm.ok("book", "sam", "22 sep 9am", "Boiler", "--location", "Elm Grove")
    crm.ok("reminder", "add", "Order foils", "--due", "1 oct", "--contact", "dee")
    (crm.folder / "sync").mkdir()
    return crm


def published(crm, *options: object, name: str = "work.ics") -> Path:
    file = crm.folder / "sync" / name
    crm.ok("calendar", "publish", file, *options)
    return file


def listed(file: Path) -> list[str]:
    """All that stands in the file's folder."""
    return sorted(each.name for each in file.parent.iterdir())


def told(file: Path) -> str:
    """What a file says, found to be without fault, its lines unfolded."""
    data = file.read_bytes()
    assert lint(data) == []
    return data.decode().replace("\r\n ", "").replace("\r\n", "\n")


def summaries(file: Path) -> list[str]:
    return sorted(
        line.removeprefix("SUMMARY:") for line in told(file).split("\n") if line.startswith("SUMMARY:")
    )


def test_the_file_has_what_an_export_has_and_is_the_owners_alone(book) -> None:
    file = published(book)
    book.ok("calendar", "export", "--name", "work", "-o", book.folder / "export.ics")
    assert file.read_bytes() == (book.folder / "export.ics").read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert listed(file) == ["work.ics"]
    assert "NAME:work\n" in told(file)


def test_a_file_for_a_web_server_may_be_read_by_it(book) -> None:
    file = published(book, "--mode", "0644")
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    book.ok("move", "colour", "11:00")
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    published(book, "--mode", "0600")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for mode in ("0755", "644x", "0044", "9"):
        assert book("calendar", "publish", file, "--mode", mode).code == 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["Dee Walsh: Colour", "Dee Walsh: Colour", "Dee Walsh: Cut", "Dee Walsh: Order foils", "Sam Hill: Boiler"]),
        (["--type", "reminders"], ["Dee Walsh: Order foils"]),
        (["--type", "appointments", "--tag", "vip"], ["Dee Walsh: Colour", "Dee Walsh: Colour", "Dee Walsh: Cut"]),
        (["--tag", "vip"], ["Dee Walsh: Colour", "Dee Walsh: Colour", "Dee Walsh: Cut", "Dee Walsh: Order foils"]),
        (["--tag", "none"], []),
        (["--busy"], ["Busy", "Busy", "Busy"]),
        (["--busy", "--tag", "vip"], ["Busy", "Busy"]),
    ],
)  # fmt: skip
def test_every_filter_leaves_what_it_says(book, options, expected) -> None:
    """An alarm says what it is for: the first appears twice in a whole calendar."""
    file = published(book, *options)
    said = [
        line.partition(":")[2]
        for line in told(file).split("\n")
        if line.startswith(("SUMMARY:", "DESCRIPTION:"))
    ]
    assert sorted(text for text in said if not text.startswith("Dee Walsh\\,")) == expected


def test_what_is_for_a_tagged_job_is_in_a_tags_calendar(book) -> None:
    job = book.ok("job", "add", "sam", "New boiler", "--tag", "heating").id
    book.ok("appt", "add", "-", "Deliver boiler", "--at", "24 sep 9am", "--job", job)
    file = published(book, "--tag", "Heating")
    assert len(summaries(file)) == 1
    book.ok("contact", "edit", "dee", "--tag", "heating")
    assert len(summaries(file)) == 4
    book.ok("undo")
    assert len(summaries(file)) == 1


def test_busy_says_when_and_nothing_else(book) -> None:
    series = book.ok(
        "appt", "add", "sam", "Secret meeting", "--at", "28 sep 9am", "--repeat", "every week"
    ).id
    book.ok("appointment", "edit", series, "--only", "5 oct", "--location", "Hidden Lane", "--title", "Hush")
    book.ok("appointment", "remove", "boiler")
    file = published(book, "--busy")
    calendar = told(file)
    for word in (
        "Dee",
        "Sam",
        "Colour",
        "Park",
        "Hidden",
        "Hush",
        "Secret",
        "Boiler",
        "+44",
        "VALARM",
        "foils",
    ):
        assert word not in calendar
    assert calendar.count("CLASS:PRIVATE") == calendar.count("BEGIN:VEVENT") - 1
    assert calendar.count("STATUS:CANCELLED") == 1
    assert "DTSTART;TZID=Europe/London:20260921T090000" in calendar


def test_busy_reminders_are_refused(book) -> None:
    assert book("calendar", "publish", book.folder / "x.ics", "--busy", "--type", "reminders").code == 2
    assert not (book.folder / "x.ics").exists()
    assert book.ok("calendar", "list", "--json").json == []


CHANGES = {
    "move": ("move", "colour", "11:00"),
    "the contact's name": ("contact", "edit", "dee", "--name", "Dee Hall"),
    "the contact's phone": ("contact", "edit", "dee", "--phone", "07700 900199"),
    "the contact's address": ("contact", "edit", "sam", "--address", "9 Elm Grove"),
    "a location": ("appointment", "edit", "colour", "--location", "Salon"),
    "one of a series": ("appointment", "edit", "cut", "--only", "23 oct", "--title", "Trim"),
    "cancel one": ("appointment", "cancel", "cut", "--only", "20 nov"),
    "cancel": ("appointment", "cancel", "colour"),
    "remove": ("appointment", "remove", "colour"),
    "an alarm": ("appointment", "edit", "boiler", "--remind", "1h"),
    "done": ("done", "foils"),
    "merge": ("contact", "merge", "sam", "dee"),
    "a new one": ("book", "sam", "30 sep 9am", "Bath"),
    "remove the contact": ("contact", "remove", "sam"),
}


@pytest.mark.parametrize("line", CHANGES.values(), ids=CHANGES)
def test_after_every_change_its_undo_and_redo_the_files_are_as_if_rendered_anew(book, line) -> None:
    files = [published(book), published(book, "--busy", "--no-cancelled", name="busy.ics")]
    book.at("2026-09-14T09:00:00+01:00")
    for step in (line, ("undo",), ("redo",)):
        before = files[0].read_bytes()
        book.ok(*step)
        assert files[0].read_bytes() != before
        kept = [file.read_bytes() for file in files]
        with sqlite3.connect(book.db) as connection:
            connection.execute("DELETE FROM component")
            connection.execute("UPDATE publication SET written = NULL")
        connection.close()
        book.ok("calendar", "publish")
        assert [file.read_bytes() for file in files] == kept
        assert all(lint(data) == [] for data in kept)


def test_only_what_changed_is_rendered_anew(book) -> None:
    published(book)
    with sqlite3.connect(book.db) as connection:
        connection.execute(
            "UPDATE component SET text = CAST(replace(CAST(text AS TEXT), 'Boiler', 'KEPT') AS BLOB) WHERE id > 0"
        )
    connection.close()
    book.ok("move", "colour", "11:00")
    assert "Sam Hill: KEPT" in told(book.folder / "sync" / "work.ics")
    book.ok("move", "boiler", "11:00")
    assert "Sam Hill: Boiler" in told(book.folder / "sync" / "work.ics")


def test_an_import_brings_the_file_up_to_date_at_once(book, samples) -> None:
    file = published(book, "--all")
    before = told(file)
    book.ok("import", samples / "meetings.ics")
    assert told(file).count("BEGIN:VEVENT") > before.count("BEGIN:VEVENT")
    book.ok("undo")
    assert told(file).count("STATUS:CANCELLED") > 0


def test_what_changes_nothing_in_it_leaves_the_file_untouched(book) -> None:
    file = published(book)
    before = file.stat()
    book.ok("note", "add", "dee", "rang")
    book.ok("contact", "edit", "dee", "--about", "likes tea")
    book.ok("calendar", "publish")
    after = file.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_foreign_property_that_alone_changed_is_in_the_file(book) -> None:
    file = published(book)
    event = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\nBEGIN:VEVENT\nUID:a@example\nDTSTAMP:20260901T080000Z\nSEQUENCE:{}\n"
        "DTSTART:20260925T080000Z\nDTEND:20260925T090000Z\nSUMMARY:Theirs\nCOMMENT:{}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    theirs = book.folder / "theirs.ics"
    for sequence, comment in enumerate(("by bus", "by train")):
        theirs.write_text(event.format(sequence, comment))
        book.ok("import", theirs)
        assert f"COMMENT:{comment}\n" in told(file)


def test_a_rehearsed_import_touches_no_file(book, samples) -> None:
    file = published(book, "--all")
    before = file.read_bytes()
    book.ok("import", samples / "meetings.ics", "--dry-run")
    assert file.read_bytes() == before


def test_what_a_notebook_wrote_is_published_on_the_next_run(book) -> None:
    file = published(book)
    code = (
        "import smallcrm\nfrom smallcrm.store.tables import Appointment\nfrom sqlmodel import select\n"
        "with smallcrm.session() as s:\n  s.exec(select(Appointment).where(Appointment.title == 'Boiler')).one().title = 'Stove'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "Sam Hill: Boiler" in told(file)
    book.ok("today")
    assert "Sam Hill: Stove" in told(file)


def test_what_a_foreign_tool_wrote_is_published_on_the_next_run(book) -> None:
    file = published(book)
    connection = sqlite3.connect(book.db)
    with connection:
        connection.execute("UPDATE appointment SET title = 'Stove' WHERE title = 'Boiler'")
    connection.close()
    book.ok("contact", "list")
    assert "Sam Hill: Stove" in told(file)


def test_the_window_moves_with_the_month(book) -> None:
    book.ok("book", "sam", "1 apr 2028 9am", "Far away")
    file = published(book)
    assert "Far away" not in told(file)
    book.at("2026-10-01T08:00:00+01:00")
    book.ok("today")
    assert "Far away" in told(file)
    assert "Far away" in told(published(book, "--all"))


def test_the_dashboard_brings_the_file_up_to_date(book) -> None:
    import asyncio

    from smallcrm.config import config_path, load
    from smallcrm.desk import Desk
    from smallcrm.model.appointment import AppointmentDraft
    from smallcrm.tui.book import Book

    file = published(book)
    opened = Book(book.db, Desk(load(config_path(None))))
    draft = AppointmentDraft("From the dashboard", "2026-09-25T09:00", "2026-09-25T10:00", "Europe/London")
    asyncio.run(opened.carry_out("booked", lambda write: write.appointments.add(draft)))
    opened.close()
    assert "From the dashboard" in told(file)


def test_a_restore_publishes_what_it_brought_as_news(book) -> None:
    file = published(book)
    backup = book.folder / "old.db"
    book.ok("backup", backup)
    (before,) = book.ok("calendar", "list", "--json", "--urls").json
    for time_of_day in ("11:00", "12:00"):
        book.ok("move", "colour", time_of_day)
    new = book.ok("calendar", "token").out
    book.ok("restore", backup, "--yes")
    event = next(part for part in told(file).split("BEGIN:VEVENT")[1:] if "Colour" in part)
    assert "DTSTART;TZID=Europe/London:20260921T090000" in event
    assert "SEQUENCE:3" in event
    (after,) = book.ok("calendar", "list", "--json", "--urls").json
    assert after["urls"] != before["urls"]
    assert after["urls"][0] in new


def test_a_folder_that_is_gone_fails_no_change_and_is_tried_again(book) -> None:
    file = published(book)
    file.parent.rename(book.folder / "away")
    done = book.ok("move", "colour", "11:00")
    (warning,) = [line for line in done.err.splitlines() if "warning" in line]
    assert str(file) in warning
    assert "calendar publish" in warning
    (row,) = book.ok("calendar", "list", "--json").json
    assert "can't be written" in row["state"]
    assert "warning" not in book.ok("today").err
    assert book("calendar", "publish").code == 1
    (book.folder / "away").rename(file.parent)
    assert "090000" in told(file)
    book.ok("note", "add", "dee", "rang")
    assert "DTSTART;TZID=Europe/London:20260921T110000" in told(file)
    assert book.ok("calendar", "list", "--json").json[0]["state"] == "up to date"


def test_a_full_disk_fails_no_change(book) -> None:
    file = published(book)
    whole = file.read_bytes()
    # Writes beyond this size fail as on a full disk.
    code = (
        "import resource, signal, sys\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from smallcrm.formats import whole_file\nreal = whole_file._renamed\n"
        "import contextlib\n"
        "@contextlib.contextmanager\ndef small(file, mode):\n"
        "  with real(file, mode) as out:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))\n"
        "    try:\n      yield out\n      out.flush()\n    finally:\n"
        "      resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))\n"
        "whole_file._renamed = small\nfrom smallcrm.cli.run import run\nsys.exit(run(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "move", "colour", "11:00"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr.count("warning") == 1
    assert "work.ics" in done.stderr
    assert file.read_bytes() == whole
    assert listed(file) == ["work.ics"]
    book.ok("note", "add", "dee", "rang")
    assert "110000" in told(file)


def test_killed_while_publishing_the_old_file_stays_whole(book) -> None:
    file = published(book)
    whole = file.read_bytes()
    code = (
        "import os, signal, sys\nfrom smallcrm.calendars import publishing\n"
        "def torn(file, pieces, mode):\n"
        "  from smallcrm.formats.whole_file import whole_file\n"
        "  with whole_file(file, mode) as out:\n"
        "    out.write(next(iter(pieces))[:50]); out.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "publishing.bring = torn\nfrom smallcrm.cli.run import run\nrun(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "move", "colour", "11:00"], capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert file.read_bytes() == whole
    assert len(listed(file)) == 2
    book.ok("today")
    assert "DTSTART;TZID=Europe/London:20260921T110000" in told(file)
    assert listed(file) == ["work.ics"]


def test_many_at_once_leave_the_last_state_in_the_file(book) -> None:
    file = published(book)
    lines = [("book", "sam", f"{day} sep 9am", f"Visit {day}") for day in range(15, 21)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "smallcrm", *line], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for line in lines
    ]
    assert [process.wait() for process in processes] == [0] * len(lines)
    assert sum("Visit" in line for line in summaries(file)) == len(lines)
    assert book.ok("calendar", "list", "--json").json[0]["state"] == "up to date"


def test_a_change_waits_for_no_slow_disk_of_anothers(book) -> None:
    """Who writes the file holds no lock on the store: others go on."""
    import fcntl

    file = published(book)
    folder = os.open(file.parent, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    connection = open_writer(book.db)
    changes = "SELECT count(*) FROM change"
    before = connection.execute(changes).fetchone()
    writer = subprocess.Popen(
        [sys.executable, "-m", "smallcrm", "move", "colour", "11:00"], stdout=subprocess.DEVNULL
    )
    while connection.execute(changes).fetchone() == before:
        assert writer.poll() is None
        time.sleep(0.02)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")
    connection.close()
    assert writer.poll() is None
    os.close(folder)
    assert writer.wait() == 0
    assert "110000" in told(file)


def test_again_with_the_same_file_changes_what_is_said(book) -> None:
    file = published(book, "--busy", "--name", "When I am out")
    published(book, "--tag", "vip")
    (row,) = book.ok("calendar", "list", "--json").json
    assert (row["name"], row["busy"], row["tag"]) == ("When I am out", True, "vip")
    published(book, "--not-busy", "--tag", "", "--name", "out")
    assert "NAME:out\n" in told(file)
    assert "Sam Hill: Boiler" in summaries(file)
    (row,) = book.ok("calendar", "list", "--json").json
    assert row == {
        "name": "out", "type": "all", "tag": None, "busy": False, "cancelled": True, "all": False, "file": str(file),
        "mode": "0600", "state": "up to date",
    }  # fmt: skip


def test_two_calendars_of_one_name_are_refused(book) -> None:
    published(book)
    other = book.folder / "work.ics"
    refused = book("calendar", "publish", other)
    assert refused.code == 6
    assert "--name" in refused.err
    assert not other.exists()
    book.ok("calendar", "publish", other, "--name", "other")


def test_a_file_of_anothers_is_not_overwritten(book) -> None:
    notes = book.folder / "notes.txt"
    notes.write_text("mine")
    foreign = book.folder / "foreign.ics"
    foreign.write_text("BEGIN:VCALENDAR\nPRODID:-//Other//EN\nEND:VCALENDAR\n")
    for file in (notes, foreign, book.db, book.folder, book.folder / "gone" / "work.ics", Path("/dev/null")):
        refused = book("calendar", "publish", file)
        assert refused.code == 1, file
        assert refused.err.count("\n") == 1
    assert notes.read_text() == "mine"
    assert book.ok("calendar", "list", "--json").json == []


@pytest.mark.parametrize("name", ["a/b", "", "x" * 101, ".hidden", "  "])
def test_a_name_that_is_none_is_refused(book, name: str) -> None:
    assert book("calendar", "publish", book.folder / "sync" / "w.ics", "--name", name).code == 2


def test_unpublish_leaves_the_file_unless_told(book) -> None:
    first, second = published(book), published(book, name="other.ics")
    book.ok("calendar", "unpublish", "work")
    before = first.read_bytes()
    book.ok("move", "colour", "11:00")
    assert first.read_bytes() == before
    book.ok("calendar", "unpublish", second, "--delete-file")
    assert not second.exists()
    assert book.ok("calendar", "list", "--json").json == []
    missing = book("calendar", "unpublish", "work")
    assert missing.code == 3


def test_the_secret_is_shown_only_when_asked_for(book) -> None:
    published(book)
    address = book.ok("calendar", "list", "--json", "--urls").json[0]["urls"][0]
    token = address.split("/")[-2]
    assert len(token) >= 22
    for line in (["calendar", "list"], ["calendar", "list", "--json"], ["history"], ["export", "all"]):
        assert token not in book.ok(*line).out
    renewed = book.ok("calendar", "token").out
    assert token not in renewed
    assert renewed.startswith("webcal://127.0.0.1:8723/")


def test_one_of_several_is_named_for_a_new_secret(book) -> None:
    published(book)
    published(book, name="other.ics")
    assert book("calendar", "token").code == 2
    assert book("calendar", "token", "nothing").code == 3
    addresses = {row["name"]: row["urls"] for row in book.ok("calendar", "list", "--json", "--urls").json}
    book.ok("calendar", "token", "other")
    after = {row["name"]: row["urls"] for row in book.ok("calendar", "list", "--json", "--urls").json}
    assert after["work"] == addresses["work"]
    assert after["other"] != addresses["other"]
    book.ok("calendar", "token", "--all")


def test_publishing_is_no_step_of_the_history(book) -> None:
    before = book.ok("history", "--json").json
    published(book)
    book.ok("calendar", "token")
    assert book.ok("history", "--json").json == before


def test_the_bytes_are_the_same_all_day_long(book) -> None:
    file = published(book)
    book.at("2026-09-14T23:59:00+01:00")
    published(book, "--name", "x")
    published(book, "--name", "work")
    late = file.read_bytes()
    book.at("2026-09-14T00:00:00+01:00")
    published(book, "--name", "x")
    published(book, "--name", "work")
    assert file.read_bytes() == late


def test_other_settings_are_followed_on_the_next_run(book) -> None:
    file = published(book)
    book.ok("config", "set", "timezone", "Europe/Dublin")
    book.ok("today")
    assert "X-WR-TIMEZONE:Europe/Dublin" in told(file)

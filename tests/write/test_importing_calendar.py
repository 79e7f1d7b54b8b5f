"""Calendars of other programs, brought in through the real command."""

from __future__ import annotations

from pathlib import Path

import pytest
from calendar_lint import lint

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n"
MEETINGS = (
    HEAD
    + """\
BEGIN:VEVENT
UID:abc-1@example
DTSTAMP:20260901T080000Z
DTSTART;TZID=Europe/London:20261023T090000
DTEND;TZID=Europe/London:20261023T100000
RRULE:FREQ=WEEKLY;INTERVAL=4;COUNT=6
EXDATE;TZID=Europe/London:20261120T090000
SUMMARY:Tuning\\, St Mark's
LOCATION:Church hall
ATTENDEE;CN=Iris Köhler:mailto:Iris.Koehler@example.org
X-CUSTOM-COLOUR:teal
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Tuning
TRIGGER:-PT30M
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:abc-1@example
RECURRENCE-ID;TZID=Europe/London:20261218T090000
DTSTAMP:20260901T080000Z
DTSTART;TZID=Europe/London:20261218T140000
DTEND;TZID=Europe/London:20261218T150000
SUMMARY:Tuning (afternoon)
SEQUENCE:1
END:VEVENT
BEGIN:VEVENT
UID:abc-2@example
DTSTAMP:20260901T080000Z
SEQUENCE:4
DTSTART;VALUE=DATE:20261224
DTEND;VALUE=DATE:20261229
SUMMARY:Closed
END:VEVENT
BEGIN:VTODO
UID:todo-1@example
DTSTAMP:20260901T080000Z
DUE;VALUE=DATE:20261201
SUMMARY:Order strings
END:VTODO
END:VCALENDAR
"""
)


def event(**lines: str) -> str:
    """A calendar of one event."""
    known = {
        "UID": "x@example",
        "DTSTART": "20261001T090000Z",
        "DTEND": "20261001T100000Z",
        "SUMMARY": "Talk",
    }
    body = "".join(f"{name}:{value}\n" for name, value in {**known, **lines}.items() if value)
    return f"{HEAD}BEGIN:VEVENT\n{body}END:VEVENT\nEND:VCALENDAR\n"


@pytest.fixture
def bring(crm):
    """Import a calendar's text; what became of its records."""

    def bring(text: str, *options: str) -> dict[str, int]:
        file = Path(crm.folder / "theirs.ics")
        file.write_text(text, encoding="utf-8")
        report = crm.ok("import", file, "--json", *options).json
        return {name: report[name] for name in ("new", "updated", "unchanged", "skipped") if report[name]}

    return bring


def shown(crm, appointment_id: int = 1):
    return crm.ok("appointment", "show", appointment_id, "--json").json


def test_series_exceptions_whole_days_and_reminders_come_in(crm, bring) -> None:
    crm.ok("contact", "add", "Iris Köhler", "--email", "iris.koehler@example.org")
    assert bring(MEETINGS) == {"new": 3}
    tuning, closed = shown(crm, 1), shown(crm, 2)
    assert (tuning["uid"], tuning["title"], tuning["contact"]) == (
        "abc-1@example",
        "Tuning, St Mark's",
        "Iris Köhler",
    )
    assert (tuning["start"], tuning["repeat"], tuning["alarms"]) == (
        "2026-10-23T09:00:00+01:00",
        "FREQ=WEEKLY;INTERVAL=4;COUNT=6",
        [30],
    )
    assert [(each["recurrence"], each["cancelled"], each["start"]) for each in tuning["occurrences"]] == [
        ("2026-11-20T09:00:00+00:00", True, None),
        ("2026-12-18T09:00:00+00:00", False, "2026-12-18T14:00:00+00:00"),
    ]
    assert (closed["all_day"], closed["end"], closed["sequence"]) == (True, "2026-12-29", 4)
    assert crm.ok("reminder", "list", "--json").json[0]["due"] == "2026-12-01"


def test_the_same_file_again_changes_nothing_and_is_no_step(crm, bring) -> None:
    bring(MEETINGS)
    before = crm.ok("calendar", "export").out
    assert bring(MEETINGS) == {"unchanged": 3}
    assert crm.ok("calendar", "export").out == before
    crm.ok("undo")
    assert crm.ok("appointment", "list", "-f", "ids").out == ""


def test_what_is_not_known_comes_out_again(crm, bring) -> None:
    bring(MEETINGS)
    told = crm.ok("calendar", "export").out
    assert "X-CUSTOM-COLOUR:teal" in told
    assert "RECURRENCE-ID;TZID=Europe/London:20261218T090000" in told
    assert (
        lint(
            (crm.ok("calendar", "export", "-o", crm.folder / "ours.ics"), crm.folder / "ours.ics")[
                1
            ].read_bytes()
        )
        == []
    )


def test_what_the_file_says_anew_is_followed(crm, bring) -> None:
    bring(event())
    assert bring(event(SUMMARY="Longer talk", DTEND="20261001T110000Z")) == {"updated": 1}
    talk = shown(crm)
    assert (talk["title"], talk["end"], talk["sequence"]) == ("Longer talk", "2026-10-01T11:00:00+00:00", 1)
    assert bring(event(SUMMARY="Longer talk", SEQUENCE="7")) == {"updated": 1}
    assert shown(crm)["sequence"] == 7


def test_a_change_of_ones_own_is_not_undone_by_the_same_file(crm, bring) -> None:
    bring(event())
    crm.ok("move", "talk", "2 oct")
    assert bring(event()) == {"unchanged": 1}
    assert shown(crm)["start"] == "2026-10-02T09:00:00+00:00"
    assert bring(event(), "--on-duplicate", "replace") == {"updated": 1}
    assert shown(crm)["start"] == "2026-10-01T09:00:00+00:00"


def test_what_the_file_cannot_know_stays(crm, bring) -> None:
    crm.ok("contact", "add", "Maya O'Connor")
    crm.ok("job", "add", "maya", "Leaking valve")
    bring(event())
    crm.ok("appointment", "edit", "talk", "--contact", "maya", "--job", "leaking")
    assert bring(event(SUMMARY="Longer talk")) == {"updated": 1}
    assert (shown(crm)["contact"], shown(crm)["job_id"]) == ("Maya O'Connor", 1)


def test_the_modes_for_what_is_there_already(crm, bring) -> None:
    bring(event())
    assert bring(event(SUMMARY="Other"), "--on-duplicate", "skip") == {"skipped": 1}
    assert bring(event(), "--on-duplicate", "skip") == {"unchanged": 1}
    assert bring(event(), "--on-duplicate", "create") == {"new": 1}
    assert shown(crm, 2)["uid"] != "x@example"


def test_an_event_without_a_uid_is_known_by_what_it_says(crm, bring) -> None:
    assert bring(event(UID="")) == {"new": 1}
    assert bring(event(UID="")) == {"unchanged": 1}
    assert bring(event(UID="", SUMMARY="Another")) == {"new": 1}


def test_a_cancelled_event_is_cancelled(crm, bring) -> None:
    bring(event())
    assert bring(event(STATUS="CANCELLED")) == {"updated": 1}
    assert shown(crm)["status"] == "cancelled"


def test_a_removed_event_comes_back_under_a_higher_sequence(crm, bring) -> None:
    bring(event(SEQUENCE="3"))
    crm.ok("appointment", "remove", "talk")
    assert bring(event(SEQUENCE="3")) == {"new": 1}
    assert shown(crm, 2)["sequence"] == 5


def test_a_reminder_done_here_is_not_opened_by_a_file(crm, bring) -> None:
    bring(MEETINGS)
    crm.ok("reminder", "done", "strings")
    changed = MEETINGS.replace("SUMMARY:Order strings", "SUMMARY:Order bass strings")
    assert bring(changed) == {"updated": 1, "unchanged": 2}
    reminder = crm.ok("reminder", "list", "--json").json[0]
    assert reminder["text"] == "Order bass strings"
    assert reminder["done_at"] is not None


def test_a_file_says_a_reminder_is_done(crm, bring) -> None:
    bring(MEETINGS)
    done = MEETINGS.replace(
        "SUMMARY:Order strings", "SUMMARY:Order strings\nSTATUS:COMPLETED\nCOMPLETED:20260910T090000Z"
    )
    assert bring(done) == {"updated": 1, "unchanged": 2}
    assert crm.ok("reminder", "list", "--json").json[0]["done_at"].startswith("2026-09-10T")

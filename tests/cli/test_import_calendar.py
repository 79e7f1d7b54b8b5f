"""Invitations, bookings and calendars of other programs, brought in by the real command."""

from __future__ import annotations

from pathlib import Path

import pytest
from calendar_lint import lint

HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n"
SERIES = {
    "DTSTART;TZID=Europe/London": "20261006T140000",
    "DTEND;TZID=Europe/London": "20261006T150000",
    "RRULE": "FREQ=WEEKLY;COUNT=6",
}
ONCE = {"DTSTART": "20261001T090000Z", "DTEND": "20261001T100000Z"}


def event(method: str = "", **lines: str) -> str:
    """A calendar of one event; an underscore in a name stands for a hyphen."""
    known = {"UID": "x@example", "DTSTAMP": "20260901T080000Z", "SUMMARY": "Talk", **lines}
    body = "".join(f"{name.replace('_', '-')}:{value}\n" for name, value in known.items() if value)
    head = HEAD + (f"METHOD:{method}\n" if method else "")
    return f"{head}BEGIN:VEVENT\n{body}END:VEVENT\nEND:VCALENDAR\n"


@pytest.fixture
def bring(crm):
    """Import a calendar, as text or by the name of a sample; what became of its records, and the words said."""

    def bring(text: str, *options: str) -> tuple[dict[str, int], str]:
        file = Path(__file__).parent.parent / "data" / "calendars" / text[:80]
        if "\n" in text:
            file = crm.folder / "theirs.ics"
            file.write_text(text, encoding="utf-8")
        result = crm("import", file, "--json", *options)
        assert result.code in {0, 5}, result.err
        outcomes = ("new", "updated", "unchanged", "skipped", "rejected")
        return {name: result.json[name] for name in outcomes if result.json[name]}, result.err

    return bring


def titles(crm, *days: str) -> list[tuple[str, str, str]]:
    """Start, title and status of what stands in the agenda."""
    frm, to = days or ("2026-09-14", "2027-01-31")
    found = crm.ok("agenda", "--from", frm, "--to", to, "--json").json
    return [(each["at"], each["title"], each["status"]) for each in found]


def starts(crm) -> list[str]:
    """When what has not been called off begins."""
    return [at[5:16] for at, _, status in titles(crm) if status != "cancelled"]


def exported(crm) -> str:
    file = crm.folder / "ours.ics"
    crm.ok("calendar", "export", "--all", "-o", file)
    data = file.read_bytes()
    assert lint(data) == []
    return data.decode().replace("\r\n ", "").replace("\r\n", "\n")


WEEKS = ["10-06T14:00", "10-13T14:00", "10-20T14:00", "10-27T14:00", "11-03T14:00", "11-10T14:00"]


def test_an_invitation_its_changes_and_its_end(crm, bring) -> None:
    crm.ok("contact", "add", "Priya Nair", "--email", "Priya.Nair@example.org")
    assert bring("google-invitation.ics")[0] == {"new": 1}
    assert starts(crm) == WEEKS
    assert crm.ok("appointment", "show", 1, "--json").json["contact"] == "Priya Nair"
    assert bring("google-one-time-moved.ics")[0] == {"updated": 1}
    assert starts(crm) == [*WEEKS[:3], "10-28T10:30", *WEEKS[4:]]
    assert bring("google-one-time-cancelled.ics")[0] == {"updated": 1}
    assert starts(crm) == [*WEEKS[:2], "10-28T10:30", *WEEKS[4:]]
    # None of these says anything anew, and the first is a version before the others.
    for name in ("google-invitation", "google-one-time-moved", "google-one-time-cancelled"):
        assert bring(f"{name}.ics")[0] == {"unchanged": 1}
    told = exported(crm)
    assert "X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij\n" in told
    assert (
        "PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=me@tuning.example;X-NUM-GUESTS=0:mailto:me@tuning.example\n"
        in told
    )
    assert bring("google-cancelled.ics")[0] == {"updated": 1}
    assert starts(crm) == []
    assert crm.ok("appointment", "show", 1, "--json").json["title"] == "Piano voicing"
    assert bring("google-cancelled.ics")[0] == {"unchanged": 1}
    outcome, said = bring("google-invitation.ics")
    assert outcome == {"skipped": 1}
    assert "this is an older version (SEQUENCE 0, the book has 2); nothing changes" in said
    crm.ok("undo")
    assert starts(crm) == [*WEEKS[:2], "10-28T10:30", *WEEKS[4:]]


def test_one_time_that_comes_before_its_series(crm, bring) -> None:
    outcome, said = bring("google-one-time-moved.ics")
    assert outcome == {"new": 1}
    assert "line 6: this is one time of a series that is not in the book; it comes in by itself" in said
    assert starts(crm) == ["10-28T10:30"]
    assert bring("google-invitation.ics")[0] == {"new": 1}
    assert starts(crm) == [*WEEKS[:3], "10-28T10:30", *WEEKS[4:]]
    assert len(crm.ok("appointment", "list", "--json").json) == 1
    assert bring("google-one-time-moved.ics")[0] == {"unchanged": 1}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("reply.ics", 'Nair, Priya declines ("Not the title"), saying: In Leeds that week; the appointment stays as it is'),
        ("counter.ics", 'Priya Nair proposes Tue 6 Oct 2026, 15:00–16:00 for "Piano voicing"; the appointment stays as it is'),
    ],
)  # fmt: skip
def test_what_others_say_of_an_appointment_changes_nothing(crm, bring, name: str, said: str) -> None:
    assert "it is not in the book" in bring(name)[1]
    bring("google-invitation.ics")
    before = exported(crm)
    outcome, words = bring(name)
    assert outcome == {"skipped": 1}
    assert said in words
    assert exported(crm) == before


def test_a_meeting_of_outlook_with_zones_of_windows(crm, bring) -> None:
    crm.ok("contact", "add", "Owen Adeyemi", "--email", "owen@facilities.example")
    outcome, said = bring("outlook-meeting.ics")
    assert outcome == {"new": 2}
    inspection, call = (crm.ok("appointment", "show", number, "--json").json for number in (1, 2))
    assert (inspection["start"], inspection["timezone"]) == ("2026-11-02T08:30:00+00:00", "Europe/London")
    assert (inspection["contact"], inspection["alarms"]) == ("Owen Adeyemi", [15])
    assert (call["timezone"], call["repeat"]) == ("America/New_York", "FREQ=WEEKLY;COUNT=3;BYDAY=TU;WKST=SU")
    assert starts(crm) == ["10-27T13:00", "11-02T08:30", "11-03T14:00", "11-10T14:00"]
    assert '"Customized Time Zone" has no name known here; its times were taken as America/New_York' in said
    assert "DESCRIPTION:Annual boiler inspection\\, with the insurer." in exported(crm)


def test_bookings_find_their_contacts_by_address(crm, bring) -> None:
    crm.ok("contact", "add", "Tomasz", "--email", "tomasz.lukasik@example.org")
    crm.ok("contact", "add", "Dee Walsh", "--email", "dee.walsh@example.org")
    before = len(crm.ok("contact", "list", "--json").json)
    for name, new in (("calendly-booking", 1), ("square-bookings", 2), ("jobber-schedule", 2)):
        assert bring(f"{name}.ics") == ({"new": new}, "")
        assert bring(f"{name}.ics") == ({"unchanged": new}, "")
    booked = {each["title"]: each for each in crm.ok("appointment", "list", "--json").json}
    assert booked["Tomasz Łukasik and You"]["contact"] == "Tomasz"
    assert booked["Dee Walsh - Cut & colour"]["contact"] == "Dee Walsh"
    assert booked["Dee Walsh - Cut & colour"]["end"] == "2026-09-25T10:30:00+00:00"
    assert (booked["Walk-in"]["contact"], booked["Walk-in"]["status"]) == (None, "tentative")
    assert booked["Anytime: collect parts"]["end"] == "2026-10-02"
    assert len(crm.ok("contact", "list", "--json").json) == before


def test_a_family_calendar_of_apple(crm, bring) -> None:
    assert bring("apple-family.ics") == ({"new": 3}, "")
    swimming = [
        (at[5:16], title) for at, title, _ in titles(crm, "2026-10-01", "2026-12-31") if "Swimming" in title
    ]
    assert swimming == [
        ("10-06T18:30", "Swimming"),
        ("10-13T19:30", "Swimming gala"),
        ("10-20T18:30", "Swimming"),
        ("11-03T18:30", "Swimming"),
        ("11-17T16:30", "Swimming"),
        ("11-24T16:30", "Swimming"),
        ("12-01T16:30", "Swimming"),
    ]
    assert 'X-TITLE="LeisureCentre"' in exported(crm).replace("Leisure Centre", "LeisureCentre")
    assert bring("apple-family.ics")[0] == {"unchanged": 3}


@pytest.mark.parametrize(
    ("later", "outcome"),
    [
        ({"SEQUENCE": "2"}, {"updated": 1}),
        ({"SEQUENCE": "0"}, {"skipped": 1}),
        ({"SEQUENCE": "1", "DTSTAMP": "20260902T080000Z"}, {"updated": 1}),
        ({"SEQUENCE": "1", "DTSTAMP": "20260831T080000Z"}, {"skipped": 1}),
        (
            {"SEQUENCE": "1", "DTSTAMP": "20260902T080000Z", "LAST_MODIFIED": "20260830T080000Z"},
            {"skipped": 1},
        ),
        ({"SEQUENCE": "1", "DTSTAMP": ""}, {"updated": 1}),
    ],
)
def test_the_later_version_counts(crm, bring, later: dict[str, str], outcome: dict[str, int]) -> None:
    bring(event(**ONCE, SEQUENCE="1"))
    assert bring(event(**ONCE, **{**later, "SUMMARY": "Longer talk"}))[0] == outcome
    title = crm.ok("appointment", "show", 1, "--json").json["title"]
    assert title == ("Talk" if "skipped" in outcome else "Longer talk")
    assert bring(event(**ONCE, SUMMARY="Wanted"), "--on-duplicate", "replace")[0] == {"updated": 1}


def test_the_time_a_file_was_written_says_nothing_anew(crm, bring) -> None:
    bring(event(**ONCE))
    assert bring(event(**ONCE, DTSTAMP="20260913T080000Z"))[0] == {"unchanged": 1}


def test_a_cancellation_of_what_is_not_there(crm, bring) -> None:
    outcome, said = bring(event("CANCEL"))
    assert outcome == {"skipped": 1}
    assert "theirs.ics, line 5: it calls off an appointment that is not in the book" in said
    assert not crm.db.exists() or titles(crm) == []


def test_a_series_is_called_off_from_one_time_on(crm, bring) -> None:
    bring(event(**SERIES))
    off = {"RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London": "20261027T140000", "SEQUENCE": "1"}
    assert bring(event("CANCEL", **off))[0] == {"updated": 1}
    assert starts(crm) == WEEKS[:3]
    assert bring(event("CANCEL", **off))[0] == {"unchanged": 1}
    crm.ok("undo")
    assert starts(crm) == WEEKS


def test_a_series_is_moved_from_one_time_on(crm, bring) -> None:
    crm.ok("contact", "add", "Iris", "--email", "iris@example.org")
    bring(event(**SERIES, ATTENDEE="mailto:iris@example.org"))
    moved = {
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London": "20261027T140000",
        "DTSTART;TZID=Europe/London": "20261028T160000",
        "DTEND;TZID=Europe/London": "20261028T173000",
        "SEQUENCE": "1",
    }
    assert bring(event("REQUEST", **moved))[0] == {"updated": 1}
    after = [*WEEKS[:3], "10-28T16:00", "11-04T16:00", "11-11T16:00"]
    assert starts(crm) == after
    rest = crm.ok("appointment", "show", 2, "--json").json
    assert (rest["contact"], rest["end"], rest["repeat"]) == (
        "Iris",
        "2026-10-28T17:30:00+00:00",
        "FREQ=WEEKLY;COUNT=3",
    )
    assert bring(event("REQUEST", **moved))[0] == {"unchanged": 1}
    again = {**moved, "SEQUENCE": "2", "DTSTART;TZID=Europe/London": "20261028T150000"}
    assert bring(event("REQUEST", **again))[0] == {"updated": 1}
    assert starts(crm) == [*WEEKS[:3], "10-28T15:00", "11-04T15:00", "11-11T15:00"]
    assert bring(event("CANCEL", SEQUENCE="3"))[0] == {"updated": 1}
    assert starts(crm) == []


def test_what_was_said_of_one_time_outlives_a_change_of_the_series(crm, bring) -> None:
    bring(event(**SERIES))
    one = {"RECURRENCE-ID;TZID=Europe/London": "20261013T140000", "SEQUENCE": "0"}
    bring(event("CANCEL", **one))
    assert bring(event(**SERIES, SEQUENCE="1", LOCATION="Hall"))[0] == {"updated": 1}
    assert starts(crm) == [WEEKS[0], *WEEKS[2:]]
    later = {
        **SERIES,
        "DTSTART;TZID=Europe/London": "20261006T150000",
        "DTEND;TZID=Europe/London": "20261006T160000",
    }
    bring(event(**later, SEQUENCE="2"))
    assert starts(crm) == [week.replace("14:00", "15:00") for week in WEEKS]


def test_a_time_added_to_a_series_does_not_replace_it(crm, bring) -> None:
    bring(event(**SERIES))
    outcome, said = bring(event("ADD", **ONCE))
    assert outcome == {"new": 1}
    assert "it adds a time to a series; it comes in by itself" in said
    assert starts(crm) == ["10-01T10:00", *WEEKS]


def test_an_own_change_stays_when_one_time_is_read_again(crm, bring) -> None:
    bring("google-invitation.ics")
    bring("google-one-time-moved.ics")
    crm.ok("move", "1", "2026-10-29 12:00", "--only", "2026-10-28")
    assert bring("google-one-time-moved.ics")[0] == {"unchanged": 1}
    assert "10-29T12:00" in starts(crm)


def test_reminders_follow_the_later_version_too(crm, bring) -> None:
    def todo(sequence: int, text: str) -> str:
        return f"{HEAD}BEGIN:VTODO\nUID:t\nDTSTAMP:20260901T080000Z\nSEQUENCE:{sequence}\nDUE;VALUE=DATE:20261001\nSUMMARY:{text}\nEND:VTODO\nEND:VCALENDAR\n"

    assert bring(todo(3, "Ring"))[0] == {"new": 1}
    assert bring(todo(2, "Write"))[0] == {"skipped": 1}
    assert bring(todo(4, "Visit"))[0] == {"updated": 1}
    assert crm.ok("reminder", "list", "--json").json[0]["text"] == "Visit"
    assert "SEQUENCE:4\n" in exported(crm)


BAD = {
    "5 MB lines": f"SUMMARY:Long\nDESCRIPTION:{'x' * 5_000_000}",
    "a line of 5 MB that is none": "x" * 5_000_000,
    "NULs": "SUMMARY:N\0U\0L\nX-NUL:\0",
    "components in components": "BEGIN:VEVENT\nBEGIN:VTODO\nBEGIN:VCALENDAR\nEND:X\nBEGIN:VALARM",
    "a rule of seconds": "RRULE:FREQ=SECONDLY",
    "a rule of many": f"RRULE:FREQ=DAILY;COUNT={10**9}",
    "a rule that stands still": "RRULE:FREQ=DAILY;INTERVAL=0",
    "a rule for nothing": "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYSETPOS=366",
    "an end before the start": "DTEND:19700101T000000Z",
    "the end of time": "DTEND:99981231T235959Z\nRRULE:FREQ=YEARLY;INTERVAL=9999",
    "a length without end": "DURATION:P99999W",
    "exceptions of all kinds": "RRULE:FREQ=DAILY\nEXDATE:20261002T090000Z,never,20261003\nEXDATE;VALUE=DATE:20261004",
    "a zone that leads away": "DTSTART;TZID=../../etc/passwd:20261001T090000",
    "no name": ":nothing\n;;:\n=",
    "a bad sequence": "SEQUENCE:-1\nSEQUENCE:99999999999999999999",
    "an alarm of ages": "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-P99999W\nEND:VALARM",
    "dates by the thousand": "RDATE:" + ",".join(["20261101T090000Z"] * 20_000),
}


@pytest.mark.parametrize("what", BAD)
def test_whatever_is_wrong_costs_no_other_event(crm, bring, what: str) -> None:
    first = f"BEGIN:VEVENT\nUID:bad\nDTSTART:20261001T090000Z\nDTSTAMP:20260901T080000Z\n{BAD[what]}\nEND:VEVENT\n"
    outcome, said = bring(HEAD + first + event(**ONCE).removeprefix(HEAD))
    assert outcome["new"] >= 1
    assert all(
        line.startswith(("theirs.ics, line ", "smallcrm: ", '{"error": ')) for line in said.splitlines()
    ), said[:400]
    assert max(map(len, said.splitlines()), default=0) < 600
    assert ("2026-10-01T10:00:00+01:00", "Talk", "confirmed") in titles(crm)
    exported(crm)
    again, _ = bring(HEAD + first + event(**ONCE).removeprefix(HEAD))
    assert again.get("new", 0) == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"])
def test_encodings_and_mixed_line_ends(crm, encoding: str) -> None:
    file = crm.folder / "theirs.ics"
    text = event(**ONCE, LOCATION="Café Ærø").replace("UID", "\r\n\r\nUID", 1).replace("DTEND", "\rDTEND")
    file.write_bytes(text.encode(encoding))
    assert crm.ok("import", file, "--json").json["new"] == 1
    assert crm.ok("appointment", "show", 1, "--json").json["location"] == "Café Ærø"


def test_what_has_no_place_here_is_named(crm, bring) -> None:
    parts = "".join(
        f"BEGIN:{name}\nUID:{name}\nDTSTART:20261001T090000Z\nSUMMARY:{name}\nEND:{name}\n"
        for name in ("VJOURNAL", "VFREEBUSY", "X-THING")
    )
    outcome, said = bring(HEAD + parts + event(**ONCE).removeprefix(HEAD))
    assert outcome == {"new": 1, "rejected": 3}
    assert said.count("this is neither an appointment nor a reminder (VEVENT, VTODO)") == 3


def test_events_with_an_empty_uid_or_one_for_all(crm, bring) -> None:
    both = event(**ONCE).removeprefix(HEAD).removesuffix("END:VCALENDAR\n")
    other = both.replace("20261001", "20261002")
    outcome, said = bring(HEAD + both + other + "END:VCALENDAR\n")
    assert (outcome, "another entry of the file has this UID; both come in" in said) == ({"new": 2}, True)
    without = (HEAD + both + other + "END:VCALENDAR\n").replace("x@example", "")
    assert bring(without)[0] == {"new": 2}
    assert bring(without)[0] == {"unchanged": 2}


def test_an_invitation_is_with_the_others_on_it(crm, bring) -> None:
    crm.ok("contact", "add", "Ravi (me)", "--email", "ravi@plumbing.example")
    crm.ok("contact", "add", "Iris", "--email", "iris@example.org")
    talk = event(**ONCE, ORGANIZER="mailto:Ravi@plumbing.example", ATTENDEE="mailto:iris@example.org")
    assert bring(talk)[0] == {"new": 1}
    assert crm.ok("appointment", "show", 1, "--json").json["contact"] == "Ravi (me)"
    crm.ok("undo")
    crm.ok("config", "set", "email", "ravi@work.example, RAVI@plumbing.example")
    bring(talk)
    bring(event(**ONCE, UID="alone@example", ORGANIZER="mailto:ravi@plumbing.example"))
    found = crm.ok("appointment", "list", "--json").json
    assert [each["contact"] for each in found] == ["Iris", None]


ME = "me@tuning.example"
INVITED = f"ATTENDEE;PARTSTAT={{}}:mailto:{ME}"


def statuses(crm) -> dict[str, str]:
    return {each["title"]: each["status"] for each in crm.ok("appointment", "list", "--json").json}


@pytest.fixture
def mine(crm):
    """The user's own addresses are known."""
    crm.ok("config", "set", "email", f"other@tuning.example, {ME.title()}")
    return crm


def test_an_invitation_of_google_is_as_it_was_answered(mine, bring) -> None:
    assert bring("google-invitation.ics") == ({"new": 1}, "")
    assert statuses(mine) == {"Piano voicing": "tentative"}
    outcome, said = bring("google-declined.ics")
    assert outcome == {"updated": 1}
    assert 'line 35, column ATTENDEE: "Piano voicing": you declined; taken as cancelled' in said
    assert (statuses(mine), starts(mine)) == ({"Piano voicing": "cancelled"}, [])
    assert bring("google-declined.ics")[0] == {"unchanged": 1}
    assert bring("google-invitation.ics")[0] == {"skipped": 1}
    mine.ok("undo")
    assert starts(mine) == WEEKS


def test_declined_at_first_it_never_fills_the_diary(mine, bring) -> None:
    assert bring("google-declined.ics")[0] == {"new": 1}
    assert (statuses(mine), starts(mine)) == ({"Piano voicing": "cancelled"}, [])
    mine.ok("appointment", "edit", "1", "--status", "confirmed", "--all")
    assert bring("google-declined.ics")[0] == {"unchanged": 1}
    # Our own calendar tells the user's own mind, and still has the line with their answer.
    told = mine.folder / "ours.ics"
    mine.ok("calendar", "export", "--all", "-o", told)
    assert "PARTSTAT=DECLINED" in told.read_text()
    assert mine.ok("import", told, "--json").json["unchanged"] == 1
    assert starts(mine) == WEEKS


def test_invitations_of_apple_with_answers_for_single_times(mine, bring) -> None:
    mine.ok("contact", "add", "Iris Köhler", "--email", "iris@example.org")
    outcome, said = bring("apple-invitations.ics")
    assert (outcome, said.count("you declined; taken as cancelled")) == ({"new": 3}, 2)
    assert statuses(mine) == {
        "House concert": "cancelled", "Look at the harpsichord": "tentative", "Ensemble": "confirmed",
    }  # fmt: skip
    ensemble = [
        (at[5:10], status)
        for at, title, status in titles(mine, "2026-10-01", "2026-12-31")
        if title == "Ensemble"
    ]
    assert ensemble == [("10-05", "confirmed"), ("10-19", "tentative"), ("10-26", "confirmed")]
    shown = mine.ok("appointment", "show", "ensemble").out
    assert "except Mon 12 Oct 2026, 09:00: cancelled\n" in shown
    assert "except Mon 19 Oct 2026, 09:00: tentative\n" in shown
    assert {each["contact"] for each in mine.ok("appointment", "list", "--json").json} == {"Iris Köhler"}
    assert bring("apple-invitations.ics")[0] == {"unchanged": 3}


def test_an_invitation_of_outlook_is_tentative_until_it_is_answered(mine, bring) -> None:
    assert bring("outlook-meeting.ics")[0] == {"new": 2}
    assert statuses(mine) == {"Boiler inspection": "tentative", "Call with head office": "confirmed"}


@pytest.mark.parametrize(
    ("answer", "said", "status"),
    [
        ("ACCEPTED", {"STATUS": "TENTATIVE"}, "tentative"),
        ("ACCEPTED", {}, "confirmed"),
        ("accepted", {"STATUS": "CANCELLED"}, "cancelled"),
        ("TENTATIVE", {"STATUS": "CONFIRMED"}, "tentative"),
        ("tentative", {"STATUS": "CANCELLED"}, "cancelled"),
        ("DECLINED", {"STATUS": "CONFIRMED"}, "cancelled"),
        ("DELEGATED", {}, "cancelled"),
        ("NEEDS-ACTION", {}, "tentative"),
        ("NEEDS-ACTION", {"ORGANIZER": f"mailto:{ME.upper()}"}, "confirmed"),
        ("DECLINED", {"ORGANIZER": f"mailto:{ME}"}, "cancelled"),
        ("DECLINED", {"ATTENDEE;PARTSTAT=ACCEPTED": "mailto:other@tuning.example"}, "confirmed"),
        ("DECLINED", {"ATTENDEE;PARTSTAT=NEEDS-ACTION": "mailto:other@tuning.example"}, "cancelled"),
        ("DECLINED", {"ATTENDEE;PARTSTAT=ACCEPTED": "mailto:iris@example.org"}, "cancelled"),
        ("X-PERHAPS", {"STATUS": "CONFIRMED"}, "confirmed"),
        ("", {}, "confirmed"),
    ],
)
def test_what_an_answer_makes_of_a_status(
    mine, bring, answer: str, said: dict[str, str], status: str
) -> None:
    text = event(**ONCE, **said).replace("END:VEVENT", f"{INVITED.format(answer)}\nEND:VEVENT")
    assert bring(text)[0] == {"new": 1}
    assert statuses(mine) == {"Talk": status}


def test_the_answers_of_others_are_theirs(crm, bring) -> None:
    declined = event(**ONCE).replace("END:VEVENT", f"{INVITED.format('DECLINED')}\nEND:VEVENT")
    assert bring(declined) == ({"new": 1}, "")
    assert statuses(crm) == {"Talk": "confirmed"}
    crm.ok("config", "set", "email", ME)
    assert bring(declined)[0] == {"updated": 1}
    assert statuses(crm) == {"Talk": "cancelled"}


def test_one_time_is_declined_by_itself(mine, bring) -> None:
    accepted = event(**SERIES).replace("END:VEVENT", f"{INVITED.format('ACCEPTED')}\nEND:VEVENT")
    bring(accepted)
    one = {
        "RECURRENCE-ID;TZID=Europe/London": "20261013T140000",
        "DTSTART;TZID=Europe/London": "20261013T140000",
        "DTEND;TZID=Europe/London": "20261013T150000",
    }
    said = event("REQUEST", **one).replace("END:VEVENT", f"{INVITED.format('DECLINED')}\nEND:VEVENT")
    assert bring(said)[0] == {"updated": 1}
    assert starts(mine) == [WEEKS[0], *WEEKS[2:]]
    assert bring(said.replace("DECLINED", "TENTATIVE"))[0] == {"updated": 1}
    assert ("2026-10-13T14:00:00+01:00", "Talk", "tentative") in titles(mine)


def test_a_long_calendar_comes_in_with_its_series_whole_wherever_their_parts_stand(crm, bring) -> None:
    single = "".join(
        f"BEGIN:VEVENT\nUID:single-{number}\nDTSTAMP:20260901T080000Z\nDTSTART:202611{1 + number % 28:02}T090000Z\n"
        f"SUMMARY:Single {number}\nEND:VEVENT\n"
        for number in range(300)
    )
    series = event(**SERIES).removeprefix(HEAD).removesuffix("END:VCALENDAR\n")
    moved = event(
        **{
            "RECURRENCE-ID;TZID=Europe/London": "20261020T140000",
            "DTSTART;TZID=Europe/London": "20261021T160000",
            "DTEND;TZID=Europe/London": "20261021T170000",
        }
    )
    moved = moved.removeprefix(HEAD).removesuffix("END:VCALENDAR\n")
    outcome, said = bring(f"{HEAD}{moved}{single}{series}END:VCALENDAR\n")
    assert (outcome, said) == ({"new": 301}, "")
    listed = crm.ok("appointment", "list", "--json", "--limit", "0").json
    assert [each["id"] for each in listed if each["title"] == "Talk"] == [301]
    talks = [at[5:16] for at, title, _ in titles(crm) if title == "Talk"]
    assert talks == [*WEEKS[:2], "10-21T16:00", *WEEKS[3:]]


def test_a_time_that_differs_in_what_only_calendars_know_is_told_so(crm, bring) -> None:
    series = event(**SERIES).removesuffix("END:VCALENDAR\n")
    one = event(
        **{"RECURRENCE-ID;TZID=Europe/London": "20261013T140000", "X_COLOUR": "teal"},
        **{name: value.replace("1006", "1013") for name, value in SERIES.items() if name.startswith("DT")},
    )
    bring(series + one.removeprefix(HEAD))
    shown = crm.ok("appointment", "show", "talk").out
    assert "except Tue 13 Oct 2026, 14:00: details of its own\n" in shown

"""A whole book of JSON with rows that can be none: each is told, and costs itself and what belongs to it."""

from __future__ import annotations

import json
from typing import Any

import pytest

AT = "2026-09-14T08:00:00Z"
CONTACT = {"id": 1, "uid": "c", "name": "Ann", "name_key": "ann"}
STAGE = {"id": 1, "uid": "s", "name": "lead", "meaning": "open", "position": 0}
JOB = {"id": 1, "uid": "j", "title": "Sink", "stage": "lead", "value": 500, "currency": "GBP"}
NOTE = {"id": 1, "uid": "n", "at": AT, "body": "rang"}
VISIT = {
    "id": 1, "uid": "a", "title": "Visit", "starts": "2026-09-14T09:00", "ends": "2026-09-14T10:00", "timezone": "Europe/London",
    "starts_utc": AT, "ends_utc": "2026-09-14T09:00:00Z",
}  # fmt: skip
MOVED = {"id": 1, "uid": "o", "appointment_id": 1, "recurrence": "2026-09-14T09:00"}
ALARM = {"id": 1, "uid": "l", "appointment_id": 1, "minutes": 5}
REMINDER = {
    "id": 1,
    "uid": "r",
    "text": "Ring",
    "due": "2026-09-14",
    "timezone": "Europe/London",
    "due_utc": AT,
}
MOVE = {"id": 1, "uid": "m", "job_id": 1, "stage": "lead", "on_date": "2026-09-14"}
CONSENT = {"id": 1, "uid": "k", "contact_id": 1, "given": 1}
GONE = {"uid": "g", "kind": "reminder", "revised_at": AT, "removed_at": AT}
LAST = {"title": "Ring", "due": "2026-09-14", "timezone": "Europe/London"}
WHOLE = {
    "contact": CONTACT, "consent": CONSENT, "stage": STAGE, "job": JOB, "job_move": MOVE, "note": NOTE, "appointment": VISIT, "occurrence": MOVED,
    "alarm": ALARM, "reminder": REMINDER, "calendar_item": {**GONE, "image": json.dumps(LAST)},
}  # fmt: skip


def bring(crm: Any, **rows: Any) -> Any:
    """Import a book with these rows, a list or a single one a table, laid out as an export is."""
    tables = (
        f'"{table}": [\n' + ",\n".join(map(json.dumps, found if isinstance(found, list) else [found])) + "\n]"
        for table, found in rows.items()
    )
    file = crm.folder / "book.json"
    file.write_text('{\n"format": "smallcrm book",\n"version": 1,\n' + ",\n".join(tables) + "\n}\n")
    return crm("import", file)


def test_what_is_sound_comes_in(crm) -> None:
    done = bring(crm, **WHOLE)
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("table", "wrong", "reason"),
    [
        ("contact", {"name": 5}, 'contact 1: "name" is no text'),
        ("contact", {"name": None}, 'contact 1: there is no "name"'),
        ("contact", {"name": ["Ann"]}, 'contact 1: "name" is no text'),
        ("contact", {"name": ""}, "contact 1: that can be no contact name"),
        ("contact", {"kind": "alien"}, "contact 1: that can be no contact kind"),
        ("contact", {"id": "1"}, 'contact 1: "id" is no whole number'),
        ("contact", {"id": 1.5}, 'contact 1.5: "id" is no whole number'),
        ("contact", {"id": 2**63}, '"id" is too large a number'),
        ("contact", {"uid": 5}, 'row 1 of "contact" is no row with a uid'),
        ("contact", {"birthday": "2026-02-30"}, '"birthday": "2026-02-30" is nothing like 1979-05-24 or --05-24'),
        ("contact", {"birthday": "--02-30"}, '"birthday": "--02-30" is nothing like'),
        ("contact", {"birthday": "١٩٧٩-٠٥-٢٤"}, '"birthday": "١٩٧٩-٠٥-٢٤" is nothing like'),
        ("contact", {"created_at": "2026-09-14"}, '"created_at": "2026-09-14" is nothing like 2026-09-14T08:00:00Z'),
        ("consent", {"on_date": "then"}, '"on_date": "then" is nothing like 2026-09-14'),
        ("consent", {"given": 2}, "that can be no consent given"),
        ("consent", {"contact_id": 7}, "consent 1: there is no contact 7 for it"),
        ("stage", {"name": "begun", "meaning": "?"}, "that can be no stage meaning"),
        ("job", {"value": 10**16}, '"value": 10000000000000000 is not between'),
        ("job", {"value": "5"}, '"value" is no whole number'),
        ("job", {"currency": "pound"}, '"currency": unknown currency "pound"'),
        ("job", {"currency": None}, "that can be no job currency"),
        ("job", {"stage": "nowhere"}, "job 1: it points at something that is not in the book"),
        ("job", {"due": "2026-09-14T09:00"}, '"due": "2026-09-14T09:00" is nothing like 2026-09-14'),
        ("job_move", {"on_date": "9999-12-31"}, '"on_date": "9999-12-31" is nothing like 2026-09-14'),
        ("note", {"at": "yesterday"}, '"at": "yesterday" is nothing like 2026-09-14T08:00:00Z'),
        ("note", {"channel": "owl"}, "that can be no note channel"),
        ("appointment", {"starts": "2026-09-14"}, '"starts": "2026-09-14" is nothing like 2026-09-14T09:00'),
        ("appointment", {"all_day": 1}, '"starts": "2026-09-14T09:00" is nothing like 2026-09-14'),
        ("appointment", {"starts": None}, 'appointment 1: there is no "starts"'),
        ("appointment", {"ends": "0001-01-01T00:00"}, '"ends": "0001-01-01T00:00" is nothing like'),
        ("appointment", {"timezone": "Europe/Lodnon"}, '"timezone": unknown time zone "Europe/Lodnon"; did you mean Europe/London or'),
        ("appointment", {"repeat": "FREQ=SECONDLY"}, '"repeat": "FREQ=SECONDLY" is no recurrence rule'),
        ("appointment", {"last_utc": "never"}, '"last_utc": "never" is nothing like'),
        ("occurrence", {"recurrence": "x"}, '"recurrence": "x" is nothing like'),
        ("occurrence", {"status": "odd"}, '"status": "odd" is none of tentative, confirmed, cancelled'),
        ("alarm", {"minutes": -5}, '"minutes": -5 is not between'),
        ("alarm", {"minutes": 2**62}, "is not between 0 and"),
        ("reminder", {"due": "soon"}, '"due": "soon" is nothing like'),
        ("reminder", {"repeat_after": "P0D"}, '"repeat_after": a repeat after completion needs at least a day'),
        ("reminder", {"done_at": "then"}, '"done_at": "then" is nothing like'),
        ("appointment", {"all_day": 2}, '"all_day": 2 is not between 0 and 1'),
        ("calendar_item", {"removed_at": None, "image": "x"}, '"image" is not the last shape'),
        ("calendar_item", {"kind": "x"}, '"kind": "x" is none of appointment, reminder'),
        ("calendar_item", {"sequence": 2**40}, '"sequence": 1099511627776 is not between'),
        ("calendar_item", {"image": None}, 'calendar_item g: "image" is not the last shape of something that was removed'),
        ("calendar_item", {"image": json.dumps(LAST | {"title": 5})}, '"image" is not the last shape'),
        ("calendar_item", {"image": json.dumps(LAST | {"due": "soon"})}, '"image" is not the last shape'),
        ("calendar_item", {"image": "[1]"}, '"image" is not the last shape'),
    ],
)  # fmt: skip
def test_a_row_that_can_be_none_is_told(crm, table: str, wrong: dict[str, Any], reason: str) -> None:
    done = bring(crm, **{**WHOLE, table: {**WHOLE[table], **wrong}})
    line = 5 + 3 * list(WHOLE).index(table)
    assert done.code == 5
    assert done.err.startswith(f"book.json, line {line}: ")
    assert reason in done.err.splitlines()[0]


def test_with_a_row_goes_what_belongs_to_it_and_all_else_comes_in(crm) -> None:
    contacts = [CONTACT | {"kind": "alien"}, CONTACT | {"id": 2, "uid": "d", "name": "Tom"}]
    emails = [
        {"id": n, "uid": f"e{n}", "contact_id": n, "value": f"{n}@x.example", "key": f"{n}@x.example"}
        for n in (1, 2)
    ]
    done = bring(crm, contact=contacts, email=emails)
    assert done.out == "book.json: 1 new, 2 rejected\n"
    assert done.err.splitlines() == [
        "book.json, line 5: contact 1: that can be no contact kind",
        "book.json, line 9: email 1: there is no contact 1 for it",
        "smallcrm: 2 records were rejected; write them to a file with --rejects FILE",
    ]
    assert [(row["name"], row["emails"][0]["value"]) for row in crm.ok("contact", "list", "--json").json] == [
        ("Tom", "2@x.example")
    ]


def test_what_was_rejected_is_written_as_it_stood(crm) -> None:
    bad = NOTE | {"at": "noon"}
    file = crm.folder / "book.json"
    file.write_text(json.dumps({"format": "smallcrm book", "version": 1, "note": [bad, {"body": "lost"}]}))
    assert crm("import", file, "--rejects", crm.folder / "rejected").code == 5
    rows = [json.loads(line) for line in (crm.folder / "rejected").read_text().splitlines()]
    assert sorted(rows, key=len) == [{"body": "lost"}, bad]


def test_a_book_with_more_than_a_book_has_is_refused(crm) -> None:
    crm.ok("contact", "add", "Tom")
    for rows, reason in (
        ({"contakt": [CONTACT]}, 'a book has no "contakt"; did you mean contact, job_contact, note_contact?'),
        ({"contact": CONTACT | {"nmae": "x"}}, '"contact" has no "nmae"; did you mean name?'),
    ):
        done = bring(crm, **rows)
        assert (done.code, done.err) == (1, f"smallcrm: {reason}\n")
    assert crm.ok("contact", "list", "-f", "ids").out == "1\n"


def test_ids_without_end_do_not_use_up_the_store(crm) -> None:
    rows = [CONTACT | {"id": 2**63 - 1}, CONTACT | {"id": 2**53, "uid": "d"}]
    tied = {"id": 1, "uid": "e", "from_id": 2**63 - 1, "to_id": 2**53, "kind": "works_for"}
    assert bring(crm, contact=rows, relation=tied).code == 0
    assert crm.ok("contact", "list", "-f", "ids").out.split() == ["1", str(2**53)]
    assert crm.ok("contact", "add", "Tom").id == 2**53 + 1
    assert crm.ok("appt", "add", str(2**53 + 1), "x", "--at", "today 15:00").id == 1
    assert crm.ok("doctor").code == 0


def test_a_stage_that_a_job_was_in_stays(crm) -> None:
    stages = [STAGE | {"name": "begun"}]
    assert bring(crm, stage=stages, job=JOB | {"stage": "begun"}, job_move=MOVE).code == 0
    assert [row["name"] for row in crm.ok("job", "stages", "--json").json] == ["begun", "lead"]


def test_a_calendar_is_read_whatever_a_book_says_was_read_before(crm) -> None:
    crm.ok("contact", "add", "Ann")
    keys = [
        {"id": n, "uid": f"k{n}", "source": "ics", "key": f"x {odd}", "subject_uid": f"u{n}"}
        for n, odd in enumerate(("many", "9" * 5_000, "²", "-1 then"))
    ]
    visits = [VISIT | {"id": n + 1, "uid": f"u{n}"} for n in range(len(keys))]
    assert bring(crm, appointment=visits, external_key=keys).code == 0
    events = (
        f"BEGIN:VEVENT\r\nUID:u{n}\r\nDTSTART:20260915T140000Z\r\nSUMMARY:x\r\nEND:VEVENT\r\n"
        for n in range(len(keys))
    )
    (crm.folder / "e.ics").write_text(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{''.join(events)}END:VCALENDAR\r\n")
    assert crm.ok("import", crm.folder / "e.ics").out == "e.ics: 0 new, 4 updated\n"


@pytest.mark.parametrize(
    "moments", [{"recurrence": "2026-09-14"}, {"starts": "2026-09-14"}, {"ends": "2026-09-14"}]
)
def test_the_times_of_a_series_are_all_of_one_kind(crm, moments: dict[str, str]) -> None:
    crm.ok("contact", "add", "Tom")
    done = bring(crm, appointment=VISIT | {"repeat": "FREQ=DAILY"}, occurrence=MOVED | moments)
    said = "some times of appointment 1 are whole days and some are not; nothing was imported"
    assert (done.code, done.err) == (1, f"smallcrm: {said}\n")
    crm.ok("today")


def test_a_replaced_half_of_an_appointment_does_not_spoil_the_other(crm) -> None:
    assert bring(crm, appointment=VISIT).code == 0
    half = {"id": 1, "uid": "a", "starts": "2026-09-14", "all_day": 1}
    (crm.folder / "half.json").write_text(
        json.dumps({"format": "smallcrm book", "version": 1, "appointment": [half]})
    )
    assert crm("import", crm.folder / "half.json", "--on-duplicate", "replace").code == 1
    assert crm.ok("appt", "list", "--json").json[0]["start"] == "2026-09-14T09:00:00+01:00"

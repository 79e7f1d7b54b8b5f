"""The Python API writes as the commands do."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from sqlmodel import select

import smallcrm
from smallcrm.errors import StoreError, UsageError
from smallcrm.store.tables import Appointment, Contact, Email, Job, Note, Occurrence, Phone, Reminder, Tag

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "python.md"


def rows(crm, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(crm.db)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def write(*made: object) -> None:
    with smallcrm.session() as s:
        s.add_all(made)


def test_the_documented_example_runs(crm, capfd) -> None:
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == 3
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, str(PAGE), "exec"), names)
    assert "maya at example.org" in capfd.readouterr().out
    assert rows(crm, "SELECT name, name_key FROM contact") == [("Maya O'Connor", "maya o'connor")]
    assert rows(crm, "SELECT value, key FROM email") == [("Maya@example.org", "maya@example.org")]


def test_what_python_wrote_is_found_told_and_undone(crm) -> None:
    with smallcrm.session() as s:
        s.add(Contact(name="Łukasz Nowak", birthday="1979-05-24"))
    assert crm.ok("contact", "show", "lukasz", "--json").json["birthday"] == "1979-05-24"
    told = crm.ok("history", "--json").json
    assert [(row["origin"], row["words"]) for row in told] == [("python", "changed from Python")]
    refused = crm("undo")
    assert refused.code == 1
    assert "was made from Python; to undo it all the same, say --yes" in refused.err
    crm.ok("undo", "--yes")
    assert rows(crm, "SELECT count(*) FROM contact") == [(0,)]


def test_each_commit_is_a_step(crm) -> None:
    with smallcrm.session(words="tidied up") as s:
        maya = Contact(name="Maya")
        s.add(maya)
        s.commit()
        maya.role = "plumber"
        s.add(maya)
    assert [row["words"] for row in crm.ok("history", "--json").json] == ["tidied up", "tidied up"]
    crm.ok("undo", "-y")
    assert rows(crm, "SELECT name, role FROM contact") == [("Maya", None)]
    assert rows(crm, "SELECT * FROM open_change") == []


def test_reading_leaves_no_step(crm) -> None:
    crm.ok("contact", "add", "Maya")
    with smallcrm.session() as s:
        assert [contact.name for contact in s.exec(select(Contact))] == ["Maya"]
    assert len(crm.ok("history", "--json").json) == 1


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (Email(contact_id=1, value="maya"), '"maya" is no e-mail address'),
        (Phone(contact_id=1, value="07700 CALL ME"), "is no phone number: it has letters in it"),
        (Contact(name="Lena", birthday="soon"), '"soon" is no birthday'),
        (Reminder(text="Ring", due="2026-09-15", timezone="Europe/Lundon", due_utc=""), 'unknown time zone "Europe/Lundon"'),
        (Tag(name="  ", name_key=""), "a tag can't be empty"),
    ],
)  # fmt: skip
def test_a_value_that_can_be_none_is_refused_and_nothing_kept(crm, row, words: str) -> None:
    crm.ok("contact", "add", "Maya")
    with pytest.raises(UsageError) as refusal:
        write(Contact(name="Kept out"), row)
    assert words in refusal.value.message
    assert rows(crm, "SELECT name FROM contact") == [("Maya",)]


def test_the_store_refuses_in_its_own_words(crm) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"), smallcrm.session() as s:
        s.add(Email(contact_id=99, value="maya@example.org"))


def test_the_derived_columns_are_filled(crm) -> None:
    with smallcrm.session() as s:
        weekly = Appointment(
            title="Tuning", starts="2026-10-19T09:00", ends="2026-10-19T10:00", timezone="Europe/London",
            starts_utc="", ends_utc="", repeat="FREQ=WEEKLY;COUNT=2",
        )  # fmt: skip
        s.add(weekly)
        s.add(Reminder(text="Ring", due="2026-09-15T09:00", timezone="Europe/London", due_utc=""))
        s.flush()
        s.add(
            Occurrence(
                appointment_id=weekly.id, recurrence="2026-10-26T09:00",
                starts="2026-10-28T09:00", ends="2026-10-28T10:00",
            )
        )  # fmt: skip
    assert rows(crm, "SELECT starts_utc, ends_utc, last_utc FROM appointment") == [
        ("2026-10-19T08:00:00Z", "2026-10-19T09:00:00Z", "2026-10-28T10:00:00Z")
    ]
    assert rows(crm, "SELECT starts_utc FROM occurrence") == [("2026-10-28T09:00:00Z",)]
    assert rows(crm, "SELECT due_utc FROM reminder") == [("2026-09-15T08:00:00Z",)]


def test_a_changed_row_is_dated_and_its_number_read_anew(crm) -> None:
    crm.ok("contact", "add", "Maya", "--phone", "07700 900142")
    crm.at("2026-09-15T08:00:00+01:00")
    with smallcrm.session() as s:
        maya = s.exec(select(Contact)).one()
        maya.role = "plumber"
        phone = s.exec(select(Phone)).one()
        phone.value = "+447700900143"
        s.add(maya)
        s.add(phone)
    assert rows(crm, "SELECT created_at, updated_at FROM contact") == [
        ("2026-09-14T07:12:00Z", "2026-09-15T07:00:00Z")
    ]
    assert rows(crm, "SELECT value, national, raw FROM phone") == [
        ("+447700900143", "07700900143", "+447700900143")
    ]


def test_the_tables_read_back_what_the_commands_wrote(crm) -> None:
    crm.ok("contact", "add", "Maya", "--email", "maya@example.org", "--tag", "vip")
    crm.ok("job", "add", "maya", "Leaking valve", "--value", "185.50")
    crm.ok("note", "add", "maya", "rang about the boiler")
    crm.ok("reminder", "add", "Ring Maya", "--due", "tomorrow 9am", "--contact", "maya")
    crm.ok("appointment", "add", "maya", "Fix valve", "--at", "2026-09-15 9am")
    with smallcrm.session() as s:
        assert s.exec(select(Email)).one().value == "maya@example.org"
        assert (s.exec(select(Job)).one().value, s.exec(select(Job)).one().currency) == (18550, "GBP")
        assert s.exec(select(Note)).one().body == "rang about the boiler"
        assert s.exec(select(Reminder)).one().due == "2026-09-15T09:00"
        assert s.exec(select(Appointment)).one().starts_utc == "2026-09-15T08:00:00Z"
        assert s.exec(select(Tag)).one().name == "vip"

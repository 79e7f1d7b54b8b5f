"""Undo, redo and history as a person and a script see them."""

from __future__ import annotations

import sqlite3

import pytest


def test_undo_and_redo_tell_in_words_and_print_the_changes_id(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor")
    undone = crm.ok("undo")
    assert (undone.out, undone.err) == ("1\n", "undid: added Maya O'Connor (1)\n")
    assert crm.ok("contact", "list", "--json").json == []
    redone = crm.ok("redo")
    assert (redone.out, redone.err) == ("1\n", "redid: added Maya O'Connor (1)\n")
    assert crm.ok("contact", "show", "1", "--json").json["name"] == "Maya O'Connor"


def test_several_are_undone_newest_first(crm) -> None:
    for name in ("Maya", "Lena", "Iris"):
        crm.ok("contact", "add", name)
    assert crm.ok("undo", "2").out == "3\n2\n"
    assert crm.ok("redo", "2").err == "redid: added Lena (2)\nredid: added Iris (3)\n"
    records = crm.ok("undo", "--json").json
    assert [(r["id"], r["words"], r["undone"], r["warnings"]) for r in records] == [
        (3, "added Iris (3)", True, [])
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("undo",), 3, "there is nothing to undo"),
        (("redo",), 3, "there is nothing to redo"),
        (("undo", "--change", "9"), 3, "there is no change 9"),
        (("undo", "0"), 2, ""),
        (("history", "--change", "9"), 3, "there is no change 9"),
        (("history", "99"), 3, "history knows of no contact 99"),
        (("history", "job:99"), 3, "history knows of no job 99"),
        (("history", "nobody"), 3, 'no contact matches "nobody"'),
    ],
)
def test_what_is_not_there_is_said(crm, arguments, code: int, words: str) -> None:
    crm.ok("contact", "add", "Maya")
    crm.ok("undo")
    crm.ok("redo")
    crm.ok("undo")
    if arguments == ("redo",):
        crm.ok("redo")
    refused = crm(*arguments)
    assert refused.code == code
    assert words in refused.err


def test_a_conflict_names_what_stands_in_the_way(crm) -> None:
    crm.ok("contact", "add", "Maya")
    crm.ok("note", "add", "maya", "rang")
    refused = crm("undo", "--change", "1")
    assert refused.code == 6
    assert "change 1 (added Maya (1)) can't be undone: " in refused.err
    assert "by change 2 (" in refused.err
    assert len(crm.ok("contact", "list", "--json").json) == 1


def test_a_removed_contact_comes_back_with_all_that_was_theirs(crm) -> None:
    crm.ok(
        "contact", "add", "Maya", "--email", "maya@example.org", "--phone", "07700 900142", "--tag", "vip", "--set",
        "boiler=combi", "--company", "Harbour Lettings",
    )  # fmt: skip
    crm.ok("note", "add", "maya", "rang about the boiler")
    crm.ok("job", "add", "maya", "Leaking valve", "--value", "185")
    crm.ok("appointment", "add", "maya", "Fix valve", "--at", "2026-09-15 9am")
    crm.ok("reminder", "add", "Ring", "--due", "tomorrow", "--contact", "maya")
    before = crm.ok("contact", "show", "maya", "--json").json
    crm.ok("contact", "remove", "maya")
    crm.ok("undo")
    after = crm.ok("contact", "show", "maya", "--json").json
    for appointment in (*before["appointments"], *after["appointments"]):
        appointment.pop("sequence")
    assert after == before
    assert crm.ok("find", "boiler", "--json").json


def test_history_lists_changes_newest_first(crm) -> None:
    crm.ok("contact", "add", "Maya")
    crm.at("2026-09-14T09:30:00+01:00")
    crm.ok("contact", "remove", "maya")
    crm.ok("undo")
    assert crm.ok("history").out.splitlines() == [
        "ID  AT                ORIGIN  WHAT                     UNDONE",
        "3   2026-09-14 09:30  cli     undid: removed Maya (1)",
        "2   2026-09-14 09:30  cli     removed Maya (1)         yes",
        "1   2026-09-14 08:12  cli     added Maya (1)",
    ]
    rows = crm.ok("history", "--json", "--limit", "1", "--offset", "1").json
    assert rows == [
        {"id": 2, "at": "2026-09-14T08:30:00Z", "origin": "cli", "words": "removed Maya (1)", "kind": "do", "undone": True}
    ]  # fmt: skip
    assert crm.ok("history", "-f", "ids").out == "3\n2\n1\n"


def test_history_of_a_contact_has_every_value_and_its_file(crm) -> None:
    file = crm.folder / "people.csv"
    file.write_text("Name,Email,Phone\nMaya,maya@example.org,07700 900142\n")
    crm.ok("import", file)
    crm.ok("contact", "edit", "maya", "--role", "plumber", "--remove-email", "maya@example.org")
    rows = crm.ok("history", "maya", "--json").json
    assert [row["id"] for row in rows] == [2, 1]
    changed = {(c["table"], c["field"]): (c["before"], c["after"], c["source"]) for c in rows[0]["changes"]}
    assert changed["contact", "role"] == (None, "plumber", None)
    assert changed["email", "value"] == ("maya@example.org", None, None)
    made = {(c["table"], c["field"]): (c["before"], c["after"], c["source"]) for c in rows[1]["changes"]}
    assert made["email", "value"] == (None, "maya@example.org", "people.csv")
    assert made["provenance", "origin"] == (None, "from people.csv line 2", "people.csv")
    assert crm.ok("history", "maya", "-f", "tsv").out.splitlines()[-1].split("\t")[-3:] == [
        "", "from people.csv line 2", "people.csv",
    ]  # fmt: skip
    assert crm.ok("history", "maya").out == (
        "2  2026-09-14 08:12  edited Maya (1)\n"
        "  role: plumber\n"
        "  e-mail maya@example.org: taken away\n"
        "\n"
        "1  2026-09-14 08:12  imported people.csv: 1 new, 0 updated\n"
        "  from people.csv line 2\n"
        "  kind: person\n"
        "  name: Maya\n"
        "  e-mail maya@example.org\n"
        "  phone 07700 900142\n"
    )
    assert "  e-mail maya@example.org of Maya (1)\n" in crm.ok("history", "--change", "1").out


def test_history_of_one_who_is_gone_is_found_by_id(crm) -> None:
    crm.ok("contact", "add", "Maya", "--email", "maya@example.org")
    crm.ok("contact", "remove", "maya")
    rows = crm.ok("history", "1", "--json").json
    assert [row["words"] for row in rows] == ["removed Maya (1)", "added Maya (1)"]
    assert ("email", "value", "maya@example.org", None) in [
        (c["table"], c["field"], c["before"], c["after"]) for c in rows[0]["changes"]
    ]


def test_history_of_a_job_has_its_moves(crm) -> None:
    crm.ok("contact", "add", "Maya")
    crm.ok("job", "add", "maya", "Leaking valve")
    crm.ok("job", "move", "1", "quoted")
    rows = crm.ok("history", "job:1", "--json").json
    assert ("job", "stage", "lead", "quoted") in [
        (c["table"], c["field"], c["before"], c["after"]) for c in rows[0]["changes"]
    ]
    assert [row["id"] for row in crm.ok("history", "maya", "--json").json] == [3, 2, 1]


def test_the_values_of_one_change(crm) -> None:
    crm.ok("contact", "add", "Maya", "--role", "plumber")
    (row,) = crm.ok("history", "--change", "1", "--json").json
    assert ("role", None, "plumber") in [(c["field"], c["before"], c["after"]) for c in row["changes"]]


def test_another_origins_change_is_undone_when_told_so(crm) -> None:
    crm.ok("contact", "add", "Maya")
    connection = sqlite3.connect(crm.db)
    connection.execute("UPDATE contact SET name = 'Mallory'")
    connection.commit()
    connection.close()
    refused = crm("undo", "--json")
    assert refused.code == 1
    assert '"code": "others_change"' in refused.err
    crm.ok("undo", "--yes")
    assert crm.ok("contact", "show", "1", "--json").json["name"] == "Maya"


def test_a_name_in_the_history_is_neutralised(crm) -> None:
    crm.ok("contact", "add", "Maya\x1b]52;c;AAAA\x07")
    for command in (("history",), ("history", "1"), ("undo",)):
        done = crm.ok(*command)
        assert "\x1b" not in done.out + done.err


def test_one_change_is_one_change(crm) -> None:
    crm.ok("add", "Ann")
    assert crm("undo", "2").err == "smallcrm: there is only 1 change to undo, not 2; nothing was changed\n"

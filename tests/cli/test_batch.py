"""Many commands in one go: each answered, all of them one step."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def book(crm):
    """Maya (1)."""
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700 900142")
    return crm


def lines(*commands: list[str]) -> str:
    return "".join(json.dumps(command) + "\n" for command in commands)


def answers(done) -> list[dict]:
    return [json.loads(line) for line in done.out.splitlines()]


def test_each_command_is_answered_in_order_and_all_are_one_step(book) -> None:
    done = book.ok(
        "batch",
        stdin=lines(
            ["contact", "add", "Lena Novak", "--phone", "07700 900177"],
            ["note", "add", "lena novak", "wants the boiler looked at"],
            ["book", "lena", "fri 14:00", "Boiler"],
            ["find", "boiler"],
            ["show", "+447700900177", "--json"],
        ),
    )
    first, note, booked, found, shown = answers(done)
    assert [answer["exit"] for answer in answers(done)] == [0] * 5
    assert note["result"]["contact_id"] == booked["result"]["contact_id"] == first["result"]["id"]
    assert {hit["type"] for hit in found["result"]} == {"note", "appointment"}
    assert "Lena Novak" in shown["result"]
    assert "5 done" in done.err
    assert "carried out a batch of 5" in book.ok("history").out
    book.ok("undo")
    assert [contact["id"] for contact in book.ok("contact", "list", "--json").json] == [1]
    assert book.ok("find", "boiler", "--json").json == []


def test_a_command_that_fails_is_told_and_the_others_are_kept(book) -> None:
    done = book(
        "batch",
        stdin=lines(
            ["note", "add", "maya", "first"],
            ["note", "add", "nobody", "second"],
            ["contact", "add", "Another", "--phone", "07700900142"],
            ["note", "add", "maya", "third"],
        ),
    )
    assert done.code == 3
    assert [answer["exit"] for answer in answers(done)] == [0, 3, 6, 0]
    assert answers(done)[1]["error"]["code"] == "not_found"
    assert [each["id"] for each in answers(done)[2]["error"]["candidates"]] == [1]
    assert "2 done, 2 failed" in done.err
    bodies = [note["body"] for note in json.loads(book.ok("note", "list", "--json").out)]
    assert sorted(bodies) == ["first", "third"]


def test_what_a_failing_command_had_written_is_taken_back(book) -> None:
    book.ok("contact", "add", "Iris")
    done = book("batch", stdin=lines(["contact", "edit", "1", "2", "--phone", "07700900199"]))
    assert answers(done)[0]["exit"] == 6
    assert "07700 900199" not in book.ok("show", "1").out


def test_all_or_nothing_keeps_none_of_a_batch_with_a_failure(book) -> None:
    before = book.ok("export", "all", "--format", "json").out
    done = book("batch", "--all-or-nothing", stdin=lines(["note", "add", "maya", "x"], ["done", "nothing"]))
    assert (done.code, done.out) == (3, "")
    assert "line 2: " in done.err
    assert "nothing was kept" in done.err
    assert book.ok("export", "all", "--format", "json").out == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('["note"\n', "line 1, column 8: not JSON"),
        ('\n{"note": "add"}\n', "line 2: a command is an array of its words"),
        ("[]", "line 1: a command is an array"),
        ('["note", 12]', "line 1: a command is an array"),
        ("[" * 100_000, "line 1: "),
        ('["add", "New"]\n["import", "x.csv"]', "line 2: import x.csv can't be part of a batch"),
        ('["contact", "erase", "1"]', "contact erase can't be part of a batch"),
        ('["batch"]', "batch can't be part of a batch"),
    ],
)
def test_a_line_that_is_no_command_ends_the_batch_before_it_begins(book, text: str, told: str) -> None:
    before = book.ok("contact", "list", "--json").out
    refused = book("batch", stdin=text)
    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err
    assert book.ok("contact", "list", "--json").out == before


def test_the_commands_may_stand_in_a_file(book, tmp_path) -> None:
    file = tmp_path / "changes.jsonl"
    file.write_text(lines(["note", "add", "maya", "sent the quote"]), encoding="utf-8")
    assert answers(book.ok("batch", file))[0]["result"]["body"] == "sent the quote"
    assert "can't be read" in book("batch", tmp_path / "missing.jsonl").err
    file.write_bytes(b'["note", "add", "maya", "caf\xe9"]')
    assert "not UTF-8" in book("batch", file).err


def test_an_empty_batch_does_nothing(book) -> None:
    assert "no commands" in book.ok("batch", stdin="\n").err


def test_a_batch_makes_the_store_where_there_is_none(book, tmp_path) -> None:
    done = book.process(
        "--db", tmp_path / "new.db", "batch", stdin=lines(["add", "Maya"], ["show", "maya"]).encode()
    )
    assert [answer["exit"] for answer in answers(done)] == [0, 0]


def test_warnings_are_those_of_their_own_command(book) -> None:
    done = book.ok("batch", stdin=lines(["contact", "add", "Maya O'Connor"], ["note", "add", "1", "x"]))
    named, noted = answers(done)
    assert named["result"]["warnings"]
    assert noted["result"]["warnings"] == []

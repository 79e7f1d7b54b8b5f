from __future__ import annotations

import csv
import io
import json
import stat

import pytest


def fill(crm) -> None:
    crm.ok(
        "contact",
        "add",
        "Zoë Łukasik",
        "--phone",
        "07700 900142",
        "--tag",
        "bristol",
        "--set",
        "Boiler=Vaillant",
    )
    crm.ok("contact", "add", "=cmd|' /C calc'!A0", "--email", "work=a@example.org")
    crm.ok("note", "add", 1, "a note", "--at", "2026-09-01 10:00")
    crm.ok("job", "add", 1, "Valve", "--value", "185")
    crm.ok("appointment", "add", 1, "Fix valve", "--at", "2026-09-15 9:00")
    crm.ok("appointment", "add", 2, "Look", "--at", "2026-09-14 9:00")
    crm.ok("reminder", "add", "Ring", "--due", "2026-09-15 09:00")


@pytest.fixture
def book(built):
    return built(fill)


def sheet(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_contacts_as_csv_come_back_as_they_were(book) -> None:
    rows = sheet(book.ok("export", "contacts").out)
    assert [row["Name"].removeprefix("'") for row in rows] == ["Zoë Łukasik", "=cmd|' /C calc'!A0"]
    assert rows[1]["Name"].startswith("'")
    file = book.folder / "contacts.csv"
    book.ok("export", "contacts", "-o", file)
    again = book.ok("--db", book.folder / "other.db", "import", file)
    exported = book.ok("--db", book.folder / "other.db", "export", "contacts")
    assert exported.out == book.ok("export", "contacts").out, again.err


def test_the_order_is_that_of_ids(book) -> None:
    assert [row["id"] for row in book.ok("export", "contacts", "--json").json] == [1, 2]
    assert [row["id"] for row in book.ok("export", "appointments", "--json").json] == [1, 2]
    assert [row["id"] for row in book.ok("export", "appointments", "--json", "--sort", "start").json] == [
        2,
        1,
    ]


def test_json_lines(book) -> None:
    lines = book.ok("export", "contacts", "-f", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [1, 2]


@pytest.mark.parametrize("kind", ["notes", "jobs", "appointments", "reminders", "note"])
def test_the_other_kinds_as_csv_have_every_key(book, kind) -> None:
    rows = sheet(book.ok("export", kind).out)
    records = book.ok("export", kind, "--json").json
    assert [list(row) for row in rows] == [list(record) for record in records]
    assert [int(row["id"]) for row in rows] == [record["id"] for record in records]


def test_the_files_ending_says_the_format(book) -> None:
    for name, begins in {
        "a.vcf": "BEGIN:VCARD",
        "a.json": "[",
        "a.jsonl": "{",
        "a.csv": "UID,",
        "a": "UID,",
    }.items():
        file = book.folder / name
        book.ok("export", "contacts", "-o", file)
        assert file.read_text().startswith(begins)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    book.ok("export", "appointments", "-o", book.folder / "a.ics")
    assert (book.folder / "a.ics").read_text().count("BEGIN:VEVENT") == 2


def test_a_format_that_the_kind_has_not_is_refused(book) -> None:
    for options in (
        ("notes", "-f", "vcf"),
        ("notes", "-o", book.folder / "x.doc"),
        ("contacts", "-f", "ics"),
    ):
        refused = book("export", *options)
        assert refused.code == 2
        assert "is no format for" in refused.err
    assert not (book.folder / "x.doc").exists()
    assert "did you mean contacts" in book("export", "contacs").err


def test_vcards(book) -> None:
    assert book.ok("export", "contacts", "-f", "vcf").out.count("VERSION:4.0") == 2
    assert book.ok("export", "contacts", "-f", "vcf", "--vcard-version", "3.0").out.count("VERSION:3.0") == 2
    refused = book("export", "contacts", "-o", book.folder / "x.vcf", "--vcard-version", "5")
    assert refused.code == 2
    assert not (book.folder / "x.vcf").exists()


def test_a_card_brings_back_what_hangs_on_it(book) -> None:
    card = book.folder / "in.vcf"
    photo = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    card.write_text(
        f"BEGIN:VCARD\nVERSION:4.0\nUID:urn:x:1\nFN:Iris Lang\nPHOTO:{photo}\nX-SHOE-SIZE:38\nEND:VCARD\n",
        newline="\r\n",
    )
    book.ok("import", card)
    out = book.ok("export", "contacts", "-f", "vcf", "--where", "name = 'Iris Lang'").out
    assert photo in out.replace("\r\n ", "").replace("\n ", "")
    assert "X-SHOE-SIZE:38" in out


def test_the_options_of_lists_hold(book) -> None:
    rows = sheet(book.ok("export", "contacts", "--tag", "bristol", "--columns", "name,fields").out)
    assert rows == [{"Name": "Zoë Łukasik", "Field: Boiler": "Vaillant"}] or list(rows[0].values()) == [
        "Zoë Łukasik", "Vaillant",
    ]  # fmt: skip
    assert book.ok("export", "jobs", "--columns", "id,value", "--no-header").out == "1,185.00\n"
    assert (
        book.ok("export", "appointments", "-f", "ics", "--where", "title = look").out.count("BEGIN:VEVENT")
        == 1
    )
    assert book("export", "jobs", "--where", "titel = x").code == 2


def test_an_export_that_fails_leaves_what_was_there(book) -> None:
    file = book.folder / "jobs.csv"
    book.ok("export", "jobs", "-o", file)
    before = file.read_bytes()
    assert book("export", "jobs", "-o", file, "--sort", "nonsense").code == 2
    assert file.read_bytes() == before
    nowhere = book("export", "jobs", "-o", book.folder / "no" / "x.csv")
    assert nowhere.code == 1
    assert "can't be written" in nowhere.err


@pytest.mark.parametrize(
    "narrowed",
    [("--contact", "maya"), ("--where", "id = 1"), ("--tag", "x"), ("--limit", "1"), ("--columns", "id")],
)
def test_the_whole_book_is_never_taken_for_a_part(crm, narrowed: tuple[str, ...]) -> None:
    crm.ok("add", "Maya", "-t", "x")
    refused = crm("export", "all", *narrowed)
    assert (refused.code, refused.out) == (2, "")
    assert "a part of it goes by kind: smallcrm export contacts --where" in refused.err

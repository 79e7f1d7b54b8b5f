"""Files in the shapes that people bring: nothing in them is lost, and bringing them again changes nothing."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from bringing import Book, Said, cells, values

OUTLOOK = "outlook-semicolon-cp1252.csv"
CONTACTS = (
    "google.csv", OUTLOOK, "square.csv", "jobber.csv", "iphone.vcf", "android-2.1.vcf", "messy-rows.csv",
)  # fmt: skip


def said_in(samples, name: str) -> list[Said]:
    if name.endswith(".vcf"):
        return values(samples / name)
    return cells(samples / name, "cp1252", ";") if name == OUTLOOK else cells(samples / name)


def contact(crm, ref: str) -> dict[str, Any]:
    return crm.ok("contact", "show", ref, "--json").json


def ways(record: dict[str, Any], kind: str) -> list[tuple[str, str | None]]:
    return [(each["value"], each["label"]) for each in record[kind]]


def names(crm) -> list[str]:
    return [row["name"] for row in crm.ok("export", "contacts", "--json").json]


@pytest.mark.parametrize("name", CONTACTS)
def test_no_value_of_a_file_is_lost(crm, samples, name: str) -> None:
    crm.ok("import", samples / name)
    book = Book(crm, name)
    said = said_in(samples, name)
    assert len(said) > 8
    assert [each for each in said if book.lacks(each)] == []


def test_a_value_that_is_not_there_would_be_missed(crm, samples) -> None:
    crm.ok("import", samples / "google.csv")
    book = Book(crm, "google.csv")
    for value in ("Tim", "07700 900189", "1961-11-03", "tom@ridley.example ::: nobody@ridley.example"):
        assert book.lacks(Said(2, "any", value))
    # What another row says does not count.
    assert book.lacks(Said(2, "any", "iris.koehler@example.org"))


@pytest.mark.parametrize("name", [*CONTACTS, "meetings.ics", "messy.csv"])
def test_the_same_file_again_changes_nothing(crm, samples, name: str) -> None:
    first = crm.ok("import", samples / name, "--json").json
    assert first["new"] > 0
    before = crm.ok("export", "all").out
    crm.at("2026-09-15T09:00:00+01:00")
    again = crm.ok("import", samples / name, "--json").json
    assert (again["new"], again["updated"], again["skipped"], again["rejected"]) == (0, 0, 0, 0)
    assert crm.ok("export", "all").out == before
    assert crm.ok("history", "-f", "ids").out == "1\n"


def test_a_calendar_says_again_all_that_it_said(crm, samples) -> None:
    crm.ok("import", samples / "meetings.ics")
    said = (samples / "meetings.ics").read_bytes().decode().replace("\r\n ", "").split("\r\n")
    told = crm.ok("calendar", "export", "--all").out.replace("\r\n ", "").split("\r\n")
    # Zones and when it was written are the writer's own; how often it changed may only grow; an alarm says the title.
    events = said[said.index("END:VTIMEZONE") :]
    gone = [line for line in events if line not in told and not re.match(r"DTSTAMP|SEQUENCE", line)]
    assert gone == ["DESCRIPTION:Tuning"]
    reminder = crm.ok("reminder", "list", "--json").json[0]
    assert (reminder["text"], reminder["due"], reminder["uid"]) == (
        "Order strings",
        "2026-12-01",
        "todo-1@example",
    )
    days = crm.ok("agenda", "--from", "2026-10-20", "--to", "2027-04-01", "--json").json
    assert [(each["at"], each["title"]) for each in days if each["type"] == "appointment"] == [
        ("2026-10-23T09:00:00+01:00", "Tuning, St Mark's"),
        ("2026-12-18T14:00:00+00:00", "Tuning (afternoon)"),
        ("2026-12-24", "Closed"),
        ("2027-01-15T09:00:00+00:00", "Tuning, St Mark's"),
        ("2027-02-12T09:00:00+00:00", "Tuning, St Mark's"),
        ("2027-03-12T09:00:00+00:00", "Tuning, St Mark's"),
    ]


@pytest.mark.parametrize("backwards", [False, True])
def test_one_who_is_in_several_files_becomes_one_with_each_value(crm, samples, backwards: bool) -> None:
    crm.ok("add", "Maya O'Connor", "07700900142", "-a", "12 Dock St, Bristol")
    files = CONTACTS[::-1] if backwards else CONTACTS
    for name in files:
        crm.ok("import", samples / name, "--on-duplicate", "update")
    found = names(crm)
    for name in ("Dee Walsh", "Maya O'Connor", "Iris Köhler", "Zoë Ng", "Harbour Lettings", "Ann Co"):
        assert found.count(name) == 1
    for name in files:
        book = Book(crm, name)
        assert [each for each in said_in(samples, name) if book.lacks(each)] == []
    before = crm.ok("export", "all").out
    for name in (*files, *files[::-1]):
        crm.ok("import", samples / name)
    assert crm.ok("export", "all").out == before


def test_history_says_which_file_gave_a_value(crm, samples) -> None:
    for name in (OUTLOOK, "google.csv", "square.csv", "iphone.vcf", "android-2.1.vcf"):
        crm.ok("import", samples / name)
    dee = crm.ok("history", "dee").out
    assert dee.index("from square.csv line 3") < dee.index("consent email: no")
    assert dee.index("field Lifetime Spend: £126.00") < dee.index(f"from {OUTLOOK} line 3")
    assert dee.index(f"from {OUTLOOK} line 3") < dee.index("phone 07700 900177: mobile")
    harbour = crm.ok("history", "harbour lettings").out
    assert harbour.index("from iphone.vcf line 18") < harbour.index("phone 029 2018 0101: work fax")
    assert (
        harbour.index("department: Repairs")
        < harbour.index(f"from {OUTLOOK} line 4")
        < harbour.index("repairs@")
    )
    iris = crm.ok("history", "iris").out
    assert "  otherwise: label of 01174960163 home from android-2.1.vcf line 1\n" in iris
    sources = {
        (change["table"], change["after"]): change["source"]
        for row in crm.ok("history", "zoë", "--json").json
        for change in row["changes"]
    }
    assert sources["email", "zoe@ng.example"] == "iphone.vcf"
    assert sources["phone", "7700900188"] == "google.csv"


def write(crm, name: str, text: str):
    file = crm.folder / name
    file.write_text(text)
    return file


ANN = "Name,Email,Phone,Role,Notes\nAnn Poole,ann@poole.example,07700 900155,{},{}\n"


def test_what_differs_is_named_and_remembered(crm) -> None:
    crm.ok("import", write(crm, "a.csv", ANN.format("Cellist", "")))
    told = crm.ok("import", write(crm, "b.csv", ANN.format("Singer", "two\ndogs".replace("\n", " "))))
    assert told.out == "b.csv: 0 new, 1 updated\n"
    assert (
        told.err == 'b.csv, line 2: Ann Poole (1): role stays "Cellist"; the other is "Singer", remembered\n'
    )
    ann = contact(crm, "ann")
    assert (ann["role"], ann["about"]) == ("Cellist", "two dogs")
    assert "otherwise: role Singer from b.csv line 2" in crm.ok("history", "ann").out


def test_the_other_ways_with_one_who_is_there(crm) -> None:
    crm.ok("import", write(crm, "a.csv", ANN.format("Cellist", "")))
    before = crm.ok("export", "all").out
    other = write(crm, "b.csv", ANN.format("Singer", "dogs"))
    assert crm.ok("import", other, "--on-duplicate", "skip").out == "b.csv: 0 new, 1 skipped\n"
    assert crm.ok("export", "all").out == before

    replaced = crm.ok("import", other, "--on-duplicate", "replace")
    assert replaced.err == (
        'b.csv, line 2: Ann Poole (1): role is now "Singer"; it was "Cellist", remembered\n'
    )
    ann = contact(crm, "ann")
    assert (ann["role"], ann["about"], len(ann["phones"])) == ("Singer", "dogs", 1)

    assert crm.ok("import", other, "--on-duplicate", "create").out == "b.csv: 1 new\n"
    assert names(crm) == ["Ann Poole", "Ann Poole"]
    refused = crm("import", other, "--on-duplicate", "merge")
    assert (refused.code, refused.err) == (
        2,
        'smallcrm: --on-duplicate is update, skip, replace, create, not "merge"\n',
    )


def test_a_shared_number_keeps_both_and_says_so(crm) -> None:
    told = crm.ok(
        "import", write(crm, "a.csv", "Name,Phone\nAnn Poole,0117 496 0111\nBen Poole,01174960111\n")
    )
    assert told.out == "a.csv: 2 new\n"
    assert told.err == "a.csv, line 3: Ben Poole shares 01174960111 with Ann Poole (1); both are kept\n"


def test_a_files_yes_does_not_undo_a_no(crm) -> None:
    crm.ok("contact", "add", "Priya Shah", "--email", "priya@example.net", "--no-consent")
    head = "First Name,Last Name,Email Address,Square Customer ID,Email Subscription Status\nPriya,Shah,priya@example.net,7F3K,"
    told = crm.ok("import", write(crm, "a.csv", f"{head}subscribed\n"))
    assert 'consent email stays "no"; the other is "yes", remembered' in told.err
    assert crm.ok("contact", "list", "--where", "consent = yes", "--json").json == []


def test_a_no_of_a_file_ends_a_yes(crm, samples) -> None:
    crm.ok("contact", "add", "Dee Walsh", "--phone", "07700 900177", "--consent")
    crm.ok("import", samples / "square.csv")
    assert [row["name"] for row in crm.ok("contact", "list", "--where", "consent = yes", "--json").json] == [
        "Priya Shah"
    ]


REJECTED = "Name,Email,Phone,Colour\nAnn,ann@poole.example,,red\n,,,blue\nBen,ben@,07700 900131,\n,x,,green\n"


def test_what_was_rejected_is_mended_and_brought_again(crm) -> None:
    rejects = crm.folder / "mend.csv"
    brought = crm("import", write(crm, "a.csv", REJECTED), "--rejects", rejects)
    assert (brought.code, brought.out) == (5, "a.csv: 2 new, 2 rejected\n")
    assert brought.err.splitlines() == [
        "a.csv, line 3: neither name, company, e-mail nor phone: no contact can be made of it",
        'a.csv, line 4, column Email: "ben@" is no e-mail address: there must be something after the @-sign',
        "a.csv, line 5: neither name, company, e-mail nor phone: no contact can be made of it",
        f"smallcrm: 2 records were rejected, see {rejects}",
    ]
    assert contact(crm, "ben")["fields"] == {"Email": "ben@"}
    assert rejects.read_text() == "Name,Email,Phone,Colour\n,,,blue\n,x,,green\n"
    rejects.write_text(rejects.read_text().replace(",,,blue", "Cat,,,blue").replace(",x,", "Dot,,"))
    assert crm.ok("import", rejects).out == "mend.csv: 2 new\n"
    assert [contact(crm, name)["fields"] for name in ("cat", "dot")] == [
        {"Colour": "blue"},
        {"Colour": "green"},
    ]


def test_the_strict_way_rejects_every_complaint(crm) -> None:
    rejects = crm.folder / "mend.csv"
    brought = crm("import", write(crm, "a.csv", REJECTED), "--strict", "--rejects", rejects)
    assert (brought.code, brought.out) == (5, "a.csv: 1 new, 3 rejected\n")
    assert names(crm) == ["Ann"]
    rejects.write_text(rejects.read_text().replace("ben@", "ben@poole.example"))
    assert crm("import", rejects, "--strict").out == "mend.csv: 1 new, 2 rejected\n"
    assert names(crm) == ["Ann", "Ben"]


def test_one_of_several_rows_and_one_who_is_two(crm, samples) -> None:
    crm.ok("import", samples / "jobber.csv")
    maya = contact(crm, "maya")
    assert [(each["street"], each["postcode"], each["label"]) for each in maya["addresses"]] == [
        ("8 Cotham Rise", "BS6 5JA", "billing"),
        ("8 Cotham Rise", "BS6 5JA", "home"),
        ("Flat 2, 40 Gloucester Rd", "BS7 8AR", "rental"),
    ]
    assert ways(maya, "emails") == [("maya@example.org", None), ("m.oconnor@work.example", None)]
    assert (maya["tags"], maya["source"]) == (["Bristol", "Referral"], "Leaflet")

    firm, lena = contact(crm, "novak & daughters"), contact(crm, "lena novak")
    assert (firm["kind"], lena["kind"], lena["company_id"]) == ("organisation", "person", firm["id"])
    assert ways(firm, "phones") == [("+441174960199", "main"), ("+447700900155", "mobile")]
    assert "Lena Novak" in crm.ok("show", "novak & daughters").out


def test_in_whatever_encoding_a_file_comes_it_says_the_same(crm, samples) -> None:
    rows = list(csv.reader(io.StringIO((samples / "google.csv").read_bytes().decode(), newline="")))
    crm.ok("import", samples / "google.csv")
    for number, (encoding, delimiter, ending) in enumerate(
        [("utf-16", "\t", "\r\n"), ("utf-8-sig", ";", "\n"), ("utf-16-le", ",", "\n")]
    ):
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)
        file = crm.folder / f"google{number}.csv"
        file.write_bytes(text.getvalue().encode(encoding))
        brought = crm.ok("import", file, "--encoding", encoding if number == 2 else "", "--json").json
        assert (brought["new"], brought["unchanged"]) == (0, 5)


SEEN = {
    "google_new": ("prefix", "name", "company", "role", "department", "birthday", "nickname", "about"),
    "google_old": ("name", "company", "role", "department", "birthday", "middle_name", "about"),
    "hubspot_sample": ("name", "company", "source"),
    "jobber_core": ("name", "company"),
    "linkedin_connections": ("name", "company", "role"),
    "outlook_com": ("prefix", "name", "company", "role", "department", "birthday", "about"),
    "outlook_desktop_prefix": ("prefix", "name", "company", "role", "department", "birthday"),
    "square": ("name", "company", "about"),
    "thunderbird_uk": ("name", "company", "role", "department", "birthday", "nickname", "about"),
}
TOM = {
    "name": ("Tom Ridley", "Tom Q Ridley"), "prefix": "Mr", "middle_name": "Q", "nickname": "Tommy", "company": "Ridley Ltd",
    "role": "Director", "department": "Sales", "birthday": "1970-02-03", "about": "n", "source": "Web",
}  # fmt: skip


@pytest.mark.parametrize("program", SEEN)
def test_the_columns_of_other_programs_are_known(crm, samples, program: str) -> None:
    file = samples / "headers" / f"{program}.csv"
    assert crm.ok("import", file).err == ""
    tom = contact(crm, "t@r.example")
    assert [name for name in SEEN[program] if tom[name] not in TOM[name]] == []
    assert tom["emails"][0]["value"] == "t@r.example"
    if program != "linkedin_connections" and "phones" in tom:
        assert "+447700900142" in [phone["value"] for phone in tom["phones"]]
    book = Book(crm, file.name)
    assert [each for each in cells(file) if book.lacks(each)] == []
    assert crm.ok("import", file, "--json").json["unchanged"] == 1


def test_labels_and_places_of_other_programs_are_known(crm, samples) -> None:
    for program in ("google_new", "thunderbird_uk", "outlook_com"):
        crm.ok("import", samples / "headers" / f"{program}.csv")
    tom = contact(crm, "t@r.example")
    assert ways(tom, "emails") == [("t@r.example", "work"), ("t@h.example", "home")]
    assert dict(ways(tom, "phones")) == {
        "+447700900142": "mobile", "+441174960100": "work", "+441174960101": "home", "+441174960102": "fax",
        "+441174960103": "pager", "+441174960105": "main", "+441174960106": "home",
    }  # fmt: skip
    assert ("1 A St, Flat 2, Bath, Avon, BA1 1AA, UK", "home") in [
        (each["formatted"], each["label"]) for each in tom["addresses"]
    ]


def test_a_firm_of_the_bookkeepers_and_the_one_to_ask_there(crm, samples) -> None:
    crm.ok("import", samples / "headers" / "xero_contacts.csv")
    firm = contact(crm, "t@r.example")
    assert (firm["name"], firm["kind"]) == ("Ridley Ltd", "organisation")
    assert dict(ways(firm, "phones"))["+441174960107"] == "direct"
    assert [address["label"] for address in firm["addresses"]] == ["postal", "street"]
    assert contact(crm, "tom ridley")["company_id"] == firm["id"]
    book = Book(crm, "xero_contacts.csv")
    assert [each for each in cells(samples / "headers" / "xero_contacts.csv") if book.lacks(each)] == []


@pytest.mark.parametrize("program", ["monzo", "starling", "xero_sales_invoice"])
def test_payments_are_no_contacts(crm, samples, program: str) -> None:
    refused = crm("import", samples / "headers" / f"{program}.csv")
    assert refused.code == 1
    assert f"{program}.csv: " in refused.err
    assert "--map COLUMN=name" in refused.err
    assert not crm.db.exists()

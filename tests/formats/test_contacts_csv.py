from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smallcrm.errors import FileError, UsageError
from smallcrm.formats.csv import read, write
from smallcrm.model.contact import (
    AddressDraft,
    ConsentDraft,
    ContactDraft,
    EmailDraft,
    HandleDraft,
    PhoneDraft,
    UrlDraft,
)
from smallcrm.model.contact_row import ContactRow
from smallcrm.model.extent import Extent
from smallcrm.model.incoming import Incoming, ReadOptions


def incoming(data: str | bytes, **options: Any) -> list[Incoming]:
    stream = io.BytesIO(data if isinstance(data, bytes) else data.encode())
    return list(read(stream, ReadOptions(**options)))


def drafts(data: str | bytes, **options: Any) -> list[ContactDraft]:
    return [record.draft for record in incoming(data, **options)]


def one(data: str | bytes, **options: Any) -> ContactDraft:
    (draft,) = drafts(data, **options)
    return draft


def pairs(items: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(item.label, item.value) for item in items]


def table(**cells: str) -> str:
    """A file of one row; underscores in the names stand for what Python doesn't allow."""
    return sheet([list(cells), list(cells.values())])


def sheet(rows: list[list[str]], **options: Any) -> str:
    out = io.StringIO()
    csv.writer(out, **options).writerows(rows)
    return out.getvalue()


def row_of(cells: dict[str, str], **options: Any) -> ContactDraft:
    return one(sheet([list(cells), list(cells.values())]), **options)


# What a file may look like


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_encodings_and_line_ends(delimiter: str, codec: str, end: str) -> None:
    text = sheet(
        [["Name", "E-mail", "Notes"], ["Zoë", "zoe@example.org", "a, b; c\td|e"]],
        delimiter=delimiter,
        lineterminator=end,
    )
    draft = one(text.encode(codec))
    assert (draft.name, draft.emails[0].value, draft.about) == ("Zoë", "zoe@example.org", "a, b; c\td|e")


def test_names_of_columns_in_any_case_spacing_and_order() -> None:
    draft = one(" TELEPHONE ;  e-MAIL;name \n07700 900102 ; a@example.org ; Ann ")
    assert draft.name == "Ann"
    assert draft.emails == (EmailDraft("a@example.org", origin="e-MAIL"),)
    assert draft.phones == (PhoneDraft("07700 900102", origin="TELEPHONE"),)


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'Name,Notes\r\n\r\nAnn,"two\r\nlines"\r\n,\r\n  ,  \r\nBob,x\r\n'
    assert [(record.draft.name, record.line) for record in incoming(text)] == [("Ann", 3), ("Bob", 7)]


def test_raw_is_the_row_as_it_stood() -> None:
    assert incoming("Name,Notes\n Ann ,\n")[0].raw == (" Ann ", "")


def test_missing_and_surplus_cells_cost_nothing() -> None:
    short, long = incoming("Name,E-mail,Notes\nAnn\nBob,b@example.org,hi,more, ,last\n")
    assert short.draft == ContactDraft(name="Ann")
    assert long.draft.fields == (("Column 4", "more"), ("Column 6", "last"))
    assert [(complaint.line, complaint.column, complaint.value) for complaint in long.complaints] == [
        (3, "Column 4", "more"),
        (3, "Column 6", "last"),
    ]
    assert long.raw == ("Bob", "b@example.org", "hi", "more", " ", "last")
    assert long.columns == ("Name", "E-mail", "Notes", "Column 4", "Column 5", "Column 6")
    assert short.columns == ("Name", "E-mail", "Notes")


def test_headers_without_a_name_or_met_twice() -> None:
    draft = one("Name,,Van,Van,Phone,Phone\nAnn,a,b,c,1,2\n")
    assert draft.fields == (("Column 2", "a"), ("Van", "b"), ("Van 2", "c"))
    assert [(phone.value, phone.origin) for phone in draft.phones] == [("1", "Phone"), ("2", "Phone 2")]


def test_a_second_different_value_for_a_single_field_is_kept() -> None:
    assert one("Name,Full name,Company\nAnn,Ann Co,\n").fields == (("Full name", "Ann Co"),)
    assert one("Name,Full name,Company\nAnn,Ann,\n").fields == ()


def test_a_preamble_before_the_header_is_passed_over() -> None:
    text = (
        'Notes:\n"When exporting, you may notice that some e-mail, or phone, is missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ada,Byron,https://www.linkedin.com/in/ada-b,,Engines Ltd,Analyst,03 Apr 2024\n"
    )
    (record,) = incoming(text)
    assert (record.line, record.draft.given_name, record.draft.role) == (5, "Ada", "Analyst")
    assert record.draft.keys == (("linkedin", "https://www.linkedin.com/in/ada-b"),)
    assert record.draft.urls == (UrlDraft("https://www.linkedin.com/in/ada-b", "linkedin", "URL"),)
    assert record.draft.handles == (HandleDraft("linkedin", "ada-b"),)
    assert record.draft.fields == (("Connected On", "03 Apr 2024"),)


def test_a_line_that_names_the_separator_is_passed_over() -> None:
    assert one("sep=;\nName;E-mail\nAnn;a@example.org\n").name == "Ann"


def test_a_space_before_the_quotation_marks() -> None:
    draft = one('"Name", "E-mail", "Notes"\n"Smith, Ann", "a@example.org", "x, y"\n')
    assert (draft.name, draft.about) == ("Smith, Ann", "x, y")


def test_a_field_longer_than_python_allows() -> None:
    about = "word, " * 50_000
    assert row_of({"Name": "Ann", "Notes": about}).about == about.strip()
    assert csv.field_size_limit() == 131072


def test_nul_characters_are_taken_out_and_told() -> None:
    text = "Name,Notes\n" + "Bob,nothing to see here at all\n" * 5 + 'A\0nn,"x\0\ny"\n'
    last = incoming(text)[-1]
    assert (last.draft.name, last.draft.about) == ("Ann", "x\ny")
    assert [(complaint.line, complaint.column) for complaint in last.complaints] == [
        (7, "Name"),
        (7, "Notes"),
    ]


def test_control_characters_are_data() -> None:
    assert one("Name,E-mail\n\x1b[31mRed,\n").name == "\x1b[31mRed"


def test_an_empty_table_has_no_contacts_and_blank_lines_are_no_table() -> None:
    assert incoming("Name,E-mail\n") == []
    with pytest.raises(FileError, match="is empty"):
        incoming("\r\n \n\n")


# Quotation marks


def test_an_unclosed_quote_costs_no_row() -> None:
    first, second, third = incoming(
        'Name,E-mail,Phone,Notes\n"Jane, jane@example.org,07700 900101,hm\nBob,b@example.org,07700 900102,x\nCat,,,y\n'
    )
    assert (first.draft.name, first.draft.emails[0].value, first.draft.about) == (
        '"Jane',
        "jane@example.org",
        "hm",
    )
    assert [(c.line, c.column, c.value) for c in first.complaints] == [(2, "Name", '"Jane')]
    assert "unclosed quote" in first.complaints[0].reason
    assert (second.draft.name, second.line, second.complaints) == ("Bob", 3, ())
    assert (third.draft.name, third.line) == ("Cat", 4)


def test_an_unclosed_quote_that_closes_behind_other_rows() -> None:
    text = (
        "Name,E-mail,Phone,Notes\n"
        'Ann,a@example.org,07700900101,"oops\n'
        "Bob,b@example.org,07700900102,two\n"
        "Cat,c@example.org,07700900103,three\n"
        'Dan,d@example.org,07700900104,"\n'
        'Eve,e@example.org,07700900105,"fine, really"\n'
    )
    records = incoming(text)
    assert [record.draft.name for record in records] == ["Ann", "Bob", "Cat", "Dan", "Eve"]
    assert [record.line for record in records] == [2, 3, 4, 5, 6]
    assert [len(record.complaints) for record in records] == [1, 0, 0, 1, 0]
    assert records[-1].draft.about == "fine, really"


@pytest.mark.parametrize("follower", ['"Bob"', 'Bob,"b@example.org"', '"Bob",b@example.org,"x"'])
def test_an_unclosed_quote_before_rows_with_quotes(follower: str) -> None:
    records = incoming(f'Name,E-mail,Notes\n"Ann,a@example.org,x\n{follower}\n')
    assert [record.draft.name for record in records] == ['"Ann', "Bob"]


def test_an_unclosed_quote_after_a_value_of_several_lines() -> None:
    first, second = incoming('Name,Notes,E-mail\n"Ann\nCo","lost,a@example.org\nBob,x,b@example.org\n')
    assert (first.draft.name, first.draft.about) == ("Ann\nCo", '"lost')
    assert [(c.line, c.column) for c in first.complaints] == [(3, "Notes")]
    assert (second.draft.name, second.line) == ("Bob", 4)


def test_a_value_of_many_lines_is_no_swallowed_row() -> None:
    about = "one, two, three\n\n4 Quay Row, Cardiff, CF10 4PH\n" * 500
    assert row_of({"Name": "Ann", "E-mail": "a@example.org", "Notes": about}).about == about.strip()


@pytest.mark.parametrize(
    ("cell", "value", "complaints"),
    [
        ('"The "Best" Plumber"', 'The "Best" Plumber', 1),
        ('"Smith, "Bob""', 'Smith, "Bob"', 1),
        ('"Ann" ', "Ann", 0),
        ('5" pipe', '5" pipe', 0),
        ('"a ""b"" c"', 'a "b" c', 0),
    ],
)
def test_quotation_marks_inside_values(cell: str, value: str, complaints: int) -> None:
    first, second = incoming(f"Name,E-mail\n{cell},a@example.org\nBob,b@example.org\n")
    assert (first.draft.name, first.draft.emails[0].value) == (value, "a@example.org")
    assert len(first.complaints) == complaints
    assert second.draft.name == "Bob"


@given(st.integers(0, 40), st.integers(0, 3))
def test_one_quote_too_many_anywhere_loses_no_row(place: int, column: int) -> None:
    rows = [[f"Name {n}", f"n{n}@example.org", f"0770090{n:04}", f"note {n}"] for n in range(41)]
    rows[place][column] = f'"{rows[place][column]}'
    text = "\n".join(map(",".join, [["Name", "E-mail", "Phone", "Notes"], *rows]))
    records = incoming(text)
    assert [record.draft.name.removeprefix('"') for record in records] == [f"Name {n}" for n in range(41)]
    assert [len(record.complaints) for record in records] == [int(n == place) for n in range(41)]


# Programs


def test_google() -> None:
    draft = row_of(
        {
            "First Name": "Tom",
            "Last Name": "Ridley",
            "Name Prefix": "Mr",
            "File As": "Ridley, T",
            "Organization Name": "Ridley Studio Ltd",
            "Organization Title": "Director",
            "Birthday": " --03-09",
            "Photo": "https://photos.example/1",
            "Labels": "Client ::: * myContacts ::: * starred",
            "E-mail 1 - Label": "* Work",
            "E-mail 1 - Value": "tom@ridley.example ::: tr@home.example",
            "Phone 1 - Label": "Home Fax",
            "Phone 1 - Value": "020 7946 0958",
            "Phone 2 - Label": "",
            "Phone 2 - Value": "7700900188",
            "Relation 1 - Label": "Spouse",
            "Relation 1 - Value": "Ann",
            "Website 1 - Label": "Blog",
            "Website 1 - Value": "https://ridley.example",
        }
    )
    assert draft == ContactDraft(
        prefix="Mr",
        given_name="Tom",
        family_name="Ridley",
        company="Ridley Studio Ltd",
        role="Director",
        birthday="--03-09",
        tags=("Client", "starred"),
        emails=(
            EmailDraft("tom@ridley.example", "work", True, "E-mail 1 - Value"),
            EmailDraft("tr@home.example", "work", False, "E-mail 1 - Value"),
        ),
        phones=(
            PhoneDraft("020 7946 0958", "home fax", origin="Phone 1 - Value"),
            PhoneDraft("7700900188", origin="Phone 2 - Value"),
        ),
        urls=(UrlDraft("https://ridley.example", "blog", "Website 1 - Value"),),
        fields=(("File As", "Ridley, T"), ("Photo", "https://photos.example/1"), ("Spouse", "Ann")),
    )


def google_address(**parts: str) -> ContactDraft:
    names = {"postcode": "Postal Code", "box": "PO Box", "extended": "Extended Address"}
    cells = {f"Address 1 - {names.get(part, part.capitalize())}": value for part, value in parts.items()}
    return row_of({"First Name": "Tom", "E-mail 1 - Value": "t@example.org"} | cells)


def test_google_addresses() -> None:
    origin = "Address 1 - Street"
    draft = google_address(
        label="* Work",
        street="12 Foundry Lane",
        box="7",
        extended="Unit 3",
        city="Bristol",
        postcode="BS1 6WE",
        country="GB",
        formatted="PO Box 7\n12 Foundry Lane\nUnit 3\nBristol\nBS1 6WE\nUnited Kingdom",
    )
    street = "PO Box 7\n12 Foundry Lane\nUnit 3"
    assert draft.addresses == (AddressDraft(street, "Bristol", "", "BS1 6WE", "GB", "work", True, origin),)
    assert draft.fields == ()


def test_an_address_that_stands_only_as_a_whole_or_says_more_as_a_whole() -> None:
    assert google_address(formatted="1 Quay\r\nCardiff").addresses[0].street == "1 Quay\nCardiff"
    more = google_address(street="1 Quay", formatted="Round the back\n1 Quay")
    assert more.fields == (("Address 1 - Formatted", "Round the back\n1 Quay"),)
    assert more.addresses[0].street == "1 Quay"
    assert google_address(label="Work").addresses == ()


def test_google_puts_several_addresses_in_one_column() -> None:
    both = google_address(
        label="Home", street="1 Quay ::: 2 Row", city="Cardiff ::: Bristol", postcode=" ::: BS1 6WE"
    )
    assert [(a.street, a.city, a.postcode, a.label) for a in both.addresses] == [
        ("1 Quay", "Cardiff", "", "home"),
        ("2 Row", "Bristol", "BS1 6WE", "home"),
    ]


def test_google_as_it_was() -> None:
    draft = row_of(
        {
            "Name": "Tom Ridley",
            "Given Name": "Tom",
            "Additional Name": "J",
            "Family Name": "Ridley",
            "Group Membership": "* myContacts",
            "E-mail 1 - Type": "*",
            "E-mail 1 - Value": "t@example.org",
            "IM 1 - Type": "Other",
            "IM 1 - Service": "Skype",
            "IM 1 - Value": "tomr",
            "Organization 1 - Name": "Studio",
            "Organization 1 - Title": "Director",
            "Organization 2 - Name": "Other Ltd",
        }
    )
    assert (draft.name, draft.middle_name, draft.company, draft.role) == (
        "Tom Ridley",
        "J",
        "Studio",
        "Director",
    )
    assert draft.emails == (EmailDraft("t@example.org", "", True, "E-mail 1 - Value"),)
    assert draft.handles == (HandleDraft("skype", "tomr"),)
    assert draft.tags == ()
    assert draft.fields == (("Organization 2 - Name", "Other Ltd"),)


def test_outlook() -> None:
    draft = row_of(
        {
            "title": "Mrs",
            "First Name": "Noëlle",
            "Job Title": "Owner",
            "Business Street": "3 Quay Row",
            "Business Street 2": "Floor 2",
            "Business Country/Region": "UK",
            "Home City": "Barry",
            "business fax": "029 2018 0045",
            "Business Phone": "(029) 2018 0100 ext 4",
            "Business Phone 2": "029 2018 0046",
            "Home Fax": "029 2018 0047",
            "Anniversary": "01/02/2003",
            "Categories": "Catering;VIP",
            "E-mail Address": "n@etoile.example",
            "E-mail 2 Address": "n2@etoile.example",
            "E-mail 2 Type": "SMTP",
            "Personal Web Page": "https://n.example",
        }
    )
    assert (draft.prefix, draft.role, draft.tags) == ("Mrs", "Owner", ("Catering", "VIP"))
    assert pairs(draft.phones) == [
        ("fax", "029 2018 0045"),
        ("work", "(029) 2018 0100 ext 4"),
        ("work", "029 2018 0046"),
        ("home fax", "029 2018 0047"),
    ]
    assert [email.value for email in draft.emails] == ["n@etoile.example", "n2@etoile.example"]
    assert [(a.label, a.street, a.city, a.country) for a in draft.addresses] == [
        ("work", "3 Quay Row\nFloor 2", "", "UK"),
        ("home", "", "Barry", ""),
    ]
    assert pairs(draft.urls) == [("home", "https://n.example")]
    assert draft.fields == (("Anniversary", "01/02/2003"), ("E-mail 2 Type", "SMTP"))


SQUARE = "Reference ID,First Name,Email Address,Birthday,Square Customer ID,Lifetime Spend,Email Subscription Status\n"


def test_square() -> None:
    yes, no, other = drafts(
        SQUARE + "R1,Priya,p@example.net,12-31,7F3K,£612.00,subscribed\n"
        ",Dee,,04-03,9QX1,,Unsubscribed\n,Eve,,,1AB2,,bounced\n"
    )
    assert yes.consent == (ConsentDraft(True, "email", "", "Email Subscription Status"),)
    assert yes.keys == (("square-reference", "R1"), ("square", "7F3K"))
    assert yes.fields == (("Reference ID", "R1"), ("Lifetime Spend", "£612.00"))
    assert (yes.birthday, no.birthday) == ("--12-31", "--04-03")
    assert no.consent[0].given is False
    assert (other.consent, other.fields) == ((), (("Email Subscription Status", "bounced"),))


JOBBER = (
    "J-ID,Created Date,Is Company?,Display Name,Company Name,Title,First Name,Last Name,Main Phone #s,E-mails,Tags,"
    "Billing Street 1,Billing Zip code,Fax Phone #s,Service Property Name,Service Street 1,Archived,Lead Source\n"
)


def test_jobber_has_a_row_per_property() -> None:
    maya, other, again = incoming(
        JOBBER
        + '1001_1,2024-03-05,false,Maya,,Ms,Maya,Ray,07700 900142,"m@example.org, w@example.org","A,B",8 Rise,BS6,,Home,8 Rise,false,Leaflet\n'
        + '1001_2,2024-03-05,false,Maya,,Ms,Maya,Ray,07700 900142,,"B,C",,,0117 496 0100,Rental,"Flat 2, Road",true,Web\n'
        + "1003,,false,Bob,,,Bob,,,,,,,,,,,\n"
        + "1001_3,,false,Maya,,,Maya,Ray,,,,,,,Shed,9 Lane,,\n"
    )
    draft = maya.draft
    assert draft.keys == again.draft.keys == (("jobber", "1001"),)
    assert other.draft.keys == (("jobber", "1003"),)
    assert [(a.label, a.street) for a in draft.addresses] == [
        ("billing", "8 Rise"),
        ("home", "8 Rise"),
        ("rental", "Flat 2, Road"),
    ]
    assert pairs(draft.phones) == [("main", "07700 900142"), ("fax", "0117 496 0100")]
    assert [email.value for email in draft.emails] == ["m@example.org", "w@example.org"]
    assert (draft.tags, draft.prefix, draft.kind, draft.source) == (
        ("A", "B", "C"),
        "Ms",
        "person",
        "Leaflet",
    )
    assert draft.fields == (
        ("Created Date", "2024-03-05"),
        ("Archived", "false"),
        ("Archived 2", "true"),
        ("Lead Source", "Web"),
    )
    assert maya.line == 2


def test_a_company_of_jobber_and_the_person_there() -> None:
    row = "1002,,true,Novak,Novak & Daughters,Ms,Lena,Novak,0117 496 0199,l@novak.example,,,,,,,,\n"
    organisation, person = incoming(JOBBER + row)
    assert (organisation.draft.name, organisation.draft.kind) == ("Novak & Daughters", "organisation")
    assert (organisation.draft.given_name, organisation.draft.company) == ("", "")
    assert organisation.draft.phones[0].value == "0117 496 0199"
    assert organisation.draft.fields == (("Display Name", "Novak"),)
    assert person.draft == ContactDraft(
        kind="person",
        prefix="Ms",
        given_name="Lena",
        family_name="Novak",
        company="Novak & Daughters",
        keys=(("jobber", "1002/Lena Novak"),),
    )
    assert person.line == organisation.line == 2


def test_xero() -> None:
    header = (
        "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAddressLine1,POAddressLine2,POCity,POPostalCode,"
        "SAAddressLine1,SACity,PhoneNumber,FaxNumber,DDINumber,SkypeName,Website\n"
    )
    studio, tom, ann = drafts(
        header
        + "Studio Ltd,A7,t@example.org,Tom,Ridley,1 Quay,Unit 2,Cardiff,CF10,9 Row,Barry,1,2,3,tomr,s.example\n"
        "Ann Co,,,Ann,Co,,,,,,,,,,,\n"
    )
    assert (studio.name, studio.kind, studio.fields) == (
        "Studio Ltd",
        "organisation",
        (("AccountNumber", "A7"),),
    )
    assert pairs(studio.phones) == [("", "1"), ("fax", "2"), ("direct", "3")]
    assert [(a.label, a.street, a.city, a.postcode) for a in studio.addresses] == [
        ("postal", "1 Quay\nUnit 2", "Cardiff", "CF10"),
        ("street", "9 Row", "Barry", ""),
    ]
    assert studio.handles == (HandleDraft("skype", "tomr"),)
    assert (tom.given_name, tom.company, tom.keys) == (
        "Tom",
        "Studio Ltd",
        (("xero", "Studio Ltd/Tom Ridley"),),
    )
    assert (ann.name, ann.given_name, ann.kind) == ("Ann Co", "Ann", "")


def test_hubspot() -> None:
    draft = row_of(
        {"Record ID": "55", "First Name": "Ann", "Lifecycle Stage": "Lead", "Associated Company": "Acme"}
    )
    assert (draft.keys, draft.company, draft.fields) == (
        (("hubspot", "55"),),
        "Acme",
        (("Lifecycle Stage", "Lead"),),
    )
    assert row_of({"Record ID": "55", "First Name": "Ann"}).fields == (("Record ID", "55"),)


@pytest.mark.parametrize(
    ("county", "post_code", "company"),
    [("Home County", "Home Post Code", "Organisation"), ("Home State", "Home ZipCode", "Organization")],
)
def test_thunderbird(county: str, post_code: str, company: str) -> None:
    header = [
        "Display Name",
        "Primary Email",
        "Secondary Email",
        "Fax Number",
        "Home Address",
        "Home Address 2",
    ]
    header += [county, post_code, company, "Web Page 1", "Birth Year", "Birth Month", "Birth Day", "Custom 1"]
    rows = [
        [
            "Ann",
            "a@x.example",
            "b@x.example",
            "1",
            "2 Row",
            "Flat 3",
            "Avon",
            "BS1",
            "Acme",
            "a.example",
            "1980",
            "5",
            "4",
            "c",
        ],
        ["Bob", "", "", "", "", "", "", "", "", "", "", "February", "29", ""],
        ["Cat", "", "", "", "", "", "", "", "", "", "1980", "13", "4", ""],
    ]
    ann, bob, cat = drafts(sheet([header, *rows]))
    assert (ann.name, ann.company, ann.birthday, ann.fields) == (
        "Ann",
        "Acme",
        "1980-05-04",
        (("Custom 1", "c"),),
    )
    assert ann.addresses[0][:4] == ("2 Row\nFlat 3", "", "Avon", "BS1")
    assert pairs(ann.phones) == [("fax", "1")]
    assert bob.birthday == "--02-29"
    assert cat.birthday == ""
    assert cat.fields == (("Birth Year", "1980"), ("Birth Month", "13"), ("Birth Day", "4"))


def test_a_title_is_an_honorific_or_a_role() -> None:
    assert row_of({"Name": "Ann", "Title": "Dr."}).prefix == "Dr."
    assert row_of({"Name": "Ann", "Title": "Director"}).role == "Director"
    assert row_of({"Name": "Ann", "Title": "Director", "Position": ""}).prefix == "Director"


# Values


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("maya@example.org, m@work.example", ["maya@example.org", "m@work.example"]),
        ("a@x.example b@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example;b@x.example", ["a@x.example", "b@x.example"]),
        ("x@y@z", ["x@y@z"]),
        ("Smith, Ann <a@x.example>", ["Smith, Ann <a@x.example>"]),
        ("n/a", ["n/a"]),
    ],
)
def test_several_emails_in_a_cell(cell: str, values: list[str]) -> None:
    assert [email.value for email in row_of({"Name": "Ann", "E-mail": cell}).emails] == values


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("07700 900163 ::: 0117 496 0163", ["07700 900163", "0117 496 0163"]),
        ("07700 900163 / 0117 496 0163", ["07700 900163", "0117 496 0163"]),
        ("07700 900163, 0117 496 0163 or 0117 496 0164", ["07700 900163", "0117 496 0163", "0117 496 0164"]),
        ("0117 496 0163, ext 4", ["0117 496 0163, ext 4"]),
        ("tel:+441174960163;ext=4", ["tel:+441174960163;ext=4"]),
        ("12ab", ["12ab"]),
        ('="07700900163"', ["07700900163"]),
        ("7700900188", ["7700900188"]),
    ],
)
def test_several_phones_in_a_cell(cell: str, values: list[str]) -> None:
    (record,) = incoming(sheet([["Name", "Phone"], ["Ann", cell]]))
    assert [phone.value for phone in record.draft.phones] == values
    assert record.complaints == ()


@pytest.mark.parametrize("cell", ["'07700 900111", '"=""07700 900111"""'])
def test_a_number_kept_as_text_for_a_spreadsheet_is_taken_as_it_is(cell: str) -> None:
    assert one(f"Name,Phone\nAnn,{cell}\n").phones == (PhoneDraft("07700 900111", origin="Phone"),)


def test_an_empty_text_for_a_spreadsheet_is_nothing() -> None:
    assert one('Name,Phone\nAnn,"="""""\n') == ContactDraft(name="Ann")


@pytest.mark.parametrize("cell", ["447700900111.0", "4.47700900111E+11", "4,47700900111e11"])
def test_a_phone_made_a_number_is_mended_where_no_digit_is_lost(cell: str) -> None:
    (record,) = incoming(sheet([["Name", "Phone"], ["Ann", cell]]))
    assert record.draft.phones == (PhoneDraft("447700900111", origin="Phone"),)
    assert [(c.line, c.column, c.value) for c in record.complaints] == [(2, "Phone", cell)]


def test_a_phone_whose_digits_are_lost_is_kept_as_a_field() -> None:
    (record,) = incoming("Name,Phone\nAnn,4.47701E+11\n")
    assert (record.draft.phones, record.draft.fields) == ((), (("Phone", "4.47701E+11"),))
    assert "lost" in record.complaints[0].reason


def birthday_of(cell: str, *others: str, **options: Any) -> tuple[str, int]:
    rows = [["Name", "Birthday"], ["Ann", cell], *(["Other", other] for other in others)]
    first = incoming(sheet(rows), **options)[0]
    assert bool(first.complaints) == (("Birthday", cell) in first.draft.fields)
    return first.draft.birthday, len(first.complaints)


@pytest.mark.parametrize(
    ("cell", "birthday"),
    [
        ("1961-11-02", "1961-11-02"),
        ("1961-11-02 00:00:00", "1961-11-02"),
        ("19611102", "1961-11-02"),
        ("1961/11/02", "1961-11-02"),
        ("--0309", "--03-09"),
        ("1604-03-09", "--03-09"),
        ("24/05/1979", "1979-05-24"),
        ("05/24/1979", "1979-05-24"),
        ("05.05.1979", "1979-05-05"),
        ("24 May 1979", "1979-05-24"),
        ("24-may-1979", "1979-05-24"),
        ("May 24th, 1979", "1979-05-24"),
        ("9 Sept", "--09-09"),
        ("12-31", "--12-31"),
        ("29/2/2000", "2000-02-29"),
        ("00/00/00", ""),
        ("0/0/0000", ""),
        ("0000-00-00", ""),
    ],
)
def test_a_birthday_that_is_certain(cell: str, birthday: str) -> None:
    assert birthday_of(cell) == (birthday, 0)


@pytest.mark.parametrize(
    "cell",
    ["03/04/1979", "24/05/79", "30/02/1979", "in spring", "1979-13-01", "99/99/1999", "3-4", "1/2-1979"],
)
def test_a_birthday_that_is_not_certain_is_kept_as_a_field(cell: str) -> None:
    assert birthday_of(cell) == ("", 1)


def test_the_file_tells_whether_the_day_comes_first() -> None:
    assert birthday_of("03/04/1979", "24/05/1980") == ("1979-04-03", 0)
    assert birthday_of("03/04/1979", "05/24/1980", date_order="dmy") == ("1979-03-04", 0)
    assert birthday_of("03/04/1979", "05/24/1980", "24/05/1980") == ("", 1)
    assert birthday_of("03/04/1979", "05/06/1980", date_order="dmy") == ("1979-04-03", 0)
    assert birthday_of("03/04/1979", date_order="mdy") == ("1979-03-04", 0)
    assert birthday_of("03/04/1979", "born on 24/05/1980 I think") == ("", 1)


# Which columns


def test_columns_can_be_told() -> None:
    text = "Kunde,Netz,Ort,Van\nAnn,a@example.org,Bonn,red\n"
    mapping = {"kunde": "name", "Netz": "email", "Ort": "city"}
    draft = one(text, mapping=mapping)
    assert (draft.name, draft.emails[0].value, draft.addresses[0].city) == ("Ann", "a@example.org", "Bonn")
    assert draft.fields == (("Van", "red"),)
    assert one("Name,Fax\nAnn,1\n", mapping={"Fax": "mobile"}).phones[0].label == "mobile"
    assert one("Name,Other\nAnn,x\n", mapping={"Name": "company", "Other": "name"})[0] == "x"


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"Kunde": "emial"}, 'no field "emial"; did you mean email'),
        ({"Kunde": ""}, 'no field ""'),
        ({"Kunde": "-"}, 'no field "-"'),
        ({"Kunda": "name"}, 'no column "Kunda"; did you mean Kunde'),
        ({"zzz": "name"}, "there are: Kunde, Ort"),
    ],
)
def test_a_mapping_that_cannot_be(mapping: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError) as refusal:
        incoming("Kunde,Ort\nAnn,Bonn\n", mapping=mapping)
    assert words in refusal.value.message


def test_a_file_without_a_column_for_a_contact_is_refused_with_a_way_out() -> None:
    with pytest.raises(FileError, match=r"Date, Counter Party, Amount \(GBP\).*--map"):
        incoming("Date,Counter Party,Amount (GBP)\n1,2,3\n")


@pytest.mark.parametrize(
    "header",
    [
        "Transaction ID,Date,Time,Type,Name,Amount,Currency,Money Out,Money In",
        "*ContactName,EmailAddress,POAddressLine1,*InvoiceNumber,*InvoiceDate,*UnitAmount",
    ],
)
def test_payments_and_invoices_are_no_contacts_unless_told(header: str) -> None:
    row = ",".join("x" for _ in header.split(","))
    with pytest.raises(FileError, match=r"not contacts.*--map"):
        incoming(f"{header}\n{row}\n")
    name = "Name" if "Name," in header and "*" not in header else "ContactName"
    assert one(f"{header}\n{row}\n", mapping={name: "name"}).name == "x"


# Writing, and reading back

EMPTY: dict[str, Any] = {
    **dict.fromkeys(ContactRow._fields, None),
    **{name: [] for name in ("emails", "phones", "addresses", "urls", "handles", "tags", "consent")},
    "id": 1,
    "uid": "u-1",
    "kind": "person",
    "name": "Ann",
    "fields": {},
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:00Z",
}


def written(rows: list[dict[str, Any]], columns: list[str] | None = None, **options: Any) -> str:
    out = io.StringIO(newline="")
    lists = {name: max((len(row[name]) for row in rows), default=0) for name in LISTS}
    extent = Extent(lists, list(dict.fromkeys(name for row in rows for name in row["fields"])))
    contacts = (
        ContactRow(**row)._replace(phones=[{"raw": None} | phone for phone in row["phones"]]) for row in rows
    )
    write(contacts, extent, out, columns, **options)
    return out.getvalue()


def content(draft: ContactDraft) -> dict[str, Any]:
    """A draft as the JSON of the contact it is made of, empty things left out."""
    said = {name: value for name, value in draft._asdict().items() if value}
    for name, keys in LISTS.items():
        if name in said:
            said[name] = [{key: getattr(item, key) for key in keys} for item in said[name]]
    said["fields"] = dict(draft.fields)
    said["tags"] = list(draft.tags)
    return {name: value for name, value in said.items() if value}


LISTS = {
    "emails": ("value", "label", "preferred"),
    "phones": ("value", "extension", "label", "preferred"),
    "addresses": ("street", "city", "region", "postcode", "country", "label"),
    "urls": ("value", "label"),
    "handles": ("platform", "value"),
    "consent": ("channel", "given", "on", "source"),
}
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
SOME = TEXT.filter(str.strip)
WORD = st.text(st.sampled_from("abc=+-@'é:,; \"\n"), min_size=1, max_size=6).filter(
    lambda text: text.strip() == text
)
NAME = (
    WORD | st.sampled_from(["Name", "UID", "Tags", "ID", "Field: x", "E-mail 1 - Value", "Phone", "=cmd()"])
).filter(lambda name: not name.startswith("Column "))
TAG = WORD.filter(lambda tag: ":" not in tag)


def items(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(keys), max_size=3)


CONTACT = st.fixed_dictionaries(
    {
        **dict.fromkeys(("prefix", "given_name", "middle_name", "family_name", "suffix", "nickname"), TEXT),
        **dict.fromkeys(("company", "department", "role", "stage", "prefers", "source", "about"), TEXT),
        "name": SOME,
        "uid": st.uuids().map(str),
        "kind": st.sampled_from(["person", "organisation"]),
        "birthday": st.just("") | st.dates().map(str) | st.dates().map(lambda date: f"-{str(date)[4:]}"),
        "emails": items(value=SOME, label=TEXT, preferred=st.booleans()),
        "phones": items(
            value=st.from_regex(r"\+\d{7,15}", fullmatch=True),
            extension=TEXT,
            label=TEXT,
            preferred=st.booleans(),
        ),
        "addresses": items(street=SOME, city=TEXT, region=TEXT, postcode=TEXT, country=TEXT, label=TEXT),
        "urls": items(value=SOME, label=TEXT),
        "handles": items(platform=SOME, value=SOME),
        "consent": items(channel=TEXT, given=st.booleans(), on=TEXT, source=TEXT),
        "tags": st.lists(TAG, max_size=3, unique=True),
        "fields": st.dictionaries(NAME, SOME, max_size=3),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CONTACT, min_size=1, max_size=4))
@example([EMPTY | {"name": "0", "about": " ", "fields": {', "': "0"}}])
@example([EMPTY | {"name": "=1+1", "about": "'=1", "fields": {"=x": "\t@", "Name": "-1-2x"}}])
@example(
    [EMPTY | {"name": "'+44 7700 900123", "about": '"', "nickname": "\r", "tags": ["* myContacts", "a, b"]}]
)
def test_what_is_written_is_read_back(rows: list[dict[str, Any]]) -> None:
    records = incoming(written([EMPTY | row for row in rows]))
    assert [record.complaints for record in records] == [()] * len(rows)
    expected = [{key: value for key, value in row.items() if value and key not in STORE_ONLY} for row in rows]
    assert [content(record.draft) for record in records] == expected


STORE_ONLY = {"id", "company_id", "created_at", "updated_at"}


def test_the_layout() -> None:
    row = EMPTY | {
        "tags": ["VIP", "Pianos"],
        "emails": [{"value": "a@example.org", "label": "work", "preferred": True}],
        "phones": [
            {
                "value": "+441174960163",
                "raw": "0117 496 0163",
                "extension": "4",
                "label": "",
                "preferred": False,
            }
        ],
        "fields": {"Van": "red", "Name": "other"},
    }
    header, cells = csv.reader(io.StringIO(written([row])))
    assert header[:3] == ["UID", "Kind", "Name"]
    said = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
    assert said == {
        "UID": "u-1",
        "Kind": "person",
        "Name": "Ann",
        "Tags": "VIP ::: Pianos",
        "E-mail 1 - Label": "work",
        "E-mail 1 - Value": "a@example.org",
        "E-mail 1 - Preferred": "yes",
        "Phone 1 - Value": "+441174960163",
        "Phone 1 - Extension": "4",
        "Phone 1 - Preferred": "no",
        "Phone 1 - Raw": "0117 496 0163",
        "Van": "red",
        "Field: Name": "other",
    }


def test_columns_can_be_chosen_and_the_header_left_out() -> None:
    phone = {"value": "+441174960163", "raw": "0117", "label": None, "extension": None, "preferred": False}
    row = EMPTY | {"phones": [phone]}
    assert written([row], ["id", "name", "phones"], header=False) == "1,Ann,,+441174960163,,no,0117\r\n"
    assert written([], ["id", "name"]) == "ID,Name\r\n"
    with pytest.raises(UsageError, match='no column "phone"; did you mean phones'):
        written([row], ["phone"])


@pytest.mark.parametrize("more", [{"emails": [{"value": "a@example.org"}]}, {"fields": {"Van": "red"}}])
def test_contacts_that_are_wider_than_their_sheet_are_not_cut(more: dict[str, Any]) -> None:
    with pytest.raises(FileError, match="changed"):
        write([ContactRow(**(EMPTY | more))], Extent(dict.fromkeys(LISTS, 0), ()), io.StringIO())


def test_cells_a_spreadsheet_would_run_are_guarded() -> None:
    row = EMPTY | {"name": "=1+1", "about": "@SUM(A1)", "role": "-5", "source": "+44 7700 900123"}
    _, cells = csv.reader(io.StringIO(written([row], ["name", "about", "role", "source"])))
    assert cells == ["'=1+1", "'@SUM(A1)", "-5", "+44 7700 900123"]


def test_only_in_our_own_files_is_the_guard_taken_away() -> None:
    assert one("Name,E-mail\n'=1+1,\n").name == "'=1+1"


# Anything at all

PIECE = st.sampled_from(
    [
        "Name",
        "E-mail",
        "Phone 1 - Value",
        "J-ID",
        "Birthday",
        "Address 1 - Street",
        "UID",
        "Kind",
        "1/2/1980",
        "a@b.c",
    ]
) | st.sampled_from(
    [",", ";", "\t", "|", '"', '""', "\n", "\r\n", "\r", "\0", " ", " ::: ", "*", "4.4E+11", "é", "="]
)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        incoming(data)
    except (FileError, UsageError):
        return


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECE, max_size=60).map("".join))
def test_no_letter_of_any_table_is_lost(text: str) -> None:
    """Every line of every row has its cells in ``raw``, and the header stands before the first."""
    try:
        records = incoming("Name,E-mail,Phone,Van\n" + text)
    except FileError:
        return
    letters = sorted(character for character in text if character.isalnum())
    seen = {(record.line, record.raw) for record in records if record.draft}
    assert sorted(c for _, raw in seen for cell in raw for c in cell if c.isalnum()) == letters

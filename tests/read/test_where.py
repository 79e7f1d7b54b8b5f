"""Conditions through the real command, over a small book."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def fill(crm) -> None:
    crm.at("2026-01-10T09:00:00+00:00")
    crm.ok(
        "contact", "add", "Maya O'Connor", "--phone", "07700 900142", "--email", "Maya@Example.org", "--tag", "Bristol",
        "--tag", "VIP", "--stage", "customer", "--birthday", "1979-05-24", "--consent", "--set", "Boiler make=Vaillant",
        "--set", "Rooms=12", "--set", "Service=2026-03-01", "--company", "Harbour Lettings",
    )  # fmt: skip
    crm.at("2026-09-14T08:12:00+01:00")
    crm.ok(
        "contact",
        "add",
        "Zoë Łukasik",
        "--stage",
        "lead",
        "--tag",
        "bristol",
        "--birthday",
        "--12-01",
        "--set",
        "Rooms=9",
    )
    crm.ok("contact", "add", "Old Mill", "--kind", "organisation", "--about", "by the WEIR")
    crm.ok("note", "add", "maya", "spoke of the boiler", "--channel", "call", "--at", "2026-02-01 10:00")
    crm.ok("note", "add", "old mill", "a letter", "--channel", "letter", "--at", "2026-09-13 23:30")
    crm.ok("job", "add", "maya", "Valve", "--value", "185.50", "--due", "2026-09-20")
    crm.ok("job", "add", "old mill", "Pump", "--value", "90 EUR", "--tag", "urgent")
    crm.ok("job", "move", 1, "paid", "--on", "2026-04-05")
    crm.ok("appointment", "add", "maya", "Fix valve", "--at", "2026-09-15 09:00")
    crm.ok(
        "appointment",
        "add",
        "old mill",
        "Holiday",
        "--at",
        "2026-09-20",
        "--all-day",
        "--status",
        "tentative",
    )
    crm.ok("reminder", "add", "Ring Maya", "--due", "2026-09-15 09:00", "--contact", "maya")
    crm.ok("reminder", "add", "Rent", "--due", "2026-09-16")
    crm.ok("reminder", "done", 2)


@pytest.fixture
def book(built):
    return built(fill)


def ids(book, kind: str, where: str) -> list[int]:
    return sorted(int(line) for line in book.ok(kind, "list", "--where", where, "-f", "ids").out.split())


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("name = \"maya o'connor\"", [1]),
        ("name ~ LUKASIK", [2]),
        ("name ~ zoe", [2]),
        ('name != "Old Mill" and kind = person', [1, 2]),
        ("kind = organisation", [3, 4]),
        ("email = MAYA@example.org", [1]),
        ("email ~ EXAMPLE", [1]),
        ("phone = +447700900142", [1]),
        ('phone = "07700 900 142"', [1]),
        ('phone = "(07700) 900-142"', [1]),
        ("phone ~ 9001", [1]),
        ('phone = ""', [2, 3, 4]),
        ('phone != "" or email != ""', [1]),
        ("tag = BRISTOL", [1, 2]),
        ("tag = bristol and not tag = vip", [2]),
        ("tag != bristol", [3, 4]),
        ("stage != lead", [1, 3, 4]),
        ("company ~ harbour", [1]),
        ("about ~ weir", [3]),
        ("birthday = 1979-05-24", [1]),
        ('birthday = "24 may"', [1]),
        ("birthday >= --06-01", [2]),
        ("birthday < 1980-01-01", [1]),
        ("birthday ~ -05-", [1]),
        ("consent = yes", [1]),
        ("consent = no", [2, 3, 4]),
        ('last_contacted < "6 months ago"', [1]),
        ("last_contacted = yesterday", [3]),
        ('last_contacted = ""', [2, 4]),
        ('last_contacted_at >= "2026-02-01 10:00" and last_contacted_at < "2026-02-01 10:01"', [1]),
        ("created = today", [2, 3]),
        ("created = 2026-01", [1, 4]),
        ('"boiler make" = vaillant', [1]),
        ("ROOMS > 9", [1]),
        ("rooms >= 9", [1, 2]),
        ('service < "1 apr 2026"', [1]),
    ],
)  # fmt: skip
def test_contacts(book, where, found) -> None:
    names = {"Maya O'Connor": 1, "Zoë Łukasik": 2, "Old Mill": 3, "Harbour Lettings": 4}
    rows = book.ok("contact", "list", "--where", where, "--json").json
    assert sorted(names[row["name"]] for row in rows) == found


@pytest.mark.parametrize(
    ("kind", "where", "found"),
    [
        ("note", "channel = call", [1]),
        ("note", "contact ~ maya and body ~ BOILER", [1]),
        ("note", "at = yesterday", [2]),
        ("note", "at >= 2026-02 and at < 2026-03", [1]),
        ("note", 'direction = ""', [1, 2]),
        ("note", "id > 1", [2]),
        ("job", "paid_on >= 2026-04-06", []),
        ("job", "paid_on = 2026-04", [1]),
        ("job", "paid_on != 2026-04-05", [2]),
        ("job", 'paid_on = ""', [2]),
        ("job", "value > 100", [1]),
        ("job", "value = 185.50", [1]),
        ("job", "value < £200", [1]),
        ("job", 'value >= "EUR 90"', [2]),
        ("job", "open = yes", [2]),
        ("job", "meaning = paid", [1]),
        ("job", "stage != paid", [2]),
        ("job", "tag = urgent", [2]),
        ("job", 'due = "this week" or due = ""', [1, 2]),
        ("job", "title ~ valve", [1]),
        ("appointment", "start = tomorrow", [1]),
        ("appointment", 'start < "2026-09-15 09:00"', []),
        ("appointment", 'start <= "2026-09-15 09:00"', [1]),
        ("appointment", "all_day = yes", [2]),
        ("appointment", 'status = tentative and contact = "old mill"', [2]),
        ("appointment", 'repeat = ""', [1, 2]),
        ("reminder", "done = no", [1]),
        ("reminder", "done = yes and done_at = today", [2]),
        ("reminder", "due <= tomorrow", [1]),
        ("reminder", "due = 2026-09-16", [2]),
        ("reminder", 'due < "2026-09-15 09:01"', [1]),
        ("reminder", "contact ~ connor", [1]),
        ("reminder", "text = RENT", [2]),
    ],
)
def test_the_other_kinds(book, kind, where, found) -> None:
    assert ids(book, kind, where) == found


@pytest.mark.parametrize(
    ("kind", "where", "why"),
    [
        ("contact", "citi = x", 'unknown field "citi"; did you mean city?'),
        ("contact", "boiler_make = x", "did you mean Boiler make?"),
        ("contact", "kind = firm", "kind is one of person, organisation"),
        ("contact", "consent = maybe", "consent is yes or no"),
        ("contact", 'consent = ""', 'consent = "" asks nothing; it is yes or no'),
        ("contact", 'name < ""', "asks nothing"),
        ("contact", "id = x", "id is a whole number"),
        ("contact", "phone = x", "has no digits"),
        ("contact", "phone < 5", "phone takes = ~ and !=, not <"),
        ("contact", "created = brillig", "brillig"),
        ("contact", "created ~ 2026", "created takes = < <= > >= and !=, not ~"),
        ("contact", 'created > "30 feb"', "there is no 30 February"),
        ("contact", "created > 0001-01-01", "out of reach"),
        ("contact", "created > 9999-12-31", "out of reach"),
        ("job", "payd_on = today", "did you mean paid_on"),
        ("job", "stage = payd", "stage is one of lead"),
        ("job", "value = lots", "lots"),
        ("note", "channel = fone", "channel is one of note, call"),
    ],
)
def test_what_is_refused(book, kind, where, why) -> None:
    refused = book(kind, "list", "--where", where)
    assert refused.code == 2
    assert why in refused.err
    assert refused.out == ""


def test_a_date_is_the_users_own_day(book) -> None:
    # 23:30 in London is 22:30 UTC, but 00:30 of the next day in Berlin.
    book.config.write_text(book.config.read_text().replace("Europe/London", "Europe/Berlin"))
    assert ids(book, "note", "at = yesterday") == []
    assert ids(book, "note", "at = today") == [2]


FIELDS = st.sampled_from(
    [
        "name",
        "phone",
        "email",
        "tag",
        "created",
        "birthday",
        "consent",
        "rooms",
        "id",
        "company",
        "last_contacted",
    ]
)
OPERATORS = st.sampled_from(["=", "!=", "~", "<", "<=", ">", ">="])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FIELDS, OPERATORS, st.text().filter(lambda text: "\0" not in text))
def test_no_value_reaches_sql(connection, field, operator, value) -> None:
    from smallcrm.errors import UsageError
    from smallcrm.model.condition import Comparison
    from smallcrm.read.where import Where

    reading, desk = connection
    where = Where("contact", reading, desk)
    try:
        where.hold(Comparison(field, operator, value))
    except UsageError:
        return
    assert reading.execute(f"SELECT count(*) FROM contact t{where.sql}", where.parameters).fetchone()
    assert len(value) < 4 or value not in where.sql


@pytest.fixture
def connection(book):
    from smallcrm.config import load
    from smallcrm.desk import Desk
    from smallcrm.store.connect import open_reader

    reading = open_reader(book.db)
    yield reading, Desk(load(book.config))
    reading.close()

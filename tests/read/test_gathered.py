"""Many contacts at a time are read as each is alone."""

from __future__ import annotations

import pytest

from smallcrm.config import load
from smallcrm.desk import Desk
from smallcrm.model.contact_row import ContactRow
from smallcrm.read.contact import Contacts
from smallcrm.read.listing import BATCH, Listings
from smallcrm.store.connect import open_reader


def fill(crm) -> None:
    everything = (
        "--email", "a@ann.example", "--email", "work=b@ann.example", "--phone", "07700 900142", "--phone", "work=0117 496 0163 ext 4",
        "--address", "1 High St, Bristol, BS1 6WE", "--address", "home=2 High St, Bath", "--url", "blog=https://b.example", "--url", "https://ann.example",
        "--handle", "mastodon=@ann@m.example", "--handle", "x=ann", "--tag", "zither", "--tag", "VIP", "--tag", "éclair",
        "--set", "Boiler=Vaillant", "--set", "Access=key under pot", "--company", "Acme", "--role", "Buyer", "--birthday", "1980-02-29",
        "--about", 'says "hello"\nand more', "--source", "fair", "--prefers", "email", "--stage", "lead",
    )  # fmt: skip
    crm.ok("contact", "add", "Dr. Ann Mary Poole", *everything, "--consent")
    crm.ok("contact", "edit", "1", "--prefer-email", "b@ann.example", "--prefer-phone", "0117 496 0163 ext 4")
    names = (
        "--prefix",
        "Dr",
        "--given-name",
        "Ann",
        "--middle-name",
        "Mary",
        "--family-name",
        "Poole",
        "--suffix",
        "MBE",
    )
    crm.ok("contact", "edit", "1", *names, "--nickname", "Annie", "--department", "Pianos")
    crm.ok("contact", "add", "Nothing Known")
    crm.ok(
        "contact",
        "add",
        "Ben",
        "--company",
        "Acme",
        "--phone",
        "07700 900143",
        "--tag",
        "VIP",
        "--set",
        "Dog=Rex",
    )


@pytest.fixture
def book(built):
    return built(fill)


@pytest.fixture
def connection(book):
    connection = open_reader(book.db)
    yield connection
    connection.close()


@pytest.fixture
def listings(connection, book) -> Listings:
    return Listings(connection, Desk(load(book.config)))


def test_each_is_as_its_page_says(connection, listings) -> None:
    ids = [row[0] for row in connection.execute("SELECT id FROM contact ORDER BY name_key DESC")]
    contacts = Contacts(connection, listings.desk)
    assert list(listings.some("contact", ids)) == [contacts.get(contact_id) for contact_id in ids]
    ann = contacts.get(1)
    assert [name for name, value in ann._asdict().items() if not value] == []
    assert [email["value"] for email in ann.emails] == ["b@ann.example", "a@ann.example"]


def test_the_order_is_that_of_the_ids_and_what_is_gone_is_left_out(listings) -> None:
    found = listings.some("contact", [3, 99, 1, *[2] * BATCH, 4])
    assert [row.id for row in found] == [3, 1, *[2] * BATCH, 4]


@pytest.mark.parametrize("column", ContactRow._fields)
def test_a_column_alone_is_as_among_all(listings, column: str) -> None:
    whole = [getattr(row, column) for row in listings.some("contact", [1, 2, 3, 4])]
    assert [getattr(row, column) for row in listings.some("contact", [1, 2, 3, 4], (column,))] == whole


def test_a_sheet_is_as_wide_as_the_widest(listings) -> None:
    extent = listings.extent([4, 2, 1])
    assert extent.lists == {"emails": 2, "phones": 2, "addresses": 2, "urls": 2, "handles": 2, "consent": 1}
    assert extent.fields == ["Dog", "Boiler", "Access"]
    assert set(listings.extent([2]).lists.values()) == {0}
    assert listings.extent([]).fields == []

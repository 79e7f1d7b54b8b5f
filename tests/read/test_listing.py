"""Lists: which rows, in what order, and along which index."""

from __future__ import annotations

import sqlite3

import pytest

from smallcrm.config import load
from smallcrm.desk import Desk
from smallcrm.errors import UsageError
from smallcrm.read.listing import COMMON, Listing, Listings
from smallcrm.store.connect import open_reader


def fill(crm) -> None:
    for name, company in (("Zoë Adams", "Mill"), ("adam Smith", ""), ("Äda Brown", "Acme"), ("Cara", "acme")):
        crm.ok("contact", "add", name, *(["--company", company] if company else []))
    for number, at in enumerate(("2026-09-01", "2026-09-03", "2026-09-02", "2026-09-03")):
        crm.ok("note", "add", "cara", f"note {number}", "--at", f"{at} 10:00")
    crm.ok("job", "add", "cara", "Pump", "--value", "90")
    crm.ok("job", "add", "cara", "Valve")
    crm.ok("job", "add", "cara", "Tap", "--value", "9.50", "--tag", "small", "--tag", "leak")
    for title, at in (("Late", "2026-09-20 10:00"), ("Early", "2026-09-15 10:00")):
        crm.ok("appointment", "add", "cara", title, "--at", at)
    for text, due in (("later", "2026-10-02"), ("soon", "2026-09-15 09:00"), ("done", "2026-09-01 09:00")):
        crm.ok("reminder", "add", text, "--due", due)
    crm.ok("reminder", "done", 3)


@pytest.fixture
def book(built):
    return built(fill)


@pytest.fixture
def reading(book):
    connection = open_reader(book.db)
    yield connection
    connection.close()


@pytest.fixture
def listings(reading, book) -> Listings:
    return Listings(reading, Desk(load(book.config)))


def names(listings: Listings, **wanted) -> list[str]:
    return [row.name for row in listings.rows("contact", Listing(**wanted))]


def test_contacts_come_by_folded_name(listings) -> None:
    assert names(listings) == ["Acme", "Äda Brown", "adam Smith", "Cara", "Mill", "Zoë Adams"]
    assert names(listings, reverse=True) == names(listings)[::-1]
    assert names(listings, limit=2, offset=1) == ["Äda Brown", "adam Smith"]


def test_a_sorted_column_has_its_gaps_last_either_way(listings) -> None:
    by_company = names(listings, sort="company")
    assert by_company[:3] == ["Äda Brown", "Cara", "Zoë Adams"]
    assert names(listings, sort="company", reverse=True)[:3] == by_company[2::-1]
    assert set(by_company[3:]) == {"Acme", "adam Smith", "Mill"}


def test_ids(listings) -> None:
    assert list(listings.ids("note", Listing())) == [4, 2, 3, 1]
    assert list(listings.ids("note", Listing(reverse=True))) == [1, 3, 2, 4]
    assert list(listings.ids("job", Listing())) == [3, 2, 1]
    assert list(listings.ids("job", Listing(sort="value"))) == [3, 1, 2]
    assert list(listings.ids("job", Listing(tags=("LEAK", "small")))) == [3]
    assert list(listings.ids("job", Listing(tags=("leak", "large")))) == []
    assert list(listings.ids("appointment", Listing())) == [2, 1]


def test_reminders_that_are_done_come_last(listings) -> None:
    assert list(listings.ids("reminder", Listing())) == [2, 1, 3]
    assert list(listings.ids("reminder", Listing(reverse=True))) == [3, 1, 2]
    assert list(listings.ids("reminder", Listing(sort="due"))) == [3, 2, 1]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("limit", [None, 1, 2, 3])
@pytest.mark.parametrize("offset", [0, 1, 2, 3, 4])
def test_a_page_is_a_part_of_the_whole(listings, reverse, limit, offset) -> None:
    whole = list(listings.ids("reminder", Listing(reverse=reverse)))
    page = list(listings.ids("reminder", Listing(reverse=reverse, limit=limit, offset=offset)))
    assert page == whole[offset:][:limit]


def test_things_of_a_contact(listings) -> None:
    cara = next(listings.ids("contact", Listing(where="name = cara")))
    acme = next(listings.ids("contact", Listing(where="name = acme")))
    assert len(list(listings.ids("note", Listing(contact_id=cara)))) == 4
    assert list(listings.ids("note", Listing(contact_id=acme))) == []
    assert names(listings, contact_id=acme) == ["Acme", "Äda Brown", "Cara"]


def test_counting_leaves_the_page_aside(listings) -> None:
    assert listings.count("contact", Listing(limit=2, offset=3)) == 6
    assert listings.count("note", Listing(where="at >= 2026-09-03")) == 2


def test_an_unknown_column_to_sort_by_names_the_near_ones(listings) -> None:
    with pytest.raises(UsageError, match='--sort: unknown field "nane"; did you mean name'):
        listings.rows("contact", Listing(sort="nane"))


def test_a_row_gathers_only_what_is_asked_for(listings) -> None:
    row = next(listings.rows("contact", Listing(where="name = cara"), ("company",)))
    assert row.company == "Acme"
    (job,) = listings.rows("job", Listing(where="title = tap"), ("title",))
    assert (job.title, job.value, job.tags) == ("Tap", 950, [])


@pytest.mark.parametrize(
    ("kind", "index"),
    [
        ("contact", "contact_by_name"),
        ("note", "note_by_time"),
        ("appointment", "appointment_by_start"),
        ("reminder", "reminder_by_due"),
    ],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_the_first_page_walks_an_index(listings, reading, kind, index, reverse) -> None:
    asked: list[str] = []
    reading.set_trace_callback(asked.append)
    listings_ids = listings.ids(kind, Listing(limit=50, reverse=reverse))
    list(listings_ids)
    reading.set_trace_callback(None)
    plans = [plan(reading, query) for query in asked if "ORDER BY" in query and "done_at IS NOT" not in query]
    assert len(plans) == 1
    assert f"USING COVERING INDEX {index}" in plans[0] or f"USING INDEX {index}" in plans[0]
    assert "TEMP B-TREE" not in plans[0]


def plan(connection: sqlite3.Connection, query: str) -> str:
    return " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))


def test_a_tag_of_many_is_walked_along_the_list(crm) -> None:
    names = [f"{'VIP' if i % 100 else 'Other'} {i:04}" for i in range(COMMON + 100)]
    sheet = "Name,Tags\n" + "".join(f"{name},{name.split()[0]}\n" for name in names)
    crm.ok("import", "-", "--input-format", "csv", stdin=sheet)
    crm.ok("contact", "edit", "1", "--tag", "rare")
    listings = Listings(open_reader(crm.db), Desk(load(crm.config)))
    for tag, wanted in (
        ("vip", sorted(name for name in names if "VIP" in name)),
        ("OTHER", names[::100]),
        ("rare", names[:1]),
    ):
        found = [row.name for row in listings.rows("contact", Listing(tags=(tag,)))]
        assert found == wanted
        assert listings.count("contact", Listing(tags=(tag,))) == len(wanted)

"""Looking keys up finds what comparing everyone with everyone finds."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from smallcrm.model.likeness import a_slip_apart, name_of
from smallcrm.read.duplicates import BIT, CROWD, duplicates, score

NAMES = st.sampled_from(
    [
        "Tom",
        "Thomas",
        "Ridley",
        "Ridely",
        "Riddley",
        "O'Connor",
        "OConnor",
        "Köhler",
        "Kohler",
        "Dr",
        "Sam",
        "Samuel",
    ]
)
CONTACT = st.tuples(
    st.lists(NAMES, min_size=1, max_size=3).map(" ".join), st.sampled_from(["", "1", "2"]), st.sampled_from(["", "a", "b"])
)  # fmt: skip


def book(contacts: list[tuple[str, str, str]]) -> sqlite3.Connection:
    store = sqlite3.connect(":memory:")
    store.executescript(
        "CREATE TABLE contact(id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE email(key TEXT, contact_id INTEGER);"
        "CREATE TABLE phone(value TEXT, extension TEXT, contact_id INTEGER);"
        "CREATE TABLE works_for(contact_id INTEGER, company_id INTEGER);"
    )
    for number, (name, phone, email) in enumerate(contacts, 1):
        store.execute("INSERT INTO contact VALUES (?, ?)", (number, name))
        if phone:
            store.execute("INSERT INTO phone VALUES (?, NULL, ?)", (phone, number))
        if email:
            store.execute("INSERT INTO email VALUES (?, ?)", (email, number))
    return store


def expected(one: tuple[str, str, str], other: tuple[str, str, str]) -> set[str]:
    """The reasons, by comparing two contacts directly; of what the names have in common the strongest."""
    mine, theirs = name_of(one[0]), name_of(other[0])
    found = set()
    if one[1] and one[1] == other[1]:
        found.add("same phone")
    if one[2] and one[2] == other[2]:
        found.add("same e-mail")
    tests = (
        ("same name", mine.written == theirs.written),
        ("same name but for accents", mine.folded == theirs.folded),
        ("same name but for punctuation, spaces or titles", mine.plain == theirs.plain),
        ("names swapped", mine.turned == theirs.turned),
        ("nickname", bool(mine.full & theirs.full)),
        ("near spelling", a_slip_apart(mine.plain, theirs.plain)),
    )
    return found | {next((reason for reason, holds in tests if holds), "")} - {""}


@settings(max_examples=150, deadline=None)
@given(st.lists(CONTACT, min_size=2, max_size=12))
def test_keys_find_what_all_pairs_find(contacts) -> None:
    with closing(book(contacts)) as store:
        found, total = duplicates(store)
    told = {(row.id, row.other_id): set(row.reasons) - {"one name within the other"} for row in found}
    assert total == len(told)
    everyone = list(enumerate(contacts, 1))
    wanted = {
        (i, j): reasons
        for (i, one), (j, other) in itertools.combinations(everyone, 2)
        if (reasons := expected(one, other))
    }
    assert told == wanted


def edited(one: str, other: str) -> bool:
    """One insertion, deletion, substitution or transposition of neighbours, by trying them all."""
    letters = set(one + other)
    once = {one[:i] + one[i + 1 :] for i in range(len(one))}
    once |= {one[:i] + c + one[i:] for i in range(len(one) + 1) for c in letters}
    once |= {one[:i] + c + one[i + 1 :] for i in range(len(one)) for c in letters}
    once |= {one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1)}
    return other in once and other != one


@given(st.text("ab", min_size=6, max_size=9), st.text("ab", min_size=6, max_size=9))
def test_a_slip_is_one_letter_more_less_other_or_two_turned(one, other) -> None:
    assert a_slip_apart(one, other) == edited(one, other)


def test_a_crowd_does_not_make_a_flood() -> None:
    with closing(book([(f"Person{n} Name{n * 7919}", "1", "") for n in range(CROWD * 4)])) as store:
        assert duplicates(store)[1] < CROWD * 8


def test_each_reason_takes_its_share_of_the_doubt() -> None:
    assert score(BIT["same phone"]) == 25
    assert score(BIT["same e-mail"] | BIT["same name"]) == 84


def test_the_limit_takes_the_best() -> None:
    with closing(book([("Ann Lee", "1", ""), ("Ben Roe", "1", ""), ("Ann Lee", "", "")])) as store:
        found, total = duplicates(store, limit=1)
    assert total == 2
    assert found[0].reasons == ["same name"]


def test_a_shorter_name_counts_where_the_number_is_the_same() -> None:
    with closing(book([("Maya", "1", ""), ("Maya O'Connor", "1", ""), ("Maya Lee", "", "")])) as store:
        found, total = duplicates(store)
    assert total == 1
    assert found[0].reasons == ["same phone", "one name within the other"]

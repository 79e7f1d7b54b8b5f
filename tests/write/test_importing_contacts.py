"""Contacts come in by the batch, and the book is as if they had come one after the other."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from contents import book, content
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.crm import Crm
from smallcrm.model.contact import AddressDraft, ContactDraft, EmailDraft, PhoneDraft
from smallcrm.model.incoming import Incoming
from smallcrm.write import aside, importing
from smallcrm.write.importing import Source
from smallcrm.write.rows import COLUMNS

DRAFTS = st.builds(
    ContactDraft,
    name=st.sampled_from(["Maya", "maya o'connor", "Maya O'Connor", "Łukasz", ""]),
    kind=st.sampled_from(["", "", "organisation"]),
    company=st.sampled_from(["", "Harbour", "HARBOUR", "Tide Ltd"]),
    role=st.sampled_from(["", "Owner", "Cook"]),
    emails=st.lists(st.sampled_from(["a@x.org", "A@x.org", "b@x.org"]).map(EmailDraft), max_size=2).map(tuple),
    phones=st.lists(st.sampled_from(["07700900142", "07700900143", "n/a"]).map(PhoneDraft), max_size=2).map(tuple),
    addresses=st.sampled_from([(), (AddressDraft("1 High St", "Bath"),)]),
    tags=st.lists(st.sampled_from(["client", "Client", "vip"]), max_size=2).map(tuple),
    fields=st.sampled_from([(), (("Size", "9"),), (("Size", "9"), ("Size ", ""), ("Hat", "7"))]),
    keys=st.lists(st.tuples(st.just("square"), st.sampled_from("123")), max_size=2).map(tuple),
    uid=st.sampled_from(["", "", "u1", "u2"]),
)  # fmt: skip


def bring(
    crm: Crm, drafts: list[ContactDraft], mode: str = "update", file: str = "a.csv", *, ours: bool = False
):
    job = crm.write.importing(mode=mode)
    found = [Incoming(draft, line, ours=ours) for line, draft in enumerate(drafts, 2)]
    return job.write(job.check([Source(file, found)], lambda _: None), lambda _: None)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(DRAFTS, max_size=14),
    st.sampled_from(["update", "skip", "replace", "create"]),
    st.booleans(),
)
def test_the_size_of_a_batch_changes_nothing(drafts, mode, ours) -> None:
    seen = []
    for size in (1, 4, 500):
        with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
            patch.setattr(aside, "BATCH", size)
            patch.setattr(importing, "RENEW_AFTER", size)
            patch.setenv("SMALLCRM_NOW", "2026-09-14T08:12:00+01:00")
            crm = book(Path(name))
            report = bring(crm, drafts[:4])
            later = bring(crm, drafts, mode, "b.csv", ours=ours)
            seen.append((report.counts, later.counts, later.told, content(crm)))
            crm.close()
    assert seen[0] == seen[1] == seen[2]


@pytest.fixture
def crm(tmp_path):
    made = book(tmp_path)
    yield made
    made.close()


def many(count: int) -> list[ContactDraft]:
    return [
        ContactDraft(
            name=f"Łukasz Novak {number}", company=f"Firm {number % 7}", tags=("client",),
            emails=(EmailDraft(f"p{number}@x.org"),), phones=(PhoneDraft(f"07{400_000_000 + number:09d}"),),
            addresses=(AddressDraft(f"{number} High St", "Bath"),), fields=(("Size", str(number)),),
        )
        for number in range(count)
    ]  # fmt: skip


def test_a_long_file_is_one_step_that_is_undone_and_redone(crm, monkeypatch) -> None:
    # Long enough to be put aside in a file, and renewed several times.
    monkeypatch.setattr(aside, "IN_MEMORY", 200)
    monkeypatch.setattr(importing, "RENEW_AFTER", 150)
    before = content(crm)
    assert bring(crm, many(600)).counts == {"a.csv": {"new": 600}}
    after = content(crm)
    assert len(after["contact"]) == len(after["search"]) == 607
    crm.write.history.undo()
    assert {name: rows for name, rows in content(crm).items() if name != "journal"} == {
        name: rows for name, rows in before.items() if name != "journal"
    }
    crm.write.history.redo()
    held = content(crm)
    assert {name: rows for name, rows in held.items() if name != "journal"} == {
        name: rows for name, rows in after.items() if name != "journal"
    }
    assert bring(crm, many(600)).counts == {"a.csv": {"unchanged": 600}}


def test_every_row_is_in_the_history_with_the_file_that_gave_it(crm) -> None:
    bring(crm, many(600), file="a.csv")
    connection = crm.write.changes.connection
    for table in COLUMNS:
        query = (
            f"SELECT count(*), count(j.id) FROM {table} r LEFT JOIN journal_image j ON j.table_name = '{table}' "
            "AND j.row_id = r.id AND j.before IS NULL AND json_extract(j.after, '$.uid') = r.uid AND j.source = 'a.csv'"
        )
        rows, told = connection.execute(query).fetchone()
        assert rows == told
    assert [table for table in COLUMNS if connection.execute(f"SELECT 1 FROM {table}").fetchone()] == [
        "contact", "email", "phone", "address", "custom_field", "tagging", "relation", "provenance",
    ]  # fmt: skip


def test_two_files_in_one_go_are_told_apart(crm) -> None:
    job = crm.write.importing()
    sources = [
        Source(name, [Incoming(ContactDraft(name=f"Maya {name}", about=name), 2)])
        for name in ("a.csv", "b.csv")
    ]
    job.write(job.check(sources, lambda _: None), lambda _: None)
    found = crm.write.changes.connection.execute(
        "SELECT json_extract(after, '$.about'), source FROM journal_image WHERE table_name = 'contact'"
    )
    assert found.fetchall() == [("a.csv", "a.csv"), ("b.csv", "b.csv")]


def test_an_id_that_was_given_before_is_not_given_again(crm) -> None:
    bring(crm, many(3))
    crm.write.history.undo()
    bring(crm, [ContactDraft(name="Maya")])
    (row_id,) = crm.write.changes.connection.execute("SELECT id FROM contact").fetchone()
    assert row_id == 7

"""Records that were put aside come back as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.formats.known import format_of, records
from smallcrm.model.contact import (
    AddressDraft,
    ConsentDraft,
    ContactDraft,
    EmailDraft,
    HandleDraft,
    PhoneDraft,
    Property,
    UrlDraft,
)
from smallcrm.model.incoming import ReadOptions
from smallcrm.model.reminder import ReminderDraft
from smallcrm.model.settle import Settled, settle
from smallcrm.write.import_report import Ready
from smallcrm.write.packing import packed, unpacked

SAMPLES = sorted((Path(__file__).parent.parent / "data").iterdir())
TEXT = st.text(max_size=6)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple)
DRAFTS = st.builds(
    ContactDraft,
    **dict.fromkeys(ContactDraft._fields[:18], TEXT),
    emails=st.lists(st.builds(EmailDraft, st.sampled_from(["a@x.org", "bad"]), TEXT, st.booleans())).map(tuple),
    phones=st.lists(st.builds(PhoneDraft, st.sampled_from(["07700900142", "n/a"]), TEXT, st.booleans())).map(tuple),
    addresses=st.lists(st.builds(AddressDraft, TEXT, TEXT, preferred=st.booleans()), max_size=2).map(tuple),
    urls=st.lists(st.builds(UrlDraft, TEXT, TEXT), max_size=2).map(tuple),
    handles=st.lists(st.builds(HandleDraft, TEXT, TEXT), max_size=2).map(tuple),
    tags=st.lists(TEXT, max_size=2).map(tuple),
    consent=st.lists(st.builds(ConsentDraft, st.booleans(), TEXT, TEXT), max_size=2).map(tuple),
    fields=PAIRS,
    properties=st.lists(st.builds(Property, TEXT, TEXT), max_size=2).map(tuple),
    keys=PAIRS,
)  # fmt: skip


def shapes(value: object) -> object:
    """A value with the names of its types, which are no part of a tuple's being equal to another."""
    if isinstance(value, tuple):
        return type(value).__name__, [shapes(part) for part in value]
    return type(value).__name__, value


def settled(draft: ContactDraft) -> Settled:
    try:
        return settle(draft, "GB")
    except UsageError:
        return settle(draft._replace(name="Maya"), "GB")


@given(st.lists(st.builds(Ready, TEXT, st.integers(1), DRAFTS.map(settled), TEXT, st.booleans()), max_size=3))
def test_contacts_come_back_as_they_were(batch) -> None:
    assert shapes(tuple(unpacked(packed(batch)))) == shapes(tuple(batch))


def test_other_records_stay_as_they_are() -> None:
    batch = [Ready("a.ics", 1, ReminderDraft("Ring", "2026-09-14", "Europe/London"), "", ours=False)]
    assert unpacked(packed(batch)) == batch


@pytest.mark.parametrize(
    "path", [path for path in SAMPLES if path.suffix in {".csv", ".vcf"}], ids=lambda path: path.name
)
def test_what_any_file_brings_can_be_put_aside(path) -> None:
    found = records(format_of(path.name), path, ReadOptions(date_order="dmy"), "Europe/London")
    batch = [
        Ready(path.name, incoming.line, settled(incoming.draft), "", incoming.ours)
        for incoming in found
        if incoming.draft is not None
    ]
    assert batch
    assert shapes(tuple(unpacked(packed(batch)))) == shapes(tuple(batch))

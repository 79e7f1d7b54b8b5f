"""Contacts may share a name, but no e-mail or phone unsaid; what was typed is kept beside what it means."""

from __future__ import annotations

import pytest


@pytest.fixture
def maya(crm):
    crm.ok("add", "Maya O'Connor", "07700 900142", "maya@example.org")
    return crm


@pytest.mark.parametrize(
    "value",
    ["07700900142", "+44 7700 900142", "0044 (0)7700-900142", "Maya@Example.ORG", "MAYA@example.org"],
)
def test_another_is_not_given_what_is_hers_in_any_form(maya, value: str) -> None:
    before = maya.ok("export", "all").out
    option = "--email" if "@" in value else "--phone"
    for command in (("add", "Ann", value), ("contact", "add", "Ann", option, value)):
        refused = maya(*command)
        assert refused.code == 6
        assert refused.err.startswith("smallcrm: Maya O'Connor (1) has ")
        assert "contact edit 1, or say --allow-duplicate" in refused.err
    assert maya.ok("export", "all").out == before

    ann = maya.ok("contact", "add", "Ann").id
    refused = maya("contact", "edit", ann, option, value)
    assert (refused.code, refused.err.startswith("smallcrm: Maya O'Connor (1) has ")) == (6, True)
    maya.ok("contact", "edit", ann, option, value, "--allow-duplicate")
    kind = "emails" if "@" in value else "phones"
    assert len(maya.ok("contact", "show", ann, "--json").json[kind]) == 1


def test_her_own_given_again_is_no_conflict(maya) -> None:
    maya.ok("contact", "edit", "maya", "--phone", "+447700900142", "--email", "MAYA@example.org")
    record = maya.ok("contact", "show", "maya", "--json").json
    assert (len(record["phones"]), len(record["emails"])) == (1, 1)


def test_another_extension_is_another_phone(crm) -> None:
    crm.ok("contact", "add", "Front desk", "--phone", "0117 496 0100 ext 1")
    crm.ok("contact", "add", "Workshop", "--phone", "0117 496 0100 ext 2")
    assert crm("contact", "add", "Other", "--phone", "0117 496 0100 x2").code == 6


def test_a_name_may_be_shared_and_it_is_said(maya) -> None:
    added = maya.ok("add", "maya o'connor", "0117 496 0111", "--json").json
    assert added["warnings"] == ["there is another Maya O'Connor (1)"]


def test_an_import_that_shares_says_so(maya) -> None:
    file = maya.folder / "a.csv"
    file.write_text(
        "Name,Phone,Email\nFinn O'Connor,(07700) 900142,\nMaya,,MAYA@EXAMPLE.ORG\nJo,0117 496 0111,maya@example.org\n"
    )
    told = maya.ok("import", file)
    assert told.out == "a.csv: 2 new, 1 unchanged\n"
    assert told.err.splitlines() == [
        "a.csv, line 2: Finn O'Connor shares (07700) 900142 with Maya O'Connor (1); both are kept",
        'a.csv, line 3: Maya (1): name stays "Maya O\'Connor"; the other is "Maya", remembered',
        "a.csv, line 4: Jo shares maya@example.org with Maya O'Connor (1); both are kept",
    ]


def test_what_was_typed_is_kept(crm) -> None:
    crm.ok(
        "contact", "add", "Łukasz Müller", "--phone", "mobile=(07700) 900-155", "--phone", "+48 22 555 01 23",
        "--email", "work=Lukasz.Mueller+piano@Example.ORG", "--url", "HTTPS://Example.org/Path?q=1",
    )  # fmt: skip
    record = crm.ok("contact", "show", "lukasz", "--json").json
    assert [(p["value"], p["raw"], p["label"]) for p in record["phones"]] == [
        ("+447700900155", "(07700) 900-155", "mobile"),
        ("+48225550123", "+48 22 555 01 23", None),
    ]
    assert record["emails"][0]["value"] == "Lukasz.Mueller+piano@example.org"
    assert record["urls"][0]["value"] == "HTTPS://Example.org/Path?q=1"
    for reference in (
        "07700900155",
        "lukasz.mueller+piano@EXAMPLE.org",
        "MULLER",
        "Łukasz Müller",
        "0048 22 5550123",
    ):
        assert crm.ok("contact", "show", reference, "--json").json["id"] == 1

from __future__ import annotations


def test_adding_prints_the_id_and_shows_the_contact(crm) -> None:
    added = crm.ok(
        "contact", "add", "Maya O'Connor", "--phone", "07700 900142", "--email", "work=Maya@Example.ORG"
    )
    assert added.out == "1\n"
    record = crm.ok("contact", "add", "Lena Novak", "--company", "Novak & Daughters", "--json").json
    assert record["company"] == "Novak & Daughters"
    assert record["warnings"] == []


def test_a_phone_of_another_is_refused_naming_the_owner(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor", "--phone", "07700 900142")
    refused = crm("contact", "add", "Somebody", "--phone", "+447700900142")
    assert refused.code == 6
    assert "Maya O'Connor (1) has +447700900142 already" in refused.err
    assert crm.ok("contact", "add", "Somebody", "--phone", "+447700900142", "--allow-duplicate").out == "2\n"

from __future__ import annotations


def pairs(crm) -> dict[tuple[int, int], tuple[int, list[str]]]:
    return {
        (p["id"], p["other_id"]): (p["score"], p["reasons"])
        for p in crm.ok("contact", "duplicates", "--json").json
    }


def test_pairs_come_with_score_and_reasons_the_likeliest_first(crm) -> None:
    crm.ok("contact", "add", "Robert Köhler", "--phone", "07700 900142")
    crm.ok("contact", "add", "Bob Kohler", "--phone", "07700 900142", "--allow-duplicate")
    crm.ok("contact", "add", "Kohler Robert")
    crm.ok("contact", "add", "Robert Kohlre")
    crm.ok("contact", "add", "Somebody Else")
    found = pairs(crm)
    assert found[1, 2][1] == ["same phone", "nickname"]
    assert found[1, 3][1] == ["names swapped"]
    assert found[1, 4][1] == ["near spelling"]
    assert not any(5 in pair for pair in found)
    scores = [score for score, _ in found.values()]
    assert scores == sorted(scores, reverse=True)
    assert next(iter(found)) == (1, 2)


def test_a_households_landline_alone_is_a_low_score(crm) -> None:
    crm.ok("contact", "add", "Ann Lee", "--phone", "0117 946 0123")
    crm.ok("contact", "add", "Ben Lee", "--phone", "0117 946 0123", "--allow-duplicate")
    assert pairs(crm) == {(1, 2): (25, ["same phone"])}


def test_colleagues_are_no_duplicates_but_company_and_name_are_stronger(crm) -> None:
    crm.ok("contact", "add", "Ann Lee", "--company", "Acme")
    crm.ok("contact", "add", "Ben Roe", "--company", "Acme")
    crm.ok("contact", "add", "Ann Léé", "--company", "Acme")
    found = pairs(crm)
    assert list(found) == [(1, 4)]
    assert found[1, 4][1] == ["same name but for accents", "same company"]


def test_the_table_is_bounded_and_says_how_to_go_on(crm) -> None:
    for _ in range(3):
        crm.ok("contact", "add", "Ann Lee")
    listed = crm.ok("contact", "duplicates", "--limit", "1")
    assert len(listed.out.splitlines()) == 2
    assert "2 more" in listed.err
    assert "smallcrm contact merge 1 2" in listed.err


def test_no_duplicates_is_no_error(crm) -> None:
    crm.ok("contact", "add", "Ann Lee")
    assert crm.ok("contact", "duplicates", "--json").json == []
    assert "no contacts look the same" in crm.ok("contact", "duplicates").err

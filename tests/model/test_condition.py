from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import UsageError
from smallcrm.model.condition import (
    DEEPEST,
    MOST,
    Comparison,
    Either,
    Every,
    Negation,
    comparisons,
    parse_condition,
)


def bare(condition):
    """The tree without positions."""
    if isinstance(condition, Comparison):
        return condition._replace(at=0)
    if isinstance(condition, Negation):
        return Negation(bare(condition.term))
    return type(condition)(tuple(map(bare, condition.terms)))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("stage = lead", Comparison("stage", "=", "lead")),
        ("stage=lead", Comparison("stage", "=", "lead")),
        ("stage == lead", Comparison("stage", "=", "lead")),
        ("stage <> lead", Comparison("stage", "!=", "lead")),
        ('last_contacted < "6 months ago"', Comparison("last_contacted", "<", "6 months ago")),
        ("name = O'Connor", Comparison("name", "=", "O'Connor")),
        (r'name = "the \"old\" \\ mill"', Comparison("name", "=", r'the "old" \ mill')),
        ('"boiler make" ~ vaillant', Comparison("boiler make", "~", "vaillant")),
        ('email = ""', Comparison("email", "=", "")),
        ('name = "and"', Comparison("name", "=", "and")),
        ("not a = 1", Negation(Comparison("a", "=", "1"))),
        (
            "a = 1 or b = 2 AND not c = 3",
            Either(
                (
                    Comparison("a", "=", "1"),
                    Every((Comparison("b", "=", "2"), Negation(Comparison("c", "=", "3")))),
                )
            ),
        ),
        (
            "(a = 1 or b >= 2) and c != 3",
            Every(
                (
                    Either((Comparison("a", "=", "1"), Comparison("b", ">=", "2"))),
                    Comparison("c", "!=", "3"),
                )
            ),
        ),
    ],
)
def test_what_a_condition_means(text, tree) -> None:
    assert bare(parse_condition(text)) == tree


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("stage", "ends where one of ="),
        ("stage =", "ends where a value after = was expected"),
        ("stage = and city = x", 'character 9: a value after = was expected, not "and"'),
        (
            "name = Maya Brown",
            'character 13: "and" or "or" was expected, not "Brown"; a value of several words',
        ),
        ("(a = 1", 'ends where "and", "or" or ")" was expected'),
        ("a = 1)", 'character 6: "and" or "or" was expected, not ")"'),
        ('a = "open', "character 5: a quote is not closed"),
        ("a ! b", "character 3: ! was not expected"),
        ("a = 1 and", "ends where a field's name was expected"),
        ("= 1", 'character 1: a field\'s name was expected, not "="'),
        ("(" * (DEEPEST + 2) + "a = 1" + ")" * (DEEPEST + 2), "nested too deep"),
        (" and ".join(["a = 1"] * (MOST + 1)), f"more than {MOST}"),
    ],
)
def test_what_is_refused_and_where(text, why) -> None:
    with pytest.raises(UsageError) as refused:
        parse_condition(text)
    assert why in refused.value.message


PIECES = st.sampled_from(
    ["a", "=", "!=", "~", "<", "and", "or", "not", "(", ")", '"x y"', "'", '"', "\\", " ", "é"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=30).map(" ".join)))
def test_any_text_is_read_or_refused(text) -> None:
    try:
        condition = parse_condition(text)
    except UsageError:
        return
    assert comparisons(condition)


VALUES = st.text(min_size=1).map(lambda text: text.replace("\\", "").replace('"', ""))


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_any_quoted_value_comes_through_whole(values) -> None:
    text = " or ".join(f'name = "{value}"' for value in values)
    assert [found.value for found in comparisons(parse_condition(text))] == values

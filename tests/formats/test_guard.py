"""Cells that a spreadsheet would run."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smallcrm.formats.guard import guarded, unguarded

SIGNS = "=+-@\t\r＝＋－＠"
TEXT = st.text(st.sampled_from(f"{SIGNS}'1 aA(") | st.characters(), max_size=8)


@given(TEXT)
@example("'=1")
@example("''＝1")
@example("'")
def test_what_is_guarded_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.sampled_from(SIGNS), TEXT)
def test_nothing_that_a_spreadsheet_would_run_stays_as_it_is(sign: str, text: str) -> None:
    cell = guarded(f"{sign}a{text}")
    assert cell == f"'{sign}a{text}"


@pytest.mark.parametrize("text", ["-5", "+44 7700 900123", "1E+5", "-1.50", "a=1", "", "’=1"])
def test_plain_numbers_phones_and_words_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text
    assert unguarded(text) == text

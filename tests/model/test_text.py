"""Text of people, neutralised for a terminal."""

from __future__ import annotations

import pytest

from smallcrm.model.text import clean


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Émile 👩‍👩‍👧 😀", "Émile 👩👩👧 😀"),
        ("💇🏽‍♀️ Anna", "💇🏽♀️ Anna"),
        ("🏳️‍🌈", "🏳️🌈"),
        ("An\u200dna", "An\ufffdna"),
        ("👩\u200d", "👩\ufffd"),
        ("\u200d👩", "\ufffd👩"),
        ("a\u200d👩", "a\ufffd👩"),
    ],
)
def test_what_joins_emoji_goes_and_what_hides_between_letters_shows(text, shown):
    assert clean(text) == shown

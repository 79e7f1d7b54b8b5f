"""Repeats in words, for a form."""

from __future__ import annotations


def repeat_text(rule: str | None) -> str:
    """The words one would type for an RRULE; the rule itself where there are none, "" for none."""
    if not rule:
        return ""
    from smallcrm.model.repeat import repeat_in_words

    return repeat_in_words(rule)


def repeat_words(rule: str, typed: str) -> str:
    """What ``typed`` was understood as, unless it says so itself."""
    said = repeat_text(rule)
    return said if said.casefold() != typed.casefold() else ""

"""How a reminder repeats, in words."""

from __future__ import annotations


def repeat_words(repeat: str | None, repeat_after: str | None) -> str:
    """``every 4 weeks`` for an RRULE value, ``6 months after it is done`` for an ISO 8601 duration, "" for neither."""
    if repeat:
        from smallcrm.model.repeat import repeat_in_words

        return repeat_in_words(repeat)
    if repeat_after:
        from smallcrm.model.duration import parse_duration

        return f"{parse_duration(repeat_after)} after it is done"
    return ""

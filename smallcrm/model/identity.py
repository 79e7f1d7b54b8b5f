"""Whether two records speak of one contact: names that agree, and the fingerprint of a record as it came."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from smallcrm.model.text import words

if TYPE_CHECKING:
    from smallcrm.model.contact import ContactDraft


def names_agree(one: str, other: str) -> bool:
    """Whether two names may be of one contact: folded equal, or one shorter than the other, or missing."""
    mine, theirs = set(words(one)), set(words(other))
    return not mine or not theirs or mine <= theirs or theirs <= mine


def fingerprint(draft: ContactDraft) -> str:
    """What a record without a key of its own is known by: the digest of all that it says."""
    return hashlib.sha256(repr(tuple(draft)).encode("utf-8", "surrogatepass")).hexdigest()[:32]

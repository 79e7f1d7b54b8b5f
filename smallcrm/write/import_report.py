"""What an import tells: counts by file, complaints, what was rejected, what differed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections import Counter

    from smallcrm.model.incoming import Complaint, Incoming

NEW, UPDATED, UNCHANGED, SKIPPED, REJECTED = "new", "updated", "unchanged", "skipped", "rejected"
OUTCOMES = (NEW, UPDATED, UNCHANGED, SKIPPED, REJECTED)


class Ready(NamedTuple):
    """A record checked: its file, its line, what is to be written, its fingerprint, whether smallcrm wrote it."""

    file: str
    line: int
    item: Any
    print_: str
    ours: bool


class Told(NamedTuple):
    """Something to say of one record: ``file``, 1-based ``line``, and words."""

    file: str
    line: int
    words: str


class Report:
    """What an import did, or would do: counts by file, complaints, rejected records, values that differ."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.complaints: list[tuple[str, Complaint]] = []
        self.rejects: list[tuple[str, Incoming]] = []
        self.told: list[Told] = []

    def total(self, outcome: str) -> int:
        """How many records of all files came out so."""
        return sum(counts[outcome] for counts in self.counts.values())

    def tell(self, file: str, line: int, words: str) -> None:
        """Say something of the record at a line."""
        self.told.append(Told(file, line, words))

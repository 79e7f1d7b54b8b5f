"""What a sync did, or would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

HERE, THERE = "here", "there"
ADDED, CHANGED, REMOVED = "added", "changed", "removed"


class Act(NamedTuple):
    """One thing added, changed or removed on one side: ``here`` in the book, or ``there`` in the folder."""

    side: str
    verb: str
    kind: str
    title: str
    file: str

    def words(self) -> str:
        """The act in words."""
        return f"{self.verb} {self.side}: {self.kind} {self.title} ({self.file})"


class Clash(NamedTuple):
    """An edit on both sides that contradicted the other: ours stays, theirs stands beside it as the thing ``copy_uid``."""

    kind: str
    uid: str
    title: str
    file: str
    fields: list[str]
    copy_uid: str

    def words(self) -> str:
        """The clash in words."""
        what = ", ".join(self.fields)
        return f"{self.file}: {self.title} was changed on both sides ({what}); both are kept, theirs as another {self.kind}"


class FolderRow(NamedTuple):
    """What became of one folder, as `calendar sync --json` has it: counts by side, and each thing that was done."""

    folder: str
    here: dict[str, int]
    there: dict[str, int]
    acts: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]
    notices: list[str]
    left: list[dict[str, Any]]


class Report:
    """What became of one folder; ``left`` are the files left alone, each with the reason."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.acts: list[Act] = []
        self.clashes: list[Clash] = []
        self.notices: list[str] = []
        self.left: dict[str, str] = {}

    def count(self, side: str, verb: str) -> int:
        """How many things were added, changed or removed on a side."""
        return sum(act.side == side and act.verb == verb for act in self.acts)

    def counts(self) -> str:
        """How much was done, in words."""
        counts = [
            f"{count:,} {verb} {side}"
            for side in (HERE, THERE)
            for verb in (ADDED, CHANGED, REMOVED)
            if (count := self.count(side, verb))
        ]
        return ", ".join(counts) or "nothing to do"

    def row(self) -> FolderRow:
        """The report as scripts see it."""
        here, there = (
            {verb: self.count(side, verb) for verb in (ADDED, CHANGED, REMOVED)} for side in (HERE, THERE)
        )
        return FolderRow(
            str(self.folder),
            here,
            there,
            [act._asdict() for act in self.acts],
            [clash._asdict() for clash in self.clashes],
            self.notices,
            [{"file": file, "reason": reason} for file, reason in sorted(self.left.items())],
        )

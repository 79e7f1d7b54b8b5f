"""What can go wrong, told once: each class carries its exit code and the name scripts see under ``--json``.

Exit codes are the contract's: 1 failed, 2 usage, 3 not found, 4 ambiguous, 5 rows rejected, 6 refused.
A class's docstring is its message when none is given.
"""

from __future__ import annotations

from typing import ClassVar

BEGINNINGS = "smallcrm add NAME, smallcrm import FILE, or smallcrm demo"


class CrmError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "failed"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str = "", candidates: tuple[Candidate, ...] = ()) -> None:
        self.message = message or (self.__doc__ or "").strip()
        self.candidates = candidates
        super().__init__(self.message)


class Candidate(tuple[int, str]):
    """What a reference could have meant: ``(id, words)``."""

    __slots__ = ()

    @property
    def id(self) -> int:
        """The id to use instead."""
        return self[0]

    @property
    def words(self) -> str:
        """What a person recognises it by."""
        return self[1]


class UsageError(CrmError):
    """That can't be understood."""

    code = "usage"
    exit_code = 2


class UnclearDate(UsageError):
    """That is no date that can be understood."""

    code = "unclear_date"


class NotFound(CrmError):
    """Nothing matches."""

    code = "not_found"
    exit_code = 3


class Ambiguous(CrmError):
    """Several match."""

    code = "ambiguous"
    exit_code = 4


class RowsRejected(CrmError):
    """Some rows were rejected."""

    code = "rows_rejected"
    exit_code = 5


class Conflict(CrmError):
    """That would contradict what the store holds."""

    code = "conflict"
    exit_code = 6


class Cancelled(CrmError):
    """Stopped; nothing was changed."""

    code = "cancelled"
    exit_code = 130


class StoreError(CrmError):
    """The store can't be used."""

    code = "store"


class StoreMissing(StoreError):
    """There is no store."""

    code = "store_missing"
    exit_code = 3

    def __init__(self, path: object = "", why: str = "") -> None:
        where = f" at {path}" if path else ""
        super().__init__(f"there is no store{where}{why}; begin one with: {BEGINNINGS}")


class FileError(CrmError):
    """That file can't be used."""

    code = "file"

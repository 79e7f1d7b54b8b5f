"""Checked records, put aside until all are checked and the store is locked to write them."""

from __future__ import annotations

import pickle
from typing import IO, TYPE_CHECKING, Any

from smallcrm.write.packing import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smallcrm.write.import_report import Ready

# How many records stay in memory before the others are put into a file, and how many come together.
IN_MEMORY = 10_000
BATCH = 500


class Aside:
    """Checked records, put aside in a file of the system's once they are many, so that memory stays flat."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._first: list[Ready] = []
        self._batch: list[Ready] = []
        self.count = 0

    def __del__(self) -> None:
        """What an import that was ended had put aside goes."""
        if self._file is not None:
            self._file.close()

    def put(self, ready: Ready) -> None:
        """Put one more aside."""
        self.count += 1
        if len(self._first) < IN_MEMORY:
            self._first.append(ready)
            return
        self._batch.append(ready)
        if len(self._batch) >= BATCH:
            if self._file is None:
                # tempfile costs 8 ms, and most files have few records.
                import tempfile

                self._file = tempfile.TemporaryFile()  # noqa: SIM115, it lives as long as this
            pickle.dump(packed(self._batch), self._file, protocol=pickle.HIGHEST_PROTOCOL)
            self._batch = []

    def batches(self) -> Iterator[list[Ready]]:
        """What was put aside, some at a time, once: it goes with the last of it."""
        while self._first:
            yield self._first[:BATCH]
            del self._first[:BATCH]
        if self._file is not None:
            with self._file:
                self._file.seek(0)
                while batch := _next(self._file):
                    yield unpacked(batch)
        if self._batch:
            yield self._batch


def _next(file: IO[bytes]) -> list[Any]:
    try:
        batch: list[Any] = pickle.load(file)  # noqa: S301, our own, written a moment ago
    except EOFError:
        return []
    return batch

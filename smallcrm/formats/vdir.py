"""A *vdir*: a folder with one file an item, as vdirsyncer, khal and khard keep calendars and address books.

Names that begin with a dot or end with ``.tmp`` are nobody's items: what is being written stands under such a name
until it is whole. ``displayname`` and ``color`` say what programs call the folder and how they show it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence
    from pathlib import Path

# No card or event is as large, pictures included; what is, is something else.
LARGEST = 32 << 20
# As many files are written together, and so many wait for the disk at a time; fewer than some need no threads.
TOGETHER, WAITING, FEW = 256, 16, 4
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@+-]{0,119}")


def names(folder: Path, suffix: str) -> Iterator[str]:
    """The names of the items; none where there is no such folder. FileError where it can't be read."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _is_item(entry.name, suffix) and entry.is_file():
                    yield entry.name
    except FileNotFoundError:
        return
    except OSError as problem:
        raise FileError(f"{folder} can't be read: {problem.strerror}") from None


def _is_item(name: str, suffix: str) -> bool:
    return not name.startswith(".") and name.lower().endswith(suffix)


def read(file: Path) -> bytes | None:
    """What stands in an item's file, None where it is gone; FileError where it can't be read."""
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise FileError(f"can't be read: {problem.strerror}") from None
    if len(data) > LARGEST:
        raise FileError(f"is larger than {LARGEST >> 20} MB, which no item is")
    return data


def digest(data: bytes) -> str:
    """What stands for the bytes of a file."""
    return hashlib.sha256(data).hexdigest()


def name_for(uid: str, suffix: str, taken: Container[str]) -> str:
    """A free name for the item of that UID: the UID itself where every file system takes it.

    ``taken`` are names in lower case, since some file systems know no other.
    """
    plain = (
        uid if _SAFE.fullmatch(uid) else hashlib.sha256(uid.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    )
    name, count = f"{plain}{suffix}", 2
    while name.lower() in taken:
        name, count = f"{plain}-{count}{suffix}", count + 1
    return name


class Put(NamedTuple):
    """An item's file to be written: over one of the digest ``over``, or where there is none."""

    file: Path
    data: bytes
    over: str | None


def put(wanted: Sequence[Put]) -> Iterator[bool]:
    """Write the files of items, each whole or not at all, for the user alone (0600).

    For each, in order, whether it was still as it was to be. FileError, once those before are done, where one can't be
    written. Before any name of a batch is given to its new file all files of the batch are on the disk: waiting for the
    disk once for some hundred is thirty times as fast as once for each.
    """
    for start in range(0, len(wanted), TOGETHER):
        batch = wanted[start : start + TOGETHER]
        try:
            _lay_down(batch)
            for each in batch:
                yield _take_place(each)
        finally:
            for each in batch:
                with contextlib.suppress(OSError):
                    _part(each.file).unlink(missing_ok=True)


def _lay_down(batch: Sequence[Put]) -> None:
    """Have the new contents on the disk, beside the files."""
    if len(batch) < FEW:
        for each in batch:
            _write_part(each)
        return
    # 8 ms, for many files only.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(WAITING) as pool:
        for written in [pool.submit(_write_part, each) for each in batch]:
            written.result()


def _write_part(wanted: Put) -> None:
    try:
        part = os.open(_part(wanted.file), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(part, "wb") as out:
            out.write(wanted.data)
            out.flush()
            # A power cut must not leave the new name to an empty file.
            os.fsync(out.fileno())
    except OSError as problem:
        raise FileError(f"{wanted.file} can't be written: {problem.strerror}") from None


def _take_place(wanted: Put) -> bool:
    """Give the name to the new file; whether the one that had it was as it was to be."""
    if _digest_of(wanted.file) != wanted.over:
        return False
    try:
        _part(wanted.file).replace(wanted.file)
    except OSError as problem:
        raise FileError(f"{wanted.file} can't be written: {problem.strerror}") from None
    return True


def _part(file: Path) -> Path:
    return file.with_name(f".{hashlib.sha256(file.name.encode()).hexdigest()[:16]}.{os.getpid()}.part")


def take_away(file: Path, was: str | None) -> bool:
    """Remove an item's file if it is of that digest, or gone already; whether it is. FileError where it can't be."""
    have = _digest_of(file)
    if have not in (was, None):
        return False
    try:
        file.unlink(missing_ok=True)
    except OSError as problem:
        raise FileError(f"{file} can't be removed: {problem.strerror}") from None
    return True


def _digest_of(file: Path) -> str | None:
    data = read(file)
    return None if data is None else digest(data)


def make(folder: Path, name: str, colour: str) -> None:
    """Make a folder of items, for the user alone, and say what it is; FileError where that can't be."""
    try:
        folder.mkdir(mode=0o700)
        said = {"displayname": name, "color": colour}
        list(put([Put(folder / file, text.encode(), None) for file, text in said.items() if text]))
    except OSError as problem:
        raise FileError(f"{folder} can't be made: {problem.strerror}") from None


def tidy(folder: Path) -> None:
    """Sweep up what a killed writer left, and have the folder's names on the disk before anyone relies on them."""
    with contextlib.suppress(OSError):
        for part in folder.glob(".????????????????.*.part"):
            part.unlink(missing_ok=True)
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

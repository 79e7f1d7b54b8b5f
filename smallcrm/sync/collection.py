"""Which folders of files belong to a folder that is kept in step: itself, or its calendar and its address book."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.errors import FileError, UsageError
from smallcrm.formats import vdir
from smallcrm.sync.account import ICS, VCF
from smallcrm.write.sync_state import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection as Several
    from pathlib import Path

KINDS_OF = {VCF: ("contact",), ICS: ("appointment", "reminder")}
USUAL = {VCF: "contacts", ICS: "calendar"}
CALLED = {VCF: "smallcrm", ICS: "smallcrm"}
COLOURS = {VCF: "", ICS: "#4682b4"}


class Collection(NamedTuple):
    """A folder of one kind of files, and the kinds of things in it that are kept in step."""

    folder: Path
    suffix: str
    kinds: tuple[str, ...]

    @property
    def path(self) -> str:
        """What the folder is remembered by."""
        return str(self.folder)


def collections_of(root: Path, kinds: Several[str], known: Several[tuple[str, str]]) -> list[Collection]:
    """The collections of a folder, those to be made included, cards before what is booked with those on them.

    ``known`` are the folders with files of a kind before. UsageError where several could be meant, FileError where
    the folder can't be read.
    """
    if root.exists() and not root.is_dir():
        raise UsageError(f"{root} is a file; name the folder that holds calendars and contacts")
    direct = [suffix for suffix in KINDS_OF if _is_itself(root, suffix, known)]
    if not direct and any((root / name).is_file() for name in ("displayname", "color")):
        direct = [ICS if (root / "color").is_file() else VCF]
    found = []
    for suffix, held in KINDS_OF.items():
        wanted = tuple(kind for kind in KINDS if kind in held and kind in kinds)
        if wanted and (suffix in direct or not direct):
            folder = root if direct else _subfolder(root, suffix, known)
            found.append(Collection(folder, suffix, wanted))
    if not found:
        raise UsageError(
            f"{root} holds no {'contacts' if ICS in direct else 'calendar'}; name the folder above it"
        )
    return found


def _is_itself(root: Path, suffix: str, known: Several[tuple[str, str]]) -> bool:
    return _was(root, suffix, known) or next(vdir.names(root, suffix), None) is not None


def _was(folder: Path, suffix: str, known: Several[tuple[str, str]]) -> bool:
    return any((str(folder), kind) in known for kind in KINDS_OF[suffix])


def _subfolder(root: Path, suffix: str, known: Several[tuple[str, str]]) -> Path:
    """The folder kept in step before, else the one of the usual name, else the only one with such files."""
    usual = root / USUAL[suffix]
    for path, kind in sorted(known):
        if kind in KINDS_OF[suffix] and path.rpartition("/")[0] == str(root):
            return root / path.rpartition("/")[2]
    if usual.is_dir() or not root.is_dir():
        return usual
    try:
        folders = sorted(each for each in root.iterdir() if each.is_dir() and not each.name.startswith("."))
    except OSError as problem:
        raise FileError(f"{root} can't be read: {problem.strerror}") from None
    holding = [each for each in folders if next(vdir.names(each, suffix), None) is not None]
    if len(holding) > 1:
        names = ", ".join(each.name for each in holding)
        raise UsageError(f"{root} holds several that could be meant: {names}; name one, such as {holding[0]}")
    return holding[0] if holding else usual

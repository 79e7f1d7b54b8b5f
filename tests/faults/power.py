"""A disk that loses power: a recorded trace of what was written and synced, cut anywhere and laid down as it may be then.

What was synced is there. Of what was not, each write may be there, be missing or be torn at a sector, in any
combination; names that came, went or changed since their folder was synced may have done so or not, in order.
"""

from __future__ import annotations

import codecs
import random
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

SECTOR = 512
CALLS = (
    "openat,close,dup,dup2,dup3,lseek,write,pwrite64,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,mkdir"
)
LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
DESCRIPTOR = re.compile(r"^(\d+)<(.*?)>(?:, |$)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
# What SQLite keeps for running processes only; after a crash it is made anew.
IGNORED = "-shm"


class Event(NamedTuple):
    """Something that happened to a file below the folder, or words that were said (``ack``)."""

    kind: str
    path: str = ""
    at: int = 0
    data: bytes = b""


def record(command: list[str], folder: Path, trace: Path, env: dict[str, str]) -> list[Event]:
    """Run a command and take down what it does to the files below ``folder``, and what it says."""
    line = [
        "strace",
        "-f",
        "-qq",
        "-y",
        "-s",
        "10000000",
        "--seccomp-bpf",
        "-o",
        str(trace),
        "-e",
        f"trace={CALLS}",
    ]
    reading = Reading(folder)
    done = subprocess.run(
        [*line, *command], env=env, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return reading.events(trace)


class Reading:
    """Makes events of a trace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known = {str(path) for path in folder.rglob("*")}
        self.places: dict[int, int] = {}

    def events(self, trace: Path) -> list[Event]:
        found: list[Event] = []
        with trace.open(encoding="utf-8", errors="strict") as lines:
            for line in lines:
                assert "unfinished" not in line, line[:200]
                match = LINE.match(line)
                if match and int(match[3]) >= 0:
                    found += self._event(match[1], match[2], int(match[3]))
        return found

    def _event(self, call: str, arguments: str, result: int) -> list[Event]:
        if call == "openat":
            return self._opened(arguments, result)
        if call in ("unlink", "unlinkat", "rename", "mkdir"):
            return self._named(call, arguments)
        match = DESCRIPTOR.match(arguments)
        if match is None:
            return []
        number, path = int(match[1]), match[2]
        rest = arguments[match.end() :]
        if call == "write" and number == 1:
            return [Event("ack", data=_bytes(rest))]
        if not self._ours(path):
            return []
        return list(self._of_file(call, number, path, rest, result))

    def _of_file(self, call: str, number: int, path: str, rest: str, result: int) -> Any:
        if call == "pwrite64":
            yield Event("write", path, int(rest.rsplit(", ", 1)[1]), _bytes(rest)[:result])
        elif call == "write":
            at = self.places.get(number, 0)
            self.places[number] = at + result
            yield Event("write", path, at, _bytes(rest)[:result])
        elif call == "lseek":
            self.places[number] = result
        elif call == "ftruncate":
            yield Event("truncate", path, int(rest))
        elif call in ("fsync", "fdatasync"):
            yield Event("sync", path)

    def _opened(self, arguments: str, result: int) -> list[Event]:
        path = codecs.escape_decode(QUOTED.search(arguments)[1].encode())[0].decode()  # type: ignore[index]
        self.places[result] = 0
        if not self._ours(path):
            return []
        if "O_CREAT" in arguments and path not in self.known:
            self.known.add(path)
            return [Event("create", path)]
        return [Event("truncate", path, 0)] if "O_TRUNC" in arguments else []

    def _named(self, call: str, arguments: str) -> list[Event]:
        paths = [codecs.escape_decode(text.encode())[0].decode() for text in QUOTED.findall(arguments)]
        if not self._ours(paths[0]):
            return []
        self.known.discard(paths[0])
        if call == "rename":
            self.known.add(paths[1])
            return [Event("rename", paths[0], data=paths[1].encode())]
        return [Event("mkdir" if call == "mkdir" else "unlink", paths[0])]

    def _ours(self, path: str) -> bool:
        return path.startswith(f"{self.folder}") and not path.endswith(IGNORED)


def _bytes(quoted: str) -> bytes:
    return codecs.escape_decode(QUOTED.match(quoted)[1].encode())[0]  # type: ignore[index]


class File:
    """A file on the disk: what is safe of it, and what was done since."""

    def __init__(self, safe: bytes = b"") -> None:
        self.safe = safe
        self.pending: list[Event] = []

    def sync(self) -> None:
        self.safe, self.pending = self.read(self.pending), []

    def read(self, events: list[Event]) -> bytes:
        data = bytearray(self.safe)
        for event in events:
            if event.kind == "truncate":
                data[event.at :] = bytes(max(event.at - len(data), 0))
            else:
                data.extend(bytes(max(event.at - len(data), 0)))
                data[event.at : event.at + len(event.data)] = event.data
        return bytes(data)

    def after_a_cut(self, luck: random.Random, keep: float) -> bytes:
        """The file when power went: of what was not synced each write is kept with that likelihood, or torn."""
        kept = []
        for event in self.pending:
            chance = luck.random()
            if chance < keep:
                kept.append(event)
            elif event.kind == "write" and keep and luck.random() < 0.3:
                kept += _torn(event, luck)
        return self.read(kept)


def _torn(event: Event, luck: random.Random) -> list[Event]:
    """Some sectors of a write."""
    bounds = range(event.at - event.at % SECTOR, event.at + len(event.data), SECTOR)
    parts = [(max(start, event.at), min(start + SECTOR, event.at + len(event.data))) for start in bounds]
    return [
        event._replace(at=start, data=event.data[start - event.at : end - event.at])
        for start, end in parts
        if luck.random() < 0.5
    ]


class Disk:
    """The folder as it goes through the events, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.files = {str(path): File(path.read_bytes()) for path in folder.rglob("*") if path.is_file()}
        self.folders = {str(path) for path in (folder, *folder.rglob("*")) if path.is_dir()}
        # The names as they are safe, and what happened to names since, with the file that came.
        self.safe = dict(self.files)
        self.pending: list[tuple[Event, File]] = []

    def happen(self, event: Event) -> None:
        if event.kind == "sync" and event.path in self.folders:
            self._sync_names(event.path)
        elif event.kind == "sync":
            self.files[event.path].sync()
        elif event.kind in ("write", "truncate"):
            self.files[event.path].pending.append(event)
        elif event.kind == "mkdir":
            self.folders.add(event.path)
        elif event.kind != "ack":
            self.pending.append((event, File()))
            _rename(self.files, *self.pending[-1])

    def _sync_names(self, folder: str) -> None:
        here = [each for each in self.pending if str(Path(each[0].path).parent) == folder]
        self.safe = self._names(here)
        self.pending = [each for each in self.pending if each not in here]

    def _names(self, changes: list[tuple[Event, File]]) -> dict[str, File]:
        names = dict(self.safe)
        for event, file in changes:
            _rename(names, event, file)
        return names

    def after_a_cut(self, luck: random.Random, keep: float) -> dict[str, bytes]:
        """What is on the disk when power goes now; ``keep`` is how likely a write that was not synced is there."""
        kept = {0.0: 0, 1.0: len(self.pending)}.get(keep, luck.randint(0, len(self.pending)))
        names = self._names(self.pending[:kept])
        return {path: file.after_a_cut(luck, keep) for path, file in names.items()}


def _rename(names: dict[str, File], event: Event, file: File) -> None:
    """What an event does to names; ``file`` is the one that came, if one did."""
    if event.kind == "create":
        names[event.path] = file
    elif event.kind == "unlink":
        names.pop(event.path, None)
    elif event.path in names:
        names[event.data.decode()] = names.pop(event.path)

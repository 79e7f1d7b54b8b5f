"""Text files of unknown encoding, read in a stream.

The encoding is what a byte order mark says, else UTF-8 if the whole file is UTF-8, else UTF-16 where every other
byte is NUL, else Windows-1252. Guessing libraries are wrong on files as short as an address book.
"""

from __future__ import annotations

import codecs
import io
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO

from smallcrm.errors import FileError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

Source = str | Path | BinaryIO | IO[bytes]

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_ONE_NUL_IN = 64
_GAPS = "smallcrm.windows-1252-gaps"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT = (
    (b"PK\x03\x04", "a spreadsheet or zip file: open it and save it as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or document: open it and save it as CSV (UTF-8)"),
    (b"\x1f\x8b", "compressed: unpack it first"),
    (b"%PDF-", "a PDF: export the contacts as CSV or vCard instead"),
    (b"SQLite format 3\0", "a database: to use it as the store, give it with --db"),
)


@dataclass(frozen=True)
class TextFile:
    """An opened text file: its ``name`` for messages, its ``encoding``, whether NUL characters are in it."""

    name: str
    encoding: str
    has_nul: bool
    _stream: IO[bytes]
    _start: int
    _errors: str

    def lines(self) -> Iterator[str]:
        """A fresh iterator over the lines from the beginning, line ends kept; several can be under way."""
        window = io.BufferedReader(_Window(self._stream, self._start), _SAMPLE)
        text = io.TextIOWrapper(window, self.encoding, self._errors, newline="")
        first = next(text, "")
        if first:
            yield first.removeprefix("\ufeff")
        yield from text


class _Window(io.RawIOBase):
    """A view of a stream with a position of its own, so that two readers don't disturb each other."""

    def __init__(self, stream: IO[bytes], position: int) -> None:
        self._stream = stream
        self._position = position

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        self._stream.seek(self._position)
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


@dataclass(frozen=True)
class _Scan:
    """What decoding the whole file showed."""

    decodes: bool
    cut_off: bool = False
    beyond_ascii: bool = False
    has_nul: bool = False
    broken_at: int = 0


def file_name(source: Source) -> str:
    """What to call ``source`` in a message: its path as given, or the stream's name."""
    if isinstance(source, str | Path):
        return str(source)
    name = getattr(source, "name", "")
    return name if isinstance(name, str) and name else "the input"


@contextmanager
def open_text(source: Source, encoding: str = "") -> Iterator[TextFile]:
    """The text of ``source``, a path or a binary stream; a stream that cannot seek is copied to disk first.

    A stream of the caller's is left open.

    Raises:
        FileError: the file is missing, unreadable, empty, binary, cut off or not in the encoding it claims.
        UsageError: ``encoding`` names none.
    """
    if encoding:
        _check_encoding(encoding)
    name = file_name(source)
    with ExitStack() as stack:
        stream = _seekable(_opened(source, name, stack), stack)
        yield _detected(stream, name, encoding)


def _check_encoding(encoding: str) -> None:
    try:
        io.TextIOWrapper(io.BytesIO(), encoding)
    except (LookupError, ValueError):
        raise UsageError(f'there is no encoding "{encoding}"; try utf-8, utf-16 or windows-1252') from None


def _opened(source: Source, name: str, stack: ExitStack) -> IO[bytes]:
    if not isinstance(source, str | Path):
        return source
    try:
        return stack.enter_context(Path(source).open("rb"))
    except FileNotFoundError:
        raise FileError(f"{name}: there is no such file; check the path") from None
    except IsADirectoryError:
        raise FileError(f"{name} is a folder; name the file in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"{name} can't be opened: {reason}") from None


def _seekable(stream: IO[bytes], stack: ExitStack) -> IO[bytes]:
    if stream.seekable():
        return stream
    import shutil
    import tempfile

    copy = tempfile.TemporaryFile()  # noqa: SIM115  the stack closes it
    stack.callback(copy.close)
    shutil.copyfileobj(stream, copy)
    return copy


def _detected(stream: IO[bytes], name: str, encoding: str) -> TextFile:
    stream.seek(0)
    head = stream.read(_SAMPLE)
    if not head:
        raise FileError(f"{name} is empty; export it again")
    _refuse_known_binaries(head, name)
    if encoding:
        return _as_told(stream, name, head, encoding)
    for mark, marked in _MARKS:
        if head.startswith(mark):
            return _as_certain(stream, name, marked, len(mark))
    wide = _utf_16_without_mark(head)
    if wide:
        return _as_certain(stream, name, wide, 0)
    return _as_guessed(stream, name, head)


def _refuse_known_binaries(head: bytes, name: str) -> None:
    for magic, what in _NO_TEXT:
        if head.startswith(magic):
            raise FileError(f"{name} is no text file but {what}")


def _as_told(stream: IO[bytes], name: str, head: bytes, encoding: str) -> TextFile:
    start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    errors = _GAPS if codecs.lookup(encoding).name == "cp1252" else "strict"
    scan = _scan(stream, start, encoding, errors)
    if not scan.decodes:
        raise FileError(
            f"{name} is not {encoding} (at byte {scan.broken_at}); leave --encoding out or name another"
        )
    return TextFile(name, encoding, scan.has_nul, stream, start, errors)


def _as_certain(stream: IO[bytes], name: str, encoding: str, start: int) -> TextFile:
    scan = _scan(stream, start, encoding)
    family = encoding[:-3].upper() if encoding.endswith("e") else encoding.upper()
    if scan.cut_off:
        raise FileError(f"{name} is cut off in the middle of a character ({family}); copy or export it again")
    if not scan.decodes:
        raise FileError(
            f"{name} begins as {family} but is not (at byte {scan.broken_at}); export it again or name its --encoding"
        )
    return TextFile(name, encoding, scan.has_nul, stream, start, "strict")


def _as_guessed(stream: IO[bytes], name: str, head: bytes) -> TextFile:
    scan = _scan(stream, 0, "utf-8")
    if scan.cut_off and scan.beyond_ascii:
        raise FileError(f"{name} is cut off in the middle of a character (UTF-8); copy or export it again")
    if scan.decodes and head.count(0) * _ONE_NUL_IN < len(head):
        return TextFile(name, "utf-8", scan.has_nul, stream, 0, "strict")
    if scan.decodes or _scan(stream, 0, "cp1252", _GAPS).has_nul:
        raise FileError(f"{name} is no text file (it holds NUL bytes); export the contacts as CSV or vCard")
    return TextFile(name, "cp1252", False, stream, 0, _GAPS)


def _utf_16_without_mark(head: bytes) -> str:
    """UTF-16 shows in Western text as a NUL in one half of each pair and never in the other."""
    sample = head[:1024]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    enough = -(-len(sample) * 7 // 20)
    if enough and not even and odd >= enough:
        return "utf-16-le"
    return "utf-16-be" if enough and not odd and even >= enough else ""


def _scan(stream: IO[bytes], start: int, encoding: str, errors: str = "strict") -> _Scan:
    stream.seek(start)
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    beyond_ascii = has_nul = False
    position = start
    while True:
        chunk = stream.read(_CHUNK)
        try:
            text = decoder.decode(chunk, not chunk)
            if not text.isascii():
                beyond_ascii = True
                # utf-7 and the escape codecs let lone surrogates through, which nothing can store.
                text.encode()
        except UnicodeError as error:
            offset = error.start if isinstance(error, UnicodeDecodeError) else 0
            return _Scan(False, not chunk, beyond_ascii, has_nul, position + offset)
        if not chunk:
            return _Scan(True, False, beyond_ascii, has_nul)
        has_nul = has_nul or "\0" in text
        position += len(chunk)


def _fill_gaps(error: UnicodeError) -> tuple[str, int]:
    """The five bytes Windows-1252 leaves undefined become the control characters of the same number (WHATWG)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(_GAPS, _fill_gaps)

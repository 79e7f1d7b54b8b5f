from __future__ import annotations

import io
import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.errors import FileError, UsageError
from smallcrm.formats.text_file import file_name, open_text

HEADER = "Name,E-mail\r\n"


def text_of(data: bytes, encoding: str = "") -> str:
    with open_text(io.BytesIO(data), encoding) as file:
        return "".join(file.lines())


@pytest.mark.parametrize(
    ("codec", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", b"\xff\xfe\0\0"),
        ("utf-32-be", b"\0\0\xfe\xff"),
        ("cp1252", b""),
    ],
)
def test_the_encoding_is_found(codec: str, mark: bytes) -> None:
    text = HEADER + "Zoë Müller,zoe@example.org\r\n"
    assert text_of(mark + text.encode(codec)) == text


def test_windows_1252_keeps_the_bytes_it_leaves_undefined() -> None:
    assert text_of(b"Caf\xe9 \x81\x80") == "Café \x81€"


def test_utf_8_is_judged_by_the_whole_file() -> None:
    ascii_start = b"Name\n" + b"x" * 3_000_000
    assert text_of(ascii_start + b"\xe9") == ascii_start.decode() + "é"


@pytest.mark.parametrize("distance", range(4))
def test_a_character_on_the_border_of_two_chunks(distance: int) -> None:
    text = "x" * ((1 << 20) - distance) + "€uro"
    assert text_of(text.encode()) == text


def test_the_encoding_can_be_told() -> None:
    assert text_of("Łukasz".encode("cp1250"), "cp1250") == "Łukasz"
    assert text_of(b"\xef\xbb\xbfCaf\xe9", "windows-1252") == "Café"
    assert text_of("Zoë".encode("utf-16"), "utf-16") == "Zoë"
    assert text_of("Zoë".encode("utf-16"), "utf-16-le") == "Zoë"


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13", "a\0b", "\ud800"])
def test_an_unknown_encoding_is_named(encoding: str) -> None:
    with pytest.raises(UsageError) as refusal:
        text_of(b"Name", encoding)
    assert encoding in refusal.value.message


def test_a_told_encoding_that_does_not_fit_is_refused_where_it_fails() -> None:
    with pytest.raises(FileError, match=r"not utf-8 \(at byte 3\)"):
        text_of(b"Caf\xe9,x", "utf-8")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04\x14\0\x06\0", "spreadsheet or zip"),
        (b"%PDF-1.7\n", "PDF"),
        (b"SQLite format 3\0", "database"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xff", "NUL bytes"),
        (b"\0\1\2\3" * 100, "NUL bytes"),
        ("Zoë Ng".encode("utf-16")[:-1], "cut off"),
        ("Name,E-mail\nJo,\U0001f600".encode("utf-16")[:-2], "cut off"),
        ("Name,E-mail\n".encode("utf-16-le")[:-1], "cut off"),
        ("Zoë Müll".encode()[:-3], "cut off"),
        (b"\xef\xbb\xbfCaf\xe9,x", "begins as UTF-8 but is not"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, words: str) -> None:
    stream = io.BytesIO(data)
    stream.name = "clients.csv"
    with pytest.raises(FileError) as refusal, open_text(stream):
        pass
    assert words in refusal.value.message
    assert refusal.value.message.startswith("clients.csv")
    assert "\n" not in refusal.value.message


def test_a_last_letter_of_windows_1252_is_no_cut_off_utf_8() -> None:
    assert text_of(b"Name\nJos\xe9") == "Name\nJosé"


def test_a_stray_nul_leaves_it_text_and_is_told() -> None:
    data = b"Name,E-mail,Phone,Notes\n" * 10 + b"A\0nn\n"
    with open_text(io.BytesIO(data)) as file:
        assert file.has_nul
        assert "A\0nn\n" in file.lines()


def test_missing_folder_and_impossible_paths(tmp_path) -> None:
    for path, words in [
        (tmp_path / "no.csv", "no such file"),
        (tmp_path, "is a folder"),
        ("a\0b", "can't be opened"),
    ]:
        with pytest.raises(FileError) as refusal, open_text(path):
            pass
        assert words in refusal.value.message
        assert str(path) in refusal.value.message


def test_a_pipe_is_read_too(tmp_path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=("Zoë\n".encode(),))
    writer.start()
    with open_text(pipe) as file:
        assert list(file.lines()) == ["Zoë\n"]
    writer.join()


def test_two_readers_of_one_file_do_not_disturb_each_other() -> None:
    lines = [f"line {number}\n" for number in range(40_000)]
    with open_text(io.BytesIO("".join(lines).encode())) as file:
        assert list(zip(file.lines(), file.lines(), strict=True)) == list(zip(lines, lines, strict=True))


def test_the_callers_stream_stays_open_and_a_path_is_read_by_its_name(tmp_path) -> None:
    stream = io.BytesIO(b"Name")
    with open_text(stream) as file:
        list(file.lines())
    assert not stream.closed
    assert file_name(stream) == "the input"
    assert file_name(tmp_path / "a.csv") == str(tmp_path / "a.csv")


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "utf-8", "utf-16", "cp1252", "utf-7", "latin-1", "shift_jis"]),
)
def test_any_bytes_are_text_or_refused(data: bytes, encoding: str) -> None:
    try:
        text_of(data, encoding).encode()
    except FileError:
        return


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text[0] != "\ufeff"))
def test_marked_text_comes_back_as_it_was(text: str) -> None:
    for codec in ("utf-8-sig", "utf-16"):
        if not text.startswith("\0"):
            assert text_of(text.encode(codec)) == text

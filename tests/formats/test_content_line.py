from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.formats.content_line import (
    ContentLine,
    escape_text,
    fold,
    parse_line,
    render,
    split_escaped,
    unescape_text,
    unfold,
)

any_text = st.text(st.characters(codec=None))
printable = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FN:Ann Lee", ContentLine("FN", {}, "Ann Lee")),
        ("fn:a:b", ContentLine("FN", {}, "a:b")),
        ("item1.TEL;type=CELL:079", ContentLine("TEL", {"TYPE": ("CELL",)}, "079", "item1")),
        ("TEL;TYPE=a,b;TYPE=c:1", ContentLine("TEL", {"TYPE": ("a", "b", "c")}, "1")),
        ('TEL;TYPE="a,b":1', ContentLine("TEL", {"TYPE": ("a,b",)}, "1")),
        ('X;P="a:b;c",d:v', ContentLine("X", {"P": ("a:b;c", "d")}, "v")),
        ("X;P=a^nb^^c^'d^x:v", ContentLine("X", {"P": ('a\nb^c"d^x',)}, "v")),
        ("TEL;CELL;PREF:1", ContentLine("TEL", {"TYPE": ("CELL", "PREF")}, "1")),
        ("NOTE;quoted-printable:1", ContentLine("NOTE", {"ENCODING": ("quoted-printable",)}, "1")),
        ("TEL;;TYPE=:1", ContentLine("TEL", {}, "1")),
        (' TEL ;TYPE= work :1"2', ContentLine("TEL", {"TYPE": ("work",)}, '1"2')),
        ('X;P="never closed:v', ContentLine("X", {"P": ("never closed",)}, "v")),
        ('X;P="closed":v"w', ContentLine("X", {"P": ("closed",)}, 'v"w')),
        (
            "DTSTART;TZID=Europe/London:20270403T150000",
            ContentLine("DTSTART", {"TZID": ("Europe/London",)}, "20270403T150000"),
        ),
    ],
)
def test_a_line_is_taken_apart(text: str, expected: ContentLine) -> None:
    assert parse_line(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no colon here", "no colon"),
        ("", "no colon"),
        (":value", "no property name"),
        ("two words:x", "no property name"),
    ],
)
def test_what_is_no_line_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_line(text)


def test_a_line_that_was_changed_does_not_change_the_next() -> None:
    parse_line("TEL;TYPE=home:1").params["TYPE"] = ("spoilt",)
    assert parse_line("TEL;TYPE=home:2").params == {"TYPE": ("home",)}


@given(any_text)
def test_any_text_is_a_line_or_a_value_error(text: str) -> None:
    try:
        line = parse_line(text)
    except ValueError:
        return
    assert line.name == line.name.upper()
    assert text.endswith(line.value)


@pytest.mark.parametrize(
    "lines",
    [
        ["A:1\r\n", "B:two\r\n", " lines\r\n", "\tand\r\n"],
        ["A:1\n", "B:two\n", " lines\n", "\tand"],
        ["A:1\rB:two\r lines\r\tand\r"],
        ["A:1", "B:two", " lines", "\tand"],
    ],
)
def test_folded_lines_are_joined_whatever_ends_them(lines: list[str]) -> None:
    assert list(unfold(lines)) == [(1, "A:1"), (2, "B:twolinesand")]


def test_empty_lines_are_counted_and_skipped() -> None:
    assert list(unfold(["\r\n", "A:1\r\n", "\r\n", " 2\r\n", "\r\n", "B:3\r\n"])) == [(2, "A:12"), (6, "B:3")]


@given(printable)
def test_folding_is_undone_by_unfolding(text: str) -> None:
    folded = fold(f"X:{text}")
    assert list(unfold(folded.splitlines(keepends=True) if text.isascii() else [folded])) == [
        (1, f"X:{text}")
    ]


@given(any_text.map(lambda text: text * 20))
def test_folded_lines_have_at_most_75_octets_of_whole_characters(text: str) -> None:
    octets = fold(f"X:{text}").encode()
    assert octets.endswith(b"\r\n")
    for index, line in enumerate(octets[:-2].split(b"\r\n")):
        assert len(line) <= 75
        assert line.decode()
        assert index == 0 or line.startswith(b" ")


@given(any_text, any_text, any_text)
def test_nothing_in_a_value_or_parameter_starts_a_line_or_controls_a_terminal(
    value: str, param: str, raw: str
) -> None:
    for written in (render("X", escape_text(value), {"P": param}), render("X", raw)):
        assert len(list(unfold([written]))) == 1
        body = written.replace("\r\n ", "").removesuffix("\r\n")
        # A tab is white space (RFC 6350 3.3, RFC 5545 3.1), and stays.
        assert not [
            letter for letter in body if letter != "\t" and (ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0)
        ]
        written.encode()


@pytest.mark.parametrize(
    "control", ["\0", "\x1b", "\v", "\f", "\x07", "\x7f", "\x85", "\x9b", "\ud800", "\u2028"]
)
def test_control_characters_reach_no_file(control: str) -> None:
    written = render("X", escape_text(f"a{control}b"), {"P": f"c{control}d"}) + fold(f"Y:{control}")
    assert control not in written


def test_a_line_break_in_a_value_stays_inside_it() -> None:
    written = render("NOTE", escape_text("hello\r\nEND:VCARD\rX\nY"))
    assert written == "NOTE:hello\\nEND:VCARD\\nX\\nY\r\n"


@given(printable)
def test_escaped_text_reads_as_it_was(text: str) -> None:
    assert unescape_text(escape_text(text)) == text
    assert split_escaped(f"{escape_text(text)};b", ";") == [escape_text(text), "b"]


@given(st.lists(printable, min_size=1))
def test_escaped_parts_are_found_again(parts: list[str]) -> None:
    for separator in ";,":
        joined = separator.join(map(escape_text, parts))
        assert [unescape_text(part) for part in split_escaped(joined, separator)] == parts


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"a\nb\Nc", "a\nb\nc"),
        (r"a\,b\;c\\n", r"a,b;c\n"),
        (r"http\://x", "http://x"),
        (r"C:\temp", r"C:\temp"),
        ("a\\", "a\\"),
    ],
)
def test_text_is_unescaped(escaped: str, text: str) -> None:
    assert unescape_text(escaped) == text


@given(st.lists(printable.filter(lambda text: text == text.strip() and text), min_size=1))
def test_parameter_values_read_as_they_were(values: list[str]) -> None:
    written = render("X", "v", {"P": values, "Q": "q"}, group="item1")
    ((_, text),) = unfold([written])
    assert parse_line(text) == ContentLine("X", {"P": tuple(values), "Q": ("q",)}, "v", "item1")


def test_empty_parameters_are_left_out() -> None:
    assert render("X", "v", {"P": "", "Q": ()}) == "X:v\r\n"


def test_long_lines_take_time_in_proportion() -> None:
    """A photo of ten million letters: quadratic joining would take minutes."""
    begun = time.process_time()
    ((_, text),) = unfold(fold("PHOTO:" + "a" * 10_000_000).splitlines(keepends=True))
    assert len(text) == 10_000_006
    assert time.process_time() - begun < 5

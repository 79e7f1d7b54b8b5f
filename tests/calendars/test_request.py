"""The head of a request: whatever comes, it is a request, or refused."""

from __future__ import annotations

import io
import re

from hypothesis import given
from hypothesis import strategies as st

from smallcrm.calendars.request import Refused, Request, accepts_gzip, names_tag, read_request

PARTS = st.sampled_from(
    [b"GET", b"HEAD", b" ", b"  ", b"/a.ics", b"HTTP/1.1", b"HTTP/1.0", b"\r\n", b"\n", b"\r", b"Host: x", b"Host:", b":", b"\t",
     b"Content-Length: 5", b"\x00", b"\xff", b"%", b"%2", b"?", b"http://h/p", b"[::1]:80", b"x" * 5000, b","]
)  # fmt: skip


def outcome(data: bytes) -> Request | int | None:
    """The request, the status it is refused with, or None."""
    try:
        return read_request(io.BytesIO(data))
    except Refused as problem:
        return problem.status


@given(st.lists(PARTS | st.binary(max_size=20), max_size=30).map(b"".join))
def test_whatever_comes_is_a_request_or_refused(data: bytes) -> None:
    found = outcome(data)
    if isinstance(found, int):
        assert found in (400, 414, 431, 505)
    elif found is None:
        assert data in (b"", b"\r\n", b"\n")
    else:
        assert isinstance(found, Request)
        assert re.fullmatch(r"[^\s:/@]*|\[[0-9a-f:.]+\]", found.host)
        assert b"?" not in found.path.partition(b"?")[0]


@given(st.integers(0, 60))
def test_a_head_that_is_cut_off_is_never_taken_for_a_whole_one(length: int) -> None:
    whole = b"GET /a.ics HTTP/1.1\r\nHost: localhost\r\nAccept: text/x\r\n\r\n"
    part = whole[: min(length, len(whole) - 1)]
    if part.endswith(b"\r\n\r") or part in (b"", b"\r\n"):
        part = part[:-1]
    assert not isinstance(outcome(part), Request)


@given(st.text())
def test_no_condition_is_too_strange(text: str) -> None:
    assert names_tag(text, frozenset(("x",))) in (True, False)
    assert accepts_gzip({"accept-encoding": text}) in (True, False)


def test_what_follows_a_request_stays_for_the_next() -> None:
    stream = io.BytesIO(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n")
    first, second = read_request(stream), read_request(stream)
    assert first
    assert second
    assert (first.path, second.path) == (b"/a", b"/b")
    assert read_request(stream) is None

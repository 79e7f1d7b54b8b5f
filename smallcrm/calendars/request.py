"""The head of an HTTP request (RFC 9112), read strictly: what no calendar program sends is refused, not guessed at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import unquote_to_bytes

from smallcrm.errors import CrmError

if TYPE_CHECKING:
    from collections.abc import Mapping

# Octets: no calendar program's request line or head is near as long.
LONGEST_LINE, LONGEST_HEAD, MOST_FIELDS = 4_096, 16_384, 64

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_REQUEST = re.compile(rb"(" + _TOKEN + rb") ([!-~]+) HTTP/([0-9])\.([0-9])")
_FIELD = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([\t -~\x80-\xff]*)")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]/@]+)(?::[0-9]{1,5})?")


class Refused(CrmError):
    """That is no request that can be answered; ``status`` says why (RFC 9110 15.5)."""

    code = "bad_request"

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class Lines(Protocol):
    """Where a head is read from."""

    def readline(self, size: int, /) -> bytes:
        """At most ``size`` octets, up to and with the end of a line; empty at the end of all."""


class Request(NamedTuple):
    """What is asked: ``path`` is decoded and without its query, the names of ``fields`` are in lower case.

    ``host`` is in lower case, without its port, empty where an old program says none; ``version`` is 1.0 or 1.1.
    """

    method: str
    path: bytes
    version: tuple[int, int]
    host: str
    fields: Mapping[str, str]

    @property
    def goes_on(self) -> bool:
        """Whether more may follow on the connection: not after a body, which nobody reads here."""
        body = "transfer-encoding" in self.fields or self.fields.get("content-length", "0").strip() != "0"
        asked = {word.strip().lower() for word in self.fields.get("connection", "").split(",")}
        return self.version >= (1, 1) and not body and "close" not in asked


def read_request(stream: Lines) -> Request | None:
    """The next request's head; None where the connection ends before one begins. Refused for what can't be answered."""
    line = stream.readline(LONGEST_LINE + 1)
    # A line's end left over from before is to be passed over (RFC 9112 2.2); one, not many.
    if line in (b"\r\n", b"\n"):
        line = stream.readline(LONGEST_LINE + 1)
    if not line:
        return None
    if len(line) > LONGEST_LINE:
        raise Refused(414)
    found = _REQUEST.fullmatch(_ended(line))
    if found is None:
        raise Refused(400)
    if found[3] != b"1":
        raise Refused(505)
    version = (1, min(int(found[4]), 1))
    fields = _fields(stream)
    return _request(found[1].decode(), found[2], version, fields)


def _ended(line: bytes) -> bytes:
    """The line without its end; Refused where it has none, since what was cut off means something else."""
    if line.endswith(b"\r\n"):
        return line[:-2]
    if line.endswith(b"\n"):
        return line[:-1]
    raise Refused(400)


def _fields(stream: Lines) -> dict[str, str]:
    fields: dict[str, str] = {}
    length = 0
    while (line := _ended(_limited(stream))) != b"":
        length += len(line)
        found = _FIELD.fullmatch(line)
        if length > LONGEST_HEAD or len(fields) >= MOST_FIELDS:
            raise Refused(431)
        if found is None:
            raise Refused(400)
        name, value = found[1].decode().lower(), found[2].decode("latin-1").strip()
        if name in fields and name in ("host", "content-length", "transfer-encoding"):
            raise Refused(400)
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def _limited(stream: Lines) -> bytes:
    line = stream.readline(LONGEST_LINE + 1)
    if len(line) > LONGEST_LINE:
        raise Refused(431)
    return line


def _request(method: str, target: bytes, version: tuple[int, int], fields: dict[str, str]) -> Request:
    host = fields.get("host", "")
    if version >= (1, 1) and "host" not in fields:
        raise Refused(400)
    # A proxy may be asked by the whole URL, whose host then counts (RFC 9112 3.2.2).
    absolute = re.fullmatch(rb"http://([^/?]*)(.*)", target, re.IGNORECASE)
    if absolute:
        host, target = absolute[1].decode(), absolute[2] or b"/"
    named = _HOST.fullmatch(host)
    path = unquote_to_bytes(target.partition(b"?")[0])
    return Request(method, path, version, named[1].lower() if named else "", fields)


def accepts_gzip(fields: Mapping[str, str]) -> bool:
    """Whether the answer may be compressed (RFC 9110 12.5.3)."""
    weights = {}
    for part in fields.get("accept-encoding", "").lower().split(","):
        name, _, parameter = part.strip().partition(";")
        weight = re.fullmatch(r"\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*", parameter)
        weights[name.strip()] = float(weight[1]) if weight else 1.0
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def names_tag(condition: str, tags: frozenset[str]) -> bool:
    """Whether an If-None-Match names one of the tags, strong or weak, or all there are (RFC 9110 13.1.2)."""
    if condition.strip() == "*":
        return True
    return not tags.isdisjoint(re.findall(r'"([\x21\x23-\x7e\x80-\xff]*)"', condition))

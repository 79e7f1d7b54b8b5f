"""What a request is answered: a calendar, that nothing changed, or nothing that would tell a stranger anything."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.calendars.request import accepts_gzip, names_tag
from smallcrm.clock import utc_now
from smallcrm.errors import CrmError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smallcrm.calendars.request import Request
    from smallcrm.calendars.shelf import Body

METHODS = ("GET", "HEAD")
# After so many seconds one who could not be answered may ask again.
LATER = 60


class Answer(NamedTuple):
    """A status, fields, and a body."""

    status: int
    fields: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def answer(
    request: Request, hosts: frozenset[str], find: Callable[[bytes], Body | None], tell: Callable[[str], None]
) -> Answer:
    """What the request is answered; ``find`` gives the calendar at a path, ``tell`` hears why it could not."""
    # A page of a stranger's in the user's own browser comes under the stranger's name (DNS rebinding).
    if request.host not in hosts:
        return Answer(404)
    if request.method not in METHODS:
        return Answer(405, (("Allow", ", ".join(METHODS)),))
    try:
        body = find(request.path)
    except CrmError as problem:
        tell(problem.message)
        return Answer(503, (("Retry-After", str(LATER)),))
    return _told(request, body) if body else Answer(404)


def _told(request: Request, body: Body) -> Answer:
    packed = accepts_gzip(request.fields)
    plain_tag, packed_tag = body.digest, f"{body.digest}-gzip"
    fields: tuple[tuple[str, str], ...] = (
        ("ETag", f'"{packed_tag if packed else plain_tag}"'),
        ("Last-Modified", format_datetime(body.modified, usegmt=True)),
        # To be asked for each time; only the one who subscribes may keep it.
        ("Cache-Control", "private, no-cache"),
        ("Vary", "Accept-Encoding"),
    )
    if _unchanged(request, body, frozenset((plain_tag, packed_tag))):
        return Answer(304, fields)
    fields += (("Content-Type", "text/calendar; charset=utf-8"), ("X-Content-Type-Options", "nosniff"))
    if packed:
        return Answer(200, (*fields, ("Content-Encoding", "gzip")), body.packed)
    return Answer(200, fields, body.data)


def _unchanged(request: Request, body: Body, tags: frozenset[str]) -> bool:
    """RFC 9110 13.2.2: a tag that is named decides, and only without one the time."""
    condition = request.fields.get("if-none-match")
    if condition is not None:
        return names_tag(condition, tags)
    try:
        since = parsedate_to_datetime(request.fields.get("if-modified-since", ""))
    except (ValueError, TypeError, IndexError):
        return False
    return since.tzinfo is not None and body.modified <= since.astimezone(dt.UTC)


def octets(told: Answer, *, head: bool, goes_on: bool) -> Iterator[bytes]:
    """The answer as it is sent, its head first; of a HEAD's answer that is all."""
    lines = [
        f"HTTP/1.1 {told.status} {HTTPStatus(told.status).phrase}",
        f"Date: {format_datetime(utc_now(), usegmt=True)}",
        *(f"{name}: {value}" for name, value in told.fields),
        # A 304 says nothing of a length that would be another answer's.
        *([] if told.status == HTTPStatus.NOT_MODIFIED else [f"Content-Length: {len(told.body)}"]),
        *([] if goes_on else ["Connection: close"]),
    ]
    start = "\r\n".join([*lines, "", ""]).encode("ascii")
    yield start
    if told.body and not head:
        yield told.body

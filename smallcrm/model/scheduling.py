"""What a calendar file says beside the appointment itself: the message it is (RFC 5546), the part of a series it is about."""

from __future__ import annotations

from typing import NamedTuple

CANCEL = "CANCEL"


class Scheduling(NamedTuple):
    """How an appointment of a file is meant.

    ``method`` is CANCEL, or another that leaves the appointment as it is (REPLY, COUNTER), and empty for what states it;
    ``words`` say what such a message says. ``series_uid`` is that of a series that is not in the file, of which this is
    the time first meant for ``recurrence`` (a UTC instant ``YYYY-MM-DDTHH:MM:SSZ``, or a date), ``following`` that and
    all after it. ``said`` are the names of the properties that stood there: what is unsaid stays as it is.
    """

    method: str = ""
    words: str = ""
    series_uid: str = ""
    recurrence: str = ""
    following: bool = False
    said: tuple[str, ...] = ()

"""Appointments and reminders come in by the batch, and the book is as if they had come one after the other."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from contents import book, content
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smallcrm.crm import Crm
from smallcrm.formats.ics import read
from smallcrm.model.contact import ContactDraft, EmailDraft
from smallcrm.model.incoming import Incoming, ReadOptions
from smallcrm.write import aside, importing
from smallcrm.write.importing import Source

HEAD = "BEGIN:VCALENDAR\nPRODID:-//Example//EN\n"
AT = "DTSTART:20261001T090000Z\nDTEND:20261001T100000Z\n"
ONE_TIME = "RECURRENCE-ID:20261008T090000Z\n"


def entry(uid: str, *lines: str, at: str = AT, name: str = "VEVENT") -> str:
    said = "".join(f"{line}\n" for line in lines)
    return f"BEGIN:{name}\n{f'UID:{uid}' if uid else 'X-NO-UID:1'}\nDTSTAMP:20260901T080000Z\n{at}{said}END:{name}\n"


SERIES = "RRULE:FREQ=WEEKLY;COUNT=5"
POOL = [
    entry("a", "SUMMARY:A", "X-A:1", "X-B:2"),
    entry("a", "SUMMARY:A again", "SEQUENCE:2", "ATTENDEE:mailto:iris@example.org"),
    entry("b", "SUMMARY:B", "SEQUENCE:1", "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "END:VALARM"),
    entry("b", "SUMMARY:B", "STATUS:CANCELLED", "SEQUENCE:3"),
    entry("s", "SUMMARY:S", SERIES, "EXDATE:20261015T090000Z", "ATTENDEE:mailto:iris@example.org"),
    entry("s", "SUMMARY:S longer", SERIES, "SEQUENCE:1"),
    entry("s", "SUMMARY:S moved", ONE_TIME.strip(), at=AT.replace("T09", "T11").replace("T10", "T12")),
    entry("s", "SUMMARY:S off", ONE_TIME.strip(), "STATUS:CANCELLED", "SEQUENCE:1"),
    entry("s#20261008T090000Z", "SUMMARY:Whose uid looks like a part"),
    entry("d", "SUMMARY:Further", "RDATE:20261103T090000Z,20261104T090000Z"),
    entry("", "SUMMARY:Nameless"),
    entry("", "SUMMARY:Nameless", SERIES),
    entry("t", "SUMMARY:To do", at="DUE;VALUE=DATE:20261001\n", name="VTODO"),
    entry("t", "SUMMARY:Done", "STATUS:COMPLETED", at="DUE;VALUE=DATE:20261001\n", name="VTODO"),
    entry("a", "SUMMARY:To do under the uid of an event", at="DUE;VALUE=DATE:20261001\n", name="VTODO"),
]
ENTRIES = st.sampled_from(POOL)
CALENDARS = st.lists(
    st.tuples(st.sampled_from(["", "", "REQUEST", "CANCEL", "REPLY"]), st.lists(ENTRIES, max_size=5)),
    max_size=5,
)


def bring(crm: Crm, calendars: list[tuple[str, list[str]]], mode: str = "update"):
    sources = []
    for number, (method, entries) in enumerate(calendars):
        said = f"METHOD:{method}\n" if method else ""
        text = f"{HEAD}{said}{''.join(entries)}END:VCALENDAR\n"
        sources.append(
            Source(
                f"{number}.ics", list(read(io.BytesIO(text.encode()), ReadOptions(), zone="Europe/London"))
            )
        )
    job = crm.write.importing(mode=mode)
    return job.write(job.check(sources, lambda _: None), lambda _: None)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@example([("", [POOL[8], POOL[4]]), ("", [POOL[6]])], [], "update")
@example([("", [POOL[0], POOL[2]]), ("", [POOL[1], POOL[3]])], [("", [POOL[0]])], "update")
@given(CALENDARS, CALENDARS, st.sampled_from(["update", "update", "skip", "replace", "create"]))
def test_the_size_of_a_batch_changes_nothing(first, second, mode) -> None:
    seen = []
    for size in (1, 3, 500):
        with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
            patch.setattr(aside, "BATCH", size)
            patch.setattr(importing, "RENEW_AFTER", size)
            patch.setenv("SMALLCRM_NOW", "2026-09-14T08:12:00+01:00")
            crm = book(Path(name))
            iris = Incoming(ContactDraft(name="Iris", emails=(EmailDraft("iris@example.org"),)), 1)
            job = crm.write.importing()
            job.write(job.check([Source("iris.vcf", [iris])], lambda _: None), lambda _: None)
            reports = [bring(crm, first), bring(crm, second, mode)]
            seen.append(([(each.counts, each.told) for each in reports], content(crm)))
            crm.close()
    assert seen[0] == seen[1] == seen[2]

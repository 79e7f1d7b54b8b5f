"""Calendars as other programs read them: by uid, the instants (UTC) or days that something starts.

``YYYYMMDDTHHMM`` is an instant, ``YYYYMMDD`` a day; what is cancelled is left out where the program tells.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Self

Starts = dict[str, list[str]]


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M")


def by_ical(data: bytes, frm: datetime, to: datetime) -> tuple[Starts, dict[str, str]]:
    """What ``ical`` of PyPI reads between two instants; and the state of each to-do."""
    from ical.calendar_stream import IcsCalendarStream

    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    found: Starts = {}
    for each in calendar.timeline_tz(UTC).overlapping(frm, to):
        start = each.dtstart
        if each.status != "CANCELLED":
            found.setdefault(str(each.uid), []).append(
                stamp(start) if isinstance(start, datetime) else f"{start:%Y%m%d}"
            )
    return found, {str(todo.uid): todo.status.value for todo in calendar.todos}


CONFIG = """\
[calendars]
[[diary]]
path = {folder}/diary
[sqlite]
path = {folder}/khal.db
[locale]
timeformat = %H%M
dateformat = %d%m
longdateformat = %Y%m%d
datetimeformat = %d%m %H%M
longdatetimeformat = %Y%m%dT%H%M
local_timezone = UTC
default_timezone = UTC
"""


def by_khal(data: bytes, folder: Path, frm: str, to: str) -> Starts:
    """What khal lists from one day to another, of a calendar imported into a vdir of its own in ``folder``."""
    (folder / "diary").mkdir(parents=True)
    (folder / "khal.conf").write_text(CONFIG.format(folder=folder))
    (folder / "feed.ics").write_bytes(data)
    _khal(folder, "import", "--batch", "-a", "diary", str(folder / "feed.ics"))
    form = "{uid} {start-date-long}T{start-time}{nl}"
    output = _khal(folder, "list", "--day-format", "", "--format", form, frm, to)
    found: dict[str, set[str]] = {}
    for line in filter(None, output.splitlines()):
        uid, _, start = line.partition(" ")
        found.setdefault(uid, set()).add(start.removesuffix("T"))
    return {uid: sorted(starts) for uid, starts in found.items()}


def _khal(folder: Path, *arguments: str) -> str:
    command = [shutil.which("khal", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "khal"]
    environment = {
        **os.environ,
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    done = subprocess.run(
        [*command, "-c", str(folder / "khal.conf"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


EXPAND = """
const ICAL = (await import(process.argv[2])).default;
const text = require('fs').readFileSync(0, 'utf8');
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
const parts = calendar.getAllSubcomponents('vevent');
const uid = part => part.getFirstPropertyValue('uid');
const exceptions = parts.filter(part => part.hasProperty('recurrence-id'));
const masters = parts.filter(part => !part.hasProperty('recurrence-id')).map(part => new ICAL.Event(part,
  {strictExceptions: true, exceptions: exceptions.filter(each => uid(each) === uid(part))}));
const found = {};
const said = time => time.isDate ? time.toICALString()
  : time.toJSDate().toISOString().replace(/[-:]/g, '').slice(0, 13);
for (const master of masters) {
  if (master.component.getFirstPropertyValue('status') === 'CANCELLED') continue;
  found[master.uid] = [];
  if (!master.isRecurring()) { found[master.uid].push(said(master.startDate)); continue; }
  const iterator = master.iterator();
  for (let next, count = 0; (next = iterator.next()) && count < 5000; count++) {
    if (said(next) > process.argv[3]) break;
    const details = master.getOccurrenceDetails(next);
    if (details.item.component.getFirstPropertyValue('status') !== 'CANCELLED')
      found[master.uid].push(said(details.startDate));
  }
}
console.log(JSON.stringify(found));
"""


def ical_js() -> str:
    """Where ical.js is, or ``""``: SMALLCRM_ICAL_JS names its file, else it is looked for beside the tests."""
    places = [Path(os.environ.get("SMALLCRM_ICAL_JS", "")), Path("node_modules/ical.js/dist/ical.js")]
    found = [str(place.resolve()) for place in places if place.is_file()]
    return found[0] if found and shutil.which("node") else ""


def by_ical_js(data: bytes, folder: Path, to: datetime) -> Starts:
    """What ical.js expands up to an instant."""
    script = folder / "expand.mjs"
    script.write_text(
        "import { createRequire } from 'module'; const require = createRequire(import.meta.url);" + EXPAND
    )
    done = subprocess.run(
        ["node", str(script), ical_js(), stamp(to)],
        input=data,
        capture_output=True,
        env={**os.environ, "TZ": "UTC"},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return {uid: sorted(starts) for uid, starts in json.loads(done.stdout).items()}


NO_ICAL_JS = "needs node and ical.js (npm install ical.js, or SMALLCRM_ICAL_JS=its file)"


LIBICAL = """
import json, sys, warnings
warnings.simplefilter("ignore")
import gi
gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib as ical
from datetime import datetime, timezone

def stamp(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y%m%dT%H%M")

def moment(time):
    return time.as_ical_string() if time.is_date() else stamp(time.as_timet_with_zone(time.get_timezone()))

calendar = ical.Component.new_from_string(sys.stdin.read())
errors = calendar.count_errors()
frm, to = (ical.Time.new_from_string(text) for text in sys.argv[1:])
events, part = [], calendar.get_first_component(ical.ComponentKind.VEVENT_COMPONENT)
while part:
    events.append(part)
    part = calendar.get_next_component(ical.ComponentKind.VEVENT_COMPONENT)
found, replaced = {}, set()
def first(part, kind):
    return part.get_first_property(kind)
for part in events:
    changed = first(part, ical.PropertyKind.RECURRENCEID_PROPERTY)
    if changed:
        replaced.add((part.get_uid(), moment(changed.get_datetime_with_component(part))))
for part in events:
    gone = part.get_status() == ical.PropertyStatus.CANCELLED
    whole_day = part.get_dtstart().is_date()
    alone = first(part, ical.PropertyKind.RECURRENCEID_PROPERTY) is not None
    def note(part, span, _=None):
        start = stamp(span.get_start())
        start = start[:8] if whole_day else start
        if not gone and (alone or (part.get_uid(), start) not in replaced):
            found.setdefault(part.get_uid(), []).append(start)
    part.foreach_recurrence(frm, to, note, None)
print(json.dumps({"errors": errors, "found": found}))
"""


@cache
def libical() -> str:
    """A Python that has libical's bindings (gir1.2-ical-3.0 and python3-gi of Debian), or ``""``."""
    probe = "import gi; gi.require_version('ICalGLib', '3.0'); from gi.repository import ICalGLib"
    for python in (sys.executable, "/usr/bin/python3"):
        if (
            Path(python).exists()
            and not subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode
        ):
            return python
    return ""


NO_LIBICAL = "needs libical for Python (apt install python3-gi gir1.2-ical-3.0)"


def by_libical(data: bytes, frm: datetime, to: datetime) -> Starts:
    """What libical, which Evolution and others are built on, expands between two instants, of a calendar it finds no error in."""
    bounds = [f"{bound:%Y%m%dT%H%M%SZ}" for bound in (frm, to)]
    done = subprocess.run(
        [libical(), "-c", LIBICAL, *bounds],
        input=data,
        capture_output=True,
        env={**os.environ, "TZ": "UTC"},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    read = json.loads(done.stdout)
    assert read["errors"] == 0
    return {uid: sorted(starts) for uid, starts in read["found"].items()}


class Radicale:
    """A CalDAV server of its own on loopback, storing into ``folder``."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        options = {
            "server-hosts": f"127.0.0.1:{self.port}",
            "auth-type": "none",
            "rights-type": "authenticated",
            "storage-filesystem-folder": str(folder),
            "logging-level": "warning",
        }
        command = [sys.executable, "-m", "radicale", "--config", ""]
        for name, value in options.items():
            command += [f"--{name}", value]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self) -> Self:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                break
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Status and body of its answer, as the user ``me``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        user = base64.b64encode(b"me:").decode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, {"Authorization": f"Basic {user}", **named})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


def items_of(data: bytes) -> dict[str, bytes]:
    """Each event of a calendar as a calendar of its own, its exceptions with it, by uid."""
    text = data.decode()
    head, *parts = text.removesuffix("END:VCALENDAR\r\n").split("BEGIN:VEVENT\r\n")
    found: dict[str, str] = {}
    for part in parts:
        uid = part.replace("\r\n ", "").partition("UID:")[2].partition("\r\n")[0]
        found[uid] = found.get(uid, head) + "BEGIN:VEVENT\r\n" + part
    return {uid: f"{item}END:VCALENDAR\r\n".encode() for uid, item in found.items()}

"""Calendars as other programs read them: by uid, the instants (UTC) or days that something starts.

``YYYYMMDDTHHMM`` is an instant, ``YYYYMMDD`` a day; what is cancelled is left out where the program tells.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

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
  for (let next, count = 0; (next = iterator.next()) && count < 50; count++) {
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


def by_ical_js(data: bytes, folder: Path) -> Starts:
    """What ical.js expands, at most 50 occurrences of each."""
    script = folder / "expand.mjs"
    script.write_text(
        "import { createRequire } from 'module'; const require = createRequire(import.meta.url);" + EXPAND
    )
    done = subprocess.run(
        ["node", str(script), ical_js()],
        input=data,
        capture_output=True,
        env={**os.environ, "TZ": "UTC"},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return {uid: sorted(starts) for uid, starts in json.loads(done.stdout).items()}


NO_ICAL_JS = "needs node and ical.js (npm install ical.js, or SMALLCRM_ICAL_JS=its file)"

"""A plumber and a piano tuner book their weeks."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from smallcrm.config import Settings
from smallcrm.crm import Crm
from smallcrm.desk import Desk


def test_a_plumber_books_what_was_accepted(crm) -> None:
    crm.ok(
        "add", "Maya O'Connor", "07700 900142", "-a", "12 Dock St, Bristol", "--job", "Leaking cylinder valve"
    )
    crm.ok("contact", "add", "Lena Novak")
    crm.at("2026-09-18T09:05:00+01:00")
    crm.ok("job", "move", "maya", "accepted")

    booked = crm.ok("book", "maya", "mon 9-10:30", "Fix valve", "--job", "valve", "--json").json
    assert (booked["start"], booked["end"]) == ("2026-09-21T09:00:00+01:00", "2026-09-21T10:30:00+01:00")
    assert (booked["job_id"], booked["location"]) == (1, "12 Dock St, Bristol")

    early = crm.ok("book", "lena", "mon 10:00", "Look at the boiler", "--json").json
    assert early["warnings"] == ["overlaps Maya O'Connor, Fix valve, Mon 21 Sep 09:00–10:30"]
    crm.ok("undo")
    assert crm.ok("book", "lena", "mon 10:30", "Look at the boiler", "--json").json["warnings"] == []

    moved = crm.ok("move", "maya", "11:00", "--json").json
    assert (moved["start"], moved["end"]) == ("2026-09-21T11:00:00+01:00", "2026-09-21T12:30:00+01:00")
    assert (moved["uid"], moved["sequence"]) == (booked["uid"], booked["sequence"] + 1)
    assert moved["warnings"] == ["overlaps Lena Novak, Look at the boiler, Mon 21 Sep 10:30–11:30"]


def test_a_piano_tuner_keeps_nine_o_clock_across_the_change_of_clocks(crm) -> None:
    crm.ok("contact", "add", "Iris Chen")
    booked = crm.ok("appt", "add", "iris", "Tuning", "--at", "fri 23 oct 9am", "--repeat", "every 4 weeks")
    assert booked.err == "booked Iris Chen, Tuning: Fri 23 Oct 2026, 09:00–10:00, every 4 weeks (1)\n"

    store = Crm(crm.db, Desk(Settings(crm.config, {"timezone": "Europe/London"})))
    start = dt.datetime(2026, 10, 1, tzinfo=ZoneInfo("Europe/London"))
    found = store.read.appointments.happening(start, start + dt.timedelta(days=60))
    store.close()
    assert [each.start.astimezone(dt.UTC).isoformat() for each in found] == [
        "2026-10-23T08:00:00+00:00",
        "2026-11-20T09:00:00+00:00",
    ]

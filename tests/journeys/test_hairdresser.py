"""A hairdresser, between two clients."""

from __future__ import annotations

import csv
import io


def test_a_client_is_booked_told_and_found_again(crm) -> None:
    dee = crm.ok("add", "Dee Walsh", "07700900177").id
    crm.ok("book", "dee", "fri 23 oct 14:00", "Colour")
    crm.ok("log", "dee", "running late", "--out", "-c", "text")

    assert crm.ok("phone", "dee").out == "+447700900177\n"
    note = crm.ok("note", "list", "--contact", "dee", "--json").json[0]
    assert (note["channel"], note["direction"], note["body"]) == ("text", "out", "running late")

    crm.at("2026-10-22T18:00:00+01:00")
    tomorrow = crm.ok("agenda", "--from", "tomorrow", "--to", "tomorrow", "--json").json
    assert [(each["contact_id"], each["at"], each["title"], each["phone"]) for each in tomorrow] == [
        (dee, "2026-10-23T14:00:00+01:00", "Colour", "+447700900177")
    ]
    assert crm.ok("agenda", "tomorrow", "--count").out == "1\n"

    crm.ok("contact", "edit", "dee", "--email", "dee@walsh.example")
    crm.ok("contact", "add", "Ann Poole", "--email", "ann@poole.example", "--consent")
    crm.ok("contact", "add", "Bea Finch", "--email", "bea@finch.example", "--no-consent")
    mailing = crm.ok("export", "contacts", "--where", "consent=yes", "--format", "csv").out
    assert [row["Name"] for row in csv.DictReader(io.StringIO(mailing))] == ["Ann Poole"]
    # Who agreed once and then no more is written to no more.
    crm.ok("contact", "edit", "ann", "--no-consent")
    assert crm.ok("export", "contacts", "--where", "consent=yes", "--json").json == []

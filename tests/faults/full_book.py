"""A book with something of everything in it, for tests that do harm to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data"
# What a book shows, by commands whose answers have an order of their own.
READING = (
    ("contact", "list", "--json"), ("note", "list", "--json"), ("job", "list", "--json"), ("appointment", "list", "--json"),
    ("reminder", "list", "--json"), ("show", "maya o'connor", "--json"), ("find", "boiler", "--json"), ("find", "pri", "--json"),
    ("agenda", "--from", "2026-09-01", "--to", "2026-12-31", "--json"), ("today",), ("next",), ("contact", "duplicates"),
    ("contact", "list", "--where", "city ~ cardiff", "--sort", "updated_at"), ("history", "--json"), ("export", "all"),
    ("export", "contacts", "-f", "vcf"), ("calendar", "export", "--all"), ("job", "stages"),
    ("email", "--query", "maya"),
)  # fmt: skip


def lay_full_book(crm: Any, people: int = 300) -> None:
    """Three hundred people, and for some of them everything that a contact may have."""
    for name in ("google.csv", "square.csv", "iphone.vcf", "meetings.ics"):
        crm.ok("import", DATA / name)
    rows = "".join(
        f"Person {i} Price,p{i}@x.example,Company {i % 40},{i} Bute Street,Cardiff,about {i} {'x' * (i % 90)}\n"
        for i in range(people)
    )
    crm.ok(
        "import",
        "-",
        "--input-format",
        "csv",
        stdin=f"Name,Email,Company,Street,City,Notes\n{rows}",
    )
    crm.ok(
        "add", "Maya O'Connor", "maya@oconnor.example", "07700 900142", "-a", "1 Park Row, Cardiff", "--job",
        "Leaking boiler", "-t", "vip",
    )  # fmt: skip
    crm.ok(
        "contact", "edit", "maya o'connor", "--set", "Boiler=Vaillant", "--birthday", "24 may", "--consent"
    )
    for i in range(60):
        crm.ok("note", "add", "maya o'connor", f"note {i} on the boiler: {'drip ' * i}", "--channel", "call")
    crm.ok("job", "move", "leaking", "quoted")
    crm.ok(
        "appt", "add", "maya o'connor", "Service", "--at", "mon 9-10:30", "--repeat", "every 4 weeks", "--remind", "1h"
    )  # fmt: skip
    crm.ok("appt", "edit", "service", "--only", "2026-10-12", "--title", "Long service")
    crm.ok(
        "reminder", "add", "Ring her", "--contact", "maya o'connor", "--due", "today", "--repeat", "weekly"
    )
    crm.ok("contact", "remove", "person 7 price")
    crm.ok("undo")

"""What goes out comes back the same: the whole book, cards of both versions, sheets."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from smallcrm.config import Settings
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.model.contact import (
    AddressDraft,
    ConsentDraft,
    ContactDraft,
    EmailDraft,
    HandleDraft,
    PhoneDraft,
    UrlDraft,
)

# What is this store's own; everything else of a contact comes back.
OWN = ("id", "company_id", "created_at", "updated_at")


def fill(crm) -> None:
    """A book with something of everything in it."""
    bring_files(crm)
    crm.ok("contact", "add", "Ann Poole", "--email", "ann@poole.example", "--consent", "--handle", "signal=ann.1",
           "--address", "home=3 Park Row, Bristol", "--url", "https://poole.example", "--birthday", "--05-24",
           "--prefers", "text", "--set", "Boiler=Vaillant", "--about", "two\nlines", "--tag", "vip")  # fmt: skip
    crm.ok("contact", "add", "Anne Poole", "--phone", "mobile=07700 900190", "--fax", "0117 496 0100 ext 7")
    crm.ok(
        "note", "add", "ann@poole.example", "rang about the boiler", "--channel", "call", "--direction", "in"
    )
    crm.ok("contact", "merge", "ann@poole.example", "07700 900190")
    crm.ok("job", "stages", "--add", "snagging=done")
    crm.ok("job", "stages", "--remove", "scheduled")
    crm.ok("job", "add", "ann poole", "Boiler", "--value", "185.50", "--tag", "urgent", "--due", "2026-10-01")
    crm.ok("job", "move", "boiler", "quoted", "--on", "2026-09-10")
    crm.ok("job", "move", "boiler", "snagging", "--on", "2026-09-12")
    crm.ok(
        "appt",
        "add",
        "ann poole",
        "Service",
        "--at",
        "fri 23 oct 9am",
        "--repeat",
        "every 4 weeks",
        "--remind",
        "30m",
    )
    crm.ok("appt", "remove", "service", "--only", "2026-11-20")
    crm.ok("appt", "edit", "service", "--only", "2026-12-18", "--title", "Long service", "--at", "14:00")
    crm.ok("appt", "add", "-", "Fair", "--at", "24 dec", "--until", "28 dec", "--all-day")
    crm.ok("appt", "remove", "fair")
    crm.ok(
        "reminder",
        "add",
        "Ring Ann",
        "--due",
        "2026-09-20",
        "--contact",
        "ann poole",
        "--repeat-after",
        "6 months",
    )
    crm.ok("reminder", "done", "ring ann")


def bring_files(crm) -> None:
    data = Path(__file__).parent.parent / "data"
    for name in ("google.csv", "jobber.csv", "square.csv", "iphone.vcf", "android-2.1.vcf", "meetings.ics"):
        crm.ok("import", data / name)
    crm("import", data / "messy-rows.csv")


@pytest.fixture
def book(built):
    return built(fill)


def elsewhere(crm, *arguments: Any):
    return crm.ok("--db", crm.folder / "other.db", *arguments)


def contacts(result) -> list[dict[str, Any]]:
    """The contacts by uid, without what means something in one store only."""
    rows = [{key: value for key, value in row.items() if key not in OWN} for row in result.json]
    return sorted(rows, key=lambda row: row["uid"])


def differing(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[tuple[str, Any, Any]]:
    """What differs between two lists of contacts."""
    assert [row["uid"] for row in ours] == [row["uid"] for row in theirs]
    pairs = zip(ours, theirs, strict=True)
    return [(key, one[key], other[key]) for one, other in pairs for key in one if one[key] != other[key]]


def written(crm, name: str, *arguments: Any) -> Any:
    file = crm.folder / name
    crm.ok("export", *arguments, "-o", file)
    return file


def test_a_whole_book_in_an_empty_store_is_the_same_to_the_byte(book) -> None:
    book.ok("contact", "remove", "ben")
    file = written(book, "book.json", "all")
    told = json.loads(file.read_text())
    assert {"merged", "occurrence", "alarm", "property", "external_key", "provenance", "photo"} <= told.keys()
    assert any(item.get("removed_at") for item in told["calendar_item"])
    elsewhere(book, "import", file)
    assert elsewhere(book, "export", "all").out == file.read_text()
    assert elsewhere(book, "job", "stages").out == book.ok("job", "stages").out
    assert elsewhere(book, "calendar", "export", "--all").out == book.ok("calendar", "export", "--all").out
    again = elsewhere(book, "import", file, "--json").json
    assert (again["new"], again["updated"]) == (0, 0)
    assert elsewhere(book, "export", "all").out == file.read_text()
    assert "nothing to redo" in book("redo", "--db", book.folder / "other.db").err


def test_a_book_into_a_store_with_content_keeps_both(book) -> None:
    file = written(book, "book.json", "all")
    for name in ("Zed", "Yan", "Xia"):
        elsewhere(book, "contact", "add", name)
    elsewhere(book, "job", "add", "zed", "Own job")
    elsewhere(book, "import", file)
    ours = contacts(elsewhere(book, "export", "contacts", "--json"))
    theirs = contacts(book.ok("export", "contacts", "--json"))
    assert [row for row in ours if row["name"] not in {"Zed", "Yan", "Xia"}] == theirs
    jobs = elsewhere(book, "export", "jobs", "--json").json
    assert [(job["title"], job["contact"]) for job in jobs] == [("Own job", "Zed"), ("Boiler", "Ann Poole")]
    assert elsewhere(book, "import", file, "--json").json["new"] == 0
    elsewhere(book, "undo")
    assert [row["name"] for row in elsewhere(book, "export", "contacts", "--json").json] == [
        "Zed",
        "Yan",
        "Xia",
    ]


@pytest.mark.parametrize(
    ("name", "options"),
    [("c.csv", ()), ("c.vcf", ()), ("c.vcf", ("--vcard-version", "3.0"))],
)
def test_contacts_come_back_as_they_were(book, name: str, options: tuple[str, ...]) -> None:
    file = written(book, name, "contacts", *options)
    brought = elsewhere(book, "import", file, "--json").json
    before = contacts(book.ok("export", "contacts", "--json"))
    if name.endswith("vcf"):
        # RFC 6350 3.3 has no place for control characters but tab and line breaks.
        before = json.loads(re.sub(r"\\u00(?!09|0a)[01][0-9a-f]", "", json.dumps(before)))
    assert (brought["new"], brought["updated"], brought["rejected"]) == (len(before), 0, 0)
    assert contacts(elsewhere(book, "export", "contacts", "--json")) == before
    # And into the store that they came from they bring nothing new.
    book_before = book.ok("export", "contacts", "--json").out
    again = book.ok("import", file, "--json").json
    assert (again["new"], again["updated"]) == (0, 0)
    assert book.ok("export", "contacts", "--json").out == book_before


def test_written_twice_is_the_same_bytes(book) -> None:
    for arguments in (
        ("all",),
        ("contacts", "-f", "csv"),
        ("contacts", "-f", "vcf"),
        ("jobs",),
        ("notes", "--json"),
    ):
        assert book.ok("export", *arguments).out == book.ok("export", *arguments).out
    before = book.ok("export", "all").out
    book.at("2026-09-15T08:12:00+01:00")
    book.ok("contact", "edit", "ann poole", "--role", "Cellist")
    changed = [line for line in book.ok("export", "all").out.splitlines() if line not in before.splitlines()]
    # One contact changed, and its one line with it; subscribers are told nothing by a role.
    assert len(changed) == 1


AWKWARD = st.sampled_from([
    "Smith, John", 'the "Anchor"', "=1+1", "＝1+1", "-2", "+44", "@home", "'quoted'", "a;b:c\\d", "two\nlines", "tab\there", " :::",
    "* starred", "🎹 Flügel", "e\u0301", '=HYPERLINK("x")', "Company", "yes", "1604-03-09", "{contact:1}", "[/red]",
])  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
ANY = (AWKWARD | TEXT).map(str.strip)
SAID = ANY.filter(lambda text: any(map(str.isalnum, text)))


def several(item: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(item, max_size=2).map(tuple)


LABEL = st.sampled_from(["", "home", "work", "mobile", "Studio", "work fax"])
DRAFTS = st.fixed_dictionaries(
    {
        "name": SAID,
        **dict.fromkeys(("given_name", "family_name", "nickname", "company", "role", "about", "source"), ANY),
        "birthday": st.sampled_from(["", "--02-29", "1979-05-24"]),
        "addresses": several(
            st.tuples(SAID, ANY, ANY, ANY, ANY, LABEL).map(lambda parts: AddressDraft(*parts))
        ),
        "urls": several(
            st.tuples(SAID, LABEL).map(lambda url: UrlDraft(f"https://x.example/{url[0]}", url[1]))
        ),
        "handles": several(
            st.tuples(st.sampled_from(["signal", "instagram"]), SAID).map(lambda pair: HandleDraft(*pair))
        ),
        "consent": several(
            st.tuples(st.booleans(), st.sampled_from(["", "email"]), st.just("2026-09-14"), ANY).map(
                lambda parts: ConsentDraft(*parts)
            )
        ),
        "tags": several(SAID.map(lambda text: text.replace(":::", "").strip()).filter(bool)),
        "fields": st.dictionaries(SAID, SAID, max_size=3).map(lambda fields: tuple(fields.items())),
    }
).map(lambda said: ContactDraft(**said))


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drafts=st.lists(DRAFTS, min_size=1, max_size=5))
def test_whatever_people_write_comes_back(crm, drafts: list[ContactDraft]) -> None:
    for path in crm.folder.glob("*.db*"):
        path.unlink()
    store = Crm(crm.db, Desk(Settings(crm.config, {"timezone": "Europe/London", "region": "GB"})))
    with store.write.change("fill"):
        for number, draft in enumerate(drafts):
            email = EmailDraft(f"a{number}@poole.example", "work", preferred=True)
            store.write.contacts.add(
                draft._replace(emails=(email,), phones=(PhoneDraft(f"+4477009001{number:02}"),))
            )
    store.close()
    before = contacts(crm.ok("export", "contacts", "--json"))
    whole = crm.ok("export", "all").out
    for name, options in (("c.csv", ()), ("c.vcf", ()), ("d.vcf", ("--vcard-version", "3.0"))):
        target = crm.folder / f"{name}.db"
        file = written(crm, name, "contacts", *options)
        brought = crm.ok("--db", target, "import", file)
        assert brought.err == ""
        assert differing(contacts(crm.ok("--db", target, "export", "contacts", "--json")), before) == []
        # And the same bytes go out again.
        again = crm.ok("--db", target, "export", "contacts", *options, "-f", name[2:]).out
        assert re.sub(r"(REV|CREATED):.*", "", again) == re.sub(
            r"(REV|CREATED):.*", "", file.read_bytes().decode()
        )
    book = crm.folder / "book.json"
    book.write_text(whole)
    crm.ok("--db", crm.folder / "whole.db", "import", book)
    assert crm.ok("--db", crm.folder / "whole.db", "export", "all").out == whole

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

MAYA = (
    "contact", "add", "Maya O'Connor", "--phone", "07700 900142", "--email", "work=maya@x.example", "--tag", "bristol",
    "--set", "gate=12", "--address", "home=12 Harbour St", "--company", "Acme", "--role", "Landlady",
)  # fmt: skip


def editor(crm, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """An $EDITOR that runs ``script`` with the file as $1."""
    path = crm.folder / "editor.sh"
    path.write_text(script)
    monkeypatch.setenv("EDITOR", f"sh {path}")


def test_single_values_replace_and_empty_ones_clear(crm) -> None:
    crm.ok(*MAYA)
    record = crm.ok(
        "contact", "edit", "maya", "--role", "Owner", "--company", "", "--birthday", "24 may 1979", "--json"
    ).json
    assert (record["role"], record["company"], record["birthday"]) == ("Owner", None, "1979-05-24")
    record = crm.ok("contact", "edit", "maya", "--role", "", "--company", "Beta", "--json").json
    assert (record["role"], record["company"]) == (None, "Beta")


def test_repeatables_are_added_and_taken_away(crm) -> None:
    crm.ok(*MAYA)
    record = crm.ok(
        "contact", "edit", "maya", "--email", "home=m@y.example", "--phone", "0117 946 0123", "--tag", "vip",
        "--set", "dog=Rex", "--remove-email", "MAYA@x.example", "--remove-tag", "Bristol", "--unset", "Gate",
        "--remove-address", "harbour", "--no-consent", "--json",
    ).json  # fmt: skip
    assert [(e["value"], e["label"]) for e in record["emails"]] == [("m@y.example", "home")]
    assert [p["value"] for p in record["phones"]] == ["+447700900142", "+441179460123"]
    assert (record["tags"], record["fields"], record["addresses"]) == (["vip"], {"dog": "Rex"}, [])
    assert record["consent"] == [{"channel": None, "given": False, "on": "2026-09-14", "source": None}]


def test_what_is_not_there_cannot_be_taken_away(crm) -> None:
    crm.ok(*MAYA)
    for option, value, there in (
        ("--remove-email", "no@x.example", "maya@x.example"),
        ("--remove-phone", "0117 946 0123", "+447700900142"),
        ("--remove-tag", "vip", "bristol"),
        ("--unset", "dog", "gate"),
    ):
        refused = crm("contact", "edit", "maya", option, value, "--role", "Owner")
        assert refused.code == 3
        assert there in refused.err
    assert crm.ok("contact", "show", "maya", "--json").json["role"] == "Landlady"


def test_rows_that_stay_keep_their_ids_and_a_changed_address_keeps_its_jobs(crm, monkeypatch) -> None:
    crm.ok(*MAYA)
    crm.ok("job", "add", "maya", "Valve", "--site", "home")
    store = sqlite3.connect(crm.db)
    before = store.execute(
        "SELECT (SELECT group_concat(id) FROM phone), (SELECT group_concat(id) FROM address)"
    )
    ids = before.fetchone()
    editor(crm, monkeypatch, "sed -i 's/12 Harbour St/13 Harbour St; Bristol; ; BS1 4RB; UK/' \"$1\"")
    crm.ok("contact", "edit", "maya")
    crm.ok("contact", "edit", "maya", "--phone", "0117 946 0123", "--remove-phone", "07700 900142")
    assert store.execute("SELECT group_concat(id), (SELECT id FROM address) FROM phone").fetchone() == (
        ids[0], int(ids[1]),
    )  # fmt: skip
    store.close()
    assert crm.ok("job", "show", "valve", "--json").json["site"] == "13 Harbour St, Bristol, BS1 4RB, UK"


def test_several_contacts_are_edited_all_or_none(crm) -> None:
    crm.ok(*MAYA)
    crm.ok("contact", "add", "Tom Ridley", "--tag", "gas")
    crm.ok("contact", "edit", "1", "-", "--tag", "autumn", stdin="3\n")
    assert [crm.ok("show", ref, "--json").json["tags"] for ref in ("1", "3")] == [
        ["autumn", "bristol"], ["autumn", "gas"],
    ]  # fmt: skip
    refused = crm("contact", "edit", "1", "3", "--remove-tag", "bristol")
    assert refused.code == 3
    assert crm.ok("show", "1", "--json").json["tags"] == ["autumn", "bristol"]


def test_a_phone_of_another_is_refused_unless_allowed(crm) -> None:
    crm.ok(*MAYA)
    crm.ok("contact", "add", "Tom Ridley")
    refused = crm("contact", "edit", "tom", "--phone", "07700 900142")
    assert refused.code == 6
    assert "Maya O'Connor (1)" in refused.err
    crm.ok("contact", "edit", "tom", "--phone", "07700 900142", "--allow-duplicate")
    crm.ok("contact", "edit", "maya", "--phone", "mobile=07700 900142")


def test_the_name_and_its_parts_go_together(crm) -> None:
    crm.ok("contact", "add", "Maya O'Connor")
    record = crm.ok(
        "contact", "edit", "1", "--given-name", "Maya", "--family-name", "O'Connor", "--json"
    ).json
    assert record["name"] == "Maya O'Connor"
    record = crm.ok("contact", "edit", "1", "--family-name", "Smith", "--json").json
    assert record["name"] == "Maya Smith"
    record = crm.ok("contact", "edit", "1", "--name", "Maya Jones", "--json").json
    assert (record["given_name"], record["family_name"]) == ("Maya", None)
    assert crm("contact", "edit", "1", "--name", "").code == 2
    assert crm("contact", "edit", "1", "--kind", "robot").code == 2


def test_the_preferred_one_is_the_only_one_and_comes_first(crm) -> None:
    crm.ok(*MAYA)
    crm.ok("contact", "edit", "1", "--email", "b@x.example", "--prefer-email", "b@x.example")
    record = crm.ok(
        "contact", "edit", "1", "--email", "c@x.example", "--prefer-email", "c@x.example", "--json"
    ).json
    assert [(e["value"], e["preferred"]) for e in record["emails"]] == [
        ("c@x.example", True), ("maya@x.example", False), ("b@x.example", False),
    ]  # fmt: skip


def test_the_editor_shows_the_card_and_takes_what_was_changed(crm, monkeypatch) -> None:
    crm.ok(*MAYA)
    editor(
        crm,
        monkeypatch,
        'cp "$1" "$1.seen"; mv "$1.seen" ' + str(crm.folder / "seen.txt") + "\n"
        "sed -i -e 's/^role:.*/role: Owner/' -e '/^tag/d' -e 's/^about:/about: Tea\\n\\n  and cake/' "
        "-e 's/gate=12/gate=13/' -e 's/work=maya@x.example/home=maya@x.example (preferred)/' \"$1\"\n"
        'echo "email: b@x.example" >> "$1"\n',
    )
    record = crm.ok("contact", "edit", "maya", "--json").json
    seen = (crm.folder / "seen.txt").read_text()
    assert "email: work=maya@x.example\n" in seen
    assert "field: gate=12\n" in seen
    assert (record["role"], record["tags"], record["about"]) == ("Owner", [], "Tea\n\nand cake")
    assert record["fields"] == {"gate": "13"}
    assert [(e["value"], e["label"], e["preferred"]) for e in record["emails"]] == [
        ("maya@x.example", "home", True), ("b@x.example", None, False),
    ]  # fmt: skip


def test_an_unchanged_card_changes_nothing(crm, monkeypatch) -> None:
    crm.ok(*MAYA)
    crm.at("2026-09-15T08:00:00+01:00")
    editor(crm, monkeypatch, "true")
    result = crm.ok("contact", "edit", "maya")
    assert "nothing changed" in result.err
    assert crm.ok("show", "1", "--json").json["updated_at"].startswith("2026-09-14")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("emial: a@x.example", 'unknown "emial"; did you mean email?'),
        ("email: not an address", "is no e-mail address"),
        ("phone: 12", "is no phone number"),
        ("nonsense", 'is no "key: value"'),
        ("role: again", "a second role"),
    ],
)
def test_what_was_typed_is_kept_when_it_cannot_be_taken(crm, monkeypatch, line: str, why: str) -> None:
    crm.ok(*MAYA)
    editor(crm, monkeypatch, f"echo '{line}' >> \"$1\"")
    refused = crm("contact", "edit", "maya")
    assert refused.code == 2
    assert "line 2" in refused.err
    assert why in refused.err
    kept = Path(refused.err.strip().rpartition("kept in ")[2])
    assert line in kept.read_text()
    assert kept.stat().st_mode & 0o077 == 0
    kept.unlink()


def test_a_value_that_changed_under_the_editor_is_not_overwritten(crm, monkeypatch) -> None:
    import sys

    crm.ok(*MAYA)
    editor(
        crm,
        monkeypatch,
        f"{sys.executable} -m smallcrm contact edit 1 --role Tenant -q >/dev/null\nsed -i 's/^role:.*/role: Owner/' \"$1\"",
    )
    refused = crm("contact", "edit", "maya")
    assert refused.code == 6
    assert 'became "Tenant"' in refused.err
    Path(refused.err.strip().rpartition("kept in ")[2]).unlink()


def test_without_terminal_or_editor_one_says_with_options(crm) -> None:
    crm.ok(*MAYA)
    assert crm("contact", "edit", "maya").code == 2


def test_removing_says_what_went_along(crm) -> None:
    crm.ok(*MAYA, "--note", "rang about the boiler")
    crm.ok("note", "add", "maya", "again")
    crm.ok("job", "add", "maya", "Valve")
    removed = crm.ok("contact", "remove", "maya")
    assert removed.out == "1\n"
    assert "removed Maya O'Connor with 2 notes, 1 job; smallcrm undo brings them back" in removed.err
    assert crm("show", "maya").code == 3


def test_a_shared_note_stays_with_the_other(crm) -> None:
    crm.ok(*MAYA)
    crm.ok("contact", "add", "Tom Ridley")
    crm.ok("note", "add", "maya", "met both", "--with", "tom")
    crm.ok("contact", "remove", "maya")
    note = crm.ok("note", "list", "--json").json[0]
    assert (note["body"], note["contact"]) == ("met both", "Tom Ridley")


def test_a_namesake_is_mentioned_not_refused(crm) -> None:
    crm.ok(*MAYA)
    added = crm.ok("contact", "add", "MAYA O'CONNOR", "--json")
    assert added.json["warnings"] == ["there is another Maya O'Connor (1)"]


def test_whom_to_reach_how_is_one_of_the_channels(crm) -> None:
    refused = crm("contact", "add", "Ann", "--prefers", "pigeon")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        'smallcrm: "pigeon" is no channel; there are note, call, email, text, letter, fax, visit, meeting, social\n'
    )
    ann = crm.ok("contact", "add", "Ann", "--prefers", "Email").id
    assert crm.ok("contact", "show", ann, "--json").json["prefers"] == "email"
    assert crm("contact", "edit", ann, "--prefers", "pigeon").err == refused.err
    assert crm.ok("contact", "edit", ann, "--prefers", "TEXT", "--json").json["prefers"] == "text"
    assert crm.ok("contact", "edit", ann, "--prefers", "", "--json").json["prefers"] is None


def test_a_channel_that_there_is_not_comes_in_as_a_field(crm) -> None:
    done = crm.ok("import", "-", "--input-format", "csv", stdin="Name,Prefers\nAnn,Pigeon\nBen,Letter\n")
    assert 'line 2, column prefers: "Pigeon" is no channel' in done.err
    ann, ben = crm.ok("contact", "list", "--json").json
    assert (ann["prefers"], ann["fields"]) == (None, {"prefers": "Pigeon"})
    assert (ben["prefers"], ben["fields"]) == ("letter", {})


def test_a_birthday_is_said_back_as_it_was_understood(crm) -> None:
    ann = crm.ok("contact", "add", "Ann", "--birthday", "3/4/80")
    assert ann.err == "birthday 3 Apr 1980\n"
    assert crm.ok("contact", "edit", ann.id, "--birthday", "24 may 1979").err == "birthday 24 May 1979\n"
    assert crm.ok("contact", "edit", ann.id, "--birthday", "1979-05-25").err == ""
    assert crm.ok("contact", "edit", ann.id, "--birthday", "--05-24").err == ""
    assert crm.ok("contact", "edit", ann.id, "--birthday", "29 feb").err == "birthday 29 Feb\n"
    assert crm.ok("show", ann.id, "--json").json["birthday"] == "--02-29"
    assert crm.ok("contact", "edit", ann.id, "--birthday", "3 apr 26").err == "birthday 3 Apr 2026\n"
    assert crm("contact", "edit", ann.id, "--birthday", "2027-01-02").err == (
        'smallcrm: nobody was born in 2027 yet: "2027-01-02"\n'
    )

"""`calendar sync`: both sides' edits, removals and contradictions, through the real command."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from smallcrm.errors import FileError
from smallcrm.formats import vdir


class Folder:
    """A folder kept in step, as another program would touch it."""

    def __init__(self, crm) -> None:
        self.crm = crm
        self.root = crm.folder / "sync"

    def __call__(self, *options: str):
        return self.crm("calendar", "sync", self.root, "--json", *options)

    def ok(self, *options: str):
        done = self(*options)
        assert done.code == 0, done.err
        return done.json["folders"][0]

    def files(self, kind: str) -> list[Path]:
        return sorted((self.root / kind).glob("[!.]*.*"))

    def file(self, words: str) -> Path:
        found = [
            file for kind in ("calendar", "contacts") for file in self.files(kind) if words in unfolded(file)
        ]
        assert len(found) == 1, found
        return found[0]

    def edit(self, words: str, old: str, new: str) -> Path:
        file = self.file(words)
        text = unfolded(file)
        assert old in text, text
        file.write_bytes(text.replace(old, new).encode())
        return file

    def put(self, name: str, *lines: str) -> Path:
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes("".join(f"{line}\r\n" for line in lines).encode())
        return file

    def event(self, uid: str, *lines: str) -> Path:
        return self.put(
            f"calendar/{uid}.ics", "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//other//EN", "BEGIN:VEVENT", f"UID:{uid}",
            "DTSTAMP:20260901T080000Z", *lines, "END:VEVENT", "END:VCALENDAR",
        )  # fmt: skip

    def card(self, uid: str, name: str, *lines: str) -> Path:
        return self.put(
            f"contacts/{uid}.vcf",
            "BEGIN:VCARD",
            "VERSION:3.0",
            f"UID:{uid}",
            f"FN:{name}",
            *lines,
            "END:VCARD",
        )

    def bytes(self) -> dict[str, bytes]:
        return {str(file): file.read_bytes() for file in sorted(self.root.rglob("*")) if file.is_file()}


def unfolded(file: Path) -> str:
    return re.sub("\r?\n[ \t]", "", file.read_bytes().decode())


@pytest.fixture
def folder(crm) -> Folder:
    return Folder(crm)


@pytest.fixture
def synced(crm, folder) -> Folder:
    """A customer, a visit, a weekly choir and a reminder, in step with a folder."""
    crm.ok("add", "Maya O'Connor", "07700900142", "maya@oconnor.example", "-a", "BS6 5JA", "-t", "bristol")
    crm.ok("book", "maya", "mon 21 sep 9:00-10:30", "Fix valve", "--remind", "1h")
    crm.ok("book", "-", "fri 18:00", "Choir", "--for", "90m", "--repeat", "every week until 18 dec")
    crm.ok("reminder", "add", "Ring Harbour", "--due", "tomorrow 9am", "--contact", "maya")
    folder.ok()
    return folder


def settled(folder: Folder) -> None:
    """Nothing is left to do, and doing it writes nothing."""
    before = folder.bytes()
    history = folder.crm.ok("history", "--json").out
    done = folder.crm.ok("calendar", "sync", folder.root)
    assert "nothing to do" in done.out
    assert folder.bytes() == before
    assert folder.crm.ok("history", "--json").out == history


def test_the_book_goes_out_as_files_of_the_users_alone(synced) -> None:
    assert len(synced.files("calendar")) == 3
    assert len(synced.files("contacts")) == 1
    assert {file.stat().st_mode & 0o777 for file in synced.files("calendar")} == {0o600}
    assert synced.root.joinpath("calendar").stat().st_mode & 0o777 == 0o700
    assert synced.root.joinpath("calendar/displayname").read_text() == "smallcrm"
    assert re.fullmatch("#[0-9a-f]{6}", synced.root.joinpath("calendar/color").read_text())
    text = synced.file("SUMMARY:Choir").read_text()
    assert "METHOD" not in text
    assert "X-WR-" not in text
    settled(synced)


def test_what_others_make_comes_in_as_one_step_with_its_file_named(crm, folder) -> None:
    folder.card("lena@phone", "Lena Novak", "TEL:+447700900188", "X-FAVOURITE:1")
    folder.event(
        "visit@phone", "DTSTART:20260921T080000Z", "DTEND:20260921T090000Z", "SUMMARY:Visit", "X-COLOUR:red"
    )
    done = folder.ok()
    assert done["here"] == {"added": 2, "changed": 0, "removed": 0}
    assert done["there"]["added"] == 0
    steps = crm.ok("history", "--json").json
    assert [step["origin"] for step in steps] == ["sync"]
    told = crm.ok("history", "--json", "--change", steps[0]["id"]).out
    assert "calendar/visit@phone.ics" in told
    assert crm.ok("show", "lena", "--json").json["phones"][0]["value"] == "+447700900188"
    settled(folder)
    crm.ok("undo", "--yes")
    assert crm.ok("contact", "list", "--json").json == []


def test_an_edit_there_changes_only_what_it_says(synced) -> None:
    crm = synced.crm
    synced.edit("Fix valve", "T090000\r\nDTEND", "T093000\r\nDTEND")
    synced.edit("FN:Maya", "TEL;X-SMALLCRM-RAW=07700900142:", "TEL;TYPE=WORK:")
    assert synced.ok()["here"]["changed"] == 2
    visit = crm.ok("appointment", "show", "1", "--json").json
    assert visit["start"] == "2026-09-21T09:30:00+01:00"
    assert (visit["title"], visit["contact"]) == ("Fix valve", "Maya O'Connor")
    maya = crm.ok("show", "maya", "--json").json
    assert maya["phones"][0]["raw"] == "07700900142"
    assert maya["phones"][0]["label"] == "work"
    settled(synced)


def test_a_title_edited_there_loses_the_name_that_we_put_before_it(synced) -> None:
    synced.edit("Fix valve", "SUMMARY:Maya O'Connor: Fix valve", "SUMMARY:Maya O'Connor: Fix both valves")
    synced.ok()
    assert synced.crm.ok("appointment", "show", "1", "--json").json["title"] == "Fix both valves"
    assert "SUMMARY:Maya O'Connor: Fix both valves" in unfolded(synced.file("Fix both"))
    settled(synced)


def test_an_edit_here_leaves_every_other_line_of_their_file(crm, folder) -> None:
    file = folder.event(
        "visit@phone", "SUMMARY;LANGUAGE=en:Visit", "DTSTART:20260921T080000Z", "DURATION:PT1H", "X-COLOUR:red",
        "BEGIN:VALARM", "UID:alarm-7", "ACTION:DISPLAY", "TRIGGER:-PT15M", "DESCRIPTION:x", "ACKNOWLEDGED:20260901T080000Z",
        "END:VALARM",
    )  # fmt: skip
    folder.ok()
    crm.ok("appointment", "edit", "1", "--location", "12 High St")
    assert folder.ok()["there"]["changed"] == 1
    text = unfolded(file)
    for line in (
        "SUMMARY;LANGUAGE=en:Visit",
        "DURATION:PT1H",
        "X-COLOUR:red",
        "UID:alarm-7",
        "ACKNOWLEDGED:20260901T080000Z",
    ):
        assert f"{line}\r\n" in text
    assert "LOCATION:12 High St\r\n" in text
    settled(folder)


def test_edits_of_different_fields_on_both_sides_come_together(synced) -> None:
    crm = synced.crm
    crm.ok("appointment", "move", "1", "mon 21 sep 11:00")
    synced.edit("Fix valve", "LOCATION:BS6 5JA", "LOCATION:Back door")
    crm.ok("contact", "edit", "maya", "--email", "new@oconnor.example")
    synced.edit("FN:Maya", "END:VCARD", "TEL:+447700900199\r\nEND:VCARD")
    done = synced.ok()
    assert done["conflicts"] == []
    visit = crm.ok("appointment", "show", "1", "--json").json
    assert (visit["start"][11:16], visit["location"]) == ("11:00", "Back door")
    assert "20260921T110000" in unfolded(synced.file("Back door"))
    card = unfolded(synced.file("FN:Maya"))
    assert "new@oconnor.example" in card
    assert "+447700900199" in card
    assert len(crm.ok("show", "maya", "--json").json["phones"]) == 2
    settled(synced)


def test_a_contradiction_keeps_both_and_is_listed(synced) -> None:
    crm = synced.crm
    crm.ok("appointment", "edit", "1", "--title", "Fix the valve")
    synced.edit("Fix valve", "Fix valve", "Replace valve")
    crm.ok("contact", "edit", "maya", "--name", "Maya Connor")
    synced.edit("FN:Maya", "FN:Maya O'Connor", "FN:Maya Oconnor")
    done = synced("--no-input")
    assert done.code == 0
    clashes = done.json["folders"][0]["conflicts"]
    assert sorted(clash["kind"] for clash in clashes) == ["appointment", "contact"]
    assert "changed on both sides (title); both are kept" in done.err
    titles = {row["title"] for row in crm.ok("appointment", "list", "--json").json}
    assert titles >= {"Fix the valve", "Replace valve (other version)"}
    names = {row["name"] for row in crm.ok("contact", "list", "--json").json}
    assert names == {"Maya Connor", "Maya Oconnor (other version)"}
    assert len(synced.files("calendar")) == 4
    settled(synced)


def test_what_is_removed_on_one_side_goes_on_the_other(synced) -> None:
    crm = synced.crm
    synced.file("SUMMARY:Choir").unlink()
    crm.ok("reminder", "remove", "1")
    done = synced.ok()
    assert done["here"]["removed"] == 1
    assert done["there"]["removed"] == 1
    assert [row["title"] for row in crm.ok("appointment", "list", "--json").json] == ["Fix valve"]
    assert len(synced.files("calendar")) == 1
    settled(synced)
    crm.ok("undo", "--yes")
    assert synced.ok()["there"]["added"] == 1
    assert synced.file("SUMMARY:Choir")
    settled(synced)


def test_what_was_changed_on_the_other_side_is_not_removed(synced) -> None:
    crm = synced.crm
    synced.file("SUMMARY:Choir").unlink()
    crm.ok("appointment", "edit", "2", "--all", "--location", "Town hall")
    crm.ok("reminder", "remove", "1")
    synced.edit("Ring Harbour", "Ring Harbour", "Ring Harbour Lettings")
    done = synced("--no-input")
    notices = done.json["folders"][0]["notices"]
    assert len(notices) == 2
    assert all("is back" in notice for notice in notices)
    assert "LOCATION:Town hall" in unfolded(synced.file("SUMMARY:Choir"))
    assert [row["text"] for row in crm.ok("reminder", "list", "--json").json] == ["Ring Harbour Lettings"]
    settled(synced)


def test_a_contact_that_others_hang_on_is_not_removed_by_an_address_book(synced) -> None:
    file = synced.file("FN:Maya")
    file.unlink()
    done = synced.ok()
    assert "1 appointment, 1 reminder" in done["notices"][0]
    assert file.exists()
    assert len(synced.crm.ok("appointment", "list", "--json").json) == 2
    settled(synced)


def test_a_contact_of_its_own_is_removed_with_its_card(crm, folder) -> None:
    crm.ok("add", "Maya O'Connor", "07700900142")
    crm.ok("add", "Lena Novak")
    folder.ok()
    folder.file("FN:Lena").unlink()
    assert folder.ok()["here"]["removed"] == 1
    assert [row["name"] for row in crm.ok("contact", "list", "--json").json] == ["Maya O'Connor"]


def test_done_there_is_done_here_and_opens_the_next(crm, folder) -> None:
    crm.ok("reminder", "add", "Service boiler", "--due", "today", "--repeat-after", "6 months")
    folder.ok()
    folder.edit(
        "Service boiler",
        "STATUS:NEEDS-ACTION",
        "STATUS:COMPLETED\r\nCOMPLETED:20260914T070000Z\r\nPERCENT-COMPLETE:100",
    )
    folder.ok()
    open_, done = sorted(crm.ok("reminder", "list", "--json").json, key=lambda row: row["done_at"] or "")
    assert done["done_at"].startswith("2026-09-14")
    assert open_["due"] == "2027-03-14"
    assert len(folder.files("calendar")) == 2
    settled(folder)


def test_done_here_is_done_there(synced) -> None:
    synced.crm.ok("done", "1")
    synced.ok()
    assert "STATUS:COMPLETED" in unfolded(synced.file("Ring Harbour"))
    settled(synced)


def test_a_series_with_exceptions_goes_both_ways(synced) -> None:
    crm = synced.crm
    synced.edit(
        "SUMMARY:Choir", "END:VCALENDAR",
        "BEGIN:VEVENT\r\nUID:{}\r\nDTSTAMP:20260914T080000Z\r\nRECURRENCE-ID;TZID=Europe/London:20260925T180000\r\n"
        "DTSTART;TZID=Europe/London:20260925T190000\r\nDTEND;TZID=Europe/London:20260925T203000\r\nSUMMARY:Choir late\r\n"
        "END:VEVENT\r\nEND:VCALENDAR".format(synced.file("SUMMARY:Choir").stem),
    )  # fmt: skip
    crm.ok("appointment", "cancel", "2", "--only", "2 oct")
    synced.ok()
    starts = [
        row["at"]
        for row in crm.ok("agenda", "--from", "25 sep", "--to", "9 oct", "--json").json
        if "Choir" in row["title"]
    ]
    assert "2026-09-25T19:00:00+01:00" in starts
    text = unfolded(synced.file("SUMMARY:Choir late"))
    assert "20261002T180000" in text
    settled(synced)


def test_all_day_other_zones_and_odd_names_hold(crm, folder) -> None:
    folder.event("day", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227", "SUMMARY:Closed")
    folder.event("ny", "DTSTART;TZID=America/New_York:20261102T090000", "DURATION:PT1H", "SUMMARY:Call NY")
    crm.ok("import", "-", "--input-format", "ics", stdin=(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:../../etc/pass wd\r\nDTSTART:20261001T080000Z\r\n"
        "SUMMARY:Odd\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))  # fmt: skip
    folder.ok()
    odd = folder.file("SUMMARY:Odd")
    assert odd.parent == folder.root / "calendar"
    assert re.fullmatch(r"[0-9a-f]{32}\.ics", odd.name)
    days = {row["title"]: row["start"] for row in crm.ok("appointment", "list", "--json").json}
    assert days["Closed"] == "2026-12-24"
    assert days["Call NY"] == "2026-11-02T09:00:00-05:00"
    settled(folder)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nSUMM", "cut off"),
        (b"\x00\x01rubbish", "does not begin"),
        (
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nSUMMARY:No time\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            "no start",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_left_alone_and_the_rest_goes_on(synced, content, reason) -> None:
    file = synced.file("SUMMARY:Choir")
    file.write_bytes(content)
    synced.event("new", "DTSTART:20260922T080000Z", "SUMMARY:New")
    done = synced("--no-input")
    assert done.code == 5
    assert reason in done.json["folders"][0]["left"][0]["reason"]
    assert file.read_bytes() == content
    assert {row["title"] for row in synced.crm.ok("appointment", "list", "--json").json} == {
        "Fix valve",
        "Choir",
        "New",
    }


def test_two_files_of_one_uid_are_left_alone(synced) -> None:
    file = synced.file("SUMMARY:Choir")
    shutil.copy(file, file.with_name("conflict-copy.ics"))
    done = synced("--no-input")
    assert done.code == 5
    assert len(done.json["folders"][0]["left"]) == 2
    assert len(synced.files("calendar")) == 4
    assert len(synced.crm.ok("appointment", "list", "--json").json) == 2


def test_a_renamed_file_stays_the_same_thing(synced) -> None:
    file = synced.file("SUMMARY:Choir")
    file.rename(file.with_name("other-name.ics"))
    synced.ok()
    assert len(synced.crm.ok("appointment", "list", "--json").json) == 2
    assert synced.file("SUMMARY:Choir").name == "other-name.ics"
    settled(synced)


def test_a_folder_that_is_gone_or_empty_removes_nothing(synced) -> None:
    away = synced.root.with_name("away")
    synced.root.rename(away)
    gone = synced("--no-input")
    assert (gone.code, gone.err.count("\n")) == (6, 2)
    assert "is it mounted" in gone.err
    synced.root.mkdir()
    for kind in ("calendar", "contacts"):
        (synced.root / kind).mkdir()
    assert synced("--no-input").code == 6
    assert len(synced.crm.ok("appointment", "list", "--json").json) == 2
    assert synced.ok("--allow-removals")["here"]["removed"] == 3


def test_most_files_gone_at_once_removes_nothing_unless_allowed(crm, folder) -> None:
    for number in range(15):
        crm.ok("contact", "add", f"Person {number}")
    folder.ok()
    for file in folder.files("contacts")[:11]:
        file.unlink()
    done = folder("--no-input")
    assert done.code == 6
    assert "11 of 15 files" in done.err
    assert len(crm.ok("contact", "list", "--json").json) == 15
    assert folder.ok("--allow-removals")["here"]["removed"] == 11


def test_a_dry_run_says_it_all_and_does_nothing(synced) -> None:
    synced.crm.ok("add", "Lena Novak")
    synced.event("new", "DTSTART:20260922T080000Z", "SUMMARY:New")
    before, history = synced.bytes(), synced.crm.ok("history", "--json").out
    done = synced.crm.ok("calendar", "sync", synced.root, "--dry-run")
    assert "would have: 1 added here, 1 added there" in done.out
    assert "would have added here: appointment New (calendar/new.ics)" in done.err
    assert synced.bytes() == before
    assert synced.crm.ok("history", "--json").out == history


def test_one_kind_alone_and_the_folders_synced_before(crm, folder) -> None:
    crm.ok("add", "Maya O'Connor")
    crm.ok("book", "maya", "mon 21 sep 9:00", "Fix valve")
    crm.ok("reminder", "add", "Ring", "--due", "tomorrow")
    assert crm("calendar", "sync").code == 2
    folder.ok("--appointments")
    assert not (folder.root / "contacts").exists()
    assert len(folder.files("calendar")) == 1
    crm.ok("appointment", "edit", "1", "--title", "Fix tap")
    assert "1 changed there" in crm.ok("calendar", "sync").out
    assert "Fix tap" in unfolded(folder.files("calendar")[0])


def test_a_folder_of_cards_is_one_collection(crm, folder) -> None:
    folder.card("lena", "Lena Novak")
    crm.ok("add", "Maya O'Connor")
    crm.ok("calendar", "sync", folder.root / "contacts")
    assert len(folder.files("contacts")) == 2
    assert not (folder.root / "contacts" / "calendar").exists()


def test_several_calendars_have_to_be_told_apart(crm, folder) -> None:
    for name in ("home", "work"):
        folder.event("x", "DTSTART:20260922T080000Z", "SUMMARY:New").rename(
            _made(folder.root / name) / "x.ics"
        )
    shutil.rmtree(folder.root / "calendar")
    done = folder("--no-input")
    assert done.code == 2
    assert "home, work" in done.err


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_card_of_somebody_known_is_theirs_and_not_another(crm, folder) -> None:
    crm.ok("add", "Maya O'Connor", "07700900142")
    file = folder.card("phone-7", "Maya O'Connor", "TEL:+447700900142", "EMAIL:maya@oconnor.example")
    folder.ok()
    (maya,) = crm.ok("contact", "list", "--json").json
    assert maya["emails"][0]["value"] == "maya@oconnor.example"
    assert folder.files("contacts") == [file]
    assert "UID:phone-7" in unfolded(file)
    settled(folder)


def test_an_employer_known_by_name_alone_gets_no_card(crm, folder) -> None:
    folder.card("lena", "Lena Novak", "ORG:Harbour Lettings")
    folder.ok()
    assert len(crm.ok("contact", "list", "--json").json) == 2
    assert len(folder.files("contacts")) == 1
    settled(folder)


def test_what_a_server_drops_of_ours_is_not_taken_for_removed(crm, folder) -> None:
    crm.ok("contact", "add", "Maya O'Connor", "--stage", "customer", "--set", "gate=1234", "--consent")
    folder.ok()
    file = folder.file("FN:Maya")
    lines = [line for line in unfolded(file).split("\r\n") if not line.startswith("X-SMALLCRM")]
    file.write_bytes("\r\n".join(lines).replace("END:VCARD", "NOTE:Rings twice\r\nEND:VCARD").encode())
    folder.ok()
    maya = crm.ok("show", "maya", "--json").json
    assert (maya["stage"], maya["fields"], maya["about"]) == ("customer", {"gate": "1234"}, "Rings twice")
    assert maya["consent"]
    settled(folder)


def test_a_number_that_is_none_stays_in_the_card(crm, folder) -> None:
    file = folder.card("bank", "The bank", "TEL:*100#")
    folder.ok()
    crm.ok("contact", "edit", "1", "--nickname", "Bank")
    folder.ok()
    assert "TEL:*100#" in unfolded(file)
    settled(folder)


def test_many_files_are_written_together_and_none_over_what_changed_meanwhile(tmp_path) -> None:
    wanted = [vdir.Put(tmp_path / f"{number}.vcf", b"new", None) for number in range(vdir.TOGETHER + 20)]
    (tmp_path / "7.vcf").write_bytes(b"theirs")
    assert [place for place, kept in enumerate(vdir.put(wanted)) if not kept] == [7]
    assert (tmp_path / "7.vcf").read_bytes() == b"theirs"
    assert (tmp_path / "8.vcf").read_bytes() == b"new"
    assert (tmp_path / "8.vcf").stat().st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".*"))


def test_a_file_that_cant_be_written_leaves_those_before_and_no_parts(tmp_path) -> None:
    folder = tmp_path / "gone"
    wanted = [vdir.Put(tmp_path / f"{number}.vcf", b"new", None) for number in range(vdir.TOGETHER)]
    with pytest.raises(FileError, match=r"last\.vcf can't be written"):
        list(vdir.put([*wanted, vdir.Put(folder / "last.vcf", b"new", None)]))
    assert len(list(tmp_path.iterdir())) == vdir.TOGETHER


def test_an_invitation_declined_there_leaves_the_diary_and_its_file_alone(crm, folder) -> None:
    crm.ok("config", "set", "email", "me@tuning.example")
    own = "ATTENDEE;PARTSTAT={}:mailto:me@tuning.example"
    lines = ("DTSTART:20260921T080000Z", "SUMMARY:Concert", "STATUS:CONFIRMED")
    folder.event("concert@theirs", *lines, own.format("ACCEPTED"))
    folder.ok()
    file = folder.event("concert@theirs", *lines, own.format("DECLINED"))
    before = file.read_bytes()
    assert folder.ok()["here"]["changed"] == 1
    assert crm.ok("appointment", "show", "1", "--json").json["status"] == "cancelled"
    assert file.read_bytes() == before
    settled(folder)
    crm.ok("appointment", "edit", "1", "--location", "Church")
    folder.ok()
    assert "STATUS:CONFIRMED\r\n" in unfolded(file)
    crm.ok("appointment", "edit", "1", "--status", "confirmed")
    folder.ok()
    settled(folder)
    assert crm.ok("appointment", "show", "1", "--json").json["status"] == "confirmed"

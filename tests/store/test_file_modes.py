"""What a command leaves on the disk is its user's alone, whatever the umask says."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def open_handed(crm) -> Iterator:
    """A machine whose umask lets everybody read; the commands are processes of their own, for they set theirs."""
    mask = os.umask(0o022)
    crm.folder.chmod(0o755)
    yield crm
    os.umask(mask)


def modes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): oct(stat.S_IMODE(path.stat().st_mode))
        for path in folder.rglob("*")
        if not path.is_symlink()
    }


def private(path: Path) -> str:
    return "0o700" if path.is_dir() else "0o600"


def test_store_backups_exports_and_rejects_are_private(open_handed) -> None:
    crm, out = open_handed, open_handed.folder / "out"
    out.mkdir(mode=0o700)
    (crm.folder / "bad.csv").write_text("Name,Email,Company\nAnn,ann@ann.example,\n,,\n,,\nBob,bob@,\n")
    (crm.folder / "bad.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nNOTE:nobody\nEND:VCARD\n")
    crm.config.unlink()
    db = crm.folder / "new" / "book.db"
    named = ("--db", db, "--config", crm.folder / "conf" / "config.toml")
    assert crm.process(*named, "add", "Ann Lee").code == 0
    assert (
        crm.process(
            *named,
            "import",
            crm.folder / "bad.csv",
            crm.folder / "bad.vcf",
            "--strict",
            "--rejects",
            out / "rejects",
        ).code
        == 5
    )
    assert crm.process(*named, "config", "set", "region", "FR").code == 0
    for name in ("all.json", "contacts.csv", "contacts.vcf", "appointments.ics"):
        assert crm.process(*named, "export", name.partition(".")[0], "-o", out / name).code == 0
    for line in (("contact", "list", "-o", out / "list"), ("calendar", "export", "-o", out / "feed.ics"), ("contact", "dossier", "ann", "-o", out / "page"),
                 ("backup",), ("backup", out / "copy.db"), ("doctor", "--salvage", out / "saved.db")):  # fmt: skip
        assert crm.process(*named, *line).code == 0, line
    made = [
        path
        for top in ("new", "conf", "out")
        for path in ((crm.folder / top), *(crm.folder / top).rglob("*"))
    ]
    assert len(made) >= 16
    assert {str(path): oct(stat.S_IMODE(path.stat().st_mode)) for path in made} == {
        str(path): private(path) for path in made
    }


def test_an_existing_file_that_others_could_read_becomes_private(open_handed) -> None:
    crm = open_handed
    crm.ok("add", "Ann")
    (crm.folder / "list.csv").write_text("")
    crm.process("contact", "list", "-f", "csv", "-o", crm.folder / "list.csv")
    assert modes(crm.folder)["list.csv"] == "0o600"


HOLD = """
import os, sys
from pathlib import Path
from smallcrm.config import Settings
from smallcrm.crm import Crm
from smallcrm.desk import Desk
from smallcrm.model.contact import ContactDraft
crm = Crm(Path(sys.argv[1]), Desk(Settings(Path(), {"region": "GB", "timezone": "UTC"})))
crm.write.contacts.add(ContactDraft(name="Ann"))
for path in sorted(Path(sys.argv[1]).parent.glob("book.db*")):
    print(path.name, oct(path.stat().st_mode & 0o777))
"""


def test_what_stands_beside_an_open_store_is_private(open_handed) -> None:
    crm = open_handed
    done = subprocess.run(
        [sys.executable, "-c", HOLD, str(crm.db)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["book.db 0o600", "book.db-shm 0o600", "book.db-wal 0o600"]


def test_a_script_s_store_is_private(open_handed) -> None:
    crm = open_handed
    script = "import smallcrm\nfrom smallcrm.store.tables import Contact\nwith smallcrm.session() as s:\n    s.add(Contact(name='Ann'))\n    s.commit()\n"
    subprocess.run([sys.executable, "-c", script], check=True)
    assert modes(crm.folder)["book.db"] == "0o600"


def test_a_dry_run_works_on_a_copy_that_is_private_and_goes(open_handed, monkeypatch) -> None:
    crm, place = open_handed, open_handed.folder / "tmp"
    place.mkdir()
    crm.ok("add", "Ann")
    fifo = crm.folder / "slow"
    os.mkfifo(fifo)
    monkeypatch.setenv("TMPDIR", str(place))
    line = [sys.executable, "-m", "smallcrm", "import", "-n", "--input-format", "vcf", str(fifo)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        with fifo.open("w") as cards:
            # It reads, so the copy is there.
            copies = modes(place)
            cards.write("BEGIN:VCARD\nVERSION:3.0\nFN:Bob\nEND:VCARD\n")
        assert process.communicate()[0] == "slow: 1 would be new\n"
    assert copies
    assert {name: mode for name, mode in copies.items() if mode not in ("0o600", "0o700")} == {}
    assert modes(place) == {}


def test_what_others_can_read_is_told_by_the_doctor(crm) -> None:
    crm.ok("add", "Ann")
    crm.db.chmod(0o644)
    done = crm("doctor")
    assert done.code == 1
    assert "chmod 600" in done.err
    assert sqlite3.connect(crm.db).execute("SELECT count(*) FROM contact").fetchone() == (1,)

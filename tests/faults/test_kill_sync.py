"""A sync that is killed at any moment is finished by the next: both sides whole, nothing doubled, no edit lost."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

KILLS = 3
EACH = 60
CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:there-{0}\r\nFN:There {0}\r\nEND:VCARD\r\n"


def lay(crm, folder: Path) -> None:
    """People on both sides in step; then some changed here, some there, and new ones on both."""
    rows = "".join(f"Here {number},h{number}@x.example\n" for number in range(EACH))
    crm.ok("import", "-", "--input-format", "csv", stdin=f"Name,Email\n{rows}")
    crm.ok("calendar", "sync", folder)
    cards = sorted((folder / "contacts").glob("*.vcf"))
    for card in cards[:20]:
        card.write_bytes(card.read_bytes().replace(b"END:VCARD", b"NICKNAME:Edited there\r\nEND:VCARD"))
    names = [card.stem for card in cards[10:30]]
    crm.ok("contact", "edit", *names, "--source", "edited here")
    for number in range(EACH):
        (folder / "contacts" / f"there-{number}.vcf").write_text(CARD.format(number), newline="")
    crm.ok(
        "import",
        "-",
        "--input-format",
        "csv",
        stdin=rows.replace("Here", "More").replace("h", "m").join(("Name,Email\n", "")),
    )


def told(crm, folder: Path) -> tuple[list, list]:
    """What both sides say, told alike."""
    people = crm.ok("contact", "list", "--json", "--limit", "0").json
    here = sorted((row["name"], row["nickname"] or "", row["source"] or "") for row in people)
    there = []
    for file in (folder / "contacts").glob("[!.]*.vcf"):
        card = file.read_bytes().decode()
        said = (
            re.search(f"^{name}:(.*)\r$", card, re.MULTILINE)
            for name in ("FN", "NICKNAME", "X-SMALLCRM-SOURCE")
        )
        there.append(tuple(found[1] if found else "" for found in said))
    return here, sorted(there)


def test_a_killed_sync_is_finished_by_the_next(crm) -> None:
    folder, store = crm.folder / "sync", crm.folder / "before.db"
    lay(crm, folder)
    shutil.copy(crm.db, store)
    shutil.copytree(folder, crm.folder / "before")
    line = [sys.executable, "-m", "smallcrm", "calendar", "sync", str(folder)]
    start = time.monotonic()
    subprocess.run(line, capture_output=True, check=True)
    length, wanted = time.monotonic() - start, told(crm, folder)
    assert wanted[0] == wanted[1]
    assert len(wanted[0]) == 3 * EACH
    moments = random.Random(7)
    for kill in range(KILLS):
        for file in crm.folder.glob("book.db*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        shutil.copy(store, crm.db)
        shutil.rmtree(folder)
        shutil.copytree(crm.folder / "before", folder)
        with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as killed:
            # The later part is where files are written.
            time.sleep(length * moments.uniform(0.4 if kill % 2 else 0.7, 1))
            killed.kill()
        crm.ok("calendar", "sync", folder)
        assert told(crm, folder) == wanted
        assert not list((folder / "contacts").glob(".*"))
        assert "nothing to do" in crm.ok("calendar", "sync", folder).out
        crm.ok("doctor")

"""Bringing a file in: which one, what it would do, and then it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.formats.known import format_of
from smallcrm.tui.forms.import_file import KEPT, ImportFile
from smallcrm.tui.forms.import_preview import ImportPreview

if TYPE_CHECKING:
    from pathlib import Path

    from smallcrm.tui.screens.view import View
    from smallcrm.write.import_report import Report

# What a file of a format brings, one and many.
BRINGS = {
    "csv": ("contact", "contacts"), "vcf": ("contact", "contacts"), "ics": ("entry", "entries"),
    "json": ("record", "records"),
}  # fmt: skip


async def bring_in(view: View) -> None:
    """Ask for a file, show what it would bring, and bring it in where that is wanted."""
    app = view.app
    path = await app.push_screen_wait(ImportFile())
    if path is None:
        return
    report = await app.push_screen_wait(ImportPreview(path))
    if report is None:
        app.tell("nothing was imported")
        return
    app.kept.take(KEPT)
    app.renew()
    app.tell(in_words(report, path))


def in_words(report: Report, path: Path) -> str:
    """What an import did, in a sentence."""
    one, many = BRINGS[format_of(str(path))]
    new, updated, rejected = (report.total(outcome) for outcome in ("new", "updated", "rejected"))
    if not new and not updated:
        said = f"there was nothing new in {path.name}"
    else:
        said = f"imported {new:,} {one if new == 1 else many} from {path.name}"
        said += f", updated {updated:,}" if updated else ""
        said += " · u undoes it"
    return said + (f" · {rejected:,} rejected" if rejected else "")

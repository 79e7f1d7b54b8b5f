"""What an import would do, in rows: new things, changed ones value by value, rejected records, complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.model.contact_words import consent_words
from smallcrm.tui.widgets.window import Column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smallcrm.read.reading import Read
    from smallcrm.tui.book import Book
    from smallcrm.tui.forms.import_work import Rehearsed
    from smallcrm.tui.widgets.window import Row
    from smallcrm.write.import_report import Report

# What a record keeps for itself, and says nothing to a person.
UNSAID = (
    "id",
    "uid",
    "kind",
    "company_id",
    "contact_id",
    "created_at",
    "updated_at",
    "sequence",
    "raw",
    "stages",
)
KIND_WIDTH = 11


class Section(NamedTuple):
    """One list of the preview: its name, how many, the keys of its rows, their columns, and what it says when empty."""

    name: str
    size: int
    keys: Sequence[Any]
    columns: Sequence[Column]
    empty: str


def sections(rehearsed: Rehearsed, book: Book) -> list[Section]:
    """The lists of the preview, in order; ``book`` is what there is before the import."""
    report = rehearsed.report
    new, updated = rehearsed.new(), _updated(rehearsed, book)
    same = report.total("unchanged") + report.total("skipped")
    things = (Column(KIND_WIDTH), Column(), Column())
    return [
        Section("new", len(new), new, things, "nothing new"),
        Section("updated", len(updated), updated, things, "nothing that is there would change"),
        Section("unchanged", same, (), (), _same_words(report)),
        Section("rejected", len(report.rejects), range(len(report.rejects)),
                (Column(7, right=True), Column(), Column()), "no record is rejected"),
        Section("complaints", len(report.complaints), range(len(report.complaints)),
                (Column(7, right=True), Column(18), Column(), Column()), "every value is what its column says"),
        Section("notices", len(report.told), range(len(report.told)), (Column(7, right=True), Column()), "nothing else to say"),
    ]  # fmt: skip


def _updated(rehearsed: Rehearsed, book: Book) -> list[tuple[str, int]]:
    """Every thing that would be changed: its kind and id."""
    touched = rehearsed.touched_in(rehearsed.book)
    # What was changed in this very second already, or while a clock stands still, may have been left alone.
    doubtful = set(rehearsed.touched_in(book)) if touched else ()
    return [key for key in touched if key not in doubtful or _differs(rehearsed.book, book, *key)]


def _differs(copy: Book, book: Book, kind: str, thing_id: int) -> bool:
    before, after = (each.look(lambda read: _record(read, kind, thing_id)) for each in (book, copy))
    return bool(changes(before, after))


def _same_words(report: Report) -> str:
    unchanged, skipped = report.total("unchanged"), report.total("skipped")
    said = [f"{unchanged:,} say nothing that is not in the book already"] if unchanged else []
    said += [f"{skipped:,} are skipped: they are in the book already"] if skipped else []
    return ", ".join(said) or "none of them is in the book already"


def new_row(read: Read, kind: str, thing_id: int) -> Row:
    """A new thing: what it is, what it is called, and the rest of it."""
    record = _record(read, kind, thing_id)
    title = record.get("name") or record.get("title") or record.get("text") or record.get("body") or ""
    rest = [
        text
        for name, text in _values(record).items()
        if name not in ("name", "title", "text", "body", *_NAMES)
    ]
    return (kind, "dim"), (str(title), "strong"), (", ".join(rest), "dim")


def updated_row(before: Read, after: Read, kind: str, thing_id: int) -> Row:
    """A changed thing: what it is, what it is called, and what changes of it."""
    record = _record(after, kind, thing_id)
    title = record.get("name") or record.get("title") or record.get("text") or ""
    return (kind, "dim"), (str(title), "strong"), "; ".join(changes(_record(before, kind, thing_id), record))


def report_row(report: Report, section: str, index: int) -> Row:
    """A rejected record, a complaint or a notice, with its line."""
    if section == "rejected":
        _, incoming = report.rejects[index]
        reasons = [complaint.reason for _, complaint in report.complaints if complaint.line == incoming.line]
        return (
            (f"{incoming.line}", "dim"),
            " ".join(incoming.raw).strip() or "(empty)",
            ("; ".join(reasons), "alert"),
        )
    if section == "complaints":
        _, complaint = report.complaints[index]
        return (f"{complaint.line}", "dim"), complaint.column, (complaint.value, "strong"), complaint.reason
    told = report.told[index]
    return (f"{told.line}", "dim"), told.words


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is different, value by value: ``role: "" → "Owner"``, ``phones: + 07700 900123``."""
    said = []
    for name, value in after.items():
        if name in UNSAID or value == before.get(name):
            continue
        if isinstance(value, list):
            said += _list_changes(name, before.get(name) or [], value)
        elif isinstance(value, dict):
            said += [f"{key}: {_arrow((before.get(name) or {}).get(key), text)}"
                     for key, text in value.items() if (before.get(name) or {}).get(key) != text]  # fmt: skip
        else:
            said.append(f"{name.replace('_', ' ')}: {_arrow(before.get(name), value)}")
    return said


def _list_changes(name: str, before: list[Any], after: list[Any]) -> list[str]:
    had, has = [_item(each) for each in before], [_item(each) for each in after]
    added = [f"{name}: + {each}" for each in has if each not in had]
    return added + [f"{name}: - {each}" for each in had if each not in has]


def _arrow(before: object, after: object) -> str:
    return f"{before} → {after}" if before else f"+ {after}"


def _values(record: dict[str, Any]) -> dict[str, str]:
    """Every value of a record in words; what is empty is left out."""
    said = {}
    for name, value in record.items():
        if name in UNSAID or not value:
            continue
        if isinstance(value, list):
            said[name] = ", ".join(_item(each) for each in value)
        elif isinstance(value, dict):
            said[name] = ", ".join(f"{key} {text}" for key, text in value.items())
        else:
            said[name] = str(value)
    return said


# The parts of a name that the name itself says already.
_NAMES = ("prefix", "given_name", "middle_name", "family_name", "suffix")


def _item(item: Any) -> str:  # noqa: ANN401
    if not isinstance(item, dict):
        return str(item)
    if "given" in item:
        return consent_words(item)
    words = item.get("formatted") or item.get("raw") or item.get("value") or ""
    platform = item.get("platform")
    label = item.get("label")
    return f"{platform} {words}" if platform else f"{words} ({label})" if label else str(words)


def _record(read: Read, kind: str, thing_id: int) -> dict[str, Any]:
    rooms = {"contact": read.contacts, "job": read.jobs, "note": read.notes,
             "appointment": read.appointments, "reminder": read.reminders}  # fmt: skip
    record: dict[str, Any] = rooms[kind].get(thing_id).json()  # type: ignore[attr-defined]
    return record


def whole(read: Read, kind: str, thing_id: int) -> str:
    """A new thing in lines, a value each."""
    return "\n".join(
        f"{name.replace('_', ' ')}: {text}" for name, text in _values(_record(read, kind, thing_id)).items()
    )


def changed(before: Read, after: Read, kind: str, thing_id: int) -> str:
    """A changed thing in lines: its title, then a value each."""
    record = _record(after, kind, thing_id)
    title = record.get("name") or record.get("title") or record.get("text") or ""
    return "\n".join([str(title), *changes(_record(before, kind, thing_id), record)])

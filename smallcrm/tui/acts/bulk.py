"""What is done to several contacts at once: tag, stage, merge, export; each one change, one undo step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from smallcrm.contact_export import export_contacts, format_of
from smallcrm.errors import CrmError, UsageError
from smallcrm.model.condition import Comparison
from smallcrm.model.contact import ContactDraft
from smallcrm.model.contact_edit import ContactEdit, Removals
from smallcrm.model.text import fold
from smallcrm.read.listing import Listing
from smallcrm.tui.forms.choice import Choice, Choices
from smallcrm.tui.forms.filter_form import Known, filter_form, read_filter
from smallcrm.tui.forms.form import Field, Form, Values, fill
from smallcrm.tui.forms.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smallcrm.model.contact_row import ContactRow
    from smallcrm.read.page import Page
    from smallcrm.tui.screens.contacts import Contacts
    from smallcrm.write.writing import Write

# So many are named in a sentence; of more it is said how many they are.
NAMED = 3


def counted(ids: Sequence[int], of: str = "contact") -> str:
    """``1 contact``, ``1,204 contacts``."""
    return f"{len(ids):,} {of}{'' if len(ids) == 1 else 's'}"


def _named(ids: Sequence[int]) -> str:
    return ", ".join(f"{{contact:{each}}}" for each in ids) if len(ids) <= NAMED else counted(ids)


async def ask_filter(view: Contacts) -> None:
    """Ask by what to filter and sort, and do it."""
    app = view.app
    tags = app.look(lambda read: read.contacts.tags()) or []
    used = app.look(lambda read: read.contacts.stages()) or []
    stages = list(dict.fromkeys([*app.desk.settings.items("contact_stages"), *used]))

    def companies(typed: str) -> list[str]:
        also = (Comparison("kind", "=", "organisation"), Comparison("name", "~", typed))
        listing = Listing(also=also if typed.strip() else also[:1], limit=20)
        return (
            app.look(lambda read: [row.name for row in read.listings.rows("contact", listing, ("name",))])
            or []
        )

    def check(listing: Listing) -> None:
        app.book.look(lambda read: read.listings.check("contact", listing))

    async def save(values: Values) -> None:
        asked = read_filter(values)
        check(asked.listing)
        view.show_filtered(asked)

    await fill(app, filter_form(view.roll.filter, Known(tags, stages, companies, check)), save)


class _Tags(NamedTuple):
    """Tags to add, and to take away."""

    adds: tuple[str, ...]
    removes: tuple[str, ...]


def _tags(text: str) -> _Tags:
    """``vip -old``; UsageError where a tag is empty. Tags of several words stand between commas."""
    parts = [part.strip() for part in (text.split(",") if "," in text else text.split())]
    parts = [part for part in parts if part]
    if any(part == "-" for part in parts):
        raise UsageError("a - takes away the tag that it stands before: -old")
    return _Tags(
        tuple(part for part in parts if not part.startswith("-")),
        tuple(part[1:].strip() for part in parts if part.startswith("-")),
    )


async def tag(view: Contacts) -> None:
    """Ask for tags, ``vip -old``, and add or take them away."""
    app, ids = view.app, view.chosen
    if not ids:
        return
    known = app.look(lambda read: read.contacts.tags()) or []

    def understood(text: str) -> str:
        adds, removes = _tags(text)
        new = [each for each in adds if fold(each) not in {fold(name) for name in known}]
        parts = [
            f"adds {', '.join(adds)}" if adds else "",
            f"takes {', '.join(removes)} away" if removes else "",
            f"{', '.join(new)} is new" if new and known else "",
        ]
        return "; ".join(part for part in parts if part)

    def suggested(typed: str) -> list[str]:
        cut = max(typed.rfind(" "), typed.rfind(","), typed.rfind("-")) + 1
        return [typed[:cut] + name for name in known] if typed[cut:] else []

    async def save(values: Values) -> None:
        wanted = _tags(values["tags"])
        removals = [(each, _those_with(view, each, ids)) for each in wanted.removes]
        await app.carry_out("tag contacts", lambda write: _tagged(write, ids, wanted.adds, removals))

    field = Field("tags", "tags", check=understood, hint="vip -old", suggest=suggested, needed=True)
    await fill(app, Form("tag", f"Tag {_whom(view, ids)}", [field]), save)


def _those_with(view: Contacts, name: str, ids: Sequence[int]) -> list[int]:
    found = view.app.look(lambda read: set(read.listings.ids("contact", Listing(tags=(name,))))) or set()
    return [each for each in ids if each in found]


def _tagged(
    write: Write, ids: Sequence[int], adds: tuple[str, ...], removals: Sequence[tuple[str, Sequence[int]]]
) -> None:
    with write.change("tag contacts") as change:
        if adds:
            write.contacts.edit(ids, ContactEdit(adds=ContactDraft(tags=adds)))
        for name, those in removals:
            write.contacts.edit(those, ContactEdit(removes=Removals(tags=(name,))))
        change.say(f"tagged {_named(ids)}")


async def stage(view: Contacts) -> None:
    """Ask for a stage, and put them at it."""
    app, ids = view.app, view.chosen
    if not ids:
        return
    stages = app.desk.settings.items("contact_stages")
    first = app.look(lambda read: list(read.listings.some("contact", ids[:1], ("name",)))) or []
    at = stages.index(first[0].stage) if first and first[0].stage in stages else 0
    chosen = await app.ask(Choice, Choices(f"Stage of {_whom(view, ids)}", [*stages, "none"], at))
    if chosen is None:
        return
    wanted = [*stages, ""][chosen]

    def staged(write: Write) -> None:
        with write.change("stage contacts") as change:
            write.contacts.edit(ids, ContactEdit({"stage": wanted}))
            change.say(f"put {_named(ids)} at {wanted or 'no stage'}")

    await _dared(view, "stage contacts", staged)


async def merge(view: Contacts) -> None:
    """Make the marked one: the one under the cursor stays if it is marked, or marked alone beside another."""
    app, ids = view.app, view.chosen
    under = view.shown if view.in_page else view.people.key
    if isinstance(under, int) and under not in ids and len(ids) == 1:
        ids = [under, *ids]
    if len(ids) < 2:
        app.tell("mark those that are the same with space, then merge them", bad=True)
        return
    keep = under if isinstance(under, int) and under in ids else ids[0]
    others = [each for each in ids if each != keep]
    said = app.look(lambda read: _what_merges(read.contacts.page, keep, others))
    if said is None or not await app.ask(Question, (said, f"Make these {len(ids)} one?")):
        return

    def merged(write: Write) -> None:
        from smallcrm.write.merge import in_words

        with write.change("merge contacts") as change:
            for difference in write.contacts.merge(keep, others).differences:
                change.warn(in_words(difference))

    if await _dared(view, "merge contacts", merged):
        view.people.unmark()
        view.open(keep)


def _what_merges(page: Callable[[int], Page], keep: int, others: Sequence[int]) -> str:
    """Who stays, and what comes to them from whom."""
    lines = [f"{_called(page(keep).contact)} stays."]
    for other in others[:8]:
        theirs = page(other)
        contact = theirs.contact
        things = {
            "e-mail": len(contact.emails), "phone": len(contact.phones), "note": theirs.note_count,
            "job": len(theirs.job_ids()), "appointment": len(theirs.appointments), "reminder": len(theirs.reminders),
        }  # fmt: skip
        moves = ", ".join(
            f"{count} {name}{'' if count == 1 else 's'}" for name, count in things.items() if count
        )
        lines.append(f"{_called(contact)} goes into it{f', with {moves}' if moves else ''}.")
    if len(others) > 8:
        lines.append(f"So do {len(others) - 8} more.")
    return "\n".join(lines)


def _called(contact: ContactRow) -> str:
    name = contact.name if len(contact.name) <= 60 else f"{contact.name[:59]}…"
    return f"{name} ({contact.id})"


async def export(view: Contacts) -> None:
    """Ask for a file, and write the marked into it, or all that the list shows."""
    app = view.app
    ids = view.chosen if view.people.marked or view.in_page else list(view.people.keys)
    contacts = [each for each in ids if isinstance(each, int)]
    if not contacts:
        app.tell("there is nobody to export", bad=True)
        return

    def understood(text: str) -> str:
        file = Path(text).expanduser()
        shape = format_of(file)
        return f"{shape}, {'replaces the file that is there' if file.exists() else 'a new file'}"

    async def save(values: Values) -> None:
        file = Path(values["file"].strip()).expanduser()
        format_of(file)
        app.tell(f"writing {counted(contacts)} ...")
        count = await app.book.read_aside(lambda read: export_contacts(read, contacts, file))
        app.tell(f"wrote {count:,} contact{'' if count == 1 else 's'} into {file}")

    field = Field("file", "file", "contacts.csv", understood, ".csv, .vcf or .json", needed=True)
    await fill(app, Form("export", f"Export {counted(contacts)}", [field], does="writes it"), save)


def _whom(view: Contacts, ids: Sequence[int]) -> str:
    if len(ids) > 1:
        return counted(ids)
    rows = view.app.look(lambda read: list(read.listings.some("contact", ids, ("name",)))) or []
    return rows[0].name if rows else "nobody"


async def _dared(view: Contacts, words: str, act: Callable[[Write], object]) -> bool:
    """Carry it out; where it is refused, say so. Whether it was done."""
    try:
        await view.app.carry_out(words, act)
    except CrmError as problem:
        view.app.tell(problem.message, bad=True)
        return False
    return True

"""What every ``list`` command does: options become a Listing, rows become a sheet."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.cli.output import Format, Sheet, print_sheet
from smallcrm.errors import UsageError
from smallcrm.read.listing import Listing, row_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from smallcrm.cli.face import Face
    from smallcrm.model.condition import Condition

# How many rows a terminal gets unasked.
PAGE = 50
COLUMNS = {
    "contact": ("id", "name", "company", "phones", "emails", "tags", "stage"),
    "note": ("id", "at", "contact", "channel", "direction", "body"),
    "job": ("id", "title", "contact", "stage", "value", "due", "tags"),
    "appointment": ("id", "start", "end", "title", "contact", "location", "status", "repeat"),
    "reminder": ("id", "due", "text", "contact", "repeat", "repeat_after", "done_at"),
}
TIMES = frozenset({"at", "start", "end", "due", "done_at", "created_at", "updated_at"})


class Wanted(NamedTuple):
    """What the options of a list say: which things, and how to print them."""

    where: str | None = None
    contact: str | None = None
    tag: list[str] | None = None
    sort: str | None = None
    reverse: bool = False
    limit: int | None = None
    offset: int = 0
    columns: str | None = None
    no_header: bool = False
    form: Format = Format.TABLE
    json: bool = False
    output: Path | None = None
    also: tuple[Condition, ...] = ()

    def listing(self, face: Face) -> Listing:
        """The same for the reading side; a limit of 0 is none, and a terminal gets one page unasked."""
        limit = self.limit
        if limit is None and self.output is None and sys.stdout.isatty():
            limit = PAGE
        return Listing(
            where=self.where or "",
            contact_id=face.contact(self.contact) if self.contact is not None else None,
            tags=tuple(self.tag or ()),
            sort=self.sort or "",
            reverse=self.reverse,
            limit=limit or None,
            offset=self.offset,
            also=self.also,
        )


def list_kind(face: Face, kind: str, wanted: Wanted) -> None:
    """Print the things of ``kind`` that are wanted; words say when there are none, or more."""
    form = Format.JSON if wanted.json else wanted.form
    columns = checked_columns(kind, wanted.columns)
    listing = wanted.listing(face)
    sheet = Sheet(_records(face, kind, listing, form, columns), COLUMNS[kind])
    print_sheet(
        sheet,
        form,
        columns=wanted.columns,
        header=not wanted.no_header,
        file=wanted.output,
        empty=lambda: face.say(f"no {kind}s"),
    )
    if wanted.limit is None and listing.limit is not None:
        _say_more(face, kind, listing)


def checked_columns(kind: str, columns: str | None) -> Sequence[str]:
    """The columns to print; UsageError, with the near ones, for one that the kind has not."""
    if columns is None:
        return COLUMNS[kind]
    fields = row_fields(kind)
    wanted = [name.strip() for name in columns.split(",")]
    for name in wanted:
        if name not in fields:
            from smallcrm.config import near

            raise UsageError(f'unknown column "{name}"{near(name, fields)}; there are {", ".join(fields)}')
    return wanted


def _records(
    face: Face, kind: str, listing: Listing, form: Format, columns: Sequence[str]
) -> Iterator[Mapping[str, Any]]:
    listings = face.read.listings
    if form is Format.IDS:
        return ({"id": thing_id} for thing_id in listings.ids(kind, listing))
    if form in (Format.JSON, Format.JSONL):
        return (row.json() for row in listings.rows(kind, listing))
    rows = listings.rows(kind, listing, columns)
    if form is not Format.TABLE:
        return (row.json() for row in rows)
    local = face.crm.desk.clock.local
    return (readable(row._asdict(), columns, local) for row in rows)


def readable(
    record: dict[str, Any], columns: Sequence[str], local: Callable[[str], str]
) -> Mapping[str, Any]:
    """A record for people: times to the minute on their own clock, amounts with their currency, text on one line."""
    for name in columns:
        value = record[name]
        if value is None:
            continue
        if name in TIMES:
            record[name] = _time(name, value, local)
        elif name in ("repeat", "repeat_after"):
            record[name] = _repeated(name, value)
        elif name == "value":
            from smallcrm.model.money import money_words

            record[name] = money_words(value, record["currency"])
        elif name == "body":
            record[name] = " ".join(value.split())
    if "start" in columns and "end" in columns:
        record["end"] = _after_start(record["start"], record["end"])
    return record


def _time(name: str, value: str, local: Callable[[str], str]) -> str:
    if len(value) > len("2026-09-14"):
        return local(value)[:16].replace("T", " ")
    # What takes whole days ends, for people, on the last of them.
    return str(dt.date.fromisoformat(value) - dt.timedelta(days=1)) if name == "end" else value


def _after_start(start: str, end: str) -> str:
    """The time alone, where it ends on the day on which it starts."""
    return end[11:] if len(end) > len("2026-09-14") and end[:10] == start[:10] else end


def _repeated(name: str, value: str) -> str:
    if name == "repeat_after":
        from smallcrm.model.duration import parse_duration

        return str(parse_duration(value))
    from smallcrm.model.repeat import repeat_in_words

    return repeat_in_words(value)


def _say_more(face: Face, kind: str, listing: Listing) -> None:
    every = face.read.listings.count(kind, listing)
    shown = min(listing.limit or every, max(0, every - listing.offset))
    if shown < every - listing.offset:
        face.say(f"{shown:,} of {every:,} {kind}s; all of them: --limit 0")

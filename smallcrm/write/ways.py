"""The ways to reach a contact, edited in place: a row that stays keeps its id, so that what points at it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from smallcrm.errors import Ambiguous, NotFound, UsageError
from smallcrm.model.email import email_key
from smallcrm.model.phone import parse_phone
from smallcrm.model.text import fold, storable
from smallcrm.write.row import insert_row, new_uid

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence

    from smallcrm.model.contact import ContactDraft
    from smallcrm.model.contact_edit import Removals
    from smallcrm.model.settle import Settled

Columns = dict[str, Any]
PLACE = ("street", "city", "region", "postcode", "country")


class Way(NamedTuple):
    """A kind of way: its table, its name in words, what makes two rows the same, and how one is shown."""

    table: str
    word: str
    key: Callable[[Columns], str]
    shown: Callable[[Columns], str]


def place(row: Columns) -> str:
    """An address on one line, as the view ``address_row`` puts it."""
    return ", ".join(str(row[name]).replace("\n", ", ") for name in PLACE if row.get(name))


def _extended(row: Columns) -> str:
    return f"{row['value']} ext {row['extension']}" if row.get("extension") else str(row["value"])


EMAIL = Way("email", "e-mail", lambda row: str(row["key"]), lambda row: str(row["value"]))
PHONE = Way("phone", "phone number", _extended, _extended)
ADDRESS = Way("address", "address", lambda row: fold(place(row)), place)
URL = Way("url", "web address", lambda row: fold(row["value"]), lambda row: str(row["value"]))
HANDLE = Way(
    "handle",
    "handle",
    lambda row: fold(f"{row['platform']}={row['value']}"),
    lambda row: f"{row['platform']}={row['value']}",
)
WAYS = (EMAIL, PHONE, ADDRESS, URL, HANDLE)


def rows_of(connection: sqlite3.Connection, way: Way, contact_id: int) -> list[Columns]:
    """The contact's rows of that kind, oldest first, with every column."""
    cursor = connection.execute(
        f'SELECT * FROM "{way.table}" WHERE contact_id = ? ORDER BY id', (contact_id,)
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def added(settled: Settled) -> dict[Way, list[Columns]]:
    """What a settled draft adds, as columns, by kind of way."""
    draft = settled.draft
    return {
        EMAIL: [
            {"value": e.email.value, "key": e.email.key, "label": e.label or None, "preferred": int(e.preferred)}
            for e in settled.emails
        ],
        PHONE: [
            {
                "value": p.phone.value, "national": p.phone.national, "extension": p.phone.extension or None,
                "raw": p.phone.raw, "label": p.label or None, "preferred": int(p.preferred),
            }
            for p in settled.phones
        ],
        ADDRESS: _places(draft),
        URL: [{"value": storable(u.value), "label": u.label or None} for u in draft.urls],
        HANDLE: [{"platform": h.platform, "value": storable(h.value)} for h in draft.handles],
    }  # fmt: skip


def _places(draft: ContactDraft) -> list[Columns]:
    return [
        {
            **{name: storable(getattr(address, name)) or None for name in (*PLACE, "label")},
            **({"preferred": 1} if address.preferred else {}),
        }
        for address in draft.addresses
    ]


def removed(removes: Removals, region: str) -> dict[Way, list[tuple[str, Callable[[Columns], bool]]]]:
    """What is to be taken away: the text as written, and which row it means, by kind of way."""
    return {
        EMAIL: [(text, _is_email(text)) for text in removes.emails],
        PHONE: [(text, _is_phone(text, region)) for text in removes.phones],
        ADDRESS: [(text, _is_place(text)) for text in removes.addresses],
        URL: [(text, _is_url(text)) for text in removes.urls],
        HANDLE: [(text, _is_handle(text)) for text in removes.handles],
    }


def _is_email(text: str) -> Callable[[Columns], bool]:
    key = email_key(text)
    return lambda row: bool(row["key"] == key)


def _is_phone(text: str, region: str) -> Callable[[Columns], bool]:
    try:
        phone = parse_phone(text, region)
    except UsageError:
        return lambda row: row["raw"] == text.strip()
    return lambda row: row["value"] == phone.value and phone.extension in ("", row["extension"] or "")


def _is_place(text: str) -> Callable[[Columns], bool]:
    part = fold(text)
    return lambda row: part in fold(place(row))


def _is_url(text: str) -> Callable[[Columns], bool]:
    return lambda row: fold(row["value"]) == fold(text)


def _is_handle(text: str) -> Callable[[Columns], bool]:
    return lambda row: fold(text) in (HANDLE.key(row), fold(row["value"]))


def pick(
    owner: str, way: Way, rows: Sequence[Columns], text: str, means: Callable[[Columns], bool]
) -> Columns:
    """The one row that ``text`` means; NotFound naming what there is, Ambiguous naming those it could be."""
    found = [row for row in rows if means(row)]
    exact = [row for row in found if way.key(row) == fold(text)]
    keys = {way.key(row) for row in exact or found}
    if not keys:
        there = ", ".join(way.shown(row) for row in rows) or "none"
        raise NotFound(f'{owner} has no {way.word} "{text}"; there is {there}')
    if len(keys) > 1:
        could = ", ".join(way.shown(row) for row in found)
        raise Ambiguous(f'"{text}" could be {could}; write the whole {way.word}')
    return (exact or found)[0]


def change_way(
    connection: sqlite3.Connection, contact_id: int, way: Way, gone: Sequence[Columns], new: Sequence[Columns]
) -> None:
    """Take rows away and add others: one that comes where another goes takes its place, id and all.

    A new row that is there already only gives it its label and its preference, unless that was to go.
    """
    have = {way.key(row): row for row in rows_of(connection, way, contact_id)}
    going = {row["id"]: row for row in gone}
    coming = []
    for columns in new:
        same = have.get(way.key(columns))
        if same is None:
            coming.append(columns)
        elif going.pop(same["id"], None):
            update_way(connection, way, same, columns)
        else:
            marks = {name: columns[name] for name in ("label", "preferred") if columns.get(name)}
            update_way(connection, way, same, marks)
    free = list(going.values())
    for row, columns in zip(free, coming, strict=False):
        update_way(connection, way, row, columns)
    for row in free[len(coming) :]:
        connection.execute(f'DELETE FROM "{way.table}" WHERE id = ?', (row["id"],))
    for columns in coming[len(free) :]:
        insert_row(connection, way.table, {"uid": new_uid(), "contact_id": contact_id, **columns})
    for columns in new:
        if columns.get("preferred"):
            rows = rows_of(connection, way, contact_id)
            prefer(connection, way, contact_id, _same(way, rows, columns)["id"])


def _same(way: Way, rows: Sequence[Columns], columns: Columns) -> Columns:
    return next(row for row in rows if way.key(row) == way.key(columns))


def update_way(connection: sqlite3.Connection, way: Way, row: Columns, columns: Mapping[str, Any]) -> None:
    """Change one row where it differs."""
    news = {name: value for name, value in columns.items() if row[name] != value}
    if not news:
        return
    sets = ", ".join(f'"{name}" = ?' for name in news)
    connection.execute(f'UPDATE "{way.table}" SET {sets} WHERE id = ?', (*news.values(), row["id"]))


def prefer(connection: sqlite3.Connection, way: Way, contact_id: int, row_id: int) -> None:
    """Make one row of its kind the one to use first."""
    connection.execute(
        f'UPDATE "{way.table}" SET preferred = (id = ?1) WHERE contact_id = ?2 AND preferred <> (id = ?1)',
        (row_id, contact_id),
    )

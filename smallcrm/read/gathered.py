"""Contacts with all that hangs on them, many at a time: every table is asked once for all of them.

The view ``contact_row`` says the same of one contact; for a whole book it costs three times as much.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from smallcrm.model.contact_row import ContactRow
from smallcrm.model.extent import Extent

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Values = Sequence[Any]

_THESE = "(SELECT value FROM json_each(?))"
_COLUMNS = ContactRow._fields
_PLACE = {name: place for place, name in enumerate(_COLUMNS)}

# Of each list: what is asked for, the contact's id first, and what is made of one row of the answer.
_LISTS: dict[str, tuple[str, Callable[[Values], Any]]] = {
    "emails": (
        f"SELECT contact_id, value, label, preferred FROM email WHERE contact_id IN {_THESE} ORDER BY preferred DESC, id",
        lambda row: {"value": row[1], "label": row[2], "preferred": row[3] == 1},
    ),
    "phones": (
        "SELECT contact_id, value, extension, raw, label, preferred FROM phone "
        f"WHERE contact_id IN {_THESE} ORDER BY preferred DESC, id",
        lambda row: {"value": row[1], "extension": row[2], "raw": row[3], "label": row[4], "preferred": row[5] == 1},
    ),
    "addresses": (
        "SELECT contact_id, street, city, region, postcode, country, label, formatted FROM address_row "
        f"WHERE contact_id IN {_THESE} ORDER BY preferred DESC, id",
        lambda row: {
            "street": row[1], "city": row[2], "region": row[3], "postcode": row[4], "country": row[5], "label": row[6],
            "formatted": row[7],
        },
    ),
    "urls": (
        f"SELECT contact_id, value, label FROM url WHERE contact_id IN {_THESE} ORDER BY id",
        lambda row: {"value": row[1], "label": row[2]},
    ),
    "handles": (
        f"SELECT contact_id, platform, value FROM handle WHERE contact_id IN {_THESE} ORDER BY id",
        lambda row: {"platform": row[1], "value": row[2]},
    ),
    "tags": (
        "SELECT c.id, t.name FROM contact c JOIN tagging g ON g.subject_uid = c.uid JOIN tag t ON t.id = g.tag_id "
        f"WHERE c.id IN {_THESE} ORDER BY t.name_key",
        lambda row: row[1],
    ),
    "consent": (
        f"SELECT contact_id, channel, given, on_date, source FROM consent WHERE contact_id IN {_THESE} ORDER BY id",
        lambda row: {"channel": row[1], "given": row[2] == 1, "on": row[3], "source": row[4]},
    ),
}  # fmt: skip
_FIELDS = f"SELECT contact_id, name, value FROM custom_field WHERE contact_id IN {_THESE} ORDER BY id"
_COMPANY = f"SELECT contact_id, company, company_id FROM works_for WHERE contact_id IN {_THESE}"
_ELSEWHERE = {*_LISTS, "fields", "company", "company_id"}
_PLAIN = (
    f"SELECT {', '.join('NULL' if name in _ELSEWHERE else name for name in _COLUMNS)} "
    f"FROM contact WHERE id IN {_THESE}"
)


def gathered(
    connection: sqlite3.Connection, contact_ids: Sequence[int], columns: Sequence[str] = ()
) -> Iterator[ContactRow]:
    """The contacts of those ids, in that order; missing ones are left out.

    With ``columns``, what is none of them and stands in a table of its own may be empty.
    """
    these = (json.dumps(contact_ids),)
    wanted = set(columns or _COLUMNS)
    lists = [
        (_PLACE[name], _lists(connection.execute(query, these), make) if name in wanted else {})
        for name, (query, make) in _LISTS.items()
    ]
    fields = _fields(connection.execute(_FIELDS, these)) if "fields" in wanted else {}
    companies = {}
    if not wanted.isdisjoint(("company", "company_id")):
        companies = {row[0]: row[1:] for row in connection.execute(_COMPANY, these)}
    rows = {row[0]: list(row) for row in connection.execute(_PLAIN, these)}
    for contact_id in contact_ids:
        cells = rows.get(contact_id)
        if cells is None:
            continue
        for place, found in lists:
            cells[place] = found.get(contact_id) or []
        cells[_PLACE["fields"]] = fields.get(contact_id) or {}
        if contact_id in companies:
            cells[_PLACE["company"]], cells[_PLACE["company_id"]] = companies[contact_id]
        yield ContactRow._make(cells)


def _lists(rows: Iterable[Values], make: Callable[[Values], Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(make(row))
    return found


def _fields(rows: Iterable[Values]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for contact_id, name, value in rows:
        found[contact_id][name] = value
    return found


# The tables of those lists that a sheet of contacts has columns for.
_TABLES = {
    "emails": "email", "phones": "phone", "addresses": "address", "urls": "url", "handles": "handle", "consent": "consent",
}  # fmt: skip


def extent(connection: sqlite3.Connection, batches: Iterable[Sequence[int]]) -> Extent:
    """How wide a sheet of those contacts has to be."""
    most = dict.fromkeys(_TABLES, 0)
    names: dict[str, None] = {}
    for contact_ids in batches:
        these = (json.dumps(contact_ids),)
        for name, table in _TABLES.items():
            counts = f"SELECT count(*) AS n FROM {table} WHERE contact_id IN {_THESE} GROUP BY contact_id"
            found = connection.execute(f"SELECT max(n) FROM ({counts})", these).fetchone()[0]
            most[name] = max(most[name], found or 0)
        fields = _fields(connection.execute(_FIELDS, these))
        for contact_id in contact_ids:
            names.update(dict.fromkeys(fields.get(contact_id, ())))
    return Extent(most, list(names))

"""Add to a contact what an incoming record says of it: what is new comes in, what is there stays, or gives way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.settle import display_name
from smallcrm.model.text import fold, storable
from smallcrm.write.contact import SINGLE, add_details, add_ways, employ
from smallcrm.write.row import new_uid, update_row

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from smallcrm.model.contact import ContactDraft
    from smallcrm.model.settle import Settled
    from smallcrm.write.change import Change


class Difference(NamedTuple):
    """A single value that the store and the record give differently: the one kept, and the other."""

    property: str
    kept: str
    other: str


def update(
    change: Change, contact_id: int, settled: Settled, *, replace: bool
) -> tuple[bool, list[Difference]]:
    """Add what is new; whether anything was, and the single values that differ.

    What is there stays unless ``replace``; the differing value is told either way.
    """
    connection = change.connection
    before = connection.total_changes
    uid, differences = _singles(change, contact_id, settled, replace=replace)
    news = _new_ways(connection, contact_id, settled)
    add_ways(connection, contact_id, news)
    draft, more = _new_details(connection, contact_id, uid, settled.draft, replace=replace)
    add_details(connection, contact_id, uid, draft)
    differences += more + _company(change, contact_id, settled, replace=replace)
    touched = connection.total_changes > before
    if touched:
        connection.execute(
            "UPDATE contact SET updated_at = ?1 WHERE id = ?2 AND updated_at <> ?1", (change.at, contact_id)
        )
    return touched, differences


def _singles(
    change: Change, contact_id: int, settled: Settled, *, replace: bool
) -> tuple[str, list[Difference]]:
    names = ("uid", "name", *SINGLE)
    row = change.connection.execute(
        f"SELECT {', '.join(names)} FROM contact WHERE id = ?", (contact_id,)
    ).fetchone()
    have = dict(zip(names, row, strict=True))
    said = {name: storable(value) for name in SINGLE if (value := getattr(settled.draft, name))}
    if display_name(settled.draft):
        said["name"] = settled.name
    news, differences = {}, []
    for name, value in said.items():
        old = have[name] or ""
        if fold(old) == fold(value) or (
            name == "birthday" and old and value.startswith("--") and old.endswith(value[1:])
        ):
            continue
        if name == "birthday" and old.startswith("--") and value.endswith(old[1:]):
            old = ""
        if old:
            differences.append(Difference(name, value if replace else old, old if replace else value))
        if not old or replace:
            news[name] = value
    if "name" in news:
        news["name_key"] = fold(news["name"])
    update_row(change.connection, "contact", contact_id, news, change.at)
    return have["uid"], differences


def _new_ways(connection: sqlite3.Connection, contact_id: int, settled: Settled) -> Settled:
    emails = {
        row[0] for row in connection.execute("SELECT key FROM email WHERE contact_id = ?", (contact_id,))
    }
    phones = {
        (row[0], row[1] or "")
        for row in connection.execute(
            "SELECT value, extension FROM phone WHERE contact_id = ?", (contact_id,)
        )
    }
    return settled._replace(
        emails=tuple(e for e in settled.emails if e.email.key not in emails),
        phones=tuple(p for p in settled.phones if (p.phone.value, p.phone.extension) not in phones),
    )


def _new_details(
    connection: sqlite3.Connection, contact_id: int, uid: str, draft: ContactDraft, *, replace: bool
) -> tuple[ContactDraft, list[Difference]]:
    """The draft without what the contact has already, and the custom fields that differ."""

    def have(query: str, key: object = contact_id) -> set[str]:
        return {fold(str(row[0])) for row in connection.execute(query, (key,))}

    places = have("SELECT formatted FROM address_row WHERE contact_id = ?")
    urls = have("SELECT value FROM url WHERE contact_id = ?")
    handles = have("SELECT platform || ' ' || value FROM handle WHERE contact_id = ?")
    lines = have("SELECT line FROM property WHERE subject_uid = ?", uid)
    consents = {
        (row[0] or "", bool(row[1]))
        for row in connection.execute(
            "SELECT channel, given FROM consent WHERE id IN (SELECT max(id) FROM consent WHERE contact_id = ? GROUP BY channel)",
            (contact_id,),
        )
    }
    fields, differences = _new_fields(connection, contact_id, draft, replace=replace)
    photo = (
        ""
        if connection.execute("SELECT 1 FROM photo WHERE contact_id = ?", (contact_id,)).fetchone()
        else draft.photo
    )
    return (
        draft._replace(
            addresses=tuple(a for a in draft.addresses if fold(formatted(a)) not in places),
            urls=tuple(u for u in draft.urls if fold(u.value) not in urls),
            handles=tuple(h for h in draft.handles if fold(f"{h.platform} {h.value}") not in handles),
            properties=tuple(p for p in draft.properties if fold(p.line) not in lines),
            consent=tuple(c for c in draft.consent if (c.channel, c.given) not in consents),
            fields=fields,
            photo=photo,
        ),
        differences,
    )


def formatted(address: object) -> str:
    """An address draft on one line, as the view ``address_row`` puts it."""
    parts = (str(getattr(address, name)) for name in ("street", "city", "region", "postcode", "country"))
    return ", ".join(part.replace("\n", ", ") for part in parts if part)


def _new_fields(
    connection: sqlite3.Connection, contact_id: int, draft: ContactDraft, *, replace: bool
) -> tuple[tuple[tuple[str, str], ...], list[Difference]]:
    have = dict(
        connection.execute(
            "SELECT name, value FROM custom_field WHERE contact_id = ?", (contact_id,)
        ).fetchall()
    )
    differing = [(n, v) for n, v in draft.fields if n in have and have[n] != v]
    differences = [Difference(n, v if replace else have[n], have[n] if replace else v) for n, v in differing]
    return tuple((n, v) for n, v in draft.fields if n not in have or (replace and have[n] != v)), differences


def _company(change: Change, contact_id: int, settled: Settled, *, replace: bool) -> list[Difference]:
    company = settled.draft.company
    if not company:
        return []
    row = change.connection.execute(
        "SELECT company FROM works_for WHERE contact_id = ?", (contact_id,)
    ).fetchone()
    if row and fold(row[0]) == fold(company):
        return []
    if not row or replace:
        employ(change, contact_id, company)
    return (
        [Difference("company", company if replace else row[0], row[0] if replace else company)] if row else []
    )


def remember(
    change: Change, contact_id: int, place: tuple[str, int], print_: str, differences: Iterable[Difference]
) -> None:
    """Keep where a record came from (``place``: file and line) and each of its values that the store did not take over."""
    uid = change.connection.execute("SELECT uid FROM contact WHERE id = ?", (contact_id,)).fetchone()[0]
    rows = [
        (None, print_),
        *((difference.property, storable(difference.other)) for difference in differences),
    ]
    change.connection.executemany(
        "INSERT INTO provenance(uid, subject_uid, property, value, source, line, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(new_uid(), uid, name, value, *place, change.at) for name, value in rows],
    )

"""Add to a contact what an incoming record says of it: what is new comes in, what is there stays, or gives way."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.contact import SINGLE
from smallcrm.model.settle import display_name
from smallcrm.model.text import fold, storable
from smallcrm.write.contact_labels import formatted, label_alike
from smallcrm.write.contact_rows import employ, put_details, put_ways, set_field
from smallcrm.write.row import update_row
from smallcrm.write.rows import Rows

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from smallcrm.model.contact import ConsentDraft, ContactDraft
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
    differences += [
        Difference(*told) for told in label_alike(connection, contact_id, settled, replace=replace)
    ]
    news = _new_ways(connection, contact_id, settled)
    rows = Rows(connection)
    put_ways(rows, contact_id, news)
    draft, more = _new_details(connection, contact_id, uid, settled.draft, replace=replace)
    put_details(rows, contact_id, uid, draft)
    for name, value in draft.fields:
        set_field(connection, contact_id, name, value)
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
    news = (e for e in settled.emails if e.email.key not in emails)
    numbers = (p for p in settled.phones if (p.phone.value, p.phone.extension) not in phones)
    # What is used first stays so.
    first_email, first_phone = (_has_first(connection, table, contact_id) for table in ("email", "phone"))
    return settled._replace(
        emails=tuple(e._replace(preferred=e.preferred and not first_email) for e in news),
        phones=tuple(p._replace(preferred=p.preferred and not first_phone) for p in numbers),
    )


def _has_first(connection: sqlite3.Connection, table: str, contact_id: int) -> bool:
    query = f"SELECT 1 FROM {table} WHERE contact_id = ? AND preferred = 1 LIMIT 1"
    return connection.execute(query, (contact_id,)).fetchone() is not None


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
    fields, differences = _new_fields(connection, contact_id, draft, replace=replace)
    consent, refused = _new_consent(connection, contact_id, draft, replace=replace)
    photo, other = _new_photo(connection, contact_id, draft, replace=replace)
    return (
        draft._replace(
            addresses=tuple(a for a in draft.addresses if fold(formatted(a)) not in places),
            urls=tuple(u for u in draft.urls if fold(u.value) not in urls),
            handles=tuple(h for h in draft.handles if fold(f"{h.platform} {h.value}") not in handles),
            properties=tuple(p for p in draft.properties if fold(p.line) not in lines),
            consent=consent,
            fields=fields,
            photo=photo,
        ),
        differences + refused + other,
    )


def _new_consent(
    connection: sqlite3.Connection, contact_id: int, draft: ContactDraft, *, replace: bool
) -> tuple[tuple[ConsentDraft, ...], list[Difference]]:
    """A no is always taken over; a yes of a file's does not undo a no that was said here."""
    rows = connection.execute(
        "SELECT channel, given FROM consent WHERE id IN (SELECT max(id) FROM consent WHERE contact_id = ? GROUP BY channel)",
        (contact_id,),
    )
    last = {channel or "": bool(given) for channel, given in rows}
    new = [each for each in draft.consent if last.get(each.channel) is not each.given]
    refused = [each for each in new if each.given and False in last.values() and not replace]
    differences = [Difference(f"consent {each.channel}".strip(), "no", "yes") for each in refused]
    return tuple(each for each in new if each not in refused), differences


def _new_photo(
    connection: sqlite3.Connection, contact_id: int, draft: ContactDraft, *, replace: bool
) -> tuple[str, list[Difference]]:
    row = connection.execute("SELECT data FROM photo WHERE contact_id = ?", (contact_id,)).fetchone()
    if row is None or not draft.photo or row[0] == draft.photo:
        return ("" if row else draft.photo), []
    if replace:
        connection.execute("UPDATE photo SET data = ? WHERE contact_id = ?", (draft.photo, contact_id))
        return "", [Difference("photo", draft.photo, row[0])]
    return "", [Difference("photo", row[0], draft.photo)]


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


class Origin(NamedTuple):
    """Where a record came from, and when: a file and its 1-based line; an instant (UTC)."""

    source: str
    line: int
    at: str


def remember(
    rows: Rows, uid: str, origin: Origin, print_: str, differences: Iterable[Difference] = ()
) -> None:
    """Keep where a record came from, and each of its values that the store did not take over."""
    rows.put("provenance", uid, None, print_, *origin)
    for difference in differences:
        rows.put("provenance", uid, difference.property, storable(difference.other), *origin)

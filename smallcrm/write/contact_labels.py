"""Labels and preferences of what a contact and an incoming record both have: gaps are filled, differences told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.text import fold, storable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from smallcrm.model.settle import Settled


class Labelled(NamedTuple):
    """A way to reach someone as a record gives it: ``key`` is what it is compared by, ``shown`` how it is called."""

    table: str
    key: str
    label: str
    preferred: bool
    shown: str


_HAVE = {
    "email": "SELECT id, key, label FROM email WHERE contact_id = ?",
    "phone": "SELECT id, value || ' ' || coalesce(extension, ''), label FROM phone WHERE contact_id = ?",
    "address": "SELECT id, formatted, label FROM address_row WHERE contact_id = ?",
    "url": "SELECT id, value, label FROM url WHERE contact_id = ?",
}
WITH_PREFERENCE = frozenset({"email", "phone", "address"})


def label_alike(
    connection: sqlite3.Connection, contact_id: int, settled: Settled, *, replace: bool
) -> Iterator[tuple[str, str, str]]:
    """Give a label to what has none; yields what is labelled otherwise: of what, the label kept, and the other."""
    have = {table: _labels(connection, table, contact_id) for table in _HAVE}
    for said in _labelled(settled):
        rows = have[said.table].get(fold(said.key), {})
        if not rows:
            continue
        if said.preferred and said.table in WITH_PREFERENCE:
            _prefer(connection, said.table, contact_id, next(iter(rows)))
        label = storable(said.label)
        if not label or fold(label) in map(fold, rows.values()):
            continue
        row_id, old = next(iter(rows.items()))
        if not old or replace:
            connection.execute(f"UPDATE {said.table} SET label = ? WHERE id = ?", (label, row_id))
        if old:
            kept, other = (label, old) if replace else (old, label)
            yield f"label of {said.shown}", kept, other


def _labels(connection: sqlite3.Connection, table: str, contact_id: int) -> dict[str, dict[int, str]]:
    """By what they are compared by, the labels of rows by id, those without one first."""
    found: dict[str, dict[int, str]] = {}
    rows = connection.execute(f"{_HAVE[table]} ORDER BY label IS NOT NULL, id", (contact_id,))
    for row_id, key, label in rows:
        found.setdefault(fold(key or ""), {})[row_id] = label or ""
    return found


def _labelled(settled: Settled) -> Iterator[Labelled]:
    for email in settled.emails:
        yield Labelled("email", email.email.key, email.label, email.preferred, email.email.value)
    for phone in settled.phones:
        key = f"{phone.phone.value} {phone.phone.extension}"
        yield Labelled("phone", key, phone.label, phone.preferred, phone.phone.raw)
    for address in settled.draft.addresses:
        place = formatted(address)
        yield Labelled("address", place, address.label, address.preferred, place)
    for url in settled.draft.urls:
        yield Labelled("url", storable(url.value), url.label, False, url.value)


def formatted(address: object) -> str:
    """An address draft on one line, as the view ``address_row`` puts it."""
    parts = (str(getattr(address, name)) for name in ("street", "city", "region", "postcode", "country"))
    return ", ".join(part.replace("\n", ", ") for part in parts if part)


def _prefer(connection: sqlite3.Connection, table: str, contact_id: int, row_id: int) -> None:
    """Use it first, unless another of the contact's is to be used first."""
    connection.execute(
        f"UPDATE {table} SET preferred = 1 WHERE id = ?1 AND NOT EXISTS "
        f"(SELECT 1 FROM {table} WHERE contact_id = ?2 AND preferred = 1)",
        (row_id, contact_id),
    )

"""Find the contact that an incoming record speaks of: by its key elsewhere, else by address or number and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smallcrm.model.contact import ORGANISATION
from smallcrm.model.identity import fingerprint, names_agree

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Container

    from smallcrm.model.settle import Settled


class Match(NamedTuple):
    """The contact a record speaks of (None: a new one); ``same`` if this very record came in before.

    ``shared`` names contacts of other names that have an e-mail or phone of the record: a family's landline.
    """

    contact_id: int | None
    same: bool = False
    shared: tuple[tuple[int, str, str], ...] = ()


def match(connection: sqlite3.Connection, settled: Settled, print_: str, apart: Container[int] = ()) -> Match:
    """The contact that ``settled`` speaks of; those ``apart`` are known by a uid of their own to be others."""
    known = _by_print(connection, print_)
    if known is not None:
        return Match(known, same=True)
    draft = settled.draft
    found = _by_uid(connection, draft.uid) if draft.uid else None
    for source, key in draft.keys:
        found = found or _by_key(connection, source, key)
    if found is not None:
        return Match(found)
    if settled.kind == ORGANISATION:
        rows = connection.execute(
            "SELECT id FROM contact WHERE name_key = ? AND kind = 'organisation' ORDER BY id",
            (settled.name_key,),
        )
        named = next((row[0] for row in rows if row[0] not in apart), None)
        if named is not None:
            return Match(named)
    return _by_ways(connection, settled, apart)


def key_of(settled: Settled) -> str:
    """The fingerprint under which the record is remembered."""
    return fingerprint(settled.draft)


def _by_print(connection: sqlite3.Connection, print_: str) -> int | None:
    row = connection.execute(
        "SELECT c.id FROM provenance p JOIN contact c ON c.uid = p.subject_uid WHERE p.value = ? AND p.property IS NULL",
        (print_,),
    ).fetchone()
    return row[0] if row else None


def _by_key(connection: sqlite3.Connection, source: str, key: str) -> int | None:
    row = connection.execute(
        "SELECT c.id FROM external_key k JOIN contact c ON c.uid = k.subject_uid WHERE k.source = ? AND k.key = ?",
        (source, key),
    ).fetchone()
    return row[0] if row else None


def _by_uid(connection: sqlite3.Connection, uid: str) -> int | None:
    row = connection.execute(
        "SELECT id FROM contact WHERE uid = ?1 UNION ALL SELECT contact_id FROM merged WHERE merged_uid = ?1 LIMIT 1",
        (uid,),
    ).fetchone()
    return row[0] if row else None


def _by_ways(connection: sqlite3.Connection, settled: Settled, apart: Container[int]) -> Match:
    """The first contact with an address or number of the record whose name agrees; the others only share it."""
    shared: dict[int, tuple[int, str, str]] = {}
    for value, query, key in _ways(settled):
        for contact_id, name, kind in connection.execute(query, (key,)):
            if contact_id not in apart and kind == settled.kind and names_agree(_own_name(settled), name):
                return Match(contact_id, shared=tuple(s for s in shared.values() if s[0] != contact_id))
            shared.setdefault(contact_id, (contact_id, name, value))
    return Match(None, shared=tuple(shared.values()))


def _own_name(settled: Settled) -> str:
    """The record's name, "" if it only stands in for one."""
    first = settled.emails[0].email.value if settled.emails else ""
    return "" if settled.name == first else settled.name


def _ways(settled: Settled) -> list[tuple[str, str, str]]:
    emails = "SELECT c.id, c.name, c.kind FROM email e JOIN contact c ON c.id = e.contact_id WHERE e.key = ? ORDER BY c.id"
    phones = "SELECT c.id, c.name, c.kind FROM phone p JOIN contact c ON c.id = p.contact_id WHERE p.value = ? ORDER BY c.id"
    return [(e.email.value, emails, e.email.key) for e in settled.emails] + [
        (p.phone.raw, phones, p.phone.value) for p in settled.phones
    ]
